"""A checksum of every array, computed where it lies: the same on any mesh, and cheap beside saving it.

Files do not tell that their arrays are damaged: where a bit of a stored array flips, Orbax restores
another number without a word (zarr chunks carry no checksum). So a checkpoint holds what these
functions said of the state when it was saved.
"""

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array


def fingerprints(tree: Any) -> dict[str, int]:
    """A number below 2**32 for each array, by its path in `tree`.

    The bits of the elements, as integers, each times an odd number that tells its place, added modulo
    2**32: whatever the order of addition, so that shards add up to the same; and an element that
    changes always changes the sum.
    """
    paths, leaves = zip(*jax.tree_util.tree_leaves_with_path(tree), strict=True)
    sums = jax.device_get(_sums(list(leaves)))
    names = (jax.tree_util.keystr(path, simple=True, separator="/") for path in paths)
    return {name: int(each) for name, each in zip(names, sums, strict=True)}


@jax.jit
def _sums(leaves: list[Array]) -> list[Array]:
    return [_sum(each) for each in leaves]


def _sum(x: Array) -> Array:
    unsigned = jnp.uint16 if x.dtype.itemsize == 2 else jnp.uint32
    bits = jax.lax.bitcast_convert_type(x, unsigned).astype(jnp.uint32)  # of 8 bytes, two of 4
    place = jnp.zeros(bits.shape, jnp.uint32)
    for axis in range(bits.ndim):
        stride = np.uint32(math.prod(bits.shape[axis + 1 :]) % 2**32)
        place += jax.lax.broadcasted_iota(jnp.uint32, bits.shape, axis) * stride
    return jnp.sum(bits * (2 * place + 1), dtype=jnp.uint32)
