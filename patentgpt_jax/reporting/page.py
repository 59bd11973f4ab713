"""What all reports share: the page, its sections, tiles of figures, the banner over generated data."""

from collections.abc import Iterable, Sequence

from patentgpt_jax.reporting.style import CSS
from patentgpt_jax.reporting.text import escape

Tile = tuple[str, str, str]
"""A label, a figure, and a line about it."""


def html(title: str, parts: Iterable[str]) -> str:
    """The whole page: one file that opens offline and runs no script."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{CSS}</style>"
    )
    body = "\n".join(parts)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head>\n<body>{body}</body></html>\n'


def section(title: str, content: str) -> str:
    """`content` under a heading, or nothing if there is none."""
    return f"<section><h2>{title}</h2>{content}</section>" if content else ""


def plots(figures: Sequence[str], kind: str = "plots") -> str:
    """Figures side by side."""
    return f'<div class="{kind}">{"".join(figures)}</div>' if figures else ""


def tiles(found: Iterable[Tile]) -> str:
    """The figures that a reader looks for first."""
    items = "".join(
        f'<dl class="tile"><dt>{escape(label)}</dt><dd class="value">{escape(value)}</dd>'
        f'<dd class="detail">{escape(detail)}</dd></dl>'
        for label, value, detail in found
    )
    return f'<div class="tiles">{items}</div>' if items else ""


def generated_banner(of_what: str) -> str:
    """What stands over a report of generated data: it says nothing of `of_what`."""
    return (
        '<div class="banner" role="note"><strong>Made from generated sample patents</strong>: '
        f"proves that the code runs, says nothing about {of_what}.</div>"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> str:
    """A table of cells that are HTML; the first `words` columns hold words, the others numbers."""
    kinds = ["", *["words"] * (words - 1), *[""] * (len(head) - words)]  # the first is by its place
    names = "".join(f"<th{_class(kind)}>{escape(name)}</th>" for name, kind in zip(head, kinds, strict=True))
    body = "".join(
        f"<tr>{''.join(f'<td{_class(kind)}>{cell}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>"
        for row in rows
    )
    return (
        f'<div class="card scroll"><table class="numbers"><thead><tr>{names}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _class(kind: str) -> str:
    return f' class="{kind}"' if kind else ""
