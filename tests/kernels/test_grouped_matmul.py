"""The grouped product is a plain loop over the groups, values and all gradients."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.kernels import grouped_matmul_cpu
from patentgpt_jax.kernels.grouped_matmul import grouped_matmul

pytestmark = pytest.mark.usefixtures("float64")

ROWS, GROUPS, DEPTH, WIDTH = 700, 5, 3, 4
# The rows of each group, of 700; those left over are in none.
SIZES = {
    "no multiples, empty groups": [0, 257, 0, 131, 1],
    "one group with everything": [0, 0, 700, 0, 0],
    "whole blocks": [256, 128, 64, 0, 192],
    "one row": [0, 0, 0, 1, 0],
    "nothing in any group": [0, 0, 0, 0, 0],
}
BOUNDS = {"float64": 1e-10, "float32": 1e-5, "bfloat16": 2**-7}


def loop(rows: np.ndarray, matrices: np.ndarray, sizes: list[int], d_out: np.ndarray) -> tuple:
    """The product, and the gradients of rows and matrices, group by group."""
    out, d_rows, d_matrices = np.zeros_like(d_out), np.zeros_like(rows), np.zeros_like(matrices)
    for g, end in enumerate(np.cumsum(sizes)):
        own = slice(end - sizes[g], end)
        out[own], d_rows[own] = rows[own] @ matrices[g], d_out[own] @ matrices[g].T
        d_matrices[g] = rows[own].T @ d_out[own]
    return out, d_rows, d_matrices


@jax.jit
def _ours(rows: jax.Array, matrices: jax.Array, sizes: jax.Array, d_out: jax.Array) -> tuple:
    out, pull = jax.vjp(lambda *each: grouped_matmul(*each, sizes), rows, matrices)
    return out, *pull(d_out)


def _check(sizes: list[int], dtype: str = "float64") -> None:
    rng, routed = np.random.default_rng(0), sum(sizes)
    rows, d_out = rng.standard_normal((ROWS, DEPTH)), rng.standard_normal((ROWS, WIDTH))
    matrices = rng.standard_normal((GROUPS, DEPTH, WIDTH))
    # As they are once narrowed: what is looked at is the product's own error.
    rows, d_out, matrices = (np.array(jnp.asarray(each, dtype), float) for each in (rows, d_out, matrices))
    expected = loop(rows, matrices, sizes, d_out)
    rows[routed:] = d_out[routed:] = np.nan  # what stands past the groups reaches nothing
    rows, d_out, matrices = (jnp.asarray(each, dtype) for each in (rows, d_out, matrices))
    for ours, value in zip(_ours(rows, matrices, jnp.asarray(sizes), d_out), expected, strict=True):
        assert ours.dtype == dtype
        largest = max(1.0, np.abs(value).max())
        np.testing.assert_allclose(ours.astype(float), value, rtol=0, atol=BOUNDS[dtype] * largest)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("dtype", BOUNDS)
def test_equals_a_plain_loop(sizes: str, dtype: str) -> None:
    _check(SIZES[sizes], dtype)


@settings(max_examples=30, deadline=None)
@given(shares=st.lists(st.floats(0, 1), min_size=GROUPS, max_size=GROUPS), used=st.integers(0, ROWS))
def test_any_sizes(shares: list[float], used: int) -> None:
    ends = np.floor(np.cumsum(shares) / max(sum(shares), 1e-9) * used).astype(int)
    _check(np.diff(ends, prepend=0).tolist())


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 1000))
def test_a_group_computes_hardly_more_than_its_rows(count: int) -> None:
    """In CPU's blocks, each beginning where the last ended; `lax.ragged_dot` computes all for every group."""

    computed = int(_computed(count))
    assert count <= computed < count + grouped_matmul_cpu.SPARE


@jax.jit
def _computed(count: jax.Array) -> jax.Array:
    """The rows of all blocks, or less than none if one does not begin where the last ended."""

    def body(size: int, start: jax.Array, left: jax.Array, computed: jax.Array) -> jax.Array:
        return jnp.where((start == 7 + computed) & (left == count - computed), computed + size, -(10**6))

    return grouped_matmul_cpu.for_blocks(1000, count, jnp.int64(7), body, jnp.int64(0))
