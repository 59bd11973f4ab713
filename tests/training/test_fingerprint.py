"""Fingerprints tell what is in an array, not where it lies."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jax.sharding import NamedSharding, PartitionSpec

from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.fingerprint import fingerprints


def test_by_definition() -> None:
    x = np.arange(12, dtype=np.float32).reshape(3, 4) - 5
    bits = x.reshape(-1).view(np.uint32).astype(object)  # Python's whole numbers, which do not wrap
    expected = sum(int(each) * (2 * place + 1) for place, each in enumerate(bits)) % 2**32
    assert fingerprints({"a": {"b": jnp.asarray(x)}}) == {"a/b": expected}


@pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16, jnp.int32])
@pytest.mark.parametrize("spec", [PartitionSpec("fsdp"), PartitionSpec("tensor", "fsdp"), PartitionSpec()])
def test_shards_add_up_to_the_whole(dtype: jnp.dtype, spec: PartitionSpec) -> None:
    x = (jax.random.normal(jax.random.key(0), (8, 16, 3)) * 100).astype(dtype)
    mesh = make_mesh(MeshConfig(fsdp=4, tensor=2))
    assert fingerprints([jax.device_put(x, NamedSharding(mesh, spec))]) == fingerprints([x])


@given(place=st.integers(0, 59), bit=st.integers(0, 31))
def test_any_bit_that_flips_is_noticed(place: int, bit: int) -> None:
    x = np.linspace(-1, 1, 60, dtype=np.float32).reshape(5, 12)
    changed = x.copy()
    changed.reshape(-1).view(np.uint32)[place] ^= np.uint32(1 << bit)
    assert fingerprints([jnp.asarray(changed)]) != fingerprints([jnp.asarray(x)])


def test_elements_that_changed_places_are_noticed() -> None:
    x = np.arange(1, 7, dtype=np.float32)
    assert fingerprints([jnp.asarray(x)]) != fingerprints([jnp.asarray(x[::-1].copy())])
