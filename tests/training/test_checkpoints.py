"""What is saved comes back, on another mesh too, or not at all; and only the newest are kept."""

import logging
import os
import shutil
import types
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import jax
import numpy as np
import pytest
from tiny import OPTIMIZER, SPARSE

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh
from patentgpt_jax.tokens.device import placed_ahead
from patentgpt_jax.tokens.loader import Batches
from patentgpt_jax.tokens.packing import Fragment, TrainingRows
from patentgpt_jax.training.checkpoints import Checkpoints, check_space, restore_variables
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.state import TrainState, abstract_state, create_state
from patentgpt_jax.training.step import make_train_step

# Where a read or a write fails, TensorStore gives up others, and says so where nobody asked.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

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


# Damaged


def _largest(checkpoint: Path) -> Path:
    """The file that holds most of the arrays' values."""
    values = (checkpoint / "state" / "ocdbt.process_0" / "d").iterdir()
    return max(values, key=lambda path: path.stat().st_size)


def _flip_a_bit(checkpoint: Path) -> None:
    """In an array's values, which Orbax reads without a word."""
    path = _largest(checkpoint)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def _cut_off(checkpoint: Path) -> None:
    path = _largest(checkpoint)
    os.truncate(path, path.stat().st_size // 2)


def _lose_a_file(checkpoint: Path) -> None:
    (checkpoint / "state" / "manifest.ocdbt").unlink()


def _empty(checkpoint: Path) -> None:
    for path in checkpoint.rglob("*"):
        if path.is_file():
            path.write_bytes(b"")


def _change_the_position(checkpoint: Path) -> None:
    path = checkpoint / "data" / "metadata"
    path.write_text(path.read_text().replace('"seed": 1', '"seed": 2'))


DAMAGES = [_flip_a_bit, _cut_off, _lose_a_file, _empty, _change_the_position]


@pytest.fixture
def copied(saved: Path, tmp_path: Path) -> Path:
    """The checkpoints of steps 4 and 6, to be damaged."""
    return shutil.copytree(saved, tmp_path / "run" / "checkpoints")


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_one_before_a_damaged_one_is_taken(
    damage: Callable[[Path], None], copied: Path, state: TrainState, caplog: pytest.LogCaptureFixture
) -> None:
    damage(copied / "6")
    checkpoints = Checkpoints(copied, keep=2)
    with caplog.at_level(logging.WARNING):
        found = checkpoints.restore_newest(abstract_state(MODEL, ADAMW, ONE))
    assert found is not None
    jax.tree.map(np.testing.assert_array_equal, found[0], state)
    assert found[1] == {"step": 4, "seed": 1}
    assert f"{copied / '6'} is damaged" in caplog.text and "taking step 4 instead" in caplog.text
    assert (copied / "damaged-6").is_dir() and checkpoints.latest_step() == 4
    checkpoints.save(6, state, {"step": 6, "seed": 1})  # the run comes to this step again
    checkpoints.close()
    like = jax.eval_shape(MODEL.create, jax.random.key(0))
    assert restore_variables(copied, like, MODEL.shardings(ONE))[0] == 6


def test_a_child_of_a_damaged_checkpoint_takes_the_one_before_unless_it_is_named(
    copied: Path, caplog: pytest.LogCaptureFixture
) -> None:
    like = jax.eval_shape(MODEL.create, jax.random.key(0))
    _flip_a_bit(copied / "6")
    assert restore_variables(copied, like, MODEL.shardings(EIGHT))[0] == 4
    assert "taking step 4 instead" in caplog.text
    with pytest.raises(InputError, match=r"expected a whole checkpoint, found only damaged ones \(step 6: "):
        restore_variables(copied, like, MODEL.shardings(EIGHT), step=6)
    assert (copied / "6").is_dir()  # another run's files are left alone


def test_where_all_are_damaged_nothing_is_begun_anew(copied: Path) -> None:
    _flip_a_bit(copied / "4")
    _empty(copied / "6")
    with pytest.raises(InputError, match=r"found only damaged ones \(step 6: .*step 4: arrays that are not"):
        Checkpoints(copied, keep=2).restore_newest(abstract_state(MODEL, ADAMW, ONE))
    assert (copied / "6").is_dir() and (copied / "4").is_dir()


def test_what_a_killed_run_left_half_written_is_no_checkpoint(copied: Path, state: TrainState) -> None:
    for name in ("8.orbax-checkpoint-tmp", "8.orbax-checkpoint-tmp-123"):
        shutil.copytree(copied / "6", copied / name)
    checkpoints = Checkpoints(copied, keep=2)
    assert checkpoints.latest_step() == 6
    checkpoints.save(8, state, {"step": 8})
    checkpoints.close()
    assert {path.name for path in copied.iterdir()} == {"6", "8"}


# A full disk


def test_a_disk_that_is_too_small_is_refused_before_training(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 0, 10**9))
    check_space(copied, 2, abstract_state(MODEL, ADAMW, ONE))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(InputError, match=r"1e-06 GB are free there, expected .* GB for 4 checkpoints of"):
        check_space(copied, 3, abstract_state(MODEL, ADAMW, ONE))


def test_a_full_disk_leaves_whole_checkpoints_only(state: TrainState, small_disk: Path) -> None:
    key = jax.random.key(0)  # noise, which does not compress
    noise = jax.tree.map(lambda x: jax.random.normal(key, x.shape) if x.dtype == np.float32 else x, state)
    checkpoints = Checkpoints(small_disk / "checkpoints", keep=10)
    step = 0
    with pytest.raises(InputError, match="no space left for a checkpoint; those that stand there are whole"):
        for step in range(1, 100):
            checkpoints.save(step, noise, {"step": step})
            checkpoints.wait()
    assert step > 2
    for left in small_disk.rglob("*tmp*"):
        shutil.rmtree(left)
    found = Checkpoints(small_disk / "checkpoints", keep=10).restore_newest(abstract_state(MODEL, ADAMW, ONE))
    assert found is not None and found[1] == {"step": step - 1}


# Fewer devices


@pytest.mark.slow
def test_eight_devices_then_four_then_one_see_the_same_batches(tmp_path: Path) -> None:
    """Each takes two steps; together they do what one device does in six."""
    meshes = [
        make_mesh(MeshConfig(fsdp=4, expert=2)),
        make_mesh(MeshConfig(fsdp=2, expert=2), jax.devices()[:4]),
        ONE,
    ]
    batches = Steps(seed=5)
    expected = batches.run(ONE, create_state(MODEL, ADAMW, ONE, seed=0), 6)[1]
    found: list[float] = []
    for mesh in meshes:
        checkpoints = Checkpoints(tmp_path / "checkpoints", keep=2)
        restored = checkpoints.restore_newest(abstract_state(MODEL, ADAMW, mesh))
        begun = create_state(MODEL, ADAMW, mesh, seed=0) if restored is None else restored[0]
        moved, losses = batches.run(mesh, begun, 2)
        found += losses
        checkpoints.save(int(moved.step), moved, {})
        checkpoints.close()
    np.testing.assert_allclose(found, expected, rtol=1e-5)
    assert len(set(np.round(expected, 4))) == 6  # other batches would show


class Steps:
    """Training steps from any state on, on the batches that its step asks for, through the real loader."""

    def __init__(self, seed: int):
        self._seed = seed

    def run(self, mesh: jax.sharding.Mesh, state: TrainState, count: int) -> tuple[TrainState, list[float]]:
        """`count` steps on `mesh`: the state after them, and their losses."""
        step = make_train_step(
            MODEL, pretraining(ObjectiveConfig()), ADAMW, make_schedule(OPTIMIZER, 10), mesh, clip_norm=1.0
        )
        losses = []
        with placed_ahead(Drawn(self._seed), batch_sharding(mesh), 2, start=int(state.step)) as ahead:
            for _ in range(count):
                state, metrics = step(state, next(ahead))
                losses.append(float(metrics["train/loss"]))
        return state, losses


class Drawn(Batches):
    """Eight rows of ten documents of random tokens each."""

    def __init__(self, seed: int):
        rng = np.random.default_rng(seed)
        super().__init__(types.SimpleNamespace(pad_id=0), "train", batch_size=8, seq_len=12)
        self._texts = [rng.integers(3, 24, length, np.int32) for length in rng.integers(5, 40, 10)]
        self._rows = TrainingRows(np.array([len(each) for each in self._texts]), self.seq_len, seed)

    def fragments(self, step: int, row: int) -> list[Fragment]:
        return self._rows.fragments(step * self.batch_size + row)

    def _document(self, document: int) -> np.ndarray:
        return self._texts[document]
