"""Repeated paragraphs against a plain dictionary."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates.paragraphs import repeated

rows = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30)), max_size=60)


@given(rows, st.integers(2, 5), st.integers(0, 99))
def test_all_but_those_of_the_first_cluster(places, fewest, seed):
    cluster = np.random.default_rng(seed).integers(0, 12, 31)  # of each record
    standing = defaultdict(set)
    for hash_, number in places:
        standing[hash_].add(number)
    expected = []
    for hash_, number in places:
        clusters = {cluster[each] for each in standing[hash_]}
        first = cluster[min(standing[hash_])]
        expected.append(len(clusters) >= fewest and cluster[number] != first)
    hashes, ids = (np.array([row[place] for row in places], np.int64) for place in (0, 1))
    assert repeated(hashes.astype(np.uint64), ids, cluster[ids], fewest).tolist() == expected
