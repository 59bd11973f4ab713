"""Bars as inline SVG: one number for each name, or several parts of it side by side.

Colours and fonts are the style sheet's; exact values are in `<title>` elements, shown under the pointer.
"""

from collections.abc import Mapping, Sequence

from patentgpt_jax.reporting.scales import nice_ticks
from patentgpt_jax.reporting.svg import COLOURS
from patentgpt_jax.reporting.text import escape, exact, short, tick_labels

HALF, WHOLE = 520, 1060
"""Widths of a picture that has half of the page, or all of it."""

_HEIGHT = 210
_LEFT, _BOTTOM, _TOP = 48, 24, 10
_ROW, _NAME, _VALUE = 24, 150, 70
_MOST_LABELS = 9


def bars(values: Mapping[str, Mapping[str, int]], parts: Sequence[str], label: str, width: int = HALF) -> str:
    """A horizontal bar for each name of `values`, of the `parts` in this order, with their sum beside it.

    `label` names the picture for screen readers; `width` is what it has of the page.
    """
    totals = {name: sum(found.values()) for name, found in values.items()}
    longest, room = max(totals.values(), default=0) or 1, width - _NAME - _VALUE
    rows = []
    for place, (name, found) in enumerate(values.items()):
        top, left = place * _ROW + 4, float(_NAME)
        rows.append(f'<text class="tick end" x="{_NAME - 8}" y="{top + 12}">{escape(name)}</text>')
        for colour, part in enumerate(parts):
            count = found.get(part, 0)
            if not count:
                continue
            length = room * count / longest
            told = f"{name}, {part}: {exact(count)}" if len(parts) > 1 else f"{name}: {exact(count)}"
            rows.append(
                f'<rect class="{_colour(colour)}" x="{left:.1f}" y="{top}" width="{max(length, 0.5):.1f}" '
                f'height="16"><title>{escape(told)}</title></rect>'
            )
            left += length
        rows.append(f'<text class="tick" x="{left + 6:.1f}" y="{top + 12}">{short(totals[name])}</text>')
    height = len(values) * _ROW + 8
    return _picture(width, height, label, rows)


def legend(parts: Sequence[str]) -> str:
    """The colours of the parts of `bars`."""
    keys = (
        f'<li><svg viewBox="0 0 18 8"><rect class="{_colour(colour)}" width="18" height="8"/></svg>'
        f"{escape(part)}</li>"
        for colour, part in enumerate(parts)
    )
    return f'<ul class="key">{"".join(keys)}</ul>'


def columns(values: Mapping[str, int], label: str) -> str:
    """An upright column for each name of `values`, in order, over an axis from zero."""
    highest = max(values.values(), default=0) or 1
    ticks = nice_ticks(0, highest, 4, outward=True)
    top, room, width = ticks[-1] or 1, _HEIGHT - _TOP - _BOTTOM, (HALF - _LEFT) / max(len(values), 1)
    parts = []
    step = ticks[1] - ticks[0] if len(ticks) > 1 else top
    for tick, text in zip(ticks, tick_labels(ticks, step), strict=True):
        y = _TOP + room * (1 - tick / top)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{HALF}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="tick end" x="{_LEFT - 6}" y="{y + 4:.1f}">{text}</text>')
    every = -(-len(values) // _MOST_LABELS)
    for place, (name, count) in enumerate(values.items()):
        height, left = room * count / top, _LEFT + place * width
        parts.append(
            f'<rect class="s0" x="{left + 0.1 * width:.1f}" y="{_TOP + room - height:.1f}" '
            f'width="{0.8 * width:.1f}" height="{height:.1f}">'
            f"<title>{escape(name)}: {exact(count)}</title></rect>"
        )
        if place % every == 0:
            middle = left + width / 2
            parts.append(
                f'<text class="tick middle" x="{middle:.1f}" y="{_HEIGHT - 6}">{escape(name)}</text>'
            )
    return _picture(HALF, _HEIGHT, label, parts)


def _picture(width: int, height: int, label: str, parts: Sequence[str]) -> str:
    named = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}"'
    wide = ' class="wide"' if width == WHOLE else ""  # which scrolls where the window is narrow
    return f"<svg{wide} {named}>{''.join(parts)}</svg>"


def _colour(index: int) -> str:
    return f"s{index % COLOURS}" + (" pale" if index >= COLOURS else "")
