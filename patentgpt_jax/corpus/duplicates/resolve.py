"""The duplicates of a whole corpus, by group-bys in bounded memory.

Records are numbered in the order of the corpus. Their keys come from files that the tasks left; what is
shuffled goes through `spill`, what is looked up by a record's number lies in arrays on disk:

1. links -> families; the hashes of texts, and the bands of their minima, whose pairs are verified -> clusters
2. members of each cluster, in order of preference -> what becomes of each (`choose`)
3. long paragraphs of the records that are kept -> those that stand in many clusters

What is done with whole groups is in `tables`. The result does not depend on how many files or partitions
there are.
"""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patentgpt_jax.corpus.duplicates import minhash, tables
from patentgpt_jax.corpus.duplicates.arrays import on_disk
from patentgpt_jax.corpus.duplicates.components import Components
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.spill import InOrder, Spill, in_order, spread

_ROW_BYTES, _CHOICE_BYTES = 250, 120  # about, of a record


@dataclass(frozen=True)
class KeyFiles:
    """The files of one task: keys of its records, and their long paragraphs."""

    keys: Path
    paragraphs: Path


@dataclass(frozen=True)
class Decisions:
    """What becomes of the records of one task.

    choices: of the records that are not alone in their clusters, `row` (of the task), `cluster`, `reason`,
      `kept`, as in `choose.Choice`; the others are kept, and their clusters are called after them.
    paragraphs: what is left out of those that are kept: `row`, `section`, `paragraph`.
    relatives: records that make a pair with others, whatever becomes of them: `row`, `kind`
      (`application`: what was filed and what was granted; `family`: several languages), `group`.
    """

    choices: pa.Table
    paragraphs: pa.Table
    relatives: pa.Table

    @classmethod
    def of(cls, start: int, choices: pa.Table, paragraphs: pa.Table, relatives: pa.Table) -> "Decisions":
        """From tables by the records' numbers in the corpus, for the task whose first record is `start`."""
        return cls(*(_by_row(each, start) for each in (choices, paragraphs, relatives)))


def _by_row(table: pa.Table, start: int) -> pa.Table:
    return table.set_column(0, "row", pc.subtract(table["id"], int(start)))


def starts_of(files: Sequence[KeyFiles]) -> np.ndarray:
    """The number in the corpus of each task's first record, and after them that of all records."""
    counts = [pq.read_metadata(each.keys).num_rows for each in files]
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


class Duplicates:
    """Works out what becomes of every record.

    Args:
      tasks: the files of all tasks.
      scratch: a directory that does not stand there, deleted at the end.
    """

    def __init__(self, tasks: Sequence[KeyFiles], config: DuplicatesConfig, scratch: Path) -> None:
        self._tasks, self._config, self._scratch = tasks, config, scratch
        self._starts = starts_of(tasks)
        self._size = int(self._starts[-1])
        self.left = 0  # texts of large buckets that were not compared there

    def decisions(self) -> Iterator[Decisions]:
        """The decisions of each task, in order."""
        self._scratch.mkdir()
        try:
            families = self._families()
            clusters = self._clusters(families)
            kept = self._array("kept", np.bool_)
            kept[:] = True
            choices, relatives = self._choices(families, clusters, kept)
            found = [InOrder(each) for each in (choices, self._repeated(clusters, kept), relatives)]
            for start, end in zip(self._starts[:-1], self._starts[1:], strict=True):
                yield Decisions.of(start, *(each.up_to(end) for each in found))
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _families(self) -> Components:
        """What the records' links connect."""
        spill = self._spill("links", tables.PAIRS, 3 * 16 * self._size)
        for start, batch in self._keys(["links"]):
            _add_pairs(spill, tables.link_pairs(start, batch))
        families = Components(self._size, self._scratch / "families")
        for table in spill.partitions():
            families.join(*tables.equal_edges(table)[:2])
        return families

    def _clusters(self, families: Components) -> Components:
        """Families, joined where they share a text or near-duplicates."""
        clusters = families.copy(self._scratch / "clusters")
        contents = self._spill("contents", tables.PAIRS, 16 * self._size)
        bands = self._spill("bands", tables.PAIRS, minhash.BANDS * 16 * self._size)
        self._minima = self._array("minima", np.uint32, minhash.PERMUTATIONS)
        for start, batch in self._keys(["content", "minima"]):
            _add_pairs(contents, tables.content_pairs(start, batch))
            _add_pairs(bands, tables.band_pairs(start, batch))
            ids, found = tables.present(start, batch.column("minima"), np.uint32)
            if len(ids):
                self._minima[ids] = found
        for table in contents.partitions():
            clusters.join(*tables.equal_edges(table)[:2])
        for table in bands.partitions():
            near = tables.similar_edges(table, self._minima, clusters.roots)
            clusters.join(near.one, near.other)
            self.left += near.left
        return clusters

    def _choices(self, families: Components, clusters: Components, kept: np.ndarray) -> tuple[Spill, Spill]:
        """What becomes of each record that is not alone in its cluster, told to `kept`, too; relatives."""
        sizes = clusters.sizes(self._scratch / "sizes")
        rows = self._spill("members", tables.ROWS, _ROW_BYTES * self._size)
        for start, batch in self._keys(tables.ROW_KEYS):
            table = tables.rows_of(start, batch, families.roots, clusters.roots, sizes)
            rows.add(spread(table["root"].to_numpy()), table)
        choices = self._spill("choices", tables.CHOICES, _CHOICE_BYTES * self._size)
        relatives = self._spill("relatives", tables.RELATIVES, _CHOICE_BYTES * self._size)
        for table in rows.partitions():
            found = tables.relatives_of(table)
            relatives.add(in_order(found["id"].to_numpy(), self._size), found)
            for chosen in tables.choices_of(table, self._minima, self._config):
                ids = chosen["id"].to_numpy()
                kept[ids] = pc.equal(chosen["reason"], "").to_numpy()
                choices.add(in_order(ids, self._size), chosen)
        return choices, relatives

    def _repeated(self, clusters: Components, kept: np.ndarray) -> Spill:
        """The paragraphs that are left out of the records that are kept."""
        expected = sum(each.paragraphs.stat().st_size for each in self._tasks) * 2
        places = self._spill("places", tables.PLACES, expected)
        if self._config.paragraphs:
            for start, end, task in zip(self._starts[:-1], self._starts[1:], self._tasks, strict=True):
                for _, batch in tables.batches(task.paragraphs):
                    table = tables.paragraph_places(start, batch, kept[start:end], clusters.roots)
                    places.add(table["hash"].to_numpy(), table)
        found = self._spill("repeated", tables.LEFT_OUT, _CHOICE_BYTES * self._size)
        for table in places.partitions():
            left_out = tables.repeated_places(table, self._config.paragraphs)
            found.add(in_order(left_out["id"].to_numpy(), self._size), left_out)
        return found

    def _keys(self, columns: list[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The keys of all records, some at a time, each with the number of its first record."""
        for start, task in zip(self._starts, self._tasks, strict=False):
            for place, batch in tables.batches(task.keys, columns):
                yield int(start) + place, batch

    def _spill(self, name: str, schema: pa.Schema, expected_bytes: int) -> Spill:
        return Spill(self._scratch / f"{name}-spilled", schema, expected_bytes)

    def _array(self, name: str, dtype: Any, width: int = 0) -> np.ndarray:
        """An array on disk with a row, or a number, for each record; zero at first."""
        return on_disk(self._scratch / name, dtype, self._size, width)


def _add_pairs(spill: Spill, table: pa.Table) -> None:
    spill.add(spread(table["key"].to_numpy()), table)
