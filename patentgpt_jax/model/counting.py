"""How many parameters a model has and uses, and what a training step costs in arithmetic.

Counted on the abstract shapes of the model itself, so that nothing is allocated and no second
formula can disagree with it. The cost model is that of PaLM (arXiv 2204.02311, appendix B): every
parameter that a token passes through costs one multiply-add forward and two backward.
"""

import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array

from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.transformer import Transformer


class Counts(NamedTuple):
    """Numbers of parameters.

    total: all of them.
    active: those that one token uses: of the routed experts only its own, k of E.
    active_without_embedding: the active ones without the embedding look-up, which is no arithmetic,
      but with the output matrix, which is (also where it is the embedding itself, tied).
    """

    total: int
    active: int
    active_without_embedding: int


@functools.lru_cache(maxsize=64)
def parameter_counts(config: ModelConfig) -> Counts:
    """The parameter counts of a model; `config.vocab_size` must be set."""
    model = nnx.eval_shape(lambda: Transformer(config, jax.random.key(0)))
    parameters = [variable for _, variable in nnx.iter_graph(model) if isinstance(variable, nnx.Param)]
    total = sum(each.size for each in parameters)
    routed = sum(each.size for each in parameters if {"experts", "mlp"} <= set(each.get_metadata("axes")))
    idle = routed // config.experts * (config.experts - config.experts_per_token) if config.experts else 0
    embedding = 0 if config.tied_embeddings else config.vocab_size * config.embed
    return Counts(total, total - idle, total - idle - embedding)


def attended_pairs(segment_ids: Array, window: int = 0) -> Array:
    """How many (query, key) pairs causal attention really forms in a packed batch.

    Args:
      segment_ids: int [batch, seq], each segment in one piece; 0 is padding and attends to nothing.
      window: how many positions back are seen, itself included; 0 for all.

    Returns a float32 scalar, since a large batch passes what int32 holds.
    """
    index = jnp.broadcast_to(jnp.arange(segment_ids.shape[1]), segment_ids.shape)
    begins = jnp.diff(segment_ids, axis=1, prepend=-1) != 0
    seen = index - jax.lax.cummax(jnp.where(begins, index, 0), axis=1) + 1
    if window:
        seen = jnp.minimum(seen, window)
    return jnp.sum(jnp.where(segment_ids > 0, seen, 0), dtype=jnp.float32)


def training_flops(config: ModelConfig, tokens: float, pairs: float) -> float:
    """Floating-point operations of one forward and backward pass, recomputation left out.

        6 * active_without_embedding * tokens + 12 * layers * heads * head_dim * pairs

    A token costs each parameter one multiply-add (2 operations) forward, and two backward, for the
    gradients of the input and of the parameter: 6. A (query, key) pair costs each head a product of
    head_dim multiply-adds for its score and as many to add the value (4 * head_dim operations), and
    twice that backward: 12.

    Args:
      tokens: real tokens, padding left out.
      pairs: `attended_pairs` of the batch, in one layer.
    """
    attention = 12 * config.layers * config.heads * config.head_dim * pairs
    return 6 * parameter_counts(config).active_without_embedding * tokens + attention
