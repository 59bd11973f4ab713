"""The mixture of experts on a mesh: where rows and matrices travel, and what is kept for the backward pass.

Experts lie over `expert`, `mlp` over `tensor`, and `embed` of the matrices over whatever else the parameters
are split by. Matrices are narrowed to the dtype of the rows before they travel, forward and backward, and
their gradients are added up in that dtype and leave scattered as the parameters lie: both as the compiler
does it for dense weights. Rows travel to experts by one of two transports, `expert_all_to_all` and
`expert_all_gather`, or stay, where every device has all experts.

All is under one hand-written gradient that keeps its inputs alone and sends rows and matrices again. So
under rematerialisation of layers nothing is done twice: what it would do again is needed by nobody.
"""

import functools
from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import AbstractMesh
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels import expert_all_gather, expert_all_to_all
from patentgpt_jax.kernels.expert_all_to_all import capacities
from patentgpt_jax.kernels.expert_ffn import expert_ffn
from patentgpt_jax.kernels.narrowing import narrowed
from patentgpt_jax.kernels.placement import spec_axes


class Layout(NamedTuple):
    """How the mixture lies on a mesh.

    rows: how x, experts, weights and valid [batch, seq, ...] lie. Where it is empty, because there are too
      few rows to split (decoding one text), rows stay, and each device serves all with the experts it has.
    gate, up, down: how the matrices lie.
    transport: `all_to_all`, `all_gather`, or `auto`, the one of the two that `chosen_transport` gives.
    limit: the most assignments of one expert in a row of the batch, where others were dropped; or None.
    """

    mesh: AbstractMesh
    rows: P
    gate: P
    up: P
    down: P
    transport: str = "auto"
    limit: int | None = None

    @property
    def matrices(self) -> tuple[P, P, P]:
        """The three of them."""
        return self.gate, self.up, self.down


def chosen_transport(tokens: int, k: int, ways: int, group_experts: int, limit: int | None = None) -> str:
    """`all_gather` where it sends fewer rows than `all_to_all` does in its first round.

    To each of the other `ways` - 1 devices one sends all `tokens`, the other a round of `capacities`: room
    for 1.25 tokens k / ways, where nothing is dropped.
    """
    first, _ = capacities(tokens, k, ways, group_experts, limit)
    return "all_gather" if tokens < first else "all_to_all"


def sharded_expert_ffn(
    layout: Layout,
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    gate: Array,
    up: Array,
    down: Array,
) -> Array:
    """`expert_ffn` over arrays [batch, seq, ...] that lie on a mesh with axes `expert` and `tensor`."""
    if layout.rows == P():
        return _where_they_are(layout, x, experts, weights, valid, gate, up, down)
    return _mixture(layout, x, experts, weights, valid, gate, up, down)


def by_token(ffn: Callable[..., Array], *inputs: Array) -> Array:
    """`ffn`, which takes [tokens, ...], on x, experts, weights, valid [batch, seq, ...] and matrices."""
    return ffn(*map(_flat, inputs[:4]), *inputs[4:]).reshape(inputs[0].shape)


def _flat(each: Array) -> Array:
    return each.reshape(-1, *each.shape[2:])


def _where_they_are(layout: Layout, *inputs: Array) -> Array:
    """All rows on all devices, each of which gives what its experts say of them."""

    def on_device(x: Array, experts: Array, weights: Array, valid: Array, *shards: Array) -> Array:
        matrices = _whole(layout, shards, x.dtype)
        own = matrices[0].shape[0]
        local = experts - jax.lax.axis_index("expert") * own
        local = jnp.where((local >= 0) & (local < own), local, own)
        out = by_token(expert_ffn, x, local, weights, valid, *matrices)
        return jax.lax.psum(out, ("tensor", "expert"))

    return _shard_map(on_device, layout, 0, layout.rows)(*inputs)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _mixture(layout: Layout, *inputs: Array) -> Array:
    def on_device(x: Array, experts: Array, weights: Array, valid: Array, *shards: Array) -> Array:
        forward, _ = _transport(layout, experts, shards)
        out = by_token(forward, x, experts, weights, valid, *_whole(layout, shards, x.dtype))
        return jax.lax.psum(out, "tensor")

    return _shard_map(on_device, layout, 0, layout.rows)(*inputs)


def _mixture_backward(layout: Layout, inputs: tuple[Array, ...], d_out: Array) -> tuple[Array | None, ...]:
    def on_device(
        d_out: Array, x: Array, experts: Array, weights: Array, valid: Array, *shards: Array
    ) -> tuple[Array, ...]:
        _, backward = _transport(layout, experts, shards)
        rows = map(_flat, (d_out, x, experts, weights, valid))
        d_x, d_weights, *d_matrices = backward(*rows, *_whole(layout, shards, x.dtype))
        d_x, d_weights = jax.lax.psum((d_x, d_weights), "tensor")
        d_shards = _shares(layout, d_matrices, [each.dtype for each in shards])
        return d_x.reshape(x.shape), d_weights.reshape(weights.shape), *d_shards

    outs = (layout.rows, layout.rows, *layout.matrices)
    d_x, d_weights, *d_shards = _shard_map(on_device, layout, 1, outs)(d_out, *inputs)
    return d_x, None, d_weights, None, *d_shards


_mixture.defvjp(lambda layout, *inputs: (_mixture(layout, *inputs), inputs), _mixture_backward)


def _transport(
    layout: Layout, experts: Array, shards: tuple[Array, ...]
) -> tuple[Callable[..., Array], Callable[..., tuple[Array, ...]]]:
    """Forward and backward over a device's [tokens, ...]; it has `experts` [batch, seq, k]."""
    ways, (batch, seq, k) = layout.mesh.shape["expert"], experts.shape
    if ways == 1:
        return expert_ffn, _backward_here
    limit = None if layout.limit is None else batch * layout.limit
    name = layout.transport
    if name == "auto":
        name = chosen_transport(batch * seq, k, ways, shards[0].shape[0], limit)
    way = {"all_to_all": expert_all_to_all, "all_gather": expert_all_gather}[name]
    return functools.partial(way.forward, "expert", limit), functools.partial(way.backward, "expert", limit)


def _backward_here(
    d_out: Array, x: Array, experts: Array, weights: Array, valid: Array, *matrices: Array
) -> tuple[Array, ...]:
    _, pull = jax.vjp(
        lambda x, weights, *matrices: expert_ffn(x, experts, weights, valid, *matrices), x, weights, *matrices
    )
    return pull(d_out)


def _shard_map(function: Callable, layout: Layout, more_rows: int, out_specs: P | tuple[P, ...]) -> Callable:
    return jax.shard_map(
        function,
        mesh=layout.mesh,
        in_specs=(*(layout.rows,) * (4 + more_rows), *layout.matrices),
        out_specs=out_specs,
        check_vma=False,  # the experts' hand-written gradient does not say over which axes it varies
    )


def _whole(layout: Layout, shards: tuple[Array, ...], dtype: jnp.dtype) -> list[Array]:
    """This device's experts and its part of `mlp`, whole along `embed`, and narrowed before they travel."""
    matrices = []
    for matrix, spec in zip(shards, layout.matrices, strict=True):
        matrix = narrowed(matrix, dtype)
        for dimension, axis in reversed(_gathered(spec)):
            matrix = jax.lax.all_gather(matrix, axis, axis=dimension, tiled=True)
        matrices.append(matrix)
    return matrices


def _shares(layout: Layout, gradients: list[Array], dtypes: list[jnp.dtype]) -> list[Array]:
    """The sums over devices of the gradients of `_whole` matrices, of each this device's share."""
    shares = []
    for gradient, spec, dtype in zip(gradients, layout.matrices, dtypes, strict=True):
        for dimension, axis in _gathered(spec):
            gradient = jax.lax.psum_scatter(gradient, axis, scatter_dimension=dimension, tiled=True)
        copied = tuple(axis for axis in spec_axes(layout.rows) if axis not in spec_axes(spec))
        shares.append(jax.lax.psum(gradient, copied).astype(dtype))
    return shares


def _gathered(spec: P) -> list[tuple[int, str]]:
    """Each mesh axis that splits a matrix and is of no use to the experts, with the dimension it splits.

    One at a time: over a whole TPU slice at once, gathers and scatters are compiled to all-reduces.
    """
    split = [(dimension, spec_axes(P(entry))) for dimension, entry in enumerate(spec)]
    return [
        (dimension, axis)
        for dimension, axes in split
        if not {"expert", "tensor"} & set(axes)
        for axis in axes
    ]
