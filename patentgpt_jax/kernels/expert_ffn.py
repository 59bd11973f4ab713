"""The feed-forward networks of a sparse mixture of experts: each row through its own experts.

`expert_ffn` is exact and dropless. Rows sorted by expert go through grouped matrix products, and its gradient
is written by hand. Left to itself, differentiation would keep five arrays of [tokens * k, embed or mlp];
this keeps the inputs and computes the sorted rows, gate and up once more, two products for nine, or keeps
those two where it is told to. The weight of a choice goes into the row before the last product, so that its
gradient needs no result of that. `reference_expert_ffn` runs every row through every expert: the oracle.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.ad_checkpoint import checkpoint_name

from patentgpt_jax.kernels import expert_ffn_cpu, expert_ffn_products
from patentgpt_jax.kernels.dispatch import Dispatch, rows, sort_by_expert
from patentgpt_jax.kernels.narrowing import narrowed
from patentgpt_jax.kernels.platform import platform_in_use


def reference_expert_ffn(
    x: Array, experts: Array, weights: Array, valid: Array, gate: Array, up: Array, down: Array
) -> Array:
    """The mixture by definition: sum over choices of weight times expert, padding rows zero.

    Takes and returns what `expert_ffn` does, at num_experts / k times the arithmetic.
    """
    out = jnp.zeros_like(x)
    for e in range(gate.shape[0]):
        y = (jax.nn.silu(x @ gate[e]) * (x @ up[e])) @ down[e]
        weight = jnp.sum(jnp.where(experts == e, weights, 0), axis=-1)
        out += jnp.where(valid, weight, 0)[:, None].astype(x.dtype) * y
    return out


def expert_ffn(
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    gate: Array,
    up: Array,
    down: Array,
    *,
    keep: bool = False,
) -> Array:
    """Each row through its chosen experts, SwiGLU (arXiv 2002.05202), weighted and summed.

    Args:
      x: [tokens, embed].
      experts: int [tokens, k], distinct in each row; the number of experts where a choice is of
        none of these.
      weights: [tokens, k], float32 or wider.
      valid: bool [tokens]; rows that are not are neither routed nor computed, and give zero.
      gate, up: [experts, embed, mlp].
      down: [experts, mlp, embed].
      keep: whether the backward pass finds the results of gate and up, [tokens * k, mlp] each, or
        computes them again.

    Returns [tokens, embed] in the dtype of `x`, summed over choices in float32 or wider. Gradients flow to
    x, weights and the matrices.
    """
    gate, up, down = (narrowed(each, x.dtype) for each in (gate, up, down))
    on_cpu = platform_in_use() == "cpu"
    spare = expert_ffn_cpu.block_sizes(experts.size, len(gate))[-1] if on_cpu else 0
    dispatch = sort_by_expert(experts, valid, len(gate), spare)
    return _sorted_ffn(on_cpu, keep, x, weights, gate, up, down, dispatch)


@partial(jax.custom_vjp, nondiff_argnums=(0, 1))
def _sorted_ffn(
    on_cpu: bool,
    keep: bool,
    x: Array,
    weights: Array,
    gate: Array,
    up: Array,
    down: Array,
    dispatch: Dispatch,
) -> Array:
    return _forward(on_cpu, False, x, weights, gate, up, down, dispatch)[0]


def _forward(
    on_cpu: bool,
    keep: bool,
    x: Array,
    weights: Array,
    gate: Array,
    up: Array,
    down: Array,
    dispatch: Dispatch,
) -> tuple[Array, tuple[Any, ...]]:
    wide = jnp.promote_types(x.dtype, jnp.float32)
    sorted_x, row_weights = rows(x, dispatch.token_of_row), _weight_of_row(weights, dispatch)
    forward, _ = _network(on_cpu, weights.size, len(gate))
    y, kept = forward(keep, sorted_x, row_weights, gate, up, down, dispatch.sizes)
    if kept is not None:
        kept = checkpoint_name(kept[0], "gate"), checkpoint_name(kept[1], "up")
    out = jnp.sum(rows(y, dispatch.row_of_choice), axis=1, dtype=wide).astype(x.dtype)
    return out, (x, weights, gate, up, down, dispatch, kept)


def _backward(on_cpu: bool, keep: bool, residuals: tuple[Any, ...], d_out: Array) -> tuple[Any, ...]:
    x, weights, gate, up, down, dispatch, kept = residuals
    wide = jnp.promote_types(x.dtype, jnp.float32)
    sorted_x, sorted_d = (rows(each, dispatch.token_of_row) for each in (x, d_out))
    row_weights = _weight_of_row(weights, dispatch)
    _, backward = _network(on_cpu, weights.size, len(gate))
    dx, d_weight, *d_matrices = backward(
        kept, sorted_x, sorted_d, row_weights, gate, up, down, dispatch.sizes
    )
    d_x = jnp.sum(rows(dx, dispatch.row_of_choice), axis=1, dtype=wide).astype(x.dtype)
    d_weights = rows(d_weight, dispatch.row_of_choice).astype(weights.dtype)
    return d_x, d_weights, *d_matrices, None


_sorted_ffn.defvjp(_forward, _backward)


def _network(on_cpu: bool, rows: int, experts: int) -> tuple[Callable, Callable]:
    """The forward and the backward pass through the matrices, for so many rows at most."""
    if not on_cpu:
        return expert_ffn_products.forward, expert_ffn_products.backward
    blocks = expert_ffn_cpu.block_sizes(rows, experts)
    return partial(expert_ffn_cpu.forward, blocks), partial(expert_ffn_cpu.backward, blocks)


def _weight_of_row(weights: Array, dispatch: Dispatch) -> Array:
    """The weight of each sorted row, 0 where nothing stands: [rows]."""
    return rows(weights.reshape(-1), dispatch.assignment_of_row)
