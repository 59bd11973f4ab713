"""Which tiles of sorted rows meet which groups: what the grouped kernels for TPU and GPU walk along.

Rows go in tiles of equal height. A tile in which a group ends and another begins is visited once for
each, so that each visit is of one tile for one group. There are at most tiles + groups visits: their
number grows with the rows, and by at most one with each group.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array


class Visits(NamedTuple):
    """The visits in order of rows; those past `total` are of nothing (begin = end).

    group, tile: int32 [visits], who is visited.
    begin, end: int32 [visits], the rows of the group within the tile's reach: begin <= row < end, counted
      from the first of all rows.
    total: int32 scalar, how many there are.
    """

    group: Array
    tile: Array
    begin: Array
    end: Array
    total: Array


def make_visits(sizes: Array, rows: int, height: int, *, empty_groups: bool) -> Visits:
    """Plan the visits of `rows` rows in tiles of `height`.

    Args:
      sizes: int32 [groups]; their sum is at most `rows`.
      empty_groups: whether a group without rows gets a visit too (of no rows), so that something can be
        written for it.
    """
    groups, tiles = len(sizes), -(-rows // height)
    sizes = sizes.astype(jnp.int32)
    ends = jnp.cumsum(sizes, dtype=jnp.int32)
    begins = ends - sizes
    first = jnp.minimum(begins // height, tiles - 1)
    visits = jnp.where(sizes > 0, -(-ends // height) - first, int(empty_groups))
    visits_ends = jnp.cumsum(visits, dtype=jnp.int32)
    number = jnp.arange(tiles + groups, dtype=jnp.int32)
    # The group whose visits come at `number`: as many groups as have had all of theirs.
    group = jnp.sum(number[:, None] >= visits_ends, axis=1, dtype=jnp.int32)
    real = group < groups
    group = jnp.minimum(group, groups - 1)
    tile = first[group] + number - (visits_ends - visits)[group]
    begin = begins[group]
    return Visits(
        group,
        jnp.where(real, tile, 0),
        begin,
        jnp.where(real, ends[group], begin),
        visits_ends[-1],
    )
