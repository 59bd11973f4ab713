"""Records as one Parquet file (zstd), claims and sections as nested lists, written in bounded memory.

Any Parquet reader opens it (DuckDB, Spark, `datasets`); the columns are the fields of `Record`.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.record import Claim, Record, Section

_TEXTS = pa.list_(pa.string())
_NESTED = {
    "sections": pa.list_(pa.struct({"kind": pa.string(), "heading": pa.string(), "text": pa.string()})),
    "claims": pa.list_(
        pa.struct(
            {
                "number": pa.int32(),
                "text": pa.string(),
                "depends_on": pa.list_(pa.int32()),
                "cancelled": pa.bool_(),
            }
        )
    ),
    "classifications": _TEXTS,
    "citations": _TEXTS,
    "applicants": _TEXTS,
}
SCHEMA = pa.schema([(name, _NESTED.get(name, pa.string())) for name in Record.__dataclass_fields__])
_GROUP_RECORDS, _GROUP_CHARACTERS = 1024, 1 << 24  # a row group ends at whichever comes first


def write(path: Path, records: Iterable[Record]) -> int:
    """Write `records` to the file `path`; returns how many there were."""
    count, waiting, characters = 0, [], 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for record in records:
            waiting.append(_row(record))
            characters += character_count(record)
            count += 1
            if len(waiting) >= _GROUP_RECORDS or characters >= _GROUP_CHARACTERS:
                writer.write_table(pa.Table.from_pylist(waiting, SCHEMA))
                waiting, characters = [], 0
        if waiting:
            writer.write_table(pa.Table.from_pylist(waiting, SCHEMA))
    return count


def iterate(path: Path) -> Iterator[Record]:
    """Yield the records of the file `path`, in the order in which they were written."""
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=64):
            yield from map(_record, batch.to_pylist())


def copy_with_clusters(source: Path, target: Path, clusters: Sequence[str]) -> None:
    """Copy the file `source` to `target`, with the `cluster` column set, a row group at a time."""
    column = SCHEMA.get_field_index("cluster")
    with pq.ParquetFile(source) as file, pq.ParquetWriter(target, SCHEMA, compression="zstd") as writer:
        start = 0
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            keys = pa.array(clusters[start : start + len(table)], pa.string())
            writer.write_table(table.set_column(column, SCHEMA.field(column), keys))
            start += len(table)


def character_count(record: Record) -> int:
    """Characters in the texts of `record`."""
    sections = sum(len(each.heading) + len(each.text) for each in record.sections)
    claims = sum(len(each.text) for each in record.claims)
    return len(record.title) + len(record.abstract) + sections + claims


def _row(record: Record) -> dict[str, Any]:
    row = dict(vars(record))
    row["sections"] = [vars(section) for section in record.sections]
    row["claims"] = [vars(claim) for claim in record.claims]
    return row


def _record(row: dict[str, Any]) -> Record:
    row["sections"] = tuple(Section(**section) for section in row["sections"])
    row["claims"] = tuple(
        Claim(each["number"], each["text"], tuple(each["depends_on"]), each["cancelled"])
        for each in row["claims"]
    )
    for name in ("classifications", "citations", "applicants"):
        row[name] = tuple(row[name])
    return Record(**row)
