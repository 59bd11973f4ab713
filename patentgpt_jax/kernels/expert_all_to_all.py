"""Rows travel to the devices that hold their experts, and their results back, by all-to-all.

Runs inside shard_map, on the rows of one device. Experts are split in order over a mesh axis, into as
many groups as it has devices. Each device queues its assignments (token, choice) by group. A round sends
the next of every queue to their groups, computes them there and brings the results home; rounds go on
until every queue of every device is empty, so nothing is dropped and buffers hold one round.

The first round has room for 1.25 of what perfect balance needs, and stands outside of any loop, so that a
compiler may move other work beside its messages. Later ones have room for 0.5: an expert group with up to
1.75 of its share takes one of them, and 1.75 / 1.25 of the bytes. The worst routing, every row to one of n
groups, moves at most n + 0.5 times what balance needs, since no round but the last has room left over
there; one size of 1.25 would move up to n + 1.25.

The backward pass sends rows again, so that nothing of their number times k waits for it: rows and the
gradients of results go out, the gradients of rows come home. What else travels (expert number and weight
of each slot, the gradient of the weight) is two numbers for a row.
"""

import functools
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels.dispatch import rows
from patentgpt_jax.kernels.expert_ffn import expert_ffn

# Room in a round over what perfect balance needs: in the first, and in those after it.
FIRST_ROOM, LATER_ROOM = 1.25, 0.5


class Queues(NamedTuple):
    """The assignments of one device, in the order in which each group will be sent them.

    assignment_at: int [assignments], sorted by expert, those of padding and of no expert last.
    starts, lengths: int [groups], where each group's queue stands in `assignment_at`.
    group, place: int [tokens, k], the group of each assignment (`groups` if it is not routed) and its
      place in that group's queue.
    """

    assignment_at: Array
    starts: Array
    lengths: Array
    group: Array
    place: Array


class Slots(NamedTuple):
    """What one round sends, in slots: `capacity` for each group.

    token: int [slots], or `tokens` where a slot is empty.
    tags: [slots, 2], the number of the expert in its group (one past the last where a slot is empty), and
      the weight.
    of_choice: int [tokens, k], or `slots` where this round does not serve a choice.
    """

    token: Array
    tags: Array
    of_choice: Array


def capacities(tokens: int, k: int, groups: int, group_experts: int, limit: int | None) -> tuple[int, int]:
    """Slots for each group in the first round and in each later one; 0 where one round always does.

    Args:
      limit: how many assignments of one expert a device has at most, where some are dropped; or None.
    """
    longest = tokens * min(k, group_experts)  # a token's experts are distinct
    if limit is not None:
        return min(longest, limit * group_experts), 0
    first = math.ceil(FIRST_ROOM * tokens * k / groups)
    return (longest, 0) if first >= longest else (first, math.ceil(LATER_ROOM * tokens * k / groups))


def make_queues(experts: Array, valid: Array, groups: int, group_experts: int) -> Queues:
    """Queue the assignments of `experts` [tokens, k] by group of `group_experts` experts."""
    flat = jnp.where(valid[:, None], experts, groups * group_experts).reshape(-1)
    assignment_at = jnp.argsort(flat, stable=True)
    group = flat // group_experts
    ends = jnp.searchsorted(group[assignment_at], jnp.arange(groups + 1), side="right")
    starts = jnp.append(0, ends[:-1])
    place = jnp.argsort(assignment_at) - starts[group]
    return Queues(
        assignment_at,
        starts[:groups],
        (ends - starts)[:groups],
        group.reshape(experts.shape),
        place.reshape(experts.shape),
    )


def later_rounds(queues: Queues, first: int, later: int) -> Array:
    """How many rounds come after the first: as many as the longest queue of any device of the mesh needs."""
    left = jnp.maximum(queues.lengths.max() - first, 0)
    return jax.lax.pmax(-(-left // later), jax.sharding.get_abstract_mesh().axis_names)


def _slots(
    queues: Queues, experts: Array, weights: Array, group_experts: int, offset: Any, capacity: int
) -> Slots:
    """The round that serves the places `offset` to `offset + capacity` of every queue."""
    groups, (tokens, k) = len(queues.starts), experts.shape
    place = offset + jnp.arange(capacity)
    queued = place < queues.lengths[:, None]
    at = jnp.where(queued, queues.starts[:, None] + place, 0)
    assignment = jnp.where(queued, queues.assignment_at[at], tokens * k).reshape(-1)
    local = jnp.append(experts.reshape(-1) % group_experts, group_experts)[assignment]
    tags = jnp.stack([local.astype(weights.dtype), rows(weights.reshape(-1), assignment)], axis=-1)
    step = queues.place - offset
    served = (queues.group < groups) & (step >= 0) & (step < capacity)
    of_choice = jnp.where(served, queues.group * capacity + step, groups * capacity)
    return Slots(assignment // k, tags, of_choice)


def forward(
    axis: str,
    limit: int | None,
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    *matrices: Array,
) -> Array:
    """`expert_ffn` on this device's rows, with the experts split over `axis`.

    Args:
      axis: the mesh axis that the experts are split over.
      limit: of `capacities`.
      x, experts, weights, valid: as for `expert_ffn`, the rows of this device; experts of all devices.
      matrices: gate, up and down of this device's experts.

    Returns [tokens, embed]; the k results of a token are added up in float32 or wider.
    """
    wide, travel = jnp.promote_types(x.dtype, jnp.float32), functools.partial(_travel, axis)

    def one_round(slots: Slots, total: Array) -> Array:
        there, tags = travel(rows(x, slots.token)), travel(slots.tags)
        y = expert_ffn(there, *_routing(tags, matrices), *matrices)
        return total + jnp.sum(rows(travel(y), slots.of_choice), axis=1, dtype=wide)

    zeros = jnp.zeros(x.shape, wide)
    return _rounds(axis, limit, experts, weights, valid, matrices, one_round, zeros).astype(x.dtype)


def backward(
    axis: str,
    limit: int | None,
    d_out: Array,
    x: Array,
    experts: Array,
    weights: Array,
    valid: Array,
    *matrices: Array,
) -> tuple[Array, ...]:
    """The gradients of x, weights and this device's matrices, from that of what `forward` gives."""
    wide, travel = jnp.promote_types(x.dtype, jnp.float32), functools.partial(_travel, axis)

    def one_round(slots: Slots, gradients: tuple[Array, ...]) -> tuple[Array, ...]:
        there, tags, d_there = (
            travel(each) for each in (rows(x, slots.token), slots.tags, rows(d_out, slots.token))
        )
        local, weight, served = _routing(tags, matrices)

        def serve(there: Array, weight: Array, *matrices: Array) -> Array:
            return expert_ffn(there, local, weight, served, *matrices)

        _, pull = jax.vjp(serve, there, weight, *matrices)
        d_x, d_weight, *d_matrices = pull(d_there)
        d_x = jnp.sum(rows(travel(d_x), slots.of_choice), axis=1, dtype=wide)
        d_weight = rows(travel(d_weight)[:, 0], slots.of_choice)
        return jax.tree.map(jnp.add, gradients, (d_x, d_weight, *d_matrices))

    zeros = (jnp.zeros(x.shape, wide), jnp.zeros_like(weights), *map(jnp.zeros_like, matrices))
    d_x, *others = _rounds(axis, limit, experts, weights, valid, matrices, one_round, zeros)
    return d_x.astype(x.dtype), *others


def _rounds(
    axis: str,
    limit: int | None,
    experts: Array,
    weights: Array,
    valid: Array,
    matrices: tuple[Array, ...],
    one_round: Callable[[Slots, Any], Any],
    total: Any,
) -> Any:
    """`total` after all rounds: the first as it stands, others in a loop, if they may be needed at all."""
    groups, group_experts = jax.lax.axis_size(axis), matrices[0].shape[0]
    tokens, k = experts.shape
    first, later = capacities(tokens, k, groups, group_experts, limit)
    queues = make_queues(experts, valid, groups, group_experts)
    slots = functools.partial(_slots, queues, experts, weights, group_experts)
    total = one_round(slots(0, first), total)
    if not later:
        return total
    return jax.lax.fori_loop(
        0,
        later_rounds(queues, first, later),
        lambda number, total: one_round(slots(first + number * later, later), total),
        total,
    )


def _routing(tags: Array, matrices: tuple[Array, ...]) -> tuple[Array, Array, Array]:
    """What `expert_ffn` takes beside rows: expert [slots, 1], weight [slots, 1], and where a slot is full."""
    local = tags[:, :1].astype(jnp.int32)
    return local, tags[:, 1:], local[:, 0] < matrices[0].shape[0]


def _travel(axis: str, each: Array) -> Array:
    return jax.lax.all_to_all(each, axis, 0, 0, tiled=True)
