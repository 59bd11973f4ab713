"""The expert networks on CPU: the sorted rows of an expert through all three matrices at once.

As a chain of grouped products the same takes a sixth longer here, and [rows, mlp] is written and read between
them; in a block it stays in the cache. Most experts are one block, the smallest of a few sizes that holds all
their rows: large products run at up to twice the speed of small ones here, and the gradients of an expert's
matrices are then one product each. The rows of a busy expert go in blocks of the largest size, and what is
left of them in one more. Experts are walked in order, so what a block computes past its expert's last row is
overwritten by the next expert.
"""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels import swiglu
from patentgpt_jax.kernels.grouped_matmul_cpu import cut, group_starts, outer, put

Carry = TypeVar("Carry", bound=tuple[Any, ...])
Body = Callable[[int, Array, Array, Carry], Carry]
"""What is done with a block: from its size, its first row and how many rows are left from there."""

_LARGEST = 512
_ROUND = 32
# Of the rows of an average expert: closest where most experts of a balanced router lie.
_SIZES = (1 / 4, 1 / 2, 3 / 4, 7 / 8, 1, 9 / 8, 5 / 4, 3 / 2)

Kept = tuple[Array, Array] | None
"""What the forward pass leaves: the results of gate and up, [rows, mlp] each, or nothing."""


def block_sizes(rows: int, experts: int) -> tuple[int, ...]:
    """How many rows a block may have, ascending; the last is also how far it may reach past all rows."""
    average = min(rows / experts, _LARGEST / _SIZES[-1])
    return tuple(sorted({_ROUND * math.ceil(each * average / _ROUND) for each in _SIZES}))


def forward(
    blocks: tuple[int, ...],
    keep: bool,
    x: Array,
    weights: Array,
    gate: Array,
    up: Array,
    down: Array,
    sizes: Array,
) -> tuple[Array, Kept]:
    """Each sorted row through its expert.

    Args:
      blocks: of `block_sizes`.
      keep: whether to leave the results of gate and up.
      x: [rows, embed], sorted by expert, with `blocks[-1]` rows past all that may be an expert's.
      weights: [rows], multiplied into the result.
      gate, up: [experts, embed, mlp]. down: [experts, mlp, embed]. sizes: int [experts].

    Returns [rows, embed], unspecified past the experts' rows, and what is kept.
    """
    starts = group_starts(sizes)

    def expert(e: Array, buffers: tuple[Array, ...]) -> tuple[Array, ...]:
        gate_e, up_e, down_e = gate[e], up[e], down[e]

        def block(size: int, start: Array, left: Array, buffers: tuple[Array, ...]) -> tuple[Array, ...]:
            rows = cut(x, start, size)
            gates, ups = rows @ gate_e, rows @ up_e
            y = swiglu.forward(gates, ups, cut(weights, start, size)) @ down_e
            return tuple(
                put(buffer, part, start) for buffer, part in zip(buffers, (y, gates, ups), strict=False)
            )

        return walk(blocks, sizes[e], starts[e], block, block, buffers)

    hidden = jnp.zeros((len(x), gate.shape[2]), x.dtype)
    buffers = (jnp.zeros_like(x), *((hidden, hidden) if keep else ()))
    y, *kept = jax.lax.fori_loop(0, len(sizes), expert, buffers)
    return y, (kept[0], kept[1]) if keep else None


def backward(
    blocks: tuple[int, ...],
    kept: Kept,
    x: Array,
    d_out: Array,
    weights: Array,
    gate: Array,
    up: Array,
    down: Array,
    sizes: Array,
) -> tuple[Array, ...]:
    """The gradients of sorted rows, weights, gate, up and down.

    Args:
      kept: of `forward`.
      d_out: [rows, embed], the gradients of what it gave; the others as they were there.
    """
    starts = group_starts(sizes)
    wide = jnp.promote_types(x.dtype, jnp.float32)

    def expert(e: Array, carry: tuple[Array, ...]) -> tuple[Array, ...]:
        gate_e, up_e, down_e = (each[e].astype(x.dtype) for each in carry[2:])

        def block(size: int, start: Array, left: Array, carry: tuple[Array, ...]) -> tuple[Any, ...]:
            rows, d_rows = cut(x, start, size), cut(d_out, start, size)
            gates, ups = (cut(each, start, size) for each in kept) if kept else (rows @ gate_e, rows @ up_e)
            # What stands past the expert's rows is another's, and a weight of 0 leaves it out of the sums.
            own = jnp.where(jnp.arange(size) < left, cut(weights, start, size), 0)
            hidden, d_gates, d_ups, d_own = swiglu.backward(gates, ups, own, d_rows @ down_e.T)
            dx, d_weights = (
                put(each, part, start)
                for each, part in zip(carry[:2], (d_gates @ gate_e.T + d_ups @ up_e.T, d_own), strict=True)
            )
            pairs = ((rows, d_gates), (rows, d_ups), (hidden, d_rows))
            return dx, d_weights, [outer(*pair, wide)[None] for pair in pairs]

        def last(size: int, start: Array, left: Array, carry: tuple[Array, ...]) -> tuple[Array, ...]:
            dx, d_weights, parts = block(size, start, left, carry)
            return dx, d_weights, *(put(each, part, e) for each, part in zip(carry[2:], parts, strict=True))

        def full(size: int, start: Array, left: Array, carry: tuple[Array, ...]) -> tuple[Array, ...]:
            dx, d_weights, parts = block(size, start, left, carry)
            sums = (cut(each, e, 1) + part for each, part in zip(carry[2:], parts, strict=True))
            return dx, d_weights, *(put(each, total, e) for each, total in zip(carry[2:], sums, strict=True))

        return walk(blocks, sizes[e], starts[e], last, full, carry)

    # An expert's gradients take the place of its matrices, which nobody reads again: no buffer to fill first.
    carry = (jnp.zeros_like(x), jnp.zeros_like(weights), *(each.astype(wide) for each in (gate, up, down)))
    dx, d_weights, *d_matrices = jax.lax.fori_loop(0, len(sizes), expert, carry)
    return dx, d_weights, *(each.astype(x.dtype) for each in d_matrices)


def walk(blocks: tuple[int, ...], count: Array, start: Array, last: Body, full: Body, carry: Carry) -> Carry:
    """`carry` after an expert's last block, which there always is, and then the full ones before it.

    Each size is a loop of one turn or none, over an index that its body needs: XLA copies the buffers that
    go through a conditional, and would compute what does not depend on the index whether it is needed or not.
    """
    before = jnp.maximum(count - 1, 0) // blocks[-1]
    begin, left = start + before * blocks[-1], count - before * blocks[-1]
    chosen = jnp.searchsorted(jnp.asarray(blocks[:-1]), left)
    for number, size in enumerate(blocks):

        def one(i: Array, carry: Carry, size: int = size) -> Carry:
            return last(size, begin + i * size, left, carry)

        carry = jax.lax.fori_loop(0, (chosen == number).astype(jnp.int32), one, carry)
    return jax.lax.fori_loop(
        0,
        before,
        lambda i, carry: full(blocks[-1], start + i * blocks[-1], count - i * blocks[-1], carry),
        carry,
    )
