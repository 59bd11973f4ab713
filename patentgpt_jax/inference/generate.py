"""Generation with a key/value cache: one prefill over the prompts, then a token at a time."""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.inference.sampling import SamplingConfig, sample
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.layers import CacheView, KVCache
from patentgpt_jax.sharding.mesh import on_mesh, replicated

Generate = Callable[[Variables, Sequence[Sequence[int]], int], list[list[int]]]


def empty_cache(config: ModelConfig, batch: int, slots: int) -> KVCache:
    """A cache with nothing in it: [layers, batch, slots, kv_heads, head_dim] twice."""
    shape = (config.layers, batch, slots, config.kv_heads, config.head_dim)
    return KVCache(jnp.zeros(shape, config.dtype), jnp.zeros(shape, config.dtype))


def cache_view(positions: Array, valid: Array, start: Array, length: int, window: int) -> CacheView:
    """What `length` tokens written from slot `start` on may attend to.

    Args:
      positions: int [batch, slots], the position of the token in each slot.
      valid: bool [batch, slots], slots that hold a real token, this step's included.
    """
    slots = positions.shape[1]
    own_slots = start + jnp.arange(length)
    own_positions = jax.lax.dynamic_slice_in_dim(positions, start, length, axis=1)
    mask = valid[:, None, :] & (jnp.arange(slots)[None, None, :] <= own_slots[None, :, None])
    if window:
        mask &= positions[:, None, :] > own_positions[:, :, None] - window
    return CacheView(start, mask)


def make_generate(model: FunctionalModel, config: SamplingConfig, eos_id: int, mesh: Mesh) -> Generate:
    """A function from (variables, prompts as token ids, seed) to their continuations.

    Prompts of different lengths are padded on the left, so that all continue at the same slot.
    Continuations end before the end-of-document token, or after `max_new_tokens`.
    """

    def run(variables: Variables, tokens: Array, valid: Array, key: Array) -> Array:
        batch, prompt = tokens.shape
        slots = prompt + config.max_new_tokens
        valid = jnp.pad(valid, ((0, 0), (0, config.max_new_tokens)), constant_values=True)
        positions = jnp.maximum(jnp.cumsum(valid, axis=1) - 1, 0)
        bound, window = model.bind(variables), model.config.sliding_window

        def forward(tokens: Array, start: Array, cache: KVCache) -> tuple[Array, KVCache]:
            length = tokens.shape[1]
            own = jax.lax.dynamic_slice_in_dim(positions, start, length, axis=1)
            real = jax.lax.dynamic_slice_in_dim(valid, start, length, axis=1)
            view = cache_view(positions, valid, start, length, window)
            output = bound(tokens, own, real.astype(jnp.int32), cache, view)
            assert output.cache is not None
            return bound.logits(output.hidden[:, -1]), output.cache

        logits, cache = forward(tokens, jnp.zeros((), jnp.int32), empty_cache(model.config, batch, slots))

        def unfinished(carry):  # type: ignore[no-untyped-def]
            n, _, _, done, _ = carry
            return (n < config.max_new_tokens) & ~done.all()

        def step(carry):  # type: ignore[no-untyped-def]
            n, logits, cache, done, out = carry
            token = jnp.where(done, eos_id, sample(jax.random.fold_in(key, n), logits, config))
            logits, cache = forward(token[:, None].astype(tokens.dtype), prompt + n, cache)
            return n + 1, logits, cache, done | (token == eos_id), out.at[:, n].set(token)

        out = jnp.full((batch, config.max_new_tokens), eos_id, tokens.dtype)
        start = (jnp.zeros((), jnp.int32), logits, cache, jnp.zeros(batch, bool), out)
        return jax.lax.while_loop(unfinished, step, start)[-1]

    jitted = jax.jit(on_mesh(mesh, run), out_shardings=replicated(mesh))

    def generate(variables: Variables, prompts: Sequence[Sequence[int]], seed: int) -> list[list[int]]:
        length = max(len(prompt) for prompt in prompts)
        tokens = np.full((len(prompts), length), eos_id, np.int32)
        valid = np.zeros((len(prompts), length), bool)
        for row, prompt in enumerate(prompts):
            tokens[row, length - len(prompt) :] = prompt
            valid[row, length - len(prompt) :] = True
        out = np.asarray(jitted(variables, tokens, valid, jax.random.key(seed))).tolist()
        return [row[: row.index(eos_id)] if eos_id in row else row for row in out]

    return generate
