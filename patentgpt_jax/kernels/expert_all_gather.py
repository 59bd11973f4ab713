"""Every device gets the rows of its whole group, and serves those that its experts are chosen by.

Runs inside shard_map, on the rows of one device: rows are gathered over the mesh axis that experts are
split over, each device computes its experts' part of all of them, and the parts are added and scattered.
It moves every row to every device, n - 1 rows for one; all-to-all moves each row to its k experts, with
room: better while n is less than about 1.25 k.

A device works through the assignments to its own experts in token order, in rounds of a loop without
messages: buffers hold one round, each device takes its own number of them, and none is dropped. All of a
token's assignments there are in one round, where its results are added up in float32 or wider; the parts
of different devices are added in the dtype of the rows, as those over `tensor` are. The backward pass
gathers again.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels.dispatch import rows
from patentgpt_jax.kernels.expert_all_to_all import FIRST_ROOM
from patentgpt_jax.kernels.expert_ffn import expert_ffn


class Own(NamedTuple):
    """The assignments of all devices of the group to the experts of this one.

    experts: int [tokens, k], by their number on this device; one past the last for others.
    order: int [assignments + capacity], those to own experts first, in token order.
    starts, ends: int [tokens], which places of them are a token's.
    """

    experts: Array
    order: Array
    starts: Array
    ends: Array


class Slots(NamedTuple):
    """What one round serves, in slots: `token` and `assignment` int [slots], and which are `served`."""

    token: Array
    assignment: Array
    served: Array


def forward(
    axis: str, limit: int | None, x: Array, experts: Array, weights: Array, valid: Array, *matrices: Array
) -> Array:
    """`expert_ffn` on this device's rows, with the experts split over `axis`.

    Args:
      limit: how many assignments of one expert a device has at most, where some are dropped; or None.
      others: as for `expert_all_to_all.forward`.
    """
    x, experts, weights, valid = (_gather(axis, each) for each in (x, experts, weights, valid))
    own, capacity = _own(axis, limit, experts, valid, matrices[0].shape[0])

    def one_round(slots: Slots, place: Array, y: Array) -> Array:
        weight = weights.reshape(-1)[slots.assignment]
        local = own.experts.reshape(-1)[slots.assignment]
        served = expert_ffn(rows(x, slots.token), local[:, None], weight[:, None], slots.served, *matrices)
        return y + rows(_sum_of_token(served, slots.token, _most(experts, matrices)), place)

    y = _rounds(own, capacity, limit, one_round, jnp.zeros_like(x))
    return jax.lax.psum_scatter(y, axis, scatter_dimension=0, tiled=True)


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
    d_out, x, experts, weights, valid = (_gather(axis, each) for each in (d_out, x, experts, weights, valid))
    own, capacity = _own(axis, limit, experts, valid, matrices[0].shape[0])

    def one_round(slots: Slots, place: Array, gradients: tuple[Array, ...]) -> tuple[Array, ...]:
        local = own.experts.reshape(-1)[slots.assignment][:, None]

        def serve(there: Array, weight: Array, *matrices: Array) -> Array:
            return expert_ffn(there, local, weight, slots.served, *matrices)

        weight = weights.reshape(-1)[slots.assignment][:, None]
        _, pull = jax.vjp(serve, rows(x, slots.token), weight, *matrices)
        d_there, d_weight, *d_matrices = pull(rows(d_out, slots.token))
        d_x, d_weights, *totals = gradients
        d_x = d_x + rows(_sum_of_token(d_there, slots.token, _most(experts, matrices)), place)
        assignment = jnp.where(slots.served, slots.assignment, d_weights.size)
        d_weights = d_weights.at[assignment].set(d_weight[:, 0], mode="drop")
        return d_x, d_weights, *map(jnp.add, totals, d_matrices)

    zeros = (jnp.zeros_like(x), jnp.zeros_like(weights).reshape(-1), *map(jnp.zeros_like, matrices))
    d_x, d_weights, *d_matrices = _rounds(own, capacity, limit, one_round, zeros)
    d_weights = d_weights.reshape(weights.shape)
    home = (jax.lax.psum_scatter(each, axis, scatter_dimension=0, tiled=True) for each in (d_x, d_weights))
    return *home, *d_matrices


def _own(axis: str, limit: int | None, experts: Array, valid: Array, group_experts: int) -> tuple[Own, int]:
    """This device's assignments, and the slots of a round."""
    (tokens, k), groups = experts.shape, jax.lax.axis_size(axis)
    most = min(k, group_experts)
    longest = tokens * most if limit is None else min(tokens * most, groups * limit * group_experts)
    room = math.ceil(FIRST_ROOM * tokens * k / groups)
    capacity = longest if limit is not None else min(longest, max(room, most))
    local = experts - jax.lax.axis_index(axis) * group_experts
    own = (local >= 0) & (local < group_experts) & valid[:, None]
    order = jnp.argsort(~own.reshape(-1), stable=True)
    counts = own.sum(axis=1)
    ends = jnp.cumsum(counts)
    padded = jnp.pad(order, (0, capacity))  # so that a slice of a round never reaches past the end
    return Own(jnp.where(own, local, group_experts), padded, ends - counts, ends), capacity


def _rounds(
    own: Own, capacity: int, limit: int | None, one_round: Callable[[Slots, Array, Any], Any], total: Any
) -> Any:
    """`total` after all rounds; each serves as many whole tokens as its slots have room for."""
    k = own.experts.shape[1]

    def body(carry: tuple[Array, Any]) -> tuple[Array, Any]:
        done, total = carry
        until = jnp.max(jnp.where(own.ends <= done + capacity, own.ends, 0))
        assignment = jax.lax.dynamic_slice_in_dim(own.order, done, capacity)
        served = jnp.arange(capacity) < until - done
        token = jnp.where(served, assignment // k, len(own.ends))
        here = (own.starts >= done) & (own.ends <= until) & (own.starts < own.ends)
        place = jnp.where(here, own.starts - done, capacity)
        return until, one_round(Slots(token, assignment, served), place, total)

    start = (jnp.zeros((), own.ends.dtype), total)
    if limit is not None:
        return body(start)[1]
    return jax.lax.while_loop(lambda carry: carry[0] < own.ends[-1], body, start)[1]


def _sum_of_token(y: Array, token: Array, most: int) -> Array:
    """At the first of a token's slots, which lie side by side, the sum over them.

    Args:
      y: [slots, embed]. token: int [slots], in order. most: slots that a token has at most.
    """
    wide, slots = jnp.promote_types(y.dtype, jnp.float32), len(token)
    total = y.astype(wide)
    for step in range(1, min(most, slots)):
        same = token[step:] == token[:-step]
        total = total.at[:-step].add(jnp.where(same[:, None], y[step:], 0).astype(wide))
    return total.astype(y.dtype)


def _most(experts: Array, matrices: tuple[Array, ...]) -> int:
    return min(experts.shape[1], matrices[0].shape[0])


def _gather(axis: str, each: Array) -> Array:
    return jax.lax.all_gather(each, axis, tiled=True)
