"""In which language a text is written, told from its beginning, middle and end, or that it is not sure.

The script tells Chinese, Japanese (kana among the Han), Korean, Russian, Greek, Arabic, Hebrew and Thai; in
Latin letters the function words do (Grefenstette 1995; Cavnar and Trenkle 1994 compare letter sequences
instead, of which the letters that only other languages use are kept here). No model, no dependency.
"""

import re
from collections import Counter

from patentgpt_jax.corpus.cleaning.functionwords import FUNCTION_WORDS

LANGUAGES = tuple(FUNCTION_WORDS)
"""The languages in Latin letters that are told apart."""

_LOOKED_AT, _WINDOWS = 4000, 4
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]{2,}")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30fa\u30fc-\u30ff]")  # without the middle dot, which Chinese names have too
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7af]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
# Letters of one language that share a script with the one above: Ukrainian, Belarusian, Serbian; Persian.
_OTHERS = {"ru": re.compile("[іїєўґјљњћђџ]"), "ar": re.compile("[پچژگ]")}
_RUSSIAN = re.compile("[ыэ]")  # not in Bulgarian, Macedonian or Ukrainian
_CHINESE = re.compile("[这为们种该时间对说进过还发开关动电车气设备]")  # not written so in Japanese
_FOREIGN = re.compile("[æøåąćčďđęěğħıłńňőřśşșťţțůűźżžþð]")  # in none of `LANGUAGES`
_LATIN_A_HAN = 4  # Latin letters that weigh as much as one Han character
_ENOUGH_HAN = 20  # Han characters without kana that no Japanese text has


def identify(text: str) -> str:
    """The language of most of `text` as ISO 639-1, or "" where that is not sure.

    Of a long text, four stretches of a thousand characters are looked at.
    """
    text = _excerpt(text)
    if not text.isascii():
        other = _by_script(text)
        if other is not None:
            return other
    return _by_words(text.lower())


def _excerpt(text: str) -> str:
    if len(text) <= _LOOKED_AT:
        return text
    width = _LOOKED_AT // _WINDOWS
    starts = [(len(text) - width) * window // (_WINDOWS - 1) for window in range(_WINDOWS)]
    return "\n".join(text[start : start + width] for start in starts)


def _by_script(text: str) -> str | None:
    """The language by its script; "" where scripts are mixed; None for one in Latin letters."""
    latin, han, kana = (len(each.findall(text)) for each in (_LATIN, _HAN, _KANA))
    counts = {name: len(script.findall(text)) for name, script in _SCRIPTS.items()}
    name = max(counts, key=lambda each: counts[each])
    letters = counts[name]
    if han + kana > letters:
        if _LATIN_A_HAN * (han + kana) <= latin:
            return None
        return _chinese_or_japanese(text, han, kana)
    if letters <= latin:
        return None if 4 * letters <= latin else ""  # Greek letters in formulae
    if letters < 5 or letters <= han + kana or (name in _OTHERS and _OTHERS[name].search(text.lower())):
        return ""
    if name == "ru" and not _RUSSIAN.search(text.lower()):
        return ""
    return name


def _chinese_or_japanese(text: str, han: int, kana: int) -> str:
    if han + kana < 2:
        return ""
    if 5 * kana > han:
        return "ja"
    if 10 * kana > han:
        return ""
    return "zh" if han >= _ENOUGH_HAN or _CHINESE.search(text) else ""


_KNOWN = {
    word: tuple(name for name, words in FUNCTION_WORDS.items() if word in words)
    for word in frozenset().union(*FUNCTION_WORDS.values())
}
_MOST = 5  # times that one word counts: a patent on a die says `die` in every line, and is not German
_SHARE = 0.12  # of all words: the least that function words make up; prose has 0.3 to 0.5
_DIFFERENT = 3  # function words, the least
_MARGIN = 2  # words that only the best of two languages has, for each that only the other one has


def _by_words(text: str) -> str:
    words = _WORDS.findall(text)
    counts = Counter(words)
    known = {word: min(counts[word], _MOST) for word in _KNOWN.keys() & counts.keys()}
    points = dict.fromkeys(LANGUAGES, 0)
    for word, count in known.items():
        for name in _KNOWN[word]:
            points[name] += count
    best = max(points, key=lambda each: points[each])
    own = [word for word in known if best in _KNOWN[word]]
    if len(own) < _DIFFERENT or sum(counts[word] for word in own) < _SHARE * len(words):
        return ""
    if 100 * len(_FOREIGN.findall(text)) > len(text):
        return ""
    for rival in LANGUAGES:
        if rival != best and points[rival]:
            shared = sum(known[word] for word in own if rival in _KNOWN[word])
            if points[best] - shared < _MARGIN * (points[rival] - shared) + 2:
                return ""
    return best
