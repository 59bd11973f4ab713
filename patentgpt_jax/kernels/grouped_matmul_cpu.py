"""The grouped matrix product and its weight gradient on CPU, as loops over blocks of rows.

A group's rows go in blocks of 256, then at most one of 128, then one of 64 that its last rows need not fill:
large products run at twice the speed of small ones here, and of 64 rows few are wasted. All groups are walked
in order, so what a block computes past the end of its group is overwritten by the next group. A group's
matrix is cut out once for all its blocks.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

Carry = TypeVar("Carry")

_BLOCKS = (256, 128, 64)
# How far past the last row of a group its last block may reach.
SPARE = _BLOCKS[-1]


def product(rows: Array, matrices: Array, sizes: Array, *, transposed: bool = False) -> Array:
    """Each row times the matrix of its group.

    Args:
      rows: [rows, in], sorted by group; rows past the groups may hold anything.
      matrices: [groups, in, out], or [groups, out, in] if `transposed`, in the dtype of `rows`.
      sizes: int [groups], rows of each group.

    Returns [rows, out] in the dtype of `rows`; unspecified past the groups.
    """
    width = matrices.shape[1 if transposed else 2]
    padded, starts = _with_spare(rows), group_starts(sizes)

    def group(g: Array, out: Array) -> Array:
        matrix = matrices[g]
        contracted = (((1,), (1 if transposed else 0,)), ((), ()))

        def body(size: int, start: Array, _: Array, out: Array) -> Array:
            return put(out, jax.lax.dot_general(cut(padded, start, size), matrix, contracted), start)

        return for_blocks(len(rows), sizes[g], starts[g], body, out)

    out = jax.lax.fori_loop(0, len(sizes), group, jnp.zeros((len(padded), width), rows.dtype))
    return out[: len(rows)]


def weight_gradient(rows: Array, d_out: Array, sizes: Array, *, dtype: DTypeLike) -> Array:
    """The gradient of the matrices: for each group, its rows transposed times its rows of `d_out`.

    Args:
      rows: [rows, in], d_out: [rows, out], sorted by group; rows past the groups may hold anything.
      sizes: int [groups].
      dtype: of the result.

    Returns [groups, in, out], summed in float32 or wider; zeros for a group without rows.
    """
    wide = jnp.promote_types(rows.dtype, jnp.float32)
    most, shape = len(rows), (rows.shape[1], d_out.shape[1])
    rows, d_out, starts = _with_spare(rows), _with_spare(d_out), group_starts(sizes)

    def group(g: Array, out: Array) -> Array:
        def body(size: int, start: Array, left: Array, total: Array) -> Array:
            # Both, since what stands beside the group's rows may be NaN.
            inside = jnp.arange(size)[:, None] < left
            a, b = (jnp.where(inside, cut(each, start, size), 0) for each in (rows, d_out))
            return total + outer(a, b, wide)

        total = for_blocks(most, sizes[g], starts[g], body, jnp.zeros(shape, wide))
        return out.at[g].set(total.astype(dtype))

    return jax.lax.fori_loop(0, len(sizes), group, jnp.zeros((len(sizes), *shape), dtype))


def for_blocks(
    most: int, count: Array, start: Array, body: Callable[[int, Array, Array, Carry], Carry], carry: Carry
) -> Carry:
    """`carry` after `body(size, first row, rows left from there, carry)` for each block of a group.

    Args:
      most: how many rows a group can have; larger blocks are not compiled.
      count: int scalar, the rows of the group. start: int scalar, its first.
    """
    for size in _BLOCKS:
        if size > max(most, SPARE):
            continue
        blocks = -(-count // size) if size == _BLOCKS[-1] else count // size

        def one(i: Array, carry: Any, size: int = size, start: Array = start, count: Array = count) -> Any:
            return body(size, start + i * size, count - i * size, carry)

        carry = jax.lax.fori_loop(0, blocks, one, carry)
        start, count = start + blocks * size, count - blocks * size
    return carry


def group_starts(sizes: Array) -> Array:
    """The first row of each group."""
    return jnp.cumsum(sizes) - sizes


def cut(x: Array, start: Array, size: int) -> Array:
    """`size` rows of x from `start` on."""
    return jax.lax.dynamic_slice_in_dim(x, start, size)


def put(x: Array, block: Array, start: Array) -> Array:
    """`x` with its rows from `start` on replaced by a block."""
    return jax.lax.dynamic_update_slice_in_dim(x, block, start, axis=0)


def outer(a: Array, b: Array, dtype: DTypeLike) -> Array:
    """a [rows, in] transposed times b [rows, out]."""
    return jnp.einsum("rm,rn->mn", a, b, preferred_element_type=dtype)


def _with_spare(x: Array) -> Array:
    return jnp.pad(x, ((0, SPARE), (0, 0)))
