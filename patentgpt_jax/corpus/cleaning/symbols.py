"""Documents that are symbols, digits, lists or menus more than prose.

After Gopher (Rae et al. 2021, arXiv 2112.11446, table A1): hashes and ellipses for each word, lines that
begin with a bullet or end in an ellipsis, words without a letter, no stop words. Besides, the shares of
digits and of everything that is no letter, which also judge texts without spaces.
"""

import re
from dataclasses import dataclass

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.functionwords import FUNCTION_WORDS
from patentgpt_jax.corpus.cleaning.own_text import UNSPACED, count_words, own_text
from patentgpt_jax.corpus.record import Record

_CHINESE_WORDS = tuple("的在和与其所一是有为及或不了上中")
_JAPANESE_WORDS = ("の", "を", "は", "に", "が", "と", "で", "する", "から", "こと")
_UNSPACED_WORDS = {"zh": _CHINESE_WORDS, "ja": _JAPANESE_WORDS}
_WORDS_WITH_LETTERS = re.compile(r"[^\W\d_]\S*")
_BULLETS = ("•", "‣", "▪", "●", "◦", "-", "*")
_ELLIPSES = ("...", "…")
_ASCII_LETTERS = bytes(range(65, 91)) + bytes(range(97, 123))
_ASCII = bytes(range(128))


@dataclass(frozen=True)
class Symbols:
    """What a text consists of. Shares are of words, of lines, or of characters other than white space."""

    hashes: float  # for each word
    ellipses: float  # for each word
    bullet_lines: float
    ellipsis_lines: float
    letter_words: float  # 1 for a language without spaces
    stop_words: int | None  # how many different ones; None without a list for the language
    digits: float
    non_letters: float


def make_symbols(config: CleaningConfig) -> Filter:
    """The filter that leaves out what has too many symbols, digits or bullets, or too few words."""
    limits = config.quality

    def symbols(record: Record) -> Record | Removed:
        text = own_text(record)
        if not text or text.isspace():
            return record  # `length` judges that
        found = symbol_metrics(text, record.language)
        if max(found.hashes, found.ellipses) > limits.max_symbols:
            return Removed("symbols")
        if found.bullet_lines > limits.max_bullet_lines:
            return Removed("lines with bullets")
        if found.ellipsis_lines > limits.max_ellipsis_lines:
            return Removed("lines ending in an ellipsis")
        if found.letter_words < limits.min_letter_words:
            return Removed("words without letters")
        if found.digits > limits.max_digits:
            return Removed("digits")
        if found.non_letters > limits.max_non_letters:
            return Removed("characters that are no letters")
        if found.stop_words is not None and found.stop_words < limits.min_stop_words:
            return Removed("no stop words")
        return record

    return symbols


def symbol_metrics(text: str, language: str) -> Symbols:
    """The measures of `text`, which has something besides white space and is in `language`."""
    words = text.split()
    lines = [line for line in map(str.strip, text.split("\n")) if line]
    spaced = language not in UNSPACED
    count = len(words) if spaced else max(1.0, count_words(text))
    raw = text.encode()
    characters = sum(map(len, words))
    digits = len(raw) - len(raw.translate(None, b"0123456789"))
    letters = len(raw) - len(raw.translate(None, _ASCII_LETTERS))
    if not text.isascii():
        letters += sum(map(str.isalpha, raw.translate(None, _ASCII).decode()))
    return Symbols(
        hashes=text.count("#") / count,
        ellipses=sum(map(text.count, _ELLIPSES)) / count,
        bullet_lines=sum(line.startswith(_BULLETS) for line in lines) / len(lines),
        ellipsis_lines=sum(line.endswith(_ELLIPSES) for line in lines) / len(lines),
        letter_words=sum(1 for _ in _WORDS_WITH_LETTERS.finditer(text)) / len(words) if spaced else 1.0,
        stop_words=_stop_words(text, words, language),
        digits=digits / characters,
        non_letters=1 - letters / characters,
    )


def _stop_words(text: str, words: list[str], language: str) -> int | None:
    if language in _UNSPACED_WORDS:
        return sum(word in text for word in _UNSPACED_WORDS[language])
    if language in FUNCTION_WORDS:
        return len(FUNCTION_WORDS[language].intersection(map(str.lower, set(words))))
    return None
