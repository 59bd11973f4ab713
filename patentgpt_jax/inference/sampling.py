"""How the next token is drawn from the model's scores."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.settings import require


@dataclass(frozen=True)
class SamplingConfig:
    """Temperature 0 takes the likeliest token; top_p (nucleus, arXiv 1904.09751) and top_k cut the tail.

    `top_k` 0 and `top_p` 1.0 cut nothing. `max_new_tokens` ends a text that does not end itself.
    """

    max_new_tokens: int = 160
    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 0.95

    def __post_init__(self) -> None:
        require(self.max_new_tokens >= 1, f"max_new_tokens={self.max_new_tokens}: expected 1 or more")
        require(self.temperature >= 0, f"temperature={self.temperature}: expected 0 or more")
        require(self.top_k >= 0, f"top_k={self.top_k}: expected 0 or more")
        require(0 < self.top_p <= 1, f"top_p={self.top_p}: expected more than 0, at most 1")


def sample(key: Array, logits: Array, config: SamplingConfig) -> Array:
    """Draw a token for each row.

    Args:
      logits: [batch, vocab], float32 or wider.

    Returns int [batch].
    """
    if config.temperature == 0:
        return logits.argmax(axis=-1)
    logits = logits / config.temperature
    if config.top_k or config.top_p < 1:
        ordered = jnp.sort(logits, axis=-1, descending=True)
        smallest = jnp.full(logits.shape[:1], -jnp.inf, logits.dtype)
        if config.top_k:
            smallest = ordered[:, min(config.top_k, logits.shape[-1]) - 1]
        if config.top_p < 1:
            before = jnp.cumsum(jax.nn.softmax(ordered, axis=-1), axis=-1) - jax.nn.softmax(ordered, axis=-1)
            kept = jnp.sum(before < config.top_p, axis=-1)  # the likeliest always is
            smallest = jnp.maximum(smallest, jnp.take_along_axis(ordered, kept[:, None] - 1, axis=-1)[:, 0])
        logits = jnp.where(logits < smallest[:, None], -jnp.inf, logits)
    return jax.random.categorical(key, logits, axis=-1)
