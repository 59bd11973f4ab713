"""Line plots and heat maps as inline SVG: pure functions from numbers to strings.

Colours, fonts and dark mode live in the page's style sheet (`style.py`), by class: `s0`... for series, `h0`
... `h8` for the classes of a heat map. Exact values are in `<title>` elements, which browsers show under the
pointer without any script.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from patentgpt_jax.reporting.scales import Axis, Point, evenly, smooth, step_axis, thin, value_axis
from patentgpt_jax.reporting.text import escape, exact

MAX_POINTS = 600
"""Points that one curve may have on the page."""

COLOURS = 6
"""Series colours `s0` to `s5`; further series repeat them, dashed."""

LOAD_BOUNDS = (0.25, 0.5, 0.71, 0.87, 1.15, 1.41, 2.0, 4.0)
"""Between the nine heat classes: loads relative to uniform, symmetric on a logarithmic scale."""

LARGE, SMALL = (520, 240), (350, 196)
"""Width and height of a plot that has half, or a third, of the page."""

_LEFT, _TOP = 48, 10
_MAX_MARKERS = 60
_HOVER_BANDS = 60
_SMOOTH_FROM = 40
_HEAT_WIDTH, _HEAT_LEFT = 1060, 92


@dataclass(frozen=True)
class Series:
    """A named curve; `colour` counts the series of a page, so that a name keeps its colour on every plot.

    Attributes:
      label: what the legend and the pointer say.
      points: finite values by step, ascending, at least one.
      colour: index of the colour.
      noisy: draw a smoothed line over a faint raw one.
      marked: draw each point, unless they are too many.
    """

    label: str
    points: Sequence[Point]
    colour: int = 0
    noisy: bool = False
    marked: bool = False

    @property
    def css(self) -> str:
        """The classes that colour the series."""
        return f"s{self.colour % COLOURS}" + (" dashed" if self.colour >= COLOURS else "")


@dataclass(frozen=True)
class Reference:
    """A horizontal line at `value` to compare the curves with."""

    value: float
    label: str


def line_plot(
    series: Sequence[Series],
    *,
    label: str,
    references: Sequence[Reference] = (),
    from_zero: bool = False,
    may_log: bool = False,
    size: tuple[int, int] = LARGE,
) -> str:
    """The curves over the training step, as one `<svg>`; `label` names it for screen readers."""
    x = step_axis([step for each in series for step, _ in (each.points[0], each.points[-1])])
    values = [value for each in series for _, value in each.points]
    values += [reference.value for reference in references]
    y = value_axis(values, from_zero=from_zero, may_log=may_log)
    place = _Place(x, y, *size)
    parts = [
        f'<svg viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{escape(label)}">',
        *_grid(place),
        *(_reference(place, reference) for reference in references),
        *(_curve(place, each) for each in series),
        *_hover_bands(place, series),
        *(_markers(place, each) for each in series if _has_markers(each)),
        "</svg>",
    ]
    return "".join(parts)


@dataclass(frozen=True)
class _Place:
    """Where data lie in the picture, in its units."""

    x_axis: Axis
    y_axis: Axis
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.width - 14

    @property
    def bottom(self) -> int:
        return self.height - 32

    def x(self, step: float) -> float:
        return _LEFT + self.x_axis.position(step) * (self.right - _LEFT)

    def y(self, value: float) -> float:
        return self.bottom - self.y_axis.position(value) * (self.bottom - _TOP)

    def path(self, points: Sequence[Point]) -> str:
        return " ".join(f"{self.x(step):.1f},{self.y(value):.1f}" for step, value in points)


def _grid(place: _Place) -> list[str]:
    parts = []
    for tick, text in zip(place.y_axis.ticks, place.y_axis.labels, strict=True):
        y = place.y(tick)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{place.right}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick end" x="{_LEFT - 7}" y="{y + 3.5:.1f}">{text}</text>')
    parts.append(
        f'<line class="axis" x1="{_LEFT}" x2="{place.right}" y1="{place.bottom}" y2="{place.bottom}"/>'
    )
    for tick, text in zip(place.x_axis.ticks, place.x_axis.labels, strict=True):
        x = place.x(tick)
        parts.append(
            f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{place.bottom}" y2="{place.bottom + 4}"/>'
        )
        parts.append(f'<text class="tick middle" x="{x:.1f}" y="{place.bottom + 16}">{text}</text>')
    parts.append(f'<text class="tick end" x="{place.right}" y="{place.height - 2}">step</text>')
    return parts


def _reference(place: _Place, reference: Reference) -> str:
    y = place.y(reference.value)
    return (
        f'<line class="reference" x1="{_LEFT}" x2="{place.right}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="tick" x="{_LEFT + 4}" y="{y - 4:.1f}">{escape(reference.label)}</text>'
    )


def _has_markers(series: Series) -> bool:
    return len(series.points) == 1 or (series.marked and len(series.points) <= _MAX_MARKERS)


def _curve(place: _Place, series: Series) -> str:
    raw = thin(series.points, MAX_POINTS)
    if not series.noisy or len(raw) < _SMOOTH_FROM:
        return f'<polyline class="line {series.css}" points="{place.path(raw)}"/>'
    smoothed = smooth(series.points, MAX_POINTS // 3)
    return (
        f'<polyline class="line raw {series.css}" points="{place.path(raw)}"/>'
        f'<polyline class="line {series.css}" points="{place.path(smoothed)}"/>'
    )


def _markers(place: _Place, series: Series) -> str:
    return "".join(
        f'<circle class="{series.css}" cx="{place.x(step):.1f}" cy="{place.y(value):.1f}" r="3">'
        f"<title>{escape(f'step {step:,}: {series.label} {exact(value)}')}</title></circle>"
        for step, value in series.points
    )


def _hover_bands(place: _Place, series: Sequence[Series]) -> list[str]:
    """Invisible columns that tell the values at some logged steps under the pointer."""
    lines = [each for each in series if not _has_markers(each)]
    if not lines:
        return []
    steps = [step for step, _ in max((each.points for each in lines), key=len)]
    anchors = [steps[index] for index in evenly(len(steps), _HOVER_BANDS)]
    edges = [
        _LEFT,
        *((place.x(a) + place.x(b)) / 2 for a, b in pairwise(anchors)),
        place.right,
    ]
    bands = []
    height = place.bottom - _TOP
    for left, right, step in zip(edges, edges[1:], anchors, strict=False):
        values = [f"{each.label} {exact(value)}" for each in series if (value := _at(each, step)) is not None]
        bands.append(
            f'<rect class="band" x="{left:.1f}" y="{_TOP}" width="{right - left:.1f}" height="{height}">'
            f"<title>{escape(chr(10).join([f'step {step:,}', *values]))}</title></rect>"
        )
    return bands


def _at(series: Series, step: int) -> float | None:
    index = bisect_right(series.points, step, key=lambda point: point[0]) - 1
    return series.points[index][1] if index >= 0 and series.points[index][0] == step else None


def heat_class(ratio: float) -> int:
    """The class 0 (far under uniform) to 8 (far over it) of a load relative to uniform; 4 is balanced."""
    return bisect_right(LOAD_BOUNDS, ratio)


@dataclass(frozen=True)
class Rows:
    """Neighbouring rows of a heat map under one name, such as the experts of a layer."""

    name: str
    labels: Sequence[str]
    values: Sequence[Sequence[float]]


def heat_map(
    groups: Sequence[Rows],
    columns: Sequence[str],
    *,
    label: str,
    column_name: str,
    title: Callable[[int, int, int], str],
) -> str:
    """Values relative to uniform as coloured cells, one a value.

    Args:
      groups: rows from top to bottom, each with a value a column.
      columns: the name of each column.
      label: names the picture for screen readers.
      column_name: what the columns are.
      title: what the pointer tells on a cell, from the indices of its group, row in the group, and column.
    """
    rows = sum(len(group.values) for group in groups)
    height = 12 if rows <= 48 else 8
    width = max(3, min(40, (_HEAT_WIDTH - _HEAT_LEFT) // len(columns)))
    parts = []
    top = 2
    for index, group in enumerate(groups):
        middle = top + height * len(group.values) / 2 + 4
        parts.append(f'<text class="tick" x="0" y="{middle:.1f}">{escape(group.name)}</text>')
        for row, values in enumerate(group.values):
            parts.append(f'<g transform="translate({_HEAT_LEFT} {top + row * height})">')
            if height >= 12 or row % 2 == 0:
                text = escape(group.labels[row])
                parts.append(f'<text class="tick end small" x="-5" y="{height / 2 + 3:g}">{text}</text>')
            for column, value in enumerate(values):
                parts.append(
                    f'<path class="h{heat_class(value)}" d="M{column * width} 0h{width - 1}v{height - 1}'
                    f'h{1 - width}z"><title>{escape(title(index, row, column))}</title></path>'
                )
            parts.append("</g>")
        top += height * len(group.values) + 6
    for column in evenly(len(columns), 12):
        x = _HEAT_LEFT + (column + 0.5) * width
        parts.append(f'<text class="tick middle" x="{x:g}" y="{top + 10}">{escape(columns[column])}</text>')
    end = _HEAT_LEFT + len(columns) * width
    parts.append(f'<text class="tick end" x="{end}" y="{top + 25}">{escape(column_name)}</text>')
    view = f"0 0 {max(_HEAT_WIDTH, end)} {top + 29}"
    opening = f'<svg class="wide" viewBox="{view}" role="img" aria-label="{escape(label)}">'
    return "".join([opening, *parts, "</svg>"])


def heat_legend() -> str:
    """The classes of a heat map with the loads between them."""
    width = 46
    parts = [
        f'<rect class="h{index}" x="{60 + index * width}" y="0" width="{width - 1}" height="12"/>'
        for index in range(len(LOAD_BOUNDS) + 1)
    ]
    for index, bound in enumerate(LOAD_BOUNDS, start=1):
        x = 60 + index * width - 0.5
        parts.append(f'<text class="tick middle" x="{x}" y="25">{bound:g}×</text>')
    end = 60 + (len(LOAD_BOUNDS) + 1) * width
    parts.append('<text class="tick end" x="54" y="10">starved</text>')
    parts.append(f'<text class="tick" x="{end + 5}" y="10">overloaded</text>')
    opening = f'<svg class="legend" width="{end + 75}" height="30" viewBox="0 0 {end + 75} 30" role="img"'
    return "".join([opening, ' aria-label="load relative to uniform">', *parts, "</svg>"])
