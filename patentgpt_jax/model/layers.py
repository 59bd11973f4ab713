"""The transformer's building blocks: parameters with logical axes, norm, attention, feed-forward."""

from collections.abc import Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array
from jax.ad_checkpoint import checkpoint_name

from patentgpt_jax.kernels.attention import causal_attention, masked_attention
from patentgpt_jax.kernels.narrowing import narrowed
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.rotary import rotate
from patentgpt_jax.sharding.mesh import at_use


def parameter(key: Array, shape: Sequence[int], axes: Sequence[str], scale: float | None) -> nnx.Param:
    """A float32 parameter with its logical axes.

    Args:
      scale: the standard deviation of a normal initial value; None starts at one, 0.0 at zero.
    """
    assert len(shape) == len(axes)
    if scale is None:
        value = jnp.ones(shape, jnp.float32)
    else:
        value = scale * jax.random.normal(key, shape, jnp.float32)
    return nnx.Param(value, axes=tuple(axes))


def matrix_for(x: Array, matrix: nnx.Param) -> Array:
    """A layer's matrix as activations `x` [batch, seq, ...] need it: in their dtype, whole along `embed`."""
    value = narrowed(matrix[...], x.dtype)
    axes = matrix.get_metadata("axes")[-value.ndim :]  # without `layers`, along which the scan went
    return at_use(value, axes, x)


class KVCache(NamedTuple):
    """Keys and values of what was already read, in one layer: [batch, slots, kv_heads, head_dim]."""

    k: Array
    v: Array


class CacheView(NamedTuple):
    """Which slots of the caches a step writes and sees; the same for every layer.

    start: int scalar, the first slot that this step's tokens go to.
    mask: bool [batch, seq, slots], which slots each of them attends to.
    """

    start: Array
    mask: Array


class RMSNorm(nnx.Module):
    """Root-mean-square norm with a learned gain (arXiv 1910.07467), in float32 or wider."""

    def __init__(self, features: int, axis: str, epsilon: float):
        self.scale = parameter(jax.random.key(0), (features,), (axis,), None)
        self.epsilon = epsilon

    def __call__(self, x: Array) -> Array:
        """Normalise the last axis of `x`; the dtype stays."""
        wide = x.astype(jnp.promote_types(x.dtype, jnp.float32))
        wide = wide * jax.lax.rsqrt(jnp.mean(wide**2, axis=-1, keepdims=True) + self.epsilon)
        return (wide * self.scale[...]).astype(x.dtype)


class Attention(nnx.Module):
    """Causal self-attention with grouped key/value heads (GQA, arXiv 2305.13245) and rotary positions."""

    def __init__(self, config: ModelConfig, rngs: nnx.Rngs):
        c = config
        scale = c.initializer_range
        self.config = c
        self.q = parameter(
            rngs.params(), (c.embed, c.heads, c.head_dim), ("embed", "heads", "head_dim"), scale
        )
        self.k = parameter(
            rngs.params(), (c.embed, c.kv_heads, c.head_dim), ("embed", "kv_heads", "head_dim"), scale
        )
        self.v = parameter(
            rngs.params(), (c.embed, c.kv_heads, c.head_dim), ("embed", "kv_heads", "head_dim"), scale
        )
        self.out = parameter(
            rngs.params(),
            (c.heads, c.head_dim, c.embed),
            ("heads", "head_dim", "embed"),
            c.residual_range,
        )
        if c.qkv_bias:
            self.q_bias = parameter(rngs.params(), (c.heads, c.head_dim), ("heads", "head_dim"), 0.0)
            self.k_bias = parameter(rngs.params(), (c.kv_heads, c.head_dim), ("kv_heads", "head_dim"), 0.0)
            self.v_bias = parameter(rngs.params(), (c.kv_heads, c.head_dim), ("kv_heads", "head_dim"), 0.0)
        if c.qk_norm:
            self.q_norm = RMSNorm(c.head_dim, "head_dim", c.norm_epsilon)
            self.k_norm = RMSNorm(c.head_dim, "head_dim", c.norm_epsilon)

    def __call__(
        self,
        x: Array,
        positions: Array,
        segment_ids: Array,
        cache: KVCache | None = None,
        view: CacheView | None = None,
    ) -> tuple[Array, KVCache | None]:
        """Attend within segments, or, with a cache, to the slots that `view` shows.

        Args:
          x: [batch, seq, embed]; positions, segment_ids: int [batch, seq].

        Returns the output [batch, seq, embed] and the cache with this step's keys and values.
        """
        c = self.config
        q, k, v = (
            checkpoint_name(jnp.einsum("bsd,dhc->bshc", x, matrix_for(x, w)), name)
            for name, w in (("q", self.q), ("k", self.k), ("v", self.v))
        )
        if c.qkv_bias:
            q, k, v = (
                each + bias[...].astype(x.dtype)
                for each, bias in ((q, self.q_bias), (k, self.k_bias), (v, self.v_bias))
            )
        if c.qk_norm:
            q, k = self.q_norm(q), self.k_norm(k)
        q, k = rotate(q, positions, c.rope), rotate(k, positions, c.rope)
        if cache is None or view is None:
            out = causal_attention(q, k, v, segment_ids, c.sliding_window)
        else:
            cache = KVCache(
                *(
                    jax.lax.dynamic_update_slice_in_dim(old, new.astype(old.dtype), view.start, axis=1)
                    for old, new in zip(cache, (k, v), strict=True)
                )
            )
            out = masked_attention(q, cache.k.astype(q.dtype), cache.v.astype(q.dtype), view.mask)
        out = jnp.einsum("bshc,hcd->bsd", out, matrix_for(x, self.out))
        return checkpoint_name(out, "attention_out"), cache


class FeedForward(nnx.Module):
    """SwiGLU feed-forward network (arXiv 2002.05202)."""

    def __init__(self, config: ModelConfig, mlp: int, rngs: nnx.Rngs):
        scale = config.initializer_range
        self.gate = parameter(rngs.params(), (config.embed, mlp), ("embed", "mlp"), scale)
        self.up = parameter(rngs.params(), (config.embed, mlp), ("embed", "mlp"), scale)
        self.down = parameter(rngs.params(), (mlp, config.embed), ("mlp", "embed"), config.residual_range)

    def __call__(self, x: Array) -> Array:
        """[batch, seq, embed] to the same."""
        gate, up, down = (matrix_for(x, w) for w in (self.gate, self.up, self.down))
        gates, ups = checkpoint_name(x @ gate, "gate"), checkpoint_name(x @ up, "up")
        return (jax.nn.silu(gates) * ups) @ down
