"""Parameters in the dtype of activations, rounded where they are used."""

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike


def narrowed(matrix: Array, dtype: DTypeLike) -> Array:
    """`matrix.astype(dtype)`, of one layer in a loop over stacked layers.

    To a plain conversion XLA for TPU answers with its bfloat16 propagation: what is only ever read as
    bfloat16 may as well be held so, hence the matrices of all layers are converted before the loop, and kept
    through it beside the parameters. It does not pass through a rounding, which makes the same numbers.
    """
    if jnp.dtype(dtype).itemsize < matrix.dtype.itemsize:
        to = jnp.finfo(dtype)
        matrix = jax.lax.reduce_precision(matrix, to.nexp, to.nmant)
    return matrix.astype(dtype)
