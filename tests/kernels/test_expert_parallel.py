"""Experts on eight devices are the mixture by definition on one, however the load falls."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.sharding import NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.expert_ffn import reference_expert_ffn
from patentgpt_jax.kernels.expert_parallel import expert_parallel_ffn, make_queues, sharded_expert_ffn
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, make_mesh

pytestmark = pytest.mark.usefixtures("float64")

EXPERTS, EMBED, MLP, TOKENS = 8, 6, 10, 96
MESHES = {
    "expert 8": MeshConfig(fsdp=1, expert=8),
    "fsdp 2 x expert 4": MeshConfig(fsdp=2, expert=4),
    "data 2 x expert 2 x tensor 2": MeshConfig(data=2, fsdp=1, expert=2, tensor=2),
}


def _sharded(config: MeshConfig, *inputs: jax.Array) -> jax.Array:
    mesh = make_mesh(config)
    split, across, along = P(BATCH_AXES), P("expert", None, "tensor"), P("expert", "tensor", None)
    ffn = functools.partial(expert_parallel_ffn, axis="expert", all_axes=mesh.axis_names)
    return jax.shard_map(
        lambda *each: jax.lax.psum(ffn(*each), "tensor"),
        mesh=mesh,
        in_specs=(split, split, split, split, across, across, along),
        out_specs=split,
        check_vma=False,
    )(*inputs)


@functools.partial(jax.jit, static_argnums=0)
def _value_and_gradients(config: MeshConfig | None, *inputs: jax.Array) -> dict[str, jax.Array]:
    """With no mesh, the reference."""
    x, experts, weights, valid, *matrices = inputs
    direction = jnp.cos(jnp.arange(x.size, dtype=x.dtype)).reshape(x.shape)

    def along(x: jax.Array, weights: jax.Array, *matrices: jax.Array) -> tuple[jax.Array, jax.Array]:
        ffn = functools.partial(_sharded, config) if config else reference_expert_ffn
        out = ffn(x, experts, weights, valid, *matrices)
        return jnp.sum(out * direction), out

    gradients, out = jax.grad(along, argnums=(0, 1, 2, 3, 4), has_aux=True)(x, weights, *matrices)
    return {"out": out, **dict(zip(("x", "weights", "gate", "up", "down"), gradients, strict=True))}


def _inputs(experts: np.ndarray, valid: np.ndarray | None = None) -> tuple:
    rng = np.random.default_rng(0)
    return (
        rng.standard_normal((TOKENS, EMBED)),
        jnp.asarray(experts, jnp.int32),
        rng.random(experts.shape),
        np.ones(TOKENS, bool) if valid is None else valid,
        rng.standard_normal((EXPERTS, EMBED, MLP)),
        rng.standard_normal((EXPERTS, EMBED, MLP)),
        rng.standard_normal((EXPERTS, MLP, EMBED)),
    )


def _check(mesh: str, inputs: tuple) -> None:
    ours, expected = _value_and_gradients(MESHES[mesh], *inputs), _value_and_gradients(None, *inputs)
    for name, value in expected.items():
        np.testing.assert_allclose(ours[name], value, atol=1e-10, rtol=1e-10, err_msg=name)


BALANCED = (np.arange(TOKENS)[:, None] * 2 + np.arange(2)) % EXPERTS
ROUTINGS = {
    "balanced": BALANCED,
    "all tokens to the experts of one device": np.tile([0, 1], (TOKENS, 1)),
    "each device to another's experts alone": np.repeat(np.arange(8), TOKENS // 8)[:, None]
    + np.array([0, 1]),
}
ROUTINGS["each device to another's experts alone"] %= EXPERTS


@pytest.mark.parametrize("mesh", MESHES)
@pytest.mark.parametrize("routing", ROUTINGS)
def test_equals_the_reference(mesh: str, routing: str) -> None:
    _check(mesh, _inputs(ROUTINGS[routing]))


@pytest.mark.parametrize("mesh", MESHES)
def test_padding_does_not_travel(mesh: str) -> None:
    """One device has padding alone; whatever stands in padding reaches nothing."""
    valid = (np.arange(TOKENS) >= TOKENS // 8) & (np.arange(TOKENS) % 5 > 0)
    x, *others = _inputs(BALANCED, valid)
    clean = _value_and_gradients(None, x, *others)
    ours = _value_and_gradients(MESHES[mesh], np.where(valid[:, None], x, np.nan), *others)
    for name, value in clean.items():
        np.testing.assert_allclose(ours[name], value, atol=1e-10, rtol=1e-10, err_msg=name)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    skew=st.floats(0, 8),  # how much the first experts are preferred
    padding=st.floats(0, 1),
)
def test_any_routing_equals_the_reference(seed: int, skew: float, padding: float) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.gumbel(size=(TOKENS, EXPERTS)) - skew * np.arange(EXPERTS)
    _check("expert 8", _inputs(np.argsort(-scores, axis=1)[:, :2], rng.random(TOKENS) >= padding))


@pytest.mark.parametrize("mesh", MESHES)
def test_rows_that_are_not_split_are_served_where_they_are(mesh: str) -> None:
    """As when one text is decoded: every device has all rows, and gives what its experts say of them."""
    valid = np.arange(TOKENS) % 5 > 0
    rows = tuple(each[None] for each in _inputs(BALANCED, valid)[:4])
    matrices = _inputs(BALANCED)[4:]
    built = make_mesh(MESHES[mesh])

    @functools.partial(jax.jit, in_shardings=NamedSharding(built, P()))
    def served(*arrays: jax.Array) -> jax.Array:
        with jax.sharding.use_abstract_mesh(built.abstract_mesh):
            return sharded_expert_ffn(*arrays, mesh=built.abstract_mesh, rows=P())

    expected = reference_expert_ffn(*(each[0] for each in rows), *matrices)
    np.testing.assert_allclose(served(*rows, *matrices)[0], expected, atol=1e-10, rtol=1e-10)


def _rounds(experts: np.ndarray, capacity: int) -> int:
    mesh = make_mesh(MESHES["expert 8"])

    def count(experts: jax.Array) -> jax.Array:
        valid = jnp.ones(len(experts), bool)
        return make_queues(experts, valid, 8, 1, capacity, mesh.axis_names).rounds

    counted = jax.shard_map(count, mesh=mesh, in_specs=P(BATCH_AXES), out_specs=P(), check_vma=False)
    return int(jax.jit(counted)(jnp.asarray(experts, jnp.int32)))


def test_balanced_load_takes_one_round_and_the_worst_one_a_group() -> None:
    needed = TOKENS * 2 // 8 // 8  # assignments of a device for each group
    assert _rounds(BALANCED, needed) == 1
    everything_to_one = np.zeros((TOKENS, 1), int)
    assert _rounds(everything_to_one, math.ceil(TOKENS / 8 / 8)) == 6  # 12 rows, 2 at a time
