"""What is kept for the backward pass is what the policy says, and changes neither loss nor gradient."""

import dataclasses
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.training.objective import ObjectiveConfig, Totals, pretraining

ROWS, LENGTH, GROUPS = 3, 8, 2
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


def _loss_and_params(config: ModelConfig) -> tuple[Callable[[Any], jax.Array], Any]:
    """The loss of one batch as a function of the parameters, and parameters."""
    model = FunctionalModel(config)
    variables = model.create(jax.random.key(0))
    tokens = np.random.default_rng(0).integers(0, config.vocab_size, (ROWS, LENGTH + 1), np.int32)
    batch = {
        "tokens": jnp.asarray(tokens[:, :-1]),
        "targets": jnp.asarray(tokens[:, 1:]),
        "loss_mask": jnp.ones((ROWS, LENGTH)),
        "segment_ids": jnp.ones((ROWS, LENGTH), jnp.int32),
        "positions": jnp.tile(jnp.arange(LENGTH, dtype=jnp.int32), (ROWS, 1)),
    }

    def loss(params: Any) -> jax.Array:
        bound = model.bind(Variables(params, variables.router_bias))
        return pretraining(ObjectiveConfig())(bound, batch, Totals(jnp.float32(ROWS * LENGTH), ROWS))[0]

    return loss, variables.params


def _gradients(config: ModelConfig) -> list[np.ndarray]:
    loss, params = _loss_and_params(config)
    return [np.asarray(leaf) for leaf in jax.tree.leaves(jax.jit(jax.value_and_grad(loss))(params))]


def _kept(config: ModelConfig) -> list[jax.ShapeDtypeStruct]:
    """The arrays that wait for the backward pass; nothing is computed."""
    loss, params = _loss_and_params(config)
    return jax.tree.leaves(jax.eval_shape(lambda params: jax.vjp(loss, params)[1], params))


def _bytes(arrays: list[jax.ShapeDtypeStruct]) -> int:
    return sum(each.size * each.dtype.itemsize for each in arrays)


@pytest.fixture(scope="module")
def everything_kept() -> list[np.ndarray]:
    return _gradients(CONFIG)


@pytest.mark.parametrize("remat", ["dots", "layer"])
def test_a_remat_policy_changes_no_gradient(remat: str, everything_kept: list[np.ndarray]) -> None:
    recomputed = _gradients(dataclasses.replace(CONFIG, remat=remat))
    for ours, theirs in zip(recomputed, everything_kept, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


def test_a_remat_policy_keeps_what_it_says() -> None:
    everything, dots, layer = (
        _kept(dataclasses.replace(CONFIG, remat=remat)) for remat in ("none", "dots", "layer")
    )
    assert _bytes(everything) > _bytes(dots) > _bytes(layer)
    stacked = [each.shape for each in layer if each.shape[:3] == (GROUPS, ROWS, LENGTH)]
    assert stacked == [(GROUPS, ROWS, LENGTH, CONFIG.embed)]  # of all activations, the groups' inputs
