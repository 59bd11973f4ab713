"""The grouped matrix product and its weight gradient on GPU, as Pallas kernels that Triton compiles.

Triton runs on Ampere and later; the Mosaic kernels that ship with JAX run on Hopper alone, cannot be tried
without one, and `lax.ragged_dot` puts every row through every group. Never timed on a GPU: values are
checked in interpret mode, and the kernels are lowered for CUDA. Rows outside a group are neither read nor
written for it, so no offset need be aligned and nothing uninitialised is summed. bfloat16 goes in blocks of
128 by 128 by 64 (32 KiB for both operands, 96 KiB in three stages), float32 in 64 by 64 by 32 without
TF32.
"""

import functools

import jax
import jax.numpy as jnp
from jax import Array
from jax.experimental import pallas as pl
from jax.experimental.pallas import triton as plgpu
from jax.typing import DTypeLike

from patentgpt_jax.kernels.row_tiles import make_visits

# Tiles of rows that are computed beside each other for each block of columns, so that both are found in L2.
_NEIGHBOURS = 8
_PARAMETERS = plgpu.CompilerParams(num_warps=4, num_stages=3)


def product(
    rows: Array, matrices: Array, sizes: Array, *, transposed: bool = False, interpret: bool = False
) -> Array:
    """Each row times the matrix of its group.

    Args:
      rows: [rows, in], sorted by group; rows past the groups may hold anything.
      matrices: [groups, in, out], or [groups, out, in] if `transposed`, in the dtype of `rows`.
      sizes: int32 [groups], rows of each group.
      interpret: run on any backend, slowly.

    Returns [rows, out] in the dtype of `rows`, summed in float32 or wider; unspecified past the groups.
    """
    (total, depth), width = rows.shape, matrices.shape[1 if transposed else 2]
    blocks = _blocks(rows)
    visits = make_visits(sizes, total, blocks[0], empty_groups=False)
    return pl.pallas_call(
        functools.partial(_product_kernel, depth=depth, width=width, blocks=blocks, transposed=transposed),
        out_shape=jax.ShapeDtypeStruct((total, width), rows.dtype),
        grid=(len(visits.group) * pl.cdiv(width, blocks[1]),),
        compiler_params=_PARAMETERS,
        cost_estimate=_cost(total, depth, width, rows, matrices),
        interpret=interpret,
    )(visits.group, visits.tile, visits.begin, visits.end, rows, matrices)


def weight_gradient(
    rows: Array, d_out: Array, sizes: Array, *, dtype: DTypeLike, interpret: bool = False
) -> Array:
    """The gradient of the matrices: for each group, its rows transposed times its rows of `d_out`.

    Args:
      rows: [rows, in], sorted by group; rows past the groups may hold anything.
      d_out: [rows, out], in the dtype of `rows`; the same.
      sizes: int32 [groups].
      dtype: of the result.
      interpret: run on any backend, slowly.

    Returns [groups, in, out], summed in float32 or wider; zeros for a group without rows.
    """
    (total, depth), width = rows.shape, d_out.shape[1]
    side, _, step = blocks = _blocks(rows)
    ends = jnp.cumsum(sizes, dtype=jnp.int32)
    return pl.pallas_call(
        functools.partial(_gradient_kernel, depth=depth, width=width, side=side, step=step),
        out_shape=jax.ShapeDtypeStruct((len(sizes), depth, width), dtype),
        grid=(pl.cdiv(depth, side), pl.cdiv(width, blocks[1]), len(sizes)),
        compiler_params=_PARAMETERS,
        cost_estimate=_cost(total, depth, width, rows, d_out),
        interpret=interpret,
    )(ends - sizes.astype(jnp.int32), ends, rows, d_out)


def _blocks(rows: Array) -> tuple[int, int, int]:
    """Rows, columns and depth of a block."""
    return (128, 128, 64) if rows.dtype.itemsize == 2 else (64, 64, 32)


def _product_kernel(  # type: ignore[no-untyped-def]
    group, tile, begin, end, rows, matrices, out, *, depth: int, width: int, blocks, transposed: bool
) -> None:
    height, block_width, step = blocks
    visits, columns = group.shape[0], pl.cdiv(width, block_width)
    # Programs run in order of their number: first the neighbouring visits of one block of columns.
    number, neighbourhood = pl.program_id(0), _NEIGHBOURS * columns
    first = number // neighbourhood * _NEIGHBOURS
    side = jnp.minimum(visits - first, _NEIGHBOURS)
    visit, column = first + number % neighbourhood % side, number % neighbourhood // side
    row = tile[visit] * height + jnp.arange(height)
    across = column * block_width + jnp.arange(block_width)
    inside, in_width = (row >= begin[visit]) & (row < end[visit]), across < width
    this = group[visit]

    def body(i: Array, sums: Array) -> Array:
        along = i * step + jnp.arange(step)
        in_depth = along < depth
        a = _load(rows.at[row[:, None], along[None, :]], inside[:, None] & in_depth[None, :])
        if transposed:
            place = matrices.at[this, across[:, None], along[None, :]]
            b = _load(place, in_width[:, None] & in_depth[None, :])
        else:
            place = matrices.at[this, along[:, None], across[None, :]]
            b = _load(place, in_depth[:, None] & in_width[None, :])
        return sums + _dot(a, b, 1, 1 if transposed else 0)

    @pl.when(begin[visit] < end[visit])
    def _() -> None:
        wide = jnp.promote_types(out.dtype, jnp.float32)
        sums = jax.lax.fori_loop(0, pl.cdiv(depth, step), body, jnp.zeros((height, block_width), wide))
        plgpu.store(
            out.at[row[:, None], across[None, :]],
            sums.astype(out.dtype),
            mask=inside[:, None] & in_width[None, :],
        )


def _gradient_kernel(begin, end, rows, d_out, out, *, depth: int, width: int, side: int, step: int) -> None:  # type: ignore[no-untyped-def]
    group = pl.program_id(2)
    down = pl.program_id(0) * side + jnp.arange(side)
    across = pl.program_id(1) * side + jnp.arange(side)
    in_depth, in_width = down < depth, across < width
    first, last = begin[group], end[group]

    def body(i: Array, sums: Array) -> Array:
        row = first + i * step + jnp.arange(step)
        inside = row < last
        a = _load(rows.at[row[:, None], down[None, :]], inside[:, None] & in_depth[None, :])
        b = _load(d_out.at[row[:, None], across[None, :]], inside[:, None] & in_width[None, :])
        return sums + _dot(a, b, 0, 0)

    wide = jnp.promote_types(rows.dtype, jnp.float32)
    sums = jax.lax.fori_loop(0, pl.cdiv(last - first, step), body, jnp.zeros((side, side), wide))
    plgpu.store(
        out.at[group, down[:, None], across[None, :]],
        sums.astype(out.dtype),
        mask=in_depth[:, None] & in_width[None, :],
    )


def _load(place, mask: Array) -> Array:  # type: ignore[no-untyped-def]
    return plgpu.load(place, mask=mask, other=0)


def _dot(a: Array, b: Array, a_axis: int, b_axis: int) -> Array:
    """The product along one axis of each, float32 without TF32."""
    return jax.lax.dot_general(
        a,
        b,
        (((a_axis,), (b_axis,)), ((), ())),
        precision=jax.lax.Precision.HIGHEST,
        preferred_element_type=jnp.promote_types(a.dtype, jnp.float32),
    )


def _cost(total: int, depth: int, width: int, *operands: Array) -> pl.CostEstimate:
    read = sum(each.size * each.dtype.itemsize for each in operands)
    return pl.CostEstimate(flops=2 * total * depth * width, transcendentals=0, bytes_accessed=read)
