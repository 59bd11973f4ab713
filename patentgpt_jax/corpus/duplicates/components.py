"""What a graph's edges connect, over an array of one number for each node.

The array is a file on disk, so that the system decides how much of it is in memory. Edges come in arrays,
in any order and number; what they connect does not depend on it. Each round hooks the higher root of an
edge below the lower one and halves all paths, as in Shiloach and Vishkin 1982.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from patentgpt_jax.corpus.duplicates.arrays import flush, on_disk

_AT_ONCE = 1 << 20  # nodes


class Components:
    """Nodes 0 to `size` - 1; `path` is where the array is kept."""

    def __init__(self, size: int, path: Path) -> None:
        self.size = size
        self._parents = on_disk(path, np.int64, size)
        for start, end in self._stretches():
            self._parents[start:end] = np.arange(start, end)

    def copy(self, path: Path) -> "Components":
        """The same components, to which edges can be added that these do not get."""
        other = Components(self.size, path)
        for start, end in self._stretches():
            other._parents[start:end] = self._parents[start:end]
        return other

    def roots(self, nodes: np.ndarray) -> np.ndarray:
        """The smallest node that each of `nodes` is connected with."""
        while True:
            parents = self._parents[nodes]
            above = self._parents[parents]
            if np.array_equal(parents, above):
                return parents
            self._parents[nodes] = above

    def join(self, one: np.ndarray, other: np.ndarray) -> None:
        """Add the edges between the nodes `one` and the nodes `other`."""
        while len(one):
            first, second = self.roots(one), self.roots(other)
            apart = first != second
            low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
            np.minimum.at(self._parents, high, low)
            one, other = one[apart], other[apart]

    def labels(self) -> Iterator[np.ndarray]:
        """The roots of all nodes, some at a time, in order."""
        for start, end in self._stretches():
            yield self.roots(np.arange(start, end))

    def sizes(self, path: Path) -> np.ndarray:
        """How many nodes have each node as their root; the array is the file `path`."""
        counts = on_disk(path, np.int32, self.size)
        for roots in self.labels():
            np.add.at(counts, roots, 1)
        flush(counts)  # other machines may read it
        return counts

    def _stretches(self) -> Iterator[tuple[int, int]]:
        for start in range(0, self.size, _AT_ONCE):
            yield start, min(start + _AT_ONCE, self.size)
