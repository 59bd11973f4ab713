"""Counts of what was read: kept by each task, added up for the corpus, told in `manifest.json`."""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from patentgpt_jax.corpus.record import Claim, Failure, Record, Translation, printable

_EXAMPLES = 5
_WARNINGS = 10
_PLACES = re.compile(r"(?<=line )\d+|(?<=column )\d+|'[^']*'|\"[^\"]*\"|<[^>]*>")
_MOST_REASONS = 100
_GROUPS = ("sources", "document_types", "characters", "claims", "offices", "languages", "years")


class Tally:
    """Counts by path (`characters/en/claims`), and examples of failures."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failures: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def start(self, source: str, files: int) -> None:
        """Count the files of a source."""
        self.counts.update({f"sources/{source}/{name}": 0 for name in ("documents", "claims", "failures")})
        self.counts[f"sources/{source}/files"] += files

    def pass_over(self) -> None:
        """Count what is no document: a sequence listing, a drawing in an archive."""
        self.counts["passed_over"] += 1

    def see(self, record: Record, kept: bool) -> None:
        """Count a record, in full if it is kept."""
        self.counts[f"document_types/{record.document_type}/read"] += 1
        if kept:
            self._keep(record)

    def _keep(self, record: Record) -> None:
        add, claims = self.counts, [claim for claim in record.claims if not claim.cancelled]
        add[f"document_types/{record.document_type}/kept"] += 1
        add[f"sources/{record.source}/documents"] += 1
        add[f"sources/{record.source}/claims"] += len(record.claims)
        add["documents"] += 1
        add["repairs"] += record.repairs
        add[f"offices/{_name(record.office, 'none')}"] += 1
        add[f"languages/{_name(record.language, 'unknown')}"] += 1
        add[f"years/{record.publication_date[:4] or 'unknown'}"] += 1
        add["claims/cancelled"] += len(record.claims) - len(claims)
        add["claims/independent"] += sum(claim.independent for claim in claims)
        add["claims/multiple_dependent"] += sum(len(claim.depends_on) > 1 for claim in claims)
        for claim in claims:
            add[f"claims/category/{claim.category or 'none'}"] += 1
        self._count_characters(record)
        for translation in record.translations:
            self._count_characters(translation)

    def _count_characters(self, part: Record | Translation) -> None:
        add, language = self.counts, _name(part.language, "unknown")
        add[f"characters/{language}/title"] += len(part.title)
        add[f"characters/{language}/abstract"] += len(part.abstract)
        add[f"characters/{language}/claims"] += _characters(part.claims)
        for section in part.sections:
            add[f"characters/{language}/{section.kind}"] += len(section.heading) + len(section.text)

    def fail(self, failure: Failure, source: str) -> None:
        """Count a document that cannot be read."""
        reason = _PLACES.sub("…", failure.reason)
        if len(self.failures) >= _MOST_REASONS and reason not in self.failures:
            reason = "other reasons"
        self.counts[f"sources/{source}/failures"] += 1
        self.counts[f"failures/{reason}"] += 1
        if len(self.failures[reason]) < _EXAMPLES:
            example = {
                "path": printable(str(failure.path)),
                "position": failure.position,
                "reason": failure.reason,
            }
            self.failures[reason].append(example)

    def add(self, other: "Tally") -> None:
        """Add the counts of another one."""
        self.counts.update(other.counts)
        for reason, examples in other.failures.items():
            self.failures[reason] = (self.failures[reason] + examples)[:_EXAMPLES]

    def to_json(self) -> dict[str, Any]:
        """This tally as JSON holds it."""
        return {"counts": dict(self.counts), "failures": dict(self.failures)}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Tally":
        """A tally from `to_json`."""
        tally = cls()
        tally.counts.update(value["counts"])
        tally.failures.update(value["failures"])
        return tally

    def warn(self) -> None:
        """Log the first failures."""
        examples = [example for found in self.failures.values() for example in found]
        for each in examples[:_WARNINGS]:
            logging.warning("%s, document %d: skipped: %s", each["path"], each["position"], each["reason"])

    def manifest(self) -> dict[str, Any]:
        """The counts as nested mappings, and the failures by reason."""
        nested: dict[str, Any] = {"documents": 0} | {name: {} for name in _GROUPS}
        nested |= {"passed_over": 0, "repairs": 0}
        failures: dict[str, dict[str, Any]] = {}
        for path, count in self.counts.items():
            kind, _, rest = path.partition("/")
            if kind == "failures":
                failures[rest] = {"count": count, "examples": self.failures[rest]}
                continue
            *parents, name = path.split("/")
            target = nested
            for parent in parents:
                target = target.setdefault(parent, {})
            target[name] = count
        for types in nested["document_types"].values():
            types.setdefault("kept", 0)
        nested["years"] = dict(sorted(nested["years"].items()))
        return {**nested, "failures": dict(sorted(failures.items(), key=lambda each: -each[1]["count"]))}

    def nothing(self, wanted: Iterable[str]) -> str:
        """Why nothing was kept, in one line."""
        types = [(path.split("/")[1], count) for path, count in self.counts.items() if path.endswith("/read")]
        if types:
            read = ", ".join(f"{count} {name}" for name, count in sorted(types, key=lambda each: -each[1]))
            return f"holds no document of config.corpus.document_types={','.join(wanted)!r}, only {read}"
        example = next((each[0] for each in self.failures.values()), None)
        if example is None:
            return (
                f"holds no document, only {self.counts['passed_over']} sequence listings, drawings and such"
            )
        count = sum(number for path, number in self.counts.items() if path.startswith("failures/"))
        where = f"{example['path']}, document {example['position']}"
        return f"none of the {count} documents could be read; the first: {where}: {example['reason']}"


def _name(value: str, unknown: str) -> str:
    """`value`, which may be anything that a table has, as one part of a path."""
    return value.replace("/", "|") or unknown


def _characters(claims: Iterable[Claim]) -> int:
    return sum(len(claim.text) for claim in claims)
