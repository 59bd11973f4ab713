"""Where parameters lie on meshes of eight devices, and what is said about a mesh that does not fit."""

import dataclasses
import itertools

import jax
import jax.numpy as jnp
import pytest
from flax import nnx
from jax.sharding import PartitionSpec

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.model.transformer import Transformer
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.sharding.mesh import (
    AXES,
    MeshConfig,
    batch_sharding,
    check_sizes,
    constrain_activations,
    make_mesh,
    over_links,
    over_slices,
    parameter_spec,
    replicated,
)

CONFIG = ModelConfig(
    vocab_size=32,
    layers=2,
    embed=16,
    heads=4,
    kv_heads=2,
    head_dim=4,
    mlp=24,
    experts=4,
    expert_mlp=8,
    shared_mlp=12,
    dense_every=2,
    qkv_bias=True,
    qk_norm=True,
    router=RouterConfig(balance="bias"),
)


def _specs(config: ModelConfig, mesh: MeshConfig) -> dict[str, tuple]:
    """The spec of every variable of the model, by its path, one-axis entries as plain names."""
    model, built = nnx.eval_shape(lambda: Transformer(config, jax.random.key(0))), make_mesh(mesh)
    specs = {}
    for path, variable in nnx.iter_graph(model):
        if not isinstance(variable, nnx.Variable):
            continue
        spec = parameter_spec(variable.get_metadata("axes"), variable.shape, built)
        jax.sharding.NamedSharding(built, spec).shard_shape(variable.shape)  # raises if it does not divide
        entries = (each[0] if each and len(each) == 1 else each for each in spec)
        specs[".".join(map(str, path))] = tuple(entries)
    return specs


def test_every_parameter_of_a_mixed_model() -> None:
    """Heads, mlp and vocab over tensor, experts over expert, the rest over what is left."""
    specs = _specs(CONFIG, MeshConfig(fsdp=2, expert=2, tensor=2))
    free, sparse, dense = ("fsdp", "expert"), "layers.blocks.0", "layers.blocks.1"
    attention = {
        "attention.q": (None, free, "tensor", None),
        "attention.k": (None, free, "tensor", None),
        "attention.v": (None, free, "tensor", None),
        "attention.out": (None, "tensor", None, free),
        "attention.q_bias": (None, "tensor", None),
        "attention.k_bias": (None, "tensor", None),
        "attention.v_bias": (None, "tensor", None),
        "attention.q_norm.scale": (None, None),
        "attention.k_norm.scale": (None, None),
        "attention_norm.scale": (None, free),
        "mlp_norm.scale": (None, free),
    }
    assert specs == {
        "embedding": ("tensor", free),
        "head": (free, "tensor"),
        "norm.scale": (free,),
        **{f"{sparse}.{name}": spec for name, spec in attention.items()},
        **{f"{dense}.{name}": spec for name, spec in attention.items()},
        f"{sparse}.smoe.router": (None, "fsdp", "expert"),
        f"{sparse}.smoe.bias": (None, "expert"),
        f"{sparse}.smoe.gate": (None, "expert", "fsdp", "tensor"),
        f"{sparse}.smoe.up": (None, "expert", "fsdp", "tensor"),
        f"{sparse}.smoe.down": (None, "expert", "tensor", "fsdp"),
        f"{sparse}.smoe.shared.gate": (None, free, "tensor"),
        f"{sparse}.smoe.shared.up": (None, free, "tensor"),
        f"{sparse}.smoe.shared.down": (None, "tensor", free),
        f"{dense}.mlp.gate": (None, free, "tensor"),
        f"{dense}.mlp.up": (None, free, "tensor"),
        f"{dense}.mlp.down": (None, "tensor", free),
    }


def test_the_context_axis_holds_parameters_too() -> None:
    specs = _specs(CONFIG, MeshConfig(data=2, fsdp=2, context=2))
    assert specs["embedding"] == (None, ("fsdp", "context"))
    assert specs["layers.blocks.0.smoe.gate"] == (None, None, ("fsdp", "context"), None)


def test_one_device_splits_nothing() -> None:
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    assert parameter_spec(("embed", "vocab"), (16, 32), mesh) == PartitionSpec(None, None)


def test_an_axis_that_does_not_divide_a_dimension_is_left_out() -> None:
    mesh = make_mesh(MeshConfig(fsdp=2, tensor=4))
    assert parameter_spec(("embed", "kv_heads", "head_dim"), (15, 2, 4), mesh) == PartitionSpec(
        None, None, None
    )
    assert parameter_spec(("embed", "heads", "head_dim"), (16, 8, 4), mesh) == PartitionSpec(
        ("fsdp",), ("tensor",), None
    )


def test_the_free_axis_takes_all_that_are_left() -> None:
    assert dict(make_mesh(MeshConfig(fsdp=-1, tensor=2)).shape) == dict.fromkeys(AXES, 1) | {
        "fsdp": 4,
        "tensor": 2,
    }
    assert dict(make_mesh(MeshConfig()).shape)["fsdp"] == 8


@pytest.mark.parametrize(
    ("mesh", "message"),
    [
        ({"fsdp": 3}, "fsdp 3 does not fill the 8 devices"),
        ({"fsdp": -1, "tensor": 3}, "tensor 3 does not fill the 8 devices"),
        ({"fsdp": 1}, "one device does not fill the 8 devices"),
        ({"data": 4, "fsdp": 4}, "data 4 x fsdp 4 does not fill the 8 devices"),
    ],
)
def test_a_mesh_that_does_not_fit_is_refused(mesh: dict[str, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_mesh(MeshConfig(**mesh))


@pytest.mark.parametrize(
    ("mesh", "message"),
    [
        ({"tensor": 0}, r"config\.mesh\.tensor=0: expected 1 or more"),
        ({"data": -1, "fsdp": -1}, r"config\.mesh\.data and fsdp: expected at most one"),
        ({"tensors": 2}, r"config\.mesh\.tensors: no such field; did you mean 'tensor'"),
    ],
)
def test_a_wrong_size_names_its_field(mesh: dict[str, int], message: str) -> None:
    with pytest.raises(InputError, match=message):
        from_mapping(MeshConfig, mesh, "config.mesh")


def test_batches_are_split_by_rows_and_positions() -> None:
    mesh = make_mesh(MeshConfig(data=2, fsdp=2, context=2))
    assert batch_sharding(mesh).shard_shape((8, 6)) == (2, 3)
    assert replicated(mesh).shard_shape((8, 6)) == (8, 6)


def test_activations_keep_the_layout_of_the_batch() -> None:
    mesh = make_mesh(MeshConfig(data=2, fsdp=2, context=2))
    with jax.set_mesh(mesh):
        y = jax.jit(lambda x: constrain_activations(x) + 1)(jnp.zeros((8, 6, 4)))
    assert y.sharding.shard_shape(y.shape) == (2, 3, 4)
    assert constrain_activations(jnp.zeros((3, 5, 4))).shape == (3, 5, 4)  # no mesh: nothing to do


def test_two_logical_axes_of_one_parameter_cannot_share_a_mesh_axis() -> None:
    with pytest.raises(ValueError, match="two of these logical axes lie on one mesh axis"):
        parameter_spec(("heads", "mlp"), (8, 8), make_mesh(MeshConfig(tensor=2)))


def test_heads_that_the_mesh_cannot_split_are_refused() -> None:
    mesh = make_mesh(MeshConfig(fsdp=1, tensor=8))
    check_sizes(mesh, {"model.heads": ("heads", 16), "model.mlp": ("mlp", 0)})
    with pytest.raises(InputError, match=r"config\.mesh\.tensor=8: expected a divisor of model\.heads=12"):
        check_sizes(mesh, {"model.heads": ("heads", 12)})
    with pytest.raises(InputError, match=r"config\.mesh\.expert=8: expected a divisor of model\.experts=4"):
        check_sizes(make_mesh(MeshConfig(fsdp=1, expert=8)), {"model.experts": ("experts", 4)})


@dataclasses.dataclass(frozen=True)
class _Device:
    """What the arrangement of a mesh asks of a device."""

    id: int
    slice_index: int
    process_index: int = 0
    platform: str = "gpu"
    device_kind: str = "made-up"
    coords: tuple[int, ...] = ()
    core_on_chip: int = 0


def test_the_slice_axis_runs_over_slices() -> None:
    devices = [_Device(number, slice_index=number % 2) for number in range(8)]
    array = over_slices((2, 1, 4, 1, 1, 1), devices)
    assert array.shape == (2, 1, 4, 1, 1, 1)
    for number, part in enumerate(array):
        assert {device.slice_index for device in part.flat} == {number}
    with pytest.raises(InputError, match=r"config\.mesh\.slice=1: expected 2, the slices"):
        make_mesh(MeshConfig(), devices)


def test_a_side_of_the_network_is_split_where_nothing_else_fits() -> None:
    """8 x 8 on 4 x 4 x 4 chips: either axis takes one side and half of another."""
    places = list(itertools.product(range(4), repeat=3))
    devices = [_Device(number, 0, platform="tpu", coords=at) for number, at in enumerate(places)]
    array = over_links((1, 1, 8, 8, 1, 1), devices).reshape(8, 8)
    for line in (*array, *array.T):
        sides = sorted(len({device.coords[side] for device in line}) for side in range(3))
        assert sides == [1, 2, 4]
