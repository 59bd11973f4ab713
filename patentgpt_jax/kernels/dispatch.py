"""Where each token's row goes when rows are sorted by expert, and back.

Assignments (token, choice) are sorted by expert; each expert's group is padded to whole blocks, so
that a block belongs to one expert. No one-hot array is made, nothing is dropped, and both
directions are gathers.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array


class Dispatch(NamedTuple):
    """The sorted layout of a batch of assignments, in slots (rows of whole blocks).

    token_of_slot: int [slots]; the token whose row stands there, or `tokens` where it is padding.
    slot_of_choice: int [tokens, k]; where each assignment stands, or `slots` if it is not routed.
    expert_of_block: int [slots / block].
    blocks: int scalar, how many blocks hold anything; the rest come after them.
    """

    token_of_slot: Array
    slot_of_choice: Array
    expert_of_block: Array
    blocks: Array


def sort_by_expert(experts: Array, valid: Array, num_experts: int, block: int) -> Dispatch:
    """Lay out assignments by expert.

    Args:
      experts: int [tokens, k], the experts of each token; `num_experts` for a choice without a slot.
      valid: bool [tokens]; tokens that are not (padding) get no slot.
      num_experts: how many experts there are.
      block: rows of a block.
    """
    tokens, k = experts.shape
    assignments = tokens * k
    total_blocks = -(-assignments // block) + num_experts
    slots = total_blocks * block
    flat = jnp.where(valid[:, None], experts, num_experts).reshape(-1)
    order = jnp.argsort(flat, stable=True)
    sizes = jnp.bincount(flat, length=num_experts + 1)
    starts = jnp.cumsum(sizes) - sizes
    blocks_of_expert = -(-sizes[:num_experts] // block)
    block_ends = jnp.cumsum(blocks_of_expert)
    slot_starts = jnp.append((block_ends - blocks_of_expert) * block, slots)
    expert = flat[order]
    slot = jnp.where(
        expert < num_experts, slot_starts[expert] + jnp.arange(assignments) - starts[expert], slots
    )
    token_of_slot = (
        jnp.full(slots, tokens, order.dtype).at[slot].set(order // k, mode="drop", unique_indices=False)
    )
    slot_of_choice = jnp.zeros(assignments, slot.dtype).at[order].set(slot, unique_indices=True)
    expert_of_block = jnp.searchsorted(block_ends, jnp.arange(total_blocks), side="right")
    return Dispatch(
        token_of_slot,
        slot_of_choice.reshape(tokens, k),
        jnp.minimum(expert_of_block, num_experts - 1),
        block_ends[-1],
    )


def rows(x: Array, index: Array) -> Array:
    """`x[index]` along the first axis; an index one past the end gives a row of zeros."""
    return jnp.take(x, index, axis=0, mode="fill", fill_value=0)


@jax.custom_vjp
def spread(x: Array, token_of_slot: Array, slot_of_choice: Array) -> Array:
    """Each token's row to the slots of its choices.

    Args:
      x: [tokens, embed].
      token_of_slot: int [slots], or `tokens` where a slot is empty.
      slot_of_choice: int [tokens, k], or `slots` where a choice has none.

    Returns [slots, embed]. The gradient, too, is a gather: transposed by rule it would be a scatter.
    """
    return rows(x, token_of_slot)


def _spread_backward(slot_of_choice: Array, d_out: Array) -> tuple[Array, None, None]:
    return rows(d_out, slot_of_choice).sum(axis=1), None, None


spread.defvjp(
    lambda x, token_of_slot, slot_of_choice: (rows(x, token_of_slot), slot_of_choice), _spread_backward
)


@jax.custom_vjp
def collect(y: Array, slot: Array, assignment_of_slot: Array) -> Array:
    """The row of each assignment back from its slot: the inverse of `spread`, choices apart.

    Args:
      y: [slots, embed].
      slot: int [assignments], or `slots` where an assignment has none; its row is zeros.
      assignment_of_slot: int [slots], or `assignments` where a slot is empty.

    Returns [assignments, embed]. Its gradient is a gather.
    """
    return rows(y, slot)


collect.defvjp(
    lambda y, slot, assignment_of_slot: (rows(y, slot), assignment_of_slot),
    lambda assignment_of_slot, d_out: (rows(d_out, assignment_of_slot), None, None),
)
