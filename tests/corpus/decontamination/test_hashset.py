"""The set of hashes finds what is in it and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.decontamination.hashset import HashSet

HASHES = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 40) | st.integers(2**64 - 40, 2**64 - 1))


@given(HASHES, HASHES)
def test_it_is_a_set(inside, asked):
    asked = asked + inside[::2]
    found = HashSet(np.array(sorted(inside), np.uint64)).find(np.array(asked, np.uint64))
    assert found.tolist() == [place for place, each in enumerate(asked) if each in inside]


def test_many():
    values = np.random.default_rng(0).integers(0, 2**64 - 1, 100_000, np.uint64, endpoint=True)
    inside = np.sort(values[::2])
    assert HashSet(inside).find(values).tolist() == list(range(0, 100_000, 2))
