"""What cross-references, statements of government interest and lists of drawings look like.

The wordings are those that the offices ask for or suggest: 37 CFR 1.78 and MPEP 211 (benefit of earlier
applications), 35 USC 202(c)(6) and MPEP 310 (government support), 37 CFR 1.74 and EPC Rule 42(1)(d) (brief
description of the drawings), and the Chinese Guidelines for Examination, part II, chapter 2, 2.2.5. In
English, Chinese, German and French.
"""

import re

_LONGEST = 3000

_STARTS = re.compile(
    r"\W{0,4}(?:(?:This|The (?:present|instant|subject)|The) (?:\S{1,30} ){0,4}?"
    r"(?:application|disclosure|invention|document|case|patent)s?\b"
    r"|This is (?:a|an|the)\b|Priority (?:is|to|under)\b|Benefit (?:is|of)\b"
    r"|(?:Cross[- ])?[Rr]eference is (?:hereby |also )?made to\b"
    r"|(?:Die (?:vorliegende |gegenständliche )?|Diese )(?:\w{0,20}[Aa]nmeldung|Erfindung)\b"
    r"|(?:La présente (?:demande|invention)|Cette demande)\b"
    r"|(?:本|该)(?:专利|发明专利|实用新型)?(?:申请|案|发明|公开|实用新型))"
)
_RELATION = re.compile(
    r"\bclaim(?:s|ed|ing)?\b.{0,60}\b(?:priority|benefit)"
    r"|\bpriority (?:is (?:hereby )?claimed|to|from|under)\b"
    r"|\b(?:is|as|was|are) (?:a|an|the|one) .{0,60}?(?:[Cc]ontinu(?:ation|ing)|[Dd]ivision"
    r"|[Nn]ational ([Ss]tage|[Pp]hase|[Ee]ntry)|[Nn]on-?provisional|[Cc]onversion|[Rr]eissue)"
    r"|\b(?:is|are) (?:also |hereby )?(?:closely )?(?:related to|based (?:up)?on|entitled to)\b.{0,80}"
    r"\b[Aa]pplications?\b"
    r"|\bcontains? subject matter .{0,30}related to\b|\bco-?pending\b|\bcommonly[ -](?:assigned|owned)\b"
    r"|\b(?:beansprucht|nimmt)\b.{0,120}Priorität|Teilanmeldung|Fortsetzung"
    r"|\brevendique\b.{0,120}priorité|bénéfice|divisionnaire|demande de continuation"
    r"|(?:要求|主张|享有).{0,200}?(?:优先权|权益)|分案申请|国家阶段|继续申请|延续申请",
    re.DOTALL,
)
_IDENTIFIED = re.compile(
    r"\b(?:Nos?|Ser|Serial|Nr|Number|Appln?|filed|eingereicht|déposée)\b|n°|PCT/|[0-9]{2}/[0-9]{3}"
    r"|[0-9]{4}-[0-9]{3}|[0-9]{3} [0-9]{3}|[0-9]{6}|申请号|申请日|提交"
)
_NUMBER = re.compile(r"[0-9]{2}[0-9/., ]{0,3}[0-9]{2}|[0-9]{4}")
_START_OF_RELATION = 300  # characters within which a paragraph says what it is

_GOVERNMENT = re.compile(
    r"\b(?:made|developed|conceived|performed|supported|carried out|done|funded)\b.{0,100}"
    r"\b[Gg]overnment(?:al)? (?:support|funds|funding|assistance)"
    r"|\b[Gg]overnment(?: of the United States)?(?: of America)? (?:may |therefore )?"
    r"(?:have|has|retains?|owns?)\b.{0,40}\b(?:rights|licen[cs]e|interest)\b"
    r"|\bmanufactured\b.{0,40}\bby or (?:for|on behalf of) the (?:U\.? ?S\.? )?[Gg]overnment"
    r"|\b(?:has|have) received (?:funding|support) from the (?:European|People)"
    r"|\bwurden?\b.{0,200}(?:Finanzhilfevereinbarung|Förderkennzeichen|Mitteln des Bundes).{0,200}gefördert"
    r"|\b(?:a|ont) (?:reçu|bénéficié d['’]) ?(?:un )?(?:financement|soutien)\b.{0,200}"
    r"\b(?:subvention|convention)"
    r"|\A.{0,12}本(?:发明|申请|专利|研究|项目|公开).{0,80}?(?:基金|计划|专项|项目|课题).{0,80}?(?:资助|支持|经费)",
    re.DOTALL,
)
_GOVERNMENT_HINTS = (
    "overnment",
    "received funding",
    "received support",
    "gefördert",
    "subvention",
    "资助",
    "支持",
    "经费",
)
_LONGEST_STATEMENT = 1500


def is_cross_reference(paragraph: str) -> bool:
    """Whether `paragraph` says on which earlier or related applications the document rests."""
    return bool(
        _STARTS.match(paragraph)
        and len(paragraph) <= _LONGEST
        and _RELATION.search(paragraph, 0, _START_OF_RELATION)
        and _IDENTIFIED.search(paragraph)
        and _NUMBER.search(paragraph)
    )


def may_state_government_interest(text: str) -> bool:
    """Whether it is worth asking `is_government_interest` of the paragraphs of `text`."""
    return any(each in text for each in _GOVERNMENT_HINTS)


def is_government_interest(paragraph: str) -> bool:
    """Whether `paragraph` says that public money paid for the work, or what rights follow from it."""
    worth_it = len(paragraph) <= _LONGEST_STATEMENT and may_state_government_interest(paragraph)
    return worth_it and bool(_GOVERNMENT.search(paragraph))


# A list of drawings.
_MORE = (
    r"(?:\s?(?:[-–—~～,&、至和]|to|through|and|bis|und|et|à)\s?(?:图|FIGS?\.?|Figs?\.?)?\s?[0-9]+[A-Za-z]?\b"
    r"|\s?[-–—~～,&]\s?[A-Za-z]\b)"
)
_LABEL = (
    r"(?:(?:FIG|[Ff]ig|FIGURE|[Ff]igure|Figur|Abbildung|Abb)(?:S|s|URES|ures|en)?\.?|附?图)"
    rf"\s?([0-9]+)([A-Za-z]?)(?![0-9A-Za-z])(?:{_MORE}){{0,8}}"
)
_SAYS = (
    r"(?:\.?:|：|\.\s|\s[-–—]\s|,?\s?(?:(?:schematically|diagrammatically|respectively) )?"
    r"(?:is|are|shows?|illustrates?|depicts?|represents?|describes?|provides?|presents?|comprises?|zeigt|zeigen|ist|sind|représente(?:nt)?|montre(?:nt)?"
    r"|illustre(?:nt)?|est|sont)\b|\s?(?:是|为|示出|显示|表示))"
)
_START_OF_ITEM = rf"(?:(?:and|und|et) )?(?:[Ll]a |[Ll]es |[Dd]ie )?{_LABEL}"
_ITEM = re.compile(_START_OF_ITEM + _SAYS)
_LOOSE_ITEM = re.compile(_START_OF_ITEM + r"(?:[\s:.,]|\Z)")
_INTRODUCTION = re.compile(
    r"(?:[Dd]rawings?|[Ff]igures?|Zeichnung(?:en)?|Figuren|zeigt|zeigen|dessins?|in which|wherein|附图)"
    r"[^.。]{0,60}[:：,，]?\Z"
)
_LONGEST_INTRODUCTION = 900
_LONGEST_ITEM = 500
_STOPS = " ,;；.。"
_ANOTHER_SENTENCE = re.compile(r"(?<!\bFIG)(?<!\bFigs)(?<!\bFIGS)(?<!\b[A-Z])[.!?] +(?=[A-Z])|[。！？](?=.)")
_CLAUSES = re.compile(r"[;；]\s*|(?<=[a-z0-9)])\.\s+(?=FIG|Fig)|。(?=附?图)")
_SINGLE_CHINESE = re.compile(r"附?图\s?1\s?(?:是|为|示出)[^。；]{1,80}图[。；;]?")

Figure = tuple[int, str]


def introduces_drawings(paragraph: str) -> bool:
    """Whether `paragraph` leads to a list of drawings: "In the drawings:"."""
    return (
        len(paragraph) <= _LONGEST_INTRODUCTION
        and paragraph.endswith((":", "：", ",", "，", "in which", "wherein"))
        and bool(_INTRODUCTION.search(paragraph))
    )


def is_list_of_drawings(paragraph: str) -> bool:
    """Whether `paragraph` is a whole list: in Chinese of one drawing, or lines after an introduction."""
    lines = paragraph.split("\n")
    if len(lines) > 1 and introduces_drawings(lines[0]):
        return all(continues_list(each) for each in _labelled(lines[1:]))
    return bool(_SINGLE_CHINESE.fullmatch(paragraph))


def drawings_listed(paragraph: str) -> list[Figure]:
    """The figures (1, "a") that `paragraph` says something of, a clause each, if it does nothing else."""
    if not _ITEM.match(paragraph):
        return []
    clauses = [each for line in paragraph.split("\n") for each in _CLAUSES.split(_unstopped(line)) if each]
    items = [_ITEM.match(each) for each in clauses]
    fits = all(len(each) <= _LONGEST_ITEM and not _ANOTHER_SENTENCE.search(each) for each in clauses)
    return [(int(item[1]), item[2]) for item in items if item] if fits and all(items) else []


def continues_list(paragraph: str) -> bool:
    """Whether `paragraph` can stand within a list of drawings: one of two sentences, or without a verb."""
    return len(paragraph) <= _LONGEST_ITEM and bool(_LOOSE_ITEM.match(paragraph))


def _unstopped(line: str) -> str:
    """`line` without what leads to the next one: "; and"."""
    plain = line.rstrip(_STOPS)
    before, space, last = plain.rpartition(" ")
    return before.rstrip(_STOPS) if space and last in ("and", "und", "et") else plain


def _labelled(lines: list[str]) -> list[str]:
    """`lines` with what stands under "Fig. 1:" on the same line."""
    items: list[str] = []
    for line in lines:
        if items and not _LOOSE_ITEM.match(line):
            items[-1] += " " + line
        else:
            items.append(line)
    return items
