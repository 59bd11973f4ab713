"""The part of a corpus's report that says what its filters did, with documents before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

from patentgpt_jax.reporting.page import table
from patentgpt_jax.reporting.text import escape, exact, short

Samples = Sequence[tuple[str, str, Sequence[Mapping[str, Any]]]]


def filters(manifest: Mapping[str, Any]) -> str:
    """What each filter changed and left out, in the order in which they ran."""
    rows, documents = [], manifest["read"]
    for each in manifest["filters"]:
        documents -= each["removed"]
        reasons = ", ".join(
            f"{escape(reason)} {count:,}" if len(each["reasons"]) > 1 else escape(reason)
            for reason, count in each["reasons"].items()
            if reason != each["filter"]
        )
        name = escape(each["filter"]) + (f' <span class="soft">{reasons}</span>' if reasons else "")
        rows.append([name, *(f"{each[key]:,}" for key in ("changed", "removed", "bytes")), f"{documents:,}"])
    note = "".join(
        f'<p class="soft">{line}</p>'
        for line in (
            "Bytes are those of the text that went, in UTF-8; a filter that makes a text longer has a number "
            "below zero.",
            f"{manifest['not_compared']:,} comparisons of texts by one template were left to other bands."
            if manifest["not_compared"]
            else "",
        )
        if line
    )
    return table(["filter", "changed", "left out", "bytes", "documents after it"], rows) + note


def kept(manifest: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What is kept, by source and language."""
    rows = [
        [
            escape(source),
            escape(names.get(language, language)),
            *(f"{found[key]:,}" for key in ("documents", "bytes")),
        ]
        for source, languages in manifest["kept"].items()
        for language, found in languages.items()
    ]
    total = [
        sum(found[key] for each in manifest["kept"].values() for found in each.values())
        for key in ("documents", "bytes")
    ]
    rows.append(["all", "", *(f"{count:,}" for count in total)])
    pairs = manifest["pairs"]
    note = (
        f"{exact(pairs['prosecution_pairs'])} pairs of claims as filed and as granted, and "
        f"{exact(pairs['parallel_texts'])} texts in two languages stand in tables of their own."
    )
    return table(["source", "language", "documents", "bytes"], rows, words=2) + f'<p class="soft">{note}</p>'


def kept_bytes(manifest: Mapping[str, Any]) -> str:
    """All bytes that are kept, in short."""
    return short(sum(found["bytes"] for each in manifest["kept"].values() for found in each.values()))


def samples(found: Samples) -> str:
    """Documents that a filter changed, before and after, and those that it left out."""
    return "".join(
        f'<details class="card"><summary>{escape(name)}: {escape(_KINDS[kind])}</summary>'
        f"{''.join(map(_sample, documents))}</details>"
        for name, kind, documents in found
    )


_KINDS = {"changed": "before and after", "removed": "left out"}


def _sample(document: Mapping[str, Any]) -> str:
    language = f' lang="{escape(document["language"])}"' if document["language"] else ""
    title = f"{document['publication_number']} {document['title']}"[:160]
    head = f"<h3>{escape(title)}</h3>"
    return head + "".join(_part(part, language) for part in document["parts"])


def _part(part: Mapping[str, str], language: str) -> str:
    before = f'<p class="sample raw-text"{language}>{escape(part["before"])}</p>'
    label = f'<p class="soft">{escape(part["part"])}</p>'
    if not part["after"]:
        return label + before
    after = f'<p class="sample read-text"{language}>{escape(part["after"])}</p>'
    return f'{label}<div class="sides"><div>{before}</div><div>{after}</div></div>'
