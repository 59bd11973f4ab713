"""The wording by which a claim refers to other claims, in English, German, French and Chinese.

"according to any one of claims 1 to 3", "nach einem der vorhergehenden Ansprüche", "selon l'une
quelconque des revendications 1 à 3 et 5", 如权利要求1～4中任一项所述: each gives a `Reference` with its
place in the text. All four languages are looked for in every text, since their words for "claim" have
nothing in common; a plain substring test comes first, so that long claims cost little.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Scope = Literal["numbers", "all", "previous"]


class Reference(NamedTuple):
    """One mention of claims: by number, "any preceding claim" (`all`) or "the preceding claim"."""

    start: int  # offsets in the claim's text, of the words from "claims" or "preceding" on
    end: int
    language: str
    scope: Scope
    spans: tuple[tuple[int, int], ...] = ()  # first and last number of each range; a single number twice
    category: str = ""  # of the claims meant, as in "any preceding method claim"

    def claims(self, own: int, categories: dict[int, str]) -> set[int]:
        """The claims meant, of those in `categories` (number to category), for claim number `own`."""
        if self.scope == "previous":
            return {own - 1} & categories.keys()
        if self.scope == "all":
            lower = {number for number in categories if number < own}
            kind = {number for number in lower if categories[number] == self.category}
            return kind if self.category and kind else lower
        found: set[int] = set()
        for first, last in self.spans:  # of numbers that may be far off the mark
            if first == last:
                found.add(first)
            elif last - first < len(categories):
                found.update(range(first, last + 1))
            else:
                found.update(number for number in categories if first <= number <= last)
        return found & categories.keys()

    def named(self) -> Iterator[int]:
        """The numbers that stand in the text: the ends of ranges."""
        for first, last in self.spans:
            yield first
            if last != first:
                yield last


_DASH = "[-‐‑‒–—―－−~～]"
_UNITS = (
    rf"\d|\.\d|\s?[%°‰％℃]|\s?(?:wt|mol|vol|ppm|[mcnkµμ]m|[mkµμ]?g|ml|hours?|minutes?|parts|percent)\b"
    rf"|\s*(?:{_DASH}|to|bis|à|至|到)\s*\d+(?:\.\d+)?\s?(?:[%°‰％℃]|wt\b|mol\b|[mkµμ]g\b)"
)
_NUMBER = rf"\d{{1,5}}(?!{_UNITS})"  # "claims 1, 5 and 2-10% by weight" refers to two


def _list(join: str, filler: str, number: str = _NUMBER) -> str:
    """Numbers joined by up to three of the words `join`; `filler` may repeat the word for "claim"."""
    return rf"{number}(?:(?:\s*(?:[,，;；、/&+]|{_DASH}|{join})){{1,3}}\s*{filler}{number})*"


_EN_CLAIMS = (
    r"\bclaims?\s*(?:no\.?\s*|nos\.?\s*|numbers?\s+)?[(\[]?\s*(?:any\s+(?:one\s+)?of\s+)?("
    + _list(
        r"(?:(?:and/or|and|or|to|through|thru|until)(?![a-z])"
        r"|(?:as\s+well\s+as|(?:together|along|combined|in\s+combination)\s+with|plus)(?=\s+(?:of\s+)?(?:the\s+)?claims?\s*\d))",
        r"(?:(?:in|of|to|with)\s+)?(?:any\s+(?:one\s+)?of\s+|one\s+of\s+)?(?:the\s+)?(?:claims?\s*)?",
    )
    + ")"
)
_EN_ALL = (
    r"\b(?:preceding|preceeding|previous|foregoing|aforementioned|aforesaid"
    r"|(?<=any )(?:prior|above|earlier)|(?<=any of the )(?:prior|above|earlier)"
    r"|(?<=one of the )(?:prior|above|earlier)|(?<=more of the )(?:prior|above|earlier))"
    r"\s+(?:(\w+)\s+)?claims?\b(?!\s*\d|\s+(?:data|filed|history|submitted|made|paid|records?|for|from)\b)"
    r"|\b(?:any\s+(?:one\s+)?(?:of\s+)?|one\s+of\s+)(?:the\s+)?claims?\s+(?:above|before|hereinbefore|hereinabove)\b"
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
)
_ORDINAL = f"(?:{'|'.join(_ORDINALS)})"
_EN_ORDINALS = (
    r"\b(?:according\s+to|accordance\s+with|(?:claimed|defined|recited|described)\s+in|as\s+in)\s+the\s+"
    rf"({_ORDINAL}(?:\s*(?:,|and|or|to)\s*(?:the\s+)?{_ORDINAL})*)\s+claims?\b(?!\s*\d)"
)
_DE_NOUN = r"anspr(?:[uü]\u0308?e?ch(?:e[ns]?|s)?|\.)"
_DE_CLAIMS = (
    rf"{_DE_NOUN}\s*(?:Nr\.?\s*)?("
    + _list(
        r"(?:und/oder|und|oder|sowie|bis|bzw\.?)(?![a-zäöüß])",
        rf"(?:zu\s+)?(?:nach\s+|gemäß\s+)?(?:(?:mindestens\s+|zumindest\s+)?einem\s+(?:oder\s+mehreren\s+)?)?"
        rf"(?:der\s+)?(?:(?:Patent)?{_DE_NOUN}\s*)?",
    )
    + ")"
)
_DE_ALL = (
    r"\b(?:vor(?:her|an|aus)?(?:ig|geh|steh|gegang|genannt|erwähnt)|oben?(?:ig|steh|genannt)|obig|früher)"
    rf"\w{{0,9}}\s+(?:\w{{1,24}}\s+)?(\w{{0,24}}){_DE_NOUN}\b(?!\s*\d)"
)
_FR_CLAIMS = (
    r"revendications?\s*(?:n[°o]s?\.?\s*)?("
    + _list(
        r"(?:et/ou|et|ou|à|a|jusqu['’]à)(?![a-zé])",
        r"(?:(?:selon|de|la|les|des|l['’]une?|quelconque|ou)\s+){0,5}(?:revendications?\s*)?",
    )
    + ")"
)
_FR_ALL = (
    r"revendications?\s+(?:d[eu]\s+(\w+)\s+)?(?:pr[ée]c[ée]|ant[ée]rieur|ci-dessus|susvis|susmentionn|qui\s+pr[ée]c)"
    r"\w*(?!\s*\d)|\bpr[ée]c[ée]dentes?\s+revendications?\b(?!\s*\d)"
)
_ZH_NOUN = "(?:(?:权利|權利|权力)要求书?|请求项|請求項|申请专利范围|申請專利範圍)"
_ZH_NUMERAL = "[一二三四五六七八九十]{1,3}"
_ZH_NUMBER = rf"(?:第\s*)?(?:\d{{1,5}}(?!{_UNITS}|\s*[克毫微个種种份倍])|(?<=第){_ZH_NUMERAL})\s*[项項]?"
_ZH_CLAIMS = (
    rf"{_ZH_NOUN}[\s中的之所述(（]{{0,4}}("
    + _list(
        r"(?:至|到|和/或|和|与|與|或者|或|及|以及)",
        rf"(?:根据|如|按照?)?(?:{_ZH_NOUN}\s*)?[中的]?",
        _ZH_NUMBER,
    )
    + ")"
)
_ZH_ALL = (
    r"(?:前述|上述|前面|以上|在前|先前|之前|前列|上列|前[項项]|前|上(?=一))[的任意何一1各所有项項个個几多或中述之]{0,8}"
    rf"{_ZH_NOUN}(?!\s*第?\s*\d)"
)
_PREVIOUS = {
    "en": re.compile(
        r"(?<!any of )(?<!one of )(?<!more of )\bthe\s+(?:immediately\s+|last\s+)?$", re.IGNORECASE
    ),
    "de": re.compile(r"\b(?:dem|des)\s+(?:unmittelbar\s+)?$", re.IGNORECASE),
    "fr": re.compile(r"\bla\s+$", re.IGNORECASE),
}
_PREVIOUS_ZH = re.compile("[前上]一[项項个個]?(?:权利|權利)")
_SINGULAR = {
    "en": re.compile(r"claim$", re.IGNORECASE),
    "de": re.compile(r"anspruch(?:e?s)?$", re.IGNORECASE),
    "fr": re.compile(r"^revendication\b", re.IGNORECASE),
}

# What a text without references lacks, and what one without "any preceding claim" lacks. German and French
# words come after these clues or one letter before them.
_CLUES = {
    "en": ("laim", "LAIM"),
    "de": ("nspr", "NSPR"),
    "fr": ("evendication", "EVENDICATION"),
    "zh": ("利要求", "力要求", "求项", "求項", "利范围", "利範圍"),
}
_GENERAL_CLUES = {
    "en": (
        "eceding",
        "eceeding",
        "evious",
        "egoing",
        "forementioned",
        "foresaid",
        "prior",
        "above",
        "arlier",
        "efore",
    ),
    "de": ("orher", "orste", "oran", "orig", "orge", "oben", "obig", "rwähnt", "rüher"),
    "fr": ("précé", "prece", "precé", "préce", "térieur", "ci-dessus", "susvis", "susment", "qui pr"),
    "zh": ("述", "前", "上", "先"),
}


def _compiled(pattern: str) -> re.Pattern[str]:
    """`pattern` without regard to case, and with bounded white space, so that no text takes long."""
    return re.compile(pattern.replace(r"\s*", r"\s{0,20}").replace(r"\s+", r"\s{1,20}"), re.IGNORECASE)


_PATTERNS = {
    "en": (_compiled(_EN_CLAIMS), _compiled(_EN_ALL)),
    "de": (_compiled(_DE_CLAIMS), _compiled(_DE_ALL)),
    "fr": (_compiled(_FR_CLAIMS), _compiled(_FR_ALL)),
    "zh": (_compiled(_ZH_CLAIMS), _compiled(_ZH_ALL)),
}
_ORDINAL_CLUES = ("st claim", "nd claim", "rd claim", "th claim")
_BY_ORDINALS = _compiled(_EN_ORDINALS)
_SPAN = re.compile(
    rf"(\d+|{_ZH_NUMERAL})\s*[项項]?(?:\s*(?:{_DASH}|to(?![a-z])|through|thru|until|bis(?:\s+zu)?|jusqu['’]à|à|至|到)\s*"
    rf"(?:(?:the|la|der)\s+)?(?:claims?|{_DE_NOUN}|revendications?|{_ZH_NOUN})?\s*第?\s*(\d+|{_ZH_NUMERAL}))?",
    re.IGNORECASE,
)
_KINDS = (
    ("method", re.compile(r"method|process|procedure|verfahren|proc[ée]d[ée]|m[ée]thode", re.IGNORECASE)),
    ("use", re.compile(r"^uses?$|verwendung|utilisation", re.IGNORECASE)),
    (
        "product",
        re.compile(
            r"apparatus|device|system|product|composition|compound|assembly|machine|article"
            r"|vorrichtung|erzeugnis|produkt|stoff|dispositif|appareil|produit|syst[èe]me",
            re.IGNORECASE,
        ),
    ),
)


def find_references(text: str) -> list[Reference]:
    """The references in `text`, in order."""
    found: list[Reference] = []
    for language, clues in _CLUES.items():
        if _has(text, clues):
            found.extend(_in_language(text, language))
        if language == "fr" and text.isascii():
            break  # no Chinese
    if len(found) > 1:
        found.sort()
    return found


def _has(text: str, clues: tuple[str, ...]) -> bool:
    """Whether one of `clues` stands in `text`; a plain loop, since this runs for each claim."""
    for clue in clues:  # noqa: SIM110
        if clue in text:
            return True
    return False


def _in_language(text: str, language: str) -> Iterator[Reference]:
    numbered, general = _PATTERNS[language]
    mentions = text.count("laim") + text.count("LAIM") if language == "en" else 1
    for match in _matches(numbered, text, language):
        yield Reference(match.start(), match.end(), language, "numbers", _spans(match[1]))
        if language == "en" and text[match.start(1) - 1] == " ":
            mentions -= match[0].count("laim") + match[0].count("LAIM")
    if not mentions:
        return  # every "claim" has its number, as in most dependent claims
    if _has(text, _GENERAL_CLUES[language]) or text.isupper():
        for match in general.finditer(text):
            scope: Scope = "previous" if _is_previous(text, match, language) else "all"
            word = (match[1] if match.re.groups else "") or ""
            yield Reference(match.start(), match.end(), language, scope, category=_kind(word))
    if language == "en" and _has(text, _ORDINAL_CLUES):
        for match in _BY_ORDINALS.finditer(text):
            yield Reference(match.start(1), match.end(), language, "numbers", _ordinal_spans(match[1]))


def _matches(pattern: re.Pattern[str], text: str, language: str) -> Iterator[re.Match[str]]:
    """`pattern.finditer(text)`, tried only where a clue stands: some ten times faster on long claims."""
    if language == "zh":
        yield from pattern.finditer(text)
        return
    for clue in _CLUES[language]:
        place = text.find(clue)
        while place >= 0:
            match = pattern.match(text, place - 1) if place else None
            if match:
                yield match
            place = text.find(clue, match.end() if match else place + 1)


def _spans(wording: str) -> tuple[tuple[int, int], ...]:
    """`1, 3 to 5` as ((1, 1), (3, 5))."""
    if wording.isdecimal():  # one number, as most have
        return ((int(wording), int(wording)),)
    return tuple((_value(first), _value(last or first)) for first, last in _SPAN.findall(wording))


def _value(number: str) -> int:
    """The value of digits (of any script) or of a Chinese numeral up to 99."""
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.partition("十")
    digits = "零一二三四五六七八九"
    if not ten:
        return digits.find(number)
    return 10 * (digits.find(tens) if tens else 1) + (digits.find(ones) if ones else 0)


def _ordinal_spans(wording: str) -> tuple[tuple[int, int], ...]:
    numbers = [_ORDINALS.index(word.lower()) + 1 for word in re.findall(_ORDINAL, wording, re.IGNORECASE)]
    if re.search(r"\bto\b", wording):
        return ((numbers[0], numbers[-1]),)
    return tuple((number, number) for number in numbers)


def _is_previous(text: str, match: re.Match[str], language: str) -> bool:
    """Whether "the preceding claim" means the one just before."""
    if language == "zh":
        return bool(_PREVIOUS_ZH.match(match[0]))
    before = text[max(0, match.start() - 40) : match.start()]
    return bool(_SINGULAR[language].search(match[0]) and _PREVIOUS[language].search(before))


def _kind(word: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.search(word)), "") if word else ""


_ANY_BEFORE = {
    "en": re.compile(
        r"\b(?:any|either|one)(?:\s+(?:one|of|or|more|the|at|least|preceding|previous|foregoing|above|prior|patent|to|in))*\s*$",
        re.IGNORECASE,
    ),
    "de": re.compile(r"\b(?:irgend)?(?:einem|eines|einer|jedem)\b(?:\s+\w+){0,5}\s*$", re.IGNORECASE),
    "fr": re.compile(r"(?:\bl['’]une?|\bune?|\bquelconque)\b(?:\s+\w+){0,4}\s*$", re.IGNORECASE),
    "zh": re.compile("(?:任[一意何]|之一)[^，。；]{0,6}$"),
}
_ANY_AFTER_ZH = re.compile(r"^[^，,。；：:]{0,6}?(?:任[一意何1]|之一|其中一|中的?一[项項])")
_OR = re.compile(r"\bor\b|\boder\b|\bou\b|或|\bbzw\b", re.IGNORECASE)
_AND = re.compile(
    r"\band\b|\bwell\s+as\b|\bwith\b|\bplus\b|\bund\b|\bsowie\b|\bet\b|(?<!以)及(?!/?或)|[和与與](?!/?或)|and/or|和/或",
    re.IGNORECASE,
)


def is_alternative(text: str, reference: Reference) -> bool:
    """Whether the reference takes its claims one at a time ("or", "any one of"), not all together."""
    before = text[max(0, reference.start - 60) : reference.start]
    wording = text[reference.start : reference.end]
    if _ANY_BEFORE[reference.language].search(before):
        return True
    if reference.language == "zh":
        if _ANY_AFTER_ZH.match(text[reference.end : reference.end + 16]) or re.search(
            "任[一意何]|各", wording
        ):
            return True
    elif reference.language == "en" and re.match(r"(?:claims?\s*)?(?:any|one|either)\b", wording, re.I):
        return True
    return bool(_OR.search(wording)) and not _AND.search(wording)
