"""Rotary position embedding, with the ways to stretch it over longer text.

Halves, not interleaved pairs: feature i turns with feature i + head_dim/2, as in the released
weights of every architecture here.
"""

import math

import jax.numpy as jnp
import numpy as np
from jax import Array

from patentgpt_jax.model.hyperparameters import RopeConfig


def frequencies(config: RopeConfig, head_dim: int) -> np.ndarray:
    """Radians per position of each rotary pair, after scaling: float64 [head_dim/2]."""
    base = config.base
    if config.scaling == "ntk":
        base = base * config.factor ** (head_dim / (head_dim - 2))
    plain = base ** -(np.arange(0, head_dim, 2, dtype=np.float64) / head_dim)
    if config.scaling == "linear":
        return plain / config.factor
    if config.scaling == "yarn":
        return _yarn(config, plain, head_dim)
    if config.scaling == "llama3":
        return _llama3(config, plain)
    return plain


def attention_factor(config: RopeConfig) -> float:
    """What cosines and sines are multiplied by (YaRN eq. 22; 1 for the other scalings)."""
    return 0.1 * math.log(config.factor) + 1.0 if config.scaling == "yarn" and config.factor > 1 else 1.0


def rotate(x: Array, positions: Array, config: RopeConfig) -> Array:
    """Turn each pair of features of `x` by its position's angle.

    Args:
      x: [batch, seq, heads, head_dim].
      positions: int [batch, seq].

    Returns the same shape and dtype as `x`; angles are float32 or wider.
    """
    wide = jnp.promote_types(x.dtype, jnp.float32)
    angles = positions[..., None].astype(wide) * jnp.asarray(frequencies(config, x.shape[-1]), wide)
    scale = attention_factor(config)
    cosine, sine = jnp.cos(angles)[:, :, None] * scale, jnp.sin(angles)[:, :, None] * scale
    first, second = jnp.split(x.astype(wide), 2, axis=-1)
    turned = jnp.concatenate([first * cosine - second * sine, second * cosine + first * sine], axis=-1)
    return turned.astype(x.dtype)


def _yarn(config: RopeConfig, plain: np.ndarray, head_dim: int) -> np.ndarray:
    """Interpolate slow pairs, keep fast ones, blend between (YaRN, arXiv 2309.00071, section 3.2)."""

    def pair_with_turns(turns: float) -> float:
        ratio = config.original_length / (turns * 2 * math.pi)
        return head_dim * math.log(ratio) / (2 * math.log(config.base))

    low = max(math.floor(pair_with_turns(config.beta_fast)), 0)
    high = min(math.ceil(pair_with_turns(config.beta_slow)), head_dim - 1)
    ramp = (np.arange(head_dim // 2) - low) / max(high - low, 0.001)
    interpolated = np.clip(ramp, 0.0, 1.0)
    return plain / config.factor * interpolated + plain * (1.0 - interpolated)


def _llama3(config: RopeConfig, plain: np.ndarray) -> np.ndarray:
    """Three frequency bands: kept, blended, interpolated (the Llama-3.1 release)."""
    turns = config.original_length * plain / (2 * math.pi)
    band = config.high_frequency_factor - config.low_frequency_factor
    kept = np.clip((turns - config.low_frequency_factor) / band, 0.0, 1.0)
    return plain / config.factor * (1.0 - kept) + plain * kept
