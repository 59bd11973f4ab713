"""Causal attention of queries over keys, for packed documents and grouped key/value heads.

Queries go in blocks, each against the keys at or before it only, so that half the products of the
full square are never made; key/value heads are never repeated. Softmax is in float32 or wider.
"""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

_SMALLEST_BLOCK = 256
_MOST_BLOCKS = 16
# Past this length the square of attention weights is recomputed in the backward pass, not kept.
_KEEP_WEIGHTS_UP_TO = 2048


def causal_attention(q: Array, k: Array, v: Array, segment_ids: Array, window: int = 0) -> Array:
    """Attention of each position to itself and to those before it in its segment.

    Args:
      q: [batch, seq, heads, head_dim].
      k, v: [batch, seq, kv_heads, head_dim]; heads is a multiple of kv_heads.
      segment_ids: int [batch, seq]; 0 marks padding, whose outputs are zero.
      window: how many positions back are seen, itself included; 0 for all.

    Returns [batch, seq, heads, head_dim] in the dtype of `q`.
    """
    length = q.shape[1]
    block = max(_SMALLEST_BLOCK, -(-length // _MOST_BLOCKS))
    attend: Callable[..., Array] = functools.partial(_block, window=window)
    if length > _KEEP_WEIGHTS_UP_TO:
        attend = jax.checkpoint(attend, static_argnums=(5, 6))
    outputs = []
    for start in range(0, length, block):
        stop = min(start + block, length)
        first = max(0, start - window + 1) if window else 0
        outputs.append(
            attend(
                q[:, start:stop],
                k[:, first:stop],
                v[:, first:stop],
                segment_ids[:, start:stop],
                segment_ids[:, first:stop],
                start,
                first,
            )
        )
    return jnp.concatenate(outputs, axis=1) if len(outputs) > 1 else outputs[0]


def _block(
    q: Array,
    k: Array,
    v: Array,
    q_segments: Array,
    k_segments: Array,
    q_start: int,
    k_start: int,
    window: int,
) -> Array:
    rows = q_start + jnp.arange(q.shape[1])[:, None]
    columns = k_start + jnp.arange(k.shape[1])[None, :]
    mask = columns <= rows
    if window:
        mask &= columns > rows - window
    same = (q_segments[:, :, None] == k_segments[:, None, :]) & (k_segments[:, None, :] > 0)
    return masked_attention(q, k, v, mask & same)


def masked_attention(q: Array, k: Array, v: Array, mask: Array) -> Array:
    """Attention under an explicit mask; rows that see nothing give zero.

    Args:
      q: [batch, seq, heads, head_dim].
      k, v: [batch, keys, kv_heads, head_dim].
      mask: bool [batch, seq, keys].
    """
    b, s, heads, c = q.shape
    kv_heads = k.shape[2]
    wide = jnp.promote_types(q.dtype, jnp.float32)
    grouped = (q * c**-0.5).reshape(b, s, kv_heads, heads // kv_heads, c)
    # In the order in which the product comes: to transpose the scores costs as much as to make them.
    scores = jnp.einsum("bskgc,btkc->bksgt", grouped, k, preferred_element_type=wide)
    mask = mask[:, None, :, None, :]
    scores = jnp.where(mask, scores, -1e30)
    largest = jax.lax.stop_gradient(scores.max(axis=-1, keepdims=True))
    weights = jnp.where(mask, jnp.exp(scores - largest), 0.0)
    total = weights.sum(axis=-1)
    out = jnp.einsum("bksgt,btkc->bskgc", weights.astype(v.dtype), v, preferred_element_type=wide)
    out = out / jnp.maximum(total, 1e-30).transpose(0, 2, 1, 3)[..., None]
    return out.reshape(b, s, heads, c).astype(q.dtype)
