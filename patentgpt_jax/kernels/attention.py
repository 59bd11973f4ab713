"""Causal attention of queries over keys, for packed documents and grouped key/value heads.

Queries go in blocks, each against the keys at or before it only, so that half the products of the full
square are never made; key/value heads are never repeated. The gradient is written by hand (FlashAttention,
arXiv 2205.14135): of each row of weights the logarithm of its sum is kept, and the weights are made again
from it, one product in exchange for keeping a square. All products are batched ones of matrices, the query
heads that share a key/value head below each other. Softmax is in float32 or wider.
"""

import functools
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.ad_checkpoint import checkpoint_name

_SMALLEST_BLOCK = 128
_MOST_BLOCKS = 8


@functools.partial(jax.custom_vjp, nondiff_argnums=(4,))
def causal_attention(q: Array, k: Array, v: Array, segment_ids: Array, window: int = 0) -> Array:
    """Attention of each position to itself and to those before it in its segment.

    Args:
      q: [batch, seq, heads, head_dim].
      k, v: [batch, seq, kv_heads, head_dim]; heads is a multiple of kv_heads.
      segment_ids: int [batch, seq]; 0 marks padding, whose outputs are zero.
      window: how many positions back are seen, itself included; 0 for all.

    Returns [batch, seq, heads, head_dim] in the dtype of `q`. Gradients flow to q, k and v.
    """
    return _forward(q, k, v, segment_ids, window)[0]


def _forward(
    q: Array, k: Array, v: Array, segment_ids: Array, window: int
) -> tuple[Array, tuple[Array, ...]]:
    queries, keys, values = _fold(q * q.shape[-1] ** -0.5, k), _fold(k, k), _fold(v, k)
    outs: list[Array] = []
    lses: list[Array] = []
    for start, stop, first in _blocks(q.shape[1], window):
        mask = _mask(segment_ids, start, stop, first, window)
        block_q, _ = _in_turn(queries[:, :, :, start:stop], outs[-1:])
        out, lse = _attend(block_q, keys[..., first:stop, :], values[..., first:stop, :], mask)
        outs.append(out)
        lses.append(lse)
    # Named before they part: a name given to the result outside would not be that of what is kept here.
    out, lse = checkpoint_name((_unfold(_join(outs), q.dtype), _join(lses)), "attention")
    return out, (q, k, v, segment_ids, out, lse)


def _backward(window: int, residuals: tuple[Array, ...], d_out: Array) -> tuple[Any, ...]:
    q, k, v, segment_ids, out, lse = residuals
    wide = lse.dtype
    scale = q.shape[-1] ** -0.5
    queries, keys, values, d_outs = _fold(q * scale, k), _fold(k, k), _fold(v, k), _fold(d_out, k)
    # Of each row of weights: the sum of weights times their gradients.
    drift = jnp.sum(d_outs.astype(wide) * _fold(out, k).astype(wide), axis=-1)
    d_q = []
    d_k, d_v = jnp.zeros(keys.shape, wide), jnp.zeros(values.shape, wide)
    for start, stop, first in _blocks(q.shape[1], window):
        mask = _mask(segment_ids, start, stop, first, window)
        (block_q, block_d, block_lse, block_drift), (d_k, d_v) = _in_turn(
            [each[:, :, :, start:stop] for each in (queries, d_outs, lse, drift)], (d_k, d_v)
        )
        seen_k, seen_v = (each[..., first:stop, :] for each in (keys, values))
        weights = jnp.where(mask, jnp.exp(_scores(block_q, seen_k) - block_lse[..., None]), 0.0)
        d_scores = weights * (_scores(block_d, seen_v) - block_drift[..., None])
        d_q.append(_times(d_scores, seen_k))
        around = ((0, 0), (0, 0), (0, 0), (first, q.shape[1] - stop), (0, 0))
        d_k += jnp.pad(_transposed_times(d_scores, block_q), around)
        d_v += jnp.pad(_transposed_times(weights, block_d), around)
    return _unfold(_join(d_q) * scale, q.dtype), _unfold(d_k, k.dtype), _unfold(d_v, v.dtype), None


causal_attention.defvjp(_forward, _backward)


def _blocks(length: int, window: int) -> list[tuple[int, int, int]]:
    """Where each block of queries starts and stops, and the first key that it sees."""
    block = max(_SMALLEST_BLOCK, -(-length // _MOST_BLOCKS))
    starts = range(0, length, block)
    return [(each, min(each + block, length), max(0, each - window + 1) if window else 0) for each in starts]


def _mask(segment_ids: Array, start: int, stop: int, first: int, window: int) -> Array:
    """Which keys first..stop the queries start..stop see: bool [batch, 1, 1, queries, keys]."""
    rows, columns = jnp.arange(start, stop)[:, None], jnp.arange(first, stop)[None, :]
    mask = columns <= rows
    if window:
        mask &= columns > rows - window
    ours, theirs = segment_ids[:, start:stop, None], segment_ids[:, None, first:stop]
    return (mask & (ours == theirs) & (theirs > 0))[:, None, None]


def _attend(q: Array, k: Array, v: Array, mask: Array) -> tuple[Array, Array]:
    """Folded queries over folded keys: their outputs and each row's logarithm of the sum of weights."""
    scores = _scores(q, k)
    largest = jnp.where(mask, scores, -1e30).max(axis=-1, keepdims=True)
    weights = jnp.where(mask, jnp.exp(scores - largest), 0.0)
    total = jnp.maximum(weights.sum(axis=-1), 1e-30)
    return _times(weights, v) / total[..., None], largest[..., 0] + jnp.log(total)


def _scores(q: Array, k: Array) -> Array:
    """Each folded query times each key, in float32 or wider: [batch, kv_heads, group, queries, keys]."""
    wide = jnp.promote_types(q.dtype, jnp.float32)
    return _product(_flat(q), k[:, :, 0], (3, 3), wide).reshape(*q.shape[:4], -1)


def _times(weights: Array, v: Array) -> Array:
    """Weights over keys times what stands at each key: [batch, kv_heads, group, queries, head_dim]."""
    out = _product(_flat(weights).astype(v.dtype), v[:, :, 0], (3, 2), weights.dtype)
    return out.reshape(*weights.shape[:4], -1)


def _transposed_times(weights: Array, q: Array) -> Array:
    """What each key gets from all queries that see it: [batch, kv_heads, 1, keys, head_dim]."""
    return _product(_flat(weights).astype(q.dtype), _flat(q), (2, 2), weights.dtype)[:, :, None]


def _product(x: Array, y: Array, contract: tuple[int, int], dtype: Any) -> Array:
    """One product of matrices for each batch and key/value head."""
    axes = (((contract[0],), (contract[1],)), ((0, 1), (0, 1)))
    return jax.lax.dot_general(x, y, axes, preferred_element_type=dtype)


def _flat(x: Array) -> Array:
    """The rows of all query heads that share a key/value head below each other."""
    return x.reshape(*x.shape[:2], -1, x.shape[-1])


def _fold(x: Array, k: Array) -> Array:
    """[batch, seq, heads, head_dim] to [batch, kv_heads, heads / kv_heads, seq, head_dim]."""
    b, s, heads, c = x.shape
    kv_heads = k.shape[2]
    return x.reshape(b, s, kv_heads, heads // kv_heads, c).transpose(0, 2, 3, 1, 4)


def _unfold(x: Array, dtype: Any) -> Array:
    b, kv_heads, group, s, c = x.shape
    return x.transpose(0, 3, 1, 2, 4).reshape(b, s, kv_heads * group, c).astype(dtype)


def _in_turn(block: Any, before: Any) -> tuple[Any, Any]:
    """Both, the block only once what came before is there.

    Left to itself, the TPU compiler computes the scores of all blocks first and holds them beside each
    other: 2.25 GiB more in a step of Mixtral 8x7B with 2 layers and 8,192 tokens a chip.
    """
    return jax.lax.optimization_barrier((block, before))


def _join(blocks: list[Array]) -> Array:
    return jnp.concatenate(blocks, axis=3) if len(blocks) > 1 else blocks[0]


def masked_attention(q: Array, k: Array, v: Array, mask: Array) -> Array:
    """Attention under an explicit mask; rows that see nothing give zero.

    Args:
      q: [batch, seq, heads, head_dim].
      k, v: [batch, keys, kv_heads, head_dim].
      mask: bool [batch, seq, keys].
    """
    queries = _fold(q * q.shape[-1] ** -0.5, k)
    return _unfold(_attend(queries, _fold(k, k), _fold(v, k), mask[:, None, None])[0], q.dtype)
