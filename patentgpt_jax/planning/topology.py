"""The devices of a TPU topology that is not there, to compile for.

libtpu holds the TPU compiler and runs it on any machine. It is no dependency of the package.
"""

import importlib.util
import os
from collections.abc import Sequence

import jax
from jax.experimental import topologies

from patentgpt_jax.errors import InputError

# What libtpu would otherwise ask a TPU machine for, and waits minutes for elsewhere.
_NOT_ON_A_TPU = {
    "TPU_SKIP_MDS_QUERY": "1",
    "TPU_ACCELERATOR_TYPE": "v5p-8",
    "TPU_WORKER_HOSTNAMES": "localhost",
    "ALLOW_MULTIPLE_LIBTPU_LOAD": "1",  # no device is held: several processes may compile at once
}


def topology_devices(name: str) -> Sequence[jax.Device]:
    """The devices of a topology such as `v5p:4x4x4`, for `make_mesh`; programs compile for them, none runs.

    Raises:
      InputError: libtpu is not installed, or knows no such topology.
    """
    if importlib.util.find_spec("libtpu") is None:
        raise InputError(f"topology {name!r}: needs the TPU compiler: pip install 'libtpu==0.0.42.*'")
    for variable, value in _NOT_ON_A_TPU.items():
        os.environ.setdefault(variable, value)
    try:
        return topologies.get_topology_desc(name, "tpu").devices
    except (jax.errors.JaxRuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"topology {name!r}: expected one like 'v5p:4x4x4' ({reason})") from error
