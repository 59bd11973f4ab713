"""A run that was stopped goes on as if it had not been: the same metrics and parameters, bit for bit."""

import functools
import itertools
import os
import signal
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from tiny import Runs

from patentgpt_jax.errors import InputError
from patentgpt_jax.training.metrics import read_metrics, without_timings
from patentgpt_jax.training.state import TrainState
from patentgpt_jax.training.stopping import Stopped


@pytest.fixture(scope="module")
def runs() -> Runs:
    return Runs()


@pytest.fixture(scope="module")
def uninterrupted(
    runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[dict[str, Any]], TrainState]:
    directory = tmp_path_factory.mktemp("uninterrupted")
    state = runs.run(directory)
    return _lines(directory), state


def _lines(directory: Path) -> list[dict[str, Any]]:
    return without_timings(read_metrics(directory))


def _signal_at(number: signal.Signals, step: int, now: int) -> None:
    if now == step:
        os.kill(os.getpid(), number)


def _assert_same(state: TrainState, other: TrainState) -> None:
    assert jax.tree.structure(state) == jax.tree.structure(other)
    jax.tree.map(np.testing.assert_array_equal, state, other)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_goes_on_bit_for_bit(
    number: signal.Signals, runs: Runs, uninterrupted: tuple, tmp_path: Path
) -> None:
    handler = signal.getsignal(number)
    with pytest.raises(Stopped, match="stopped at step 4 of 8"):
        runs.run(tmp_path, functools.partial(_signal_at, number, 4))
    assert signal.getsignal(number) == handler
    lines, final = uninterrupted
    assert _lines(tmp_path) == [line for line in lines if line["step"] <= 4]
    state = runs.run(tmp_path)
    assert _lines(tmp_path) == lines
    _assert_same(state, final)


def test_two_stops_make_no_difference(runs: Runs, uninterrupted: tuple, tmp_path: Path) -> None:
    for step in (1, 6):  # the second falls on a step that is evaluated and saved anyway
        with pytest.raises(Stopped):
            runs.run(tmp_path, functools.partial(_signal_at, signal.SIGTERM, step))
    state = runs.run(tmp_path)
    lines, final = uninterrupted
    assert _lines(tmp_path) == lines
    _assert_same(state, final)


@pytest.mark.parametrize(("evaluation", "step"), [(0, 0), (1, 3), (3, 8)])
def test_an_evaluation_that_was_cut_off_is_done_again(
    evaluation: int, step: int, runs: Runs, uninterrupted: tuple, tmp_path: Path
) -> None:
    """Its step was saved before; steps 0, 3, 6 and 8 are evaluated."""
    begun = itertools.count()

    def stop() -> None:
        if next(begun) == evaluation:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(Stopped, match=f"stopped at step {step} of 8"):
        runs.run(tmp_path, evaluating=stop)
    lines, final = uninterrupted
    unfinished = [line for line in lines if line["step"] <= step]
    assert _lines(tmp_path) == unfinished[:-1]
    state = runs.run(tmp_path)
    assert _lines(tmp_path) == lines
    _assert_same(state, final)


def test_a_crash_before_the_first_checkpoint_starts_anew(
    runs: Runs, uninterrupted: tuple, tmp_path: Path
) -> None:
    def crash(step: int) -> None:
        if step == 1:
            raise MemoryError

    with pytest.raises(MemoryError):
        runs.run(tmp_path, crash)
    runs.run(tmp_path)
    assert _lines(tmp_path) == uninterrupted[0]


def test_after_a_crash_the_lines_past_the_checkpoint_are_written_anew(
    runs: Runs, uninterrupted: tuple, tmp_path: Path
) -> None:
    def crash(step: int) -> None:
        if step == 5:
            raise MemoryError

    with pytest.raises(MemoryError):
        runs.run(tmp_path, crash)
    path = tmp_path / "metrics.jsonl"
    with path.open("a") as file:
        file.write('{"step": 7, "train/loss": 0.0}\n{"step": 8, "train/lo')  # a line that was cut off
    state = runs.run(tmp_path)
    lines, final = uninterrupted
    assert _lines(tmp_path) == lines
    _assert_same(state, final)


def test_a_finished_run_is_left_as_it_is(runs: Runs, tmp_path: Path) -> None:
    state = runs.run(tmp_path)
    lines = read_metrics(tmp_path)
    _assert_same(runs.run(tmp_path), state)
    assert read_metrics(tmp_path) == lines


# Steps that are not finite


def test_steps_that_are_not_finite_are_counted_and_their_documents_named(
    runs: Runs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs.run(tmp_path / "whole", bad_steps={2, 3, 6})
    lines = {line["step"]: line for line in _lines(tmp_path / "whole") if "train/loss" in line}
    assert [lines[step]["train/skipped_steps"] for step in range(1, 9)] == [0, 0, 1, 2, 2, 2, 3, 3]
    name = "train/skipped_documents"
    named = {step: line[name] for step, line in lines.items() if name in line}
    assert named == {3: ["US2B2"], 4: ["US3B2"], 7: ["US6B2"]}
    assert "step 3: not finite (loss 3." in capsys.readouterr().err
    with pytest.raises(Stopped):
        runs.run(tmp_path / "stopped", functools.partial(_signal_at, signal.SIGTERM, 4), bad_steps={2, 3, 6})
    runs.run(tmp_path / "stopped", bad_steps={2, 3, 6})
    assert _lines(tmp_path / "stopped") == _lines(tmp_path / "whole")


def test_too_many_in_a_row_end_the_run_also_across_a_stop(runs: Runs, tmp_path: Path) -> None:
    bad_steps = range(3, 8)
    with pytest.raises(InputError, match=r"step 6: .* on documents US5B2: 3 steps in a row were not finite"):
        runs.run(tmp_path / "whole", bad_steps=bad_steps, max_skipped_steps=3)
    with pytest.raises(Stopped):
        runs.run(
            tmp_path / "stopped",
            functools.partial(_signal_at, signal.SIGTERM, 5),
            bad_steps=bad_steps,
            max_skipped_steps=3,
        )
    with pytest.raises(InputError, match=r"step 6: .* 3 steps in a row"):
        runs.run(tmp_path / "stopped", bad_steps=bad_steps, max_skipped_steps=3)
    assert _lines(tmp_path / "stopped") == _lines(tmp_path / "whole")
    state = runs.run(tmp_path / "whole", bad_steps=bad_steps, max_skipped_steps=0)  # let it go on
    assert (int(state.skipped), int(state.step)) == (5, 8)
