"""What is kept for the backward pass is what the policy says, and changes neither loss nor gradient."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.remat import POLICIES
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh, on_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, Totals, pretraining

ROWS, LENGTH = 4, 12
CONFIG = ModelConfig(
    vocab_size=32,
    layers=4,
    embed=16,
    heads=2,
    kv_heads=1,
    head_dim=8,
    mlp=24,
    experts=4,
    expert_mlp=16,
    shared_mlp=8,
    dense_every=2,
    compute_dtype="float32",
)


def _loss_and_params(config: ModelConfig) -> tuple[Callable[[Any], jax.Array], Any]:
    """The loss of one batch as a function of the parameters, and parameters."""
    model = FunctionalModel(config)
    variables = model.create(jax.random.key(0))
    tokens = np.random.default_rng(0).integers(0, config.vocab_size, (ROWS, LENGTH + 1), np.int32)
    batch = {
        "tokens": jnp.asarray(tokens[:, :-1]),
        "targets": jnp.asarray(tokens[:, 1:]),
        "loss_mask": jnp.ones((ROWS, LENGTH)),
        "segment_ids": jnp.ones((ROWS, LENGTH), jnp.int32),
        "positions": jnp.tile(jnp.arange(LENGTH, dtype=jnp.int32), (ROWS, 1)),
    }

    def loss(params: Any) -> jax.Array:
        bound = model.bind(Variables(params, variables.router_bias))
        return pretraining(ObjectiveConfig())(bound, batch, Totals(jnp.float32(ROWS * LENGTH), ROWS))[0]

    return loss, variables.params


def _gradients(config: ModelConfig) -> list[np.ndarray]:
    loss, params = _loss_and_params(config)
    return [np.asarray(leaf) for leaf in jax.tree.leaves(jax.jit(jax.value_and_grad(loss))(params))]


def _inside(equation: Any) -> list[Any]:
    """The programs that an equation is made of."""
    inner = (getattr(each, "jaxpr", each) for each in equation.params.values())
    return [each for each in inner if hasattr(each, "eqns")]


def _equations(jaxpr: Any) -> Iterable[Any]:
    """All equations of a program, outer ones first; those of a loop once."""
    for equation in jaxpr.eqns:
        yield equation
        for each in _inside(equation):
            yield from _equations(each)


def _kept(config: ModelConfig, mesh: MeshConfig | None = None) -> list[tuple[str | None, tuple[int, ...]]]:
    """Name and shape of the activations of a group of layers that wait for the backward pass.

    Of rows sorted by expert [rows, mlp] the width alone: how many stand there to spare is the kernel's own.
    """
    loss, params = _loss_and_params(config)

    def forward(params: Any) -> Any:
        return jax.vjp(loss, params)

    if mesh is not None:
        forward = on_mesh(make_mesh(mesh, jax.devices()[:4]), forward)
    program = jax.make_jaxpr(forward)(params).jaxpr
    x = (ROWS, LENGTH, config.embed)
    scans = (each for each in _equations(program) if each.primitive.name == "scan")
    layers = next(body for scan in scans for body in _inside(scan) if body.outvars[0].aval.shape == x)
    producers = {var: equation for equation in layers.eqns for var in equation.outvars}
    kept = []
    for var in layers.outvars[1:]:
        if var.aval.size < ROWS * LENGTH:  # statistics of routing
            continue
        producer = producers.get(var)
        while producer is not None and producer.primitive.name in ("reduce_precision", "device_put"):
            producer = producers.get(producer.invars[0])
        name = producer.params.get("name") if producer and producer.primitive.name == "name" else None
        where = " on the host" if var.aval.memory_space == jax.memory.Space.Host else ""
        shape = var.aval.shape
        kept.append((name and name + where, shape[1:] if len(shape) == 2 else shape))
    return kept


@pytest.fixture(scope="module")
def everything_kept() -> list[np.ndarray]:
    return _gradients(CONFIG)


@pytest.mark.parametrize(
    "change",
    [
        {"remat": "attention"},
        {"unroll": 2},
        *(
            pytest.param({"remat": each}, marks=pytest.mark.slow)
            for each in POLICIES
            if each not in ("none", "attention")
        ),
    ],
    ids=str,
)
def test_neither_remat_nor_unrolling_changes_a_gradient(
    change: dict[str, Any], everything_kept: list[np.ndarray]
) -> None:
    recomputed = _gradients(dataclasses.replace(CONFIG, **change))
    for ours, theirs in zip(recomputed, everything_kept, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)


INPUT = ("layer_input", (ROWS, LENGTH, 16))
FOUND = [("attention", (ROWS, LENGTH, 2, 8)), ("attention", (ROWS, 1, 2, LENGTH))]
ATTENTION = [
    *(INPUT, ("q", (ROWS, LENGTH, 2, 8)), ("k", (ROWS, LENGTH, 1, 8)), ("v", (ROWS, LENGTH, 1, 8))),
    *(*FOUND, ("attention_out", (ROWS, LENGTH, 16))),
]
ROUTER, SHARED, DENSE = (
    [("router_logits", (ROWS, LENGTH, 4))],
    [("gate", (ROWS, LENGTH, 8)), ("up", (ROWS, LENGTH, 8))],
    [("gate", (ROWS, LENGTH, 24)), ("up", (ROWS, LENGTH, 24))],
)
EXPERTS = [("gate", (16,)), ("up", (16,))]


@pytest.mark.parametrize(
    ("remat", "kept"),
    [
        ("projections", ATTENTION + ROUTER + EXPERTS + SHARED + ATTENTION + DENSE),
        ("attention", [INPUT, *FOUND] * 2),
        ("layer", [INPUT] * 2),
        ("offload", [("layer_input on the host", INPUT[1])] * 2),
    ],
)
def test_a_remat_policy_keeps_what_it_says(remat: str, kept: list[tuple[str, tuple[int, ...]]]) -> None:
    """Of a sparse layer and the dense one after it: these arrays, and no other."""
    assert _kept(dataclasses.replace(CONFIG, remat=remat)) == kept


def test_without_a_remat_policy_more_is_kept() -> None:
    kept = _kept(CONFIG)
    assert all(each in kept for each in EXPERTS)
    assert len(kept) > 2 * len(_kept(dataclasses.replace(CONFIG, remat="projections")))


@pytest.mark.parametrize(
    ("remat", "times"), [("none", 3), ("projections", 3), ("attention", 3), ("layer", 4), ("offload", 4)]
)
def test_where_attention_is_kept_its_square_is_not_formed_again(remat: str, times: int) -> None:
    """Forward once in each layer; backward once to make weights again, and once for their gradients."""
    loss, params = _loss_and_params(dataclasses.replace(CONFIG, remat=remat))
    program = jax.make_jaxpr(jax.grad(loss))(params).jaxpr
    products = (each.outvars[0].aval for each in _equations(program) if each.primitive.name == "dot_general")
    square = (ROWS, CONFIG.kv_heads, CONFIG.heads * LENGTH, LENGTH)
    assert sum(each.shape == square for each in products) == times * CONFIG.group_size


def test_on_a_mesh_the_hidden_units_of_experts_are_not_kept() -> None:
    kept = _kept(dataclasses.replace(CONFIG, remat="projections"), MeshConfig(fsdp=2, expert=2))
    assert kept == ATTENTION + ROUTER + SHARED + ATTENTION + DENSE
