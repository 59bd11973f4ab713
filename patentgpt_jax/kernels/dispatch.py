"""Where each token's row goes when rows are sorted by expert, and back.

Assignments (token, choice) are sorted by expert; each expert's group is padded to whole blocks, so
that a block belongs to one expert. No one-hot array is made, nothing is dropped, and both
directions are gathers.
"""

from typing import NamedTuple

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
