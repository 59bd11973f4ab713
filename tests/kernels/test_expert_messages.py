"""What experts on a mesh send and keep, read from their programs."""

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import jax
import jax.numpy as jnp
import pytest
from jax.sharding import Mesh, NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.expert_all_to_all import capacities
from patentgpt_jax.kernels.expert_parallel import Layout, sharded_expert_ffn
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, make_mesh, on_mesh, parameter_spec

EXPERTS, K, EMBED, MLP, BATCH, SEQ = 16, 2, 6, 40, 8, 48
TOKENS = BATCH * SEQ // 8  # of a device
ROWS = P(BATCH_AXES)
MATRICES = (("experts", "embed", "mlp"), ("experts", "embed", "mlp"), ("experts", "mlp", "embed"))
SIZES = {"experts": EXPERTS, "embed": EMBED, "mlp": MLP}


def _layout(mesh: Mesh, limit: int | None = None) -> Layout:
    specs = (parameter_spec(axes, [SIZES[axis] for axis in axes], mesh) for axes in MATRICES)
    return Layout(mesh.abstract_mesh, ROWS, *specs, "all_to_all", limit)


def _gradients(config: MeshConfig, layers: int, remat: bool, limit: int | None) -> tuple[Callable, Any]:
    """A jitted function to the gradients of a stack of mixtures, each beside a residual, and its inputs."""
    mesh = make_mesh(config)
    layout = _layout(mesh, limit)

    def one_layer(x: jax.Array, layer: Any) -> tuple[jax.Array, None]:
        experts, weights, valid, *matrices = layer
        return x + sharded_expert_ffn(layout, jnp.tanh(x), experts, weights, valid, *matrices), None

    def loss(learnt: Any, experts: jax.Array, valid: jax.Array) -> jax.Array:
        x, weights, *matrices = learnt
        layer = jax.checkpoint(one_layer) if remat else one_layer
        return jnp.sum(jax.lax.scan(layer, x, (experts, weights, valid, *matrices))[0])

    def array(dtype: Any, spec: P, *shape: int) -> jax.ShapeDtypeStruct:
        return jax.ShapeDtypeStruct(shape, dtype, sharding=NamedSharding(mesh, spec))

    stacked = P(None, *ROWS)
    learnt = (
        array(jnp.float32, ROWS, BATCH, SEQ, EMBED),
        array(jnp.float32, stacked, layers, BATCH, SEQ, K),
        *(
            array(jnp.float32, P(None, *spec), layers, *(SIZES[axis] for axis in axes))
            for axes, spec in zip(MATRICES, layout.matrices, strict=True)
        ),
    )
    experts = array(jnp.int32, stacked, layers, BATCH, SEQ, K)
    return jax.jit(on_mesh(mesh, jax.grad(loss))), (
        learnt,
        experts,
        array(jnp.bool_, stacked, layers, BATCH, SEQ),
    )


def _row_messages(program: str) -> dict[int, list[int]]:
    """By the slots of a message, how many all-to-alls of rows each computation that has any has."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    name = ""
    for line in program.splitlines():
        if line.endswith("{") and not line.startswith(" "):
            name = line
        elif message := re.search(rf"= \(?f32\[(\d+),{EMBED}\].* all-to-all\(", line):
            counts[int(message[1])][name] += 1
    return {slots: sorted(each.values()) for slots, each in counts.items()}


@functools.cache
def _compiled(layers: int, remat: bool, limit: int | None = None) -> jax.stages.Compiled:
    function, inputs = _gradients(MeshConfig(fsdp=1, expert=8), layers, remat, limit)
    return function.lower(*inputs).compile()


@pytest.mark.parametrize("remat", [False, True])
def test_rows_travel_twice_forward_and_three_times_backward(remat: bool) -> None:
    """In a layer, and in its loop of later rounds; computing layers again sends nothing more."""
    first, later = capacities(TOKENS, K, 8, EXPERTS // 8, None)
    assert _row_messages(_compiled(3, remat).as_text()) == {first: [2, 3], later: [2, 3]}


def test_with_a_limit_there_is_no_loop_of_later_rounds() -> None:
    limit = 8
    slots = BATCH // 8 * limit * EXPERTS // 8
    assert _row_messages(_compiled(3, True, limit).as_text()) == {slots: [2, 3]}


def test_a_layer_keeps_no_row_for_each_of_its_choices() -> None:
    """What waits for the backward pass is its input, before the tanh and after it."""
    few, many = (_compiled(layers, False).memory_analysis().temp_size_in_bytes for layers in (3, 7))
    assert (many - few) / 4 <= 2 * TOKENS * EMBED * 4


def _equations(program: Any) -> Iterator[Any]:
    """Every equation of a jaxpr, and of the jaxprs inside it."""
    for equation in getattr(program, "jaxpr", program).eqns:
        yield equation
        for inner in jax.tree.leaves(equation.params, is_leaf=lambda each: hasattr(each, "eqns")):
            if hasattr(inner, "eqns") or hasattr(inner, "jaxpr"):
                yield from _equations(inner)


def test_matrices_and_their_gradients_travel_in_the_dtype_of_rows() -> None:
    mesh = make_mesh(MeshConfig(fsdp=2, expert=4))
    ffn = functools.partial(sharded_expert_ffn, _layout(mesh))
    shapes = [jax.ShapeDtypeStruct([SIZES[axis] for axis in axes], jnp.float32) for axes in MATRICES]

    def gradients(x: jax.Array, weights: jax.Array, *matrices: jax.Array) -> Any:
        experts, valid = jnp.zeros((BATCH, SEQ, K), jnp.int32), jnp.ones((BATCH, SEQ), bool)
        return jax.grad(lambda *each: jnp.sum(ffn(x, experts, weights, valid, *each)), (0, 1, 2))(*matrices)

    x, weights = (
        jax.ShapeDtypeStruct((BATCH, SEQ, n), d) for n, d in ((EMBED, jnp.bfloat16), (K, jnp.float32))
    )
    found = list(_equations(jax.make_jaxpr(on_mesh(mesh, gradients))(x, weights, *shapes)))
    for primitive, times in (("all_gather", 6), ("reduce_scatter", 3)):
        sent = [each.invars[0].aval.dtype for each in found if each.primitive.name == primitive]
        assert sent == [jnp.bfloat16] * times, primitive
