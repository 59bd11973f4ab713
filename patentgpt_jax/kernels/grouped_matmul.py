"""The grouped matrix product: rows sorted by group, each times the matrix of its group.

One signature over three implementations, chosen by the platform that a program is traced for: loops over
blocks of rows on CPU, Pallas kernels on TPU and GPU. None of them computes anything for a group that has
no rows, or more for more groups (`jax.lax.ragged_dot` puts every row through every group on CPU and GPU, and
in the weight gradient on TPU). The gradients are written by hand: that of the rows is the same product with
the matrices transposed, that of the matrices a product along the rows of each group.
"""

from types import ModuleType

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

from patentgpt_jax.kernels import grouped_matmul_cpu, grouped_matmul_gpu, grouped_matmul_tpu
from patentgpt_jax.kernels.platform import platform_in_use

_IMPLEMENTATIONS = {"cpu": grouped_matmul_cpu, "gpu": grouped_matmul_gpu, "tpu": grouped_matmul_tpu}


@jax.custom_vjp
def grouped_matmul(rows: Array, matrices: Array, sizes: Array) -> Array:
    """Each row times the matrix of its group.

    Args:
      rows: [rows, in], sorted by group. Those past the groups may hold anything, NaN too.
      matrices: [groups, in, out], in the dtype of `rows`.
      sizes: int32 [groups], the rows of each group; together at most `rows`.

    Returns [rows, out] in the dtype of `rows`, summed in float32 or wider, zero past the groups. Gradients
    flow to rows and matrices.
    """
    return _zero_past(product(rows, matrices, sizes), sizes)


def _forward(rows: Array, matrices: Array, sizes: Array) -> tuple[Array, tuple[Array, Array, Array]]:
    return grouped_matmul(rows, matrices, sizes), (rows, matrices, sizes)


def _backward(residuals: tuple[Array, Array, Array], d_out: Array) -> tuple[Array, Array, None]:
    rows, matrices, sizes = residuals
    d_rows = _zero_past(product(d_out, matrices, sizes, transposed=True), sizes)
    return d_rows, weight_gradient(rows, d_out, sizes, dtype=matrices.dtype), None


grouped_matmul.defvjp(_forward, _backward)


def product(rows: Array, matrices: Array, sizes: Array, *, transposed: bool = False) -> Array:
    """`grouped_matmul` without a gradient, and with anything at all in the rows past the groups.

    Args:
      matrices: [groups, in, out], or [groups, out, in] if `transposed`.
    """
    return _implementation().product(rows, matrices, sizes, transposed=transposed)


def weight_gradient(rows: Array, d_out: Array, sizes: Array, *, dtype: DTypeLike) -> Array:
    """For each group, its rows transposed times its rows of `d_out`.

    Args:
      rows: [rows, in]; d_out: [rows, out]; both sorted by group, with anything past the groups.
      sizes: int32 [groups].
      dtype: of the result.

    Returns [groups, in, out], summed in float32 or wider; zeros for a group without rows.
    """
    return _implementation().weight_gradient(rows, d_out, sizes, dtype=dtype)


def _implementation() -> ModuleType:
    return _IMPLEMENTATIONS[platform_in_use()]


def _zero_past(rows: Array, sizes: Array) -> Array:
    return jnp.where(jnp.arange(len(rows))[:, None] < sizes.sum(), rows, 0)
