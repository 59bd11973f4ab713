"""What is saved comes back, on another mesh too, and only the newest are kept."""

from pathlib import Path

import jax
import numpy as np
import pytest
from tiny import OPTIMIZER, SPARSE

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.checkpoints import Checkpoints, restore_variables
from patentgpt_jax.training.optimizer import make_optimizer
from patentgpt_jax.training.step import TrainState, abstract_state, create_state

MODEL, ADAMW = FunctionalModel(SPARSE), make_optimizer(OPTIMIZER)
ONE = make_mesh(MeshConfig(), jax.devices()[:1])
EIGHT = make_mesh(MeshConfig(fsdp=2, expert=2, tensor=2))


@pytest.fixture(scope="module")
def state() -> TrainState:
    """Every array differs from the others: a checkpoint that mixed them up would show."""
    leaves, structure = jax.tree.flatten(create_state(MODEL, ADAMW, ONE, seed=0))
    return structure.unflatten(each + number for number, each in enumerate(leaves))


@pytest.fixture(scope="module")
def saved(state: TrainState, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("run") / "checkpoints"
    checkpoints = Checkpoints(directory, keep=2)
    for step in (2, 4, 6, 6):
        checkpoints.save(step, state, {"step": step, "seed": 1})
    checkpoints.close()
    return directory


def test_only_the_newest_are_kept(saved: Path) -> None:
    assert {path.name for path in saved.iterdir()} == {"4", "6"}
    assert Checkpoints(saved, keep=2).latest_step() == 6


@pytest.mark.parametrize("mesh", [ONE, EIGHT], ids=["the same mesh", "another mesh"])
def test_a_round_trip(saved: Path, state: TrainState, mesh: jax.sharding.Mesh) -> None:
    like = abstract_state(MODEL, ADAMW, mesh)
    found = Checkpoints(saved, keep=2).restore_newest(like)
    assert found is not None
    restored, data = found
    assert data == {"step": 6, "seed": 1}
    assert jax.tree.structure(restored) == jax.tree.structure(state)
    jax.tree.map(np.testing.assert_array_equal, restored, state)
    jax.tree.map(lambda found, wanted: _check_layout(found, wanted.sharding), restored, like)


def _check_layout(found: jax.Array, sharding: jax.sharding.Sharding) -> None:
    assert found.sharding.is_equivalent_to(sharding, found.ndim)


def test_variables_alone_for_a_child(saved: Path, state: TrainState) -> None:
    like = jax.eval_shape(MODEL.create, jax.random.key(0))
    step, variables = restore_variables(saved, like, MODEL.shardings(EIGHT))
    assert step == 6
    jax.tree.map(np.testing.assert_array_equal, variables, state.variables)
    assert restore_variables(saved, like, MODEL.shardings(ONE), step=4)[0] == 4


def test_a_checkpoint_that_is_not_there_is_named(saved: Path, tmp_path: Path) -> None:
    like = jax.eval_shape(MODEL.create, jax.random.key(0))
    with pytest.raises(InputError, match="expected step 5 there, found steps 4, 6"):
        restore_variables(saved, like, MODEL.shardings(ONE), step=5)
    with pytest.raises(InputError, match="expected a run's checkpoints there"):
        restore_variables(tmp_path / "nothing", like, MODEL.shardings(ONE))
