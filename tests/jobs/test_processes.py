"""Several real processes on this machine, each with its own devices, train as one does."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from shell import ROOT, SMALL, Shell

from patentgpt_jax.training.metrics import read_metrics, without_timings

pytestmark = pytest.mark.slow

DEVICES = 4  # over all processes, whatever their number
FLAGS = (
    f"--config={ROOT / 'configs/smoe.py'}:tiny",
    *SMALL,
    "--config.train.steps=240",
    "--config.train.evaluate_every=120",
    "--config.train.checkpoint_every=20",
    "--config.train.log_every=10",
    "--config.sampling.max_new_tokens=2",
    "--config.mesh.fsdp=2",
    "--config.mesh.expert=2",
)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _plain(port: int, count: int, index: int) -> dict[str, str]:
    return {
        "JAX_COORDINATOR_ADDRESS": f"127.0.0.1:{port}",
        "JAX_NUM_PROCESSES": str(count),
        "JAX_PROCESS_ID": str(index),
    }


def _as_slurm(port: int, count: int, index: int) -> dict[str, str]:
    return {
        "SLURM_JOB_ID": str(port),  # from which the coordinator's port is made
        "SLURM_STEP_NODELIST": "localhost",
        "SLURM_NTASKS": str(count),
        "SLURM_PROCID": str(index),
        "SLURM_LOCALID": str(index),
        "SLURM_STEP_TASKS_PER_NODE": str(count),
    }


class Job:
    """`main.py` in several processes."""

    def __init__(
        self,
        shell: Shell,
        directory: Path,
        count: int,
        *flags: str,
        own: Sequence[str] = (),
        meet: Callable[[int, int, int], dict[str, str]] = _plain,
    ):
        """`own`: more flags, of the last process alone; `meet`: the variables by which they meet."""
        port = _free_port()
        self.directory = directory
        self.logs = [directory.with_name(f"{directory.name}-{count}-{index}.log") for index in range(count)]
        self.processes = []
        for index in range(count):
            environment = os.environ | {
                "JAX_PLATFORMS": "cpu",
                "XLA_FLAGS": "--xla_backend_optimization_level=0",
                "JAX_NUM_CPU_DEVICES": str(DEVICES // count),
                "JAX_COMPILATION_CACHE_DIR": str(shell.compiled),
                "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.5",
            }
            if count > 1:
                environment |= meet(port, count, index)
            command = [sys.executable, str(ROOT / "main.py"), *FLAGS, *flags]
            command += [f"--workdir={directory}", f"--config.data.cache={shell.cache}"]
            command += own if index == count - 1 else []
            with self.logs[index].open("wb") as log:
                self.processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment))

    def wait(self, seconds: float = 300) -> list[int]:
        """The statuses of all, which must have ended in time."""
        end = time.monotonic() + seconds
        return [process.wait(max(end - time.monotonic(), 0.1)) for process in self.processes]

    def wait_for_step(self, step: int, seconds: float = 200) -> None:
        """Return when the metrics tell of it."""
        end = time.monotonic() + seconds
        while not any(line["step"] >= step for line in read_metrics(self.directory)):
            assert all(process.poll() is None for process in self.processes), self.told(0)
            assert time.monotonic() < end, self.told(0)
            time.sleep(0.02)

    def told(self, index: int) -> str:
        """What a process printed, without what the collectives' library says of itself."""
        lines = self.logs[index].read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        return "".join(line for line in lines if "[Gloo]" not in line)


@contextlib.contextmanager
def _ended(job: Job) -> Iterator[Job]:
    """Whatever happens, no process is left behind."""
    try:
        yield job
    finally:
        for process in job.processes:
            process.kill()
            process.wait()


def _lines(directory: Path) -> list[dict[str, Any]]:
    return without_timings(read_metrics(directory))


@pytest.fixture(scope="module")
def alone(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The metrics of the same training by one process, which has all devices."""
    with _ended(Job(shell, tmp_path_factory.mktemp("alone") / "run", 1)) as job:
        assert job.wait() == [0], job.told(0)
        return _lines(job.directory)


def _assert_same_losses(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    """But for the order in which sums over devices are added up."""
    assert [line["step"] for line in ours] == [line["step"] for line in theirs]
    for one, other in zip(ours, theirs, strict=True):
        assert one.keys() == other.keys()
        losses = [name for name in other if name.endswith("loss")]
        assert losses
        for name in losses:
            assert one[name] == pytest.approx(other[name], rel=1e-4), (other["step"], name)


def test_two_stop_together_and_four_and_one_go_on(
    shell: Shell, alone: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Two processes, of which one is told to stop; four, killed; one, which trains to the end."""
    run = tmp_path / "run"
    with _ended(Job(shell, run, 2)) as job:
        job.wait_for_step(30)
        job.processes[1].send_signal(signal.SIGTERM)
        assert job.wait(60) == [143, 143], job.told(0)
        assert "the same command goes on from there" in job.told(0)
        stopped = _lines(run)[-1]["step"]
        assert stopped < 240 and list((run / "checkpoints").glob("[0-9]*"))
    with _ended(Job(shell, run, 4)) as job:
        job.wait_for_step(stopped + 60)
        for process in job.processes:
            process.kill()
    assert len(list((run / "tensorboard").iterdir())) == 2  # one a start, not one a process
    with _ended(Job(shell, run, 1)) as job:
        assert job.wait() == [0], job.told(0)
    _assert_same_losses(_lines(run), alone)


def test_one_speaks_and_writes(shell: Shell, tmp_path: Path) -> None:
    flags = ("--config.train.steps=4", "--config.train.evaluate_every=0", "--config.train.log_every=1")
    with _ended(Job(shell, tmp_path / "run", 2, *flags)) as job:
        assert job.wait() == [0, 0], job.told(0)
        assert "Done in" in job.told(0) and "step 0: eval/" in job.told(0)
        assert job.told(1) == ""
    saved = job.directory / "checkpoints" / "4" / "state"
    assert {path.name for path in saved.glob("ocdbt.process_*")} == {"ocdbt.process_0", "ocdbt.process_1"}
    assert [line["step"] for line in _lines(job.directory)] == [0, 1, 2, 3, 4, 4]


def test_tasks_of_slurm_find_each_other(shell: Shell, tmp_path: Path) -> None:
    flags = ("--config.train.steps=2", "--config.train.evaluate_every=0")
    with _ended(Job(shell, tmp_path / "run", 2, *flags, meet=_as_slurm)) as job:
        assert job.wait() == [0, 0], job.told(0)
        assert "Done in" in job.told(0) and job.told(1) == ""


@pytest.mark.parametrize(("killed", "left"), [(1, 0), (0, 1)])
def test_a_process_that_died_ends_the_job(killed: int, left: int, shell: Shell, tmp_path: Path) -> None:
    with _ended(Job(shell, tmp_path / "run", 2, "--config.processes.heartbeat_seconds=5")) as job:
        job.wait_for_step(10)
        job.processes[killed].kill()
        assert job.processes[left].wait(60) not in (0, 2, 143)


def test_a_process_that_hangs_ends_the_job(shell: Shell, tmp_path: Path) -> None:
    """The stopped one misses its heartbeats too, but those are not looked at for an hour."""
    flags = ("--config.processes.heartbeat_seconds=3600", "--config.processes.hang_seconds=8")
    with _ended(Job(shell, tmp_path / "run", 2, *flags)) as job:
        job.wait_for_step(10)
        job.processes[1].send_signal(signal.SIGSTOP)
        assert job.processes[0].wait(60) == 1
        assert "Timeout (0:00:08)!" in job.told(0) and "in run" in job.told(0)


def test_a_frozen_host_ends_the_job(shell: Shell, tmp_path: Path) -> None:
    with _ended(Job(shell, tmp_path / "run", 2, "--config.processes.heartbeat_seconds=5")) as job:
        job.wait_for_step(10)
        job.processes[1].send_signal(signal.SIGSTOP)
        assert job.processes[0].wait(60) not in (0, 2, 143)


def test_other_flags_in_one_process_are_refused(shell: Shell, tmp_path: Path) -> None:
    with _ended(Job(shell, tmp_path / "run", 2, own=["--config.data.samples=30"])) as job:
        assert job.wait(120) == [2, 2], job.told(0)
        for index in range(2):
            assert "error: the command line: expected the same in every process" in job.told(index)


def test_one_process_that_refuses_ends_the_job(shell: Shell, tmp_path: Path) -> None:
    """Its cache is a file, which the others do not know of; it alone says so, and what it ends with."""
    (tmp_path / "cache").write_text("no directory")
    own = [f"--config.data.cache={tmp_path / 'cache'}"]
    with _ended(Job(shell, tmp_path / "run", 2, "--config.processes.heartbeat_seconds=5", own=own)) as job:
        statuses = job.wait(120)
        assert statuses[1] == 2 and statuses[0] not in (0, 2, 143)
        assert "error: " in job.told(1)


def test_bad_input_is_told_and_ends_all(shell: Shell, tmp_path: Path) -> None:
    with _ended(Job(shell, tmp_path / "run", 2, "--config.mesh.fsdp=3")) as job:
        assert job.wait(120) == [2, 2]
        assert "error: config.mesh: fsdp 3 x expert 2 does not fill the 4 devices present" in job.told(0)
    (tmp_path / "run").mkdir(exist_ok=True)
    (tmp_path / "run" / "something").write_text("of another")
    with _ended(Job(shell, tmp_path / "run", 2)) as job:
        assert job.wait(120) == [2, 2]
        assert "expected an empty or new directory" in job.told(0)
        assert "process 0 refused, for the reason that it tells" in job.told(1)
