"""The loss report: how much of what the source says reached the records, by section.

    python -m experiments.benchmarks.coverage FILE... [--lowest=10]

The source is read a second time by `source_text`, which shares no code with the readers. `kept` is the
share of the source's letters and digits that stand in the record in the same order, `added` the share of
the record's that do not stand in the source, so that a doubled paragraph cannot hide a lost one; `marks`
is `kept` for all characters but white space. Not counted on either side: placeholders of drawings, the
own numbers of claims and paragraphs, cancelled claims, and what stands outside the four sections. Claims
are counted by their elements, documents by their roots, named entities by the characters that they
stand for. Then come the documents with the least kept, with what they miss: that is what a developer
needs.
"""

import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from experiments.benchmarks.alignment import align
from experiments.benchmarks.results import print_result
from experiments.benchmarks.source_text import SECTIONS, SourceDocument, documents
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.record import Failure, Record, Translation

_PLACEHOLDERS = re.compile(r"\[(?:chemistry|mathematics|figure|table)\]")
_SCRIPTS = re.compile(r"[_^{}]")  # a record's notation of sub- and superscripts
_CANCELLED = re.compile(
    r"\W*(?:claims?)?\s*(?:(\d+)\W{1,5}(\d+)|\d+)?\W*(?:previously )?"
    r"(?:cancell?ed|deleted|cancellation|取消|删除)\W*",
    re.IGNORECASE,
)
_CANCELLED_TEXT = "(canceled)"  # a record's, of a claim without text; reissues show what was deleted
_EXCERPT = 90

Texts = dict[tuple[str, str], list[str]]
"""Pieces of text by (section, language)."""


@dataclass
class Share:
    """Of one section or of several: characters of the source, those kept, and those of the record."""

    source: int = 0
    kept: int = 0
    record: int = 0
    marks: int = 0
    marks_kept: int = 0

    def __iadd__(self, other: "Share") -> "Share":
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        return self

    @property
    def kept_share(self) -> float:
        """1 where the source has no text."""
        return self.kept / self.source if self.source else 1.0

    @property
    def added_share(self) -> float:
        """Of the record's characters."""
        return (self.record - self.kept) / self.record if self.record else 0.0

    @property
    def marks_share(self) -> float:
        """`kept_share` for all characters but white space."""
        return self.marks_kept / self.marks if self.marks else 1.0


@dataclass
class Coverage:
    """One document's."""

    format: str
    number: str
    type: str
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    claims: int = 0
    claims_expected: int = 0
    entities: int = 0
    entities_dropped: int = 0

    @property
    def total(self) -> Share:
        """Over all sections."""
        whole = Share()
        for share in self.shares.values():
            whole += share
        return whole


@dataclass
class FileCoverage:
    """One file's: its documents, and how many patents the second reading found in it."""

    path: Path
    expected: int
    documents: list[Coverage]
    failures: list[Failure]


def cover(path: Path) -> FileCoverage:
    """Read the file both ways and compare."""
    failures: list[Failure] = []
    records = list(read(path, on_failure=failures.append))
    failed = {failure.position for failure in failures}
    sources = list(documents(path.read_bytes()))
    expected = sum(source is not None for source in sources)
    read_sources = [each for index, each in enumerate(sources, 1) if each and index not in failed]
    pairs = zip(read_sources, records, strict=False)
    return FileCoverage(path, expected, [compare(*pair) for pair in pairs], failures)


def compare(source: SourceDocument, record: Record) -> Coverage:
    """What of `source` is in `record`, and what of `record` is not in `source`."""
    found = Coverage(source.format, record.publication_number, record.document_type)
    texts, cancelled = _without_cancelled(source.texts)
    has = _record_texts(record)
    for section in SECTIONS:
        for pair in _pairs(section, texts, has):
            found.shares[section] += _share(*pair, found)
    found.claims = len(record.claims) + sum(len(each.claims) for each in record.translations)
    found.claims_expected = source.claim_elements + cancelled
    found.entities = source.entities.total()
    wanted, given = Counter(_plain("".join(_flat(texts)))), Counter(_plain("".join(_flat(has))))
    for text, count in source.entities.items():
        lost = max((wanted[each] - given[each] for each in _plain(text)), default=0)
        found.entities_dropped += min(count, max(0, lost))
    return found


def _flat(texts: Texts) -> Iterator[str]:
    for pieces in texts.values():
        yield from pieces


def _normal(text: str) -> str:
    """Normal form C, without placeholders and the marks of scripts."""
    return _SCRIPTS.sub("", _PLACEHOLDERS.sub("", unicodedata.normalize("NFC", text)))


def _plain(text: str) -> str:
    """`_normal` without white space."""
    return "".join(_normal(text).split())


def _without_cancelled(texts: Texts) -> tuple[Texts, int]:
    """Texts without cancelled claims, and how many more claims ranges of them are than elements."""
    kept: Texts = {}
    more = 0
    for key, pieces in texts.items():
        kept[key] = []
        for piece in pieces:
            range_ = _CANCELLED.fullmatch(piece) if key[0] == "claims" else None
            if range_ is None:
                kept[key].append(piece)
            elif range_[1]:
                more += max(0, int(range_[2]) - int(range_[1]))
    return kept, more


def _record_texts(record: Record) -> Texts:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    told: tuple[Record | Translation, ...] = (record, *record.translations)
    for each in told:  # several of one language where it has several sets of claims
        found["title", each.language].append(each.title)
        found["abstract", each.language].append(each.abstract)
        for section in each.sections:
            found["description", each.language] += (section.heading, section.text)
        found["claims", each.language] += (
            claim.text for claim in each.claims if claim.text != _CANCELLED_TEXT
        )
    return found


def _pairs(section: str, texts: Texts, has: Texts) -> Iterator[tuple[str, str]]:
    """The source's and the record's text of a section by language; without one, in order."""
    wanted = {key[1]: "\n".join(pieces) for key, pieces in texts.items() if key[0] == section}
    given = {key[1]: "\n".join(pieces) for key, pieces in has.items() if key[0] == section}
    for language in list(wanted):
        if language in given:
            yield wanted.pop(language), given.pop(language)
    for text in wanted.values():
        yield text, given.pop(next(iter(given))) if given else ""
    for text in given.values():
        yield "", text


def _share(wanted: str, given: str, found: Coverage) -> Share:
    wanted, given = _normal(wanted), _normal(given)
    letters, letters_given = ("".join(filter(str.isalnum, each)) for each in (wanted, given))
    marks, marks_given = ("".join(each.split()) for each in (wanted, given))
    matches = align(letters, letters_given)
    found.missing += _gaps(wanted, len(letters), [(each.first, each.length) for each in matches])
    found.added += _gaps(given, len(letters_given), [(each.second, each.length) for each in matches])
    return Share(
        len(letters),
        sum(each.length for each in matches),
        len(letters_given),
        len(marks),
        sum(each.length for each in align(marks, marks_given)),
    )


def _gaps(text: str, letters: int, kept: list[tuple[int, int]]) -> list[str]:
    """The pieces of `text` between those `kept`, which are counted by its letters and digits."""
    gaps, at = [], 0
    for start, length in [*kept, (letters, 0)]:
        if start > at:
            gaps.append((at, start))
        at = start + length
    places = [index for index, each in enumerate(text) if each.isalnum()] if gaps else []
    return [text[places[first] : places[last - 1] + 1] for first, last in gaps]


def _row(name: str, section: str, share: Share) -> str:
    return (
        f"{name:<40} {section:<12} {share.source:>11,} {share.kept_share:>9.3%} {share.added_share:>8.3%} "
        f"{share.marks_share:>9.3%}"
    )


def _rows(name: str, covered: list[Coverage]) -> Iterator[str]:
    for section in SECTIONS:
        yield _row(name, section, _sum(each.shares[section] for each in covered))
    yield _row(name, "all", _sum(each.total for each in covered))


def _sum(shares: Iterable[Share]) -> Share:
    whole = Share()
    for share in shares:
        whole += share
    return whole


def _metrics(files: list[FileCoverage]) -> dict[str, float | None]:
    covered = [each for file in files for each in file.documents]
    metrics: dict[str, float | None] = {
        "documents": len(covered),
        "documents_expected": sum(file.expected for file in files),
        "failures": sum(len(file.failures) for file in files),
        "claims": sum(each.claims for each in covered),
        "claims_expected": sum(each.claims_expected for each in covered),
        "entities": sum(each.entities for each in covered),
        "entities_dropped": sum(each.entities_dropped for each in covered),
        "kept_least_utility": min(
            (each.total.kept_share for each in covered if each.type == "utility"), default=None
        ),
    }
    for section in (*SECTIONS, "all"):
        whole = _sum(each.total if section == "all" else each.shares[section] for each in covered)
        metrics |= {f"kept_{section}": whole.kept_share, f"added_{section}": whole.added_share}
    for name in sorted({each.format for each in covered}):
        ours = _sum(each.total for each in covered if each.format == name)
        metrics |= {f"{name}_kept": ours.kept_share, f"{name}_added": ours.added_share}
    return metrics


def main() -> None:
    """Print the tables and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--lowest", type=int, default=10)
    arguments = parser.parse_args()
    files = [cover(path) for path in arguments.files]
    print(f"{'':<40} {'section':<12} {'characters':>11} {'kept':>9} {'added':>8} {'marks':>9}")
    for file in files:
        for row in _rows(file.path.name[-40:], file.documents):
            print(row)
    covered = [each for file in files for each in file.documents]
    for name in sorted({each.format for each in covered}):
        for row in _rows(f"{name}, all", [each for each in covered if each.format == name]):
            print(row)
    for file in files:
        for failure in file.failures:
            print(f"{file.path.name}, document {failure.position}: not read: {failure.reason}")
        if len(file.documents) + len(file.failures) != file.expected:
            print(f"{file.path.name}: {len(file.documents)} of {file.expected} documents")
    for each in covered:
        if each.claims != each.claims_expected or each.entities_dropped:
            print(
                f"{each.number}: {each.claims} of {each.claims_expected} claims, "
                f"{each.entities_dropped} of {each.entities} entities dropped"
            )
    lowest = sorted(covered, key=lambda each: (each.total.kept_share, -each.total.added_share))
    for each in lowest[: arguments.lowest]:
        print(f"{each.number} ({each.format}, {each.type}): kept {each.total.kept_share:.3%}, "
              f"added {each.total.added_share:.3%}")  # fmt: skip
        for what, gaps in (("misses", each.missing), ("adds", each.added)):
            for gap in sorted(gaps, key=len, reverse=True)[:3]:
                print(f"    {what} {len(gap)}: {' '.join(gap.split())[:_EXCERPT]}")
    print_result("coverage", _metrics(files), {"files": len(files)}, {})


if __name__ == "__main__":
    main()
