"""No source is read more often than its limit, and what is over goes to the others by weight."""

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
from patentgpt_jax.tokens.limits import limit_weights, limited_shares, parse_limits
from patentgpt_jax.tokens.mixture import BLOCK, MixtureRows

POSITIVE = st.fractions(min_value=Fraction(1, 50), max_value=50)
WEIGHTS = st.dictionaries(st.sampled_from("abcdef"), POSITIVE, min_size=1)
AT_MOST = st.dictionaries(
    st.sampled_from("abcdef"), st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(3, 2))
)


@given(WEIGHTS, AT_MOST)
def test_shares_sum_to_one_unless_all_sources_have_all_that_they_may(weights, at_most) -> None:
    shares = limited_shares(weights, at_most)
    assert list(shares) == list(weights)
    most = sum(at_most[name] for name in weights) if weights.keys() <= at_most.keys() else 1
    assert sum(shares.values()) == min(1, most)
    assert all(0 < share <= at_most.get(name, 1) for name, share in shares.items())


@given(WEIGHTS, AT_MOST)
def test_sources_below_their_limits_share_by_weight_and_none_at_its_limit_would_have_less(
    weights, at_most
) -> None:
    """What defines water-filling: one level, share over weight, for all that are not full."""
    shares = limited_shares(weights, at_most)
    full = {name for name in shares if shares[name] == at_most.get(name)}
    levels = {shares[name] / weights[name] for name in shares.keys() - full}
    assert len(levels) <= 1
    for name, level in itertools.product(full, levels):
        assert shares[name] / weights[name] <= level


@given(WEIGHTS, AT_MOST, st.randoms(use_true_random=False), POSITIVE)
def test_neither_the_order_nor_the_scale_of_weights_matters(weights, at_most, random, scale) -> None:
    names = random.sample(sorted(weights), len(weights))
    other = {name: scale * weights[name] for name in names}
    assert limited_shares(other, at_most) == limited_shares(weights, at_most)


@given(WEIGHTS)
def test_limits_that_do_not_bind_give_the_plain_shares(weights) -> None:
    total = sum(weights.values())
    plain = {name: weight / total for name, weight in weights.items()}
    assert limited_shares(weights, {}) == limited_shares(weights, plain) == plain


def test_an_example_by_hand() -> None:
    # Of 1,000 rows b may have 4 x 50, c 2 x 50: 700 are left for a, and d with it, as 6 to 1.
    shares = limit_weights(
        {"a": Fraction(6), "b": Fraction(2), "c": Fraction(1), "d": Fraction(1)},
        parse_limits("b=4;c=2;d=100"),
        {"a": 9, "b": 45, "c": 45, "d": 50},
        steps=250,
        batch_size=4,
    )
    assert shares == {
        "a": Fraction(73, 100) * Fraction(6, 7),
        "b": Fraction(18, 100),
        "c": Fraction(9, 100),
        "d": Fraction(73, 100) / 7,
    }


@settings(max_examples=25, deadline=None)
@given(
    weights=st.fixed_dictionaries(dict.fromkeys("abc", POSITIVE)),
    limits=st.fixed_dictionaries(
        {name: st.fractions(min_value=Fraction(1, 2), max_value=6) for name in "ab"}
    ),
    sizes=st.fixed_dictionaries({name: st.integers(20, 200) for name in "abc"}),
    steps=st.integers(50, 3000),
)
def test_the_rows_of_a_run_keep_the_limits_but_for_what_blocks_round(weights, limits, sizes, steps) -> None:
    lengths = np.array([8 * rows + 1 for rows in sizes.values()])
    by_source = {name: np.array([place]) for place, name in enumerate(sizes)}
    shares = limit_weights(weights, limits, sizes, steps, batch_size=4)
    rows = MixtureRows(lengths, by_source, 8, 0, shares)
    seen = Counter(rows.source_row(row)[0] for row in range(4 * steps))
    for name, limit in limits.items():
        assert seen[name] < limit * sizes[name] + len(weights) + 4 * steps / BLOCK


def test_a_run_longer_than_its_data_is_refused_with_the_arithmetic() -> None:
    with pytest.raises(InputError) as error:
        limit_weights(
            {"patents": Fraction(7), "books": Fraction(3)},
            parse_limits("*=4;books=2"),
            {"patents": 402, "books": 100},
            steps=300,
            batch_size=8,
        )
    assert str(error.value) == (
        "config.data.epoch_limits: 300 steps of 8 rows are 2,400 rows, but the limits allow 1,808 "
        "(books 2 x 100 + patents 4 x 402), enough for 226 steps; "
        "expected fewer train.steps, higher limits or more data"
    )
    assert limit_weights({"patents": Fraction(1)}, parse_limits("*=4"), {"patents": 402}, 201, 8) == {
        "patents": 1
    }


def test_a_source_that_a_limit_leaves_less_than_a_row_in_a_block_is_refused() -> None:
    with pytest.raises(InputError, match=r"notes may fill 8 of the run's 8,000,000 rows, less than one in"):
        limit_weights(
            {"patents": Fraction(1), "notes": Fraction(1)},
            parse_limits("notes=4"),
            {"patents": 9, "notes": 2},
            1_000_000,
            8,
        )


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ("a", "'a' is no limit; expected 'name=limit;name=limit'"),
        ("a=0", "the limit of a is '0'; expected a number above 0"),
        ("*=4;*=2", "the source '*' stands there twice"),
        (";", "names no source; expected one, or nothing"),
    ],
)
def test_what_is_no_limit_is_refused_before_anything_is_read(limits: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        from_mapping(DataConfig, {"epoch_limits": limits}, "config.data")
    assert str(error.value).startswith(f"config.data.epoch_limits={limits!r}: {message}")
