"""Real runs through accidents: told to stop at awkward moments, killed, moved to fewer devices."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Shell, Trained

from experiments.benchmarks.soak import soak
from patentgpt_jax.training.metrics import read_metrics, without_timings

pytestmark = pytest.mark.slow


def _compiling(run: Path) -> bool:
    """The configuration stands there, and nothing was computed yet."""
    return (run / "config.json").exists()


def _evaluating(run: Path) -> bool:
    return any(line["step"] == 19 for line in read_metrics(run))  # step 20 is evaluated


def _saving(run: Path) -> bool:
    folder = run / "checkpoints"
    return folder.is_dir() and any("tmp" in entry.name for entry in os.scandir(folder))


def _stop_when(reached: Callable[[Path], bool], shell: Shell, run: Path, flags: list[str]) -> str:
    process = shell.start(*flags, f"--workdir={run}")
    end = time.monotonic() + 200
    while process.poll() is None and not reached(run) and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 143, errors
    return errors


def test_a_stop_is_taken_wherever_the_program_is(trained: Trained, shell: Shell, tmp_path: Path) -> None:
    flags = [flag for flag in trained.flags if "workdir" not in flag and "cache" not in flag]
    flags += [f"--config.train.{name}" for name in ("steps=200", "evaluate_every=20", "checkpoint_every=10")]
    flags += ["--config.evaluation.sample_tokens=50000"]
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    _stop_when(_compiling, shell, stopped, flags)
    assert not read_metrics(stopped)
    for moment in (_evaluating, _saving, _saving):
        assert "the same command goes on from there" in _stop_when(moment, shell, stopped, flags)
    shell.run(*flags, f"--workdir={stopped}")
    shell.run(*flags, f"--workdir={whole}")
    assert without_timings(read_metrics(stopped)) == without_timings(read_metrics(whole))


def test_a_run_that_is_killed_again_and_again_goes_on_bit_for_bit(tmp_path: Path) -> None:
    soaked = soak(tmp_path, kills=5, seed=int(time.time()))
    assert soaked.moments.total() == 5
    assert soaked.lines > 200 and soaked.differing == 0 and soaked.same_arrays
