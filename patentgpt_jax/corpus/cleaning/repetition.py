"""Documents that repeat themselves: the measures of Gopher (Rae et al. 2021, arXiv 2112.11446, table A1).

The paper leaves some readings open. Here, as in DataTrove, a line, paragraph or n-gram is a duplicate from
its second occurrence on; n-grams are gone through from the left, and one that is counted is jumped over,
so that no character counts twice; the top n-gram is the first among the most frequent ones, its words a
space apart, and may overlap itself; and fractions are of all characters of the text, white space included.
Other than there, an n-gram that occurs once is no repetition, however short the text. What counts for a
word where there are no spaces is two characters: Chinese words are that long on average.

One measure is not Gopher's. Patents say the same again all over, so that the limits on their n-grams must
be wide; what they do not do is say it again at once, and again, as a language model in a loop does. `loops`
are the stretches that go on as they were a period ago, for two periods or more and at least ten words.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.own_text import UNSPACED, count_words, own_text
from patentgpt_jax.corpus.record import Record

_PARAGRAPHS = re.compile(r"\n{2,}")
_LONGEST = 10  # words of the longest n-grams
_DUPLICATES_FROM = 5  # words: shorter n-grams are measured by their most frequent one
_UNSPACED_WORD = 2  # characters
_PLACE_BITS = 21  # two million words; of a longer text only those are looked at for n-grams
_PLACE = (1 << _PLACE_BITS) - 1
_FALSE = np.zeros(1, bool)


@dataclass(frozen=True)
class Repetition:
    """Fractions of a text, each 0 where nothing is repeated."""

    duplicate_lines: float = 0.0
    duplicate_paragraphs: float = 0.0
    duplicate_line_characters: float = 0.0
    duplicate_paragraph_characters: float = 0.0
    top_2_gram: float = 0.0
    top_3_gram: float = 0.0
    top_4_gram: float = 0.0
    duplicate_5_grams: float = 0.0
    duplicate_6_grams: float = 0.0
    duplicate_7_grams: float = 0.0
    duplicate_8_grams: float = 0.0
    duplicate_9_grams: float = 0.0
    duplicate_10_grams: float = 0.0
    loops: float = 0.0


METRICS = tuple(field.name for field in fields(Repetition))


def make_repetition(config: CleaningConfig) -> Filter:
    """The filter that leaves out what repeats more than `config.quality.repetition` allows."""
    quality = config.quality
    limits = tuple((name, getattr(quality.repetition, name)) for name in METRICS)

    def repetition(record: Record) -> Record | Removed:
        text = own_text(record)
        if not text or count_words(text) < quality.min_repetition_words:
            return record
        found = repetition_metrics(text, record.language)
        for name, most in limits:
            if getattr(found, name) > most:
                return Removed(f"repetition: {name.replace('_', ' ')}")
        return record

    return repetition


def repetition_metrics(text: str, language: str = "", words: Sequence[str] | None = None) -> Repetition:
    """The measures of `text`, which is in `language`.

    Its `words` are what stands between white space unless they are given; Chinese and Japanese is measured
    by its characters.
    """
    if not text or text.isspace():
        return Repetition()
    stripped = text.strip()
    paragraphs = _PARAGRAPHS.split(stripped) if "\n\n\n" in stripped else stripped.split("\n\n")
    lines = [line for line in stripped.split("\n") if line]
    paragraph_count, paragraph_characters = _duplicates(paragraphs)
    line_count, line_characters = _duplicates(lines)
    if words is None:
        words = text.split()
        if language in UNSPACED:
            words = "".join(words)
    in_ngrams = _ngram_characters(words, _UNSPACED_WORD if isinstance(words, str) else 1)
    return Repetition(
        line_count / len(lines),
        paragraph_count / len(paragraphs),
        line_characters / len(text),
        paragraph_characters / len(text),
        *(each / len(text) for each in in_ngrams),
    )


def _duplicates(parts: list[str]) -> tuple[int, int]:
    """How many `parts` stand there already before, and their characters."""
    unique = set(parts)
    if len(unique) == len(parts):
        return 0, 0
    return len(parts) - len(unique), sum(map(len, parts)) - sum(map(len, unique))


def _ngram_characters(words: Sequence[str], width: int) -> list[int]:
    """Characters in the top 2-, 3- and 4-gram of `words`, in the duplicate 5- to 10-grams, and in loops.

    Of a text without spaces `words` are its characters, and `width` of them stand for a word. N-grams are
    numbered from those that are one word shorter; those that occur once get no number, and what contains
    them is never looked at again, so that little is left after a few rounds.
    """
    found = [0] * _LONGEST
    words = words[: 1 << _PLACE_BITS]
    if len(words) < 2:
        return found
    unique = dict.fromkeys(words)
    numbers = dict(zip(unique, range(len(unique)), strict=True))
    ranks = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    ends = np.zeros(len(words) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=ends[1:])
    ranks[np.bincount(ranks)[ranks] < 2] = -1
    for _ in range(width - 1):
        ranks, _, _ = _longer(ranks, 1)
    for n in range(2, _LONGEST + 1):
        ranks, places, counts = _longer(ranks, width)
        if not len(counts):
            break
        if n < _DUPLICATES_FROM:
            first = int(places[np.cumsum(counts) - counts][counts == counts.max()].min())
            spaces = n - 1 if width == 1 else 0
            found[n - 2] = int(counts.max()) * int(ends[first + n * width] - ends[first] + spaces)
        else:
            firsts, lasts = _earlier(places, counts, len(ends))
            found[n - 2] = _covered(firsts, lasts, ends, n * width)
            if n == _LONGEST:
                found[n - 1] = _looped(lasts, ends, n * width)
    return found


def _longer(ranks: np.ndarray, step: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The numbers of the n-grams that begin at each place, from those of the shorter ones; -1 if it is one.

    Also the places of each n-gram that is repeated, ascending, one n-gram after the other, and how many.
    """
    before, after = ranks[:-step], ranks[step:]
    places = ((before >= 0) & (after >= 0)).nonzero()[0]
    numbered = np.full(len(before), -1, np.int64)
    if not len(places):
        return numbered, places, places
    # Number and place in one integer: sorting those is several times faster than sorting with an order.
    keys = before[places] * (int(ranks.max()) + 1) + after[places]
    keys <<= _PLACE_BITS
    keys |= places
    keys.sort()
    places = keys & _PLACE
    keys >>= _PLACE_BITS
    repeats = keys[1:] == keys[:-1]  # of the n-gram at the place before
    later = np.concatenate((_FALSE, repeats))
    repeated = later.copy()
    repeated[:-1] |= repeats
    places, later = places[repeated], later[repeated]
    if not len(places):
        return numbered, places, places
    groups = np.cumsum(~later)
    groups -= 1
    numbered[places] = groups
    return numbered, places, np.bincount(groups)


def _earlier(places: np.ndarray, counts: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """For each of `size` places where a repeated n-gram of `_longer` begins, its first and its last place
    before; -1 at any other place.
    """
    starts = np.cumsum(counts) - counts
    first, last = np.full(size, -1, np.int64), np.full(size, -1, np.int64)
    first[places] = np.repeat(places[starts], counts)
    last[places[1:]] = places[:-1]
    first[places[starts]] = last[places[starts]] = -1
    return first, last


def _covered(first: np.ndarray, last: np.ndarray, ends: np.ndarray, width: int) -> int:
    """Characters of the n-grams, `width` places long, that stand there already before, none counted twice.

    `first` and `last` are those of `_earlier`.
    """
    candidates = np.flatnonzero(first >= 0)
    firsts, previous = first[candidates].tolist(), last[candidates].tolist()
    following = np.searchsorted(candidates, candidates + width).tolist()
    listed = candidates.tolist()
    jumped = bytearray(len(ends))  # places within an n-gram that was counted: none begins there
    inside = b"\1" * (width - 1)
    counted = []
    index = 0
    while index < len(listed):
        place = listed[index]
        if jumped[firsts[index]] and not _seen(index, listed, previous, jumped):
            index += 1
            continue
        counted.append(place)
        jumped[place + 1 : place + width] = inside
        index = following[index]
    begins = np.array(counted, np.int64)
    return int((ends[begins + width] - ends[begins]).sum())


def _seen(index: int, listed: list[int], previous: list[int], jumped: bytearray) -> bool:
    """Whether an earlier occurrence of the n-gram at `listed[index]` was looked at, not jumped over."""
    while True:
        place = previous[index]
        if not jumped[place]:
            return True
        index = bisect_left(listed, place)
        if index == len(listed) or listed[index] != place:
            return False  # the first occurrence


def _looped(last: np.ndarray, ends: np.ndarray, width: int) -> int:
    """Characters of the stretches that go on as they were a period ago for two periods or more."""
    places = np.flatnonzero(last >= 0)
    periods = places - last[places]
    breaks = np.flatnonzero((np.diff(places) != 1) | (np.diff(periods) != 0)) + 1
    begins = np.concatenate(([0], breaks))
    stretches = np.diff(begins, append=len(places)) + width - 1
    in_loop = stretches >= 2 * periods[begins]
    starts = places[begins[in_loop]]
    stops = starts + stretches[in_loop]
    starts[1:] = np.maximum(starts[1:], stops[:-1])  # two loops may share the words between them
    return int((ends[stops] - ends[starts]).sum())
