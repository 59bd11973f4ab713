"""Documents that are too short to learn from, too long to be one document, or not made of words.

After Gopher (Rae et al. 2021, arXiv 2112.11446, table A1). The title does not count: a title alone is no
document, and a title with an abstract is one.
"""

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.own_text import UNSPACED, body_text, count_words
from patentgpt_jax.corpus.record import Record


def make_length(config: CleaningConfig) -> Filter:
    """The filter that leaves out what has too few or too many words, or words too short or too long."""
    limits = config.quality

    def length(record: Record) -> Record | Removed:
        text = body_text(record)
        words = count_words(text)
        if words < limits.min_words:
            return Removed("too few words")
        if words > limits.max_words:
            return Removed("too many words")
        if record.language not in UNSPACED and words:
            mean = mean_word_length(text)
            if mean < limits.min_word_length:
                return Removed("words too short")
            if mean > limits.max_word_length:
                return Removed("words too long")
        return record

    return length


def mean_word_length(text: str) -> float:
    """Characters of what stands between white space, on average; 0 where nothing does."""
    words = text.split()
    return len("".join(words)) / len(words) if words else 0.0
