"""Rotary positions against complex rotation in float64, and each scaling against its formula."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.hyperparameters import RopeConfig
from patentgpt_jax.model.rotary import attention_factor, frequencies, rotate

pytestmark = pytest.mark.usefixtures("float64")

HEAD_DIM = 16
PLAIN = 10_000.0 ** (-np.arange(HEAD_DIM // 2) / (HEAD_DIM // 2))


def _turned(x: np.ndarray, positions: np.ndarray, radians: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """Feature i and feature i + head_dim/2 as a complex number, turned."""
    half = x.shape[-1] // 2
    turned = (x[..., :half] + 1j * x[..., half:]) * scale * np.exp(1j * positions[..., None, None] * radians)
    return np.concatenate([turned.real, turned.imag], axis=-1)


SCALINGS = {
    "none": RopeConfig(),
    "linear": RopeConfig(scaling="linear", factor=4.0),
    "ntk": RopeConfig(scaling="ntk", factor=4.0),
    "yarn": RopeConfig(scaling="yarn", factor=4.0, original_length=64),
    "llama3": RopeConfig(scaling="llama3", factor=8.0, original_length=64),
}


@pytest.mark.parametrize("config", SCALINGS.values(), ids=SCALINGS)
def test_rotate_turns_pairs_of_features(config: RopeConfig) -> None:
    rng = np.random.default_rng(0)
    x, positions = rng.standard_normal((2, 5, 3, HEAD_DIM)), rng.integers(0, 300, (2, 5))
    expected = _turned(x, positions, frequencies(config, HEAD_DIM), attention_factor(config))
    np.testing.assert_allclose(rotate(jnp.asarray(x), positions, config), expected, atol=1e-12)


def test_scores_depend_on_the_distance_alone() -> None:
    rng = np.random.default_rng(1)
    q, k = (jnp.asarray(rng.standard_normal((1, 1, 1, HEAD_DIM))) for _ in range(2))

    def score(q_position: int, k_position: int) -> float:
        turned = [rotate(x, jnp.array([[at]]), RopeConfig()) for x, at in ((q, q_position), (k, k_position))]
        return float(jnp.sum(turned[0] * turned[1]))

    assert score(105, 100) == pytest.approx(score(7, 2), abs=1e-12)


def test_half_precision_turns_by_float32_angles() -> None:
    x = jnp.ones((1, 1, 1, HEAD_DIM), jnp.bfloat16)
    far = np.array([[30_001]])
    ours = rotate(x, far, RopeConfig())
    assert ours.dtype == jnp.bfloat16
    np.testing.assert_allclose(
        ours.astype(np.float64), _turned(np.ones((1, 1, 1, HEAD_DIM)), far, PLAIN), atol=0.02
    )


def test_linear_divides_every_frequency() -> None:
    np.testing.assert_allclose(frequencies(SCALINGS["linear"], HEAD_DIM), PLAIN / 4, rtol=1e-15)


def test_ntk_keeps_the_fastest_and_stretches_the_slowest_by_the_factor() -> None:
    ours = frequencies(SCALINGS["ntk"], HEAD_DIM)
    assert ours[0] == 1.0
    assert ours[-1] == pytest.approx(PLAIN[-1] / 4, rel=1e-12)


def test_llama3_keeps_short_waves_and_stretches_long_ones() -> None:
    ours = frequencies(SCALINGS["llama3"], HEAD_DIM)
    expected = []
    for radians in PLAIN:
        wavelength = 2 * math.pi / radians
        if wavelength < 64 / 4:
            expected.append(radians)
        elif wavelength > 64 / 1:
            expected.append(radians / 8)
        else:
            smooth = (64 / wavelength - 1) / (4 - 1)
            expected.append((1 - smooth) * radians / 8 + smooth * radians)
    np.testing.assert_allclose(ours, expected, rtol=1e-14)
    assert ours[0] == PLAIN[0]
    assert ours[-1] == PLAIN[-1] / 8


def test_yarn_blends_between_the_pairs_that_turn_fast_and_slowly() -> None:
    """Pairs of more than 32 turns in 64 positions stay, those of less than one are divided by 4."""
    config = SCALINGS["yarn"]
    pair = [HEAD_DIM * math.log(64 / (turns * 2 * math.pi)) / (2 * math.log(10_000.0)) for turns in (32, 1)]
    low, high = max(math.floor(pair[0]), 0), math.ceil(pair[1])
    assert (low, high) == (0, 3)
    blend = np.array([0, 1 / 3, 2 / 3, 1, 1, 1, 1, 1])
    np.testing.assert_allclose(
        frequencies(config, HEAD_DIM), PLAIN * (1 - blend) + PLAIN / 4 * blend, rtol=1e-14
    )
    assert attention_factor(config) == pytest.approx(0.1 * math.log(4) + 1)


def test_the_trained_length_is_asked_for() -> None:
    with pytest.raises(InputError, match="original_length=0"):
        RopeConfig(scaling="yarn", factor=4.0)
