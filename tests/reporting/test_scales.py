import math
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from patentgpt_jax.reporting.scales import evenly, nice_ticks, smooth, step_axis, thin, value_axis

finite = st.floats(-1e12, 1e12, allow_nan=False)
curves = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=300).map(lambda values: list(enumerate(values)))


def test_ticks_are_round() -> None:
    assert nice_ticks(0, 1) == [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert nice_ticks(0.07, 0.34) == [0.1, 0.2, 0.3]
    assert nice_ticks(1.13, 4.9, outward=True) == [1, 2, 3, 4, 5]
    assert nice_ticks(0, 3e-4, 3) == [0, 1e-4, 2e-4, 3e-4]


@settings(deadline=None)
@given(finite, finite)
@example(0.1, 0.7)
@example(1e12, 1e12 + 1e4)
def test_ticks_are_multiples_of_a_1_2_5_step_within_the_interval(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    ticks = nice_ticks(low, high)
    assert 1 <= len(ticks) <= 6
    if len(ticks) == 1:
        assert ticks == [low]
        return
    step = ticks[1] - ticks[0]
    slack = 1e-6 * step + 1e-12 * max(abs(low), abs(high))
    assert all(math.isclose(later - earlier, step, abs_tol=slack) for earlier, later in pairwise(ticks))
    assert low - slack <= ticks[0] < low + step + slack
    assert high - step - slack < ticks[-1] <= high + slack
    assert f"{step:.2e}"[:4] in ("1.00", "2.00", "5.00")


@settings(deadline=None)
@given(st.lists(finite, min_size=1, max_size=20), st.booleans(), st.booleans())
@example([1e-9, 1e9], False, True)
@example([0.0], False, False)
def test_an_axis_encloses_its_values_and_tells_its_ticks_apart(values: list, zero: bool, log: bool) -> None:
    axis = value_axis(values, from_zero=zero, may_log=log)
    assert all(-1e-6 <= axis.position(value) <= 1 + 1e-6 for value in values)
    assert len(set(axis.labels)) == len(axis.labels) == len(axis.ticks)


def test_labels_have_one_unit_and_the_decimals_they_need() -> None:
    assert value_axis([0, 25_000]).labels == ("0", "5k", "10k", "15k", "20k", "25k")
    assert value_axis([0, 3e-4]).labels == ("0", "1e-4", "2e-4", "3e-4")
    assert value_axis([1.5, 3.5]).labels == ("1.5", "2.0", "2.5", "3.0", "3.5")


def test_few_huge_values_make_the_axis_logarithmic_where_allowed() -> None:
    values = [100.0] + [0.5] * 20
    assert value_axis([*values[1:], 8.0], may_log=True).ticks == (0.5, 1, 2, 5, 10)
    assert value_axis(values, may_log=True).labels == ("1", "10", "100")
    assert not value_axis(values).log


def test_the_ticks_of_steps_are_whole() -> None:
    assert step_axis([1, 2000]).labels == ("500", "1,000", "1,500", "2,000")
    assert step_axis([1, 3]).labels == ("1", "2", "3")
    assert step_axis([7]).labels == ("7",)


@settings(deadline=None)
@given(curves, st.integers(4, 80))
def test_thinning_keeps_order_ends_and_extremes(points: list, limit: int) -> None:
    thinned = thin(points, limit)
    assert len(thinned) <= limit
    assert thinned == sorted(set(thinned)) and set(thinned) <= set(points)
    assert (thinned[0], thinned[-1]) == (points[0], points[-1])
    values = [value for _, value in points]
    assert {min(values), max(values)} <= {value for _, value in thinned}


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(2, 50))
def test_even_indices_include_both_ends(length: int, limit: int) -> None:
    indices = evenly(length, limit)
    assert indices == sorted(set(indices)) and len(indices) == min(length, limit)
    assert indices[:1] + indices[-1:] == [0, length - 1][: 2 * min(length, 1)]


def test_smoothing_follows_the_curve_and_forgets_a_spike() -> None:
    points = [(step, 1000.0 if step == 100 else 2.0) for step in range(200)]
    smoothed = smooth(points, 50)
    assert len(smoothed) == 50
    assert {value for _, value in smoothed} == {2.0}
    line = [(step, float(step)) for step in range(200)]
    assert smooth(line, 200)[100] == (100, pytest.approx(100))
