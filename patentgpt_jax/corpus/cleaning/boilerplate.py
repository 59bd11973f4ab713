"""Filter: the parts that every patent must have and that teach nothing are labelled, and left out if wished.

Most documents announce them by a heading. Here are those that do not: paragraphs that are a
cross-reference to other applications, a statement of government interest, or a list of drawings
(see `boilerplate_wording`), in a section of another kind. They become sections of their own where they
stand; no text is lost by that. Templated text is taken out of corpora because models repeat it (Lee et al.
2022, "Deduplicating Training Data Makes Language Models Better").
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from patentgpt_jax.corpus.cleaning.boilerplate_wording import (
    Figure,
    continues_list,
    drawings_listed,
    introduces_drawings,
    is_cross_reference,
    is_government_interest,
    is_list_of_drawings,
    may_state_government_interest,
)
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter
from patentgpt_jax.corpus.readers.sections import heading_kind
from patentgpt_jax.corpus.record import Record, Section

KINDS = ("cross_reference", "government_interest", "drawings")
_BEGINNING = 3  # paragraphs, of which any may be followed by a cross-reference
_SHORTEST_LIST = 3  # of drawings; two figures in a row are discussed as often as listed
_BEFORE_DETAILS = ("technical_field", "background", "summary")

_Paragraph = tuple[str, str]  # the kind of section that it belongs in, the text


def make_boilerplate(config: CleaningConfig) -> Filter:
    """The filter that labels boilerplate, then drops the sections of `config.sections`, of any kind."""

    def boilerplate(record: Record) -> Record:
        changes: dict[str, object] = {}
        sections = labelled(record.sections, config.sections)
        if sections != record.sections:
            changes["sections"] = sections
        translations = tuple(
            replace(each, sections=labelled(each.sections, config.sections)) for each in record.translations
        )
        if translations != record.translations:
            changes["translations"] = translations
        return replace(record, **changes) if changes else record  # type: ignore[arg-type]

    return boilerplate


def labelled(sections: tuple[Section, ...], dropped: Sequence[str] = ()) -> tuple[Section, ...]:
    """`sections` with boilerplate in sections of its own kind, without those of the `dropped` kinds.

    All other text stays, in its order. What is a list only after a paragraph within it has moved is found
    too, so that a second time changes nothing.
    """
    while True:
        sections = _without(sections, dropped)
        new = _labelled(sections)
        if new == sections:
            return sections
        sections = new


def _without(sections: Sequence[Section], dropped: Sequence[str]) -> tuple[Section, ...]:
    """`sections` without the `dropped` kinds; what one of them had divided is whole again."""
    kept: list[Section] = []
    divided = False
    for each in sections:
        if each.kind in dropped:
            divided = not each.heading
        elif divided and kept and kept[-1].kind == each.kind and not each.heading:
            kept[-1] = replace(kept[-1], text="\n\n".join(filter(None, (kept[-1].text, each.text))))
            divided = False
        else:
            kept.append(each)
            divided = False
    return tuple(kept)


def _labelled(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    lists = not any(each.kind == "drawings" for each in sections)  # else what looks like one is prose
    before = 0  # paragraphs that are not boilerplate
    new: list[Section] = []
    for section in sections:
        if section.kind in KINDS:
            new.append(section)
            continue
        paragraphs = _kinds(section, before, lists)
        ordinary = sum(kind == section.kind for kind, _ in paragraphs)
        before += ordinary if section.text else 0
        new.extend([section] if ordinary == len(paragraphs) else _split(section, paragraphs))
    return tuple(new)


def _kinds(section: Section, before: int, lists: bool) -> list[_Paragraph]:
    """The paragraphs of `section` with their kinds; `before` ordinary paragraphs came before it."""
    kinds: list[_Paragraph] = []
    may_state = may_state_government_interest(section.text)
    for text in section.text.split("\n\n"):
        kind = section.kind
        if may_state and is_government_interest(text):
            kind = "government_interest"
        elif (before < _BEGINNING or kind in _BEFORE_DETAILS) and is_cross_reference(text):
            kind = "cross_reference"
        before += kind == section.kind and text != ""  # a section may be a heading alone
        kinds.append((kind, text))
    return _with_lists(section.kind, kinds) if lists else kinds


def _with_lists(kind: str, paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    """`paragraphs` with those of lists of drawings, and what introduces them, given that kind."""
    indices = [index for index, each in enumerate(paragraphs) if each[0] == kind]
    marks = _lists([paragraphs[index][1] for index in indices])
    new = list(paragraphs)
    for index, marked in zip(indices, marks, strict=True):
        if marked:
            new[index] = ("drawings", paragraphs[index][1])
    return new


def _lists(texts: list[str]) -> list[bool]:
    """Which of the paragraphs `texts` are lists of drawings or belong to one."""
    marks = [is_list_of_drawings(each) for each in texts]
    figures = [drawings_listed(each) for each in texts]
    end = 0
    for start in range(len(texts)):
        if start < end or not figures[start]:
            continue
        end = start + 1
        while end < len(texts) and (figures[end] or continues_list(texts[end])):
            end += 1
        introduced = start > 0 and _leads_to_list(texts[start - 1])
        if _is_list([each for listed in figures[start:end] for each in listed], introduced):
            marks[start - introduced : end] = [True] * (end - start + introduced)
    return marks


def _is_list(figures: list[Figure], introduced: bool) -> bool:
    """Whether these figures in this order are a list of a document's drawings, not part of a discussion."""
    whole = bool(figures) and figures[0][0] == 1 and len(set(figures)) == len(figures)
    return whole and figures == sorted(figures) and len(figures) >= (2 if introduced else _SHORTEST_LIST)


def _leads_to_list(paragraph: str) -> bool:
    return introduces_drawings(paragraph) or heading_kind(paragraph) == "drawings"


def _split(section: Section, paragraphs: list[_Paragraph]) -> list[Section]:
    """The sections that `section` becomes; its heading stays before them."""
    sections = [
        Section(kind, "", "\n\n".join(text for _, text in group))
        for kind, group in groupby(paragraphs, itemgetter(0))
    ]
    if not section.heading:
        return sections
    if sections[0].kind == section.kind:
        return [replace(sections[0], heading=section.heading), *sections[1:]]
    return [Section(section.kind, section.heading, ""), *sections]
