"""The expert networks on CPU: each block of sorted rows through all three matrices of its expert at once.

As a chain of grouped products the same takes a sixth longer here, and [rows, mlp] is written and read between
them; in a block it stays in the cache. The blocks are those of `grouped_matmul_cpu`.
"""

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels import swiglu
from patentgpt_jax.kernels.grouped_matmul_cpu import SPARE, cut, for_blocks, group_starts, outer, put

__all__ = ["SPARE", "backward", "forward"]

Kept = tuple[Array, Array] | None
"""What the forward pass leaves: the results of gate and up, [rows, mlp] each, or nothing."""


def forward(
    keep: bool, x: Array, weights: Array, gate: Array, up: Array, down: Array, sizes: Array
) -> tuple[Array, Kept]:
    """Each sorted row through its expert.

    Args:
      x: [rows, embed], sorted by expert, with `SPARE` rows past all that may be in a group.
      weights: [rows], multiplied into the result.
      gate, up: [experts, embed, mlp]. down: [experts, mlp, embed]. sizes: int [experts].

    Returns [rows, embed], unspecified past the groups.
    """
    starts, mlp = group_starts(sizes), gate.shape[2]

    def expert(e: Array, buffers: tuple[Array, ...]) -> tuple[Array, ...]:
        gate_e, up_e, down_e = gate[e], up[e], down[e]

        def body(size: int, start: Array, _: Array, buffers: tuple[Array, ...]) -> tuple[Array, ...]:
            block = cut(x, start, size)
            gates, ups = block @ gate_e, block @ up_e
            y = swiglu.forward(gates, ups, cut(weights, start, size)) @ down_e
            return tuple(
                put(buffer, part, start) for buffer, part in zip(buffers, (y, gates, ups), strict=False)
            )

        return for_blocks(len(x) - SPARE, sizes[e], starts[e], body, buffers)

    hidden = jnp.zeros((len(x), mlp), x.dtype)
    y, *kept = jax.lax.fori_loop(
        0, len(sizes), expert, (jnp.zeros_like(x), *((hidden, hidden) if keep else ()))
    )
    return y, (kept[0], kept[1]) if keep else None


def backward(
    kept: Kept, x: Array, d_out: Array, weights: Array, gate: Array, up: Array, down: Array, sizes: Array
) -> tuple[Array, ...]:
    """The gradients of sorted rows, weights, gate, up and down.

    Args:
      kept: of `forward`.
      d_out: [rows, embed], the gradients of what it gave; the others as they were there.
    """
    starts = group_starts(sizes)
    wide = jnp.promote_types(x.dtype, jnp.float32)

    def expert(e: Array, gradients: tuple[Array, ...]) -> tuple[Array, ...]:
        gate_e, up_e, down_e = gate[e], up[e], down[e]

        def body(size: int, start: Array, left: Array, carry: tuple[Array, ...]) -> tuple[Array, ...]:
            dx, d_weights, d_gate, d_up, d_down = carry
            block, d_block = cut(x, start, size), cut(d_out, start, size)
            gates, ups = (cut(each, start, size) for each in kept) if kept else (block @ gate_e, block @ up_e)
            # What stands past the group is another's, and a weight of 0 leaves it out of the sums.
            own = jnp.where(jnp.arange(size) < left, cut(weights, start, size), 0)
            hidden, d_gates, d_ups, d_own = swiglu.backward(gates, ups, own, d_block @ down_e.T)
            return (
                put(dx, d_gates @ gate_e.T + d_ups @ up_e.T, start),
                put(d_weights, d_own, start),
                d_gate + outer(block, d_gates, wide),
                d_up + outer(block, d_ups, wide),
                d_down + outer(hidden, d_block, wide),
            )

        dx, d_weights, *all_matrices = gradients
        sums = (jnp.zeros(each.shape, wide) for each in (gate_e, up_e, down_e))
        dx, d_weights, *own = for_blocks(len(x) - SPARE, sizes[e], starts[e], body, (dx, d_weights, *sums))
        return (
            dx,
            d_weights,
            *(
                each.at[e].set(matrix.astype(each.dtype))
                for each, matrix in zip(all_matrices, own, strict=True)
            ),
        )

    zeros = (jnp.zeros_like(each) for each in (x, weights, gate, up, down))
    return jax.lax.fori_loop(0, len(sizes), expert, tuple(zeros))
