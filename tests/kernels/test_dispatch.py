"""Sorted by expert: every routed assignment stands in exactly one row, among those of its expert."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patentgpt_jax.kernels.dispatch import Dispatch, rows, sort_by_expert

EXPERTS = 3
_sort = jax.jit(sort_by_expert, static_argnums=(2, 3))


def _dispatch(experts: np.ndarray, valid: np.ndarray | None = None, spare: int = 0) -> Dispatch:
    valid = np.ones(len(experts), bool) if valid is None else valid
    return Dispatch(*map(np.asarray, _sort(jnp.asarray(experts), jnp.asarray(valid), EXPERTS, spare)))


def test_two_tokens_of_one_expert_and_one_of_another() -> None:
    dispatch = _dispatch(np.array([[2], [0], [2]]), spare=1)
    np.testing.assert_array_equal(dispatch.token_of_row, [1, 0, 2, 3])  # 3 stands for no token
    np.testing.assert_array_equal(dispatch.row_of_choice, [[1], [0], [2]])
    np.testing.assert_array_equal(dispatch.sizes, [1, 0, 2])


def test_a_choice_of_no_expert_takes_no_row() -> None:
    dispatch = _dispatch(np.array([[EXPERTS, 1], [0, EXPERTS]]))
    np.testing.assert_array_equal(dispatch.token_of_row, [1, 0, 2, 2])
    np.testing.assert_array_equal(dispatch.row_of_choice, [[4, 1], [0, 4]])


def test_padding_takes_no_row() -> None:
    dispatch = _dispatch(np.array([[0, 1], [1, 2]]), np.array([False, False]))
    assert np.all(dispatch.token_of_row == 2)
    assert np.all(dispatch.row_of_choice == 4)
    assert not np.any(dispatch.sizes)


@settings(max_examples=100, deadline=None)
@given(
    order=arrays(np.float64, (11, EXPERTS), elements=st.floats(0, 1), unique=True),
    valid=arrays(np.bool_, 11),
)
@pytest.mark.parametrize("k", [1, 2, EXPERTS])
def test_every_routed_assignment_has_its_row(k: int, order: np.ndarray, valid: np.ndarray) -> None:
    experts = np.argsort(order, axis=1)[:, :k]
    dispatch = _dispatch(experts, valid, spare=2)
    used = dispatch.row_of_choice[valid].reshape(-1)
    np.testing.assert_array_equal(np.sort(used), np.arange(np.sum(valid) * k))
    np.testing.assert_array_equal(dispatch.token_of_row[used], np.repeat(np.flatnonzero(valid), k))
    expert_of_row = np.repeat(np.arange(EXPERTS), dispatch.sizes)
    np.testing.assert_array_equal(expert_of_row[used], experts[valid].reshape(-1))
    assert np.all(dispatch.row_of_choice[~valid] == 11 * k + 2)
    assert np.all(np.delete(dispatch.token_of_row, used) == 11)


def test_rows_gathers_and_gives_zeros_for_none() -> None:
    x = jnp.arange(6.0).reshape(3, 2) + 1
    np.testing.assert_array_equal(rows(x, jnp.array([2, 3, 0])), [[5, 6], [0, 0], [1, 2]])
