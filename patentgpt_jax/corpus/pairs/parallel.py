"""Texts in two languages: of one document that gives both, and of the members of a family.

A European patent prints its title and its claims in three languages (Art. 14(6) EPC), an international
application its title and its abstract also in English and French (Rule 48.3 PCT): these are translations.
What other documents give in a second language was mostly written by an abstracting service, and members
of a family are drafted anew for each office: these are equivalents, which say the same in their own way.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from patentgpt_jax.corpus.pairs.sanity import fault, length_ratio
from patentgpt_jax.corpus.record import Claim, Record, Section, Translation

_TRANSLATING = ("EP", "WO")
_TELLS_CLASS = re.compile(
    r"\s*\bThe (?:present )?(?:patent|invention|utility model|application) "
    r"(?:refers|relates|pertains|belongs) to the (?:technical )?field of "
    r"(?:'[^\n]{1,300}?'|\"[^\n]{1,300}?\"|‘[^\n]{1,300}?’|“[^\n]{1,300}?”)(?!\w)\s*[.;]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ParallelText:
    """A text and what it is in another language.

    `part` is `title`, `abstract`, `claim` or the kind of a section; `number` is that of the claim, or
    of the paragraph in its section.
    """

    origin: str  # document, family
    relation: str  # translation, equivalent
    part: str
    number: int  # 0 for titles and abstracts
    source_language: str
    target_language: str
    source_text: str
    target_text: str
    source_publication: str
    target_publication: str
    length_ratio: float  # characters of the target for each of the source


def within(record: Record) -> list[ParallelText]:
    """What `record` gives in its own language and in others: titles, abstracts, claims, paragraphs.

    Claims are paired where both sets have the same numbers and almost all refer to the same claims;
    paragraphs where both descriptions have the same sections and the section as many paragraphs. Of
    several sets of claims (for several states) each is paired with that of its place.
    """
    if not record.language:
        return []
    own = Translation(record.language, record.title, record.abstract, record.sections, record.claims)
    others = [each for each in record.translations if each.language not in ("", record.language)]
    further = [each.claims for each in record.translations if each.language == record.language]
    relation = "translation" if record.office in _TRANSLATING else "equivalent"
    places: defaultdict[str, int] = defaultdict(int)
    found: list[ParallelText] = []
    for each in others:
        sets, place = [own.claims, *further], places[each.language]
        claims = sets[place] if place < len(sets) else ()
        places[each.language] += bool(each.claims)
        texts = [*_headers(own, each), *_claims(claims, each.claims), *_paragraphs(own, each)]
        for text in texts:
            found += _checked("document", relation, text, record, record, own.language, each.language)
    return found


def between(records: Iterable[Record]) -> list[ParallelText]:
    """Equivalents in the languages of the members of one family, whose publications `records` are.

    For two languages each part is paired once: members that are publications of one application go
    first, then the earliest. Claims need members with as many claims that refer to each other alike. The
    result does not depend on the order of the records.
    """
    members: defaultdict[str, list[Record]] = defaultdict(list)
    for record in sorted(records, key=_order):
        if record.language and record.document_type != "text":
            members[record.language].append(record)
    found: list[ParallelText] = []
    for source, target in combinations(sorted(members), 2):
        for part in ("title", "abstract", "claim"):
            one, other = (
                [(_key(each, part), each) for each in members[language]] for language in (source, target)
            )
            for first, second in _chosen(one, other):
                for text in _family_texts(first, second, part):
                    found += _checked("family", "equivalent", text, first, second, source, target)
    return found


Text = tuple[str, int, str, str]  # part, number, source, target


def _order(record: Record) -> tuple[str, str, str, str]:
    date = record.publication_date or "9999"
    return (date, record.publication_number, record.source, record.path)


def _key(record: Record, part: str) -> object:
    """What two members must have in common to be paired in `part`; empty for a member without it."""
    if part == "claim":
        return _tree(_standing(record.claims))
    return bool(record.title if part == "title" else record.abstract)


def _chosen(
    one: Sequence[tuple[object, Record]], other: Sequence[tuple[object, Record]]
) -> list[tuple[Record, Record]]:
    """The pair of members to take, in a list of one, or none."""
    first: dict[object, Record] = {}
    of_application: dict[object, Record] = {}
    for key, each in other:
        first.setdefault(key, each)
        of_application.setdefault((key, each.application_number), each)
    usable = [(key, each) for key, each in one if key and key in first]
    for key, each in usable:
        if each.application_number and (key, each.application_number) in of_application:
            return [(each, of_application[key, each.application_number])]
    return [(usable[0][1], first[usable[0][0]])] if usable else []


def _family_texts(one: Record, other: Record, part: str) -> Iterator[Text]:
    if part == "claim":
        for first, second in zip(_standing(one.claims), _standing(other.claims), strict=True):
            yield "claim", first.number, first.text, second.text
    else:
        yield part, 0, getattr(one, part), getattr(other, part)


def _headers(one: Translation, other: Translation) -> Iterator[Text]:
    yield "title", 0, one.title, other.title
    yield "abstract", 0, one.abstract, other.abstract


def _claims(one: Sequence[Claim], other: Sequence[Claim]) -> Iterator[Text]:
    """Claims by their numbers; a reference is misprinted now and then, and such a claim is left out."""
    one, other = _standing(one), _standing(other)
    if [each.number for each in one] != [each.number for each in other]:
        return
    alike = [
        (first, second)
        for first, second in zip(one, other, strict=True)
        if first.depends_on == second.depends_on
    ]
    if len(one) - len(alike) <= max(1, len(one) // 10):
        for first, second in alike:
            yield "claim", first.number, first.text, second.text


def _paragraphs(one: Translation, other: Translation) -> Iterator[Text]:
    if [each.kind for each in one.sections] != [each.kind for each in other.sections]:
        return
    for first, second in zip(one.sections, other.sections, strict=True):
        ours, theirs = _split(first), _split(second)
        if len(ours) == len(theirs):
            for place, (paragraph, translated) in enumerate(zip(ours, theirs, strict=True), 1):
                yield first.kind, place, paragraph, translated


def _split(section: Section) -> list[str]:
    return [each for each in section.text.split("\n\n") if each.strip()]


def _standing(claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if not claim.cancelled]


def _tree(claims: Sequence[Claim]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    return tuple((each.number, each.depends_on) for each in claims)


def without_class(abstract: str) -> str:
    """The abstract without the sentence that names its class in the IPC, "The patent refers to the field of
    '...'", which would give the answer to a question away.
    """
    return _TELLS_CLASS.sub("", abstract).strip()


def _checked(
    origin: str, relation: str, text: Text, one: Record, other: Record, source: str, target: str
) -> Iterator[ParallelText]:
    """The row of `text`, unless it is empty or no translation for some reason."""
    part, number, first, second = text
    if part == "abstract":
        first, second = without_class(first), without_class(second)
    first, second = first.strip(), second.strip()
    if first and second and not fault(first, source, second, target, equivalent=relation == "equivalent"):
        yield ParallelText(
            origin=origin,
            relation=relation,
            part=part,
            number=number,
            source_language=source,
            target_language=target,
            source_text=first,
            target_text=second,
            source_publication=one.publication_number,
            target_publication=other.publication_number,
            length_ratio=length_ratio(first, second),
        )
