"""Parameters are rounded as a conversion rounds them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.kernels.narrowing import narrowed


@pytest.mark.parametrize("dtype", [jnp.bfloat16, jnp.float32])
def test_equals_a_conversion(dtype: jnp.dtype) -> None:
    some = np.random.default_rng(0).standard_normal(1000).astype(np.float32)
    edges = np.array([0.0, -0.0, np.inf, np.nan, 1 + 2**-8, 1 + 3 * 2**-8, 3.4e38, 1e-40], np.float32)
    matrix = jnp.asarray(np.concatenate([some, edges, some * 1e-38]))
    ours = jax.jit(narrowed, static_argnums=1)(matrix, dtype)
    assert ours.dtype == dtype
    np.testing.assert_array_equal(ours.astype(np.float32), matrix.astype(dtype).astype(np.float32))


def test_gradients_are_those_of_a_conversion() -> None:
    matrix, d_out = jnp.linspace(-1, 1, 7), jnp.linspace(1, 3, 7, dtype=jnp.bfloat16)
    gradient = jax.vjp(lambda each: narrowed(each, jnp.bfloat16), matrix)[1](d_out)[0]
    assert gradient.dtype == jnp.float32
    np.testing.assert_array_equal(gradient, d_out.astype(jnp.float32))
