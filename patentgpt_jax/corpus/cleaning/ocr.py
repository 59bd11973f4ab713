"""Documents that a scanner misread: the share of words that no writer writes.

After Taghva et al. 2001, "Automatic removal of 'garbage strings' in OCR text: an implementation", and Kulp
and Kontostathis 2007, "On retrieving legal files: shortening documents and weeding out garbage" (runs of
one letter, of consonants or of vowels, capitals and punctuation inside a word). The rules look at words of
small letters only, since patents have much that is neither misread nor a word: chemical names, formulae,
sequences, code, and reference signs.
"""

import re
from collections import Counter

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.own_text import own_text
from patentgpt_jax.corpus.record import Record

_GARBAGE = re.compile(
    r"""
    ^(?:
        .*\ufffd.*                                  # what no encoding could read
      | .*[a-z]{2}[0-9]{1,2}[a-z]{2}.*              # pr0cess
      | [(]?[01568|][a-z]{3,}[),.;:]?               # 1ight, 0ther
      | [(]?[a-z]{2,}[0158|][a-z][),.;:]?           # shal1s
      | .*[a-z]{2}[;:!?|~^_=*§¢£¥«»•■\\{}<>][a-z]{2}.*  # pro;cess
      | [a-z]+(?:[.,][a-z]+){2,}[.,]?               # p.ro.cess
      | [(]?[a-z]+[A-Z]+[a-z]{2,}[A-Z]+[a-z]*.*     # prOceSs
      | [^A-Za-z0-9]*(?![acgtun]+\b)[a-z]*([a-z])\1{3,}[a-z]*\W*  # tttthe
      | [^A-Za-z0-9]*[a-z]*[bcdfghjklmnpqrstvwxz]{6,}[a-z]*\W*    # tlnsrgth
      | [^A-Za-z0-9]*[a-z]*[aeiou]{6,}[a-z]*\W*
    )$
    """,
    re.MULTILINE | re.VERBOSE,
)
_WEB = re.compile(r"www|://|@|\.(?:com|org|net|gov|htm)")
_SPACED_LETTERS = re.compile(r"(?<!\S)[a-z](?:[ ][a-z]){3,}(?!\S)")  # t h e n


def make_ocr(config: CleaningConfig) -> Filter:
    """The filter that leaves out what has more than `config.quality.max_garbage_words` of its words."""
    most = config.quality.max_garbage_words

    def ocr(record: Record) -> Record | Removed:
        return Removed("ocr damage") if garbage_share(own_text(record)) > most else record

    return ocr


def garbage_share(text: str) -> float:
    """The share of the words of `text` that are garbage; letters set apart are garbage each."""
    counts = Counter(text.split())
    if not counts:
        return 0.0
    garbage = sum(
        counts[match[0]] for match in _GARBAGE.finditer("\n".join(counts)) if not _WEB.search(match[0])
    )
    if _has_letters_apart(counts):
        garbage += sum(len(match[0]) // 2 + 1 for match in _SPACED_LETTERS.finditer(text))
    return garbage / counts.total()


def _has_letters_apart(counts: Counter[str]) -> bool:
    return sum(count for word, count in counts.items() if len(word) == 1) > 3
