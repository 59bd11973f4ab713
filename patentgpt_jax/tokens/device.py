"""A batch onto the devices of a mesh: each process reads only what its own devices need."""

import functools

import jax
import numpy as np

from patentgpt_jax.tokens.loader import Batches, Prefetched, iterate
from patentgpt_jax.tokens.packing import BATCH_DTYPES


def batch_shapes(
    batch_size: int, seq_len: int, sharding: jax.sharding.Sharding
) -> dict[str, jax.ShapeDtypeStruct]:
    """The shapes of what `place` gives, to compile for."""
    return {
        name: jax.ShapeDtypeStruct((batch_size, seq_len), dtype, sharding=sharding)
        for name, dtype in BATCH_DTYPES.items()
    }


def placed_ahead(
    batches: Batches, sharding: jax.sharding.Sharding, prefetch: int, start: int = 0, stop: int | None = None
) -> Prefetched[dict[str, jax.Array]]:
    """What `place` gives for every step from `start` on (up to `stop`), `prefetch` of them ahead."""
    return iterate(start, functools.partial(place, batches, sharding=sharding), prefetch, stop)


def place(batches: Batches, step: int, sharding: jax.sharding.Sharding) -> dict[str, jax.Array]:
    """The batch of `step` as global arrays `[batch, seq]`, each laid out by `sharding`.

    Where the batch or the sequence is split, a process reads the rows and the positions of its
    addressable devices, each part once.
    """
    shape = (batches.batch_size, batches.seq_len)

    @functools.cache
    def part(rows: tuple[int, int], positions: tuple[int, int]) -> dict[str, np.ndarray]:
        return batches.rows(step, slice(*rows), slice(*positions))

    def array(name: str, index: tuple[slice, ...]) -> np.ndarray:
        rows, positions = (each.indices(size)[:2] for each, size in zip(index, shape, strict=True))
        return part(rows, positions)[name]

    return {
        name: jax.make_array_from_callback(shape, sharding, functools.partial(array, name))
        for name in BATCH_DTYPES
    }
