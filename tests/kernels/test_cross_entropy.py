"""The chunked loss is the plain one over all logits at once, values and gradients."""

import functools
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.kernels import cross_entropy as module
from patentgpt_jax.kernels.cross_entropy import weighted_cross_entropy

pytestmark = pytest.mark.usefixtures("float64")


def plain(
    hidden: jax.Array, output: jax.Array, targets: jax.Array, weights: jax.Array, z_coefficient: float = 0.0
) -> tuple[jax.Array, jax.Array]:
    logits = hidden @ output
    log_probabilities = jax.nn.log_softmax(logits)[
        jnp.indices(targets.shape)[0], jnp.indices(targets.shape)[1], targets
    ]
    z = jax.nn.logsumexp(logits, axis=-1) ** 2
    return jnp.sum(weights * (z_coefficient * z - log_probabilities)), log_probabilities


@functools.partial(jax.jit, static_argnums=(0, 5), compiler_options={"xla_backend_optimization_level": 0})
def _value_and_gradients(loss: Callable, *inputs: jax.Array) -> dict[str, jax.Array]:
    (total, log_probabilities), (d_hidden, d_output) = jax.value_and_grad(
        lambda *each: (3.0 * loss(*each)[0], loss(*each)[1]), argnums=(0, 1), has_aux=True
    )(*inputs)
    return {"total": total, "log_probabilities": log_probabilities, "hidden": d_hidden, "output": d_output}


def _inputs(length: int, vocab: int, embed: int = 5, batch: int = 2) -> list[np.ndarray]:
    rng = np.random.default_rng(length)
    return [
        rng.standard_normal((batch, length, embed)),
        rng.standard_normal((embed, vocab)),
        rng.integers(0, vocab, (batch, length)),
        rng.random((batch, length)),
    ]


def _check(inputs: list[np.ndarray], z_coefficient: float = 0.0) -> None:
    ours = _value_and_gradients(weighted_cross_entropy, *inputs, z_coefficient)
    for name, value in _value_and_gradients(plain, *inputs, z_coefficient).items():
        np.testing.assert_allclose(ours[name], value, atol=1e-10, rtol=1e-10, err_msg=name)


@pytest.mark.parametrize("length", [1, 127, 128, 129, 300])
def test_equals_the_plain_loss_at_any_length(length: int) -> None:
    _check(_inputs(length, vocab=11))


@pytest.mark.parametrize("vocab", [1, 2, 257])
def test_equals_the_plain_loss_at_any_vocabulary(vocab: int) -> None:
    _check(_inputs(20, vocab))


def test_the_normaliser_is_penalised() -> None:
    _check(_inputs(20, vocab=11), z_coefficient=0.1)


def test_tokens_of_weight_zero_do_not_count() -> None:
    hidden, output, targets, weights = _inputs(20, vocab=11)
    weights[:, ::2] = 0
    _check([hidden, output, targets, weights])
    whole = weighted_cross_entropy(hidden, output, targets, weights)[0]
    odd = weighted_cross_entropy(hidden[:, 1::2], output, targets[:, 1::2], weights[:, 1::2])[0]
    np.testing.assert_allclose(whole, odd, rtol=1e-12)


def test_no_token_at_all_is_zero() -> None:
    hidden, output, targets, weights = _inputs(20, vocab=11)
    ours = _value_and_gradients(weighted_cross_entropy, hidden, output, targets, 0 * weights, 0.0)
    assert ours["total"] == 0
    assert not np.any(ours["hidden"])
    assert not np.any(ours["output"])


def test_large_logits_neither_overflow_nor_lose_the_target() -> None:
    hidden, output, targets, weights = _inputs(20, vocab=11)
    _check([1e3 * hidden, output, targets, weights])


def test_bfloat16_sums_in_float32() -> None:
    hidden, output, targets, weights = _inputs(300, vocab=11)
    half, whole = jnp.asarray(hidden, jnp.bfloat16), jnp.asarray(output, jnp.float32)
    ours = _value_and_gradients(weighted_cross_entropy, half, whole, targets, weights, 0.0)
    dtypes = {name: value.dtype for name, value in ours.items()}
    assert dtypes == {
        "total": jnp.float32,
        "log_probabilities": jnp.float32,
        "hidden": jnp.bfloat16,
        "output": jnp.float32,
    }
    np.testing.assert_allclose(ours["total"], 3 * plain(hidden, output, targets, weights)[0], rtol=2e-2)


def test_memory_is_bounded_by_the_chunk() -> None:
    """No array of [batch, seq, vocab] is made, forward or backward."""
    batch, length, vocab = 2, 4 * module._CHUNK, 1000
    inputs = _inputs(length, vocab, batch=batch)

    def loss(hidden: jax.Array, output: jax.Array) -> jax.Array:
        return weighted_cross_entropy(hidden, output, *inputs[2:])[0]

    compiled = jax.jit(jax.grad(loss, argnums=(0, 1))).lower(*inputs[:2]).compile()
    assert compiled.memory_analysis().temp_size_in_bytes < batch * length * vocab * 8
