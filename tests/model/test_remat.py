"""What is kept for the backward pass changes neither the loss nor any gradient."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.training.objective import ObjectiveConfig, Totals, pretraining

CONFIG = ModelConfig(
    vocab_size=32,
    layers=4,
    embed=16,
    heads=2,
    kv_heads=1,
    head_dim=8,
    mlp=24,
    experts=4,
    expert_mlp=16,
    shared_mlp=8,
    dense_every=2,
    compute_dtype="float32",
)


def _gradients(config: ModelConfig) -> list[np.ndarray]:
    model = FunctionalModel(config)
    variables = model.create(jax.random.key(0))
    tokens = np.random.default_rng(0).integers(0, config.vocab_size, (2, 9), np.int32)
    batch = {
        "tokens": jnp.asarray(tokens[:, :-1]),
        "targets": jnp.asarray(tokens[:, 1:]),
        "loss_mask": jnp.ones((2, 8)),
        "segment_ids": jnp.ones((2, 8), jnp.int32),
        "positions": jnp.tile(jnp.arange(8, dtype=jnp.int32), (2, 1)),
    }

    def loss(params):
        bound = model.bind(Variables(params, variables.router_bias))
        return pretraining(ObjectiveConfig())(bound, batch, Totals(jnp.float32(16), 2))[0]

    return [np.asarray(leaf) for leaf in jax.tree.leaves(jax.jit(jax.value_and_grad(loss))(variables.params))]


@pytest.fixture(scope="module")
def everything_kept() -> list[np.ndarray]:
    return _gradients(CONFIG)


@pytest.mark.parametrize("remat", ["dots", "layer"])
def test_a_remat_policy_changes_no_gradient(remat: str, everything_kept: list[np.ndarray]) -> None:
    recomputed = _gradients(dataclasses.replace(CONFIG, remat=remat))
    for ours, theirs in zip(recomputed, everything_kept, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
