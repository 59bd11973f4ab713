"""The FLOPs that the TPU kernels declare are those of their grids: what `matmul_flops` believes of them."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.kernels.grouped_matmul_tpu import PIECE, product, weight_gradient
from patentgpt_jax.kernels.row_tiles import make_visits
from patentgpt_jax.planning.flops import matmul_flops

ROWS, EMBED, MLP = 16384, 4096, 14336
KERNELS = {
    "product": (product, (ROWS, EMBED), (EMBED, MLP)),
    "transposed": (partial(product, transposed=True), (ROWS, MLP), (EMBED, MLP)),
    "gradient": (partial(weight_gradient, dtype=jnp.bfloat16), (ROWS, EMBED), (ROWS, MLP)),
}


def _declared_and_done(name: str, sizes: list[int]) -> tuple[float, float]:
    """FLOPs by the cost estimate, and by the grid: blocks x visits x those of the rows in each visit."""
    kernel, left, right = KERNELS[name]
    right = right if name == "gradient" else (len(sizes), *right)
    inputs = [jax.ShapeDtypeStruct(shape, jnp.bfloat16) for shape in (left, right)]
    counts = jnp.asarray(sizes, jnp.int32)
    traced = jax.make_jaxpr(lambda a, b: kernel(a, b, counts))(*inputs).jaxpr
    (call,) = [each for each in traced.eqns if each.primitive.name == "pallas_call"]
    mapping = call.params["grid_mapping"]
    blocks = np.prod([each for each in mapping.grid if isinstance(each, int)])
    height = _sides(mapping.block_mappings[0])[0]
    whole = max(_dots(call.params["jaxpr"]))  # of a tile that is one group's
    visits = make_visits(counts, ROWS, height, empty_groups=name == "gradient")
    begin, end = (np.asarray(each - visits.tile * height) for each in (visits.begin, visits.end))
    first, last = np.maximum(begin, 0) // PIECE, -(-np.minimum(end, height) // PIECE)
    pieces = np.where(begin < end, last - first, 0).sum()
    return matmul_flops(lambda a, b: kernel(a, b, counts), *inputs), float(
        blocks * whole * pieces * PIECE / height
    )


def _sides(mapping: Any) -> list[int]:
    return [int(getattr(each, "block_size", each)) for each in mapping.block_shape]


def _dots(jaxpr: Any) -> list[float]:
    """FLOPs of each product in a kernel, those in branches and loops too."""
    found = []
    for equation in jaxpr.eqns:
        if equation.primitive.name == "dot_general":
            (contracted, _), _ = equation.params["dimension_numbers"]
            left = equation.invars[0].aval.shape
            found.append(
                2.0 * np.prod(equation.outvars[0].aval.shape) * np.prod([left[i] for i in contracted])
            )
        for value in equation.params.values():
            for each in value if isinstance(value, tuple | list) else (value,):
                inner = getattr(each, "jaxpr", each)
                found += _dots(inner) if hasattr(inner, "eqns") else []
    return found


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("groups", [1, 2, 8])
def test_balanced_groups_cost_what_is_declared_and_useful(name: str, groups: int) -> None:
    declared, done = _declared_and_done(name, [ROWS // groups] * groups)
    assert declared == done == 2 * ROWS * EMBED * MLP


@pytest.mark.parametrize("name", KERNELS)
def test_a_border_within_a_tile_costs_at_most_one_piece_more(name: str) -> None:
    sizes = np.random.default_rng(0).multinomial(ROWS, np.full(8, 1 / 8)).tolist()
    declared, done = _declared_and_done(name, sizes)
    assert 1 < done / declared <= 1 + 7 * PIECE / ROWS
