"""Generation with a cache writes what computing everything anew at every token would."""

from typing import Any

import jax
import jax.numpy as jnp
import pytest

from patentgpt_jax.inference.generate import make_generate
from patentgpt_jax.inference.sampling import SamplingConfig
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh

NEVER, NEW = 31, 10
SHAPE: dict[str, Any] = {
    "vocab_size": 31,
    "layers": 2,
    "embed": 16,
    "heads": 4,
    "kv_heads": 2,
    "head_dim": 4,
    "mlp": 24,
    "maximum_length": 64,
    "initializer_range": 0.5,  # so that the next token depends on all before it
}
EXPERTS: dict[str, Any] = {"experts": 4, "expert_mlp": 16}
CONFIGS = {
    "dense": ModelConfig(**SHAPE),
    "sparse": ModelConfig(**SHAPE, **EXPERTS, shared_mlp=8),
    "window": ModelConfig(**SHAPE, sliding_window=4),
    "mixed": ModelConfig(**{**SHAPE, "layers": 4}, **EXPERTS, dense_every=2, qk_norm=True, qkv_bias=True),
}
PROMPTS = [[3, 9, 4, 17, 8, 21, 5], [7], [11, 12, 13]]
ONE = make_mesh(MeshConfig(), jax.devices()[:1])


@pytest.fixture(scope="module", params=CONFIGS)
def built(request: pytest.FixtureRequest) -> tuple[FunctionalModel, Variables]:
    model = FunctionalModel(CONFIGS[request.param])
    return model, jax.jit(model.create)(jax.random.key(1))


def _greedy(built: tuple[FunctionalModel, Variables], eos: int) -> list[list[int]]:
    generate = make_generate(built[0], SamplingConfig(max_new_tokens=NEW, temperature=0.0), eos, ONE)
    return generate(built[1], PROMPTS, 0)


def _from_scratch(built: tuple[FunctionalModel, Variables]) -> list[list[int]]:
    """The whole texts again at every token, without a cache; padded at their ends to compile once."""
    model, variables = built
    texts = [list(prompt) for prompt in PROMPTS]
    length = max(map(len, texts)) + NEW

    @jax.jit
    def scores(tokens: jax.Array, used: jax.Array) -> jax.Array:
        at = jnp.tile(jnp.arange(length), (len(PROMPTS), 1))
        bound = model.bind(variables)
        hidden = bound(tokens, at, (at < used[:, None]).astype(jnp.int32)).hidden
        return bound.logits(hidden[jnp.arange(len(PROMPTS)), used - 1])

    for _ in range(NEW):
        padded = jnp.array([text + [0] * (length - len(text)) for text in texts])
        likeliest = scores(padded, jnp.array([len(text) for text in texts])).argmax(axis=-1)
        for text, token in zip(texts, likeliest.tolist(), strict=True):
            text.append(token)
    return [text[-NEW:] for text in texts]


def test_the_cache_changes_nothing_with_prompts_of_any_length(built) -> None:
    expected = _from_scratch(built)
    assert _greedy(built, NEVER) == expected
    assert len({token for text in expected for token in text}) > 3  # a text, not one token over and over


def test_a_text_ends_before_its_end_token() -> None:
    model = FunctionalModel(CONFIGS["dense"])
    built = model, jax.jit(model.create)(jax.random.key(1))
    free = _greedy(built, NEVER)
    end = free[0][4]
    expected = [text[: text.index(end)] if end in text else text for text in free]
    assert _greedy(built, end) == expected
    assert len(expected[0]) <= 4


def test_a_seed_draws_the_same_again() -> None:
    model = FunctionalModel(CONFIGS["dense"])
    variables = jax.jit(model.create)(jax.random.key(1))
    generate = make_generate(model, SamplingConfig(max_new_tokens=NEW, temperature=1.5), NEVER, ONE)
    first = generate(variables, PROMPTS, 1)
    assert generate(variables, PROMPTS, 1) == first
    assert generate(variables, PROMPTS, 2) != first
