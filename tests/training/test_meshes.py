"""A training step on a mesh of devices is the step of one device, in float64."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from jax.sharding import Mesh

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, check_batch, make_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import TrainState, create_state, state_shardings
from patentgpt_jax.training.step import Step, make_train_step

pytestmark = pytest.mark.usefixtures("float64")

ROWS, LENGTH = 16, 24
SHAPE: dict[str, Any] = {
    "vocab_size": 64,
    "layers": 2,
    "embed": 16,
    "heads": 8,
    "kv_heads": 8,
    "head_dim": 4,
    "compute_dtype": "float64",
    "initializer_range": 0.1,
}
MODELS = {
    "sparse": ModelConfig(**SHAPE, mlp=0, experts=8, expert_mlp=24),
    "dense": ModelConfig(**SHAPE, mlp=24, sliding_window=7),
    "mixed": ModelConfig(
        **SHAPE,
        **{"mlp": 24, "experts": 4, "expert_mlp": 8, "shared_mlp": 16, "dense_every": 2},
        router=RouterConfig(balance="bias"),
    ),
    "dropping": ModelConfig(
        **SHAPE, mlp=0, experts=8, expert_mlp=24, router=RouterConfig(capacity_factor=1.0)
    ),
    "hugging face": ModelConfig(
        **SHAPE, mlp=0, experts=4, expert_mlp=8, router=RouterConfig(balance="loss_hugging_face")
    ),
}
MESHES = {
    "slice 8": MeshConfig(slice=8, fsdp=1),
    "data 8": MeshConfig(data=8, fsdp=1),
    "fsdp 8": MeshConfig(),
    "expert 8": MeshConfig(expert=8, fsdp=1),
    "tensor 8": MeshConfig(tensor=8, fsdp=1),
    "slice 2 x fsdp 4": MeshConfig(slice=2, fsdp=4),
    "fsdp 4 x expert 2": MeshConfig(fsdp=4, expert=2),
    "fsdp 2 x tensor 4": MeshConfig(fsdp=2, tensor=4),
    "data 2 x expert 2 x tensor 2": MeshConfig(data=2, fsdp=1, expert=2, tensor=2),
}
QUICK = [
    ("sparse", "expert 8", 1),
    ("sparse", "tensor 8", 1),
    ("sparse", "slice 2 x fsdp 4", 1),
    ("sparse", "data 2 x expert 2 x tensor 2", 1),
    ("dense", "fsdp 2 x tensor 4", 2),
    ("dropping", "expert 8", 1),
]
SLOW = [
    ("sparse", "fsdp 8", 1),
    ("mixed", "fsdp 4 x expert 2", 2),
    ("dropping", "data 2 x expert 2 x tensor 2", 1),
    ("sparse", "slice 8", 1),
    ("sparse", "data 8", 1),
    ("sparse", "fsdp 2 x tensor 4", 1),
    ("sparse", "fsdp 4 x expert 2", 2),
    ("sparse", "expert 8", 2),
    ("dense", "slice 8", 1),
    ("dense", "data 8", 1),
    ("dense", "fsdp 8", 1),
    ("dense", "expert 8", 1),
    ("dense", "tensor 8", 1),
    ("dense", "slice 2 x fsdp 4", 2),
    ("dense", "fsdp 4 x expert 2", 2),
    ("dense", "data 2 x expert 2 x tensor 2", 2),
    ("mixed", "data 2 x expert 2 x tensor 2", 2),
    ("hugging face", "fsdp 4 x expert 2", 1),
]
CASES = [*QUICK, *(pytest.param(*case, marks=pytest.mark.slow) for case in SLOW)]
SETTINGS = OptimizerConfig(warmup_steps=0, epsilon=1e-3)  # a large one, or rounding shows in g / |g|


@pytest.fixture(scope="module")
def batch() -> dict[str, np.ndarray]:
    """Two documents and padding in each row."""
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, SHAPE["vocab_size"], (ROWS, LENGTH + 1), np.int32)
    segments = np.tile(np.repeat(np.array([1, 2, 0], np.int32), [12, 9, 3]), (ROWS, 1))
    return {
        "tokens": tokens[:, :-1],
        "targets": tokens[:, 1:],
        "loss_mask": (segments > 0).astype(np.float32),
        "segment_ids": segments,
        "positions": np.tile(np.arange(LENGTH, dtype=np.int32), (ROWS, 1)),
    }


def _made(config: ModelConfig, mesh: Mesh, accumulation: int) -> tuple[Step, TrainState]:
    """A step, and a fresh state in float64 on the mesh."""
    model, optimizer = FunctionalModel(config), make_optimizer(SETTINGS)
    schedule = make_schedule(SETTINGS, 10)
    step = make_train_step(
        model,
        pretraining(ObjectiveConfig()),
        optimizer,
        schedule,
        mesh,
        clip_norm=1.0,
        accumulation=accumulation,
    )
    fresh = create_state(model, optimizer, make_mesh(MeshConfig(), jax.devices()[:1]), seed=0)
    wide = jax.tree.map(lambda x: np.asarray(x, np.float64 if x.dtype == np.float32 else x.dtype), fresh)
    return step, jax.device_put(wide, state_shardings(model, optimizer, mesh))


def _stepped(config: ModelConfig, mesh: Mesh, accumulation: int, batch: dict[str, np.ndarray]) -> Any:
    """The state and metrics after one step: the first moments are the gradients, but for a factor."""
    step, state = _made(config, mesh, accumulation)
    return jax.tree.map(np.asarray, step(state, jax.device_put(batch, batch_sharding(mesh))))


@pytest.fixture(scope="module")
def one_device(batch: dict[str, np.ndarray]) -> Callable[[str, int], Any]:
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    return functools.cache(lambda model, accumulation: _stepped(MODELS[model], mesh, accumulation, batch))


@pytest.mark.parametrize(("model", "mesh", "accumulation"), CASES)
def test_a_step_does_not_depend_on_the_mesh(
    model: str,
    mesh: str,
    accumulation: int,
    batch: dict[str, np.ndarray],
    one_device: Callable[[str, int], Any],
) -> None:
    ours = _stepped(MODELS[model], make_mesh(MESHES[mesh]), accumulation, batch)
    # Hugging Face's balance loss is of a microbatch, so accumulation is compared with accumulation.
    expected = one_device(model, accumulation)
    for (path, found), wanted in zip(
        jax.tree_util.tree_leaves_with_path(ours), jax.tree.leaves(expected), strict=True
    ):
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, err_msg=jax.tree_util.keystr(path))


def test_what_is_dropped_is_told(one_device: Callable[[str, int], Any]) -> None:
    """So the same is dropped on the meshes above, where all metrics are compared."""
    assert one_device("sparse", 1)[1]["router/dropped_fraction"] == 0
    assert 0.01 < one_device("dropping", 1)[1]["router/dropped_fraction"] < 0.5


def test_accumulation_changes_nothing(one_device: Callable[[str, int], Any]) -> None:
    for once, twice in zip(
        jax.tree.leaves(one_device("sparse", 1)), jax.tree.leaves(one_device("sparse", 2)), strict=True
    ):
        np.testing.assert_allclose(once, twice, rtol=1e-9, atol=1e-12)


def test_a_fresh_state_does_not_depend_on_the_mesh() -> None:
    model, optimizer = FunctionalModel(MODELS["mixed"]), make_optimizer(SETTINGS)
    fresh = [
        create_state(model, optimizer, make_mesh(config, devices), seed=3)
        for config, devices in [(MeshConfig(), jax.devices()[:1]), (MESHES["fsdp 4 x expert 2"], None)]
    ]
    jax.tree.map(np.testing.assert_array_equal, *fresh)


@pytest.mark.parametrize(
    "mesh",
    [
        "data 2 x expert 2 x tensor 2",
        *(
            pytest.param(mesh, marks=pytest.mark.slow)
            for mesh in ("fsdp 8", "fsdp 4 x expert 2", "fsdp 2 x tensor 4")
        ),
    ],
)
def test_each_device_holds_its_share(mesh: str, batch: dict[str, np.ndarray]) -> None:
    """Of parameters and moments, in the arrays and in what the compiled step takes in; and of gradients."""
    config = dataclasses.replace(MODELS["sparse"], embed=80, vocab_size=512)
    built = make_mesh(MESHES[mesh])
    step, state = _made(config, built, 2)
    ways = 8 // built.shape["data"]
    leaves = jax.tree.leaves((state.variables, state.optimizer))
    matrices = [leaf for leaf in leaves if leaf.size > 2000]  # not the norms' gains, nor the routers
    whole = sum(leaf.nbytes for leaf in matrices)
    for leaf in matrices:
        shares = {shard.data.nbytes for shard in leaf.addressable_shards}
        assert shares == {leaf.nbytes // ways}, leaf.shape
    compiled = step.lower(state, jax.device_put(batch, batch_sharding(built))).compile()
    memory = compiled.memory_analysis()
    small = sum(leaf.nbytes for leaf in leaves if leaf.size <= 2000)
    batch_bytes = sum(array.nbytes for array in batch.values())
    assert memory.argument_size_in_bytes <= whole / ways + small + batch_bytes
    # A stacked parameter is used, and its gradient made, a layer at a time. So an array of its whole shape
    # could only be its gradients gathered or added up unsplit: there is none in one device's program, not
    # even for a moment, while the split shape is (among them the sum over microbatches, which is carried).
    program = compiled.as_text()
    for name in ("gate", "up", "down"):
        leaf = state.variables.params["layers"]["blocks"][0]["smoe"][name]
        assert _shape(leaf.shape) not in program
        assert _shape(leaf.sharding.shard_shape(leaf.shape)) in program
    # Nor do the routers see the scores of other devices' rows.
    assert _shape((ROWS // 2, LENGTH, config.experts)) not in program


def _shape(shape: tuple[int, ...]) -> str:
    """As a compiled program writes it."""
    return f"f64[{','.join(map(str, shape))}]"


def test_a_batch_that_does_not_divide_is_refused() -> None:
    with pytest.raises(InputError, match=r"train\.batch_size=8: expected a multiple of 16"):
        check_batch(make_mesh(MeshConfig()), 8, accumulation=2)
