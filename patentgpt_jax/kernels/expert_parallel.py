"""Expert parallelism: rows travel to the devices that hold their experts, and back.

Runs inside shard_map. Experts are split in order over a mesh axis, into as many groups as it has
devices. Each device queues its assignments (token, choice) by group. A round sends the next
`capacity` of every queue to their groups by all-to-all, computes them there and brings the results
home; rounds go on until every queue of every device is empty. So nothing is dropped and the result
does not depend on the load: buffers hold one round, balanced routing takes one, and the worst
(every token to one group) takes the number of groups over 1.25.

The first round is differentiated as it stands. Later ones run in a `while_loop`, whose backward
pass does each round again, so that only what one round needs is ever kept.
"""

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import AbstractMesh
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.dispatch import collect, spread
from patentgpt_jax.kernels.expert_ffn import combine, expert_ffn

# Room in a round over what perfect balance needs, so that ordinary unevenness takes no second round.
CAPACITY_FACTOR = 1.25


class Queues(NamedTuple):
    """The assignments of one device, in the order in which each group will be sent them.

    assignment_at: int [assignments], sorted by expert, those of padding last.
    starts, lengths: int [groups], where each group's queue stands in `assignment_at`.
    group, place: int [assignments], the group of each assignment (`groups` if it is not routed) and
      its place in that group's queue.
    rounds: int scalar, the rounds that the longest queue of any device needs.
    """

    assignment_at: Array
    starts: Array
    lengths: Array
    group: Array
    place: Array
    rounds: Array


def sharded_expert_ffn(
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    gate: Array,
    up: Array,
    down: Array,
    *,
    mesh: AbstractMesh,
    rows: P,
) -> Array:
    """`expert_ffn` over arrays [batch, seq, ...] that lie on a mesh with axes `expert` and `tensor`.

    Every device sorts its own rows. Experts lie over `expert`, and rows travel to them; `mlp` lies
    over `tensor`, and the partial sums are added.

    Args:
      rows: how x, experts, weights and valid lie. Where it is empty, because there are too few rows
        to split (decoding one text), rows stay, and each device serves all with the experts it has.
    """
    ffn: Callable[..., Array] = expert_ffn
    sums: tuple[str, ...] = ("tensor",)
    if mesh.shape["expert"] > 1 and rows != P():
        ffn = functools.partial(expert_parallel_ffn, axis="expert", all_axes=mesh.axis_names)
    elif mesh.shape["expert"] > 1:
        ffn, sums = functools.partial(_own_experts_ffn, "expert"), ("tensor", "expert")
    across, along = P("expert", None, "tensor"), P("expert", "tensor", None)
    return jax.shard_map(
        lambda *arrays: jax.lax.psum(by_token(ffn, *arrays), sums),
        in_specs=(rows, rows, rows, rows, across, across, along),
        out_specs=rows,
        check_vma=False,  # the experts' hand-written gradient does not say over which axes it varies
    )(x, experts, weights, valid, gate, up, down)


def by_token(ffn: Callable[..., Array], *inputs: Array) -> Array:
    """`ffn`, which takes [tokens, ...], on x, experts, weights, valid [batch, seq, ...] and matrices."""
    tokens = (each.reshape(-1, *each.shape[2:]) for each in inputs[:4])
    return ffn(*tokens, *inputs[4:]).reshape(inputs[0].shape)


def _own_experts_ffn(
    axis: str, x: Array, experts: Array, weights: Array, valid: Array, *matrices: Array
) -> Array:
    """The part of the mixture that the experts of this device of `axis` give to rows all devices hold."""
    own = matrices[0].shape[0]
    local = experts - jax.lax.axis_index(axis) * own
    local = jnp.where((local >= 0) & (local < own), local, own)
    return expert_ffn(x, local, weights, valid, *matrices)


def expert_parallel_ffn(
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    gate: Array,
    up: Array,
    down: Array,
    *,
    axis: str,
    all_axes: tuple[str, ...],
) -> Array:
    """`expert_ffn` on each device's own rows, with the experts split over `axis`.

    Args:
      x, experts, weights, valid: as for `expert_ffn`, the rows of this device.
      gate, up, down: the matrices of this device's experts.
      axis: the mesh axis that the experts are split over.
      all_axes: every axis of the mesh; all devices do equally many rounds.

    Returns [tokens, embed], the sums of this device's rows.
    """
    groups, (tokens, k) = jax.lax.axis_size(axis), experts.shape
    capacity = math.ceil(CAPACITY_FACTOR * tokens * k / groups)
    queues = make_queues(experts, valid, groups, gate.shape[0], capacity, all_axes)
    one_round = functools.partial(_round, axis, capacity)
    y = one_round(x, gate, up, down, experts, queues, jnp.zeros((), jnp.int32))
    y = y + _later_rounds(one_round, x, gate, up, down, experts, queues)
    return combine(y.reshape(tokens, k, -1), jnp.where(valid[:, None], weights, 0))


def make_queues(
    experts: Array, valid: Array, groups: int, group_experts: int, capacity: int, all_axes: tuple[str, ...]
) -> Queues:
    """Queue the assignments of `experts` [tokens, k] by group of `group_experts` experts."""
    flat = jnp.where(valid[:, None], experts, groups * group_experts).reshape(-1)
    assignment_at = jnp.argsort(flat, stable=True)
    group = flat // group_experts
    lengths = jnp.bincount(group, length=groups + 1)
    starts = jnp.cumsum(lengths) - lengths
    place_at = jnp.arange(len(flat)) - starts[group[assignment_at]]
    place = jnp.zeros_like(place_at).at[assignment_at].set(place_at, unique_indices=True)
    rounds = jax.lax.pmax(jnp.max(-(-lengths[:groups] // capacity)), all_axes)
    return Queues(assignment_at, starts[:groups], lengths[:groups], group, place, rounds)


def _round(
    axis: str,
    capacity: int,
    x: Array,
    gate: Array,
    up: Array,
    down: Array,
    experts: Array,
    queues: Queues,
    number: Array,
) -> Array:
    """Round `number` of all queues: [assignments, embed], zero where it served none."""
    groups, (tokens, k) = len(queues.starts), experts.shape
    place = number * capacity + jnp.arange(capacity)
    queued = place < queues.lengths[:, None]
    at = jnp.where(queued, queues.starts[:, None] + place, 0)
    assignment_of_slot = jnp.where(queued, queues.assignment_at[at], tokens * k).reshape(-1)
    served = (queues.group < groups) & (queues.place // capacity == number)
    slot = jnp.where(served, queues.group * capacity + queues.place % capacity, groups * capacity)

    def travel(each: Array) -> Array:
        return jax.lax.all_to_all(each, axis, 0, 0, tiled=True)

    # An expert's number in its group; one past the last stands for an empty slot.
    local = jnp.append(experts.reshape(-1) % gate.shape[0], gate.shape[0])[assignment_of_slot]
    there = travel(spread(x, assignment_of_slot // k, slot.reshape(tokens, k)))
    local_there = travel(local)
    ones = jnp.ones((len(local), 1), jnp.promote_types(x.dtype, jnp.float32))
    y = expert_ffn(there, local_there[:, None], ones, local_there < gate.shape[0], gate, up, down)
    return collect(travel(y), slot, assignment_of_slot)


@functools.partial(jax.custom_vjp, nondiff_argnums=(0,))
def _later_rounds(
    one_round: Callable[..., Array],
    x: Array,
    gate: Array,
    up: Array,
    down: Array,
    experts: Array,
    queues: Queues,
) -> Array:
    """The sum of all rounds but the first."""

    def body(carry: tuple[Array, Array]) -> tuple[Array, Array]:
        number, y = carry
        return number + 1, y + one_round(x, gate, up, down, experts, queues, number)

    zeros = jnp.zeros((experts.size, x.shape[1]), x.dtype)
    return _while_rounds(queues, body, zeros)


def _later_rounds_forward(one_round: Callable[..., Array], *inputs: Any) -> tuple[Array, Any]:
    return _later_rounds(one_round, *inputs), inputs


def _later_rounds_backward(one_round: Callable[..., Array], inputs: Any, d_y: Array) -> tuple[Any, ...]:
    *operands, experts, queues = inputs

    def body(carry: tuple[Array, list[Array]]) -> tuple[Array, list[Array]]:
        number, gradients = carry
        _, pull = jax.vjp(lambda *each: one_round(*each, experts, queues, number), *operands)
        return number + 1, jax.tree.map(jnp.add, gradients, list(pull(d_y)))

    return *_while_rounds(queues, body, [jnp.zeros_like(each) for each in operands]), None, None


_later_rounds.defvjp(_later_rounds_forward, _later_rounds_backward)


def _while_rounds(queues: Queues, body: Callable[..., Any], start: Any) -> Any:
    first = jnp.ones((), jnp.int32)
    return jax.lax.while_loop(lambda carry: carry[0] < queues.rounds, body, (first, start))[1]
