"""Blocked attention is dense attention in float64, values and gradients."""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.kernels import attention as module
from patentgpt_jax.kernels.attention import causal_attention, masked_attention

pytestmark = pytest.mark.usefixtures("float64")

BATCH, LENGTH, HEADS, KV_HEADS, HEAD_DIM = 3, 21, 6, 2, 4


def dense(q: jax.Array, k: jax.Array, v: jax.Array, segment_ids: jax.Array, window: int = 0) -> jax.Array:
    """Every score at once; key/value head j serves the query heads j * group to (j + 1) * group - 1."""
    k, v = (jnp.repeat(each, q.shape[2] // k.shape[2], axis=2) for each in (k, v))
    scores = jnp.einsum("bshc,bthc->bhst", q, k) / np.sqrt(q.shape[-1])
    distance = np.arange(q.shape[1])[:, None] - np.arange(q.shape[1])
    seen = (distance >= 0) & (distance < (window or q.shape[1]))
    mask = seen & (segment_ids[:, :, None] == segment_ids[:, None, :])
    weights = jax.nn.softmax(jnp.where(mask[:, None], scores, -np.inf), axis=-1)
    return jnp.einsum("bhst,bthc->bshc", weights, v) * (segment_ids > 0)[..., None, None]


def _value_and_gradients(attention: Callable, window: int) -> Callable[..., dict[str, jax.Array]]:
    """A newly compiled function of (q, k, v, segment_ids): the module's constants may have changed."""

    def along(
        q: jax.Array, k: jax.Array, v: jax.Array, segment_ids: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        out = attention(q, k, v, segment_ids, window)
        return jnp.sum(out * jnp.cos(jnp.arange(out.size)).reshape(out.shape)), out

    def value_and_gradients(*inputs: jax.Array) -> dict[str, jax.Array]:
        gradients, out = jax.grad(along, argnums=(0, 1, 2), has_aux=True)(*inputs)
        return {"out": out, **dict(zip("qkv", gradients, strict=True))}

    return jax.jit(value_and_gradients, compiler_options={"xla_backend_optimization_level": 0})


_expected = functools.cache(functools.partial(_value_and_gradients, dense))


def _inputs(length: int = LENGTH) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    shapes = [(BATCH, length, heads, HEAD_DIM) for heads in (HEADS, KV_HEADS, KV_HEADS)]
    return [2 * rng.standard_normal(shape) for shape in shapes]


def _check(segment_ids: np.ndarray, window: int = 0) -> None:
    ours = _value_and_gradients(causal_attention, window)(*_inputs(), segment_ids)
    for name, value in _expected(window)(*_inputs(), segment_ids).items():
        np.testing.assert_allclose(ours[name], value, atol=1e-11, err_msg=name)


# One document; documents that end within and at blocks of 8; padding behind one row and before another.
PACKED = np.array([[1] * 21, [1] * 5 + [2] * 3 + [3] * 9 + [0] * 4, [0] * 2 + [4] * 18 + [5]])


@pytest.mark.parametrize("window", [0, 5])
@pytest.mark.parametrize("block", [128, 8])
def test_equals_dense_attention(block: int, window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one block and in three, of a length of 21."""
    monkeypatch.setattr(module, "_SMALLEST_BLOCK", block)
    _check(PACKED, window)


def test_a_window_of_one_sees_only_itself() -> None:
    _check(PACKED, window=1)


def test_a_window_as_long_as_the_row_is_no_window() -> None:
    attend = jax.jit(causal_attention, static_argnums=4)
    whole = attend(*_inputs(), PACKED)
    np.testing.assert_array_equal(attend(*_inputs(), PACKED, LENGTH), whole)


def test_padding_gives_zero_and_takes_no_gradient() -> None:
    ours = _value_and_gradients(causal_attention, 0)(*_inputs(), PACKED)
    for name, value in ours.items():
        assert np.all(np.isfinite(value)), name
        assert not np.any(value[PACKED == 0]), name


def test_a_document_attends_as_if_it_stood_alone() -> None:
    q, k, v = _inputs()
    packed = jax.jit(causal_attention)(q, k, v, PACKED)
    alone = jax.jit(causal_attention)(*(each[1:2, 8:17] for each in (q, k, v)), np.ones((1, 9), int))
    np.testing.assert_allclose(packed[1:2, 8:17], alone, atol=1e-12)


def test_the_number_of_blocks_is_bounded() -> None:
    """A long row goes in larger blocks, not in more of them."""
    shape = (1, 64 * module._SMALLEST_BLOCK, 1, 2)
    q = jax.ShapeDtypeStruct(shape, jnp.float32)
    jaxpr = jax.make_jaxpr(causal_attention)(q, q, q, jax.ShapeDtypeStruct(shape[:2], jnp.int32))
    products = str(jaxpr).count("dot_general[")
    assert products == 2 * module._MOST_BLOCKS


def test_an_explicit_mask_may_leave_a_row_blind() -> None:
    q, k, v = _inputs(3)
    mask = np.array([[[1, 1, 0], [0, 0, 0], [0, 0, 1]]] * BATCH, bool)
    out = jax.jit(masked_attention)(q, k, v, mask)
    assert not np.any(out[:, 1])
    np.testing.assert_allclose(out[:, 2], np.repeat(v[:, 2], HEADS // KV_HEADS, axis=1), atol=1e-12)


def test_half_precision_adds_up_in_float32() -> None:
    inputs = [jnp.asarray(each, jnp.bfloat16) for each in _inputs()]
    out = jax.jit(causal_attention)(*inputs, PACKED)
    assert out.dtype == jnp.bfloat16
    expected = jax.jit(dense)(*(each.astype(jnp.float64) for each in inputs), PACKED)
    np.testing.assert_allclose(out.astype(jnp.float64), expected, atol=0.05)
