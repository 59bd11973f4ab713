import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.config import DataConfig
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.tokens.mixture import BLOCK, MixtureRows, parse_mixture
from patentgpt_jax.tokens.packing import Fragment

# Documents of three sources, in no order; a's take 4 rows of 8 an epoch, b's 2, c's 3.
LENGTHS = np.array([9, 5, 17, 9, 9, 13, 13])
SOURCES = ["a", "b", "a", "c", "a", "b", "c"]
BY_SOURCE = {name: np.flatnonzero(np.array(SOURCES) == name) for name in "abc"}
WEIGHTS = st.dictionaries(
    st.sampled_from("abc"), st.fractions(min_value=Fraction(1, 50), max_value=50), min_size=1
)
EXAMPLES = settings(max_examples=15, deadline=None)


def mixed(mixture: str, seed: int = 0) -> MixtureRows:
    return MixtureRows(LENGTHS, BY_SOURCE, 8, seed, parse_mixture(mixture))


def source_of(fragments: list[Fragment]) -> str:
    (source,) = {SOURCES[fragment.document] for fragment in fragments}
    return source


@EXAMPLES
@given(weights=WEIGHTS, seed=st.integers(0, 2**64 - 1), block=st.integers(0, 3))
def test_a_block_has_each_source_by_largest_remainders(weights, seed: int, block: int) -> None:
    rows = MixtureRows(LENGTHS, BY_SOURCE, 8, seed, weights)
    found = Counter(rows.source_row(row)[0] for row in range(block * BLOCK, (block + 1) * BLOCK))
    exact = {name: BLOCK * weight / sum(weights.values()) for name, weight in weights.items()}
    assert sum(found.values()) == BLOCK and found.keys() == exact.keys()
    remainders = {name: each - int(each) for name, each in exact.items()}
    rounded_up = {name for name in exact if found[name] == int(exact[name]) + 1}
    assert all(found[name] == int(exact[name]) for name in exact.keys() - rounded_up)
    for up, down in itertools.product(rounded_up, exact.keys() - rounded_up):
        assert remainders[up] >= remainders[down]


@EXAMPLES
@given(weights=WEIGHTS, seed=st.integers(0, 2**64 - 1))
def test_any_beginning_has_the_shares_too(weights, seed: int) -> None:
    rows = MixtureRows(LENGTHS, BY_SOURCE, 8, seed, weights)
    seen: Counter[str] = Counter()
    for row in range(2000):
        seen[rows.source_row(row)[0]] += 1
        for name, share in rows.shares.items():
            assert abs(seen[name] - (row + 1) * share) < max(1, len(weights) - 1) + 1e-6


@EXAMPLES
@given(weights=WEIGHTS, seed=st.integers(0, 2**64 - 1), block=st.integers(0, 3))
def test_a_source_is_read_in_its_own_order_whatever_it_is_mixed_with(weights, seed: int, block: int) -> None:
    """Over the border of two blocks: no row of its own is passed over or read twice."""
    rows = MixtureRows(LENGTHS, BY_SOURCE, 8, seed, weights)
    border = (block + 1) * BLOCK
    window = [rows.fragments(row) for row in range(border - 200, border + 200)]
    for name in weights:
        alone = MixtureRows(LENGTHS, BY_SOURCE, 8, seed, {name: Fraction(1)})
        mine = [fragments for fragments in window if source_of(fragments) == name]
        before = round((block + 1) * BLOCK * rows.shares[name])  # whole blocks hold whole shares
        first = before - sum(source_of(each) == name for each in window[:200])
        assert mine == [alone.fragments(first + place) for place in range(len(mine))]


def test_every_pair_of_a_source_appears_once_in_each_of_its_epochs() -> None:
    rows = mixed("a=2;b=1;c=1")
    visited = {name: [] for name in "abc"}
    for row in range(400):
        fragments = rows.fragments(row)
        visited[source_of(fragments)].append(fragments)
    for name, an_epoch in {"a": 4, "b": 2, "c": 3}.items():
        expected = sorted(
            (document, place)
            for document, length in enumerate(LENGTHS)
            if SOURCES[document] == name
            for place in range(length - 1)
        )
        for epoch in range(10):
            found = [
                (fragment.document, fragment.offset + place)
                for row in visited[name][epoch * an_epoch : (epoch + 1) * an_epoch]
                for fragment in row
                for place in range(fragment.length)
            ]
            assert sorted(found) == expected


@EXAMPLES
@given(weights=WEIGHTS, at=st.lists(st.integers(0, 4 * BLOCK), min_size=1, max_size=20))
def test_a_row_is_the_same_however_it_is_reached(weights, at: list[int]) -> None:
    rows = MixtureRows(LENGTHS, BY_SOURCE, 8, 3, weights)
    for row in at:
        assert MixtureRows(LENGTHS, BY_SOURCE, 8, 3, weights).fragments(row) == rows.fragments(row)


def test_the_order_is_pinned() -> None:
    """A run must see the same batches with other versions of NumPy and Python, and after a resume."""
    rows = mixed("a=0.5;b=0.3;c=0.2", seed=1)
    order = [rows.source_row(row)[0] for row in range(BLOCK + 20)]
    assert "".join(order[:40]) == "bcaaabcabacababaaabcabcaabbaacabcaabcbaa"
    assert "".join(order[BLOCK - 20 :]) == "caababbacaacbaabacbabacaabaabcacababbaca"
    assert [rows.fragments(row) for row in range(4)] == [
        [Fragment(1, 0, 4), Fragment(5, 0, 4)],
        [Fragment(3, 0, 8)],
        [Fragment(2, 8, 8)],
        [Fragment(0, 0, 8)],
    ]


def test_how_a_mixture_is_written_does_not_matter() -> None:
    one, other = mixed("a=0.7;b=0.3"), mixed(" b = 3 ; a=7;")
    assert [one.fragments(row) for row in range(300)] == [other.fragments(row) for row in range(300)]


def test_seeds_and_blocks_differ() -> None:
    rows, other = mixed("a=1;b=1;c=1"), mixed("a=1;b=1;c=1", seed=1)
    orders = [
        [source_of(each.fragments(start + row)) for row in range(300)]
        for each, start in ((rows, 0), (rows, BLOCK), (other, 0))
    ]
    for one, two in itertools.combinations(orders, 2):
        assert sum(a == b for a, b in zip(one, two, strict=True)) < 200  # chance: 100


def test_epochs_are_counted_by_source() -> None:
    rows = mixed("a=0.5;b=0.3;c=0.2")
    for count in (0, 77, BLOCK, BLOCK + 1000):
        seen = Counter(rows.source_row(row)[0] for row in range(count))
        assert rows.epochs(count) == {"a": seen["a"] / 4, "b": seen["b"] / 2, "c": seen["c"] / 3}


@pytest.mark.parametrize(
    ("mixture", "message"),
    [
        ("a", "'a' is no weight; expected 'name=weight;name=weight'"),
        ("=1", "'=1' is no weight"),
        (";", "names no source; expected one, or nothing"),
        ("a=1;a=2", "the source 'a' stands there twice"),
        ("a=many", "the weight of a is 'many'; expected a number above 0"),
        ("a=", "the weight of a is ''"),
        ("a=0", "the weight of a is '0'"),
        ("a=1;b=-0.5", "the weight of b is '-0.5'"),
        ("a=nan", "the weight of a is 'nan'"),
        ("a=inf", "the weight of a is 'inf'"),
        ("a=1e999999999", "the weight of a is '1e999999999'"),
        ("a=0.7,b=0.3", "the weight of a is '0.7,b=0.3'"),
    ],
)
def test_what_is_no_mixture_is_refused_before_anything_is_read(mixture: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        from_mapping(DataConfig, {"mixture": mixture}, "config.data")
    assert str(error.value).startswith(f"config.data.mixture={mixture!r}: {message}")


def test_a_source_that_is_not_there_is_named_with_the_nearest() -> None:
    message = r"mixture: no document to train on is of a source 'us'; expected one of: a, b, c"
    with pytest.raises(InputError, match=message):
        mixed("a=1;us=2")
    with pytest.raises(InputError, match="source 'usa'; did you mean 'us'"):
        MixtureRows(
            np.array([9, 9]), {"us": np.array([0]), "cn": np.array([1])}, 8, 0, parse_mixture("usa=1")
        )


def test_a_weight_too_small_for_a_row_is_refused_with_the_least() -> None:
    with pytest.raises(
        InputError, match=r"the weight of b is 1e-06, too little .* expected 1\.5e-05 or more"
    ):
        mixed("a=1;b=0.000001")
    assert mixed("a=1;b=0.000016").shares["b"] == 1 / BLOCK
