"""Sections of a description: what a heading announces, and a builder that collects them in order.

Kinds come from two sources. Markup that names the section (a processing instruction, an element) is
trusted, and headings inside it are ordinary lines. Where the markup is silent, or joins background
and summary as the red book's `BRFSUM` does, headings decide.
"""

import contextlib
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from patentgpt_jax.corpus.readers.headingwords import CHINESE, CHINESE_HEADING, FRENCH, GERMAN, NUMBER
from patentgpt_jax.corpus.readers.xmltext import Instruction
from patentgpt_jax.corpus.record import Section

BRIEF_SUMMARY = "brief_summary"  # a region that holds background and summary, told apart by headings
_OPEN_REGIONS = ("", BRIEF_SUMMARY)

# Elements of ST.36 that name the section that they hold; `summary` and `detailed-desc` are LexisNexis's.
CONTAINERS = {
    "technical-field": "technical_field",
    "background-art": "background",
    "disclosure": "summary",
    "tech-problem": "summary",
    "tech-solution": "summary",
    "advantageous-effects": "summary",
    "summary": "summary",
    "detailed-desc": "detailed_description",
    "description-of-drawings": "drawings",
    "best-mode": "detailed_description",
    "mode-for-invention": "detailed_description",
    "industrial-applicability": "detailed_description",
    "sequence-list-text": "other",
    "related-apps": "cross_reference",  # of LexisNexis
}
# Processing instructions of the red book that stand at both ends of a section: `<?BRFSUM end="lead"?>`.
_INSTRUCTIONS = {
    "RELAPP": "cross_reference",
    "cross-reference-to-related-applications": "cross_reference",
    "GOVINT": "government_interest",
    "federal-research-statement": "government_interest",
    "BRFSUM": BRIEF_SUMMARY,
    "summary-of-invention": BRIEF_SUMMARY,
    "background-of-invention": "background",
    "brief-description-of-drawings": "drawings",
    "DETDESC": "detailed_description",
    "detailed-description": "detailed_description",
}
# The first that matches wins: "Background and summary" is background, "Brief description of the
# invention" is a summary, "Detailed description of the drawings" is no list of drawings.
_ENGLISH = {
    "cross_reference": r"cross[\s-]*references?|related .*(applications?|patents?)\b|\bpriority\b|co-?pending"
    r"|incorporation by reference|continu(ing|ation)",
    "government_interest": r"\bgovernment|\bfederal",
    "technical_field": r"^(technical )?field(s? of\b| and\b|$)|\b(technical|technological) field|^area of",
    "background": r"background|prior[ -]art|state of the art"
    r"|(related|conventional|existing) (art|technology)",
    "summary": r"\bsummary|^(general )?disclosure|^statement of (the )?invention|\bobjects?\b.*invention"
    r"|^objects?$|brief description of the (present )?invention|solving the problem|^problems? to be solved"
    r"|^(technical )?(problem|solution)|effects? of (the )?(present )?invention|^subject of the invention"
    r"|^advantageous effects?|^general description of the (present )?invention",
    "detailed_description": r"detailed|embodiments?$|embodiments? of|mode(s|\(s\))? (for|of)"
    r"|^(working )?examples?\b|industrial applicability|^botanical description"
    r"|^experimental( (part|section|procedures?))?$",
    "drawings": r"(description|explanation|discription)s? of (the )?(several |accompanying |views? of the )*"
    r"(drawings?|figures?|views?)|^(drawings?|figures?)$|^list of (drawings|figures)"
    r"|description of (the )?(photographs?|illustrations?)$",
}


def _compiled(patterns: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(pattern)) for kind, pattern in patterns.items()]


_KINDS = _compiled(_ENGLISH) + _compiled(GERMAN) + _compiled(FRENCH)
_KINDS_CHINESE = _compiled(CHINESE)
_NUMBERING = re.compile(rf"^[^\w（(]*(?:(?:{NUMBER})\s*)?\W*", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_MAX_HEADING = 120
_LONGEST_UNMARKED_HEADING = 60


def heading_kind(heading: str) -> str:
    """The section kind that a heading announces, "" if it announces none.

    Headings are known in English, German, French and Chinese, numbered or in brackets.
    """
    return _kind(heading) if len(heading) <= _MAX_HEADING else ""  # so that no long text is kept


@functools.lru_cache(maxsize=4096)  # most headings are those of other patents
def _kind(heading: str) -> str:
    plain = _NUMBERING.sub("", heading.strip().rstrip(":：.。]］】》> ")).lower().replace("’", "'")
    if _HAN.search(plain):  # with an English word in parentheses, say, which announces nothing
        plain = "".join(plain.split())  # 技 术 领 域
        return next((kind for kind, pattern in _KINDS_CHINESE if pattern.fullmatch(plain)), "")
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), "")


# In Chinese files most headings are paragraphs, and some stand at the start of one.
_LEADING = re.compile("^" + CHINESE_HEADING, re.IGNORECASE)


def leading_heading(paragraph: str) -> tuple[str, str]:
    """A Chinese paragraph as (the heading that it is or begins with, or "", the rest)."""
    if _HAN.search(paragraph) and heading_kind(paragraph):
        return paragraph, ""
    match = _LEADING.match(paragraph)
    if not match:
        return "", paragraph
    heading = match["inside"] or (match["number"] or "") + (match["words"] or match["formal"])
    return heading, paragraph[match.end() :]


@dataclass
class _Open:
    region: int
    kind: str  # "" or BRIEF_SUMMARY until a heading, or `finish`, decides
    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)


class SectionBuilder:
    """Collects headings and paragraphs in document order; `finish` gives the sections."""

    def __init__(self) -> None:
        self._sections = [_Open(0, "")]
        self._kind = ""
        self._region = 0

    def follow(self, instruction: Instruction) -> None:
        """Open or close the region of an instruction; those that say nothing of sections change nothing."""
        if instruction.target in _INSTRUCTIONS:
            self.open_region(_INSTRUCTIONS[instruction.target] if 'end="lead"' in instruction.data else "")

    def open_region(self, kind: str) -> None:
        """What follows is of this kind, by the markup; "" or `BRIEF_SUMMARY`: headings decide."""
        self._kind = kind
        self._region += 1
        self._sections.append(_Open(self._region, kind))

    @contextlib.contextmanager
    def region(self, kind: str) -> Iterator[None]:
        """What is added within is of this kind; what follows is again of the kind before."""
        before = self._kind
        self.open_region(kind)
        yield
        self.open_region(before)

    @property
    def headings_decide(self) -> bool:
        """Whether the current region leaves the kind to headings."""
        return self._kind in _OPEN_REGIONS

    def announces(self, paragraph: str) -> bool:
        """Whether a paragraph is a heading without markup: `1. Field of the Invention`."""
        short = self.headings_decide and len(paragraph) <= _LONGEST_UNMARKED_HEADING
        return short and not paragraph.endswith((".", ",", ";")) and bool(heading_kind(paragraph))

    def add(self, content: str, is_heading: bool) -> None:
        """A heading, by its markup or because it announces a section; or else a paragraph."""
        if content and (is_heading or self.announces(content)):
            self.heading(content)
        else:
            self.paragraph(content)

    def heading(self, text: str) -> None:
        """A heading: begins a section where headings decide and it announces another kind."""
        current = self._sections[-1]
        kind = heading_kind(text) if self.headings_decide else ""
        if kind and kind != current.kind:
            self._sections.append(_Open(self._region, kind, text))
        elif not current.heading and not current.paragraphs:
            current.heading = text
        else:
            self.paragraph(text)

    def paragraph(self, text: str) -> None:
        """A paragraph, or another piece of text that is not lost."""
        if text:
            self._sections[-1].paragraphs.append(text)

    def finish(self) -> tuple[Section, ...]:
        """The sections that have a heading or text, in document order."""
        decided = {each.region for each in self._sections if each.kind not in _OPEN_REGIONS}
        sections = []
        for each in self._sections:
            kind = each.kind
            if kind == BRIEF_SUMMARY:  # before the first heading that decides; or there was none
                kind = "background" if each.region in decided else "summary"
            if each.heading or each.paragraphs:
                sections.append(Section(kind or "other", each.heading, "\n\n".join(each.paragraphs)))
        return tuple(sections)
