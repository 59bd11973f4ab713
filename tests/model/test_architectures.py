import dataclasses

import jax.numpy as jnp
import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.architectures import ARCHITECTURES, architecture
from patentgpt_jax.model.counting import attended_pairs, parameter_counts, training_flops
from patentgpt_jax.model.hyperparameters import ModelConfig

# The element counts of the safetensors files published under each name; for the extended
# vocabulary, 23,296 more rows in the embedding and in the output matrix.
PUBLISHED = {
    "llama2-7b": 6_738_415_616,
    "llama2-13b": 13_015_864_320,
    "llama2-70b": 68_976_648_192,
    "mixtral-8x7b": 46_702_792_704,
    "mixtral-8x22b": 140_620_634_112,
    "qwen2.5-7b": 7_615_616_512,
    "qwen2.5-14b": 14_770_033_664,
    "qwen2.5-72b": 72_706_203_648,
    "qwen3-30b-a3b": 30_532_122_624,
    "patentgpt-llama2-7b": 6_738_415_616 + 2 * 23_296 * 4_096,
    "patentgpt-llama2-13b": 13_015_864_320 + 2 * 23_296 * 5_120,
    "patentgpt-llama2-70b": 68_976_648_192 + 2 * 23_296 * 8_192,
    "patentgpt-mixtral-8x7b": 46_702_792_704 + 2 * 23_296 * 4_096,
}


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_total_is_the_published_count(name: str) -> None:
    assert parameter_counts(architecture(name)).total == PUBLISHED[name]


@pytest.mark.parametrize("name", [name for name, config in ARCHITECTURES.items() if not config.experts])
def test_a_dense_model_uses_every_parameter(name: str) -> None:
    config, counts = architecture(name), parameter_counts(architecture(name))
    assert counts.active == counts.total
    assert counts.active_without_embedding == counts.total - config.vocab_size * config.embed


# embedding and output matrix, last norm, and per layer: query and output, key and value, two norms,
# (norms of queries and keys,) router, and the k experts of three matrices that a token uses.
ACTIVE = {
    "mixtral-8x7b": (
        12.9,
        2 * 32_000 * 4_096
        + 4_096
        + 32 * (2 * 4_096 * 4_096 + 2 * 4_096 * 1_024 + 2 * 4_096 + 4_096 * 8 + 2 * 3 * 4_096 * 14_336),
    ),
    "mixtral-8x22b": (
        39.1,
        2 * 32_000 * 6_144
        + 6_144
        + 56 * (2 * 6_144 * 6_144 + 2 * 6_144 * 1_024 + 2 * 6_144 + 6_144 * 8 + 2 * 3 * 6_144 * 16_384),
    ),
    "qwen3-30b-a3b": (
        3.3,
        2 * 151_936 * 2_048
        + 2_048
        + 48
        * (2 * 2_048 * 4_096 + 2 * 2_048 * 512 + 2 * 2_048 + 2 * 128 + 2_048 * 128 + 8 * 3 * 2_048 * 768),
    ),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_active_is_the_published_count(name: str) -> None:
    published_billions, derived = ACTIVE[name]
    config, counts = architecture(name), parameter_counts(architecture(name))
    assert counts.active == derived
    assert counts.active / 1e9 == pytest.approx(published_billions, abs=0.06)
    assert counts.active_without_embedding == derived - config.vocab_size * config.embed


def test_unknown_architecture_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r"'mixtral-8x7'.*'mixtral-8x7b'"):
        architecture("mixtral-8x7")


TINY = ModelConfig(vocab_size=10, layers=2, embed=4, heads=2, kv_heads=1, head_dim=2, mlp=3)


def test_shared_experts_and_dense_layers_count_whole() -> None:
    sparse = dataclasses.replace(
        TINY, experts=4, experts_per_token=1, expert_mlp=5, shared_mlp=7, dense_every=2
    )
    attention = 2 * 4 * 4 + 2 * 4 * 2
    dense_layer, sparse_layer = attention + 2 * 4 + 3 * 4 * 3, attention + 2 * 4 + 4 * 4 + 3 * 4 * 7
    outside = 2 * 10 * 4 + 4
    counts = parameter_counts(sparse)
    assert counts.total == outside + dense_layer + sparse_layer + 4 * 3 * 4 * 5
    assert counts.active == outside + dense_layer + sparse_layer + 3 * 4 * 5


def test_a_tied_embedding_is_counted_once_and_is_arithmetic() -> None:
    untied, tied = parameter_counts(TINY), parameter_counts(dataclasses.replace(TINY, tied_embeddings=True))
    assert untied.total - tied.total == 10 * 4
    assert tied.active_without_embedding == tied.active == untied.active_without_embedding


def test_attended_pairs_are_those_of_causal_packed_windows() -> None:
    segments = jnp.array([[1, 1, 1, 2, 2, 0], [5, 5, 5, 5, 5, 5]])
    assert attended_pairs(segments) == (1 + 2 + 3) + (1 + 2) + 21
    assert attended_pairs(segments, window=2) == (1 + 2 + 2) + (1 + 2) + (1 + 5 * 2)


def test_training_flops_of_a_model_small_enough_to_count_by_hand() -> None:
    matrices = 10 * 4 + 2 * (2 * 4 * 4 + 2 * 4 * 2 + 3 * 4 * 3) + 5 * 4
    # forward 2 and backward 4 a parameter; scores and values, 2 layers, 2 heads of 2 features
    assert training_flops(TINY, tokens=7, pairs=28) == 6 * matrices * 7 + 3 * (2 + 2) * 2 * 2 * 2 * 28
