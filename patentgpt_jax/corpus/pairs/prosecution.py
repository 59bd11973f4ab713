"""Claims as filed beside the claims as granted: what examination changed, and what it cost.

The application and the grant of one invention are published apart; joined by the application number
they show which claims were rejected as filed and which were accepted. That makes a preference source
without annotators: the claims as granted are preferred to those as filed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from patentgpt_jax.corpus.pairs.alignment import WordedClaim, align
from patentgpt_jax.corpus.pairs.merging import inserted_pairs, merged_claims
from patentgpt_jax.corpus.pairs.stages import is_correction, stage
from patentgpt_jax.corpus.pairs.words import claim_words, common_places
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

    granted: int  # number of the claim
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
    before, after = _standing(filed), _standing(granted)
    words_before, words_after = ([claim_words(each.text) for each in claims] for claims in (before, after))
    origins = align(_worded(before, words_before), _worded(after, words_after))
    aligned = _aligned(before, words_before, after, words_after, origins)
    kept, total = sum(each.words_kept for each in aligned), sum(map(len, words_before))
    inserted = sum(each.words_inserted for each in aligned)
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
        dropped=tuple(each.number for place, each in enumerate(before) if place not in set(origins)),
        words_kept=kept,
        words_inserted=inserted,
        words_deleted=total - kept,
        similarity=_similarity(kept, total, kept + inserted),
    )


def _worded(claims: Sequence[Claim], words: Sequence[list[str]]) -> list[WordedClaim]:
    return [WordedClaim(each, not claim.depends_on) for claim, each in zip(claims, words, strict=True)]


def _texts(claims: Sequence[Claim]) -> tuple[ClaimText, ...]:
    return tuple(ClaimText(each.number, each.text, each.depends_on) for each in claims)


def _aligned(
    before: Sequence[Claim],
    words_before: Sequence[list[str]],
    after: Sequence[Claim],
    words_after: Sequence[list[str]],
    origins: Sequence[int | None],
) -> list[AlignedClaim]:
    """The statistics of each granted claim, then what the independent ones took up."""
    kept = [
        [] if origin is None else common_places(words_before[origin], words)
        for origin, words in zip(origins, words_after, strict=True)
    ]
    lengths = [0 if origin is None else len(words_before[origin]) for origin in origins]
    similar = [
        _similarity(len(each), length, len(words)) if origin is not None else 0.0
        for each, length, words, origin in zip(kept, lengths, words_after, origins, strict=True)
    ]
    unchanged = {origin for origin, each in zip(origins, similar, strict=True) if each >= SUBSTANTIAL}
    gone = [place for place in range(len(before)) if place not in unchanged]
    return [
        AlignedClaim(
            granted=claim.number,
            filed=0 if origin is None else before[origin].number,
            words_kept=len(kept[place]),
            words_inserted=len(words_after[place]) - len(kept[place]),
            words_deleted=lengths[place] - len(kept[place]),
            similarity=similar[place],
            substantially_amended=similar[place] < SUBSTANTIAL,
            merged_from=_merged(before, claim, origin, gone, words_after[place], kept[place]),
        )
        for place, (claim, origin) in enumerate(zip(after, origins, strict=True))
    ]


def _merged(
    before: Sequence[Claim],
    claim: Claim,
    origin: int | None,
    gone: Sequence[int],
    words: Sequence[str],
    kept: Sequence[int],
) -> tuple[int, ...]:
    if origin is None or claim.depends_on or len(kept) == len(words):
        return ()
    candidates = [place for place in gone if place != origin]
    found = merged_claims(before, origin, candidates, inserted_pairs(words, kept))
    return tuple(before[place].number for place in found)


def _similarity(kept: int, filed: int, granted: int) -> float:
    return 2 * kept / (filed + granted) if filed + granted else 1.0
