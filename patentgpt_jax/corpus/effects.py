"""What each filter of the corpus did: counts, and some documents before and after, for manifest and report.

Samples are chosen by a hash of the publication number, so that any number of processes choose the same.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from patentgpt_jax.corpus.cleaning.parts import text_bytes, texts
from patentgpt_jax.corpus.record import Record

_SAMPLES = 3  # of each kind, changed and removed, of a filter
_BEFORE, _AFTER = 120, 360  # characters shown around the first difference
_PARTS = 3  # that differ, of one document


class Effects:
    """What filters did, in the order in which they were named; to be added up over tasks."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._counts: dict[str, Counter[str]] = {name: Counter() for name in names}
        self._reasons: dict[str, Counter[str]] = {}
        self._samples: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def change(self, name: str, before: Record, after: Record) -> None:
        """The filter `name` changed a record."""
        self.count(name, changed=1, bytes=text_bytes(before) - text_bytes(after))
        self.show_changed(name, before, after)

    def remove(self, name: str, record: Record, reason: str, shown: str = "") -> None:
        """The filter `name` left out a document, for the passage `shown`, say."""
        self.count(name, reason, removed=1, bytes=text_bytes(record))
        self.show_removed(name, record, reason, shown)

    def show_removed(self, name: str, record: Record, why: str, shown: str = "") -> None:
        """Consider as a sample a document that was left out."""
        rank = _rank(record.source, record.publication_number)
        if self._is_wanted(name, "removed", rank):
            shown = shown or next((text for _, text in texts(record) if len(text) > _BEFORE), record.title)
            part = {"part": why, "before": shown[: _BEFORE + _AFTER], "after": ""}
            self._add(name, "removed", _sample(rank, record) | {"parts": [part]})

    def show_changed(self, name: str, before: Record, after: Record) -> None:
        """Consider as a sample a document that was changed."""
        rank = _rank(before.source, before.publication_number)
        if self._is_wanted(name, "changed", rank):
            self._add(name, "changed", _sample(rank, before) | {"parts": list(_differences(before, after))})

    def count(self, name: str, reason: str = "", **counts: int) -> None:
        """Count documents `changed` or `removed`, these for a `reason`, and the `bytes` that went."""
        self._counts.setdefault(name, Counter()).update(counts)
        if reason:
            self._reasons.setdefault(name, Counter())[reason] += counts["removed"]

    def merge(self, other: dict[str, Any]) -> None:
        """Add what `to_json` told of other documents."""
        for each in other["filters"]:
            name = each["filter"]
            self.count(name, **{key: each[key] for key in ("changed", "removed", "bytes")})
            if each["reasons"]:
                self._reasons.setdefault(name, Counter()).update(each["reasons"])
        for name, kind, samples in other["samples"]:
            for sample in samples:
                self._add(name, kind, sample)

    def to_json(self) -> dict[str, Any]:
        """The counts of each filter, in order, and the samples, as JSON holds them."""
        return {"filters": self.counts(), "samples": self.samples()}

    def counts(self) -> list[dict[str, Any]]:
        """Of each filter the documents it changed and removed, the bytes that went, and why."""
        return [
            {
                "filter": name,
                "changed": counts["changed"],
                "removed": counts["removed"],
                "bytes": counts["bytes"],
                "reasons": dict(sorted(self._reasons.get(name, Counter()).items())),
            }
            for name, counts in self._counts.items()
        ]

    def samples(self) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """(filter, `changed` or `removed`, samples), in the order of the filters."""
        found = sorted(
            self._samples.items(), key=lambda each: (list(self._counts).index(each[0][0]), each[0][1])
        )
        return [(name, kind, samples) for (name, kind), samples in found]

    def _is_wanted(self, name: str, kind: str, rank: str) -> bool:
        kept = self._samples.get((name, kind), [])
        return len(kept) < _SAMPLES or rank < kept[-1]["rank"]

    def _add(self, name: str, kind: str, sample: dict[str, Any]) -> None:
        kept = self._samples.setdefault((name, kind), [])
        kept.append(sample)
        kept.sort(key=lambda each: each["rank"])
        del kept[_SAMPLES:]


def lowest(source: str, numbers: Iterable[str]) -> list[int]:
    """The places of those of the `numbers` of documents that would be shown."""
    ranked = sorted((_rank(source, number), place) for place, number in enumerate(numbers))
    return sorted(place for _, place in ranked[:_SAMPLES])


def _rank(source: str, number: str) -> str:
    return hashlib.blake2b(f"{source} {number}".encode("utf-8", "replace"), digest_size=8).hexdigest()


def _sample(rank: str, record: Record) -> dict[str, Any]:
    names = ("source", "publication_number", "language", "title")
    return {"rank": rank} | {name: getattr(record, name) for name in names}


def _differences(before: Record, after: Record) -> Iterator[dict[str, str]]:
    """The first parts of `before` that are no more, around where they differ from what is there instead."""
    old, new = list(texts(before)), list(texts(after))
    standing = Counter(new)
    gone = []
    for pair in old:
        if standing[pair]:
            standing[pair] -= 1
        else:
            gone.append(pair)
    come = list((Counter(new) - Counter(old)).elements())
    for part, text in [pair for pair in gone if pair[1]][:_PARTS]:
        instead = next((pair for pair in come if pair[0] == part), (part, ""))
        if instead in come:
            come.remove(instead)
        start = max(_first_difference(text, instead[1]) - _BEFORE, 0)
        end = start + _BEFORE + _AFTER
        yield {"part": part, "before": text[start:end], "after": instead[1][start:end]}


def _first_difference(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:  # the first differing place, by halves: prefixes are compared in C
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
