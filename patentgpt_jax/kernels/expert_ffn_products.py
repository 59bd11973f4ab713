"""The expert networks where each grouped product is a kernel: on TPU and GPU.

What is as wide as `mlp` is made and used a part of `mlp` at a time, no wider than the rows themselves: in the
backward pass six such arrays are at hand together, and of whole rows they were the largest thing that a step
held. The parts cost no product, and the gradients of the matrices need no adding up.
"""

import functools

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels import swiglu
from patentgpt_jax.kernels.expert_ffn_cpu import Kept
from patentgpt_jax.kernels.grouped_matmul import product, weight_gradient

# Parts are of whole lanes of a TPU, and of at least half the width that they may have.
_LANES, _MOST_OVER_LEAST = 128, 2


def forward(
    keep: bool, x: Array, weights: Array, gate: Array, up: Array, down: Array, sizes: Array
) -> tuple[Array, Kept]:
    """Each sorted row through its expert, as `expert_ffn_cpu.forward`, but without spare rows.

    What is kept is whole, and so are then the products.
    """
    multiply, mlp = functools.partial(product, sizes=sizes), gate.shape[2]
    if keep or _parts(x.shape[1], mlp) == 1:
        gates, ups = multiply(x, gate), multiply(x, up)
        return multiply(swiglu.forward(gates, ups, weights), down), (gates, ups) if keep else None
    width = mlp // _parts(x.shape[1], mlp)

    def part(i: Array, hidden: Array) -> Array:
        gates, ups = (multiply(x, _cut(each, i, width, 2)) for each in (gate, up))
        return _put(hidden, swiglu.forward(gates, ups, weights), i, 1)

    hidden = jax.lax.fori_loop(0, mlp // width, part, jnp.zeros((len(x), mlp), x.dtype))
    return multiply(hidden, down), None


def backward(
    kept: Kept, x: Array, d_out: Array, weights: Array, gate: Array, up: Array, down: Array, sizes: Array
) -> tuple[Array, ...]:
    """The gradients of sorted rows, weights, gate, up and down, as `expert_ffn_cpu.backward`.

    Those of rows are added up over the parts in float32 or wider.
    """
    multiply = functools.partial(product, sizes=sizes)
    gradient = functools.partial(weight_gradient, sizes=sizes, dtype=x.dtype)
    wide, mlp = jnp.promote_types(x.dtype, jnp.float32), gate.shape[2]

    def of(gate: Array, up: Array, down: Array) -> tuple[Array, ...]:
        gates, ups = kept or (multiply(x, gate), multiply(x, up))
        d_hidden = multiply(d_out, down, transposed=True)
        hidden, d_gates, d_ups, d_weights = swiglu.backward(gates, ups, weights, d_hidden)
        d_x = multiply(d_gates, gate, transposed=True) + multiply(d_ups, up, transposed=True).astype(wide)
        return d_x, d_weights, gradient(x, d_gates), gradient(x, d_ups), gradient(hidden, d_out)

    if kept or _parts(x.shape[1], mlp) == 1:
        d_x, *others = of(gate, up, down)
        return d_x.astype(x.dtype), *others
    width = mlp // _parts(x.shape[1], mlp)

    def part(i: Array, sums: tuple[Array, ...]) -> tuple[Array, ...]:
        cut = (_cut(each, i, width, axis) for each, axis in ((gate, 2), (up, 2), (down, 1)))
        d_x, d_weights, *d_matrices = of(*cut)
        put = (
            _put(whole, each, i, axis)
            for whole, each, axis in zip(sums[2:], d_matrices, (2, 2, 1), strict=True)
        )
        return sums[0] + d_x, sums[1] + d_weights, *put

    sums = (jnp.zeros(x.shape, wide), jnp.zeros_like(weights), *map(jnp.zeros_like, (gate, up, down)))
    d_x, *others = jax.lax.fori_loop(0, mlp // width, part, sums)
    return d_x.astype(x.dtype), *others


def _parts(embed: int, mlp: int) -> int:
    """Into how many equal parts `mlp` goes, none wider than `embed`; 1 where it cannot be split so."""
    least = -(-mlp // embed)
    counts = range(least, _MOST_OVER_LEAST * least + 1)
    return next((parts for parts in counts if mlp % (parts * _LANES) == 0), 1)


def _cut(matrix: Array, i: Array, width: int, axis: int) -> Array:
    return jax.lax.dynamic_slice_in_dim(matrix, i * width, width, axis)


def _put(whole: Array, part: Array, i: Array, axis: int) -> Array:
    return jax.lax.dynamic_update_slice_in_dim(whole, part, i * part.shape[axis], axis)
