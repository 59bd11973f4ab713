"""Claims as sequences of words, and how many of them two claims have in common.

A word is a run of letters and digits in lower case; each Chinese or Japanese character is one, since
their texts have no spaces. The numbers of the claims that a claim refers to are all the same word: when
claims are cancelled the others are renumbered, which amends nothing.

What two claims have in common is their longest common subsequence, found exactly by the bit-parallel
algorithm of Hyyrö (2004, "Bit-parallel LCS-length computation revisited"): one addition of numbers of as
many bits as one text has words, for each word of the other.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from patentgpt_jax.corpus.claims import find_references
from patentgpt_jax.corpus.record import Claim

_WIDE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")
_FIRST_WIDE = "\u3040"
_DIGITS = re.compile(r"\d+")
_CLAIM_NUMBER = "0"  # that no claim has
_MOST_COMPARED = 10_000  # words at once, 13 MB; longer claims are compared part by part, which may miss some


class WordedClaim(NamedTuple):
    """A claim and its words."""

    claim: Claim
    words: list[str]


def words(text: str) -> list[str]:
    """The words of `text`, in order."""
    return _WORD.findall(text.lower())


def claim_words(text: str) -> list[str]:
    """The words of a claim; the numbers of claims that it refers to are `0`."""
    parts, position = [], 0
    for reference in find_references(text):
        parts += [text[position : reference.start], _masked(text[reference.start : reference.end])]
        position = reference.end
    return words("".join([*parts, text[position:]]))


def _masked(reference: str) -> str:
    return _DIGITS.sub(_CLAIM_NUMBER, reference)


def neighbours(claim: Sequence[str]) -> set[str]:
    """The words of `claim`, but of characters in a script without spaces the pairs that stand together."""
    if max(claim, default="") < _FIRST_WIDE:
        return set(claim)
    wide = [len(word) == 1 and word >= _FIRST_WIDE for word in claim]
    found = {word for word, alone in zip(claim, wide, strict=True) if not alone}
    places = range(len(claim) - 1)
    found.update(claim[place] + claim[place + 1] for place in places if wide[place] and wide[place + 1])
    return found


def common_places(one: Sequence[str], other: Sequence[str]) -> list[int]:
    """The places in `other` of a longest common subsequence of both, ascending."""
    shorter = min(len(one), len(other))
    start = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    left = shorter - start
    end = next((place for place in range(left) if one[-1 - place] != other[-1 - place]), left)
    one, middle = one[start : len(one) - end], other[start : len(other) - end]
    return [
        *range(start),
        *(start + place for place in _parts(one, middle)),
        *range(len(other) - end, len(other)),
    ]


def _parts(one: Sequence[str], other: Sequence[str]) -> Iterator[int]:
    count = -(-max(len(one), len(other)) // _MOST_COMPARED)
    for part in range(count):
        ours, theirs = (
            slice(len(each) * part // count, len(each) * (part + 1) // count) for each in (one, other)
        )
        for place in _common(one[ours], other[theirs]):
            yield theirs.start + place


def _common(one: Sequence[str], other: Sequence[str]) -> list[int]:
    masks: dict[str, int] = {}
    for place, word in enumerate(one):
        masks[word] = masks.get(word, 0) | 1 << place
    row = every = (1 << len(one)) - 1  # bit i is 0 where one[:i + 1] has more in common than one[:i]
    rows = [row]
    for word in other:
        matches = row & masks.get(word, 0)
        row = ((row + matches) | (row - matches)) & every
        rows.append(row)
    return _walk_back(rows, len(one))


def _walk_back(rows: list[int], length: int) -> list[int]:
    """The places in the other text at which the common words stand."""
    places, row = [], len(rows) - 1
    while length and row:
        bit = 1 << (length - 1)
        if rows[row] & bit:
            length -= 1
        elif not rows[row - 1] & bit:
            row -= 1
        else:
            length, row = length - 1, row - 1
            places.append(row)
    return places[::-1]
