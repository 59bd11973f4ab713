"""The embedding look-up, whose gradient makes no collective of the table's size.

On a mesh every device looks up its own slice of `embed` for the tokens of its whole group, and an
all-to-all turns slices of all tokens into whole rows of its own. The gradient goes the same way
back, and is added up where it belongs: only token ids and activations travel.
"""

import functools

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import PartitionSpec as P
from jax.typing import DTypeLike

from patentgpt_jax.kernels.placement import Placement


def embed(table: Array, tokens: Array, dtype: DTypeLike, placement: Placement | None = None) -> Array:
    """The rows of `table` [vocab, embed] at `tokens` int [batch, seq], as [batch, seq, embed] of `dtype`.

    The gradients of a token's many occurrences add up in the dtype of the table.

    Args:
      placement: how tokens and table lie on a mesh; None leaves both to the compiler.
    """
    if placement is None:
        return table[tokens].astype(dtype)
    return _embed(table, tokens, jnp.dtype(dtype), placement)


@functools.partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def _embed(table: Array, tokens: Array, dtype: jnp.dtype, placement: Placement) -> Array:
    def local(table: Array, tokens: Array) -> Array:
        x = table.at[_places(tokens, len(table), placement)].get(mode="fill", fill_value=0).astype(dtype)
        if placement.embed:
            x = jax.lax.all_to_all(x, placement.embed, 0, 3, tiled=True)
        return jax.lax.psum(x[0], placement.vocab)

    matrix = P(placement.vocab or None, placement.embed or None)
    return jax.shard_map(
        local,
        mesh=placement.mesh,
        in_specs=(matrix, placement.rows),
        out_specs=placement.rows,
        check_vma=False,
    )(table, tokens)


def _places(tokens: Array, vocab: int, placement: Placement) -> Array:
    """The group's tokens as rows of this device's table, past its end if elsewhere: [group, batch, seq]."""
    tokens = jax.lax.all_gather(tokens, placement.embed) if placement.embed else tokens[None]
    if not placement.vocab:
        return tokens
    places = tokens - jax.lax.axis_index(placement.vocab) * vocab
    return jnp.where((places >= 0) & (places < vocab), places, vocab)


def _forward(
    table: Array, tokens: Array, dtype: jnp.dtype, placement: Placement
) -> tuple[Array, tuple[Array, Array]]:
    return _embed(table, tokens, dtype, placement), (table, tokens)


def _backward(
    dtype: jnp.dtype, placement: Placement, residuals: tuple[Array, Array], d_x: Array
) -> tuple[Array, None]:
    def local(table: Array, tokens: Array, d_x: Array) -> Array:
        d_x = d_x[None]
        if placement.embed:
            d_x = jax.lax.all_to_all(d_x, placement.embed, 3, 0, tiled=True)
        places = _places(tokens, len(table), placement)
        d_table = jnp.zeros_like(table).at[places].add(d_x.astype(table.dtype), mode="drop")
        return jax.lax.psum(d_table, placement.others)

    matrix = P(placement.vocab or None, placement.embed or None)
    d_table = jax.shard_map(
        local,
        mesh=placement.mesh,
        in_specs=(matrix, placement.rows, placement.rows),
        out_specs=matrix,
        check_vma=False,
    )(*residuals, d_x)
    return d_table, None


_embed.defvjp(_forward, _backward)
