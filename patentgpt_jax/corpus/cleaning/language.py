"""Every text under the language that it is in: the record's, or that of one of its translations.

Tags of languages lie: all Chinese files that were looked at call themselves English. What is surely in
another language than the record's is moved to a translation of that language, so that nothing is lost.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from patentgpt_jax.corpus.cleaning.config import CleaningConfig, split_names
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.languages import identify
from patentgpt_jax.corpus.record import Claim, Record, Section, Translation


def make_language(config: CleaningConfig) -> Filter:
    """The filter that puts texts under their languages, and keeps `config.languages` where it names any."""
    kept = split_names(config.languages)

    def language(record: Record) -> Record | Removed:
        record = sort_languages(record)
        if not kept:
            return record
        if record.language not in kept:
            return Removed("language")
        translations = tuple(each for each in record.translations if each.language in kept)
        return record if translations == record.translations else replace(record, translations=translations)

    return language


def sort_languages(record: Record) -> Record:
    """`record` with the language of most of its text, and what is in another one under its translations.

    A part of which the language is not sure stays where it is, as does a claim among such claims; one
    between claims of another language goes with them.
    """
    title, abstract = identify(record.title), identify(record.abstract)
    sections = [identify(each.text) for each in record.sections]
    claims = _claim_languages(record.claims)
    sizes: Counter[str] = Counter()
    for text, found in _sized(record, title, abstract, sections, claims):
        sizes[found] += len(text.encode())
    language = record.language
    if sizes:
        most = max(sizes, key=lambda each: (sizes[each], each))
        if most and 2 * sizes[most] > sizes.total():
            language = most
    stays = {language, ""}
    if language == record.language and stays.issuperset((title, abstract, *sections, *claims)):
        return record
    translations = list(record.translations)
    for other in sorted({title, abstract, *sections, *claims} - stays):
        moved = Translation(
            other,
            record.title if title == other else "",
            record.abstract if abstract == other else "",
            tuple(each for each, found in zip(record.sections, sections, strict=True) if found == other),
            tuple(each for each, found in zip(record.claims, claims, strict=True) if found == other),
        )
        translations = merge(translations, moved)
    own = replace(
        record,
        language=language,
        title=record.title if title in stays else "",
        abstract=record.abstract if abstract in stays else "",
        sections=tuple(e for e, found in zip(record.sections, sections, strict=True) if found in stays),
        claims=tuple(e for e, found in zip(record.claims, claims, strict=True) if found in stays),
    )
    return _filled(own, translations)


def _sized(
    record: Record, title: str, abstract: str, sections: list[str], claims: list[str]
) -> Iterator[tuple[str, str]]:
    yield record.title, title
    yield record.abstract, abstract
    yield from ((each.text, found) for each, found in zip(record.sections, sections, strict=True))
    yield from ((each.text, found) for each, found in zip(record.claims, claims, strict=True))


def _claim_languages(claims: tuple[Claim, ...]) -> list[str]:
    """Of each claim; where it is not sure, that of the claims around it.

    Between claims of two languages it goes with the later ones where the numbers begin again with it, and
    is left unsure elsewhere.
    """
    found = [identify(each.text) for each in claims]
    sure = [place for place, each in enumerate(found) if each]
    for place, claim in enumerate(claims):
        if not sure or found[place]:
            continue
        later = bisect_left(sure, place)
        before, after = sure[max(later - 1, 0) : later], sure[later : later + 1]
        if before and after and claim.number <= claims[before[0]].number:
            before = []
        around = {found[other] for other in before + after}
        if len(around) == 1:
            found[place] = around.pop()
    return found


def merge(translations: list[Translation], added: Translation) -> list[Translation]:
    """`translations` with the parts of `added` in those of its language that lack them.

    What would overwrite something stands in a translation of its own.
    """
    merged = []
    for each in translations:
        if each.language == added.language:
            each, added = _joined(each, added)
        merged.append(each)
    return [*merged, added] if added != Translation(added.language) else merged


def _joined(old: Translation, new: Translation) -> tuple[Translation, Translation]:
    """The two with what `old` lacks taken from `new`, and what is left of that."""
    title, abstract = old.title or new.title, old.abstract or new.abstract
    sections: tuple[Section, ...] = old.sections or new.sections
    numbers, known = {each.number for each in old.claims}, set(old.claims)
    clash = any(each.number in numbers and each not in known for each in new.claims)
    more = () if clash else tuple(each for each in new.claims if each not in known)
    claims = tuple(sorted((*old.claims, *more), key=lambda each: each.number)) if more else old.claims
    left = Translation(
        new.language,
        "" if new.title == title else new.title,
        "" if new.abstract == abstract else new.abstract,
        () if new.sections == sections else new.sections,
        new.claims if clash else (),
    )
    return replace(old, title=title, abstract=abstract, sections=sections, claims=claims), left


def _filled(record: Record, translations: list[Translation]) -> Record:
    """`record` with what a translation into its own language has and it lacks; the rest stays there."""
    left = []
    for each in translations:
        if each.language == record.language:
            own = Translation(each.language, record.title, record.abstract, record.sections, record.claims)
            own, each = _joined(own, each)
            record = replace(
                record, title=own.title, abstract=own.abstract, sections=own.sections, claims=own.claims
            )
            if each == Translation(each.language):
                continue
        left.append(each)
    return replace(record, translations=tuple(left))
