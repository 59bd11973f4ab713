"""The duplicates of a whole corpus, by group-bys in bounded memory.

Records are numbered in the order of the corpus. Their keys come from files that the tasks left; what is
shuffled goes through `spill`, what is looked up by a record's number lies in arrays on disk:

1. links -> families; the hashes of texts, and the bands of their minima, whose pairs are verified -> clusters
2. members of each cluster, in order of preference -> what becomes of each (`choose`)
3. long paragraphs of the records that are kept -> those that stand in many clusters

The result does not depend on how many files or partitions there are.
"""

import shutil
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patentgpt_jax.corpus.duplicates import buckets, minhash
from patentgpt_jax.corpus.duplicates.arrays import on_disk
from patentgpt_jax.corpus.duplicates.choose import Choice, Member, choose
from patentgpt_jax.corpus.duplicates.components import Components
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.paragraphs import repeated
from patentgpt_jax.corpus.duplicates.spill import InOrder, Spill, batched, in_order, spread

_PAIRS = pa.schema([("key", pa.uint64()), ("id", pa.int64())])
_ROWS = pa.schema(
    [
        ("id", pa.int64()),
        ("root", pa.int64()),
        ("family", pa.int64()),
        ("number", pa.string()),
        ("application", pa.string()),
        ("content", pa.binary()),
        ("language", pa.string()),
        ("stage", pa.string()),
        ("date", pa.string()),
        ("bytes", pa.int64()),
        ("claims", pa.bool_()),
    ]
)
_CHOICES = pa.schema(
    [("id", pa.int64()), ("cluster", pa.string()), ("reason", pa.string()), ("kept", pa.string())]
)
_PLACES = pa.schema(
    [
        ("id", pa.int64()),
        ("section", pa.int32()),
        ("paragraph", pa.int32()),
        ("hash", pa.uint64()),
    ]
)
_RELATIVES = pa.schema([("id", pa.int64()), ("kind", pa.string()), ("group", pa.int64())])
_ROW_BYTES, _CHOICE_BYTES = 250, 120  # about, of a record
_AT_ONCE = 1 << 14  # records


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


class Duplicates:
    """Works out what becomes of every record.

    Args:
      tasks: the files of all tasks.
      scratch: a directory that does not stand there, deleted at the end.
    """

    def __init__(self, tasks: Sequence[KeyFiles], config: DuplicatesConfig, scratch: Path) -> None:
        self._tasks, self._config, self._scratch = tasks, config, scratch
        counts = [pq.read_metadata(each.keys).num_rows for each in tasks]
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._size = int(self._starts[-1])
        self.left = 0  # texts of large buckets that were not compared there
        self.sizes = Counter[int]()  # how many clusters keep so many records; known with the first decisions

    def decisions(self) -> Generator[Decisions]:
        """The decisions of each task, in order."""
        self._scratch.mkdir()
        try:
            families = self._families()
            clusters = self._clusters(families)
            kept = self._array("kept", np.bool_)
            kept[:] = True
            spilled = self._choices(families, clusters, kept)
            found = [InOrder(each) for each in (spilled[0], self._repeated(clusters, kept), spilled[1])]
            for start, end in zip(self._starts[:-1], self._starts[1:], strict=True):
                yield Decisions(*(_by_row(each.up_to(end), start) for each in found))
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _families(self) -> Components:
        """What the records' links connect."""
        spill = self._spill("links", _PAIRS, 3 * 16 * self._size)
        for start, batch in self._keys(["links"]):
            counts = pc.list_value_length(batch.column("links")).to_numpy()
            ids = np.repeat(np.arange(start, start + len(batch)), counts)
            _add_pairs(spill, batch.column("links").flatten().to_numpy(), ids)
        families = Components(self._size, self._scratch / "families")
        _join_equal(spill, families)
        return families

    def _clusters(self, families: Components) -> Components:
        """Families, joined where they share a text or near-duplicates."""
        clusters = families.copy(self._scratch / "clusters")
        contents = self._spill("contents", _PAIRS, 16 * self._size)
        bands = self._spill("bands", _PAIRS, minhash.BANDS * 16 * self._size)
        self._minima = self._array("minima", np.uint32, minhash.PERMUTATIONS)
        self._compared = self._array("compared", np.bool_)
        for start, batch in self._keys(["content", "minima"]):
            ids, found = _present(start, batch.column("content"), np.uint64)
            _add_pairs(contents, found[:, 0], ids)
            ids, found = _present(start, batch.column("minima"), np.uint32)
            if len(ids):
                self._minima[ids], self._compared[ids] = found, True
                _add_pairs(bands, minhash.band_keys(found).ravel(), np.repeat(ids, minhash.BANDS))
        _join_equal(contents, clusters)
        for table in bands.partitions():
            self._join_similar(table, clusters)
        return clusters

    def _join_similar(self, table: pa.Table, clusters: Components) -> None:
        """Join the near-duplicates among those who agree in a band; whole buckets are given."""
        keys, ids = _sorted_pairs(table)
        for one, other in buckets.in_small_buckets(keys, ids):
            apart = clusters.roots(one) != clusters.roots(other)  # the others need no comparison any more
            clusters.join(*buckets.similar(one[apart], other[apart], self._minima))
        for members in buckets.large_buckets(keys, ids):
            found = buckets.by_leaders(members, self._minima)
            clusters.join(found.one, found.other)
            self.left += found.left

    def _choices(self, families: Components, clusters: Components, kept: np.ndarray) -> tuple[Spill, Spill]:
        """What becomes of each record that is not alone in its cluster, told to `kept`, too; relatives."""
        sizes = self._array("sizes", np.int32)
        for labels in clusters.labels():
            np.add.at(sizes, labels, 1)
        rows = self._spill("members", _ROWS, _ROW_BYTES * self._size)
        alone = 0
        for start, batch in self._keys(_ROWS.names[3:]):
            ids = np.arange(start, start + len(batch))
            roots = clusters.roots(ids)
            several = np.flatnonzero(sizes[roots] > 1)
            alone += len(batch) - len(several)
            own = [ids[several], roots[several], families.roots(ids[several])]
            columns = [*map(pa.array, own), *batch.take(pa.array(several)).columns]
            rows.add(spread(roots[several]), pa.Table.from_arrays(columns, schema=_ROWS))
        self.sizes.update({1: alone} if alone else {})
        choices = self._spill("choices", _CHOICES, _CHOICE_BYTES * self._size)
        relatives = self._spill("relatives", _RELATIVES, _CHOICE_BYTES * self._size)
        for table in rows.partitions():
            found = _relatives(table)
            relatives.add(self._in_order(found["id"].to_numpy()), found)
            for some in batched(self._chosen(table), _AT_ONCE):
                chosen = pa.Table.from_pylist([vars(each) for each in some], _CHOICES)
                ids = chosen["id"].to_numpy()
                kept[ids] = pc.equal(chosen["reason"], "").to_numpy()
                choices.add(self._in_order(ids), chosen)
        return choices, relatives

    def _chosen(self, table: pa.Table) -> Iterator[Choice]:
        """What becomes of the records of whole clusters, which are taken from the table one by one."""
        smallest = table.group_by("root").aggregate([("number", "min")])
        names = dict(zip(smallest["root"].to_pylist(), smallest["number_min"].to_pylist(), strict=True))
        rows = (row for batch in _preferred(table).to_batches(1024) for row in batch.to_pylist())
        for root, members in groupby(rows, key=itemgetter("root")):
            kept = 0
            for choice in choose(map(self._member, members), names[root], self._config):
                kept += not choice.reason
                yield choice
            self.sizes[kept] += 1

    def _member(self, row: dict[str, Any]) -> Member:
        minima = self._minima[row["id"]] if self._compared[row["id"]] else self._minima[0, :0]
        return Member(minima=minima, **{name: row[name] for name in _ROWS.names[:-1] if name != "root"})

    def _repeated(self, clusters: Components, kept: np.ndarray) -> Spill:
        """The paragraphs that are left out of the records that are kept."""
        places = self._spill(
            "places", _PLACES, sum(each.paragraphs.stat().st_size for each in self._tasks) * 2
        )
        if self._config.paragraphs:
            for start, task in zip(self._starts, self._tasks, strict=False):
                for batch in _batches(task.paragraphs):
                    ids = batch.column("row").to_numpy() + start
                    some = pa.Table.from_batches([batch]).filter(pa.array(kept[ids]))
                    columns = [pa.array(ids[kept[ids]]), *some.columns[1:]]
                    places.add(some["hash"].to_numpy(), pa.Table.from_arrays(columns, schema=_PLACES))
        found = self._spill("repeated", _PLACES, _CHOICE_BYTES * self._size)
        for table in places.partitions():
            ids = table["id"].to_numpy()
            left_out = repeated(table["hash"].to_numpy(), ids, clusters.roots(ids), self._config.paragraphs)
            found.add(self._in_order(ids[left_out]), table.filter(pa.array(left_out)))
        return found

    def _keys(self, columns: list[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
        """The keys of all records, some at a time, each with the number of its first record."""
        for start, task in zip(self._starts, self._tasks, strict=False):
            for batch in _batches(task.keys, columns):
                yield int(start), batch
                start += len(batch)

    def _in_order(self, ids: np.ndarray) -> np.ndarray:
        """Keys for `Spill` that put records into files in the order of their numbers."""
        return in_order(ids, self._size)

    def _spill(self, name: str, schema: pa.Schema, expected_bytes: int) -> Spill:
        return Spill(self._scratch / f"{name}-spilled", schema, expected_bytes)

    def _array(self, name: str, dtype: Any, width: int = 0) -> np.ndarray:
        """An array on disk with a row, or a number, for each record; zero at first."""
        return on_disk(self._scratch / name, dtype, self._size, width)


def _batches(path: Path, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches(_AT_ONCE, columns=columns)


def _present(start: int, column: pa.Array, dtype: Any) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the records with something in a binary column, and that as a row of `dtype` each."""
    some = np.flatnonzero(pc.binary_length(column).to_numpy())
    values = b"".join(column.take(pa.array(some)).to_pylist())
    return start + some, np.frombuffer(values, dtype).reshape(len(some), -1 if len(some) else 1)


def _add_pairs(spill: Spill, keys: np.ndarray, ids: np.ndarray) -> None:
    table = pa.Table.from_arrays([pa.array(keys), pa.array(ids)], schema=_PAIRS)
    spill.add(spread(keys), table)


def _sorted_pairs(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    keys, ids = table["key"].to_numpy(), table["id"].to_numpy()
    order = np.lexsort((ids, keys))
    return keys[order], ids[order]


def _join_equal(spill: Spill, components: Components) -> None:
    """Join the records that share a key."""
    for table in spill.partitions():
        keys, ids = _sorted_pairs(table)
        same = np.flatnonzero(keys[1:] == keys[:-1])
        components.join(ids[same], ids[same + 1])


def _preferred(table: pa.Table) -> pa.Table:
    """The rows of `_ROWS` cluster by cluster, in each in the order of `Member.preference`."""
    order = {
        "root": table["root"],
        "filed": pc.not_equal(table["stage"], "granted"),
        "bytes": pc.negate(table["bytes"]),
        "date": pc.if_else(pc.equal(table["date"], ""), "9999", table["date"]),
        "number": table["number"],
        "id": table["id"],
    }
    keys = [(name, "ascending") for name in order]
    return table.take(pc.sort_indices(pa.table(order), keys))


def _relatives(table: pa.Table) -> pa.Table:
    """Of whole clusters those who make pairs: applications filed and granted, families of two languages."""
    staged = table.filter(pc.and_(pc.not_equal(table["application"], ""), table["claims"]))
    applications = _with_several(staged.filter(pc.not_equal(staged["stage"], "")), "application", "stage")
    families = _with_several(table.filter(pc.not_equal(table["language"], "")), "family", "language")
    parts = []
    for kind, some in (("application", applications), ("family", families)):
        columns = [some["id"], pa.array([kind] * len(some), pa.string()), some["group"]]
        parts.append(pa.Table.from_arrays(columns, schema=_RELATIVES))
    return pa.concat_tables(parts)


def _with_several(table: pa.Table, by: str, what: str) -> pa.Table:
    """The `id` and `group` of rows in groups `by` which have two or more of `what`; the smallest id numbers a
    group."""
    groups = table.group_by(by).aggregate([(what, "count_distinct"), ("id", "min")])
    groups = groups.filter(pc.greater(groups[f"{what}_count_distinct"], 1)).select([by, "id_min"])
    return table.select([by, "id"]).join(groups, by, join_type="inner").rename_columns({"id_min": "group"})


def _by_row(table: pa.Table, start: int) -> pa.Table:
    """`table` with a record's number in its task instead of in the corpus."""
    return table.set_column(0, "row", pc.subtract(table["id"], int(start)))
