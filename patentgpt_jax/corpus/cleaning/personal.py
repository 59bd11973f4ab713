"""Filter: e-mail addresses and phone numbers become `[email]` and `[phone]`.

As Dolma masks them (Soldaini et al. 2024, "Dolma: an Open Corpus of Three Trillion Tokens", section 5.3),
but a patent is full of numbers with separators: serial and patent numbers, dates, sequences, dimensions.
So a phone number needs more evidence than its digits: a country code of ITU-T E.164, or a word such as
"Tel" near it.
"""

import re

from patentgpt_jax.corpus.cleaning.parts import map_texts
from patentgpt_jax.corpus.record import Record

# The last part is in lower case: `Au@SiO2.NH` is a particle.
_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_%+-][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}"
    r"(?:[a-z]{2,24}|COM|ORG|NET|EDU|GOV)(?![A-Za-z0-9_@-])"
)
_COUNTRIES = re.compile(
    "1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[1-368]|2[2-6][0-9]|29[0-9]|35[0-9]|37[0-9]"
    "|38[0-79]|42[013]|50[0-9]|59[0-9]|67[0-9]|68[0-9]|69[0-2]|85[02356]|88[06]|96[0-8]|97[0-7]|99[2-68]"
)
# Not what stands in a sum or makes a quantity. The plus comes first, for it is rare and quickly found.
_INTERNATIONAL = re.compile(
    r"\+(?<![A-Za-z0-9_+*/=^.,)\]}-]\+)[1-9][0-9 ().–-]{8,22}[0-9]"
    r"(?![0-9]|[.,/][0-9]| ?(?:[%°℃×]|(?:[kcmnμµ]?[mgsLVAWKN]|[kMG]?Hz|[kM]?Pa|bar|ppm|rpm|units)\b))"
)
_DIGITS = {"1": (11, 11), "7": (11, 11)}  # of a number with its country code, the fewest and the most
_OTHER_DIGITS = (9, 15)
_WORDS = (
    r"(?:(?<!\[)[Pp]hone|PHONE|[Tt]el\b|TEL\b|[Tt]elefon|T[eé]l[eé]phone|Tél\b|\b[Ff]ax|FAX\b|[Ff]acsimile|\b[Cc]all\b"
    r"|[Dd]ial|[Mm]obile|\b[Cc]ell\b|电话|手机|传真|热线)"
)
_NORTH_AMERICAN = re.compile(
    rf"({_WORDS}[^\n]{{0,40}}?)(?<![0-9./-])(?:\+?1[-. ])?(?:\([2-9][0-9]{{2}}\) ?|[2-9][0-9]{{2}}[-.])"
    r"[2-9][0-9]{2}[-.][0-9]{4}(?![0-9-]|[.,/][0-9])"
)
# Directly after the word: a national number with its leading zero, a Chinese mobile or service number.
_NATIONAL = re.compile(
    r"((?:电话|手机|传真|热线|[Tt]elefon|[Tt]elefax|\b[Tt]el|\bTEL|\b[Ff]ax|FAX|T[eé]l[eé]phone|\bT[eé]l)(?:号码|号|\.)?"
    r"[ :：为是.]{0,3})(?:\+?86[- ]?)?"
    r"(?:1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|400[- ]?[0-9]{3}[- ]?[0-9]{4}"
    r"|(?=(?:[^0-9\n]{0,3}[0-9]){7})[(（]?0[1-9][0-9]{0,4}[)）]?(?:[-–—/ ]{0,3}[0-9]{2,8}){1,5}"
    r"|(?:(?<=[:：])|(?<=[:：] ))[2-8][0-9]{6,7})"
    r"(?![0-9]|[.,/][0-9])"
)
_MAYBE_EMAIL = re.compile(r"@(?<=[A-Za-z0-9._%+-]@)[A-Za-z0-9-]{1,63}\.[A-Za-z0-9]")
# To tell quickly that a text has none: letters in lower case, every digit a zero, without separators.
_SIMPLER = bytes(each + 32 if 65 <= each <= 90 else 48 if 48 <= each <= 57 else each for each in range(256))
_SEPARATORS = b" :(.-"
_NORTH_AMERICAN_HINTS = (b"0000000000", b")0000000")  # without separators; then with them
_NORTH_AMERICAN_SHAPES = (b"000-000-0000", b")000-0000", b") 000-0000", b"000.000.0000")
_NATIONAL_HINTS = (b"tel0", b"fon0", b"phone0", b"fax0", b"t\xc3\xa9l0")
_CHINESE_HINTS = ("话", "手", "真", "线")


def personal(record: Record) -> Record:
    """`record` with its e-mail addresses and phone numbers masked."""
    return map_texts(record, masked)


def masked(text: str) -> str:
    """`text` with `[email]` and `[phone]` for what they stand for; see `personal`."""
    while True:  # what was too far from the word, or too near to a number, is not when that is masked
        new = _once_masked(text)
        if new == text:
            return text
        text = new


def _once_masked(text: str) -> str:
    if "@" in text and _MAYBE_EMAIL.search(text):
        text = _EMAIL.sub("[email]", text)
    if "+" in text:
        text = _INTERNATIONAL.sub(_international, text)
    encoded = text.encode(errors="surrogatepass")
    simpler = encoded.translate(_SIMPLER, _SEPARATORS)
    if any(each in simpler for each in _NORTH_AMERICAN_HINTS) and any(
        each in encoded.translate(_SIMPLER) for each in _NORTH_AMERICAN_SHAPES
    ):
        text = _NORTH_AMERICAN.sub(r"\1[phone]", text)
    if any(each in simpler for each in _NATIONAL_HINTS) or any(each in text for each in _CHINESE_HINTS):
        text = _NATIONAL.sub(r"\1[phone]", text)
    return text


def _international(match: re.Match[str]) -> str:
    """`[phone]`, or the same text where a sum or a list of numbers only looks like one."""
    groups = re.findall("[0-9]+", match[0])
    dotted = "." in match[0]
    likely = len(groups) > (3 if dotted else 2) and _COUNTRIES.fullmatch(groups[0])
    if dotted and (set(match[0]) & set(" ()–-") or min(map(len, groups[1:])) < 2):
        likely = None
    fewest, most = _DIGITS.get(groups[0], _OTHER_DIGITS)
    return "[phone]" if likely and fewest <= sum(map(len, groups)) <= most else match[0]
