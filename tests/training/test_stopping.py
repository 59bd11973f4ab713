"""Signals are taken at once where nothing is lost by it, and by all processes at the same step."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from patentgpt_jax.training.stopping import Stopped, StopSignal, in_background


def _tell() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_what_may_be_lost_ends_at_once() -> None:
    with StopSignal() as stop, pytest.raises(Stopped), stop.at_once():
        _tell()
        time.sleep(10)


def test_elsewhere_a_signal_waits_for_the_next_check() -> None:
    with StopSignal() as stop:
        stop.check()
        _tell()
        with pytest.raises(Stopped):
            stop.check()


def test_waiting_for_another_thread_is_ended_by_a_signal() -> None:
    """A compiler keeps its thread for as long as it likes; the main thread is free all the same."""
    end = threading.Event()
    started = time.monotonic()
    with StopSignal() as stop, pytest.raises(Stopped), stop.at_once():
        wait = in_background(lambda: end.wait(30))
        threading.Timer(0.1, _tell).start()
        wait()
    end.set()
    assert time.monotonic() - started < 20


def test_what_runs_in_the_background_gives_its_result_or_its_error() -> None:
    assert in_background(lambda: 3)() == 3
    with pytest.raises(ZeroDivisionError):
        in_background(lambda: 1 // 0)()


class Others:
    """Stands for the other processes: what the vote of all is, whatever this one says."""

    def __init__(self, *votes: bool) -> None:
        self.votes, self.said = list(votes), list[bool]()

    def __call__(self, yes: bool) -> bool:
        self.said.append(yes)
        return yes or self.votes.pop(0)


def test_one_that_was_told_stops_all() -> None:
    others = Others(False, True)
    with StopSignal(others) as stop:
        stop.check()
        with pytest.raises(Stopped):
            stop.check()
    assert others.said == [False, False]


def test_an_answer_is_read_one_step_after_it_was_asked_for() -> None:
    with StopSignal(Others(False, False)) as stop:
        before = stop.ask()
        _tell()
        after = stop.ask()
        stop.check(before)
        with pytest.raises(Stopped):
            stop.check(after)


def test_none_leaves_the_others_in_the_middle_of_a_step() -> None:
    others = Others()
    with StopSignal(others) as stop:
        with stop.at_once():
            _tell()
            time.sleep(0.01)
        with pytest.raises(Stopped):
            stop.check()
    assert others.said == [True]


def test_a_signal_is_taken_where_nobody_listens() -> None:
    """Ctrl-C ends `python main.py 2>&1 | tee log` from both sides."""
    program = """
import os, signal
from patentgpt_jax.training.stopping import Stopped, StopSignal
read, write = os.pipe()
os.close(read)
os.dup2(write, 2)
try:
    with StopSignal() as stop, stop.at_once():
        os.kill(os.getpid(), signal.SIGTERM)
except Stopped:
    os._exit(7)
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=60).returncode == 7
