"""Fifty steps follow torch AdamW on a Mixtral of transformers, loss for loss.

The fixture is written by `tests/fixtures/record_mixtral_training.py`.
"""

from pathlib import Path

import jax
import numpy as np
import pytest
from fixtures.hugging_face_weights import load_model
from flax import nnx

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import create_state
from patentgpt_jax.training.step import make_train_step

_FIXTURE = Path(__file__).parents[1] / "fixtures" / "mixtral_training.npz"
_MODEL = ModelConfig(
    vocab_size=96,
    layers=2,
    embed=32,
    heads=4,
    kv_heads=2,
    head_dim=8,
    mlp=0,
    experts=4,
    experts_per_token=2,
    expert_mlp=48,
    maximum_length=32,
    compute_dtype="float32",
    router=RouterConfig(balance="loss_hugging_face", balance_coefficient=0.02, z_coefficient=0.0),
)
_OPTIMIZER = OptimizerConfig(learning_rate=3e-3, warmup_steps=5)


def _batch(tokens: np.ndarray) -> dict[str, np.ndarray]:
    """Every token predicts the next one; the last of a row has none."""
    mask = np.ones(tokens.shape, np.float32)
    mask[:, -1] = 0
    return {
        "tokens": tokens,
        "targets": np.roll(tokens, -1, axis=1),
        "loss_mask": mask,
        "segment_ids": np.ones_like(tokens),
        "positions": np.broadcast_to(np.arange(tokens.shape[1], dtype=np.int32), tokens.shape),
    }


@pytest.fixture(scope="module")
def curves() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What the trainer's step measured over the recorded batches, and what torch did."""
    with np.load(_FIXTURE) as file:
        recorded = dict(file)
    steps = len(recorded["tokens"])
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    model, optimizer = FunctionalModel(_MODEL), make_optimizer(_OPTIMIZER)
    step = make_train_step(
        model,
        pretraining(ObjectiveConfig()),
        optimizer,
        make_schedule(_OPTIMIZER, steps),
        mesh,
        clip_norm=_OPTIMIZER.clip_norm,
    )
    state = create_state(model, optimizer, mesh, seed=0)
    params = nnx.to_pure_dict(nnx.state(load_model(_MODEL, recorded), nnx.Param))
    params = jax.device_put(params, model.shardings(mesh).params)
    state = state._replace(variables=Variables(params, {}))
    history: list[dict[str, float]] = []
    for tokens in recorded["tokens"]:
        state, metrics = step(state, _batch(tokens))
        history.append({name: float(value) for name, value in metrics.items() if np.ndim(value) == 0})
    return {name: np.array([each[name] for each in history]) for name in history[0]}, recorded


def test_loss_follows_torch(curves) -> None:
    ours, recorded = curves
    np.testing.assert_allclose(ours["train/loss"], recorded["cross_entropy"], atol=1e-3)
    total = ours["train/loss"] + 0.02 * ours["router/load_balance_loss"]
    np.testing.assert_allclose(total, recorded["loss"], atol=1e-3)


def test_gradient_norm_and_learning_rate_follow_torch(curves) -> None:
    ours, recorded = curves
    np.testing.assert_allclose(ours["train/gradient_norm"], recorded["gradient_norm"], rtol=1e-3)
    np.testing.assert_allclose(ours["train/learning_rate"], recorded["learning_rate"], rtol=1e-5)
