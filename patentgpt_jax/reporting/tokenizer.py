"""Write `report.html` of a tokenizer: how finely it cuts held-out text, before and after, and its pieces.

Made from `tokenizer_report.json` and `summary.json` in the directory of a tokenizer job.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from patentgpt_jax.files import read_json, write_text
from patentgpt_jax.reporting.page import Tile, generated_banner, html, section, tiles
from patentgpt_jax.reporting.text import escape, exact, short

REPORT = "tokenizer_report.json"
_BEFORE, _AFTER = "before", "after"
_BYTE = re.compile(r"\A<0x([0-9A-F]{2})>\Z")
_FIGURES = (
    ("characters_per_token", "characters a token"),
    ("bytes_per_token", "bytes a token"),
    ("fertility", "tokens a word"),
)


def write_tokenizer_report(directory: Path) -> Path:
    """Write `report.html` in `directory` from the files of the tokenizer there, and return its path."""
    path = directory / "report.html"
    generated = bool(read_json(directory / "summary.json")["generated_data"])
    write_text(path, page(directory.name, read_json(directory / REPORT), generated))
    return path


def page(name: str, report: Mapping[str, Any], generated: bool) -> str:
    """The whole page, as HTML."""
    figures, pieces = report["figures"], report["pieces"]
    kind = "New pieces" if report["base_vocab_size"] else "Pieces"
    body = [
        generated_banner("a tokenizer's worth") if generated else "",
        f'<header><h1>{escape(name)}</h1><p class="soft">tokenizer</p></header>',
        tiles(_tiles(report)),
        *(section(f"By {group}", _table(group, values)) for group, values in figures.items()),
        section("The same text cut", "".join(_example(each) for each in report["examples"])),
        section(kind, "".join(_script(script, each) for script, each in pieces.items())),
        section("Control tokens", _control(report["special_tokens"])),
        "<footer>Measured on held-out documents, text by text. A word is a run of characters without a "
        "space, or one Han character. Made from tokenizer_report.json.</footer>",
    ]
    return html(name, body)


def _tiles(report: Mapping[str, Any]) -> list[Tile]:
    base, size = report["base_vocab_size"], report["vocab_size"]
    languages = report["figures"]["language"]
    held_out = sum(each[_AFTER]["characters"] for each in languages.values())
    return [
        ("Entries", exact(size), f"{base:,} of the base and {size - base:,} new" if base else "trained"),
        ("Held out", short(held_out), "characters measured on"),
        *(
            (f"Characters a token, {language}", exact(each[_AFTER]["characters_per_token"]), _was(each))
            for language, each in sorted(languages.items(), key=_characters, reverse=True)[:4]
        ),
    ]


def _characters(named: tuple[str, Mapping[str, Any]]) -> int:
    return named[1][_AFTER]["characters"]


def _was(figures: Mapping[str, Any]) -> str:
    if _BEFORE not in figures:
        return ""
    return f"{exact(figures[_BEFORE]['characters_per_token'])} before"


def _table(group: str, values: Mapping[str, Any]) -> str:
    """A row for each value of the group, that with most text first."""
    if not values:
        return "<p>No document is held out.</p>"
    names = [name for name in (_BEFORE, _AFTER) if name in next(iter(values.values()))]
    suffix = {name: f", {name}" if len(names) > 1 else "" for name in names}
    head = [group, "characters", *(label + suffix[name] for _, label in _FIGURES for name in names)]
    rows = [
        [value, f"{each[_AFTER]['characters']:,}"]
        + [exact(each[name][figure]) for figure, _ in _FIGURES for name in names]
        for value, each in sorted(values.items(), key=_characters, reverse=True)
    ]
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="card scroll"><table class="numbers"><thead><tr>{titles}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _example(example: Mapping[str, Any]) -> str:
    parts = [
        f"<div><h3>{name}: {len(example[name]):,} tokens</h3>{_cut(example[name])}</div>"
        for name in (_BEFORE, _AFTER)
        if name in example
    ]
    return (
        f'<div class="card"><p>{escape(example["text"])}</p><div class="sides">{"".join(parts)}</div></div>'
    )


def _cut(pieces: Sequence[str]) -> str:
    """The pieces of a text, with a line between one and the next; bytes are two digits."""
    shown = [_BYTE.sub(r"\1", piece) for piece in pieces]
    marked = '<span class="soft">|</span>'.join(escape(piece) for piece in shown)
    return f'<p class="sample">{marked}</p>'


def _script(script: str, pieces: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{label}</th><td>{_listed(pieces[name])}</td></tr>"
        for name, label in (("most_used", "most used"), ("longest", "longest"))
    )
    return (
        f'<details class="card" open><summary>{escape(script)}: {pieces["count"]:,}, of which '
        f"{pieces['used']:,} are used in held-out text</summary>"
        f'<div class="scroll"><table class="names"><tbody>{rows}</tbody></table></div></details>'
    )


def _listed(pieces: Sequence[Sequence[Any]]) -> str:
    """Pieces with how often they are used, the space that begins a word left out."""
    return " · ".join(f'{escape(text.strip())} <span class="soft">{used:,}</span>' for text, used in pieces)


def _control(tokens: Mapping[str, int]) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{id}</td></tr>" for name, id in tokens.items())
    return (
        f'<div class="card scroll"><table class="names"><tbody>{rows}</tbody></table></div>' if rows else ""
    )
