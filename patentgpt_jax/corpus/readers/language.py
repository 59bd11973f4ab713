"""Language tags of patent offices as ISO 639-1, and a guess from the script where a tag is missing."""

import re

_CODES = {
    "eng": "en", "chi": "zh", "zho": "zh", "cn": "zh", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr",
    "jpn": "ja", "jp": "ja", "kor": "ko", "kr": "ko", "spa": "es", "rus": "ru", "ita": "it", "por": "pt",
}  # fmt: skip
NATIVE = {"CN": "zh", "TW": "zh", "JP": "ja", "KR": "ko"}
"""The language of an office whose documents in other languages are translations."""
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_LATIN = re.compile("[A-Za-z]")
_BEGINNING = 4000


def language_code(tag: str) -> str:
    """ISO 639-1 of a tag such as `EN`, `chi` or `zh-CN`; unknown three-letter tags give ""."""
    plain = re.split("[-_]", tag.strip().lower())[0]
    return _CODES.get(plain, plain if len(plain) == 2 else "")


def beginning_language(text: str) -> str:
    """The language of a long text, by its beginning."""
    return detect_language(text[:_BEGINNING])


def detect_language(text: str) -> str:
    """`zh`, `ja`, `ko` by their script, otherwise `en` for Latin letters, "" for no letters.

    Chinese patents keep Latin reference signs and formulae: one Han character weighs as much as
    four Latin letters, about a word.
    """
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    hangul, kana = len(_HANGUL.findall(text)), len(_KANA.findall(text))
    if 4 * (han + hangul + kana) <= latin:
        return "en" if latin else ""
    if hangul > han:
        return "ko"
    return "ja" if 5 * kana > han else "zh"
