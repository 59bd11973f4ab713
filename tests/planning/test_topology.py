"""Without the TPU compiler a topology is refused in one line; with it: tests/tpu."""

import sys

import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.planning.topology import topology_devices


def test_a_topology_needs_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libtpu", None)  # not to be found, also where it is installed
    with pytest.raises(InputError, match=r"^topology 'v5p:4x4x4': needs .* pip install 'libtpu"):
        topology_devices("v5p:4x4x4")
