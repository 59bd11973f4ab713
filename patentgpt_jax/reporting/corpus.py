"""Write `report.html` of a corpus: what was read, kept and left out, some documents before and after.

Made from `manifest.json`, `excerpts.json` and `summary.json` in the directory of a corpus job.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patentgpt_jax.files import read_json, write_text
from patentgpt_jax.reporting import curation
from patentgpt_jax.reporting.bars import WHOLE, bars, columns, legend
from patentgpt_jax.reporting.page import Tile, generated_banner, html, plots, section, table, tiles
from patentgpt_jax.reporting.text import escape, exact, short

_NAMES = {
    "en": "English", "zh": "Chinese", "de": "German", "fr": "French", "ja": "Japanese", "ko": "Korean",
    "es": "Spanish", "ru": "Russian", "it": "Italian", "pt": "Portuguese",
}  # fmt: skip
_PARTS = (
    "title", "abstract", "claims", "technical_field", "background", "summary", "drawings",
    "detailed_description", "cross_reference", "government_interest", "other",
)  # fmt: skip
_MOST_LANGUAGES, _MOST_OFFICES = 12, 12
_MOST_YEARS = 250  # from the first to the last: more is a misprint


def write_corpus_report(directory: Path) -> Path:
    """Write `report.html` in `directory` from the files of the corpus there, and return its path."""
    path = directory / "report.html"
    manifest, excerpts = read_json(directory / "manifest.json"), read_json(directory / "excerpts.json")
    summary = read_json(directory / "summary.json")
    write_text(path, page(directory.name, manifest, excerpts, bool(summary["generated_data"])))
    return path


def page(name: str, manifest: Mapping[str, Any], excerpts: Mapping[str, Any], generated: bool) -> str:
    """The whole page, as HTML."""
    body = [
        generated_banner("the readers") if generated else "",
        f'<header><h1>{escape(name)}</h1><p class="soft">corpus</p></header>',
        tiles(_tiles(manifest)),
        section("What was kept", curation.kept(manifest, _NAMES)),
        section("What the filters did", curation.filters(manifest)),
        section("Filters, before and after", curation.samples(excerpts["filters"])),
        section("Sources", _sources(manifest)),
        section("What was read", plots(_figures(manifest))),
        section("Characters read", _characters(manifest)),
        section("Kinds of documents", _types(manifest)),
        section("What could not be read", _failures(manifest)),
        section(
            "From file to record",
            "".join(_excerpt(each, number == 0) for number, each in enumerate(excerpts["read"])),
        ),
        "<footer>Made from manifest.json and excerpts.json; each raw file stands in files.parquet.</footer>",
    ]
    return html(name, body)


def _tiles(manifest: Mapping[str, Any]) -> list[Tile]:
    sources = manifest["sources"].values()
    characters = sum(sum(parts.values()) for parts in manifest["characters"].values())
    failures = sum(source["failures"] for source in sources)
    clusters = manifest["clusters"]
    return [
        ("Kept", exact(manifest["documents"]), f"{curation.kept_bytes(manifest)} bytes of text"),
        ("Read", exact(manifest["read"]), f"in {sum(each['files'] for each in sources):,} files"),
        ("Characters read", short(characters), _languages(manifest)),
        ("Claims", exact(sum(each["claims"] for each in sources)), _claims(manifest["claims"])),
        ("Clusters", exact(clusters["count"]), f"the largest of {clusters['largest']:,}"),
        ("Not read", exact(failures), f"{manifest['repairs']:,} places mended"),
        ("Passed over", exact(manifest["passed_over"]), "sequence listings, drawings"),
    ]


def _languages(manifest: Mapping[str, Any]) -> str:
    names = list(_named(manifest["characters"]))
    return ", ".join(names) if len(names) <= 3 else f"in {len(names)} languages"


def _claims(claims: Mapping[str, Any]) -> str:
    independent, cancelled = claims.get("independent", 0), claims.get("cancelled", 0)
    return f"{independent:,} independent" + (f", {cancelled:,} cancelled" if cancelled else "")


def _sources(manifest: Mapping[str, Any]) -> str:
    names = ("files", "documents", "claims", "failures")
    rows = [
        [escape(name), *(f"{counts[each]:,}" for each in names)]
        for name, counts in manifest["sources"].items()
    ]
    return table(["source", *names], rows)


def _figures(manifest: Mapping[str, Any]) -> list[str]:
    years = columns(_without_gaps(manifest["years"]), "documents by year")
    figures = [_figure("Documents by year of publication", years)]
    for title, values, most in (
        ("Documents by office", manifest["offices"], _MOST_OFFICES),
        ("Documents by language", _named(manifest["languages"]), _MOST_LANGUAGES),
        ("Claims by category", manifest["claims"].get("category", {}), 4),
    ):
        largest = dict(sorted(values.items(), key=lambda each: -each[1])[:most])
        if largest:
            figures.append(
                _figure(title, bars({name: {"": count} for name, count in largest.items()}, ("",), title))
            )
    return figures


def _without_gaps(years: Mapping[str, int]) -> dict[str, int]:
    """`years` with those between that have no documents, unless a misprint is among them."""
    known = [int(year) for year in years if year.isdecimal()]
    if not known or max(known) - min(known) > _MOST_YEARS:
        return dict(years)
    span = {f"{year:04}": 0 for year in range(min(known), max(known) + 1)}
    return {**span, **years}


def _figure(title: str, picture: str, key: str = "", kind: str = "") -> str:
    caption = f"<figcaption><h3>{escape(title)}</h3>{key}</figcaption>"
    return f'<figure class="{kind}">{caption}{picture}</figure>'


def _named(counts: Mapping[str, Any]) -> dict[str, Any]:
    return {_NAMES.get(code, code): value for code, value in counts.items()}


def _characters(manifest: Mapping[str, Any]) -> str:
    by_language = sorted(manifest["characters"].items(), key=lambda each: -sum(each[1].values()))
    values = _named(dict(by_language[:_MOST_LANGUAGES]))
    present = [part for part in _PARTS if any(counts.get(part) for counts in values.values())]
    words = [part.replace("_", " ") for part in present]
    relabelled = {
        name: {word: counts.get(part, 0) for part, word in zip(present, words, strict=True)}
        for name, counts in values.items()
    }
    picture = bars(relabelled, words, "characters by language and section", WHOLE)
    rows = [[word, *(f"{counts[word]:,}" for counts in relabelled.values())] for word in words]
    rows.append(["all", *(f"{sum(counts.values()):,}" for counts in relabelled.values())])
    figure = _figure("By language and section", picture, legend(words), kind="across")
    return figure + table(["section", *relabelled], rows)


def _types(manifest: Mapping[str, Any]) -> str:
    rows = [
        [escape(name), f"{counts['read']:,}", f"{counts['kept']:,}"]
        for name, counts in manifest["document_types"].items()
    ]
    return table(["type", "read", "kept"], rows)


def _failures(manifest: Mapping[str, Any]) -> str:
    if not manifest["failures"]:
        return "<p>Everything was read.</p>"
    parts = []
    for reason, found in manifest["failures"].items():
        rows = "".join(
            f"<tr><th>{escape(each['path'])}, document {each['position']:,}</th>"
            f"<td>{escape(each['reason'])}</td></tr>"
            for each in found["examples"]
        )
        parts.append(
            f'<details class="card"><summary>{escape(reason)}: {found["count"]:,}</summary>'
            f'<div class="scroll"><table class="names"><tbody>{rows}</tbody></table></div></details>'
        )
    return "".join(parts)


def _excerpt(excerpt: Mapping[str, Any], opened: bool) -> str:
    language = f' lang="{escape(excerpt["language"])}"' if excerpt["language"] else ""
    title = f"{excerpt['publication_number']} {excerpt['title']}"
    read = "\n\n".join(filter(None, (*excerpt["sections"], excerpt["abstract"], *excerpt["claims"])))
    return (
        f'<details class="card"{" open" if opened else ""}><summary>{escape(title[:200])}</summary>'
        f'<p class="soft">{escape(excerpt["source"])} · {escape(excerpt["document_type"])} · '
        f"{escape(excerpt['path'])}</p>"
        f'<div class="sides"><div><h3>In the file</h3>'
        f'<p class="sample raw-text"{language}>{escape(excerpt["raw"])}</p></div>'
        f'<div><h3>In the record</h3><p class="sample read-text"{language}>{escape(read)}</p></div></div>'
        "</details>"
    )
