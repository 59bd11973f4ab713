"""Which filed claim each granted claim came from.

Numbers shift when claims are cancelled, so claims are aligned by their words. Claims that stand unchanged
are found first. The others are aligned in their order, by dynamic programming for the greatest total
similarity (Needleman and Wunsch 1970; gaps cost nothing), and what is left wherever it stands, the most
similar first: claims are also rearranged when they are numbered for grant (37 CFR 1.126). Where the unchanged
claims show that this happened, the order counts for nothing.

The similarity of two claims is the Dice coefficient (1945) of the sets of their words, pairs of
neighbouring characters in Chinese, weighted by inverse document frequency (Spärck Jones 1972) among the
claims of both sets, so that "the device of claim 1, wherein the" makes no claims alike. An independent claim
is also similar to one that holds all its words and much more, as after dependent claims were merged into it.
All sums are of whole numbers, so that the result is the same on any machine.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from patentgpt_jax.corpus.pairs.words import WordedClaim, neighbours

_SCALE = 1 << 10  # of weights and similarities, which are whole numbers
_LEAST = 0.35  # similarity of claims that may be aligned in order
_LEAST_ELSEWHERE = 0.5  # and out of order, where most claims kept theirs
_OTHER_RANK = 3 * _SCALE // 4  # what similarity counts of a dependent claim and an independent one
_CONTAINED = 3 * _SCALE // 4  # similarity of an independent claim to one that holds all its words
_TAKEN = -1  # less than any similarity
_TERMS_AT_ONCE = 4096


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
    ours, theirs = ([neighbours(each.words) or {""} for each in claims] for claims in (filed, granted))
    counts = Counter(term for terms in (*ours, *theirs) for term in terms)
    weights = {term: _weight(count, len(ours) + len(theirs)) for term, count in counts.items()}
    one, other = (
        np.array([sum(weights[term] for term in terms) for terms in claims], np.int64)
        for claims in (ours, theirs)
    )
    shared = _SCALE * _shared_weights(ours, theirs, weights)
    dice, contained = 2 * shared // (one[:, None] + other), shared // one[:, None]
    first, second = (np.array([not each.claim.depends_on for each in claims]) for claims in (filed, granted))
    alone = first[:, None] & second
    similar = np.where(alone, np.maximum(dice, contained * _CONTAINED // _SCALE), dice)
    return np.where(first[:, None] == second, similar, similar * _OTHER_RANK // _SCALE)


def _shared_weights(
    ours: Sequence[set[str]], theirs: Sequence[set[str]], weights: Mapping[str, int]
) -> np.ndarray:
    """The weight of the terms that two claims share ([ours, theirs], int64)."""
    terms = sorted(set().union(*ours).intersection(set().union(*theirs)))
    total = np.zeros((len(ours), len(theirs)))
    for start in range(0, len(terms), _TERMS_AT_ONCE):
        columns = {term: place for place, term in enumerate(terms[start : start + _TERMS_AT_ONCE])}
        some = np.array([weights[term] for term in columns])
        total += (_table(ours, columns) * some) @ _table(theirs, columns).T  # exact: whole and below 2^53
    return total.astype(np.int64)


def _table(claims: Sequence[set[str]], columns: Mapping[str, int]) -> np.ndarray:
    table = np.zeros((len(claims), len(columns)))
    for row, terms in enumerate(claims):
        table[row, [columns[term] for term in terms if term in columns]] = 1
    return table


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
