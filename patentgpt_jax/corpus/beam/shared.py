"""What the steps of a pipeline leave for one another in files, since Beam passes on only what is small.

All of it lies below one directory that every worker sees. A file is written whole, or not at all, and only
by one element of a step, so that a step that is repeated writes the same again.
"""

import io
import pickle
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from patentgpt_jax import files
from patentgpt_jax.corpus.duplicates import minhash, tables
from patentgpt_jax.corpus.duplicates.components import Components
from patentgpt_jax.corpus.duplicates.spill import places_of, split, spread

_MINIMA_RECORDS = 1 << 17  # in a file: 64 MiB
_MOST_MINIMA_FILES = 256  # open at once


class MinimaFiles:
    """The minima of `size` records, in files of some of them each. Those without minima have zeros."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self.records = max(_MINIMA_RECORDS, -(-size // _MOST_MINIMA_FILES))
        """How many each file but the last has."""
        self._opened: dict[int, np.ndarray] = {}

    def write(self, place: int, keys: Iterable[tuple[int, Path]]) -> None:
        """Write the file `place` from files of keys, each given with the number of its first record."""
        first = place * self.records
        minima = np.zeros((min(self.records, self._size - first), minhash.PERMUTATIONS), np.uint32)
        for start, path in keys:
            for offset, batch in tables.batches(path, ["minima"]):
                ids, found = tables.present(start + offset - first, batch.column("minima"), np.uint32)
                here = (ids >= 0) & (ids < len(minima))
                if here.any():
                    minima[ids[here]] = found[here]
        files.write_bytes(self._path(place), minima.tobytes())

    def __getitem__(self, ids: Any) -> np.ndarray:
        places, rows = np.divmod(ids, self.records)
        if np.ndim(ids) == 0:
            return self._file(int(places))[rows]
        found = np.empty((len(ids), minhash.PERMUTATIONS), np.uint32)
        for place in np.unique(places):
            here = places == place
            found[here] = self._file(int(place))[rows[here]]
        return found

    def _file(self, place: int) -> np.ndarray:
        if place not in self._opened:
            opened = np.memmap(self._path(place), np.uint32, "r")
            self._opened[place] = opened.reshape(-1, minhash.PERMUTATIONS)
        return self._opened[place]

    def _path(self, place: int) -> Path:
        return self._folder / f"{place:03}.uint32"


def write_labels(components: Components, path: Path) -> None:
    """Write what each node belongs to, for `open_labels`."""
    with path.open("wb") as file:
        for labels in components.labels():
            file.write(labels.tobytes())


def open_labels(path: Path) -> np.ndarray:
    """What each node belongs to, by its number; not read before it is looked up."""
    return np.memmap(path, np.int64, "r") if path.stat().st_size else np.zeros(0, np.int64)


def partitioned(keys: np.ndarray, table: pa.Table, count: int) -> Iterator[tuple[int, bytes]]:
    """The rows of `table` by the partition, of `count`, of their keys: equal keys are in one."""
    for place, some in split(places_of(spread(keys), count), table):
        yield place, to_bytes(some)


def to_bytes(table: pa.Table) -> bytes:
    """A table as Beam passes it on."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def from_bytes(parts: Iterable[bytes], schema: pa.Schema) -> pa.Table:
    """The rows of several tables, in any order."""
    found = [pa.ipc.open_stream(part).read_all() for part in parts]
    return pa.concat_tables(found) if found else schema.empty_table()


def write_value(path: Path, value: Any) -> None:
    """Write any value, for `read_value`."""
    files.write_bytes(path, pickle.dumps(value))


def read_value(path: Path) -> Any:
    """What `write_value` wrote."""
    return pickle.loads(path.read_bytes())


def tell(folder: Path, error: dict[str, Any]) -> None:
    """Leave word of an error in `folder`."""
    files.write_json(folder / f"{uuid.uuid4()}.json", error)
