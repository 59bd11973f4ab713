"""Streams and what the carriers of rows make of them, for the tests of each carrier."""

import io
import random

from patentgpt_jax.corpus.readers import rows
from patentgpt_jax.corpus.readers.row import Fault, Row


class Trickle(io.RawIOBase):
    """A stream that cannot seek and gives at most `most` bytes at a time, in uneven pieces."""

    def __init__(self, data: bytes, most: int, seed: int = 0) -> None:
        self._inner = io.BytesIO(data)
        self._most = most
        self._random = random.Random(seed)

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(min(size % (1 << 40), self._random.randint(1, self._most)))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def read_rows(data: bytes, most: int = 0) -> tuple[list[dict], list[Fault]]:
    """The rows and the faults in `data`; with `most`, from a stream of pieces of that size."""
    found = list(rows.rows(Trickle(data, most) if most else io.BytesIO(data)))
    places = [each.position for each in found]
    assert places == sorted(places)
    return [each.values for each in found if isinstance(each, Row)], [
        each for each in found if isinstance(each, Fault)
    ]
