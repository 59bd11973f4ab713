"""Which texts of a bucket, which agree in a band of their minima, are near-duplicates.

In a small bucket each is compared with each. A large one, as texts written by one template make, is gone
through with leaders: the first text that no leader was similar to becomes the next leader, and is
compared with all after it. After `LEADERS` of them the rest is left to the other 31 bands.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np

from patentgpt_jax.corpus.duplicates.minhash import similarity

JOINED = 0.5  # estimated Jaccard similarity from which two texts share a cluster
SMALL, LEADERS = 32, 64
_AT_ONCE = 1 << 14  # comparisons: 16 MiB
_ENTRIES = 1 << 17  # of buckets, which make up to 2 million pairs: 32 MiB


class Minima(Protocol):
    """All texts' minima by their numbers, [all, 128]: an array, or what looks them up."""

    def __getitem__(self, numbers: Any) -> np.ndarray: ...


class Edges(NamedTuple):
    """Pairs of near-duplicates, and how many texts of large buckets were left to other bands."""

    one: np.ndarray
    other: np.ndarray
    left: int


def edges(members: np.ndarray, minima: Minima) -> Edges:
    """The near-duplicates among the texts of one bucket.

    Args:
      members: the texts' numbers, ascending, [texts].
      minima: all texts' minima by their numbers, [all, 128].
    """
    if len(members) <= SMALL:
        first, second = np.triu_indices(len(members), 1)
        return Edges(*similar(members[first], members[second], minima), 0)
    return by_leaders(members, minima)


def similar(one: np.ndarray, other: np.ndarray, minima: Minima) -> tuple[np.ndarray, np.ndarray]:
    """Those of the pairs (`one`, `other`), numbers of texts, that are near-duplicates."""
    chosen = _are_similar(one, other, minima)
    return one[chosen], other[chosen]


def _are_similar(one: np.ndarray, other: np.ndarray, minima: Minima) -> np.ndarray:
    """Whether each of the pairs is near-duplicates; `one` may be a single text that all are compared with."""
    chosen = np.zeros(len(other), bool)
    for start in range(0, len(other), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        first = minima[one if len(one) == 1 else one[some]]
        chosen[some] = similarity(first, minima[other[some]]) >= JOINED
    return chosen


def by_leaders(members: np.ndarray, minima: Minima) -> Edges:
    """`edges` of a large bucket."""
    free = np.ones(len(members), bool)
    one, other = [], []
    for _ in range(LEADERS):
        leader = int(np.argmax(free))
        if not free[leader]:
            break
        free[leader] = False
        after = members[leader + 1 :]
        near = _are_similar(members[leader : leader + 1], after, minima)
        free[leader + 1 :] &= ~near
        other.append(after[near])
        one.append(np.full(len(other[-1]), members[leader]))
    return Edges(np.concatenate(one), np.concatenate(other), int(free.sum()))


def in_small_buckets(keys: np.ndarray, members: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of texts in buckets of at most `SMALL`.

    Args:
      keys: the buckets' numbers, ascending, [entries]; members: the texts', ascending in each bucket.
    """
    _, sizes = np.unique(keys, return_counts=True)
    small = np.repeat(sizes <= SMALL, sizes)
    keys, members = keys[small], members[small]
    one, other = [], []
    largest = int(sizes[sizes <= SMALL].max(initial=1))
    for step in range(1, largest):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        one.append(members[same])
        other.append(members[same + step])
    return _joined(one), _joined(other)


def stretches(keys: np.ndarray) -> Iterator[slice]:
    """Some entries at a time, whole buckets each, so that their pairs take little memory.

    Args:
      keys: the buckets' numbers, ascending.
    """
    start = 0
    while start < len(keys):
        end = int(np.searchsorted(keys, keys[min(start + _ENTRIES, len(keys)) - 1], "right"))
        yield slice(start, end)
        start = end


def large_buckets(keys: np.ndarray, members: np.ndarray) -> list[np.ndarray]:
    """The members of each bucket of more than `SMALL`; arguments as for `in_small_buckets`."""
    _, starts, sizes = np.unique(keys, return_index=True, return_counts=True)
    large = sizes > SMALL
    return [members[start : start + size] for start, size in zip(starts[large], sizes[large], strict=True)]


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)
