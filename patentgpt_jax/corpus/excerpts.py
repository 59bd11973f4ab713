"""Samples for the report: some documents as they stand in their files, and what became of them.

They are chosen by a hash of the publication number, so that any number of processes choose the same.
"""

import dataclasses
import hashlib
import heapq
import re
from collections.abc import Callable
from typing import Any

from patentgpt_jax.corpus.record import Record

_RAW_CHARACTERS, _TEXT_CHARACTERS = 3000, 1500
# Where the text begins that is worth showing, in the formats that have one.
_INTERESTING = re.compile(
    rb"<description\b|<SDODE\b|<subdoc-description\b|^BSUM|\"description|\"des_1", re.MULTILINE
)


@dataclasses.dataclass(frozen=True)
class Excerpt:
    """A document before (`raw`, from the beginning of its description) and after."""

    rank: str
    source: str
    path: str
    publication_number: str
    document_type: str
    language: str
    title: str
    raw: str
    abstract: str
    claims: tuple[str, ...]
    sections: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """This excerpt as JSON holds it."""
        return dataclasses.asdict(self)


class Excerpts:
    """Keeps the excerpts of the lowest ranks."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[int, int, Excerpt]] = []  # a heap with the highest rank first to go
        self._count = 0

    def see(self, record: Record, raw: Callable[[], bytes]) -> None:
        """Consider a record and what gives the bytes that it was read from."""
        rank = hashlib.sha256(f"{record.source} {record.publication_number}".encode()).hexdigest()[:16]
        order = -int(rank, 16)
        if len(self._kept) < self._most or order > self._kept[0][0]:
            self._count += 1
            heapq.heappush(self._kept, (order, self._count, _excerpt(record, raw(), rank)))
            if len(self._kept) > self._most:
                heapq.heappop(self._kept)

    def to_json(self) -> list[dict[str, Any]]:
        """Those that were kept, lowest rank first."""
        return [excerpt.to_json() for _, _, excerpt in sorted(self._kept, reverse=True)]


def lowest(excerpts: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Of each source's excerpts the `most` with the lowest ranks; sources in their order."""
    chosen: dict[str, list[dict[str, Any]]] = {}
    for each in excerpts:
        chosen.setdefault(each["source"], []).append(each)
    return [each for found in chosen.values() for each in sorted(found, key=lambda each: each["rank"])[:most]]


def _excerpt(record: Record, raw: bytes, rank: str) -> Excerpt:
    found = _INTERESTING.search(raw)
    start = found.start() if found else 0
    return Excerpt(
        rank=rank,
        source=record.source,
        path=record.path,
        publication_number=record.publication_number,
        document_type=record.document_type,
        language=record.language,
        title=record.title,
        raw=raw[start : start + 4 * _RAW_CHARACTERS].decode("utf-8", "replace")[:_RAW_CHARACTERS],
        abstract=record.abstract[:_TEXT_CHARACTERS],
        claims=tuple(f"{claim.number}. {claim.text[:_TEXT_CHARACTERS]}" for claim in record.claims[:2]),
        sections=tuple(
            f"[{section.kind}] {section.heading}\n{section.text[: _TEXT_CHARACTERS // 2]}"
            for section in record.sections[:5]
        ),
    )
