"""Experts on eight devices are the mixture by definition on one, however rows travel and the load falls."""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.expert_all_to_all import capacities, later_rounds, make_queues
from patentgpt_jax.kernels.expert_ffn import reference_expert_ffn
from patentgpt_jax.kernels.expert_parallel import Layout, by_token, chosen_transport, sharded_expert_ffn
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, batch_ways, make_mesh, on_mesh, parameter_spec

pytestmark = pytest.mark.usefixtures("float64")

EXPERTS, K, EMBED, MLP, BATCH, SEQ = 16, 2, 6, 10, 8, 12
MESHES = {
    "expert 8": MeshConfig(fsdp=1, expert=8),
    "fsdp 2 x expert 4": MeshConfig(fsdp=2, expert=4),
    "data 2 x expert 2 x tensor 2": MeshConfig(data=2, fsdp=1, expert=2, tensor=2),
}
TRANSPORTS = ("all_to_all", "all_gather")
NAMES = ("out", "x", "weights", "gate", "up", "down")
ROWS = P(BATCH_AXES, "context")

Numbers = dict[str, jax.Array]


def _layout(mesh: Mesh, rows: P = ROWS, transport: str = "auto", limit: int | None = None) -> Layout:
    across = parameter_spec(("experts", "embed", "mlp"), (EXPERTS, EMBED, MLP), mesh)
    along = parameter_spec(("experts", "mlp", "embed"), (EXPERTS, MLP, EMBED), mesh)
    return Layout(mesh.abstract_mesh, rows, across, across, along, transport, limit)


def _with_gradients(ffn: Callable[..., jax.Array], x: jax.Array, *others: jax.Array) -> Numbers:
    """What `ffn` gives, and the gradients of a fixed direction in it."""
    experts, weights, valid, *matrices = others
    direction = jnp.cos(jnp.arange(x.size, dtype=jnp.float64)).reshape(x.shape)

    def along(x: jax.Array, weights: jax.Array, *matrices: jax.Array) -> tuple[jax.Array, jax.Array]:
        out = ffn(x, experts, weights, valid, *matrices)
        return jnp.sum(out * direction, where=valid[..., None]), out

    gradients, out = jax.grad(along, argnums=(0, 1, 2, 3, 4), has_aux=True)(x, weights, *matrices)
    return dict(zip(NAMES, (out, *gradients), strict=True))


@functools.cache
def _on_mesh(mesh: str, transport: str, limit: int | None = None) -> Callable[..., Numbers]:
    built = make_mesh(MESHES[mesh])
    layout = _layout(built, transport=transport, limit=limit)
    ffn = functools.partial(_with_gradients, functools.partial(sharded_expert_ffn, layout))
    specs = (*(ROWS,) * 4, layout.gate, layout.up, layout.down)
    return jax.jit(on_mesh(built, ffn), in_shardings=tuple(NamedSharding(built, spec) for spec in specs))


@jax.jit
def _by_definition(*inputs: jax.Array) -> Numbers:
    return _with_gradients(functools.partial(by_token, reference_expert_ffn), *inputs)


def _inputs(experts: np.ndarray, valid: np.ndarray | None = None) -> tuple[Any, ...]:
    rng = np.random.default_rng(0)
    return (
        rng.standard_normal((BATCH, SEQ, EMBED)),
        experts.astype(np.int32),
        rng.random((BATCH, SEQ, K)),
        np.ones((BATCH, SEQ), bool) if valid is None else valid,
        rng.standard_normal((EXPERTS, EMBED, MLP)),
        rng.standard_normal((EXPERTS, EMBED, MLP)),
        rng.standard_normal((EXPERTS, MLP, EMBED)),
    )


def _compare(found: Numbers, expected: Numbers) -> None:
    for name in NAMES:
        np.testing.assert_allclose(found[name], expected[name], atol=1e-10, rtol=1e-10, err_msg=name)


BALANCED = ((np.arange(BATCH * SEQ)[:, None] * K + np.arange(K)) % EXPERTS).reshape(BATCH, SEQ, K)


def _to_one_device(mesh: str) -> np.ndarray:
    del mesh  # two experts, which lie together on all of them
    return np.tile([0, 1], (BATCH, SEQ, 1))


def _each_to_another(mesh: str) -> np.ndarray:
    """The rows of each device to the next one's experts alone."""
    built = make_mesh(MESHES[mesh])
    ways = built.shape["expert"]
    device = np.arange(BATCH) * batch_ways(built) // BATCH % ways
    first = (device + 1) % ways * (EXPERTS // ways)
    return np.broadcast_to(first[:, None, None] + np.arange(K), (BATCH, SEQ, K))


ROUTINGS: dict[str, Callable[[str], np.ndarray]] = {
    "balanced": lambda mesh: BALANCED,
    "all tokens to the experts of one device": _to_one_device,
    "each device to another's experts alone": _each_to_another,
}


@pytest.mark.parametrize("routing", ROUTINGS)
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("mesh", MESHES)
def test_equals_the_reference(mesh: str, transport: str, routing: str) -> None:
    inputs = _inputs(ROUTINGS[routing](mesh))
    _compare(_on_mesh(mesh, transport)(*inputs), _by_definition(*inputs))


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("mesh", MESHES)
def test_padding_does_not_travel(mesh: str, transport: str) -> None:
    """Rows are padding alone where a device has them; whatever stands in padding reaches nothing."""
    valid = np.tile(np.arange(SEQ) % 5 > 0, (BATCH, 1))
    valid[: BATCH // 4] = False
    x, experts, weights, *others = _inputs(BALANCED, valid)
    expected = _by_definition(x, experts, weights, *others)
    x, weights = (np.where(valid[..., None], each, np.nan) for each in (x, weights))
    _compare(_on_mesh(mesh, transport)(x, experts, weights, *others), expected)


@pytest.mark.parametrize("transport", TRANSPORTS)
@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    skew=st.floats(0, 8),  # how much the first experts are preferred
    padding=st.floats(0, 1),
)
def test_any_routing_equals_the_reference(transport: str, seed: int, skew: float, padding: float) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.gumbel(size=(BATCH, SEQ, EXPERTS)) - skew * np.arange(EXPERTS)
    inputs = _inputs(np.argsort(-scores)[..., :K], rng.random((BATCH, SEQ)) >= padding)
    _compare(_on_mesh("fsdp 2 x expert 4", transport)(*inputs), _by_definition(*inputs))


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_half_precision_is_off_by_its_rounding(transport: str) -> None:
    """Rows in bfloat16 and matrices in float32, as in training; gradients come in the dtypes of the inputs.

    A result is rounded about a dozen times on its way, each time by at most 2^-9 of itself.
    """
    x, experts, weights, valid, *matrices = _inputs(_to_one_device("expert 8"))
    x = jnp.asarray(x, jnp.bfloat16)
    weights, *matrices = (jnp.asarray(each, jnp.float32) for each in (weights, *matrices))
    found = _on_mesh("fsdp 2 x expert 4", transport)(x, experts, weights, valid, *matrices)
    x64, weights64, *matrices64 = (each.astype(jnp.float64) for each in (x, weights, *matrices))
    expected = _by_definition(x64, experts, weights64, valid, *matrices64)
    for name, like in zip(NAMES, (x, x, weights, *matrices), strict=True):
        assert found[name].dtype == like.dtype
        error = np.linalg.norm(np.asarray(found[name], np.float64) - expected[name])
        assert error <= 12 * 2**-9 * np.linalg.norm(expected[name]), name


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_dropped_choices_are_of_no_expert(transport: str) -> None:
    """Of each row an expert serves its first five: of all to two experts that is 7 of 12 dropped."""
    experts = _to_one_device("fsdp 2 x expert 4")
    experts[4:] = BALANCED[4:]
    experts[:4, 5:] = EXPERTS
    x, experts, weights, *others = _inputs(experts)
    found = _on_mesh("fsdp 2 x expert 4", transport, limit=5)(x, experts, weights, *others)
    expected = _by_definition(
        x, np.minimum(experts, EXPERTS - 1), np.where(experts < EXPERTS, weights, 0), *others
    )
    expected["weights"] = np.where(experts < EXPERTS, expected["weights"], 0)
    _compare(found, expected)


@pytest.mark.parametrize("mesh", MESHES)
def test_rows_that_are_not_split_are_served_where_they_are(mesh: str) -> None:
    """As when one text is decoded: every device has all rows, and gives what its experts say of them."""
    rows, matrices = _inputs(BALANCED)[:3], _inputs(BALANCED)[4:]
    inputs = (*(each[:1] for each in rows), np.arange(SEQ)[None] % 5 > 0, *matrices)
    built = make_mesh(MESHES[mesh])
    ffn = functools.partial(sharded_expert_ffn, _layout(built, rows=P()))
    served = jax.jit(on_mesh(built, ffn), in_shardings=NamedSharding(built, P()))(*inputs)
    expected = by_token(reference_expert_ffn, *map(jnp.asarray, inputs))
    np.testing.assert_allclose(served, expected, atol=1e-10, rtol=1e-10)


# Rounds


def _rounds(experts: np.ndarray) -> int:
    """Of all-to-all, for eight devices with one expert each, and [tokens, k] over all of them."""
    mesh = make_mesh(MESHES["expert 8"])

    def count(experts: jax.Array) -> jax.Array:
        first, later = capacities(len(experts), experts.shape[1], 8, 1, None)
        return 1 + later_rounds(make_queues(experts, jnp.ones(len(experts), bool), 8, 1), first, later)

    counted = jax.shard_map(count, mesh=mesh, in_specs=P(BATCH_AXES), out_specs=P(), check_vma=False)
    return int(jax.jit(counted)(experts.astype(np.int32)))


def test_balanced_load_takes_one_round_and_the_worst_the_rest_by_halves() -> None:
    balanced = (np.arange(256)[:, None] + np.arange(2)) % 8
    assert _rounds(balanced) == 1  # 32 tokens of a device: 8 assignments for each of eight experts
    assert _rounds(np.where(balanced == 1, 0, balanced)) == 1 + 2  # 16 for one: room for 10, then 4 and 4
    assert _rounds(np.zeros((256, 1))) == 1 + 14  # 32 for one: room for 5, then 2 at a time


def test_a_round_is_no_longer_than_the_longest_queue() -> None:
    assert capacities(tokens=32, k=2, groups=8, group_experts=1, limit=None) == (10, 4)
    assert capacities(tokens=32, k=2, groups=2, group_experts=1, limit=None) == (32, 0)  # 40 were 1.25


def test_the_transport_is_the_one_that_sends_fewer_rows() -> None:
    assert chosen_transport(tokens=4096, k=2, ways=8, group_experts=1) == "all_to_all"
    assert chosen_transport(tokens=4096, k=8, ways=16, group_experts=8) == "all_to_all"
    assert chosen_transport(tokens=4096, k=8, ways=8, group_experts=16) == "all_gather"
