"""Which texts of a bucket are near-duplicates, against comparing all with all."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates import buckets
from patentgpt_jax.corpus.duplicates.buckets import JOINED, LEADERS, SMALL, edges
from patentgpt_jax.corpus.duplicates.minhash import similarity


def minima_of(seed, texts, themes):
    """Texts' minima that vary around a few themes, so that some are similar."""
    noise = np.random.default_rng(seed)
    base = noise.integers(0, 2**32, (themes, 128), np.uint32)
    found = base[noise.integers(0, themes, texts)]
    changed = noise.random((texts, 128)) < noise.random((texts, 1)) * 0.7
    return np.where(changed, noise.integers(0, 2**32, (texts, 128), np.uint32), found)


def pairs(found):
    return set(zip(found.one.tolist(), found.other.tolist(), strict=True))


def plainly(members, minima):
    every = combinations(members.tolist(), 2)
    return {(one, other) for one, other in every if similarity(minima[one], minima[other]) >= JOINED}


@given(st.integers(0, 2**32 - 1), st.integers(0, SMALL), st.integers(1, 4))
def test_in_a_small_bucket_each_is_compared_with_each(seed, texts, themes):
    minima = minima_of(seed, texts + 5, themes)
    members = np.sort(np.random.default_rng(seed).permutation(texts + 5)[:texts])
    assert pairs(edges(members, minima)) == plainly(members, minima)


@given(st.integers(0, 2**32 - 1), st.integers(SMALL + 1, 150), st.integers(1, 100))
def test_a_large_bucket_joins_none_that_are_unlike_and_reaches_what_is_like_a_leader(seed, texts, themes):
    minima, members = minima_of(seed, texts, themes), np.arange(texts)
    found = edges(members, minima)
    assert pairs(found) <= plainly(members, minima)
    leaders, free = [], set(range(texts))
    while free and len(leaders) < LEADERS:
        leaders.append(min(free))
        similar = {other for other in range(leaders[-1] + 1, texts)
                   if similarity(minima[leaders[-1]], minima[other]) >= JOINED}  # fmt: skip
        free -= similar | {leaders[-1]}
        assert {(leaders[-1], other) for other in similar} <= pairs(found)
    assert found.left == len(free)


def test_copies_in_a_large_bucket_cost_one_leader():
    minima = np.repeat(minima_of(0, 2, 2), 500, axis=0)
    found = edges(np.arange(1000), minima)
    assert found.left == 0 and len(found.one) == 2 * 499


@given(st.lists(st.integers(0, 6), max_size=200), st.integers(0, 99))
def test_buckets_of_a_table(entries, seed):
    keys = np.sort(np.array(entries, np.uint64))
    members = np.concatenate(
        [
            np.sort(np.random.default_rng(seed).permutation(500)[: int((keys == key).sum())])
            for key in range(7)
        ]
    ).astype(np.int64)
    expected, large = [], []
    for key in range(7):
        bucket = members[keys == key].tolist()
        if len(bucket) <= SMALL:
            expected += combinations(bucket, 2)
        else:
            large.append(bucket)
    one, other = buckets.in_small_buckets(keys, members)
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == sorted(expected)
    assert [each.tolist() for each in buckets.large_buckets(keys, members)] == large


@given(st.lists(st.integers(0, 6), max_size=60), st.integers(1, 20))
def test_stretches_are_whole_buckets(entries, most):
    keys = np.sort(np.array(entries, np.uint64))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(buckets, "_ENTRIES", most)
        found = [keys[some].tolist() for some in buckets.stretches(keys)]
    assert [key for some in found for key in some] == keys.tolist()
    for some in found:
        assert 0 < len(some) < most + entries.count(some[-1])
    assert len({key for some in found for key in set(some)}) == sum(len(set(some)) for some in found)
