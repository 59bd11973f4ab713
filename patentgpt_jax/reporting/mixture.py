"""What a run drew of each source and language, as a table: from the plan in its summary."""

from collections.abc import Mapping, Sequence
from typing import Any

from patentgpt_jax.reporting.text import escape, exact

_HEAD = ("source", "documents", "tokens", "drawn", "asked", "given", "epochs", "most", "bytes/token")


def mixture_table(data: Any) -> str:
    """A row for each source of a summary's `data`, and their total; "" where no plan can be read."""
    match data:
        case {"sources": dict(sources), "languages": dict(languages), "drawn": int(drawn)}:
            pass
        case _:
            return ""
    try:
        rows = [_row(name, each, languages) for name, each in sources.items()]
        rows.append(_total(drawn, languages))
        notes = [_note(source, found) for source, found in data.get("kept_out", {}).items()]
    except (AttributeError, KeyError, TypeError, ValueError):  # of another version, or edited
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in (*_HEAD, *languages, "licence"))
    table = f'<table class="numbers"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f'<div class="card scroll">{table}</div>{"".join(notes)}'


def _total(drawn: int, languages: Mapping[str, Any]) -> str:
    tokens = sum(each["tokens"] for each in languages.values())
    blank = [""] * (len(_HEAD) - 4)
    shares = [f"{each['share']:.1%}" for each in languages.values()]
    return _cells(["total", "", f"{tokens:,}", f"{drawn:,}", *blank, *shares, ""])


def _note(source: str, reasons: Mapping[str, int]) -> str:
    counts = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in reasons.items())
    return f"<p>Documents kept out of training, {escape(source)}: {escape(counts)}.</p>"


def _row(name: str, source: Mapping[str, Any], languages: Mapping[str, Any]) -> str:
    drawn = max(source["drawn"], 1)
    parts = (source["languages"].get(language, {"drawn": 0})["drawn"] / drawn for language in languages)
    cells = [
        name,
        *(f"{source[each]:,}" for each in ("documents", "tokens", "drawn")),
        *(f"{source[each]:.1%}" for each in ("asked", "share")),
        exact(source["epochs"]),
        "" if source["limit"] is None else f"{source['limit']:g}",
        exact(source["bytes_per_token"]),
        *(f"{part:.1%}" for part in parts),
        source["licence"],
    ]
    return _cells(cells)


def _cells(cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
