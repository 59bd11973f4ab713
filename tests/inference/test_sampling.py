"""What is drawn, and what never is."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.inference.sampling import SamplingConfig, sample

PROBABILITIES = np.array([0.05, 0.4, 0.3, 0.15, 0.1])
DRAWS = 4000


def _drawn(**fields: float) -> np.ndarray:
    """How often each token is drawn."""
    config = SamplingConfig(**{"temperature": 1.0, "top_p": 1.0, **fields})  # type: ignore[arg-type]
    logits = jnp.tile(jnp.log(jnp.asarray(PROBABILITIES)), (DRAWS, 1))
    tokens = np.asarray(sample(jax.random.key(0), logits, config))
    return np.bincount(tokens, minlength=len(PROBABILITIES)) / DRAWS


def test_temperature_0_takes_the_likeliest() -> None:
    np.testing.assert_array_equal(_drawn(temperature=0), [0, 1, 0, 0, 0])


def test_temperature_1_draws_as_the_model_says() -> None:
    np.testing.assert_allclose(_drawn(), PROBABILITIES, atol=0.03)


def test_temperature_sharpens() -> None:
    squared = PROBABILITIES**2
    np.testing.assert_allclose(_drawn(temperature=0.5), squared / squared.sum(), atol=0.03)


def test_top_k_keeps_the_likeliest_k() -> None:
    np.testing.assert_allclose(_drawn(top_k=2), [0, 4 / 7, 3 / 7, 0, 0], atol=0.03)
    np.testing.assert_allclose(_drawn(top_k=99), PROBABILITIES, atol=0.03)


@pytest.mark.parametrize(
    ("top_p", "kept"), [(0.01, [1]), (0.5, [1, 2]), (0.8, [1, 2, 3]), (0.9, [1, 2, 3, 4])]
)
def test_top_p_keeps_the_smallest_set_that_reaches_it(top_p: float, kept: list[int]) -> None:
    assert np.flatnonzero(_drawn(top_p=top_p)).tolist() == kept


def test_top_k_and_top_p_together_keep_what_both_keep() -> None:
    assert np.flatnonzero(_drawn(top_k=2, top_p=0.9)).tolist() == [1, 2]
    assert np.flatnonzero(_drawn(top_k=4, top_p=0.5)).tolist() == [1, 2]


def test_rows_are_cut_each_by_itself() -> None:
    logits = jnp.log(jnp.array([[0.9, 0.05, 0.05], [0.1, 0.1, 0.8]]))
    config = SamplingConfig(temperature=1.0, top_p=0.5)
    assert sample(jax.random.key(0), logits, config).tolist() == [0, 2]


@pytest.mark.parametrize("fields", [{"temperature": -1.0}, {"top_p": 0.0}, {"top_p": 1.5}, {"top_k": -1}])
def test_bad_fields_are_refused_by_name(fields: dict) -> None:
    with pytest.raises(InputError, match=f"^{next(iter(fields))}="):
        SamplingConfig(**fields)
