"""Sorted by expert, in whole blocks: every routed assignment stands in exactly one slot of its expert."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patentgpt_jax.kernels.dispatch import Dispatch, rows, sort_by_expert

BLOCK, EXPERTS = 4, 3
_sort = jax.jit(sort_by_expert, static_argnums=(2, 3))


def _dispatch(experts: np.ndarray, valid: np.ndarray | None = None) -> Dispatch:
    valid = np.ones(len(experts), bool) if valid is None else valid
    return Dispatch(*map(np.asarray, _sort(jnp.asarray(experts), jnp.asarray(valid), EXPERTS, BLOCK)))


def test_two_tokens_of_one_expert_and_one_of_another() -> None:
    dispatch = _dispatch(np.array([[2], [0], [2]]))
    # expert 0 has the first block, expert 2 the second; 3 stands for no token
    np.testing.assert_array_equal(dispatch.token_of_slot[:8], [1, 3, 3, 3, 0, 2, 3, 3])
    np.testing.assert_array_equal(dispatch.slot_of_choice, [[4], [0], [5]])
    np.testing.assert_array_equal(dispatch.expert_of_block[:2], [0, 2])
    assert dispatch.blocks == 2


def test_a_full_block_is_not_followed_by_an_empty_one() -> None:
    assert _dispatch(np.full((BLOCK, 1), 1)).blocks == 1
    assert _dispatch(np.full((BLOCK + 1, 1), 1)).blocks == 2


def test_padding_takes_no_slot() -> None:
    dispatch = _dispatch(np.array([[0, 1], [1, 2]]), np.array([False, False]))
    slots = len(dispatch.token_of_slot)
    assert dispatch.blocks == 0
    assert np.all(dispatch.token_of_slot == 2)
    assert np.all(dispatch.slot_of_choice == slots)


@settings(max_examples=100, deadline=None)
@given(
    order=arrays(np.float64, (11, EXPERTS), elements=st.floats(0, 1), unique=True),
    valid=arrays(np.bool_, 11),
)
@pytest.mark.parametrize("k", [1, 2, EXPERTS])
def test_every_routed_assignment_has_its_slot(k: int, order: np.ndarray, valid: np.ndarray) -> None:
    experts = np.argsort(order, axis=1)[:, :k]
    dispatch = _dispatch(experts, valid)
    tokens, slots = len(experts), len(dispatch.token_of_slot)
    used = dispatch.slot_of_choice[valid].reshape(-1)
    assert len(set(used)) == len(used)
    assert np.all(used < dispatch.blocks * BLOCK)
    np.testing.assert_array_equal(dispatch.token_of_slot[used], np.repeat(np.flatnonzero(valid), k))
    np.testing.assert_array_equal(dispatch.expert_of_block[used // BLOCK], experts[valid].reshape(-1))
    assert np.all(dispatch.slot_of_choice[~valid] == slots)
    assert np.all(np.delete(dispatch.token_of_slot, used) == tokens)
    sizes = np.bincount(experts[valid].reshape(-1), minlength=EXPERTS)
    assert dispatch.blocks == np.sum(-(-sizes // BLOCK))


def test_rows_gathers_and_gives_zeros_for_none() -> None:
    x = jnp.arange(6.0).reshape(3, 2) + 1
    np.testing.assert_array_equal(rows(x, jnp.array([2, 3, 0])), [[5, 6], [0, 0], [1, 2]])
