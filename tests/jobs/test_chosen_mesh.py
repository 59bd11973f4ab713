"""What `mesh.expert=0` becomes, on the eight devices of the tests."""

import dataclasses

import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.model import chosen_mesh
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.sharding.mesh import MeshConfig

MIXTRAL = dataclasses.replace(architecture("mixtral-8x7b"), compute_dtype="bfloat16")


def _axes(config: MeshConfig, tokens: int) -> dict[str, int]:
    """The axes that are split, for a pass of so many tokens over all devices."""
    return {name: size for name, size in chosen_mesh(config, MIXTRAL, tokens).shape.items() if size > 1}


def test_the_axis_that_takes_what_is_left_shares_with_experts() -> None:
    by_rule = MeshConfig(expert=0)
    assert _axes(by_rule, 8 * 8192) == {"fsdp": 8}
    assert _axes(by_rule, 8 * 4096) == {"fsdp": 4, "expert": 2}
    assert _axes(by_rule, 8) == {"expert": 8}
    # Along `tensor` devices have the same tokens: these four have 4,096 twice, where 8 have 4,096.
    assert _axes(MeshConfig(expert=0, tensor=2), 4 * 8192) == {"fsdp": 4, "tensor": 2}
    assert _axes(MeshConfig(data=2, expert=0), 8 * 4096) == {"data": 2, "fsdp": 2, "expert": 2}


def test_the_config_overrides_the_rule() -> None:
    assert _axes(MeshConfig(expert=4), 8 * 8192) == {"fsdp": 2, "expert": 4}


def test_a_dense_model_has_no_experts_to_split() -> None:
    assert chosen_mesh(MeshConfig(expert=0), architecture("llama2-7b"), 8).shape["expert"] == 1


def test_a_mesh_that_does_not_fill_the_devices_is_refused_whatever_the_rule_says() -> None:
    with pytest.raises(InputError, match=r"tensor 3 does not fill the 8 devices"):
        chosen_mesh(MeshConfig(expert=0, tensor=3), MIXTRAL, 8)


def test_where_no_axis_takes_the_rest_experts_do() -> None:
    assert _axes(MeshConfig(fsdp=8, expert=0), 8) == {"fsdp": 8}
    assert _axes(MeshConfig(fsdp=2, expert=0), 8 * 8192) == {"fsdp": 2, "expert": 4}
