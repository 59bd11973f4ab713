"""The grouped matrix product and its weight gradient on TPU, as Pallas kernels.

The walk along tiles and groups is that of MegaBlocks (arXiv 2211.15841) as `megablox`, which ships with
JAX, has it on TPU. Ours differs where that costs: rows need not be a multiple of a tile, so nothing is
padded; a tile that belongs to one group is neither masked nor converted; of a tile that groups share only
the pieces of 32 rows that a group has some of are computed; float32 stays float32. Never timed on a TPU:
compiled ahead of time for v5p and v6e, and its values checked in interpret mode.

Tiles. VMEM holds 64 MiB a core on v5p and 128 MiB on v6e; the kernels ask for at most 56. A product
takes the whole of `in` at once where two buffers of each operand then fit in 32 MiB: rows in tiles of
512 by 1,024 columns, so that a group's matrix is read once, whatever the number of tiles it has (bfloat16,
in 4,096: 2 * (4 + 8) MiB, out and sum 4 MiB). Where it does not fit, `in` is split, and 1,024 rows by 2,048
columns by 512 make 683 FLOPs a byte read in bfloat16 (v5p needs 187, v6e 560): 2 * (1 + 2) MiB, the sum 8,
out 2 * 4. The weight gradient sums 1,024 by 2,048 over tiles of 512 rows: 2 * (1 + 2) MiB, the sum 8, out
2 * 4 (8 in float32). In float32 tiles have half the sides. A dimension that is no multiple is split evenly.
"""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array
from jax.experimental import pallas as pl
from jax.experimental.pallas import tpu as pltpu
from jax.typing import DTypeLike

from patentgpt_jax.kernels.row_tiles import Visits, make_visits

_LANES = 128
# Where groups share a tile, rows are computed by parts; of the part that a group begins or ends in only those
# pieces that it has some of, in one product, which never takes longer than one of the part.
_PART, PIECE = 128, 32
_VMEM_LIMIT = 56 * 2**20
_WHOLE_LIMIT = 32 * 2**20


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
    height, block_depth, block_width = _product_tiles(total, depth, width, rows.dtype.itemsize)
    visits = make_visits(sizes, total, height, empty_groups=False)
    steps = pl.cdiv(depth, block_depth)
    if transposed:
        matrix = pl.BlockSpec((None, block_width, block_depth), lambda n, v, k, at: (at.group[v], n, k))
    else:
        matrix = pl.BlockSpec((None, block_depth, block_width), lambda n, v, k, at: (at.group[v], k, n))
    wide = jnp.promote_types(rows.dtype, jnp.float32)
    columns = pl.cdiv(width, block_width)
    return pl.pallas_call(
        functools.partial(_product_kernel, steps=steps, depth=depth, transposed=transposed),
        out_shape=jax.ShapeDtypeStruct((total, width), rows.dtype),
        grid_spec=pltpu.PrefetchScalarGridSpec(
            num_scalar_prefetch=1,
            grid=(columns, visits.total, steps),
            in_specs=[pl.BlockSpec((height, block_depth), lambda n, v, k, at: (at.tile[v], k)), matrix],
            out_specs=pl.BlockSpec((height, block_width), lambda n, v, k, at: (at.tile[v], n)),
            scratch_shapes=[pltpu.VMEM((height, block_width), wide)],
        ),
        compiler_params=pltpu.CompilerParams(
            dimension_semantics=("parallel", "arbitrary", "arbitrary"), vmem_limit_bytes=_VMEM_LIMIT
        ),
        cost_estimate=pl.CostEstimate(
            flops=2 * total * depth * width,
            transcendentals=0,
            bytes_accessed=(columns * rows.size + matrices.size + total * width) * rows.dtype.itemsize,
        ),
        interpret=interpret,
    )(visits, rows, matrices)


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
    sides = (512, 1024, 2048) if rows.dtype.itemsize == 2 else (256, 512, 1024)
    height, block_depth, block_width = (
        _row_tile(total, sides[0]),
        _even(depth, sides[1]),
        _even(width, sides[2]),
    )
    visits = make_visits(sizes, total, height, empty_groups=True)
    columns, steps = pl.cdiv(width, block_width), pl.cdiv(depth, block_depth)
    read = (columns * rows.size + steps * d_out.size) * rows.dtype.itemsize
    return pl.pallas_call(
        _gradient_kernel,
        out_shape=jax.ShapeDtypeStruct((len(sizes), depth, width), dtype),
        grid_spec=pltpu.PrefetchScalarGridSpec(
            num_scalar_prefetch=1,
            grid=(columns, steps, visits.total),
            in_specs=[
                pl.BlockSpec((height, block_depth), lambda n, k, v, at: (at.tile[v], k)),
                pl.BlockSpec((height, block_width), lambda n, k, v, at: (at.tile[v], n)),
            ],
            out_specs=pl.BlockSpec((None, block_depth, block_width), lambda n, k, v, at: (at.group[v], k, n)),
            scratch_shapes=[
                pltpu.VMEM((block_depth, block_width), jnp.promote_types(rows.dtype, jnp.float32))
            ],
        ),
        compiler_params=pltpu.CompilerParams(
            dimension_semantics=("parallel", "arbitrary", "arbitrary"), vmem_limit_bytes=_VMEM_LIMIT
        ),
        cost_estimate=pl.CostEstimate(
            flops=2 * total * depth * width,
            transcendentals=0,
            bytes_accessed=read + len(sizes) * depth * width * jnp.dtype(dtype).itemsize,
        ),
        interpret=interpret,
    )(visits, rows, d_out)


def _product_tiles(rows: int, depth: int, width: int, itemsize: int) -> tuple[int, int, int]:
    """Rows, `in` and `out` of the blocks of a product, as the head of this file has it."""
    scale = 1 if itemsize == 2 else 2
    height, block_width = _row_tile(rows, 512 // scale), _even(width, 1024 // scale)
    if 2 * (height + block_width) * depth * itemsize <= _WHOLE_LIMIT:
        return height, depth, block_width
    return _row_tile(rows, 1024 // scale), _even(depth, 512), _even(width, 2048 // scale)


def _row_tile(rows: int, most: int) -> int:
    """Whole parts, or all rows where there are few."""
    return rows if rows <= _PART else min(most, rows // _PART * _PART)


def _even(size: int, most: int) -> int:
    """Blocks of whole lanes, as equal as may be; or one block of the size itself."""
    if size <= most:
        return size
    return -(-size // (pl.cdiv(size, most) * _LANES)) * _LANES


def _product_kernel(  # type: ignore[no-untyped-def]
    visits: Visits, rows, matrix, out, sums, *, steps: int, depth: int, transposed: bool
) -> None:
    visit, step = pl.program_id(1), pl.program_id(2)
    height = rows.shape[0]
    begin, end = (each[visit] - visits.tile[visit] * height for each in (visits.begin, visits.end))

    @pl.when(step == 0)
    def _() -> None:
        sums[...] = jnp.zeros_like(sums)

    def add(columns: int) -> None:
        # The last step may reach past the end of `in`, where there is anything but zeros.
        def part(at: Array | int, size: int, whole: bool) -> None:
            here = pl.ds(at, size)
            b = matrix[:, :columns] if transposed else matrix[:columns, :]
            sums[here, :] += _dot(rows[here, :columns], b, 1, 1 if transposed else 0)

        _by_parts(part, begin, end, height)

    last = depth - (steps - 1) * rows.shape[1]
    if last == rows.shape[1]:
        add(last)
    else:
        pl.when(step < steps - 1)(lambda: add(rows.shape[1]))
        pl.when(step == steps - 1)(lambda: add(last))

    @pl.when(step == steps - 1)
    def _() -> None:
        inside = _inside(0, height, begin, end)
        out[...] = jnp.where(inside, sums[...], out[...].astype(sums.dtype)).astype(out.dtype)


def _gradient_kernel(visits: Visits, rows, d_out, out, sums) -> None:  # type: ignore[no-untyped-def]
    visit, last = pl.program_id(2), pl.num_programs(2) - 1
    height, group = rows.shape[0], visits.group[visit]
    begin, end = (each[visit] - visits.tile[visit] * height for each in (visits.begin, visits.end))

    @pl.when((visit == 0) | (visits.group[jnp.maximum(visit - 1, 0)] != group))
    def _() -> None:
        sums[...] = jnp.zeros_like(sums)

    def part(at: Array | int, size: int, whole: bool) -> None:
        here = pl.ds(at, size)
        a, b = rows[here, :], d_out[here, :]
        if not whole:
            # Not a product with zeros: what stands beside the group's rows may be NaN. In float32, since
            # not every TPU can choose between numbers of 16 bits.
            inside = _inside(at, size, begin, end)
            a, b = (jnp.where(inside, each.astype(sums.dtype), 0).astype(each.dtype) for each in (a, b))
        sums[...] += _dot(a, b, 0, 0)

    _by_parts(part, begin, end, height)

    @pl.when((visit == last) | (visits.group[jnp.minimum(visit + 1, last)] != group))
    def _() -> None:
        out[...] = sums[...].astype(out.dtype)


def _by_parts(part: Callable[[Array | int, int, bool], None], begin: Array, end: Array, height: int) -> None:
    """`part(first row, rows, whether all are in the group)` for the tile at once, or for parts with some."""
    whole, some = (begin <= 0) & (end >= height), begin < end
    pl.when(whole)(lambda: part(0, height, True))

    @pl.when(~whole & some)
    def _() -> None:
        if height % _PART:
            part(0, height, False)
            return

        # `lax.div` and not `//`, whose sign Pallas can compile only where it sees the TPU.
        def body(i: Array, carry: None) -> None:
            at = i * _PART
            first = jax.lax.div(jnp.maximum(begin - at, 0), PIECE)
            last = jax.lax.div(jnp.minimum(end - at, _PART) + PIECE - 1, PIECE)
            here = pl.multiple_of(at + first * PIECE, PIECE)
            for pieces in range(1, _PART // PIECE + 1):
                pl.when(last - first == pieces)(functools.partial(part, here, pieces * PIECE, False))

        first = jax.lax.div(jnp.maximum(begin, 0), _PART)
        last = jax.lax.div(jnp.minimum(end, height) + _PART - 1, _PART)
        jax.lax.fori_loop(first, last, body, None)


def _inside(at: Array | int, size: int, begin: Array, end: Array) -> Array:
    row = at + jax.lax.broadcasted_iota(jnp.int32, (size, 1), 0)
    return (row >= begin) & (row < end)


def _dot(a: Array, b: Array, a_axis: int, b_axis: int) -> Array:
    """The product along one axis of each; float32 is not rounded to bfloat16 on the way."""
    exact = jax.lax.Precision.DEFAULT if a.dtype == jnp.bfloat16 else jax.lax.Precision.HIGHEST
    return jax.lax.dot_general(
        a,
        b,
        (((a_axis,), (b_axis,)), ((), ())),
        precision=exact,
        preferred_element_type=jnp.promote_types(a.dtype, jnp.float32),
    )
