"""Which platform a kernel is told that it is traced for."""

import jax
import jax.numpy as jnp
from jax.sharding import AbstractDevice, AbstractMesh, AxisType
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.platform import platform_in_use
from patentgpt_jax.model.hyperparameters import ModelConfig

V5P = AbstractDevice(device_kind="TPU v5", num_cores=2, platform="tpu")


def _mesh_of(device: AbstractDevice | None) -> AbstractMesh:
    return AbstractMesh((8,), ("fsdp",), (AxisType.Auto,), abstract_device=device)


def test_without_a_mesh_it_is_the_default_backend() -> None:
    assert platform_in_use() == "cpu"


def test_a_mesh_knows_its_platform_though_none_of_its_devices_is_here() -> None:
    with jax.sharding.use_abstract_mesh(_mesh_of(V5P)):
        assert platform_in_use() == "tpu"
        assert ModelConfig().dtype == jnp.bfloat16
    with jax.sharding.use_abstract_mesh(_mesh_of(None)):
        assert platform_in_use() == "cpu"
        assert ModelConfig().dtype == jnp.float32


def test_a_function_traced_for_one_platform_is_not_used_for_another() -> None:
    """Also inside `shard_map`, where kernels ask."""
    asked = []

    @jax.jit
    def double(x: jax.Array) -> jax.Array:
        asked.append(platform_in_use())
        return 2 * x

    real = jax.make_mesh((8,), ("fsdp",), (AxisType.Auto,)).abstract_mesh
    for mesh in (real, _mesh_of(V5P), real):
        with jax.sharding.use_abstract_mesh(mesh):
            mapped = jax.shard_map(double, in_specs=P("fsdp"), out_specs=P("fsdp"))
            jax.eval_shape(mapped, jax.ShapeDtypeStruct((8,), jnp.float32))
    assert asked == ["cpu", "tpu"]
