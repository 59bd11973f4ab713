"""A step that never ends, noticed: the stacks of all threads on stderr, then the end of the process.

A collective waits for a process that hangs for as long as that hangs; heartbeats do not tell, since
they come from another thread. The clock is a thread of the interpreter's own (`faulthandler`), which
needs no lock that a hanging thread could hold.
"""

import faulthandler
from types import TracebackType

_STDERR = 2  # the file itself: sys.stderr may have been replaced by what is no file


class Watchdog:
    """Ends the process with status 1 unless it is told in time that work goes on; use it in a `with`.

    Args:
      seconds: how long a stretch of work may take; 0 for ever.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def goes_on(self) -> None:
        """Begin the next stretch."""
        if self._seconds:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=_STDERR)

    def pause(self) -> None:
        """Let what comes next take as long as it likes."""
        if self._seconds:
            faulthandler.cancel_dump_traceback_later()

    def __enter__(self) -> "Watchdog":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pause()
