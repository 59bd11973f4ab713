"""All ways through the experts are the mixture by definition, values and all gradients."""

import functools
from collections.abc import Callable, Iterator

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from patentgpt_jax.kernels import expert_ffn as module
from patentgpt_jax.kernels import expert_ffn_cpu, expert_ffn_products, grouped_matmul_cpu
from patentgpt_jax.kernels.expert_ffn import expert_ffn, reference_expert_ffn

pytestmark = pytest.mark.usefixtures("float64")

# What `expert_ffn` takes on CPU, and what on other platforms, there with kernels for each (here the CPU's).
PATHS: dict[str, Callable] = {
    "blocks": expert_ffn,
    "blocks, activations kept": functools.partial(expert_ffn, keep=True),
    "products": lambda *inputs: _as_elsewhere(*inputs),
    "products, activations kept": lambda *inputs: _as_elsewhere(*inputs, keep=True),
}
EMBED, MLP = 6, 10


@pytest.fixture(scope="module", autouse=True)
def small_blocks() -> Iterator[None]:
    """Blocks of 2 to 8 rows, several to an expert and a part of one; parts of `mlp` of any size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expert_ffn_cpu, "_ROUND", 2)
        patch.setattr(expert_ffn_cpu, "_LARGEST", 8)
        patch.setattr(grouped_matmul_cpu, "_BLOCKS", (8, 4, 2))
        patch.setattr(expert_ffn_products, "_LANES", 1)
        yield


def _as_elsewhere(*inputs: jax.Array, keep: bool = False) -> jax.Array:
    """`expert_ffn` as a chain of grouped products."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "platform_in_use", lambda: "tpu")
        return expert_ffn(*inputs, keep=keep)


def _inputs(
    experts: np.ndarray,
    num_experts: int,
    valid: np.ndarray | None = None,
    embed: int = EMBED,
    mlp: int = MLP,
) -> tuple:
    rng = np.random.default_rng(0)
    tokens = len(experts)
    return (
        rng.standard_normal((tokens, embed)),
        jnp.asarray(experts, jnp.int32),
        rng.random(experts.shape),
        np.ones(tokens, bool) if valid is None else valid,
        rng.standard_normal((num_experts, embed, mlp)),
        rng.standard_normal((num_experts, embed, mlp)),
        rng.standard_normal((num_experts, mlp, embed)),
    )


@functools.partial(jax.jit, static_argnums=0, compiler_options={"xla_backend_optimization_level": 0})
def _value_and_gradients(path: Callable, *inputs: jax.Array) -> dict[str, jax.Array]:
    x, experts, weights, valid, *matrices = inputs
    direction = jnp.cos(jnp.arange(x.size, dtype=x.dtype)).reshape(x.shape)

    def along(x: jax.Array, weights: jax.Array, *matrices: jax.Array) -> tuple[jax.Array, jax.Array]:
        out = path(x, experts, weights, valid, *matrices)
        return jnp.sum(out * direction), out

    gradients, out = jax.grad(along, argnums=(0, 1, 2, 3, 4), has_aux=True)(x, weights, *matrices)
    return {"out": out, **dict(zip(("x", "weights", "gate", "up", "down"), gradients, strict=True))}


def _check(path: str, inputs: tuple, oracle_inputs: tuple | None = None) -> None:
    ours = _value_and_gradients(PATHS[path], *inputs)
    expected = _value_and_gradients(reference_expert_ffn, *(oracle_inputs or inputs))
    for name, value in expected.items():
        assert value.dtype == jnp.float64
        np.testing.assert_allclose(ours[name], value, atol=1e-10, rtol=1e-10, err_msg=name)


def _distinct(tokens: int, k: int, num_experts: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.stack([rng.permutation(num_experts)[:k] for _ in range(tokens)])


ROUTINGS = {
    "random": (_distinct(29, 2, 5), 5),
    "all tokens to one expert": (np.full((29, 1), 3), 5),
    "all tokens to the same two, the others empty": (np.tile([4, 1], (29, 1)), 5),
    "whole blocks": (np.tile([0, 2], (29, 1)), 5, np.arange(29) < 24),
    "one row": (np.array([[2, 0]]), 5),
    "one choice": (_distinct(29, 1, 5), 5),
    "every expert chosen": (_distinct(13, 4, 4), 4),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("routing", ROUTINGS)
def test_equals_the_reference(path: str, routing: str) -> None:
    _check(path, _inputs(*ROUTINGS[routing]))


@pytest.mark.parametrize(("embed", "mlp"), [(10, 6), (5, 15), (5, 11)])
def test_networks_that_go_in_one_part_or_in_three(embed: int, mlp: int) -> None:
    experts, num_experts = ROUTINGS["random"]
    _check("products", _inputs(experts, num_experts, None, embed, mlp))


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("rubbish", [np.nan, np.inf])
def test_padding_is_not_routed(path: str, rubbish: float) -> None:
    """Whatever stands in a padding row reaches no value and no gradient."""
    valid = np.arange(29) % 3 != 0
    clean = _inputs(_distinct(29, 2, 5), 5, valid)
    dirty = (np.where(valid[:, None], clean[0], rubbish), *clean[1:])
    _check(path, dirty, clean)
    ours = _value_and_gradients(PATHS[path], *dirty)
    for name in ("out", "x", "weights"):
        assert not np.any(ours[name][~valid]), name


@pytest.mark.parametrize("path", PATHS)
def test_a_batch_of_padding_alone(path: str) -> None:
    ours = _value_and_gradients(PATHS[path], *_inputs(_distinct(29, 2, 5), 5, np.zeros(29, bool)))
    assert all(not np.any(value) for value in ours.values())


@settings(max_examples=30, deadline=None)
@given(order=arrays(np.float64, (29, 5), elements=st.floats(0, 1), unique=True), valid=arrays(np.bool_, 29))
@pytest.mark.parametrize("path", ["blocks", "products, activations kept"])
def test_any_routing_equals_the_reference(path: str, order: np.ndarray, valid: np.ndarray) -> None:
    _check(path, _inputs(np.argsort(order, axis=1)[:, :2], 5, valid))


@pytest.mark.parametrize("path", PATHS)
def test_half_precision_stays_half(path: str) -> None:
    x, experts, weights, valid, *matrices = _inputs(_distinct(29, 2, 5), 5)
    out = jax.jit(PATHS[path], compiler_options={"xla_backend_optimization_level": 0})(
        jnp.asarray(x, jnp.bfloat16),
        experts,
        weights.astype(np.float32),
        valid,
        *(jnp.asarray(each, jnp.bfloat16) for each in matrices),
    )
    assert out.dtype == jnp.bfloat16
    expected = reference_expert_ffn(x, experts, weights, valid, *matrices)
    np.testing.assert_allclose(out.astype(np.float64), expected, atol=0.04 * np.abs(expected).max())


@settings(max_examples=30, deadline=None)
@given(count=st.integers(0, 50))
def test_an_expert_computes_each_row_once_and_few_others(count: int) -> None:
    """On CPU, in blocks of 2, 4, 6 and 8; an expert without rows computes a block of none."""
    computed = np.asarray(_computed(count))
    np.testing.assert_array_equal(computed[7 : 7 + count], 1)
    assert computed.sum() == max(2, count + count % 2)


@jax.jit
def _computed(count: jax.Array) -> jax.Array:
    """How often each row of a buffer is in a block, for an expert whose rows begin with the eighth."""

    def block(size: int, start: jax.Array, left: jax.Array, carry: tuple[jax.Array]) -> tuple[jax.Array]:
        inside = (jnp.arange(100) >= start) & (jnp.arange(100) < start + size)
        return (carry[0] + inside * jnp.where(left == count - (start - 7), 1, 100),)

    blocks = expert_ffn_cpu.block_sizes(rows=50, experts=5)
    return expert_ffn_cpu.walk(blocks, count, jnp.int64(7), block, block, (jnp.zeros(100, int),))[0]


def _kept(keep: bool, rows: int) -> int:
    """How many arrays of [rows or a few more, MLP] wait for the backward pass."""
    x, experts, weights, valid, *matrices = _inputs(_distinct(rows // 2, 2, 5), 5)

    def pull(*inputs: jax.Array) -> Callable:
        return jax.vjp(
            lambda *each: expert_ffn(each[0], experts, each[1], valid, *each[2:], keep=keep), *inputs
        )[1]

    waiting = jax.tree.leaves(jax.eval_shape(pull, x, weights, *matrices))
    return sum(each.shape[:1] >= (rows,) and each.shape[1:] == (MLP,) for each in waiting)


def test_the_backward_pass_finds_what_it_is_told_to_keep() -> None:
    assert _kept(keep=False, rows=100) == 0
    assert _kept(keep=True, rows=100) == 2  # gate and up


@pytest.mark.parametrize("embed", [5, 10])
def test_nothing_wider_than_the_rows_is_held_of_all_of_them(embed: int) -> None:
    """In the backward pass of kernels, if `mlp` is twice `embed`; if it is not wider, it is held as it is."""
    x, experts, weights, valid, *matrices = _inputs(_distinct(50, 2, 5), 5, None, embed)

    def backward(d_out: jax.Array, *inputs: jax.Array) -> tuple[jax.Array, ...]:
        def serve(x: jax.Array, weights: jax.Array, *matrices: jax.Array) -> jax.Array:
            return _as_elsewhere(x, experts, weights, valid, *matrices)

        return jax.vjp(serve, *inputs)[1](d_out)

    # Compiled, what only the value needs is gone, as where a layer is rematerialised.
    text = jax.jit(backward).lower(x, x, weights, *matrices).compile().as_text()
    assert f"f64[100,{embed}]" in text
    assert (f"f64[100,{MLP}]" in text) == (embed == MLP)


def test_layers_leave_no_expanded_activation_behind() -> None:
    """Temporary memory of four layers over that of two: by their inputs, not by tokens * k rows of them."""
    tokens, layers = 256, 4
    x, experts, weights, valid, *matrices = _inputs(_distinct(tokens, 4, 5), 5)

    def temporary(layers: int) -> int:
        def loss(x: jax.Array, stacked: list[jax.Array]) -> jax.Array:
            def layer(x: jax.Array, own: list[jax.Array]) -> tuple[jax.Array, None]:
                return x + expert_ffn(x, experts, weights, valid, *own), None

            return jnp.sum(jax.lax.scan(layer, x, stacked)[0])

        stacked = [jnp.stack([each] * layers) for each in matrices]
        compiled = jax.jit(jax.grad(loss, argnums=(0, 1))).lower(x, stacked).compile()
        return compiled.memory_analysis().temp_size_in_bytes

    expanded = tokens * 4 * MLP * x.itemsize
    assert temporary(layers) - temporary(layers // 2) < layers // 2 * expanded / 2
