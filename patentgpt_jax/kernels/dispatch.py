"""Where each token's row goes when rows are sorted by expert, and back.

Assignments (token, choice) are sorted by expert, those of no expert last. No one-hot array is made, nothing
is dropped, and both directions are gathers.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Dispatch(NamedTuple):
    """The sorted order of a batch of assignments.

    assignment_of_row: int [rows]; which of the tokens * k assignments stands there, `tokens * k` for none.
    row_of_choice: int [tokens, k]; where each assignment stands, or `rows` if it is not routed.
    sizes: int32 [experts], the rows of each expert; they stand one after the other, from the first row.
    """

    assignment_of_row: Array
    row_of_choice: Array
    sizes: Array

    @property
    def token_of_row(self) -> Array:
        """The token whose row stands there, or `tokens` for none: int [rows]."""
        return self.assignment_of_row // self.row_of_choice.shape[1]


def sort_by_expert(experts: Array, valid: Array, num_experts: int, spare: int = 0) -> Dispatch:
    """Lay out assignments by expert.

    Args:
      experts: int [tokens, k], the experts of each token; `num_experts` for a choice of none.
      valid: bool [tokens]; tokens that are not (padding) get no row.
      num_experts: how many experts there are.
      spare: rows past all assignments that are laid out too, with nothing in them.
    """
    tokens, k = experts.shape
    assignments = tokens * k
    flat = jnp.where(valid[:, None], experts, num_experts).reshape(-1)
    order = jnp.argsort(flat, stable=True)
    ends = jnp.searchsorted(flat[order], jnp.arange(num_experts), side="right").astype(jnp.int32)
    routed = jnp.arange(assignments) < ends[-1]
    assignment_of_row = jnp.pad(
        jnp.where(routed, order, assignments), (0, spare), constant_values=assignments
    )
    # The inverse by a second sort: a scatter would go one by one on TPU.
    row_of_choice = jnp.where(flat < num_experts, jnp.argsort(order), assignments + spare)
    return Dispatch(assignment_of_row, row_of_choice.reshape(tokens, k), jnp.diff(ends, prepend=0))


def rows(x: Array, index: Array) -> Array:
    """`x[index]` along the first axis; an index one past the end gives a row of zeros."""
    return jnp.take(x, index, axis=0, mode="fill", fill_value=0)
