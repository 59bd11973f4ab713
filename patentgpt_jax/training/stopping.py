"""Stopping on SIGTERM and SIGINT: at once where nothing is lost by it, else as soon as it may be.

Python takes a signal between two of its own instructions, so that nothing long may run in the main
thread outside of them: `in_background` keeps it free while a compiler or a disk is busy. Where there
are several processes, all stop at the same step: none may leave the others in the middle of one.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any, TypeVar

Result = TypeVar("Result")

_NUMBERS = (signal.SIGTERM, signal.SIGINT)


class Stopped(Exception):
    """Training was told to stop; its last step is on disk, if it did one."""


class StopSignal:
    """Takes SIGTERM and SIGINT while it is entered, for `check` to tell of.

    A second signal is handled as it was before. Off the main thread, where Python cannot take
    signals, none is taken.
    """

    def __init__(self, vote: Callable[[bool], Any] | None = None) -> None:
        """`vote` is that of `sharding.processes.make_vote`: None where there is one process."""
        self._vote = vote
        self._set, self._at_once = False, False
        self._previous: dict[int, Any] = {}

    def ask(self) -> Any:
        """Ask all processes whether any was told to stop; `check` reads the answer. None in one process."""
        return None if self._vote is None else self._vote(self._set)

    def check(self, answer: Any = None) -> None:
        """Raise `Stopped` if a process was told to stop: by an `answer` of before, or by asking now.

        Where there are several processes, all call it at the same points.
        """
        told = self._set
        if self._vote is not None:
            told = bool(self.ask() if answer is None else answer)
        if told:
            raise Stopped

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """A stretch that a signal ends by `Stopped`, also one that came before it.

        It has no effect where there are several processes, since the others would wait for this one.
        """
        if self._vote is not None:
            yield
            return
        self.check()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def __enter__(self) -> "StopSignal":
        if threading.current_thread() is threading.main_thread():
            self._previous = {number: signal.signal(number, self._take) for number in _NUMBERS}
        return self

    def __exit__(self, *_: object) -> None:
        self._restore()

    def _restore(self) -> None:
        while self._previous:
            signal.signal(*self._previous.popitem())

    def _take(self, number: int, frame: FrameType | None) -> None:
        self._set = True
        self._restore()
        with contextlib.suppress(OSError):  # who listened may have been stopped too
            # Not print: the signal may have come in the middle of one.
            os.write(2, f"\n{signal.Signals(number).name}: saving a checkpoint, then stopping\n".encode())
        if self._at_once:
            raise Stopped


def in_background(function: Callable[[], Result]) -> Callable[..., Result]:
    """Start `function` in a thread, and return what waits for its result; a signal ends the waiting.

    What is returned takes the seconds to wait, and waits without end where it is given none.
    """
    pool = ThreadPoolExecutor(1)
    future = pool.submit(function)
    pool.shutdown(wait=False)
    return future.result


def compile_in_background(function: Any, *like: Any) -> Callable[[], Any]:
    """A function that waits for a jitted `function`, which compiles in a thread, and returns it compiled.

    Args:
      like: `jax.ShapeDtypeStruct`s of what it will be called with.
    """
    return in_background(lambda: function.lower(*like).compile())
