"""Every test runs on CPU and sees eight devices, so that meshes can be tested on any machine."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = (
    f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=8".strip()
)

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def float64() -> Iterator[None]:
    """Arrays may be 64 bits wide, in a file with `pytestmark = pytest.mark.usefixtures("float64")`."""
    import jax  # after the flags above

    with jax.enable_x64(True):
        yield
