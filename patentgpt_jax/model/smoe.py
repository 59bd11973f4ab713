"""The sparse mixture of experts: a router in float32, and expert feed-forward networks, dropless by default.

Mixtral (arXiv 2401.04088) and Qwen3-MoE routing, shared experts (DeepSeekMoE, 2401.06066), and
three ways to keep the experts evenly loaded. What each loss is worth, for E experts and top-k:

- load balance (Switch, 2101.03961), per row over real tokens, then the mean of rows: 1 at perfect
  balance, E / k at collapse onto k experts;
- load balance, Hugging Face's form, over a microbatch and all layers at once: k, and E;
- router z (ST-MoE, 2202.08906), the mean of (log sum exp)^2 per row, then the mean of rows: (log E)^2
  at zero logits.

("Collapse": the same k experts always, with probability 1/k each.) Rows, not the whole batch, so
that neither gradient accumulation nor the mesh changes the first and the last. Hugging Face's form is
there for parity: accumulation changes it.
"""

import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array
from jax.ad_checkpoint import checkpoint_name

from patentgpt_jax.kernels.expert_ffn import expert_ffn
from patentgpt_jax.kernels.expert_parallel import Layout, by_token, sharded_expert_ffn
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.model.layers import FeedForward, parameter
from patentgpt_jax.model.remat import keeps
from patentgpt_jax.sharding.mesh import activation_spec, mesh_in_use, parameter_spec

# Left to itself, a product of float32 arrays is rounded to bfloat16 on TPU and to TF32 on recent GPUs.
_EXACT = jax.lax.Precision.HIGHEST


class RouterBias(nnx.Variable):
    """The selection bias of auxiliary-loss-free balancing: state that no gradient reaches."""


class RouterStatistics(NamedTuple):
    """What routing did in one layer (or, stacked, in each: a leading [layers]).

    Sums over the rows of a batch, so that they add up over microbatches:
    load: [experts], assignments of real tokens, dropped ones too. probability: [experts], summed over real
      tokens.
    balance_loss, z_loss: scalars, the per-row losses summed over rows.
    dropped: scalar, assignments of real tokens that no expert served.
    """

    load: Array
    probability: Array
    balance_loss: Array
    z_loss: Array
    dropped: Array


def route(logits: Array, bias: Array | None, k: int, config: RouterConfig) -> tuple[Array, Array, Array]:
    """Choose each token's experts.

    Args:
      logits: [..., experts], float32 or wider.
      bias: [experts], added for the choice only, never in the weights (2408.15664); or None.

    Returns experts int [..., k], their weights [..., k] and all probabilities [..., experts].
    """
    probabilities = jax.nn.softmax(logits, axis=-1)
    scores = logits if bias is None else probabilities + bias
    experts = _highest(scores, k)
    weights = jnp.take_along_axis(probabilities, experts, axis=-1)
    if config.renormalize:
        weights = weights / weights.sum(axis=-1, keepdims=True)
    return experts, weights, probabilities


def _highest(scores: Array, k: int) -> Array:
    """The indices of the k highest of the last axis, in order; of equals the first.

    Not `jax.lax.top_k`, for which XLA gathers the scores of the whole batch on every device of a mesh.
    """
    scores = jnp.maximum(scores, jnp.finfo(scores.dtype).min)  # none is as low as one that is taken
    chosen = []
    for _ in range(k):
        chosen.append(jax.lax.argmax(scores, scores.ndim - 1, jnp.int32))
        taken = jax.nn.one_hot(chosen[-1], scores.shape[-1], dtype=jnp.bool_)
        scores = jnp.where(taken, -jnp.inf, scores)
    return jnp.stack(chosen, axis=-1)


def within_capacity(experts: Array, valid: Array, num_experts: int, capacity: int | None) -> Array:
    """`experts` with `num_experts` in place of those that have no room.

    In each row of the batch an expert serves its first `capacity` real tokens, whatever the other rows hold:
    so neither the mesh nor how rows are batched changes what is dropped. With None, it serves all.

    Args:
      experts: int [batch, seq, k], distinct for a token.
      valid: bool [batch, seq].
    """
    if capacity is None:
        return experts
    chosen = jnp.any(experts[..., None] == jnp.arange(num_experts), axis=-2) & valid[..., None]
    number = jnp.cumsum(chosen, axis=1, dtype=jnp.int32)  # [batch, seq, experts], as the logits are
    served = jnp.take_along_axis(number, experts, axis=-1) <= capacity
    return jnp.where(served, experts, num_experts)


def router_statistics(
    logits: Array, probabilities: Array, experts: Array, served: Array, valid: Array
) -> RouterStatistics:
    """Loads and losses of one layer's routing.

    Args:
      logits, probabilities: [batch, seq, experts].
      experts: int [batch, seq, k].
      served: what `within_capacity` makes of them.
      valid: bool [batch, seq], real tokens.
    """
    batch, _, num_experts = logits.shape
    k = experts.shape[-1]
    real = valid.astype(logits.dtype)
    row_tokens = jnp.maximum(real.sum(axis=1), 1.0)
    flat = (jnp.arange(batch)[:, None, None] * num_experts + experts).reshape(-1)
    load = jnp.zeros(batch * num_experts, logits.dtype).at[flat].add(jnp.repeat(real.reshape(-1), k))
    load = load.reshape(batch, num_experts)
    probability = jnp.einsum("bse,bs->be", probabilities, real, precision=_EXACT)
    balance = num_experts * jnp.einsum("be,be->b", load, probability, precision=_EXACT) / (k * row_tokens**2)
    log_sum = jax.nn.logsumexp(logits, axis=-1)
    z = jnp.einsum("bs,bs->b", log_sum**2, real, precision=_EXACT) / row_tokens
    dropped = jnp.sum((served == num_experts) & valid[..., None], dtype=logits.dtype)
    return RouterStatistics(load.sum(axis=0), probability.sum(axis=0), balance.sum(), z.sum(), dropped)


def hugging_face_balance_loss(statistics: RouterStatistics, k: int) -> Array:
    """The load-balance loss as transformers computes it, from statistics stacked over layers."""
    tokens = statistics.load.sum() / k  # real tokens times layers
    load, probability = statistics.load.sum(axis=0) / tokens, statistics.probability.sum(axis=0) / tokens
    return load.shape[0] * jnp.sum(load * probability)


def updated_bias(bias: Array, load: Array, rate: float) -> Array:
    """One step of auxiliary-loss-free balancing (2408.15664): underloaded experts up, others down.

    Args:
      bias, load: [layers, experts]; the load summed over the whole optimizer step.
    """
    return bias + rate * jnp.sign(load.mean(axis=-1, keepdims=True) - load).astype(bias.dtype)


class SMoE(nnx.Module):
    """A sparse mixture-of-experts feed-forward layer."""

    def __init__(self, config: ModelConfig, rngs: nnx.Rngs):
        c = config
        scale, out_scale = c.initializer_range, c.residual_range
        self.config = c
        self.router = parameter(rngs.params(), (c.embed, c.experts), ("embed", "experts"), scale)
        self.gate = parameter(
            rngs.params(), (c.experts, c.embed, c.expert_mlp), ("experts", "embed", "mlp"), scale
        )
        self.up = parameter(
            rngs.params(), (c.experts, c.embed, c.expert_mlp), ("experts", "embed", "mlp"), scale
        )
        self.down = parameter(
            rngs.params(), (c.experts, c.expert_mlp, c.embed), ("experts", "mlp", "embed"), out_scale
        )
        if c.router.balance == "bias":
            self.bias = RouterBias(jnp.zeros(c.experts, jnp.float32), axes=("experts",))
        if c.shared_mlp:
            self.shared = FeedForward(c, c.shared_mlp, rngs)

    def __call__(self, x: Array, valid: Array) -> tuple[Array, RouterStatistics]:
        """Route and compute.

        Args:
          x: [batch, seq, embed].
          valid: bool [batch, seq]; tokens that are not are not routed, and only shared experts see them.
        """
        c = self.config
        logits, experts, weights, probabilities = self.choose(x)
        capacity = c.router.capacity(x.shape[1], c.experts_per_token, c.experts)
        served = within_capacity(experts, valid, c.experts, capacity)
        y = self.serve(capacity, x, served, weights, valid)
        if c.shared_mlp:
            y = y + self.shared(x)
        return y, router_statistics(logits, probabilities, experts, served, valid)

    def choose(self, x: Array) -> tuple[Array, Array, Array, Array]:
        """The router's scores of x [batch, seq, embed], then what `route` makes of them."""
        wide = jnp.promote_types(x.dtype, jnp.float32)
        logits = jnp.matmul(x.astype(wide), self.router[...].astype(wide), precision=_EXACT)
        logits = checkpoint_name(logits, "router_logits")
        bias = self.bias[...] if self.config.router.balance == "bias" else None
        return logits, *route(logits, bias, self.config.experts_per_token, self.config.router)

    def serve(self, capacity: int | None, x: Array, experts: Array, weights: Array, valid: Array) -> Array:
        """The mixture of [batch, seq, ...] arrays; on the mesh in use, if there is one."""
        gate, up, down = self.gate[...], self.up[...], self.down[...]
        mesh = mesh_in_use()
        if mesh is None:
            ffn = functools.partial(expert_ffn, keep=keeps(self.config.remat, "gate"))
            return by_token(ffn, x, experts, weights, valid, gate, up, down)
        across, along = ("experts", "embed", "mlp"), ("experts", "mlp", "embed")
        layout = Layout(
            mesh,
            activation_spec(x.shape[0]),
            parameter_spec(across, gate.shape, mesh),
            parameter_spec(across, up.shape, mesh),
            parameter_spec(along, down.shape, mesh),
            self.config.expert_transport,
            capacity,
        )
        return sharded_expert_ffn(layout, x, experts, weights, valid, gate, up, down)
