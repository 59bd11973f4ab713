"""How long work shows itself: a bar on a terminal, a line every few seconds in a log file."""

import contextlib
import sys
import time
from types import TracebackType

from tqdm import tqdm

_SECONDS_BETWEEN_LINES = 5.0
_silent = False


def silence() -> None:
    """Show nothing from now on: in all processes of a job but one."""
    global _silent
    _silent = True


def _unheard() -> contextlib.AbstractContextManager[None]:
    """Work goes on where nobody listens: a pipe that was closed, a log on a full disk."""
    return contextlib.suppress(OSError)


class Progress:
    """Progress of one piece of work, on stderr; use it as a context manager."""

    def __init__(self, label: str, total: int, unit: str, done: int = 0):
        """`done` of `total` `unit`s are done already (a resumed run)."""
        self._label, self._total, self._unit = label, total, unit
        self._shown = time.monotonic()
        self._begun: tuple[int, float] | None = None  # where and when the first update found the work
        self._said = -1
        self._bar: tqdm | None = None
        if sys.stderr.isatty() and not _silent:
            self._bar = tqdm(
                total=total, initial=done, desc=label, unit=unit, dynamic_ncols=True, smoothing=0.1
            )

    def update(self, done: int, note: str = "") -> None:
        """Say that `done` units are done; `note` is shown beside (`loss 3.2`)."""
        if _silent:
            return
        if self._bar is not None:
            with _unheard():
                self._bar.set_postfix_str(note, refresh=False)
                self._bar.update(done - self._bar.n)
            return
        now = time.monotonic()
        self._begun = self._begun or (done, now)
        if (now - self._shown < _SECONDS_BETWEEN_LINES and done < self._total) or done == self._said:
            return
        self._shown, self._said = now, done
        progressed, elapsed = done - self._begun[0], now - self._begun[1]
        left = f", {elapsed / progressed * (self._total - done):.0f} s left" if progressed > 0 else ""
        with _unheard():
            print(
                f"{self._label}: {done}/{self._total} {self._unit}{left}{', ' + note if note else ''}",
                file=sys.stderr,
                flush=True,
            )

    def say(self, line: str) -> None:
        """Print a whole line without breaking the bar."""
        with _unheard():
            if self._bar is not None:
                self._bar.write(line, file=sys.stderr)
            elif not _silent:
                print(line, file=sys.stderr, flush=True)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
