"""The TPU kernels compile for TPUs that are not there: `make test-tpu`, libtpu standing apart."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBTPU = ROOT / ".libtpu"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (LIBTPU / "libtpu").is_dir(), reason="libtpu stands apart: make test-tpu"),
]


def _output(topology: str, script: str, *arguments: str) -> list[str]:
    """The lines that a script beside this file prints, with libtpu where it is."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{LIBTPU}:{ROOT}",
        "JAX_PLATFORMS": "cpu",
        "TPU_SKIP_MDS_QUERY": "1",
        "TPU_ACCELERATOR_TYPE": "v5p-8" if topology.startswith("v5p") else "v6e-4",
        "TPU_WORKER_HOSTNAMES": "localhost",
        "ALLOW_MULTIPLE_LIBTPU_LOAD": "1",
    }
    command = [sys.executable, str(Path(__file__).parent / script), topology, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


@pytest.mark.parametrize("topology", ["v5p:2x2x1", "v6e:2x2"])
def test_grouped_products_compile_without_copies_of_their_operands(topology: str) -> None:
    temporary = dict(line.split() for line in _output(topology, "compile_grouped_matmul.py"))
    large = [int(each) for name, each in temporary.items() if "_16384_" in name]
    assert len(large) == 12
    assert max(large) < 2 * 2**20  # an operand has 128 MiB or more


def test_a_topology_has_its_devices_and_an_unknown_one_is_refused() -> None:
    whole, none, unknown = _output("v5p:4x4x4", "name_topology.py", "v5p:nowhere", "v0:2x2")
    assert whole == "64 tpu TPU v5"
    assert none.startswith("refused: topology 'v5p:nowhere': expected one like 'v5p:4x4x4' (")
    assert unknown.startswith("refused: topology 'v0:2x2': expected one like 'v5p:4x4x4' (")


def test_a_dense_matrix_is_gathered_and_its_gradient_scattered_axis_by_axis() -> None:
    """In bfloat16, 8 MiB; an all-reduce over all 64 chips is what the compiler makes of it by itself."""
    found = sorted(_output("v5p:4x4x4", "compile_dense_gradient.py"))
    whole, part = 4096 * 1024 * 2, 512 * 1024 * 2
    kinds = ("all-gather", "reduce-scatter")
    assert found == sorted(f"{kind} 8 {size}" for kind in kinds for size in (whole, part))


def test_the_matrices_of_all_layers_are_not_narrowed_at_once() -> None:
    """In bfloat16 they would take half as much again as the float32 parameters that a loop goes through."""
    assert _output("v5p:4x4x4", "compile_stacked_layers.py") == ["f32"]
