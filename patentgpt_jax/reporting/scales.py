"""From numbers to what a plot can show: axes with round ticks, fewer points, a smoothed curve.

Ticks are 1, 2 or 5 times a power of ten, as usual. Curves are thinned by keeping the smallest and the
largest value of each stretch, so that a spike stays visible however long the run.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from patentgpt_jax.reporting.text import tick_labels

Point = tuple[int, float]
"""A training step and the finite value of a metric there."""

_TOLERANCE = 1e-9
_TINY = 1e-290  # below lies where floats lose digits, and powers of ten cannot be divided by


@dataclass(frozen=True)
class Axis:
    """One axis: its ends in data units, its ticks with their labels, linear or logarithmic."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False

    def position(self, value: float) -> float:
        """Where `value` lies on the axis: 0 at its low end, 1 at its high end."""
        if self.high == self.low:
            return 0.5
        if self.log:
            low = math.log(self.low)
            return (math.log(value) - low) / (math.log(self.high) - low)
        return (value - self.low) / (self.high - self.low)


def nice_step(span: float, count: int) -> tuple[int, int]:
    """The smallest 1-2-5 step that cuts `span` into at most `count` parts, as (mantissa, exponent)."""
    exponent = math.floor(math.log10(span / count))
    mantissa = span / count / 10.0**exponent
    for candidate in (1, 2, 5):
        if mantissa <= candidate * (1 + _TOLERANCE):
            return candidate, exponent
    return 1, exponent + 1


def nice_ticks(low: float, high: float, count: int = 5, *, outward: bool = False) -> list[float]:
    """Multiples of a 1-2-5 step within [low, high], at most `count + 1` of them.

    With `outward`, also the multiples just outside, so that the ticks enclose the interval. An interval
    too narrow to be cut gives `[low]`.
    """
    if high - low <= _narrow(low, high):
        return [low]
    mantissa, exponent = nice_step(high - low, count)
    step = _scaled(mantissa, exponent)
    first, last = low / step, high / step
    if outward:
        indices = range(math.floor(first + _TOLERANCE), math.ceil(last - _TOLERANCE) + 1)
    else:
        indices = range(math.ceil(first - _TOLERANCE), math.floor(last + _TOLERANCE) + 1)
    return [_scaled(index * mantissa, exponent) for index in indices]


def _narrow(low: float, high: float) -> float:
    return max(_TOLERANCE * max(abs(low), abs(high)), _TINY)


def _scaled(integer: int, exponent: int) -> float:
    # Integers keep ticks exact: 3 * 0.1 is not 0.3, but 3 / 10 is.
    return float(integer * 10**exponent) if exponent >= 0 else integer / 10**-exponent


def step_axis(steps: Sequence[int]) -> Axis:
    """The axis of training steps from the first to the last of `steps`; ticks are whole numbers."""
    low, high = min(steps), max(steps)
    ticks = nice_ticks(low, high, min(5, max(1, high - low)))
    axis = _linear(low, high, ticks)
    return replace(axis, labels=tuple(f"{tick:,.0f}" for tick in ticks)) if high < 100_000 else axis


def value_axis(values: Sequence[float], *, from_zero: bool = False, may_log: bool = False) -> Axis:
    """The axis of a metric: its ends are ticks that enclose `values`.

    `from_zero` puts zero on the axis, for quantities whose ratio matters. `may_log` turns to a logarithmic
    axis where a few values are so large that the others would lie flat on the ground.
    """
    low, high = min(values), max(values)
    if may_log and low > _TINY and high > 10 * statistics.median(values):
        return _log(low, high)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= _narrow(low, high):
        margin = abs(low) / 10 if abs(low) > _TINY else 1.0
        low, high = low - margin, high + margin
    ticks = nice_ticks(low, high, outward=True)
    return _linear(ticks[0], ticks[-1], ticks)


def _linear(low: float, high: float, ticks: list[float]) -> Axis:
    step = min((b - a for a, b in pairwise(ticks)), default=1.0)
    return Axis(low, high, tuple(ticks), tuple(tick_labels(ticks, step)))


def _log(low: float, high: float) -> Axis:
    bottom, top = math.floor(math.log10(low)), math.ceil(math.log10(high))
    grid = [_scaled(digit, exponent) for exponent in range(bottom, top + 1) for digit in (1, 2, 5)]
    first = max(index for index, tick in enumerate(grid) if tick <= low * (1 + _TOLERANCE))
    last = min(index for index, tick in enumerate(grid) if tick >= high * (1 - _TOLERANCE))
    low, high, ticks = grid[first], grid[last], grid[first : last + 1]
    if len(ticks) > 7:
        every = math.ceil((top - bottom) / 6)
        ticks = [_scaled(1, exponent) for exponent in range(bottom, top + 1, every)]
        ticks = [tick for tick in ticks if low <= tick <= high]
    return Axis(low, high, tuple(ticks), tuple(_plain(tick) for tick in ticks), log=True)


def _plain(tick: float) -> str:
    return f"{tick:g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def evenly(length: int, limit: int) -> list[int]:
    """At most `limit` (2 or more) indices of a sequence, evenly spread, with its first and its last."""
    if length <= limit:
        return list(range(length))
    return [round(index * (length - 1) / (limit - 1)) for index in range(limit)]


def thin(points: Sequence[Point], limit: int) -> list[Point]:
    """At most `limit` (4 or more) of the points, in order: the ends, and each stretch's extremes."""
    if len(points) <= limit:
        return list(points)
    inner = points[1:-1]
    buckets = (limit - 2) // 2
    kept = [points[0]]
    for bucket in range(buckets):
        stretch = inner[bucket * len(inner) // buckets : (bucket + 1) * len(inner) // buckets]
        extremes = {min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])}
        kept.extend(sorted(extremes))
    return [*kept, points[-1]]


def smooth(points: Sequence[Point], limit: int) -> list[Point]:
    """The centred moving interquartile mean over a 25th of the curve, at no more than `limit` of its steps.

    Centred, so that it does not lag behind what it smooths; the mean of the middle half, so that a spike does
    not leave a plateau. The window shrinks towards the start, where curves are steep.
    """
    smoothed = []
    for index in evenly(len(points), limit):
        half = min(index, len(points) // 50)
        window = sorted(value for _, value in points[index - half : index + half + 1])
        middle = window[len(window) // 4 : len(window) - len(window) // 4]
        smoothed.append((points[index][0], math.fsum(middle) / len(middle)))
    return smoothed
