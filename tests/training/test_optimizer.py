"""Learning rates at the corners of their schedules, and what weight decay shrinks."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from tiny import DENSE, SPARSE

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.training.optimizer import OptimizerConfig, decays, make_optimizer, make_schedule

STEPS = 100


def _rates(**fields: object) -> np.ndarray:
    config = OptimizerConfig(**{"learning_rate": 1.0, "warmup_steps": 10, **fields})  # type: ignore[arg-type]
    schedule = make_schedule(config, STEPS)
    return np.array([float(schedule(step)) for step in range(STEPS + 1)])


@pytest.mark.parametrize("name", ["cosine", "linear", "wsd", "constant"])
def test_warm_up_rises_evenly_and_the_first_update_moves(name: str) -> None:
    np.testing.assert_allclose(_rates(schedule=name)[:10], np.arange(1, 11) / 10, rtol=1e-6)


def test_cosine_is_halfway_in_the_middle_and_ends_at_the_final_fraction() -> None:
    rates = _rates(schedule="cosine", final_fraction=0.1)
    assert rates[10] == 1
    assert rates[55] == pytest.approx((1 + 0.1) / 2)
    assert rates[100] == pytest.approx(0.1)
    assert (np.diff(rates[10:]) < 0).all()


def test_linear_falls_evenly() -> None:
    rates = _rates(schedule="linear", final_fraction=0.0)
    np.testing.assert_allclose(rates[10:], np.linspace(1, 0, 91), atol=1e-6)


def test_wsd_is_constant_until_the_last_part() -> None:
    rates = _rates(schedule="wsd", decay_fraction=0.2, final_fraction=0.1)
    assert (rates[9:81] == 1).all()
    assert rates[90] == pytest.approx((1 + 0.1) / 2)
    assert rates[100] == pytest.approx(0.1)


def test_constant_stays() -> None:
    assert (_rates(schedule="constant")[9:] == 1).all()


def test_a_run_shorter_than_its_warm_up_reaches_the_peak() -> None:
    schedule = make_schedule(OptimizerConfig(learning_rate=1.0, warmup_steps=1000), 5)
    np.testing.assert_allclose([schedule(step) for step in range(5)], np.arange(1, 6) / 5, rtol=1e-6)


def test_without_warm_up_it_starts_at_the_peak() -> None:
    assert _rates(warmup_steps=0)[0] == 1


@pytest.mark.parametrize("config", [DENSE, SPARSE])
def test_matrices_decay_and_gains_and_biases_do_not(config) -> None:
    params = jax.eval_shape(FunctionalModel(config).create, jax.random.key(0)).params
    flat = jax.tree_util.tree_flatten_with_path(decays(params))[0]
    for path, decayed in flat:
        name = jax.tree_util.keystr(path)
        assert decayed == ("norm" not in name and "bias" not in name), name
    assert {True, False} == {decayed for _, decayed in flat}


def test_an_update_is_adamw_of_loshchilov_and_hutter() -> None:
    """By hand: the first moments cancel their bias, so the first step is -rate * (sign(g) + decay * w)."""
    optimizer = make_optimizer(OptimizerConfig(weight_decay=0.1))
    params = {"matrix": jnp.array([2.0, -4.0]), "scale": jnp.array([2.0])}
    grads = {"matrix": jnp.array([3.0, -1.0]), "scale": jnp.array([5.0])}
    directions, _ = optimizer.update(grads, optimizer.init(params), params)
    params = optax.apply_updates(params, optax.tree.scale(-0.5, directions))
    np.testing.assert_allclose(params["matrix"], [2 - 0.5 * (1 + 0.2), -4 + 0.5 * (1 + 0.4)], rtol=1e-5)
    np.testing.assert_allclose(params["scale"], [2 - 0.5], rtol=1e-5)


def test_updates_are_those_of_optax_adamw() -> None:
    """Which has the schedule inside, and its own count of the steps."""
    config = OptimizerConfig(learning_rate=1e-2, warmup_steps=3)
    schedule, ours = make_schedule(config, 10), make_optimizer(config)
    theirs = optax.adamw(
        schedule, config.beta1, config.beta2, config.epsilon, weight_decay=config.weight_decay, mask=decays
    )
    params = their_params = {"matrix": jnp.array([[2.0, -4.0]]), "scale": jnp.array([2.0])}
    state, their_state = ours.init(params), theirs.init(params)
    for step in range(5):
        grads = jax.tree.map(lambda each, step=step: jnp.cos(each * 10**step), params)
        directions, state = ours.update(grads, state, params)
        params = optax.apply_updates(params, optax.tree.scale(-schedule(step), directions))
        updates, their_state = theirs.update(grads, their_state, their_params)
        their_params = optax.apply_updates(their_params, updates)
        jax.tree.map(np.testing.assert_array_equal, params, their_params)


def test_moments_may_be_bfloat16() -> None:
    optimizer = make_optimizer(OptimizerConfig(moment_dtype="bfloat16"))
    state = optimizer.init({"matrix": jnp.ones(3)})
    assert state[0].mu["matrix"].dtype == jnp.bfloat16  # type: ignore[index]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "sgd"),
        ("schedule", "cosin"),
        ("learning_rate", 0.0),
        ("warmup_steps", -1),
        ("final_fraction", 1.5),
        ("beta1", 1.0),  # would keep the first moment at zero for ever
        ("beta2", 1.0),
        ("epsilon", 0.0),  # would divide zero by zero where a gradient is zero
    ],
)
def test_bad_fields_are_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"^{field}="):
        OptimizerConfig(**{field: value})  # type: ignore[arg-type]
