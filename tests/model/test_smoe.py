"""The router's choices and losses, and the layer against its definition."""

import dataclasses
import functools
import itertools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from patentgpt_jax.kernels.expert_ffn import reference_expert_ffn
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.model.smoe import (
    RouterStatistics,
    SMoE,
    hugging_face_balance_loss,
    route,
    router_statistics,
    updated_bias,
    within_capacity,
)

pytestmark = pytest.mark.usefixtures("float64")

EXPERTS, K = 6, 2
quick_jit = functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})
MIXTRAL, SOFTMAX_FIRST = RouterConfig(renormalize=True), RouterConfig(renormalize=False)


def _logits(*shape: int) -> jax.Array:
    return jnp.asarray(np.random.default_rng(0).standard_normal((*shape, EXPERTS)))


def _statistics(logits: jax.Array, valid: np.ndarray | None = None) -> RouterStatistics:
    @quick_jit
    def statistics(logits: jax.Array, valid: jax.Array) -> RouterStatistics:
        experts, _, probabilities = route(logits, None, K, MIXTRAL)
        return router_statistics(logits, probabilities, experts, experts, valid)

    return statistics(logits, np.ones(logits.shape[:2], bool) if valid is None else valid)


def _stacked(*layers: RouterStatistics) -> RouterStatistics:
    return jax.tree.map(lambda *each: jnp.stack(each), *layers)


# Routing


@pytest.mark.parametrize(("experts", "k"), [(8, 1), (8, 2), (64, 8), (4, 4)])
def test_the_chosen_are_the_highest_in_order_and_of_equals_the_first(experts: int, k: int) -> None:
    logits = jax.random.randint(jax.random.key(0), (5, 7, experts), 1, 5).astype(jnp.float32)  # many equals
    chosen = route(logits, None, k, MIXTRAL)[0]
    np.testing.assert_array_equal(chosen, np.argsort(-np.asarray(logits), axis=-1, kind="stable")[..., :k])


def test_the_chosen_are_distinct_whatever_the_scores() -> None:
    logits = jnp.array([[1.0, -jnp.inf, -jnp.inf, -jnp.inf], [-jnp.inf] * 4, [jnp.nan] * 4])
    for chosen in np.asarray(route(logits, None, 3, MIXTRAL)[0]):
        assert len(set(chosen.tolist())) == 3


def test_top_k_then_softmax_is_softmax_then_renormalise() -> None:
    logits = _logits(3, 5)
    experts, weights, _ = route(logits, None, K, MIXTRAL)
    top, expected = jax.lax.top_k(logits, K)
    np.testing.assert_array_equal(experts, expected)
    np.testing.assert_allclose(weights, jax.nn.softmax(top, axis=-1), rtol=1e-12)


def test_softmax_first_keeps_the_share_of_all_experts() -> None:
    logits = _logits(3, 5)
    _, weights, probabilities = route(logits, None, K, SOFTMAX_FIRST)
    np.testing.assert_allclose(weights, jax.lax.top_k(probabilities, K)[0], rtol=1e-12)
    np.testing.assert_allclose(probabilities, jax.nn.softmax(logits, axis=-1), rtol=1e-12)


@pytest.mark.parametrize("config", [MIXTRAL, SOFTMAX_FIRST])
def test_the_bias_chooses_but_does_not_weigh(config: RouterConfig) -> None:
    logits = _logits(3, 5)
    bias = jnp.zeros(EXPERTS).at[4].set(1.0)  # more than any probability: expert 4 is always chosen
    experts, weights, probabilities = route(logits, bias, K, config)
    assert np.all(experts[..., 0] == 4)
    expected = jnp.take_along_axis(probabilities, experts, axis=-1)
    if config.renormalize:
        expected /= expected.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(weights, expected, rtol=1e-12)
    np.testing.assert_allclose(probabilities, route(logits, None, K, config)[2])


def test_the_bias_moves_load_from_the_busy_to_the_idle() -> None:
    bias = jnp.array([[0.0, 0.0, 0.0, 0.5], [0.1, 0.2, 0.3, 0.4]])
    load = jnp.array([[8.0, 0.0, 4.0, 4.0], [3.0, 3.0, 3.0, 3.0]])
    expected = [[-0.01, 0.01, 0.0, 0.5], [0.1, 0.2, 0.3, 0.4]]
    np.testing.assert_allclose(updated_bias(bias, load, 0.01), expected, rtol=1e-12)


# Losses: value at perfect balance, and at collapse onto the same k experts


def _balanced() -> jax.Array:
    """A row in which every pair of experts is chosen equally often, by the same margin."""
    pairs = list(itertools.combinations(range(EXPERTS), K))
    return jnp.asarray([[[2.0 * (e in pair) for e in range(EXPERTS)] for pair in pairs]])


def _collapsed(length: int = 7) -> jax.Array:
    """Experts 0 and 1, with probability 1/2 each."""
    return jnp.broadcast_to(jnp.where(jnp.arange(EXPERTS) < K, 0.0, -1e4), (1, length, EXPERTS))


def test_load_balance_loss_is_one_at_balance_and_experts_over_k_at_collapse() -> None:
    assert _statistics(_balanced()).balance_loss == pytest.approx(1.0, abs=1e-12)
    assert _statistics(_collapsed()).balance_loss == pytest.approx(EXPERTS / K, abs=1e-12)


def test_hugging_face_form_is_k_at_balance_and_experts_at_collapse() -> None:
    layers = 3
    balanced, collapsed = (_stacked(*[_statistics(each)] * layers) for each in (_balanced(), _collapsed()))
    assert hugging_face_balance_loss(balanced, K) == pytest.approx(K, abs=1e-12)
    assert hugging_face_balance_loss(collapsed, K) == pytest.approx(EXPERTS, abs=1e-12)


def test_z_loss_is_the_squared_log_of_experts_at_zero_logits() -> None:
    assert _statistics(jnp.zeros((1, 7, EXPERTS))).z_loss == pytest.approx(np.log(EXPERTS) ** 2, abs=1e-12)


def test_padding_counts_in_nothing() -> None:
    logits = _logits(1, 12)
    valid = np.arange(12)[None] % 3 != 0
    with_padding = _statistics(logits, valid)
    without = _statistics(logits[:, valid[0]])
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-12), with_padding, without)
    assert with_padding.load.sum() == 8 * K


def test_a_row_of_padding_alone_is_nothing() -> None:
    statistics = _statistics(_logits(1, 4), np.zeros((1, 4), bool))
    assert all(not np.any(each) for each in statistics)


def test_the_loss_of_a_batch_is_the_mean_of_its_rows() -> None:
    """Rows of unlike length weigh the same, and how they are batched changes nothing."""
    logits = _logits(3, 8)
    valid = np.arange(8) < np.array([8, 5, 2])[:, None]
    together = _statistics(logits, valid)
    rows = [_statistics(logits[i : i + 1], valid[i : i + 1]) for i in range(3)]
    for name in ("load", "probability", "balance_loss", "z_loss"):
        total = sum(getattr(row, name) for row in rows)
        np.testing.assert_allclose(getattr(together, name), total, rtol=1e-12, err_msg=name)


# Capacity


def test_an_expert_serves_its_first_tokens_of_each_row() -> None:
    experts = jnp.array([[[0, 1], [0, 2], [0, 1], [1, 0]], [[2, 0], [0, 2], [2, 1], [2, 0]]])
    served = [[[0, 1], [0, 2], [3, 1], [3, 3]], [[2, 0], [0, 2], [3, 1], [3, 3]]]
    every = np.ones((2, 4), bool)
    np.testing.assert_array_equal(within_capacity(experts, every, 3, 2), served)
    np.testing.assert_array_equal(within_capacity(experts, every, 3, None), experts)


def test_padding_takes_no_room() -> None:
    experts, valid = jnp.zeros((1, 4, 1), jnp.int32), np.array([[True, False, True, True]])
    served = within_capacity(experts, valid, 3, 2)
    np.testing.assert_array_equal(served[valid], [[0], [0], [3]])


@pytest.mark.parametrize(
    ("factor", "length", "k", "experts", "expected"),
    [
        (1.25, 4096, 2, 8, 1280),
        (1.0, 10, 2, 8, 3),  # 2.5
        (1.1, 80, 2, 8, 22),  # not the 23 that 1.1 in binary, which is a bit more, would give
        (4.0, 4096, 2, 8, None),  # every token may be of one expert
        (1.25, 1, 2, 8, None),  # a token by itself
        (0.0, 4096, 2, 8, None),
    ],
)
def test_capacity_is_a_multiple_of_the_fair_share(
    factor: float, length: int, k: int, experts: int, expected: int | None
) -> None:
    assert RouterConfig(capacity_factor=factor).capacity(length, k, experts) == expected


# The layer

CONFIG = ModelConfig(
    embed=8,
    experts=EXPERTS,
    experts_per_token=K,
    expert_mlp=5,
    mlp=0,
    compute_dtype="float64",
)


def _layer(**changes: object) -> SMoE:
    """A layer of random parameters, and no bias yet."""
    config, rng = dataclasses.replace(CONFIG, **changes), np.random.default_rng(1)
    layer = nnx.eval_shape(lambda: SMoE(config, nnx.Rngs(params=0)))
    for _, variable in nnx.iter_graph(layer):
        if isinstance(variable, nnx.Param):
            variable.set_value(jnp.asarray(rng.standard_normal(variable.shape) / 2, jnp.float32))
    return layer


def _apply(layer: SMoE, x: jax.Array, valid: np.ndarray) -> tuple[jax.Array, RouterStatistics]:
    graph, state = nnx.split(layer)
    return quick_jit(lambda state, x, valid: nnx.merge(graph, state)(x, valid))(state, x, valid)


def _batch() -> tuple[jax.Array, np.ndarray]:
    x = jnp.asarray(np.random.default_rng(2).standard_normal((2, 9, 8)))
    return x, np.arange(9) < np.array([[9], [6]])


def _by_definition(layer: SMoE, x: jax.Array, valid: np.ndarray) -> jax.Array:
    def mixture(router: jax.Array, *matrices: jax.Array) -> jax.Array:
        experts, weights, _ = route(x @ router, None, K, layer.config.router)
        flat = (each.reshape(-1, each.shape[-1]) for each in (x, experts, weights))
        return reference_expert_ffn(*flat, jnp.ravel(valid), *matrices).reshape(x.shape)

    parameters = (layer.router, layer.gate, layer.up, layer.down)
    return quick_jit(mixture)(*(each[...].astype(x.dtype) for each in parameters))


@pytest.mark.parametrize("router", [MIXTRAL, SOFTMAX_FIRST])
def test_the_layer_is_its_definition(router: RouterConfig) -> None:
    x, valid = _batch()
    layer = _layer(router=router)
    y, statistics = _apply(layer, x, valid)
    np.testing.assert_allclose(y, _by_definition(layer, x, valid), atol=1e-12)
    assert not np.any(y[~valid])
    assert statistics.load.sum() == 15 * K
    assert statistics.dropped == 0


def test_what_is_over_capacity_is_dropped_and_counted() -> None:
    """Of rows of 9, an expert serves 1.0 * 9 * 2 / 6 = 3."""
    x, valid = _batch()
    layer = _layer(router=RouterConfig(capacity_factor=1.0))
    layer.router.set_value(jnp.zeros((8, EXPERTS)).at[0, 0].set(1.0))
    x = x.at[..., 0].set(1.0).at[0, 4, 0].set(-1.0)  # experts 0 and 1, and for a single token 1 and 2
    y, statistics = _apply(layer, x, valid)
    np.testing.assert_array_equal(statistics.load, [14, 15, 1, 0, 0, 0])
    assert statistics.dropped == (8 - 3) + (9 - 3) + 2 * (6 - 3)
    full = _by_definition(layer, x, valid)
    np.testing.assert_allclose(y[:, :3], full[:, :3], atol=1e-12)
    assert np.all(y[0, 4]) and not np.any(y[0, [3, 5, 6, 7, 8]]) and not np.any(y[1, 3:])


def test_shared_experts_see_every_token() -> None:
    x, valid = _batch()
    layer = _layer(shared_mlp=7)
    y, _ = _apply(layer, x, valid)
    np.testing.assert_allclose(y, _by_definition(layer, x, valid) + layer.shared(x), atol=1e-12)


def test_the_layer_routes_by_its_bias() -> None:
    x, valid = _batch()
    layer = _layer(router=RouterConfig(balance="bias"))
    layer.bias.set_value(jnp.array([0.0, 0.0, 2.0, 0.0, 2.0, 0.0], jnp.float32))
    _, statistics = _apply(layer, x, valid)
    np.testing.assert_array_equal(statistics.load, [0, 0, 15, 0, 15, 0])


def test_routing_is_in_float32_when_the_rest_is_half() -> None:
    """The layer chooses as a float32 router would, where a bfloat16 one sees a tie."""
    layer = _layer(compute_dtype="bfloat16")
    gap = jnp.zeros((8, EXPERTS)).at[0].set(1.0).at[0, 3].set(1.0001).at[0, 5].set(1.0002)
    layer.router.set_value(gap.astype(jnp.float32))
    x = jnp.zeros((1, 1, 8), jnp.bfloat16).at[..., 0].set(1)
    y, statistics = _apply(layer, x, np.ones((1, 1), bool))
    assert y.dtype == jnp.bfloat16
    np.testing.assert_array_equal(statistics.load, [0, 0, 0, 1, 0, 1])


# Precision: a CPU multiplies float32 as it stands; only the program shows what other devices may round


def _products(program: Any) -> list[Any]:
    """Every matrix product of a jaxpr, and of the jaxprs inside it."""
    found = []
    for equation in getattr(program, "jaxpr", program).eqns:
        if equation.primitive is jax.lax.dot_general_p:
            found.append(equation)
        for inner in jax.tree.leaves(equation.params):
            if hasattr(inner, "eqns"):
                found += _products(inner)
    return found


EXACT = (jax.lax.Precision.HIGHEST, jax.lax.Precision.HIGHEST)


def test_the_routers_products_are_not_rounded_forward_or_backward() -> None:
    x, valid = _batch()
    graph, state = nnx.split(_layer())

    def loss(state: nnx.State, x: jax.Array) -> jax.Array:
        return nnx.merge(graph, state)(x, valid)[0].sum()

    shapes = {(8, EXPERTS), (EXPERTS, 8)}  # the router, its gradient, and either transposed
    routers = [
        each
        for each in _products(jax.make_jaxpr(jax.grad(loss, argnums=(0, 1)))(state, x))
        if shapes & {variable.aval.shape for variable in (*each.invars, *each.outvars)}
    ]
    assert len(routers) == 3  # the scores, and the gradients of the router and of the tokens
    assert [each.params["precision"] for each in routers] == [EXACT] * 3


def test_the_routers_statistics_are_not_rounded() -> None:
    logits = _logits(2, 5)
    experts, _, probabilities = route(logits, None, K, MIXTRAL)
    valid = np.ones((2, 5), bool)
    statistics = jax.make_jaxpr(router_statistics)(logits, probabilities, experts, experts, valid)
    products = _products(statistics)
    assert [each.params["precision"] for each in products] == [EXACT] * 3
