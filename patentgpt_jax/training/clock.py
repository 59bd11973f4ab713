"""How fast steps go, and how much of the time they wait for data."""

import time


class Clock:
    """Time a step takes, without evaluations, checkpoints and compiling."""

    _SMOOTHING = 0.1

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget what was measured."""
        self._mark, self._waited = time.monotonic(), 0.0
        self._seconds: float | None = None

    def step(self) -> tuple[float, float]:
        """Steps a second, smoothed, and the share of this step spent waiting for data."""
        now = time.monotonic()
        elapsed, waited = max(now - self._mark, 1e-9), self._waited
        self._mark, self._waited = now, 0.0
        if self._seconds is None:
            self._seconds = elapsed
        self._seconds += self._SMOOTHING * (elapsed - self._seconds)
        return 1.0 / self._seconds, min(waited / elapsed, 1.0)

    def waiting(self) -> "Span":
        """A stretch that counts as waiting for data."""
        return Span(self, counts_as_waiting=True)

    def paused(self) -> "Span":
        """A stretch that does not count at all."""
        return Span(self, counts_as_waiting=False)


class Span:
    """A stretch of time that is waiting for data, or that is left out altogether."""

    def __init__(self, clock: Clock, counts_as_waiting: bool):
        self._clock, self._counts = clock, counts_as_waiting

    def __enter__(self) -> None:
        self._start = time.monotonic()

    def __exit__(self, *_: object) -> None:
        elapsed = time.monotonic() - self._start
        if self._counts:
            self._clock._waited += elapsed
        else:
            self._clock._mark += elapsed
