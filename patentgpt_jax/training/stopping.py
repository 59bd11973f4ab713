"""Stopping on SIGTERM and SIGINT: at once where nothing is lost by it, else as soon as it may be."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

_NUMBERS = (signal.SIGTERM, signal.SIGINT)


class Stopped(Exception):
    """Training was told to stop; its last step is on disk, if it did one."""


class StopSignal:
    """Takes SIGTERM and SIGINT while it is entered; true from the first one on.

    A second signal is handled as it was before. Off the main thread, where Python cannot take
    signals, it stays unset.
    """

    def __init__(self) -> None:
        self._set, self._at_once = False, False
        self._previous: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return self._set

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """A stretch that a signal ends by `Stopped`, also one that came before it."""
        if self._set:
            raise Stopped
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
        # Not print: the signal may have come in the middle of one.
        os.write(2, f"\n{signal.Signals(number).name}: saving a checkpoint, then stopping\n".encode())
        if self._at_once:
            raise Stopped
