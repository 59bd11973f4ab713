"""What is grouped to find duplicates: tables of records' keys, and what follows from whole groups of rows.

Pure functions between tables, from which an engine makes the flow of `resolve`. `batch` are some rows of a
task's file of keys, the first of which has the number `start` in the corpus; `table` are rows in any order,
all those of each key in it.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patentgpt_jax.corpus.duplicates import buckets, minhash
from patentgpt_jax.corpus.duplicates.buckets import Edges, Minima
from patentgpt_jax.corpus.duplicates.choose import Choice, Member, choose
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.paragraphs import repeated
from patentgpt_jax.corpus.duplicates.spill import batched

PAIRS = pa.schema([("key", pa.uint64()), ("id", pa.int64())])
ROWS = pa.schema(
    [
        ("id", pa.int64()),
        ("root", pa.int64()),
        ("family", pa.int64()),
        ("compared", pa.bool_()),
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
"""Of the records that are not alone in their clusters; `compared`: whether they have minima."""
ROW_KEYS = ["minima", *ROWS.names[4:]]
"""The columns of keys of which `rows_of` makes them."""
CHOICES = pa.schema(
    [("id", pa.int64()), ("cluster", pa.string()), ("reason", pa.string()), ("kept", pa.string())]
)
PLACES = pa.schema(
    [
        ("id", pa.int64()),
        ("cluster", pa.int64()),
        ("section", pa.int32()),
        ("paragraph", pa.int32()),
        ("hash", pa.uint64()),
    ]
)
LEFT_OUT = pa.schema([field for field in PLACES if field.name not in ("cluster", "hash")])
RELATIVES = pa.schema([("id", pa.int64()), ("kind", pa.string()), ("group", pa.int64())])
_AT_ONCE = 1 << 14  # records
_MEMBERS_AT_ONCE = 1 << 10  # records, with their minima

Labels = Callable[[np.ndarray], np.ndarray]
"""From records' numbers to those of what they belong to: the smallest number of a record in it."""


def batches(path: Path, columns: list[str] | None = None) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of a Parquet file, some at a time, each with the place of its first."""
    start = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_AT_ONCE, columns=columns):
            yield start, batch
            start += len(batch)


def link_pairs(start: int, batch: pa.RecordBatch) -> pa.Table:
    """The records' `links`, as `PAIRS`."""
    counts = pc.list_value_length(batch.column("links")).to_numpy()
    ids = np.repeat(np.arange(start, start + len(batch)), counts)
    return _pairs(batch.column("links").flatten().to_numpy(), ids)


def content_pairs(start: int, batch: pa.RecordBatch) -> pa.Table:
    """The hashes of the records' texts, `content`, as `PAIRS`."""
    ids, found = present(start, batch.column("content"), np.uint64)
    return _pairs(found[:, 0], ids)


def band_pairs(start: int, batch: pa.RecordBatch) -> pa.Table:
    """The bands of the records' `minima`, as `PAIRS`."""
    ids, found = present(start, batch.column("minima"), np.uint32)
    if not len(ids):
        return PAIRS.empty_table()
    return _pairs(minhash.band_keys(found).ravel(), np.repeat(ids, minhash.BANDS))


def present(start: int, column: pa.Array, dtype: Any) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the records with something in a binary column, and that as a row of `dtype` each."""
    some = np.flatnonzero(pc.binary_length(column).to_numpy())
    values = b"".join(column.take(pa.array(some)).to_pylist())
    return start + some, np.frombuffer(values, dtype).reshape(len(some), -1 if len(some) else 1)


def equal_edges(table: pa.Table) -> Edges:
    """Edges between the records that share a key, from `PAIRS`."""
    keys, ids = _sorted_pairs(table)
    same = np.flatnonzero(keys[1:] == keys[:-1])
    return Edges(ids[same], ids[same + 1], 0)


def similar_edges(table: pa.Table, minima: Minima, clusters: Labels) -> Edges:
    """The near-duplicates among the records that agree in a band, from `PAIRS`; those that are in one of the
    `clusters` known so far need no comparison."""
    all_keys, all_ids = _sorted_pairs(table)
    found = [Edges(all_ids[:0], all_ids[:0], 0)]
    for some in buckets.stretches(all_keys):
        keys, ids = all_keys[some], all_ids[some]
        one, other = buckets.in_small_buckets(keys, ids)
        apart = clusters(one) != clusters(other)
        found.append(Edges(*buckets.similar(one[apart], other[apart], minima), 0))
        found += [buckets.by_leaders(members, minima) for members in buckets.large_buckets(keys, ids)]
    return Edges(
        np.concatenate([each.one for each in found]),
        np.concatenate([each.other for each in found]),
        sum(each.left for each in found),
    )


def rows_of(
    start: int, batch: pa.RecordBatch, families: Labels, clusters: Labels, sizes: np.ndarray
) -> pa.Table:
    """`ROWS` of the batch's records; `sizes` are of clusters by their labels."""
    ids = np.arange(start, start + len(batch))
    roots = clusters(ids)
    several = np.flatnonzero(sizes[roots] > 1)
    batch = batch.take(pa.array(several))
    own = [ids[several], roots[several], families(ids[several])]
    compared = pc.greater(pc.binary_length(batch.column("minima")), 0)
    columns = [*map(pa.array, own), compared, *(batch.column(name) for name in ROWS.names[4:])]
    return pa.Table.from_arrays(columns, schema=ROWS)


def choices_of(table: pa.Table, minima: Minima, config: DuplicatesConfig) -> Iterator[pa.Table]:
    """What becomes of the records of whole clusters, from `ROWS`, as `CHOICES`, some at a time."""
    for some in batched(_chosen(table, minima, config), _AT_ONCE):
        yield pa.Table.from_pylist([vars(each) for each in some], CHOICES)


def _chosen(table: pa.Table, minima: Minima, config: DuplicatesConfig) -> Iterator[Choice]:
    smallest = table.group_by("root").aggregate([("number", "min")])
    names = dict(zip(smallest["root"].to_pylist(), smallest["number_min"].to_pylist(), strict=True))
    for root, members in groupby(_members(_preferred(table), minima), key=itemgetter(0)):
        yield from choose((member for _, member in members), names[root], config)


def _members(table: pa.Table, minima: Minima) -> Iterator[tuple[int, Member]]:
    """The cluster and the record of each row of `ROWS`."""
    columns = [name for name in ROWS.names if name not in ("root", "compared", "claims")]
    for batch in table.to_batches(_MEMBERS_AT_ONCE):
        rows = zip(batch["root"].to_pylist(), batch.select(columns).to_pylist(), strict=True)
        lengths = np.where(batch["compared"].to_numpy(zero_copy_only=False), minhash.PERMUTATIONS, 0)
        found = minima[batch["id"].to_numpy()]
        for (root, row), own, length in zip(rows, found, lengths, strict=True):
            yield root, Member(minima=own[:length], **row)


def _preferred(table: pa.Table) -> pa.Table:
    """The rows of `ROWS` cluster by cluster, in each in the order of `Member.preference`."""
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


def relatives_of(table: pa.Table) -> pa.Table:
    """Of whole clusters, from `ROWS`, those who make pairs, as `RELATIVES`: applications filed and granted,
    families of two languages."""
    staged = table.filter(pc.and_(pc.not_equal(table["application"], ""), table["claims"]))
    applications = _with_several(staged.filter(pc.not_equal(staged["stage"], "")), "application", "stage")
    families = _with_several(table.filter(pc.not_equal(table["language"], "")), "family", "language")
    parts = []
    for kind, some in (("application", applications), ("family", families)):
        columns = [some["id"], pa.array([kind] * len(some), pa.string()), some["group"]]
        parts.append(pa.Table.from_arrays(columns, schema=RELATIVES))
    return pa.concat_tables(parts)


def _with_several(table: pa.Table, by: str, what: str) -> pa.Table:
    """The `id` and `group` of rows in groups `by` which have two or more of `what`; the smallest id numbers a
    group."""
    groups = table.group_by(by).aggregate([(what, "count_distinct"), ("id", "min")])
    groups = groups.filter(pc.greater(groups[f"{what}_count_distinct"], 1)).select([by, "id_min"])
    return table.select([by, "id"]).join(groups, by, join_type="inner").rename_columns({"id_min": "group"})


def paragraph_places(start: int, batch: pa.RecordBatch, kept: np.ndarray, clusters: Labels) -> pa.Table:
    """The paragraphs of the task's records that are `kept`, as `PLACES`.

    Args:
      start: the number in the corpus of the task's first record; batch: rows of its file of paragraphs.
      kept: by the place of a record in the task.
    """
    rows = batch.column("row").to_numpy()
    some = kept[rows]
    ids = rows[some].astype(np.int64) + start
    left = pa.Table.from_batches([batch]).filter(pa.array(some))
    return pa.Table.from_arrays(
        [pa.array(ids), pa.array(clusters(ids)), *(left[name] for name in PLACES.names[2:])], schema=PLACES
    )


def repeated_places(table: pa.Table, fewest: int) -> pa.Table:
    """Of paragraphs with whole groups of a hash, `PLACES`, those that are left out, as `LEFT_OUT`."""
    hashes, ids, clusters = (table[name].to_numpy() for name in ("hash", "id", "cluster"))
    return table.filter(pa.array(repeated(hashes, ids, clusters, fewest))).select(LEFT_OUT.names)


def _pairs(keys: np.ndarray, ids: np.ndarray) -> pa.Table:
    return pa.Table.from_arrays([pa.array(keys), pa.array(ids)], schema=PAIRS)


def _sorted_pairs(table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    keys, ids = table["key"].to_numpy(), table["id"].to_numpy()
    order = np.lexsort((ids, keys))
    return keys[order], ids[order]
