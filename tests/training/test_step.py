"""One step: however the batch is cut into microbatches, the same update; biases; clipping."""

import dataclasses
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from tiny import DENSE, OPTIMIZER, SHAPE, SPARSE, packed_batch

from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.state import TrainState, create_state
from patentgpt_jax.training.step import make_train_step

pytestmark = pytest.mark.usefixtures("float64")

BIAS_RATE = 0.25
BIASED = ModelConfig(
    **SHAPE, experts=4, expert_mlp=16, router=RouterConfig(balance="bias", bias_rate=BIAS_RATE)
)


def _step(
    config: ModelConfig,
    accumulation: int,
    clip_norm: float = 1e3,
    descent: bool = False,
) -> tuple[TrainState, TrainState, dict[str, Any]]:
    """A state of float64, what one packed batch makes of it, and the metrics.

    Args:
      descent: plain gradient descent at rate 1, in place of AdamW.
    """
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    model = FunctionalModel(dataclasses.replace(config, compute_dtype="float64"))
    optimizer = optax.identity() if descent else make_optimizer(OPTIMIZER)
    step = make_train_step(
        model,
        pretraining(ObjectiveConfig(z_coefficient=0.01)),
        optimizer,
        optax.constant_schedule(1.0) if descent else make_schedule(OPTIMIZER, 10),
        mesh,
        clip_norm=clip_norm,
        accumulation=accumulation,
    )
    fresh = create_state(model, optimizer, mesh, seed=0)

    def state() -> TrainState:
        """The same every time: a step takes its state's arrays for itself."""
        return jax.tree.map(
            lambda each: jnp.array(each, jnp.float64 if each.dtype == jnp.float32 else each.dtype), fresh
        )

    after, metrics = step(state(), packed_batch(7))
    return state(), after, {name: np.asarray(value) for name, value in metrics.items()}


def _assert_close(a: Any, b: Any) -> None:
    jax.tree.map(lambda x, y: np.testing.assert_allclose(x, y, rtol=0, atol=1e-9), a, b)


@pytest.fixture(scope="module", params=[DENSE, SPARSE], ids=["dense", "sparse"])
def whole(request: pytest.FixtureRequest) -> tuple[ModelConfig, TrainState, TrainState, dict[str, Any]]:
    return request.param, *_step(request.param, accumulation=1, descent=True)


@pytest.mark.parametrize("accumulation", [2, 4])
def test_accumulation_changes_nothing(whole: tuple, accumulation: int) -> None:
    config, _, after, metrics = whole
    _, accumulated, their_metrics = _step(config, accumulation, descent=True)
    _assert_close(accumulated.variables, after.variables)
    _assert_close(their_metrics, metrics)


def test_loss_is_the_mean_over_the_tokens_of_the_whole_batch(whole: tuple) -> None:
    config, before, _, metrics = whole
    batch = packed_batch(7)
    model = FunctionalModel(dataclasses.replace(config, compute_dtype="float64"))
    bound = model.bind(before.variables)
    hidden = bound(*(jnp.asarray(batch[name]) for name in ("tokens", "positions", "segment_ids"))).hidden
    scores = jax.nn.log_softmax(bound.logits(hidden))
    picked = np.take_along_axis(np.asarray(scores), batch["targets"][..., None], axis=-1)[..., 0]
    expected = -(picked * batch["loss_mask"]).sum() / batch["loss_mask"].sum()
    assert metrics["train/loss"] == pytest.approx(expected, abs=1e-9)
    assert metrics["tokens"] == (batch["segment_ids"] > 0).sum()


def test_biases_move_once_by_the_load_of_the_whole_step() -> None:
    before, after, metrics = _step(BIASED, accumulation=4)
    load = metrics["router/load"]  # fractions, [layers, experts]
    moved = jax.tree.leaves(after.variables.router_bias)[0] - jax.tree.leaves(before.variables.router_bias)[0]
    np.testing.assert_allclose(moved, BIAS_RATE * np.sign(1 / 4 - np.round(load, 12)), atol=1e-12)
    assert np.abs(moved).max() == BIAS_RATE


def test_gradients_are_clipped_to_their_norm(whole: tuple) -> None:
    """With plain gradient descent at rate 1 the update is the gradient."""

    def moved(before: TrainState, after: TrainState) -> float:
        return float(
            optax.tree.norm(jax.tree.map(jnp.subtract, before.variables.params, after.variables.params))
        )

    config, before, after, metrics = whole
    norm = float(metrics["train/gradient_norm"])
    assert norm > 0.1
    assert moved(before, after) == pytest.approx(norm, rel=1e-9)
    if config is DENSE:
        before, after, metrics = _step(config, accumulation=1, clip_norm=0.1, descent=True)
        assert moved(before, after) == pytest.approx(0.1, rel=1e-4)
        assert metrics["train/gradient_norm"] == pytest.approx(norm, rel=1e-12)  # as it was before


def test_a_step_counts_itself_and_logs_its_learning_rate() -> None:
    _, after, metrics = _step(DENSE, accumulation=1)
    assert int(after.step) == 1
    assert metrics["train/learning_rate"] == pytest.approx(OPTIMIZER.learning_rate / OPTIMIZER.warmup_steps)
