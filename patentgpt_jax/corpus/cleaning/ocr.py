"""Documents that a scanner misread: the share of words that no writer writes.

After Taghva et al. 2001, "Automatic removal of 'garbage strings' in OCR text: an implementation", and Kulp
and Kontostathis 2007, "On retrieving legal files: shortening documents and weeding out garbage": runs of
one letter, of consonants or of vowels, digits and punctuation inside words, letters set apart. Those
papers' other signs (capitals inside words, words over forty characters) are ordinary in patents, which are
full of what is neither misread nor a word: chemical names, formulae, sequences, code, reference signs. A
word with a bracket, hyphen, slash, colon or stop inside is therefore never garbage.
"""

import re
from collections import Counter

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.own_text import count_words, own_text
from patentgpt_jax.corpus.record import Record

_MARKS = r",;!?|~^*$§¢£¥«»•■\\"  # what stands inside a misread word
_SIGNS = re.compile(
    rf"""
      \ufffd                                   # what no encoding could read
    | [a-z]{{2}}(?:[0-9]|[{_MARKS}])[a-z]{{2}}  # pro;ess, proc3ss
    | (?<![^\n(])[01568|!][a-z]{{3}}           # 1ight, 0ther
    | ([a-z])\1{{3}}                           # tttthe
    | [bcdfghjklmnpqrstvwxz]{{6}}              # tlnsrgth
    | [aeiou]{{6}}
    """,
    re.VERBOSE,
)
_WORD = re.compile(rf"[(\[\"'“‘]*[A-Za-z0-9\ufffd{_MARKS}]+[)\]\"'”’.:]*")
_NUCLEOTIDES = re.compile(r"[acgtun]+")
_SPACED_LETTERS = re.compile(r"(?<!\S)[a-z](?:[ ][a-z]){3,}(?!\S)")  # t h e n


def make_ocr(config: CleaningConfig) -> Filter:
    """The filter that leaves out what has more than `config.quality.max_garbage_words` of its words."""
    most = config.quality.max_garbage_words

    def ocr(record: Record) -> Record | Removed:
        return Removed("ocr damage") if garbage_share(own_text(record)) > most else record

    return ocr


def garbage_share(text: str) -> float:
    """The share of the words of `text` that are garbage; each of four or more letters set apart is one."""
    counts = Counter(text.split())
    if not counts:
        return 0.0
    garbage = sum(counts[word] for word in _garbage(counts))
    if sum(len(word) == 1 for word in counts) > 1:
        garbage += sum(len(match[0]) // 2 + 1 for match in _SPACED_LETTERS.finditer(text))
    return min(1.0, garbage / max(1.0, count_words(text)))


def _garbage(words: Counter[str]) -> set[str]:
    """Those of the different `words` that are garbage."""
    listed = "\n".join(words)
    found = set()
    end = 0
    for match in _SIGNS.finditer(listed):
        if match.start() >= end:  # the next word: a long one has many signs, and is looked at once
            start = listed.rfind("\n", 0, match.start()) + 1
            end = listed.find("\n", match.end())
            end = end if end >= 0 else len(listed)
            word = listed[start:end]
            is_lower = word.islower()
            is_word = bool(_WORD.fullmatch(word)) and not _NUCLEOTIDES.fullmatch(word)
            can_be = is_word or "\ufffd" in word
        if match[0].isalpha() and not is_lower:
            continue  # German nouns have six consonants in a row
        if can_be:
            found.add(word)
    return found
