"""The wording of two faults: relying on the description or the drawings, and pointing to claims unclearly.

"as shown in Fig. 1", wie in der Beschreibung beschrieben, tel que représenté sur les dessins, 如说明书所述,
如图1所示; "the pump of claim, wherein", "according to any of the following claims". English, German,
French and Chinese are looked for in every text.
"""

import re

Place = tuple[int, int]  # offsets in the claim's text

_DONE = (
    r"(?:described|shown|illustrated|depicted|disclosed|represented|defined|set\s(?:forth|out)|explained|specified|given"
    r"|detailed|recited|exemplified|seen|indicated|outlined)"
)
_FR_DONE = (
    r"(?:d[ée]crite?s?|repr[ée]sent[ée]e?s?|illustr[ée]e?s?|montr[ée]e?s?|indiqu[ée]e?s?|d[ée]finie?s?)"
)
_RELIANCE = re.compile(
    r"\b(?<!\ba\s)(?:FIGS?|[Ff]igs?|[Ff]igures?|Fig(?:ur(?:en)?)?|Abb(?:ildung(?:en)?)?)\.?\s{0,3}[(\[]?\d"
    r"(?!-|\s(?:shape|pattern|configur|loop|knot|style|form|type|coil|winding))"
    rf"|\b(?:as|and|substantially)\s(?:herein\w*\s|substantially\s)?{_DONE}\s(?:and\s{_DONE}\s)?"
    r"(?:herein\b|(?:in|by|on|with\sreference\sto|according\sto)\s"
    r"(?:(?:part|section|paragraph|page|line|chapter)s?\s\S{1,12}\sof\s)?"
    r"(?:any\s(?:one\s)?of\s|one\sof\s)?(?:the\s|this\s)?(?:accompanying\s|attached\s|appended\s|enclosed\s|present\s|foregoing\s"
    r"|above\s|patent\s)?(?:drawings?|description|specification|figures?|disclosure|embodiments?|examples?)\b"
    r"(?!\s(?:file|field|data|document|language|table|string|tag|of\s(?!the\s(?:present|invention|patent|application|drawings)))))"
    rf"|\bsubstantially\sas\s(?:herein\w*\s)?{_DONE}|\b(?:see|cf\.|with\sreference\sto)\s(?:the\s)?(?:accompanying\s|attached\s)?"
    r"(?:drawings?|description|figures?)\b|\baccording\sto\sthe\s(?:accompanying\s)?(?:drawings?|description)(?=\s?[,.;)]|$)"
    r"|\b(?:wie|gemäß|gemäss|nach|entsprechend|laut|siehe)\s(?:in\s)?(?:(?:der|den|dem|des|einer|eines)\s)?(?:\w{1,20}\s)?"
    r"(?:Beschreibung|Zeichnung(?:en)?|Figur(?:en)?|Ausführungsbeispiel\w{0,3})\b(?!\s(?:des|der|eines|einer|von)\b)"
    r"|\b(?:dans|selon|conform[ée]ment\sà|comme)\s(?:indiqué\sdans\s)?la\s(?:pr[ée]sente\s)?description\b(?!\sd)"
    rf"|\b{_FR_DONE}\s(?:aux?|sur|dans|par|à|en\sr[ée]f[ée]rence\s(?:aux?|à))\s?(?:les?\s|la\s|l['’]\s?)?"
    r"(?:dessins?|figures?|description|planches?|exemples?)\b"
    r"|\b(?:aux|sur\sles|dans\sles)\s(?:dessins|figures)\b"
    r"|(?:如|参见|参照|参阅|按照|依照|请见|见|根据|结合)(?:说明书)?(?:所?附图|图\s{0,2}[\d０-９一二三四五六七八九十])"
    r"|如(?:说明书)?(?:附?图)[^，。；像象形案]{0,12}所示|附图\s{0,2}\d|(?<![意草视效构])图\s{0,2}[\d０-９]{1,2}[a-zA-Z]?(?:中)?(?:所示|所描述)"
    r"|(?:如|参见|参照|按照|根据|见|由)(?:本)?(?:发明|申请|实用新型)?(?:的)?说明书"
    r"|说明书(?:中|所|第|的)[^，。；]{0,20}(?:所述|所示|部分|记载|描述)|如(?:说明书|上述|前述)?(?:具体)?实施[例方]"
)

# What was measured, not the instrument or the part that is called after it: 光谱 but not 光谱仪, 衍射光栅.
_ZH_MEASURED = (
    "衍射(?!光栅|元件|镜|片|仪|极限)|光谱(?!仪|计|相机|分光)|色谱(?!仪|柱)|图谱|谱图|(?:氨基酸|核苷酸|肽|基因|核酸)序列"
    "|热重|(?:量热|溶出|释放|吸热|放热)[^，。；]{0,6}曲线"
)
# Where a reference is "absolutely necessary" (Rule 43(6) EPC), by the words near it: what words cannot tell;
# and designs, which are claimed "as shown".
_NEEDED_BEFORE = re.compile(
    r"diffract(?!\w*\s(?:grating|element|limit))|XRPD|PXRD|spectr(?!omet|ograph|oscop)|thermogra|calorimetr"
    r"|chromatogra(?!ph\b)|\bNMR\b|\bDSC\b|\bTGA\b|(?:acid|nucleotide|peptide|DNA|RNA|protein)\ssequence"
    r"|ornamental\sdesign|diffraktogramm|spektr(?!omet|ograph|oskop)|säuresequenz|s[ée]quence\s(?:nucl|d['’]acide|peptid)"
    rf"|{_ZH_MEASURED}",
    re.IGNORECASE,
)
_NEEDED_AFTER = re.compile(rf"{_ZH_MEASURED}|spectr(?!omet)|diffract|SEQ", re.IGNORECASE)
_BEFORE, _AFTER = 200, 60  # characters


def reliance(text: str) -> Place | None:
    """Where the claim `text` relies on the description or the drawings, and need not."""
    for match in _RELIANCE.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if not _NEEDED_BEFORE.search(before) and not _NEEDED_AFTER.search(
            text, match.end(), match.end() + _AFTER
        ):
            return match.span()
    return None


_REFERENCE_STANDS = 300  # characters in which a dependent claim says on which other it depends
_AFTER_CLAIM = (
    r"(?=\s?[,;.:]|\s(?:where|in\swhich|further|compris|includ|ha[sv]|characteri[sz]ed|and\s(?:further|wherein)|said\b|which\b"
    r"|that\b|consist|the\b|using\b|for\suse\b|adapted\b|configured\b|made\b|being\b|is\b|are\b|with\b))"
)
_NO_NUMBER = re.compile(
    rf"\b(?:to|in|of|with|by)\s(claims?){_AFTER_CLAIM}"
    r"|\b(?:according(?:\sto)?|accordance\swith|(?:claimed|recited|defined|described|set\sforth)\sin|as\sin)\s"
    r"(claims?)\b(?!\s*[\d(\[]|\s+(?:any|one|no|nos|numbers?|above|before|data|process\w*|histor\w+|forms?|types?|status|amounts?"
    r"|information|values?|identif\w+|id|rules?|lines?|elements?|handling|adjudicat\w+|limit\w*|records?|codes?|files?)\b)"
    r"|\b(?:selon\sla|ou\sla|nach|gemäß|oder)\s(revendication|Anspruch)\b(?!\s*[\d(\[]|\s+(?:pr[ée]c|ant[ée]|ci-|qui|nr))"
    r"|(?:根据|根據|如|按照?|依据)(权利要求|權利要求)\s*(?=所述|的|中|，|任)",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:any|one|either|each|some)(?:\s(?:one|or|more|of|the))*\s(?:following|subsequent|succeeding|later)\sclaims?\b"
    r"|\b(?:according\sto|as\sclaimed\sin|of)\sthe\s(?:following|subsequent|succeeding)\sclaims?\b"
    r"|\b(?:nach)?folgenden\s(?:Patent)?anspr(?:ü|ue)che?n?\b|revendications\ssuivantes"
    r"|(?:后述|下述|以下|后面|在后|后续)[^，。；]{0,6}(?:权利要求|權利要求)",
    re.IGNORECASE,
)


def without_number(text: str) -> Place | None:
    """Where the claim `text` refers to a claim and gives no number."""
    match = _NO_NUMBER.search(text, 0, _REFERENCE_STANDS)
    return match.span(match.lastindex or 0) if match else None


def to_following(text: str) -> Place | None:
    """Where the claim `text` refers to "the following claims"."""
    match = _FOLLOWING.search(text, 0, _REFERENCE_STANDS)
    return match.span() if match else None
