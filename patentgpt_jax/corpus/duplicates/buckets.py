"""Which texts of a bucket, which agree in a band of their minima, are near-duplicates.

In a small bucket each is compared with each. A large one, as texts written by one template make, is gone
through with leaders: the first text that no leader was similar to becomes the next leader, and is
compared with all after it. After `LEADERS` of them the rest is left to the other 31 bands.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from patentgpt_jax.corpus.duplicates.minhash import similarity

JOINED = 0.5  # estimated Jaccard similarity from which two texts share a cluster
SMALL, LEADERS = 32, 64
_AT_ONCE = 1 << 14  # comparisons: 16 MiB


class Edges(NamedTuple):
    """Pairs of near-duplicates, and how many texts of large buckets were left to other bands."""

    one: np.ndarray
    other: np.ndarray
    left: int


def edges(members: np.ndarray, minima: np.ndarray) -> Edges:
    """The near-duplicates among the texts of one bucket.

    Args:
      members: the texts' numbers, ascending, [texts].
      minima: all texts' minima by their numbers, [all, 128].
    """
    if len(members) <= SMALL:
        first, second = np.triu_indices(len(members), 1)
        return Edges(*similar(members[first], members[second], minima), 0)
    return by_leaders(members, minima)


def similar(one: np.ndarray, other: np.ndarray, minima: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those of the pairs (`one`, `other`), numbers of texts, that are near-duplicates."""
    found = [
        similarity(minima[one[start : start + _AT_ONCE]], minima[other[start : start + _AT_ONCE]]) >= JOINED
        for start in range(0, len(one), _AT_ONCE)
    ]
    chosen = np.concatenate(found) if found else np.zeros(0, bool)
    return one[chosen], other[chosen]


def by_leaders(members: np.ndarray, minima: np.ndarray) -> Edges:
    """`edges` of a large bucket."""
    free = np.ones(len(members), bool)
    one, other = [], []
    for _ in range(LEADERS):
        leader = int(np.argmax(free))
        if not free[leader]:
            break
        free[leader] = False
        after = members[leader + 1 :]
        leaders, found = similar(np.full(len(after), members[leader]), after, minima)
        free[leader + 1 :] &= ~np.isin(after, found, assume_unique=True)
        one.append(leaders)
        other.append(found)
    return Edges(np.concatenate(one), np.concatenate(other), int(free.sum()))


def in_small_buckets(keys: np.ndarray, members: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield all pairs of texts in buckets of at most `SMALL`, as many as `members` at a time.

    Args:
      keys: the buckets' numbers, ascending, [entries]; members: the texts', ascending in each bucket.
    """
    _, sizes = np.unique(keys, return_counts=True)
    small = np.repeat(sizes <= SMALL, sizes)
    keys, members = keys[small], members[small]
    for step in range(1, int(sizes[sizes <= SMALL].max(initial=1))):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        yield members[same], members[same + step]


def large_buckets(keys: np.ndarray, members: np.ndarray) -> list[np.ndarray]:
    """The members of each bucket of more than `SMALL`; arguments as for `in_small_buckets`."""
    _, starts, sizes = np.unique(keys, return_index=True, return_counts=True)
    large = sizes > SMALL
    return [members[start : start + size] for start, size in zip(starts[large], sizes[large], strict=True)]
