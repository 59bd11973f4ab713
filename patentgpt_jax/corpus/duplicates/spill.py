"""A group-by in bounded memory: rows go to files by the hash of their key, which are read one by one.

All rows of a key lie in one file, so that whoever reads the files one after another sees each group whole
and never more than one file. Rows keep the order in which they came.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

Item = TypeVar("Item")

_BUFFER_BYTES = 8 << 20
_PARTITION_BYTES = 16 << 20  # of a file, if there need not be more than the most files
_MOST_PARTITIONS = 1024


class Spill:
    """Rows of `schema`, of which about `expected_bytes` will come, in files below the directory `folder`.

    `compression` is None or one of Arrow's, for texts.
    """

    def __init__(
        self, folder: Path, schema: pa.Schema, expected_bytes: int, compression: str | None = None
    ) -> None:
        folder.mkdir()
        self._folder, self.schema = folder, schema
        self._options = pa.ipc.IpcWriteOptions(compression=compression)
        self._count = min(max(expected_bytes // _PARTITION_BYTES, 1), _MOST_PARTITIONS)
        self._waiting: list[pa.Table] = []
        self._bytes = 0
        self._places: set[int] = set()  # of which there are files

    def add(self, keys: np.ndarray, table: pa.Table) -> None:
        """Take in rows, whose `keys` ([rows], uint64, evenly spread) say what group each belongs to."""
        places = places_of(keys, self._count)
        self._waiting.append(table.append_column("place", pa.array(places.astype(np.uint16))))
        self._bytes += table.nbytes
        if self._bytes > _BUFFER_BYTES:
            self._flush()

    def partitions(self) -> Iterator[pa.Table]:
        """The rows, a file at a time; the files are deleted as they are read."""
        self._flush()
        for place in sorted(self._places):
            path = self._path(place)
            table = _read(path)
            path.unlink()
            yield table
        self._folder.rmdir()

    def _flush(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._bytes = [], 0
        for place, some in split(table.column("place").to_numpy(), table.drop_columns("place")):
            self._places.add(int(place))
            self._append(place, some)

    def _append(self, place: int, table: pa.Table) -> None:
        """Add a stream of its own to a file, which is open no longer than that: there may be many files."""
        with (
            pa.OSFile(str(self._path(place)), "ab") as file,
            pa.ipc.new_stream(file, self.schema, options=self._options) as writer,
        ):
            writer.write_table(table)

    def _path(self, place: int) -> Path:
        return self._folder / f"{place:04}.arrow"


class InOrder:
    """The rows of a `Spill` whose keys keep the order of their `id`, told in that order."""

    def __init__(self, spill: Spill) -> None:
        self._schema = spill.schema
        self._partitions = spill.partitions()
        self._rest = self._schema.empty_table()
        self._ended = False

    def up_to(self, end: int) -> pa.Table:
        """The next rows, those whose `id` is below `end`."""
        parts = []
        while True:
            found = int(np.searchsorted(self._rest["id"].to_numpy(), end))
            parts.append(self._rest.slice(0, found))
            self._rest = self._rest.slice(found)
            if len(self._rest) or self._ended:
                return pa.concat_tables(parts)
            table = next(self._partitions, None)
            self._ended = table is None
            if table is not None:
                self._rest = table.sort_by([(name, "ascending") for name in self._order(table)])

    def _order(self, table: pa.Table) -> list[str]:
        return ["id", *(name for name in ("section", "paragraph") if name in table.column_names)]


def in_order(ids: np.ndarray, size: int) -> np.ndarray:
    """Keys for `Spill` that put rows into files in the order of their records' numbers, below `size`."""
    return ids.astype(np.uint64) * np.uint64(((1 << 64) - 1) // max(size, 1))


def spread(keys: np.ndarray) -> np.ndarray:
    """Numbers spread evenly over 64 bits, equal ones for equal keys, by which `Spill` can sort rows."""
    mixed = keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)


def places_of(keys: np.ndarray, count: int) -> np.ndarray:
    """Which of `count` partitions each of some evenly spread `keys` belongs to; they keep the keys' order."""
    return (keys >> np.uint64(32)) * np.uint64(count) >> np.uint64(32)


def split(places: np.ndarray, table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    """The rows of `table` by the partition that `places` gives for each; rows keep their order."""
    order = np.argsort(places, kind="stable")
    table = table.take(pa.array(order))
    found, starts = np.unique(places[order], return_index=True)
    ends = np.append(starts, len(table))[1:]
    for place, start, end in zip(found, starts, ends, strict=True):
        yield int(place), table.slice(start, end - start)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """`items` in lists of `size`; the last may be shorter."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some


def _read(path: Path) -> pa.Table:
    parts = []
    with pa.memory_map(str(path)) as file:  # so that the system may take the pages back
        while file.tell() < file.size():
            parts.append(pa.ipc.open_stream(file).read_all())
    return pa.concat_tables(parts)
