"""Paragraphs that stand in many clusters of related documents, as boilerplate does."""

import numpy as np


def repeated(hashes: np.ndarray, ids: np.ndarray, clusters: np.ndarray, fewest: int) -> np.ndarray:
    """Which of some paragraphs are left out, [paragraphs], bool.

    They are those whose hash stands in `fewest` clusters or more, but in the first: that of the record with
    the smallest number.

    Args:
      hashes, ids, clusters: of each paragraph its hash, its record's number and the number of its record's
        cluster, [paragraphs]. All paragraphs of a hash are there.
    """
    order = np.lexsort((ids, hashes))
    hashes, clusters = hashes[order], clusters[order]
    starts, group = _groups(hashes)
    pairs = np.unique(np.stack([group, clusters], axis=1), axis=0)
    count = np.bincount(pairs[:, 0], minlength=len(starts))
    left_out = np.zeros(len(order), bool)
    left_out[order] = (count[group] >= fewest) & (clusters != clusters[starts][group])
    return left_out


def _groups(ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each run of equal values starts, and which run each value is in."""
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return np.flatnonzero(new), np.cumsum(new) - 1
