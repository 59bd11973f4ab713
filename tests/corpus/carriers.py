"""Streams and what the carriers of rows make of them, for the tests of each carrier."""

import io
import random
from collections.abc import Iterator
from unittest import mock

from patentgpt_jax.corpus.readers import encodings, rows
from patentgpt_jax.corpus.readers.row import Fault, Row


class Trickle(io.RawIOBase):
    """A stream that cannot seek and gives at most `most` bytes at a time, in uneven pieces."""

    def __init__(self, data: bytes, most: int, seed: int = 0) -> None:
        self._inner = io.BytesIO(data)
        self._most = most
        self._random = random.Random(seed)

    def read(self, size: int = -1) -> bytes:
        return self._inner.read(size if size < 0 else min(size, self._random.randint(1, self._most)))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def _cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def read_rows(data: bytes, most: int = 0) -> tuple[list[dict], list[Fault]]:
    """The rows and the faults in `data`; with `most`, from a stream of pieces of that size at most."""
    if most:
        pieces = mock.patch.object(
            encodings, "_pieces", lambda head, stream: _cut(head + stream.read(), most)
        )
        with pieces:
            found = list(rows.rows(Trickle(data, most)))
    else:
        found = list(rows.rows(io.BytesIO(data)))
    places = [each.position for each in found]
    assert places == sorted(places)
    return [each.values for each in found if isinstance(each, Row)], [
        each for each in found if isinstance(each, Fault)
    ]
