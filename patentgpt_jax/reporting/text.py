"""How a report writes text and numbers: escaped for HTML, and short enough to read at a glance."""

import html
import math
import re
from typing import Any

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def escape(value: Any) -> str:
    """`str(value)` as safe HTML text or attribute; what UTF-8 or HTML cannot hold becomes U+FFFD."""
    text = str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return html.escape(_UNPRINTABLE.sub("\ufffd", text))


def exact(value: Any) -> str:
    """A number to compare with others like it: `12,345`, `2.310`, `0.01234`, `3e-05`."""
    if isinstance(value, int) or value == 0 or 1e3 <= abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:.3f}" if 0.1 <= abs(value) < 1e3 else f"{value:.4g}"


def short(value: float) -> str:
    """A number with three significant digits and a unit: `12.3M`, `950`, `0.412`."""
    for size, unit in _UNITS:
        if abs(value) >= size * 0.9995:
            return f"{_three_digits(value / size)}{unit}"
    return _three_digits(value)


def _three_digits(value: float) -> str:
    if not math.isfinite(value) or abs(value) >= 999.5:
        return f"{value:.0f}"
    return f"{value:.3g}"


def duration(seconds: float) -> str:
    """Seconds in the two largest units that say something: `6 min 32 s`, `2 d 4 h`, `0.8 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    total = round(seconds)
    for size, unit, smaller_size, smaller in ((86400, "d", 3600, "h"), (3600, "h", 60, "min")):
        if total >= size:
            return f"{total // size} {unit} {total % size // smaller_size} {smaller}"
    return f"{total // 60} min {total % 60} s" if total >= 60 else f"{total} s"


def tick_labels(ticks: list[float], step: float) -> list[str]:
    """Labels of an axis whose ticks lie `step` apart: one unit, and as many decimals as tell them apart."""
    largest = max((abs(tick) for tick in ticks), default=0.0)
    size, unit = 1.0, ""
    if largest >= 1e4:
        size, unit = next(each for each in _UNITS if largest >= each[0])
    if 0 < largest < 1e-2 or largest >= 1e15:
        exponent = math.floor(math.log10(largest))
        size, unit = float(f"1e{exponent}"), f"e{exponent}"
    decimals = max(0, -math.floor(math.log10(step / size) + 1e-9))
    return ["0" if tick == 0 else f"{tick / size:.{decimals}f}{unit}" for tick in ticks]
