"""Generated documents with duplicates planted among them, of which it is known how alike they are.

Sentences are drawn from an invented vocabulary in which, as in a language, few words make up most of a text
(Zipf's law), with English function words as the most frequent ones. They have no meaning, and nothing but
speed, memory and the finding of planted duplicates may be measured on them.
"""

import json
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

_FUNCTION_WORDS = (
    "the of a and to in is that for with as by be or said from at an which on are have has it may can"
)
_SYLLABLES = [
    first + second for first in "bcdfghklmnprstvw" for second in ("a", "e", "i", "o", "u", "an", "er")
]
_VOCABULARY, _SENTENCE_WORDS, _PARAGRAPH_WORDS = 20_000, 20, 100
SHINGLE_WORDS = 5


def _vocabulary() -> list[str]:
    draw = random.Random(0)
    found = dict.fromkeys(_FUNCTION_WORDS.split())
    while len(found) < _VOCABULARY:
        found["".join(draw.choices(_SYLLABLES, k=draw.choice((2, 3, 3, 4))))] = None
    return list(found)


_WORDS = _vocabulary()
_WEIGHTS = list(accumulate(1 / (rank + 8) for rank in range(_VOCABULARY)))


def words(draw: random.Random, count: int) -> list[str]:
    """`count` words."""
    return draw.choices(_WORDS, cum_weights=_WEIGHTS, k=count)


def text(found: list[str]) -> str:
    """Words as sentences and paragraphs."""
    sentences = [
        " ".join(found[start : start + _SENTENCE_WORDS]).capitalize() + "."
        for start in range(0, len(found), _SENTENCE_WORDS)
    ]
    step = _PARAGRAPH_WORDS // _SENTENCE_WORDS
    return "\n\n".join(" ".join(sentences[start : start + step]) for start in range(0, len(sentences), step))


def document(draw: random.Random, count: int) -> str:
    """A text of `count` words."""
    return text(words(draw, count))


def jaccard(one: list[str], other: list[str]) -> float:
    """The Jaccard similarity of two texts' shingles of 5 words, counted out."""
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / len(first | second)


def _shingles(found: list[str]) -> set[tuple[str, ...]]:
    return {tuple(found[start : start + SHINGLE_WORDS]) for start in range(len(found) - SHINGLE_WORDS + 1)}


def alike(draw: random.Random, found: list[str], similarity: float) -> list[str]:
    """A text that begins like `found` and is as long, of this Jaccard similarity with it, nearly.

    Of n shingles each, c = 2ns / (1 + s) are shared by two texts of the similarity s.
    """
    count = len(found) - SHINGLE_WORDS + 1
    shared = round(2 * count * similarity / (1 + similarity)) + SHINGLE_WORDS - 1
    return found[:shared] + words(draw, len(found) - shared)


class Pair(NamedTuple):
    """Two texts and their Jaccard similarity, counted out."""

    one: str
    other: str
    jaccard: float


def pairs(similarity: float, count: int, length: int, seed: int) -> Iterator[Pair]:
    """`count` pairs of texts of `length` words with about this Jaccard similarity; no two pairs are alike."""
    draw = random.Random(f"{seed} {similarity}")
    for _ in range(count):
        one = words(draw, length)
        other = alike(draw, one, similarity)
        yield Pair(text(one), text(other), jaccard(one, other))


SHARES = {"near": 0.10, "copy": 0.05, "family": 0.05, "template": 0.10}
"""Of a planted corpus, what share of the documents is made from one before: like it, the same, of its family;
and what share are the same form, filled in."""
_SIMILARITIES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_FORM_FILLED = 0.03  # of the words of a form


def write_corpus(path: Path, count: int, length: int, seed: int = 0) -> int:
    """Write `count` patents of `length` words to the JSON lines file `path`; returns its bytes."""
    draw = random.Random(seed)
    form = words(random.Random(seed + 1), length)
    before, family = words(draw, length), 0
    with path.open("w") as file:
        for number in range(count):
            (made,) = draw.choices(("new", *SHARES), (1 - sum(SHARES.values()), *SHARES.values()))
            family += made != "family"
            if made == "near":
                found = alike(draw, before, draw.choice(_SIMILARITIES))
            elif made == "copy":
                found = before
            elif made == "template":
                found = [*form]
                for place in draw.sample(range(length), round(length * _FORM_FILLED)):
                    found[place] = words(draw, 1)[0]
            else:
                found = words(draw, length)
            if made != "template":
                before = found
            file.write(json.dumps(_row(number, family, found)) + "\n")
    return path.stat().st_size


def _row(number: int, family: int, found: list[str]) -> dict[str, object]:
    """A row as Google's table of patents has them."""

    def english(text: str) -> list[dict[str, str]]:
        return [{"text": text, "language": "en"}]

    return {
        "publication_number": f"US-{10_000_000 + number}-B2",
        "family_id": str(family + 1000),
        "country_code": "US",
        "kind_code": "B2",
        "publication_date": 20200107,
        "title_localized": english(" ".join(found[:6])),
        "description_localized": english(text(found)),
    }
