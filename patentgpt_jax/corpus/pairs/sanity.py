"""Whether two texts can say the same in two languages: cheap tests that refuse what clearly does not.

Lengths: Gale and Church (1993, "A Program for Aligning Sentences in Bilingual Corpora") take the length of
a translation for normally distributed about a multiple of the original's, with a variance of 6.8 for each
character. What is refused is further off than three standard deviations and than a factor of two, since
long texts differ by more than chance. Numbers: after Vázquez et al. (2019, "The University of
Helsinki Submission to the WMT19 Parallel Corpus Filtering Task"), by how many stand in both texts.
Texts that are the same in both languages were never translated, and a script tells some languages.
"""

import re
from collections import Counter

from patentgpt_jax.corpus.pairs.words import words
from patentgpt_jax.corpus.readers.language import detect_language

_CHARACTERS = {"en": 1.0, "de": 1.1, "fr": 1.1, "zh": 0.25}
"""Characters for one of English; measured: 1.08 and 1.14 in 88 claims of five European patents in German and
in French, 0.25 in 250 Chinese abstracts."""
_VARIANCE = 6.8  # for each character of English
_DEVIATIONS, _FACTOR = 3.0, 2.0
_NUMBERS_SHARED = 0.5
_FEWEST_NUMBERS = 3  # on the side that has more
_SCRIPTS = {"zh": ("zh",), "ja": ("ja", "zh"), "ko": ("ko",)}  # as `detect_language` names them
_LATIN = ("da", "de", "en", "es", "fi", "fr", "it", "nl", "no", "pl", "pt", "sv", "tr")
_NUMBER = re.compile(r"\d+")


def fault(
    source: str, source_language: str, target: str, target_language: str, equivalent: bool = False
) -> str:
    """Why the two texts are no translations of each other: `script`, `same`, `length`, `numbers`; or "".

    Args:
      source: a text, and `target` the other one.
      source_language: ISO 639-1, as `target_language`.
      equivalent: the texts need not be translations, so that one of them may have reference signs alone.
    """
    if not (_in_script(source, source_language) and _in_script(target, target_language)):
        return "script"
    if words(source) == words(target):
        return "same"
    if not _lengths_agree(source, source_language, target, target_language):
        return "length"
    return "" if _numbers_agree(source, target, equivalent) else "numbers"


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


def _numbers_agree(source: str, target: str, equivalent: bool) -> bool:
    """Whether half of the numbers stand in both; of equivalents, half of those in the text with fewer."""
    one, other = (Counter(_NUMBER.findall(text)) for text in (source, target))
    fewer, more = sorted((one.total(), other.total()))
    if more < _FEWEST_NUMBERS:
        return True
    return (one & other).total() >= _NUMBERS_SHARED * (fewer if equivalent else (fewer + more) / 2)
