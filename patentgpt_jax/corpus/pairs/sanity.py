"""Whether two texts can say the same in two languages: cheap tests that refuse what clearly does not.

Lengths: Gale and Church (1993, "A Program for Aligning Sentences in Bilingual Corpora") take the length of
a translation for normally distributed about a multiple of the original's, with a variance of 6.8 for each
character. What is refused is further off than three standard deviations and than a factor of two, since
long texts differ by more than chance. Numbers: the filter of Vázquez et al. (2019, "The University of
Helsinki Submission to the WMT19 Parallel Corpus Filtering Task") by the numbers that both texts hold.
Texts that are the same in both languages were never translated, and a script tells some languages.
"""

import re
from collections import Counter

from patentgpt_jax.corpus.pairs.words import words
from patentgpt_jax.corpus.readers.language import detect_language

_CHARACTERS = {"en": 1.0, "de": 1.1, "fr": 1.1, "zh": 0.25}
"""Characters for one of English; measured: 1.08 in 92 German and 1.14 in 92 French claims of six European
patents, 0.25 in 250 Chinese abstracts."""
_VARIANCE = 6.8  # for each character of English
_DEVIATIONS, _FACTOR = 3.0, 2.0
_NUMBERS_SHARED = 0.5
_FEWEST_NUMBERS = 3  # on the side that has more
_SCRIPTS = {"zh": ("zh",), "ja": ("ja", "zh"), "ko": ("ko",)}  # as `detect_language` names them
_LATIN = ("da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pl", "pt", "sv", "tr")
_NUMBER = re.compile(r"\d+")
_SIGNS = re.compile(r"[(（][\d\s,;，；、.a-z'-]*[)）]")


def fault(source: str, source_language: str, target: str, target_language: str, signs: bool = True) -> str:
    """Why the two texts are no translations of each other: `script`, `same`, `length`, `numbers`; or "".

    Args:
      source: a text, and `target` the other one.
      source_language: ISO 639-1, as `target_language`.
      signs: reference signs in parentheses are numbers too; in families one text may have them alone.
    """
    if not (_in_script(source, source_language) and _in_script(target, target_language)):
        return "script"
    if words(source) == words(target):
        return "same"
    if not _lengths_agree(source, source_language, target, target_language):
        return "length"
    return "" if _numbers_agree(source, target, signs) else "numbers"


def length_ratio(source: str, target: str) -> float:
    """Characters of `target` for each of `source`."""
    return len(target) / len(source)


def _in_script(text: str, language: str) -> bool:
    expected = _SCRIPTS.get(language) or (("en",) if language in _LATIN else ())
    return not expected or detect_language(text) in expected


def _lengths_agree(source: str, source_language: str, target: str, target_language: str) -> bool:
    if source_language not in _CHARACTERS or target_language not in _CHARACTERS:
        return True
    one, other = len(source) / _CHARACTERS[source_language], len(target) / _CHARACTERS[target_language]
    near = abs(one - other) <= _DEVIATIONS * (_VARIANCE * (one + other) / 2) ** 0.5
    return near or max(one, other) <= _FACTOR * min(one, other)


def _numbers_agree(source: str, target: str, signs: bool) -> bool:
    one, other = _numbers(source, signs), _numbers(target, signs)
    if max(one.total(), other.total()) < _FEWEST_NUMBERS:
        return True
    return 2 * (one & other).total() >= _NUMBERS_SHARED * (one.total() + other.total())


def _numbers(text: str, signs: bool) -> Counter[str]:
    plain = text if signs else _SIGNS.sub(" ", text)
    return Counter(each.lstrip("0") for each in _NUMBER.findall(plain)) - Counter([""])
