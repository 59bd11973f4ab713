"""What a claim is for, by the head noun of its preamble: a product, a method or a use.

A claim begins by naming what it protects: "A film production *method* comprising", "A computer-readable
*medium* that, when executed, performs a method", 一种…的制备*方法*, "Computerimplementiertes *Verfahren*
zum", "*Procédé* de". The head is the last noun before what qualifies it in English, German and Chinese,
the first noun in French. Claims to a substance "for use in" a treatment are products; so are products
described by the process that makes them (MPEP 2113; EPO Guidelines F-IV, 4.12).
"""

import itertools
import re

_LOOKED_AT = 400  # characters: what is claimed is named at the beginning

_METHODS = frozenset(
    (
        *("method", "methods", "process", "processes", "procedure", "procedures"),
        *("technique", "techniques", "methodology"),
    )
)
_WITHOUT_CATEGORY = frozenset(  # "The improvement of claim 1": whatever claim 1 is
    (
        *("invention", "improvement", "improvements", "matter", "one", "that", "as", "claim", "claims"),
        *("embodiment", "step", "steps", "same"),
    )
)
_DETERMINERS = frozenset(("a", "an", "the", "said", "at", "least", "one", "or", "more", "improved", "new"))
_START = re.compile(
    r"\s*(?:(?:what\s+is\s+claimed\s+is|what\s+we\s+claim\s+is|(?:i|we)\s+claim)\s*:?\s*)?"
    r"(?:\((?:currently\s+|previously\s+|once\s+|twice\s+)?(?:amended|original|new|presented|withdrawn)\)\s*)?",
    re.IGNORECASE,
)
_ENGLISH_END = re.compile(
    r"[,:;.(\[\n]|\b(?:of|for|to|in(?!\s+(?:vitro|vivo|situ|silico)\b)|on|by|with|without|from|as|at|according|accordance|compris\w+|consist\w*"
    r"|includ\w+|contain\w*|having|has|wherein|whereby|where|when|which|that|who|characteri[sz]ed|being|is|are"
    r"|us(?:ing|ed)|utili[sz]ing|employing|made|produced|prepared|obtained|obtainable|manufactured|capable"
    r"|configured|adapted|operable|arranged|suitable|en?coded|encoding|stor(?:ing|ed)|embodying|between|through"
    r"|via|within|under|into|defined|recited|claimed|set\s+forth)\b"
)
_GERMAN_END = re.compile(
    r"[,:;.(\[\n]|\b(?:zur?|zum|für|fuer|nach|gemäß|gemäss|gemaess|mit|ohne|von|vom|aus|in|im|an|auf|bei|durch|der|die"
    r"|das|des|dem|den|einer|eines|wie|welche\w*|umfassend|enthaltend|bestehend|aufweisend|wobei|dadurch|gekennzeichnet|ist)\b"
)
_FRENCH_END = re.compile(
    r"[,:;.(\[\n]|\b(?:de|du|des|pour|selon|à|au|aux|avec|par|dans|en|comprenant|comportant|consistant|ayant"
    r"|contenant|caractérisée?s?|destinée?s?|permettant|conforme\w*|suivant|qui|dont|où)\b|\b[dlq]['’]"
)
_GERMAN_METHODS = ("verfahren", "verfahrens", "methode", "prozess", "prozeß", "prozedur")
_GERMAN_USES = ("verwendung", "anwendung", "gebrauch", "einsatz")
_GERMAN_CLUES = ("verfahren", "methode", "proze", "wendung", "gebrauch", "einsatz")
_FRENCH_METHODS = ("procédé", "procede", "procéde", "méthode", "methode", "processus")
_FRENCH_USES = ("utilisation", "emploi", "usage")
_PHRASE = re.compile(r"[^,:;.(\[\n]*")  # at whose end each language stops
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
_IN = re.compile(r"in\s+(?:an?\s+|the\s+)?")
_LATER_METHOD = re.compile(r"[,;]\s+(?:an?|the)\s+(?:[\w-]+\s+){0,3}(?:method|process|procedure)\b")
_DESIGN = re.compile(r"\s*(?:the\s+|an?\s+)?(?:new,?\s+|original\s+(?:and\s+)?)*ornamental\s+design\b")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def preamble_category(text: str) -> str:
    """`product`, `method` or `use` by what `text` says it claims; "" where it does not say.

    "" means a claim that only points ("According to claim 1, ..."), a design, or another language.
    """
    start = _START.match(text)
    head = text[start.end() : start.end() + _LOOKED_AT] if start else text[:_LOOKED_AT]
    if not head.isascii() and _HAN.search(head):
        return "" if _KANA_OR_HANGUL.search(head) else _chinese(head)
    lower = head.lower()
    if not _LATIN.search(head) or _DESIGN.match(lower):
        return ""
    phrase = _PHRASE.match(lower)[0]  # type: ignore[index]  # which matches anything
    words = _words(phrase, _ENGLISH_END)
    return _english(lower, words) or _german(phrase) or _french(phrase) or _product(lower, words)


def _words(head: str, end: re.Pattern[str]) -> list[str]:
    """The words before what qualifies the head noun."""
    stop = end.search(head)
    return head[: stop.start() if stop else None].split()


def _english(head: str, words: list[str]) -> str:
    if words[:1] == [] and head.startswith("in "):  # "In an engine having ..., a method of ..."
        if _LATER_METHOD.search(head):
            return "method"
        words = _words(_IN.sub("", head), _ENGLISH_END)
    last = words[-1] if words else ""
    if last.endswith(("ed", "ing")):  # "A method performed by"
        last = next((word for word in reversed(words) if not word.endswith(("ed", "ing"))), last)
    joined = (word for word, following in itertools.pairwise(words) if following in ("and", "or", "and/or"))
    if last in _METHODS or not _METHODS.isdisjoint(joined):  # "A method and system for"
        return "method"
    return "use" if last in ("use", "uses") else ""


def _german(phrase: str) -> str:
    if not any(clue in phrase for clue in _GERMAN_CLUES):
        return ""
    words = _words(phrase, _GERMAN_END)
    last = words[-1] if words else ""
    if last.endswith(_GERMAN_METHODS):
        return "method"
    return "use" if last.endswith(_GERMAN_USES) else ""


def _french(phrase: str) -> str:
    if not any(clue in phrase for clue in _FRENCH_METHODS + _FRENCH_USES):
        return ""
    for word in _words(phrase, _FRENCH_END):
        if word.startswith(_FRENCH_METHODS):
            return "method"
        if word.startswith(_FRENCH_USES):
            return "use"
    return ""


_POINTING = re.compile(
    r"\s*(?:(?:as|according|in\s+accordance|wie|nach|gemäß|selon|conformément)\b|(?:the\s+)?claims?\s+\d|anspruch\s+\d)"
)


def _product(head: str, words: list[str]) -> str:
    """`product`, unless the claim names nothing of its own."""
    if _POINTING.match(head):
        return ""
    nouns = [word for word in words if word not in _DETERMINERS]
    if words[:1] == ["the"] and nouns and (nouns[-1] in _WITHOUT_CATEGORY or nouns[-1].endswith("ing")):
        return ""  # "The etching of claim 1" is what claim 1 is
    return "product"


_CHINESE_END = re.compile("其特[征徵]|特[征徵]在于|特[征徵]是|其中|[，,：:；;。\n]")
_CHINESE_METHOD = re.compile("(?:法|工艺|工藝|流程|过程|過程|工序|步骤|步驟)$")
_CHINESE_USE = re.compile("(?:用途|[的上中]应用|[的上中]應用|[的上中]运用|[的上中]使用|之应用|的用法)$")
_CHINESE_POINTER = re.compile(
    r"(?:根据|根據|如|按照?|依照?|依据|依據|由)?[^，。]{0,12}(?:权利要求|權利要求|请求项|請求項|专利范围|專利範圍)"
    r"[\s\d０-９、,，第项項至到或和及与與~～\-－–—任一意何中的之者其]*(?:所述|所述的|所要求的|的)?$"
)
_CHINESE_SIGNS = re.compile(r"[\s(（\[【][\w\s、,，\-/.]*[)）\]】]?$|[\s的]+$")


def _chinese(head: str) -> str:
    """By the end of the first clause: 一种制备如权利要求1所述的化合物的方法，包括 is a method."""
    place = 0
    named = ""
    for _ in range(3):  # a comma may stand in a list of claims (权利要求1，2或9), or before the head
        end = _CHINESE_END.search(head, place)
        clause = head[: end.start() if end else None]
        named = _chinese_head(clause)
        if named in ("method", "use") or not end or not _unfinished(head, end):
            break
        place = end.end()
    return named


def _chinese_head(clause: str) -> str:
    clause = _CHINESE_SIGNS.sub("", clause.rstrip()) or clause
    if _CHINESE_POINTER.search(clause):
        return ""
    if _CHINESE_METHOD.search(clause):
        return "method"
    return "use" if _CHINESE_USE.search(clause) else "product"


def _unfinished(head: str, end: re.Match[str]) -> bool:
    """Whether the clause that stops at `end` is cut in a list of numbers or before its noun."""
    if end[0] not in (",", "，"):
        return False
    if re.match(r"\s*第?\d", head[end.end() :]):
        return True
    following = head[end.end() :]
    stop = _CHINESE_END.search(following)
    clause = following[: stop.start() if stop else None].rstrip()
    qualifies = re.match("(?:用于|用於|用来|其|该|所述|包括|包含|包|在于|应用于|它|由|是|采用)", clause)
    return bool(re.search("的[^的]{0,8}(?:方法|工艺|用途)$", clause)) and not qualifies
