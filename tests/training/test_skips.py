"""A step that is not finite changes nothing but its counts; here two marker tokens stand for such data."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from tiny import BAD_GRADIENT, BAD_LOSS, OPTIMIZER, SPARSE, TOO_LARGE, objective, packed_batch

from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import RouterConfig
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.state import TrainState, create_state
from patentgpt_jax.training.step import make_train_step

MODEL = FunctionalModel(dataclasses.replace(SPARSE, router=RouterConfig(balance="bias", bias_rate=0.25)))
ADAMW, SCHEDULE = make_optimizer(OPTIMIZER), make_schedule(OPTIMIZER, 10)
CASES = ["one device", "eight devices", pytest.param("accumulation", marks=pytest.mark.slow)]

Moved = tuple[TrainState, dict[str, Any]]
Run = Callable[..., list[Moved]]


def marked(step: int, token: int | None) -> dict[str, np.ndarray]:
    """A batch of 16 rows; the last holds the marker `token`."""
    batch = packed_batch(step, rows=16)
    if token is not None:
        batch["tokens"][-1, 0] = token
    return batch


@pytest.fixture(scope="module")
def run() -> Run:
    """Runs steps from a fresh state, one for each marker, and tells what each left."""

    @functools.cache
    def made(case: str) -> Any:
        mesh = (
            make_mesh(MeshConfig(fsdp=4, expert=2))
            if case == "eight devices"
            else make_mesh(MeshConfig(), jax.devices()[:1])
        )
        accumulation = 2 if case == "accumulation" else 1
        step = make_train_step(
            MODEL, objective, ADAMW, SCHEDULE, mesh, clip_norm=1.0, accumulation=accumulation
        )
        return mesh, step, jax.tree.map(np.asarray, create_state(MODEL, ADAMW, mesh, seed=0))

    def steps(case: str, *markers: int | None) -> list[Moved]:
        mesh, step, state = made(case)
        moved = []
        for number, marker in enumerate(markers):
            state, metrics = step(state, jax.device_put(marked(number, marker), batch_sharding(mesh)))
            moved.append(jax.tree.map(np.array, (state, metrics)))
        return moved

    return steps


@pytest.mark.parametrize("marker", [BAD_LOSS, BAD_GRADIENT, TOO_LARGE], ids=["loss", "gradient", "overflow"])
@pytest.mark.parametrize("case", CASES)
def test_a_step_that_is_not_finite_changes_nothing(run: Run, case: str, marker: int) -> None:
    (before, _), (after, metrics), (later, _) = run(case, None, marker, None)
    jax.tree.map(np.testing.assert_array_equal, after.variables, before.variables)
    jax.tree.map(np.testing.assert_array_equal, after.optimizer, before.optimizer)
    assert np.isfinite(metrics["train/gradient_norm"]) == (marker == BAD_LOSS)
    for old, new in zip(
        jax.tree.leaves((after.variables, after.optimizer)),
        jax.tree.leaves((later.variables, later.optimizer)),
        strict=True,
    ):
        assert np.isfinite(new).all() and (old != new).any()


@pytest.mark.parametrize("case", CASES)
def test_skipped_steps_are_counted_in_all_and_in_a_row(run: Run, case: str) -> None:
    moved = run(case, BAD_LOSS, None, BAD_GRADIENT, BAD_LOSS, None)
    expected = [(1, 1, 1), (2, 1, 0), (3, 2, 1), (4, 3, 2), (5, 3, 0)]
    assert [(s.step, s.skipped, s.skipped_in_a_row) for s, _ in moved] == expected
    told = [(metrics["train/skipped_steps"], metrics["skipped_in_a_row"]) for _, metrics in moved]
    assert told == [(skipped, in_a_row) for _, skipped, in_a_row in expected]


def test_the_learning_rate_goes_by_the_step_and_is_the_one_applied(run: Run) -> None:
    """The first update of AdamW is the rate times the gradient's sign, here at step 2 after two skips."""
    (before, _), (_, first), (after, metrics) = run("one device", BAD_LOSS, BAD_LOSS, None)
    assert first["train/learning_rate"] == SCHEDULE(1)
    assert metrics["train/learning_rate"] == SCHEDULE(2)
    scale = before.variables.params["norm"]["scale"] - after.variables.params["norm"]["scale"]  # no decay
    np.testing.assert_allclose(np.abs(scale), SCHEDULE(2), rtol=1e-3)
