"""The parts of one claim: preamble, transition, body, sentences, reference signs.

The transition says whether what follows is everything there is (MPEP 2111.03): "comprising" leaves the
claim open, "consisting of" closes it, "consisting essentially of" lets in what changes nothing.
"characterised in that", dadurch gekennzeichnet, caractérisé en ce que, 其特征在于 part what is known
from what is new (Rule 43(1) EPC, Rule 24(1) of the Chinese Implementing Regulations).
"""

import re
from typing import Literal, NamedTuple

TransitionKind = Literal["open", "closed", "partly_closed", "characterising", "wherein"]


class Transition(NamedTuple):
    """The words between preamble and body, and what they say about the body."""

    start: int
    end: int
    kind: TransitionKind


class Parts(NamedTuple):
    """A claim cut at its transition; without one everything is preamble."""

    preamble: str
    transition: str
    body: str


_TRANSITIONS: tuple[tuple[TransitionKind, str], ...] = (
    (
        "characterising",
        r"\b(?:is\s+|being\s+)?characteri[sz]ed\s+(?:in\s+that|by)\b|\bthe\s+improvement\s+(?:compris|consist|where|which)\w*"
        r"|\b(?:dadurch\s+)?gekennzeichnet(?:\s+durch|\s*,?\s*da(?:ss|ß)|\b)"
        r"|\bcaract[ée]ris[ée]e?s?\s+(?:en\s+ce\s+qu[e'’]|par\b)|(?:其)?(?:主要)?特[征徵](?:之处)?(?:在于|在於|是|为|為)",
    ),
    (
        "partly_closed",
        r"\bconsist(?:s|ing)?\s+essentially\s+of\b|\bim\s+wesentlichen\s+(?:bestehend\s+)?aus\b"
        r"|\bconsistant\s+essentiellement\s+en\b|\b(?:essentiellement\s+constitu|constitu[ée]e?s?\s+essentiellement)\w*"
        r"|基本上?由|主要由",
    ),
    (
        "closed",
        r"\bconsist(?:s|ing)?\s+(?:only\s+)?of\b|\bbestehend\s+aus\b|\bbesteht\s+aus\b|\bconsistant\s+en\b|\bcompos[ée]e?s?\s+d[eu'’]\b"
        r"|\bconstitu[ée]e?s?\s+(?:de|par)\b|由[^。；;，,]{1,200}?(?:组成|構成|构成|組成)",
    ),
    (
        "open",
        r"\b(?:which\s+|that\s+)?compris(?:ing|es?|ed\s+of)\b|\binclud(?:ing|es)\b|\bcontain(?:ing|s)\b|\bumfass(?:end|t)\b"
        r"|\bumfaßt\b|\benth(?:altend|ält)\b|\baufweis(?:end|t)\b|\bcompren(?:ant|d)\b|\bcomport(?:ant|e)\b|\bcontenant\b"
        r"|包括|包含|含有|具备|具備|设有|設有",
    ),
    (
        "wherein",
        r"\bwherein\b|\bin\s+which\b|\bwhereby\b|\bhaving\b|\bwobei\b|\b(?:bei|in)\s+(?:welche|de)[mr]\b|\bdans\s+l(?:equel|aquelle)\b|\bayant\b"
        r"|其中|具有",
    ),
)
_PATTERNS = [
    (kind, re.compile(pattern.replace(r"\s+", r"\s{1,20}").replace(r"\s*", r"\s{0,20}"), re.IGNORECASE))
    for kind, pattern in _TRANSITIONS
]
_EARLY = 1500  # characters in which a preamble ends, save for a characterising part


def find_transition(text: str) -> Transition | None:
    """The transition of the claim `text`.

    A characterising part counts before all else, then the first "comprising" or "consisting of", then
    "wherein" and the like, as dependent claims have it.
    """
    places = {kind: pattern.search(text) for kind, pattern in _PATTERNS}
    if found := places["characterising"]:
        return Transition(found.start(), found.end(), "characterising")
    kinds: tuple[TransitionKind, ...] = ("partly_closed", "closed", "open")
    strong = [(match.start(), match.end(), kind) for kind in kinds if (match := places[kind])]
    if strong and min(strong)[0] < _EARLY:
        return Transition(*min(strong))
    found = places["wherein"]
    return Transition(found.start(), found.end(), "wherein") if found else None


def split(text: str) -> Parts:
    """The claim `text` cut at its transition."""
    found = find_transition(text)
    if not found:
        return Parts(text, "", "")
    return Parts(text[: found.start], text[found.start : found.end], text[found.end :])


class ReferenceSign(NamedTuple):
    """A sign of the drawings in parentheses, such as `(12a)` or `(10, 110)`; in old Chinese claims 〔12〕."""

    start: int
    end: int
    signs: tuple[str, ...]


_SIGN = r"\d{1,4}[a-zA-Z]{0,2}['’]{0,2}"
_SIGNS = re.compile(
    rf"(?:[(（〔]|(?<=[\u4e00-\u9fff])\[)\s?({_SIGN}(?:\s?[,，、;；/\-–]\s?{_SIGN}){{0,40}})\s?[)）〕\]]"
)


def reference_signs(text: str) -> list[ReferenceSign]:
    """The reference signs in parentheses (Rule 43(7) EPC, Rule 22(4) of the Chinese Regulations)."""
    return [
        ReferenceSign(match.start(), match.end(), tuple(re.findall(_SIGN, match[1])))
        for match in _SIGNS.finditer(text)
    ]


_PLACEHOLDER_END = re.compile(r"\[(?:chemistry|mathematics|table|figure)\][\s\]).;]{0,9}$|\t[^\n]{0,500}$")
_STOP_END = re.compile(r"[.。．｡!?][\"'”’」』)）\]\s]{0,9}$")


def ends_with_stop(text: str) -> bool:
    """Whether the claim ends with a full stop, or with a drawing or a table that bears none."""
    return bool(_STOP_END.search(text[-20:]) or _PLACEHOLDER_END.search(text[-600:]))


_LATIN_STOP = re.compile(r"[.!?][\"'”’)\]]{0,3}(?=\s{1,20}(?:[\"'“‘(\[]?[^\W\d_]|\d{1,3}\.\s{1,9}[A-Z]))")
_CHINESE_STOP = re.compile("[。｡](?=[\\s\"'”’」』)）\\]]*[^\\s\"'”’」』)）\\]])")
_JOINED_STOP = re.compile(  # no space: "rubber.The seal"; also a Latin stop between Chinese characters
    r"(?:[a-z]{3}|\d\d|[°%℃]|[a-z]{2}\s?[(\[][\w, ]{1,12}[)\]])\."
    r"(?=(?:The|Said|Wherein|Where|This|These|It|Each|Die|Der|Das|Le|La|Les)\s)"
    "|(?![一二三四五六七八九十骤])[\u4e00-\u9fff][.．](?=[\u4e00-\u9fff])"
)
_CLAIM_FOLLOWS = re.compile(r"\s{1,20}\d{1,3}\.\s{1,9}[A-Z]")  # with its number: it was not cut off
_DOUBLE_STOP = re.compile(r"([.．]\s?)[.．]\s{0,9}$")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘,;:=]{1,40}$")
_NEXT_WORD = re.compile(r"[\"'”’“‘)(\[\]\s.!?]{1,30}(\w+)")
_ITEM_BEFORE = re.compile(
    r"(?:^|[:;,.(\n]|\band|\bor|\bund|\boder|\bet|\bou|-)\s{0,20}[(\[]?$", re.IGNORECASE
)
_ITEM = re.compile(r"[a-z]|[ivxl]{1,5}|\d{1,3}(?:\.\d{1,2})*|[a-z]\d{1,2}|\d{1,2}[a-z]", re.IGNORECASE)


def words(table: str) -> frozenset[str]:
    """The words of a table that is laid out to be read."""
    return frozenset(re.findall(r"[a-z.]+", table))


_ABBREVIATIONS = words("""
    ph eur pharm
    fig figs figure no nos vs approx ca cf al st dr mr inc ltd corp eq eqs eqn ref refs vol wt sp spp
    var subsp resp viz min max temp deg dia sec hr hrs pat ser id art dept pp pg bzw vgl nr abb ggf sog
    usw insbes bspw entspr evtl gew vorzugsw env ex av mol conc incl excl equiv std tm reg u.s etc
""")
_SENTENCE_OPENERS = words("""
    the said wherein this these it each such an in they there der die das dieser diese dieses wobei es
    ein eine le la les ledit ladite lesdits ce cette ces un une il elle
""")


def sentence_breaks(text: str) -> list[int]:
    """Offsets just after the full stops that end a sentence before the end of the claim.

    A stop between digits, after an abbreviation, an initial or the number of an item ends none.
    """
    chinese = [match.end() for match in _CHINESE_STOP.finditer(text)]
    latin = [match.end() for match in _LATIN_STOP.finditer(text) if _ends_sentence(text, match)]
    joined = [match.end() for match in _JOINED_STOP.finditer(text)]
    double = [match.end(1) for match in [_DOUBLE_STOP.search(text[-20:])] if match]
    return sorted(chinese + latin + joined + [max(0, len(text) - 20) + place for place in double])


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    before = text[max(0, stop.start() - 60) : stop.start()]
    last = _LAST_WORD.search(before)
    if not last:
        return bool(before.strip())
    word = last[0].rstrip(")]").lower()
    following = _NEXT_WORD.match(text[stop.start() : stop.start() + 80])
    after = following[1] if following else ""
    capital = after[:1].isupper() or _CLAIM_FOLLOWS.match(text, stop.end()) is not None
    opener = capital and after.lower() in _SENTENCE_OPENERS
    if word in _ABBREVIATIONS or (re.search(r"[a-z]\.[a-z]{1,2}$", word) and not opener):
        return False
    if last[0].endswith(")"):
        return capital or after in _SENTENCE_OPENERS or after in ("and", "or")
    if _ITEM.fullmatch(word):
        item = _ITEM_BEFORE.search(before[: last.start()]) is not None
        return not item and (opener or (word.isdigit() and (capital or after in _SENTENCE_OPENERS)))
    least = 2 if after.lower() in _SENTENCE_OPENERS else 4  # without a capital: surely no abbreviation?
    return capital or (len(word) >= least and word.replace("-", "").isalpha())
