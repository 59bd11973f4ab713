"""A training step on a mesh of devices is the step of one device, in float64."""

import jax
import numpy as np
import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, check_batch, make_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.step import TrainState, create_state, make_train_step, state_shardings

pytestmark = pytest.mark.usefixtures("float64")

ROWS, LENGTH = 8, 24
MODEL = ModelConfig(
    vocab_size=64,
    layers=2,
    embed=16,
    heads=4,
    kv_heads=2,
    head_dim=4,
    mlp=0,
    experts=4,
    expert_mlp=24,
    compute_dtype="float64",
    initializer_range=0.1,
)
SETTINGS = OptimizerConfig(warmup_steps=0, epsilon=1e-3)  # a large one, or rounding shows in g / |g|


@pytest.fixture(scope="module")
def batch() -> dict[str, np.ndarray]:
    """Two documents and padding in each row."""
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, MODEL.vocab_size, (ROWS, LENGTH + 1), np.int32)
    segments = np.tile(np.repeat(np.array([1, 2, 0], np.int32), [12, 9, 3]), (ROWS, 1))
    return {
        "tokens": tokens[:, :-1],
        "targets": tokens[:, 1:],
        "loss_mask": (segments > 0).astype(np.float32),
        "segment_ids": segments,
        "positions": np.tile(np.arange(LENGTH, dtype=np.int32), (ROWS, 1)),
    }


def _step(mesh_config: MeshConfig, devices: int, batch: dict[str, np.ndarray]) -> tuple[TrainState, dict]:
    mesh = make_mesh(mesh_config, jax.devices()[:devices])
    model, optimizer = FunctionalModel(MODEL), make_optimizer(SETTINGS, 10)
    step = make_train_step(
        model, pretraining(ObjectiveConfig()), optimizer, make_schedule(SETTINGS, 10), mesh, clip_norm=1.0
    )
    fresh = create_state(model, optimizer, make_mesh(MeshConfig(), jax.devices()[:1]), seed=0)
    wide = jax.tree.map(lambda x: np.asarray(x, np.float64 if x.dtype == np.float32 else x.dtype), fresh)
    state = jax.device_put(wide, state_shardings(model, optimizer, mesh))
    return jax.tree.map(np.asarray, step(state, jax.device_put(batch, batch_sharding(mesh))))


@pytest.fixture(scope="module")
def one_device(batch: dict[str, np.ndarray]) -> tuple[TrainState, dict]:
    return _step(MeshConfig(), 1, batch)


@pytest.mark.parametrize(
    "mesh",
    [MeshConfig(), MeshConfig(data=2, fsdp=1, expert=2, tensor=2), MeshConfig(slice=2, fsdp=4)],
    ids=["fsdp 8", "data 2 x expert 2 x tensor 2", "slice 2 x fsdp 4"],
)
def test_a_step_does_not_depend_on_the_mesh(
    mesh: MeshConfig, batch: dict[str, np.ndarray], one_device: tuple[TrainState, dict]
) -> None:
    for ours, theirs in zip(jax.tree.leaves(_step(mesh, 8, batch)), jax.tree.leaves(one_device), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def test_a_batch_that_does_not_divide_is_refused() -> None:
    with pytest.raises(InputError, match=r"train\.batch_size=8: expected a multiple of 16"):
        check_batch(make_mesh(MeshConfig()), 8, accumulation=2)
