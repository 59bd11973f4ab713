"""A record without the passages that are of a benchmark.

The title, the abstract, the headings, the paragraphs and the claims go that a window of a benchmark
reaches into. A claim keeps its place and becomes a cancelled one, as an office prints it, so that the
numbers that other claims refer to stay right.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from patentgpt_jax.corpus.decontamination.windows import Windows
from patentgpt_jax.corpus.record import Claim, Record, Section, Translation
from patentgpt_jax.corpus.wording import token_hashes

Texts = TypeVar("Texts", Record, Translation)
Hits = Callable[[Iterable[str]], Windows]
"""Gives those windows of some texts that are of a benchmark."""


def without(record: Texts, hits: Hits) -> Texts:
    """`record` without what `hits` finds."""
    changes: dict[str, object] = {
        "title": _unless_hit(record.title, hits),
        "abstract": _unless_hit(record.abstract, hits),
        "sections": tuple(
            left for each in record.sections if (left := _section(each, hits)).text or not each.text
        ),
        "claims": tuple(_claim(each, hits) for each in record.claims),
    }
    if isinstance(record, Record):
        changes["translations"] = tuple(without(each, hits) for each in record.translations)
    return replace(record, **changes)  # type: ignore[arg-type]


def _is_hit(text: str, hits: Hits) -> bool:
    return len(hits([text]).hashes) > 0


def _unless_hit(text: str, hits: Hits) -> str:
    return "" if _is_hit(text, hits) else text


def _claim(claim: Claim, hits: Hits) -> Claim:
    return Claim(claim.number, "(canceled)", cancelled=True) if _is_hit(claim.text, hits) else claim


def _section(section: Section, hits: Hits) -> Section:
    """`section` without the paragraphs that a window reaches into; it may begin in one and end in another."""
    heading, found = _unless_hit(section.heading, hits), hits([section.text])
    if not len(found.hashes):
        return section if heading == section.heading else replace(section, heading=heading)
    paragraphs = section.text.split("\n\n")
    _, counts = token_hashes(paragraphs)
    ends = np.cumsum(counts)  # of the paragraphs, in tokens of the section
    first = np.searchsorted(ends, found.start, "right")
    last = np.searchsorted(ends, found.end - 1, "right")
    reached = np.zeros(len(paragraphs) + 1, np.int64)
    np.add.at(reached, first, 1)
    np.add.at(reached, last + 1, -1)
    kept = np.cumsum(reached)[:-1] == 0
    text = "\n\n".join(each for each, is_kept in zip(paragraphs, kept, strict=True) if is_kept)
    return replace(section, heading=heading, text=text)
