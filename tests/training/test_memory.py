"""What training will hold, by shapes alone, is what it then holds; and what cannot fit is refused."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jax
import pytest
from jax.sharding import AbstractMesh
from tiny import SPARSE

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.sharding.mesh import AXES, MeshConfig, make_mesh
from patentgpt_jax.training import memory
from patentgpt_jax.training.memory import Held, check_memory, device_limit, held
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer
from patentgpt_jax.training.state import abstract_state, create_state

MODEL = FunctionalModel(SPARSE)
MIXTRAL = FunctionalModel(architecture("mixtral-8x7b"))
COUNT = 46_702_792_704  # its parameters; 64 divides every one of them


def _abstract(model: FunctionalModel, dtype: str = "float32", **axes: int) -> Any:
    mesh: Any = AbstractMesh(tuple(axes.get(name, 1) for name in AXES), AXES)
    return abstract_state(model, make_optimizer(OptimizerConfig(moment_dtype=dtype)), mesh)


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_is_told_is_what_a_device_then_holds(dtype: str) -> None:
    mesh = make_mesh(MeshConfig(fsdp=2, expert=2, tensor=1, data=2))
    optimizer = make_optimizer(OptimizerConfig(moment_dtype=dtype))
    state = create_state(MODEL, optimizer, mesh, seed=0)
    told = held(abstract_state(MODEL, optimizer, mesh), accumulation=1)
    for tree, expected in [(state.variables.params, told.parameters), (state.optimizer, told.moments)]:
        for device in jax.devices():
            shards = [shard for leaf in jax.tree.leaves(tree) for shard in leaf.addressable_shards]
            assert sum(shard.data.nbytes for shard in shards if shard.device == device) == expected
    assert told.gradients == told.parameters


def test_sixteen_bytes_a_parameter_or_twelve_over_the_devices_that_split_it() -> None:
    count = 4  # the optimizer counts its updates
    assert held(_abstract(MIXTRAL), 1) == Held(4 * COUNT, 8 * COUNT + count, 4 * COUNT)
    assert held(_abstract(MIXTRAL, "bfloat16"), 1) == Held(4 * COUNT, 4 * COUNT + count, 4 * COUNT)
    assert held(_abstract(MIXTRAL, fsdp=64), 1) == Held(COUNT // 16, COUNT // 8 + count, COUNT // 16)
    assert held(_abstract(MIXTRAL, data=64), 1) == held(_abstract(MIXTRAL), 1)  # which only copies


def test_a_sum_of_gradients_is_kept_beside_those_of_a_microbatch() -> None:
    assert [held(_abstract(MODEL), accumulation).gradients for accumulation in (1, 2, 8)] == [
        held(_abstract(MODEL), 1).parameters * times for times in (1, 2, 2)
    ]


def test_a_mesh_that_cannot_hold_the_state_is_refused_with_the_sum() -> None:
    mesh = make_mesh(MeshConfig())
    state = abstract_state(MIXTRAL, make_optimizer(OptimizerConfig()), mesh)
    needed = sum(held(state, 1))
    check_memory(state, 1, mesh, limit=needed)
    with pytest.raises(InputError) as refused:
        check_memory(state, 1, mesh, limit=25 * 10**9)
    assert str(refused.value) == (
        "config.mesh: 46.7 billion parameters need 93.4 GB on each of 8 devices before activations "
        "(parameters 23.4, moments 46.7, gradients 23.4), where 25.0 GB are; expected such devices "
        "with mesh.fsdp=32 or more, optimizer.moment_dtype=bfloat16 for 4 bytes a parameter less, or a "
        "smaller model"
    )
    check_memory(_abstract(MIXTRAL, fsdp=32), 1, mesh, limit=25 * 10**9)
    with pytest.raises(InputError, match=r"mesh\.fsdp=16 or more, or a smaller model"):
        check_memory(_abstract(MIXTRAL, "bfloat16", fsdp=8), 1, mesh, limit=69 * 10**9)


def test_cpu_devices_share_the_lower_of_the_machines_memory_and_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mesh, limits = make_mesh(MeshConfig()), dict.fromkeys(("", "memory"), (tmp_path, "limit"))
    monkeypatch.setattr(memory, "_LIMITS", limits)
    whole = device_limit(mesh)
    assert whole is not None and whole > 10**8
    (tmp_path / "limit").write_text("max\n")
    assert device_limit(mesh) == whole
    (tmp_path / "limit").write_text("8000\n")
    assert device_limit(mesh) == 1000


@pytest.mark.parametrize(("stats", "limit"), [({"bytes_limit": 7}, 7), (None, None)])
def test_other_devices_tell_their_limit_or_are_not_judged(stats: Any, limit: int | None) -> None:
    device = SimpleNamespace(platform="gpu", memory_stats=lambda: stats)
    assert device_limit(SimpleNamespace(local_devices=[device])) == limit  # type: ignore[arg-type]
