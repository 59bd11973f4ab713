"""Learning rates at the corners of their schedules, and what weight decay shrinks."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from tiny import DENSE, SPARSE

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.training.optimizer import OptimizerConfig, decays, make_optimizer, make_schedule, stored_as

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


def _moments(state) -> dict[str, jax.Array]:
    return {"first": state[0].mu["matrix"], "second": state[0].nu["matrix"]}


def test_moments_may_be_bfloat16() -> None:
    """The first update is float32's, since it starts from zeros; what it leaves is rounded once."""
    params = {"matrix": jnp.ones(1000)}
    first, second = ({"matrix": jax.random.normal(jax.random.key(i), (1000,))} for i in range(2))
    narrow, wide = (make_optimizer(OptimizerConfig(moment_dtype=name)) for name in ("bfloat16", "float32"))
    states = narrow.init(params), wide.init(params)
    (ours, our_state), (theirs, their_state) = (
        optimizer.update(first, state, params)
        for optimizer, state in zip((narrow, wide), states, strict=True)
    )
    np.testing.assert_array_equal(ours["matrix"], theirs["matrix"])
    for moment, expected in zip(_moments(our_state).values(), _moments(their_state).values(), strict=True):
        assert moment.dtype == jnp.bfloat16 and expected.dtype == jnp.float32
        assert 2 * moment.nbytes == expected.nbytes
        np.testing.assert_array_equal(moment, expected.astype(jnp.bfloat16))
    ours, our_state = narrow.update(second, our_state, params)
    theirs, _ = wide.update(second, their_state, params)
    assert (ours["matrix"] != theirs["matrix"]).any()
    # 8 significant bits: the first moment is off by 2^-9 of it, and the root of the second by half of that.
    np.testing.assert_allclose(ours["matrix"], theirs["matrix"], rtol=2**-8, atol=2**-8)
    assert our_state[0].count == 2  # no moment, so not rounded


def test_a_moment_follows_its_gradients_in_bfloat16() -> None:
    """Where it is allowed: after gradients fell to a tenth, so does the root of the second moment."""

    def root(beta: float, dtype: str) -> float:
        optimizer = stored_as(jnp.dtype(dtype), optax.scale_by_adam(b2=beta))
        state = optimizer.init({"matrix": jnp.zeros(64)})

        def update(state, step):
            drawn = jax.random.normal(jax.random.fold_in(jax.random.key(0), step), (64,))
            grads = {"matrix": drawn * jnp.where(step < 500, 1.0, 0.1)}
            return optimizer.update(grads, state)[1], None

        state = jax.lax.scan(update, state, jnp.arange(1500))[0]
        return float(jnp.sqrt(state.nu["matrix"].astype(jnp.float32).mean()))

    assert root(0.99, "bfloat16") == pytest.approx(0.1, rel=0.05)
    assert root(0.999, "bfloat16") > 1.5 * root(0.999, "float32")  # and so it is refused


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


@pytest.mark.parametrize("name", ["beta1", "beta2"])
def test_slow_moments_are_refused_in_bfloat16(name: str) -> None:
    with pytest.raises(
        InputError, match=rf"^{name}=0\.999: expected 0\.99 or less, since with moment_dtype="
    ):
        OptimizerConfig(**{name: 0.999, "moment_dtype": "bfloat16"})  # type: ignore[arg-type]
    OptimizerConfig(**{name: 0.99, "moment_dtype": "bfloat16"})  # type: ignore[arg-type]
    OptimizerConfig(**{name: 0.999})  # type: ignore[arg-type]
