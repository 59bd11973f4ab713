"""Words of headings in German, French and Chinese patents, by the kind of section that they announce.

Regular expressions for lower-case headings without their numbers, to be tried in order. Sources: the
order of the description in Rule 42 EPC and in Rule 20 of the Chinese Implementing Regulations, and
headings in published documents.
"""

import re

GERMAN = {
    "cross_reference": r"querverweis|^(verweis|bezugnahme|bezug|hinweis) auf .*anmeldung"
    r"|verwandte (patent)?anmeldung",
    "technical_field": r"^(technisches |technischer )?(anwendungs|fach)?(gebiet|bereich)( der| dieser|$)"
    r"|technisches (anwendungs)?gebiet",
    "background": r"stand der technik|hintergrund",
    "drawings": r"(?<!ausführliche )(?<!detaillierte )beschreibung der"
    r" (beigefügten |beiliegenden |anliegenden )*(zeichnung|figur|abbildung)"
    r"|kurze (figuren|zeichnungs)beschreibung|figurenübersicht|^(zeichnung|figur|abbildung)(en)?$"
    r"|erläuterung der (zeichnung|figur)",
    "detailed_description": r"ausführliche|detaillierte|ausführungs(beispiel|form)|bevorzugte ausführung"
    r"|beste[rn]? (weg|art|ausführung)|wege? (zur|der) ausführung|^(vergleichs)?beispiele?\b"
    r"|gewerbliche (anwendbarkeit|verwertbarkeit)|experimenteller teil"
    r"|^(figuren|zeichnungs)beschreibung|detailbeschreibung",
    "summary": r"zusammenfassung|darstellung der erfindung|offenbarung|^kurz(e )?beschreibung der erfindung"
    r"|^(allgemeine )?beschreibung der erfindung|^(technische[rs]? )?(aufgabe|lösung|problem)\b"
    r"|aufgabenstellung|^(gegenstand|wesen|vorteile?|ziel) der (vorliegenden )?erfindung",
}
FRENCH = {
    "cross_reference": r"r[ée]f[ée]rences? (crois[ée]es?|aux? demandes?)"
    r"|demandes? (apparent|connexe|li[ée]e)",
    "technical_field": r"^(domaine|champ|secteur) (technique|de|d')|^domaine$|domaine technique",
    "background": r"[ée]tat (ant[ée]rieur )?de (la technique|l'art)|arri[èe]re-? ?plan"
    r"|(art|technique) ant[ée]rieure?|^contexte",
    "detailed_description": r"d[ée]taill[ée]e?\b|(modes?|formes?) (pr[ée]f[ée]r[ée]e?s? )?de r[ée]alisation"
    r"|mani[èe]res? de r[ée]aliser|modes? d'ex[ée]cution|^exemples?\b|applications? industrielles?"
    r"|possibilit[ée]s? d'application|partie exp[ée]rimentale",
    "drawings": r"(description|pr[ée]sentation|l[ée]gende)( br[èe]ve| sommaire)? des"
    r" (dessins|figures|planches)|^(dessins?|figures?)$|liste des figures",
    "summary": r"r[ée]sum[ée]\b|sommaire|expos[ée] (g[ée]n[ée]ral |succinct )?de l'invention|divulgation"
    r"|(description|pr[ée]sentation)( g[ée]n[ée]rale)? de l'invention|^(objets?|buts?) (de|et)\b"
    r"|^(probl[èe]me|solution) technique|avantages? de l'invention",
}
# In simplified and in traditional characters.
CHINESE = {
    "technical_field": "(?:所属|所屬)之?(?:技[术術])?[领領]域|技[术術][领領]域"
    "|(?:发明|發明|应用|應用)[领領]域|(?:发明|發明|实用新型|新型)所[属屬]之?技[术術][领領]域",
    "background": "背景技[术術]|技[术術]背景|(?:发明|發明)背景|(?:现有|現有|先前|習知|已有)技[术術]",
    "summary": "(?:发明|發明|实用新型|新型)[的之]?(?:[内內]容|概述|公开|公開|概要|目的)|[内內]容概要",
    "drawings": "附[图圖][的之]?(?:(?:简要|簡要|简单|簡單)?(?:说明|說明|描述)|简述|簡述)"
    "|[图圖][面式]之?(?:简单|簡單)?(?:说明|說明)",
    "detailed_description": "(?:具体|具體|最佳|优选|較佳|较佳)[的之]?[实實]施(?:方[式案]|例(?!\\s*\\d))"
    "|工[业業](?:实用|實用|应用|應用|利用)性"
    "|[实實]施(?:方[式案]|例)(?!\\s*\\d)",  # one of several, with its number, heads no section
}

NUMBER = (
    r"(?:[ivx]+|\d+|[a-h]|[一二三四五六七八九十]+)\s*[.):．、）]"
    r"|[（(](?:[ivx]+|\d+|[a-h]|[一二三四五六七八九十]+)[)）]"
)
"""The number of a heading: `1.`, `(b)`, `三、`, `（二）`."""


def _spaced(pattern: str) -> str:
    """`pattern` with white space allowed between two characters: 技 术 领 域."""
    units = re.compile("(?:\\[[^\\]]*\\]|[\u4e00-\u9fff])\\??")  # a character, or a choice of some
    joint = re.compile("\\[?[\u4e00-\u9fff]")

    def with_gap(unit: re.Match[str]) -> str:
        return unit[0] + ("[ \\t\u3000]{0,8}" if joint.match(pattern, unit.end()) else "")

    return units.sub(with_gap, pattern)


_WORDS = _spaced("|".join(CHINESE.values()))
_FORMAL = _spaced(
    "(?:所属)?技[术術][领領]域|背景技[术術]|(?:发明|發明|实用新型|新型)[内內]容|附[图圖][说說]明"
    "|具体实施方式|[实實]施方式"
)
_SUBJECT = "本(?:发明|实用新型|公开|申请|發明|創作|揭露|新型)"
_OPENING = "随着|隨著|目前|近年|一种|一種|[图圖]\\s*\\d|下面|以下|结合附图|为了|為了|如图|参照|参见"
CHINESE_HEADING = (
    rf"(?:[\[［【《<]\s*(?P<inside>{_WORDS})\s*[\]］】》>]\s*[:：]?\s*"
    rf"|(?P<number>(?:{NUMBER})\s*)?(?:(?P<words>{_WORDS})(?:\s*[:：]\s*|\s+|(?={_SUBJECT}))"
    rf"|(?P<formal>{_FORMAL})(?={_OPENING})))"
)
"""A Chinese heading with what tells it from the words of a sentence: brackets, a colon or a space after
it, or the opening of a sentence. "背景技术中的..." is none, even where the printed line ends after the
fourth character. Named groups hold the heading."""
