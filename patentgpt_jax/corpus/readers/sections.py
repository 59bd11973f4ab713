"""Sections of a description: what a heading announces, and a builder that collects them in order.

Kinds come from two sources. Markup that names the section (a processing instruction, an element) is
trusted, and headings inside it are ordinary lines. Where the markup is silent, or joins background
and summary as the red book's `BRFSUM` does, headings decide.
"""

import re
from dataclasses import dataclass, field

from patentgpt_jax.corpus.record import Section

BRIEF_SUMMARY = "brief_summary"  # a region that holds background and summary, told apart by headings
_OPEN_REGIONS = ("", BRIEF_SUMMARY)

# Elements of ST.36 that name the section that they hold.
CONTAINERS = {
    "technical-field": "technical_field",
    "background-art": "background",
    "disclosure": "summary",
    "description-of-drawings": "drawings",
    "best-mode": "detailed_description",
    "mode-for-invention": "detailed_description",
    "industrial-applicability": "detailed_description",
    "sequence-list-text": "other",
}
# The first that matches wins: "Background and summary" is background, "Brief description of the
# invention" is a summary, "Detailed description of the drawings" is no list of drawings.
_ENGLISH = {
    "cross_reference": r"cross[\s-]*references?|related .*(applications?|patents?)\b|\bpriority\b|co-?pending"
    r"|incorporation by reference|continu(ing|ation)",
    "government_interest": r"\bgovernment|\bfederal",
    "technical_field": r"^(technical )?field(s? of\b| and\b|$)|\b(technical|technological) field|^area of",
    "background": r"background|prior art|(related|conventional|existing) (art|technology)|state of the art",
    "summary": r"\bsummary|^(general )?disclosure|^statement of (the )?invention|\bobjects?\b.*invention"
    r"|^objects?$|brief description of the (present )?invention|solving the problem|^problems? to be solved"
    r"|^(technical )?(problem|solution)|effects? of (the )?(present )?invention|^subject of the invention",
    "detailed_description": r"detailed|embodiments?$|embodiments? of|modes? (for|of)|^(working )?examples?\b"
    r"|industrial applicability",
    "drawings": r"(description|explanation|discription)s? of (the )?(several |accompanying |views? of the )*"
    r"(drawings?|figures?|views?)|^(drawings?|figures?)$",
}
_CHINESE = {
    "technical_field": r"所属技术领域|所属领域|技术领域|发明领域|应用领域",
    "background": r"背景技术|技术背景|发明背景|现有技术",
    "summary": r"发明内容|实用新型内容|新型内容|发明概述|发明的?公开|发明的?概要|内容概要",
    "drawings": r"附图的?简要说明|附图的?简单说明|附图的?说明|图面说明|附图简述",
    "detailed_description": r"(?:具体|最佳|优选)实施方[式案]|工业实用性"
    r"|(?:实施方[式案]|(?:具体)?实施例)(?!\s*\d)",  # one of several, with its number, heads no section
}
_KINDS = [(kind, re.compile(pattern)) for kind, pattern in _ENGLISH.items()]
_KINDS_CHINESE = [(kind, re.compile(pattern)) for kind, pattern in _CHINESE.items()]
_NUMBERING = re.compile(r"^\W*(?:(?:[ivx]+|\d+|[a-h])\s*[.):]\s*)?", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_MAX_HEADING = 120
_LONGEST_UNMARKED_HEADING = 60


def heading_kind(heading: str) -> str:
    """The section kind that a heading announces, "" if it announces none."""
    if len(heading) > _MAX_HEADING:
        return ""
    plain = _NUMBERING.sub("", heading.strip().rstrip(":：.。")).lower()
    if _HAN.search(plain):  # with an English word in parentheses, say, which announces nothing
        return next((kind for kind, pattern in _KINDS_CHINESE if pattern.fullmatch(plain)), "")
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), "")


# In Chinese files most headings are paragraphs. Some stand at the start of one, before a colon or a
# space. "背景技术中的..." is none, even where the printed line ends after the fourth character.
_LEADING = re.compile(
    "^("
    + "|".join(pattern for pattern in _CHINESE.values())
    + r")(?:\s*[:：]\s*|\s+|(?=本发明|本实用新型|本公开|本申请))"
)


def leading_heading(paragraph: str) -> tuple[str, str]:
    """A Chinese paragraph as (the heading that it is or begins with, or "", the rest)."""
    if _HAN.search(paragraph) and heading_kind(paragraph):
        return paragraph, ""
    match = _LEADING.match(paragraph)
    return (match[1], paragraph[match.end() :]) if match else ("", paragraph)


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

    def open_region(self, kind: str) -> None:
        """What follows is of this kind, by the markup; "" or `BRIEF_SUMMARY`: headings decide."""
        self._kind = kind
        self._region += 1
        self._sections.append(_Open(self._region, kind))

    @property
    def headings_decide(self) -> bool:
        """Whether the current region leaves the kind to headings."""
        return self._kind in _OPEN_REGIONS

    def announces(self, paragraph: str) -> bool:
        """Whether a paragraph is a heading without markup: `1. Field of the Invention`."""
        short = self.headings_decide and len(paragraph) <= _LONGEST_UNMARKED_HEADING
        return short and not paragraph.endswith(".") and bool(heading_kind(paragraph))

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
