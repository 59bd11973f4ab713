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
_GERMAN = {
    "cross_reference": r"querverweis|^(verweis|bezugnahme|bezug|hinweis) auf .*anmeldung|verwandte (patent)?anmeldung",
    "technical_field": r"^(technisches |technischer )?(anwendungs|fach)?(gebiet|bereich)( der| dieser|$)"
    r"|technisches (anwendungs)?gebiet",
    "background": r"stand der technik|hintergrund",
    "drawings": r"(?<!ausführliche )(?<!detaillierte )beschreibung der (beigefügten |beiliegenden |anliegenden )*"
    r"(zeichnung|figur|abbildung)|kurze (figuren|zeichnungs)beschreibung|figurenübersicht"
    r"|^(zeichnung|figur|abbildung)(en)?$|erläuterung der (zeichnung|figur)",
    "detailed_description": r"ausführliche|detaillierte|ausführungs(beispiel|form)|beste[rn]? (weg|art|ausführung)"
    r"|wege? (zur|der) ausführung|^(vergleichs)?beispiele?\b|gewerbliche (anwendbarkeit|verwertbarkeit)"
    r"|experimenteller teil|^(figuren|zeichnungs)beschreibung|detailbeschreibung|bevorzugte ausführung",
    "summary": r"zusammenfassung|darstellung der erfindung|offenbarung|^kurz(e )?beschreibung der erfindung"
    r"|^(allgemeine )?beschreibung der erfindung|^(technische[rs]? )?(aufgabe|lösung|problem)\b|aufgabenstellung"
    r"|^(gegenstand|wesen|vorteile?|ziel) der (vorliegenden )?erfindung",
}
_FRENCH = {
    "cross_reference": r"r[ée]f[ée]rences? (crois[ée]es?|aux? demandes?)|demandes? (apparent|connexe|li[ée]e)",
    "technical_field": r"^(domaine|champ|secteur) (technique|de|d')|^domaine$|domaine technique",
    "background": r"[ée]tat (ant[ée]rieur )?de (la technique|l'art)|arri[èe]re-? ?plan|(art|technique) ant[ée]rieure?"
    r"|^contexte",
    "detailed_description": r"d[ée]taill[ée]e?\b|modes? (pr[ée]f[ée]r[ée]s? )?de r[ée]alisation"
    r"|formes? (pr[ée]f[ée]r[ée]es? )?de r[ée]alisation|mani[èe]res? de r[ée]aliser|modes? d'ex[ée]cution"
    r"|^exemples?\b|applications? industrielles?|possibilit[ée]s? d'application|partie exp[ée]rimentale",
    "drawings": r"(description|pr[ée]sentation|l[ée]gende)( br[èe]ve| sommaire)? des (dessins|figures|planches)"
    r"|^(dessins?|figures?)$|liste des figures",
    "summary": r"r[ée]sum[ée]\b|sommaire|expos[ée] (g[ée]n[ée]ral |succinct )?de l'invention|divulgation"
    r"|(description|pr[ée]sentation)( g[ée]n[ée]rale)? de l'invention|^(objets?|buts?) (de|et)\b"
    r"|^(probl[èe]me|solution) technique|avantages? de l'invention",
}
# In simplified and in traditional characters.
_CHINESE = {
    "technical_field": "(?:所属|所屬)之?(?:技[术術])?[领領]域|技[术術][领領]域|(?:发明|發明|应用|應用)[领領]域"
    "|(?:发明|發明|实用新型|新型)所[属屬]之?技[术術][领領]域",
    "background": "背景技[术術]|技[术術]背景|(?:发明|發明)背景|(?:现有|現有|先前|習知|已有)技[术術]",
    "summary": "(?:发明|發明|实用新型|新型)(?:的|之)?(?:[内內]容|概述|公开|公開|概要|目的)|[内內]容概要",
    "drawings": "附[图圖](?:的|之)?(?:(?:简要|簡要|简单|簡單)?(?:说明|說明|描述)|简述|簡述)|[图圖](?:面|式)(?:之)?(?:简单|簡單)?(?:说明|說明)",
    "detailed_description": "(?:具体|具體|最佳|优选|較佳|较佳)[的之]?[实實]施(?:方[式案]|例)|工[业業](?:实用|應用|应用|利用)性"
    r"|(?:[实實]施方[式案]|(?:具体|具體)?[实實]施例)(?!\s*\d)",  # one of several, with its number, heads no section
}


def _compiled(patterns: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(pattern)) for kind, pattern in patterns.items()]


_KINDS = _compiled(_ENGLISH) + _compiled(_GERMAN) + _compiled(_FRENCH)
_KINDS_CHINESE = _compiled(_CHINESE)
_NUMBER = r"(?:[ivx]+|\d+|[a-h]|[一二三四五六七八九十]+)\s*[.):．、）]|[（(](?:[ivx]+|\d+|[a-h]|[一二三四五六七八九十]+)[)）]"
_NUMBERING = re.compile(rf"^[^\w（(]*(?:(?:{_NUMBER})\s*)?\W*", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_MAX_HEADING = 120


def heading_kind(heading: str) -> str:
    """The section kind that a heading announces, "" if it announces none.

    Headings are known in English, German, French and Chinese, numbered or in brackets.
    """
    if len(heading) > _MAX_HEADING:
        return ""
    plain = _NUMBERING.sub("", heading.strip().rstrip(":：.。]］】》> ")).lower().replace("’", "'")
    if _HAN.search(plain):  # with an English word in parentheses, say, which announces nothing
        plain = "".join(plain.split())  # 技 术 领 域
        return next((kind for kind, pattern in _KINDS_CHINESE if pattern.fullmatch(plain)), "")
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), "")


# In Chinese files most headings are paragraphs. Some stand at the start of one, in brackets, before a
# colon or a space. "背景技术中的..." is none, even where the printed line ends after the fourth character.
_OPENING = "本发明|本實用新型|本实用新型|本公开|本申请|本發明|本揭露|本創作"
_WORDS = "|".join(_CHINESE.values())
_LEADING = re.compile(
    rf"^(?:[\[［【《<](?P<inside>{_WORDS})[\]］】》>]\s*[:：]?\s*"
    rf"|(?P<number>(?:{_NUMBER})\s*)?(?P<words>{_WORDS})(?:\s*[:：]\s*|\s+|(?={_OPENING})))"
)


def leading_heading(paragraph: str) -> tuple[str, str]:
    """A Chinese paragraph as (the heading that it is or begins with, or "", the rest)."""
    if _HAN.search(paragraph) and heading_kind(paragraph):
        return paragraph, ""
    match = _LEADING.match(paragraph)
    if not match:
        return "", paragraph
    return match["inside"] or (match["number"] or "") + match["words"], paragraph[match.end() :]


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
