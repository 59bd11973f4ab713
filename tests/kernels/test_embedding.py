"""The look-up and its gradient on a mesh are the plain ones, and move nothing of the table's size."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.sharding import NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.cross_entropy import token_log_probabilities, weighted_cross_entropy
from patentgpt_jax.kernels.embedding import embed
from patentgpt_jax.kernels.placement import Placement
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, axes_of, make_mesh, parameter_spec

pytestmark = pytest.mark.usefixtures("float64")

VOCAB, EMBED, ROWS, LENGTH = 480, 16, 8, 6
MESHES = {
    "fsdp 8": MeshConfig(),
    "fsdp 4 x tensor 2": MeshConfig(fsdp=4, tensor=2),
    "fsdp 2 x expert 4": MeshConfig(fsdp=2, expert=4),
    "data 2 x context 2 x tensor 2": MeshConfig(data=2, fsdp=1, context=2, tensor=2),
    "slice 2 x fsdp 2 x context 2": MeshConfig(slice=2, fsdp=2, context=2),
}


def _inputs() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [
        rng.standard_normal((VOCAB, EMBED)),
        rng.standard_normal((EMBED, VOCAB)),
        rng.integers(0, VOCAB, (ROWS, LENGTH)),
        rng.integers(0, VOCAB, (ROWS, LENGTH)),
        rng.standard_normal((ROWS, LENGTH)),
    ]


def _placed(config: MeshConfig) -> tuple[Placement, list[NamedSharding]]:
    mesh, rows = make_mesh(config), P(BATCH_AXES, "context")
    table = parameter_spec(("vocab", "embed"), (VOCAB, EMBED), mesh)
    placement = Placement(mesh.abstract_mesh, rows, axes_of(table[0]), axes_of(table[1]))
    specs = [table, P(table[1], table[0]), rows, rows, rows]
    return placement, [NamedSharding(mesh, spec) for spec in specs]


def _losses(placement: Placement | None, tied: bool):  # type: ignore[no-untyped-def]
    def sums(table: jax.Array, output: jax.Array, tokens, targets, weights):  # type: ignore[no-untyped-def]
        x = jnp.tanh(embed(table, tokens, table.dtype, placement))
        output = table.T if tied else output
        each = token_log_probabilities(x, output, targets, placement)
        total, same = weighted_cross_entropy(x, output, targets, weights, 0.1, placement)
        return 2 * total + jnp.sum(weights * jnp.sin(each)), (each, same)

    return sums


def _plain(table, output, tokens, targets, weights, tied: bool):  # type: ignore[no-untyped-def]
    logits = jnp.tanh(table[tokens]) @ (table.T if tied else output)
    each = jnp.take_along_axis(jax.nn.log_softmax(logits), targets[..., None], axis=-1)[..., 0]
    z = jax.nn.logsumexp(logits, axis=-1) ** 2
    return 2 * jnp.sum(weights * (0.1 * z - each)) + jnp.sum(weights * jnp.sin(each)), (each, each)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("mesh", [None, *MESHES])
def test_loss_and_embedding_do_not_depend_on_the_mesh(mesh: str | None, tied: bool) -> None:
    inputs = _inputs()
    expected = jax.value_and_grad(_plain, (0, 1), has_aux=True)(*map(jnp.asarray, inputs), tied)
    placement, shardings = _placed(MESHES[mesh]) if mesh else (None, None)
    if shardings:
        inputs = jax.device_put(inputs, shardings)
    found = jax.jit(jax.value_and_grad(_losses(placement, tied), (0, 1), has_aux=True))(*inputs)
    for ours, plain in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        np.testing.assert_allclose(ours, plain, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("mesh", ["fsdp 8", "fsdp 4 x tensor 2", "fsdp 2 x expert 4"])
def test_a_gradient_of_a_matrix_is_reduced_once_and_the_matrix_gathered_once(mesh: str) -> None:
    placement, shardings = _placed(MESHES[mesh])

    def loss(table: jax.Array, output: jax.Array, tokens, targets, weights) -> jax.Array:  # type: ignore[no-untyped-def]
        x = embed(table, tokens, table.dtype, placement)
        return weighted_cross_entropy(x, output, targets, weights, 0.0, placement)[0]

    inputs = jax.device_put(_inputs(), shardings)
    compiled = jax.jit(jax.grad(loss, (0, 1))).lower(*inputs).compile().as_text()
    share = VOCAB // placement.mesh.shape["tensor"]
    gathered = re.findall(r"= f64\[([\d,]*)\]\S* all-gather(?:-start)?\(", compiled)
    assert gathered.count(f"{EMBED},{share}") == 1
    for shape in re.findall(r"= \(?\w+\[([\d,]*)\][^=]* all-reduce(?:-start)?\(", compiled):
        assert np.prod([int(side) for side in shape.split(",") if side]) < EMBED * VOCAB / 8, shape
    assert len(re.findall(r" reduce-scatter(?:-start)?\(", compiled)) == len(
        placement.embed
    )  # one axis at a time
