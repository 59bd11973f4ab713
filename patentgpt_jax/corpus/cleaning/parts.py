"""The texts of a record, one by one: to change them, to count them, to show where two records differ."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from patentgpt_jax.corpus.record import Claim, Record, Section, Translation

Texts = TypeVar("Texts", Record, Translation)


def texts(record: Record | Translation) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of everything that is read in `record`, translations included.

    Parts look like `title`, `abstract`, `background`, `background heading`, `claim 3`, and for a
    translation `de: claim 3`. The same parts come in the same order for records of the same shape.
    """
    yield "title", record.title
    yield "abstract", record.abstract
    for section in record.sections:
        yield f"{section.kind} heading", section.heading
        yield section.kind, section.text
    for claim in record.claims:
        yield f"claim {claim.number}", claim.text
    for translation in record.translations if isinstance(record, Record) else ():
        for part, text in texts(translation):
            yield f"{translation.language}: {part}", text


def text_bytes(record: Record | Translation) -> int:
    """Bytes of all texts of `record` in UTF-8."""
    return sum(len(text) if text.isascii() else len(text.encode()) for _, text in texts(record))


def map_texts(record: Texts, function: Callable[[str], str]) -> Texts:
    """`record` with `function` applied to each of its texts; the same object where none changed."""
    changes: dict[str, object] = {}
    for name in ("title", "abstract"):
        old = getattr(record, name)
        if (new := function(old)) != old:
            changes[name] = new
    sections = tuple(_section(each, function) for each in record.sections)
    if any(new is not old for new, old in zip(sections, record.sections, strict=True)):
        changes["sections"] = sections
    claims = tuple(_claim(each, function) for each in record.claims)
    if any(new is not old for new, old in zip(claims, record.claims, strict=True)):
        changes["claims"] = claims
    if isinstance(record, Record):
        translations = tuple(map_texts(each, function) for each in record.translations)
        if any(new is not old for new, old in zip(translations, record.translations, strict=True)):
            changes["translations"] = translations
    return replace(record, **changes) if changes else record  # type: ignore[arg-type]


def _section(section: Section, function: Callable[[str], str]) -> Section:
    heading, text = function(section.heading), function(section.text)
    same = heading == section.heading and text == section.text
    return section if same else replace(section, heading=heading, text=text)


def _claim(claim: Claim, function: Callable[[str], str]) -> Claim:
    text = function(claim.text)
    return claim if text == claim.text else replace(claim, text=text)
