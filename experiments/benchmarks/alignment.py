"""How much of one text is in another, in order: an alignment in about linear time.

Patents are long, and what a reader loses or invents is short. So equal beginnings and ends go first,
what is left is cut at runs of characters that both texts have exactly once (in the longest order that
both share, as in a patience diff), and only the small pieces between them are compared letter by letter.
"""

import bisect
import difflib
from typing import NamedTuple

_RUNS = (24, 8)  # characters; the shorter ones where there are no longer ones
_SMALL = 400  # what difflib may compare: its worst case is the cube


class Match(NamedTuple):
    """`length` characters that are the same at `first` of one text and `second` of the other."""

    first: int
    second: int
    length: int


def align(first: str, second: str) -> list[Match]:
    """Matches in order, none of them overlapping another."""
    found: list[Match] = []
    pending = [(0, len(first), 0, len(second))]
    while pending:
        a, a_end, b, b_end = pending.pop()
        head = _common(first[a:a_end], second[b:b_end])
        if head:
            found.append(Match(a, b, head))
            a, b = a + head, b + head
        tail = _common(first[a:a_end][::-1], second[b:b_end][::-1])
        if tail:
            found.append(Match(a_end - tail, b_end - tail, tail))
            a_end, b_end = a_end - tail, b_end - tail
        if a == a_end or b == b_end:
            continue
        if max(a_end - a, b_end - b) <= _SMALL:
            found += _compared(first[a:a_end], second[b:b_end], a, b)
            continue
        anchors = _anchors(first[a:a_end], second[b:b_end])
        if anchors:
            cuts = [(a + i, b + j) for i, j in anchors]
            starts, ends = [(a, b), *cuts], [*cuts, (a_end, b_end)]
            pending += [(i, i_end, j, j_end) for (i, j), (i_end, j_end) in zip(starts, ends, strict=True)]
    return sorted(found)


def _common(first: str, second: str) -> int:
    """How many characters at the beginning are the same."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if first[low:middle] == second[low:middle] else (low, middle - 1)
    return low


def _compared(first: str, second: str, a: int, b: int) -> list[Match]:
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    # Single letters are the same by chance.
    return [Match(a + i, b + j, size) for i, j, size in matcher.get_matching_blocks() if size > 1]


def _anchors(first: str, second: str) -> list[tuple[int, int]]:
    """Starts of runs that are unique in both, ascending in both; not at (0, 0), which cuts nothing."""
    for length in _RUNS:
        places, others = _unique_runs(first, length), _unique_runs(second, length)
        pairs = [(i, others[run]) for run, i in places.items() if run in others]
        if cuts := [pair for pair in _longest_ascending(sorted(pairs)) if pair != (0, 0)]:
            return cuts
    return []


def _unique_runs(text: str, length: int) -> dict[str, int]:
    places: dict[str, int] = {}
    repeated = set()
    for index in range(len(text) - length + 1):
        run = text[index : index + length]
        if run in places:
            repeated.add(run)
        places[run] = index
    return {run: index for run, index in places.items() if run not in repeated}


def _longest_ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs`, which ascend by the first number, that ascends by the second too."""
    last: list[int] = []  # the least second number that ends a chain of each length
    ends: list[int] = []  # and the index of its pair
    before: list[int] = []
    for index, (_, second) in enumerate(pairs):
        length = bisect.bisect_left(last, second)
        before.append(ends[length - 1] if length else -1)
        last[length : length + 1], ends[length : length + 1] = [second], [index]
    chain, index = [], ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
