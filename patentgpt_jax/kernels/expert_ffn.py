"""The feed-forward networks of a sparse mixture of experts: each row through its own experts.

`expert_ffn` is exact and dropless. On CPU, rows sorted by expert go in blocks, each block through
its expert's three matrices in a loop over the blocks in use, with gradients by hand (`lax.ragged_dot`
would put every row through every expert there). Elsewhere the three products are
`lax.ragged_dot`. `reference_expert_ffn` runs every row through every expert and is the oracle.
"""

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels.dispatch import Dispatch, rows, sort_by_expert
from patentgpt_jax.kernels.platform import platform_in_use

_BLOCK = 128


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
    x: Array, experts: Array, weights: Array, valid: Array, gate: Array, up: Array, down: Array
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

    Returns [tokens, embed] in the dtype of `x`. Gradients flow to x, weights and the matrices.
    """
    gate, up, down = (each.astype(x.dtype) for each in (gate, up, down))
    weights = jnp.where(valid[:, None], weights, 0)
    if platform_in_use() == "cpu":
        dispatch = sort_by_expert(experts, valid, gate.shape[0], _BLOCK)
        return _blocked(x, weights, gate, up, down, dispatch)
    return _ragged(x, experts, weights, valid, gate, up, down)


def _ragged(
    x: Array, experts: Array, weights: Array, valid: Array, gate: Array, up: Array, down: Array
) -> Array:
    tokens, k = experts.shape
    flat = jnp.where(valid[:, None], experts, gate.shape[0]).reshape(-1)
    order = jnp.argsort(flat, stable=True)
    sizes = jnp.bincount(flat, length=gate.shape[0]).astype(jnp.int32)
    # Rows past the groups (padding) are whatever the backend leaves there: neither they nor their
    # gradients may reach a sum.
    routed = jnp.arange(tokens * k)[:, None] < sizes.sum()
    sorted_rows = jnp.where(routed, x[order // k], 0)
    hidden = jax.nn.silu(jax.lax.ragged_dot(sorted_rows, gate, sizes)) * jax.lax.ragged_dot(
        sorted_rows, up, sizes
    )
    y = jax.lax.ragged_dot(hidden, down, sizes)
    y = jnp.where(routed, y, 0)
    back = jnp.zeros_like(order).at[order].set(jnp.arange(tokens * k), unique_indices=True)
    y = y[back].reshape(tokens, k, -1)
    return combine(y, weights)


@jax.custom_vjp
def _blocked(x: Array, weights: Array, gate: Array, up: Array, down: Array, dispatch: Dispatch) -> Array:
    return _blocked_forward(x, weights, gate, up, down, dispatch)[0]


def _blocked_forward(x: Array, weights: Array, gate: Array, up: Array, down: Array, dispatch: Dispatch):  # type: ignore[no-untyped-def]
    slots, mlp = dispatch.token_of_slot.shape[0], gate.shape[2]
    sorted_x = rows(x, dispatch.token_of_slot)

    def body(i: Array, buffers: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        y, gates, ups = buffers
        e, start = dispatch.expert_of_block[i], i * _BLOCK
        xb = _slice(sorted_x, start)
        g, u = xb @ gate[e], xb @ up[e]
        yb = (jax.nn.silu(g) * u) @ down[e]
        return _put(y, yb, start), _put(gates, g, start), _put(ups, u, start)

    y, gates, ups = jax.lax.fori_loop(
        0,
        dispatch.blocks,
        body,
        (jnp.zeros_like(sorted_x), jnp.zeros((slots, mlp), x.dtype), jnp.zeros((slots, mlp), x.dtype)),
    )
    out = combine(rows(y, dispatch.slot_of_choice), weights)
    return out, (x, weights, gate, up, down, dispatch, gates, ups)


def _blocked_backward(residuals, d_out: Array):  # type: ignore[no-untyped-def]
    x, weights, gate, up, down, dispatch, gates, ups = residuals
    slots = dispatch.token_of_slot.shape[0]
    sorted_x, sorted_d = rows(x, dispatch.token_of_slot), rows(d_out, dispatch.token_of_slot)
    slot_weights = (
        jnp.zeros(slots, weights.dtype).at[dispatch.slot_of_choice].set(weights, mode="drop").astype(x.dtype)
    )
    wide = jnp.promote_types(x.dtype, jnp.float32)

    def body(i: Array, buffers):  # type: ignore[no-untyped-def]
        dx, d_weight, d_gate, d_up, d_down = buffers
        e, start = dispatch.expert_of_block[i], i * _BLOCK
        xb, db, wb = _slice(sorted_x, start), _slice(sorted_d, start), _slice(slot_weights, start)[:, None]
        g, u = _slice(gates, start), _slice(ups, start)
        sigmoid = jax.nn.sigmoid(g)
        activated = g * sigmoid
        hidden = activated * u
        d_hidden = db @ down[e].T
        # The gradient of a row's weight is <d_out, expert(x)>, and that is <d_out W_down', hidden>.
        d_weight = _put(d_weight, jnp.sum(d_hidden * hidden, axis=-1, dtype=wide), start)
        d_hidden = d_hidden * wb
        d_u = d_hidden * activated
        d_g = d_hidden * u * (sigmoid + activated * (1 - sigmoid))
        dx = _put(dx, d_g @ gate[e].T + d_u @ up[e].T, start)
        d_gate = d_gate.at[e].add(_outer(xb, d_g, wide))
        d_up = d_up.at[e].add(_outer(xb, d_u, wide))
        d_down = d_down.at[e].add(_outer(hidden * wb, db, wide))
        return dx, d_weight, d_gate, d_up, d_down

    start = (
        jnp.zeros_like(sorted_x),
        jnp.zeros(slots, wide),
        *(jnp.zeros(each.shape, wide) for each in (gate, up, down)),
    )
    dx, d_weight, *d_matrices = jax.lax.fori_loop(0, dispatch.blocks, body, start)
    d_x = rows(dx, dispatch.slot_of_choice).sum(axis=1)
    d_weights = rows(d_weight, dispatch.slot_of_choice).astype(weights.dtype)
    return d_x, d_weights, *(each.astype(x.dtype) for each in d_matrices), None


_blocked.defvjp(_blocked_forward, _blocked_backward)


def combine(y: Array, weights: Array) -> Array:
    """The weighted sum over choices of y [tokens, k, embed], weights [tokens, k]: [tokens, embed].

    Not an einsum: as thousands of products of k numbers it would be slower than the experts.
    """
    return jnp.sum(y * weights[..., None].astype(y.dtype), axis=1)


def _slice(x: Array, start: Array) -> Array:
    return jax.lax.dynamic_slice_in_dim(x, start, _BLOCK)


def _put(x: Array, block: Array, start: Array) -> Array:
    return jax.lax.dynamic_update_slice_in_dim(x, block, start, axis=0)


def _outer(a: Array, b: Array, dtype: jnp.dtype) -> Array:
    return jnp.einsum("rm,rn->mn", a, b, preferred_element_type=dtype)
