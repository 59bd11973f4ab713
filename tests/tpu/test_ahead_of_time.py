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


@pytest.mark.parametrize("topology", ["v5p:2x2x1", "v6e:2x2"])
def test_grouped_products_compile_without_copies_of_their_operands(topology: str) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": f"{LIBTPU}:{ROOT}",
        "JAX_PLATFORMS": "cpu",
        "TPU_SKIP_MDS_QUERY": "1",
        "TPU_ACCELERATOR_TYPE": "v5p-8" if topology.startswith("v5p") else "v6e-4",
        "TPU_WORKER_HOSTNAMES": "localhost",
    }
    command = [sys.executable, str(Path(__file__).parent / "compile_grouped_matmul.py"), topology]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    temporary = dict(line.split() for line in done.stdout.splitlines())
    large = [int(each) for name, each in temporary.items() if "_16384_" in name]
    assert len(large) == 12
    assert max(large) < 2 * 2**20  # an operand has 128 MiB or more
