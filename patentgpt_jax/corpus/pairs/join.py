"""The pairs of a whole corpus: records that belong together are brought together, then paired."""

import itertools
import shutil
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.duplicates.spill import Spill, batched, in_order
from patentgpt_jax.corpus.pairs import parallel, prosecution
from patentgpt_jax.corpus.pairs.table import (
    PARALLEL_TEXTS,
    PROSECUTION_PAIRS,
    write_amendments,
    write_parallel_texts,
)
from patentgpt_jax.corpus.record import Record

_SCHEMA = pa.schema([("group", pa.int64()), *store.SCHEMA])
_APPLICATION, _FAMILY = "application", "family"  # kinds of relatives
_RECORD_BYTES = 10_000  # about, of one record among ten
_AT_ONCE = 64


class Pairs:
    """Collects the records that make pairs, task by task, below the directory `scratch`."""

    def __init__(self, scratch: Path, records: int) -> None:
        scratch.mkdir()
        self._scratch, self._records = scratch, records
        self._spills = {
            kind: Spill(scratch / kind, _SCHEMA, _RECORD_BYTES * records, compression="zstd")
            for kind in (_APPLICATION, _FAMILY)
        }
        self._multilingual: list[tuple[Path, list[int]]] = []

    def add(self, records: Path, keys: Path, relatives: pa.Table) -> None:
        """Take in those records of a task that are among its `relatives`, or have translations."""
        translated = pq.read_table(keys, columns=["translated"])["translated"].to_numpy()
        if translated.any():
            self._multilingual.append((records, np.flatnonzero(translated).tolist()))
        for kind, spill in self._spills.items():
            wanted = relatives.filter(pc.equal(relatives["kind"], kind)).sort_by("row").to_pylist()
            found = store.read_rows(records, [each["row"] for each in wanted])
            for some in batched(zip(wanted, found, strict=True), _AT_ONCE):
                rows = [{"group": each["group"], **store.row_of(record)} for each, record in some]
                groups = np.array([row["group"] for row in rows], np.int64)
                spill.add(in_order(groups, self._records), pa.Table.from_pylist(rows, _SCHEMA))

    def write(self, folder: Path) -> dict[str, int]:
        """Write both tables into `folder`, and count their rows."""
        counts = {
            "prosecution_pairs": write_amendments(folder / PROSECUTION_PAIRS, self._amendments()),
            "parallel_texts": write_parallel_texts(folder / PARALLEL_TEXTS, self._parallel_texts()),
        }
        shutil.rmtree(self._scratch)
        return counts

    def _amendments(self) -> Iterator[prosecution.Amendment]:
        for records in _groups(self._spills[_APPLICATION]):
            yield from prosecution.pairs(records)

    def _parallel_texts(self) -> Iterator[parallel.ParallelText]:
        for path, rows in self._multilingual:
            for record in store.read_rows(path, rows):
                yield from parallel.within(record)
        for records in _groups(self._spills[_FAMILY]):
            yield from parallel.between(records)


def _groups(spill: Spill) -> Iterator[list[Record]]:
    """The records of each group; groups and records are in the order of the corpus."""
    for table in spill.partitions():
        order = pc.sort_indices(table["group"])
        rows = (row for batch in table.take(order).to_batches(_AT_ONCE) for row in batch.to_pylist())
        for _, members in itertools.groupby(rows, key=itemgetter("group")):
            yield [store.record_of({name: row[name] for name in store.SCHEMA.names}) for row in members]
