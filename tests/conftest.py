"""Every test runs on CPU and sees eight devices, so that meshes can be tested on any machine."""

import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = (
    f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=8"
    " --xla_backend_optimization_level=0"  # tests compile for longer than they run
)

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def float64() -> Iterator[None]:
    """Arrays may be 64 bits wide, in a file with `pytestmark = pytest.mark.usefixtures("float64")`."""
    import jax  # after the flags above

    with jax.enable_x64(True):
        yield


_EXPECTED_SKIPS = Path(__file__).parent / "expected_skips.txt"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI (the variable CI is set) a test may be skipped only if `expected_skips.txt` names it."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("CI") or reporter is None:
        return
    skipped = {report.nodeid for report in reporter.stats.get("skipped", [])}
    unexpected = sorted(skipped - set(_EXPECTED_SKIPS.read_text(encoding="utf-8").splitlines()))
    if unexpected:
        reporter.write_line(f"\nskipped, but not in {_EXPECTED_SKIPS}:\n" + "\n".join(unexpected), red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of half a megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)
