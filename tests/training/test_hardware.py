"""Peak rates by the names that JAX gives devices."""

from types import SimpleNamespace
from typing import Any

import jax
import numpy as np
import pytest

from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.hardware import peak_flops


def _mesh(kind: str, devices: int = 1) -> Any:
    """As much of a mesh as is asked for, of devices that this machine does not have."""
    return SimpleNamespace(devices=np.array([SimpleNamespace(device_kind=kind)] * devices), size=devices)


@pytest.mark.parametrize(
    ("kind", "peak"),
    [
        ("NVIDIA A100-SXM4-80GB", 312e12),
        ("NVIDIA H100 80GB HBM3", 989e12),
        ("NVIDIA H100 PCIe", 756e12),  # a longer name than the H100's, and slower
        ("NVIDIA H200", 989e12),
        ("TPU v4", 275e12),
        ("TPU v5 lite", 197e12),
        ("TPU v5", 459e12),  # what JAX calls a v5p
        ("TPU v6 lite", 918e12),
    ],
)
def test_the_longest_name_that_fits_is_the_device(kind: str, peak: float) -> None:
    assert peak_flops(_mesh(kind)) == peak


def test_all_devices_of_the_mesh_count() -> None:
    assert peak_flops(_mesh("TPU v4", devices=64)) == 64 * 275e12


def test_a_device_that_is_not_known_has_no_peak() -> None:
    assert peak_flops(_mesh("NVIDIA GeForce GTX 1080")) is None
    assert peak_flops(make_mesh(MeshConfig(), jax.devices()[:2])) is None  # the CPUs of the tests
