"""Which filed claim each granted claim came from.

Numbers shift when claims are cancelled, so claims are aligned by their words: a monotone alignment of the
greatest total similarity by dynamic programming (Needleman and Wunsch 1970; gaps cost nothing), then
what is left is paired wherever it stands, best first, because claims are also put in another order when
they are numbered for grant (37 CFR 1.126).

The similarity of two claims is the Dice coefficient (1945) of the sets of their words, pairs of
neighbouring characters in Chinese, weighted by inverse document frequency (Spärck Jones 1972) among the
claims of both sets, so that "the device of claim 1, wherein the" makes no claims alike. All sums are of
whole numbers, so that the result is the same on any machine.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from patentgpt_jax.corpus.pairs.words import is_wide

_SCALE = 1 << 10  # of weights and similarities, which are whole numbers
_LEAST = 0.35  # similarity of claims that may be aligned in order
_LEAST_ELSEWHERE = 0.5  # and out of order, where most claims kept theirs
_OTHER_RANK = 3 * _SCALE // 4  # what similarity counts of a dependent claim and an independent one
_TAKEN = -1  # less than any similarity
_TERMS_AT_ONCE = 4096


class WordedClaim(NamedTuple):
    """A claim as `align` looks at it: its words, and whether it refers to no other claim."""

    words: Sequence[str]
    independent: bool


def align(filed: Sequence[WordedClaim], granted: Sequence[WordedClaim]) -> list[int | None]:
    """For each granted claim the place of the filed one that it came from, or None if it is new.

    No filed claim is given twice.
    """
    origins: list[int | None] = [None] * len(granted)
    if not filed or not granted:
        return origins
    same = _unchanged(filed, granted)
    for column, row in same.items():
        origins[column] = row
    similarities = _similarities(filed, granted)
    similarities[list(same.values())] = _TAKEN
    similarities[:, list(same)] = _TAKEN
    in_order = sorted(same.values()) == [row for _, row in sorted(same.items())]
    for row, column in _in_order(similarities) if in_order else ():
        origins[column] = row
        similarities[row], similarities[:, column] = _TAKEN, _TAKEN
    for row, column in _best_first(similarities, _LEAST_ELSEWHERE if in_order else _LEAST):
        origins[column] = row
    return origins


def _unchanged(filed: Sequence[WordedClaim], granted: Sequence[WordedClaim]) -> dict[int, int]:
    """The place of the filed claim by that of the granted one, of claims whose words nobody else has."""
    ours, theirs = ([tuple(each.words) for each in claims] for claims in (filed, granted))
    counts, found = Counter(ours), Counter(theirs)
    place = {each: row for row, each in enumerate(ours)}
    return {
        column: place[each] for column, each in enumerate(theirs) if counts[each] == 1 and found[each] == 1
    }


def _similarities(filed: Sequence[WordedClaim], granted: Sequence[WordedClaim]) -> np.ndarray:
    """Of each filed claim to each granted one ([filed, granted], int64), in units of 1 / `_SCALE`."""
    claims = [_terms(each.words) for each in (*filed, *granted)]
    counts = Counter(term for terms in claims for term in terms)
    weights = {term: _weight(count, len(claims)) for term, count in counts.items()}
    totals = np.array([sum(weights[term] for term in terms) for terms in claims], np.int64)
    ours = {term for terms in claims[: len(filed)] for term in terms}
    shared = sorted(ours.intersection(*[{term for terms in claims[len(filed) :] for term in terms}]))
    both = np.zeros((len(filed), len(granted)))
    for start in range(0, len(shared), _TERMS_AT_ONCE):
        columns = {term: place for place, term in enumerate(shared[start : start + _TERMS_AT_ONCE])}
        table = np.zeros((len(claims), len(columns)))
        for row, terms in enumerate(claims):
            table[row, [columns[term] for term in terms if term in columns]] = 1
        weighted = table[: len(filed)] * np.array([weights[term] for term in columns])
        both += weighted @ table[len(filed) :].T  # of whole numbers below 2^53: exact in any order
    sums = totals[: len(filed), None] + totals[None, len(filed) :]
    found = 2 * _SCALE * both.astype(np.int64) // sums
    ranks = [np.array([each.independent for each in claims]) for claims in (filed, granted)]
    return np.where(ranks[0][:, None] == ranks[1], found, _OTHER_RANK * found // _SCALE)


def _terms(claim: Sequence[str]) -> frozenset[str]:
    wide = [is_wide(word) for word in claim]
    terms = {word for word, alone in zip(claim, wide, strict=True) if not alone}
    places = range(len(claim) - 1)
    terms.update(claim[place] + claim[place + 1] for place in places if wide[place] and wide[place + 1])
    return frozenset(terms or claim or ("",))  # two empty claims are alike


def _weight(count: int, claims: int) -> int:
    return round(_SCALE * (1 + math.log((1 + claims) / (1 + count))))


def _in_order(similarities: np.ndarray) -> list[tuple[int, int]]:
    """The monotone matching that gains most: squares, so that one exact match beats two poor ones."""
    rows, columns = similarities.shape
    gains = similarities * abs(similarities) - round(_LEAST * _SCALE) ** 2
    best = np.zeros((rows + 1, columns + 1), np.int64)
    for row in range(rows):
        matched = best[row, :-1] + gains[row]
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(best[row, 1:], matched))
    found = []
    row, column = rows, columns
    while row and column:
        if best[row, column] == best[row, column - 1]:
            column -= 1
        elif best[row, column] == best[row - 1, column]:
            row -= 1
        else:
            row, column = row - 1, column - 1
            found.append((row, column))
    return found[::-1]


def _best_first(similarities: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Pairs wherever they stand, the most similar first, each claim at most once."""
    rows, columns = np.nonzero(similarities >= round(least * _SCALE))
    ranked = np.lexsort((rows, columns, -similarities[rows, columns]))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in zip(rows[ranked].tolist(), columns[ranked].tolist(), strict=True):
        if column not in found and row not in taken:
            found[column] = row
            taken.add(row)
    return [(row, column) for column, row in found.items()]
