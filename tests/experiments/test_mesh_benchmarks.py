"""The arithmetic of meshes against sums done by hand, and the measures of drift against definitions."""

import jax
import numpy as np
import pytest

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.mesh_arithmetic import abstract, sent
from experiments.benchmarks.mesh_drift import choices, distance, flips
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.training.memory import held

MIB = 2**20
LLAMA, MIXTRAL = 6_738_415_616, 46_702_792_704


def test_a_dense_model_over_fsdp_sends_its_weights_three_times() -> None:
    axes = {"fsdp": 8}
    state = abstract("llama2-7b", axes, "float32")
    got = sent("llama2-7b", state, axes, 8192)
    assert got.pop("parameters") == 3 * 2 * LLAMA * 7 // 8  # in bfloat16; every parameter splits by 8
    assert set(got.values()) == {0}
    assert sum(held(state, 1)) == 16 * LLAMA // 8 + 4


def test_experts_send_rows_and_no_matrices() -> None:
    """A round of 8,192 tokens is 160 MiB for Mixtral, 20 of them a device's own."""
    axes = {"expert": 8}
    got = sent("mixtral-8x7b", abstract("mixtral-8x7b", axes, "float32"), axes, 8192)
    assert got["rows"] == 5 * 32 * 140 * MIB
    experts = 32 * 8 * 3 * 4096 * 14336
    router = 32 * 4096 * 8
    assert got["parameters"] == pytest.approx(3 * 2 * (MIXTRAL - experts - router) * 7 / 8)


def test_rows_of_eight_choices_are_gathered_over_eight_devices() -> None:
    """Each gets the 7 * 8,192 rows of the others; all-to-all would have room for 8.75 * 8,192."""
    axes = {"fsdp": 8, "expert": 8}
    got = sent("qwen3-30b-a3b", abstract("qwen3-30b-a3b", axes, "float32"), axes, 8192)
    assert got["rows"] == 5 * 48 * 7 * 8192 * 2048 * 2
    experts, narrowed = 48 * 128 * 3 * 2048 * 768, 2
    assert got["parameters"] > 3 * narrowed * experts / 8 * 7 / 8  # and all others over 64


def test_copies_send_gradients_and_tensor_sends_activations() -> None:
    axes = {"slice": 2, "tensor": 4}
    got = sent("llama2-7b", abstract("llama2-7b", axes, "float32"), axes, 100)
    norms = 65 * 4096  # which tensor does not split
    assert got["copies"] == 2 * 2 * ((LLAMA - norms) // 4 + norms) / 2
    assert got["activations"] == 2 * 32 * 3 * 2 * (100 * 4096 * 2) * 3 / 4


def test_choices_are_those_the_model_counts() -> None:
    config = ModelConfig(
        vocab_size=64,
        layers=4,
        embed=16,
        heads=2,
        kv_heads=1,
        head_dim=8,
        mlp=24,
        experts=4,
        expert_mlp=8,
        dense_every=2,
    )
    model, batch = FunctionalModel(config), full_rows(random_tokens(3, 12, 64))
    variables = model.create(jax.random.key(0))
    chosen = np.asarray(choices(model, variables, batch))
    router = model.bind(variables)(batch["tokens"], batch["positions"], batch["segment_ids"]).router
    assert router is not None and chosen.shape == (2, 3, 12, 2)
    counted = [np.bincount(layer.reshape(-1), minlength=4) for layer in chosen]
    np.testing.assert_array_equal(counted, router.load)


def test_a_flip_is_an_expert_that_the_other_did_not_choose() -> None:
    theirs = np.array([[[[0, 1], [2, 3], [0, 2]]]])
    ours = np.array([[[[1, 0], [2, 1], [3, 1]]]])
    assert flips(ours, theirs, np.array([[True, True, False]])) == [0.25]
    assert flips(ours, theirs, np.array([[True, True, True]])) == [0.5]


def test_distance_is_relative_to_the_second() -> None:
    assert distance({"a": np.array([3.0, 0.0])}, {"a": np.array([0.0, 4.0])}) == 5 / 4
