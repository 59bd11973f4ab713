"""Long work shows a bar on a terminal, and in a log file a line every few seconds."""

import io
import sys
import time

import pytest

from patentgpt_jax.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Time:
    """What `time.monotonic` says, in seconds."""

    now = 100.0


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Time:
    by_hand = Time()
    monkeypatch.setattr(time, "monotonic", lambda: by_hand.now)
    return by_hand


def _work(now: Time, seconds: float, total: int, done: int = 0) -> None:
    """`total` steps of `seconds` each, the first `done` of them before."""
    with Progress("train", total, "step", done) as progress:
        for step in range(done + 1, total + 1):
            now.now += seconds
            progress.update(step, f"loss {step / 2}")


def test_a_log_file_gets_a_line_every_few_seconds_and_the_last(
    now: Time, capsys: pytest.CaptureFixture[str]
) -> None:
    _work(now, seconds=2.0, total=7)
    assert capsys.readouterr().err.splitlines() == [
        "train: 3/7 step, 8 s left, loss 1.5",
        "train: 6/7 step, 2 s left, loss 3.0",
        "train: 7/7 step, 0 s left, loss 3.5",
    ]


def test_a_resumed_run_guesses_by_its_own_steps_alone(now: Time, capsys: pytest.CaptureFixture[str]) -> None:
    _work(now, seconds=4.0, total=103, done=100)
    assert capsys.readouterr().err.splitlines() == [
        "train: 102/103 step, 4 s left, loss 51.0",
        "train: 103/103 step, 0 s left, loss 51.5",
    ]


def test_the_end_is_said_once(now: Time, capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("corpus", 2, "shard") as progress:
        progress.update(2)
        progress.update(2)
    assert capsys.readouterr().err == "corpus: 2/2 shard\n"


def test_a_line_between_stands_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("train", 2, "step") as progress:
        progress.say("step 0: eval/held_out/loss 8.3")
    assert capsys.readouterr().err == "step 0: eval/held_out/loss 8.3\n"


def test_a_terminal_gets_a_bar_that_lines_do_not_break(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "100")
    with Progress("train", 4, "step", done=1) as progress:
        progress.update(2, "loss 3.2")
        progress.say("step 2: saved")
        progress.update(4, "loss 3.1")
    written = terminal.getvalue()
    assert "1/4" in written  # where it went on from
    assert "\rstep 2: saved\n" in written
    assert written.endswith("\n")
    last = written.rstrip("\n").rsplit("\r", 1)[1]
    assert last.startswith("train: 100%") and "4/4" in last and "loss 3.1" in last
