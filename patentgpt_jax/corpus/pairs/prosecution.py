"""Claims as filed beside the claims as granted: what examination changed, and what it cost.

The application and the grant of one invention are published apart; joined by the application number
they show which claims were rejected as filed and which were accepted. That makes a preference source
without annotators: the claims as granted are preferred to those as filed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from patentgpt_jax.corpus.pairs.alignment import align
from patentgpt_jax.corpus.pairs.merging import inserted_pairs, merged_claims
from patentgpt_jax.corpus.pairs.stages import is_correction, stage
from patentgpt_jax.corpus.pairs.words import WordedClaim, claim_words, common_places
from patentgpt_jax.corpus.record import Claim, Record

SUBSTANTIAL = 0.9
"""A claim is substantially amended if it is less similar than this to the one that it came from."""


@dataclass(frozen=True)
class ClaimText:
    """A claim that is not cancelled."""

    number: int
    text: str
    depends_on: tuple[int, ...]


@dataclass(frozen=True)
class AlignedClaim:
    """A granted claim, the filed claim that it came from, and the words that they share.

    `similarity` is twice the words kept over the words of both claims. The numbers of claims that a claim
    refers to count as kept words even where they changed.
    """

    granted: int  # the claim's number
    filed: int  # 0: the claim is new
    words_kept: int
    words_inserted: int
    words_deleted: int
    similarity: float
    substantially_amended: bool  # a new claim is
    merged_from: tuple[int, ...]  # filed claims whose text this independent claim took up


@dataclass(frozen=True)
class Amendment:
    """The claims of one application as filed and as granted; cancelled claims are left out.

    Words kept and deleted are those of the claims as filed, words kept and inserted those as granted.
    """

    application_number: str
    filing_date: str
    office: str
    language: str
    title: str  # with the abstract as in the application
    abstract: str
    filed_publication: str
    filed_publication_date: str
    granted_publication: str
    granted_publication_date: str
    filed_claims: tuple[ClaimText, ...]
    granted_claims: tuple[ClaimText, ...]
    aligned: tuple[AlignedClaim, ...]  # one for each granted claim, in their order
    dropped: tuple[int, ...]  # filed claims that none of the granted ones came from
    words_kept: int
    words_inserted: int
    words_deleted: int
    similarity: float


def join_key(record: Record) -> str:
    """What the publications of one application have in common: `NUMBER@DATE`, as for clusters.

    Empty for what no pair can be made of: no application number, no stage, no claims that stand.
    """
    if not record.application_number or not stage(record) or not _standing(record):
        return ""
    return f"{record.application_number}@{record.filing_date}"


def pairs(records: Iterable[Record]) -> list[Amendment]:
    """What became of the claims of one application, whose publications `records` are.

    As filed are the claims of the earliest publication, but a corrected one goes before it: it says what
    should have been printed. As granted are those of the latest patent, in Europe as opposition or
    limitation left them. There is one result for each office and language with both; their order does
    not depend on that of the records.
    """
    groups: defaultdict[tuple[str, str], dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if join_key(record):
            groups[record.office, record.language][stage(record)].append(record)
    return [
        _amendment(min(group["filed"], key=_filed_order), max(group["granted"], key=_granted_order))
        for _, group in sorted(groups.items())
        if group["filed"] and group["granted"]
    ]


def _filed_order(record: Record) -> tuple[bool, str, int, str, str, str]:
    date = record.publication_date or "9999"
    number = record.publication_number
    return (not is_correction(record), date, -len(record.claims), number, record.source, record.path)


def _granted_order(record: Record) -> tuple[str, int, str, str, str]:
    number = record.publication_number
    return (record.publication_date, len(record.claims), number, record.source, record.path)


def _standing(record: Record) -> list[Claim]:
    return [claim for claim in record.claims if not claim.cancelled and claim.text]


def _amendment(filed: Record, granted: Record) -> Amendment:
    before, after = (
        [WordedClaim(claim, claim_words(claim.text)) for claim in _standing(each)]
        for each in (filed, granted)
    )
    origins = align(before, after)
    aligned = _aligned(before, after, origins)
    kept = sum(each.words_kept for each in aligned)
    total, inserted = sum(len(each.words) for each in before), sum(each.words_inserted for each in aligned)
    return Amendment(
        application_number=filed.application_number,
        filing_date=filed.filing_date,
        office=filed.office,
        language=filed.language,
        title=filed.title or granted.title,
        abstract=filed.abstract or granted.abstract,
        filed_publication=filed.publication_number,
        filed_publication_date=filed.publication_date,
        granted_publication=granted.publication_number,
        granted_publication_date=granted.publication_date,
        filed_claims=_texts(before),
        granted_claims=_texts(after),
        aligned=tuple(aligned),
        dropped=tuple(each.claim.number for place, each in enumerate(before) if place not in set(origins)),
        words_kept=kept,
        words_inserted=inserted,
        words_deleted=total - kept,
        similarity=_similarity(kept, total, kept + inserted),
    )


def _texts(claims: Sequence[WordedClaim]) -> tuple[ClaimText, ...]:
    return tuple(ClaimText(each.number, each.text, each.depends_on) for each, _ in claims)


def _aligned(
    before: Sequence[WordedClaim], after: Sequence[WordedClaim], origins: Sequence[int | None]
) -> list[AlignedClaim]:
    """The statistics of each granted claim, then what the independent ones took up."""
    places = [
        [] if origin is None else common_places(before[origin].words, each.words)
        for origin, each in zip(origins, after, strict=True)
    ]
    rows = [
        _row(None if origin is None else before[origin], each, len(kept))
        for origin, each, kept in zip(origins, after, places, strict=True)
    ]
    unchanged = {origin for origin, row in zip(origins, rows, strict=True) if not row.substantially_amended}
    gone = [place for place in range(len(before)) if place not in unchanged]
    filed = [each.claim for each in before]
    for place, (origin, each) in enumerate(zip(origins, after, strict=True)):
        if origin is not None and not each.claim.depends_on and rows[place].words_inserted:
            candidates = [other for other in gone if other != origin]
            found = merged_claims(filed, origin, candidates, inserted_pairs(each.words, places[place]))
            rows[place] = replace(rows[place], merged_from=tuple(filed[other].number for other in found))
    return rows


def _row(filed: WordedClaim | None, granted: WordedClaim, kept: int) -> AlignedClaim:
    before, after = len(filed.words) if filed else 0, len(granted.words)
    similarity = _similarity(kept, before, after) if filed else 0.0
    return AlignedClaim(
        granted=granted.claim.number,
        filed=filed.claim.number if filed else 0,
        words_kept=kept,
        words_inserted=after - kept,
        words_deleted=before - kept,
        similarity=similarity,
        substantially_amended=similarity < SUBSTANTIAL,
        merged_from=(),
    )


def _similarity(kept: int, filed: int, granted: int) -> float:
    return 2 * kept / (filed + granted) if filed + granted else 1.0
