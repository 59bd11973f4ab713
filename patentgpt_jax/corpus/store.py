"""Records as one Parquet file (zstd), claims and sections as nested lists, written in bounded memory.

Any Parquet reader opens it (DuckDB, Spark, `datasets`); the columns are the fields of `Record`.
"""

import dataclasses
import typing
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.record import Claim, Record, Section, Translation


def _struct(cls: type) -> dict[str, pa.DataType]:
    """The Parquet type of each field of a dataclass of strings, numbers, tuples and dataclasses."""
    return {name: _type(hint) for name, hint in typing.get_type_hints(cls).items()}


def _type(hint: Any) -> pa.DataType:
    if typing.get_origin(hint) is tuple:
        return pa.list_(_type(typing.get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        return pa.struct(_struct(typing.cast(type, hint)))
    return {str: pa.string(), int: pa.int32(), bool: pa.bool_()}[hint]


SCHEMA = pa.schema(list(_struct(Record).items()))
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


def character_count(record: Record | Translation) -> int:
    """Characters in the texts of `record`, translations included."""
    sections = sum(len(each.heading) + len(each.text) for each in record.sections)
    claims = sum(len(each.text) for each in record.claims)
    translations = record.translations if isinstance(record, Record) else ()
    others = sum(character_count(each) for each in translations)
    return len(record.title) + len(record.abstract) + sections + claims + others


def _row(value: Any) -> dict[str, Any]:
    """A dataclass as a row: tuples of dataclasses become lists of rows."""
    return {
        name: [_row(each) if dataclasses.is_dataclass(each) else each for each in field]
        if isinstance(field, tuple)
        else field
        for name, field in vars(value).items()
    }


def _record(row: dict[str, Any]) -> Record:
    row["translations"] = tuple(Translation(**_texts(each)) for each in row["translations"])
    for name in ("classifications", "citations", "applicants"):
        row[name] = tuple(row[name])
    return Record(**_texts(row))


def _texts(row: dict[str, Any]) -> dict[str, Any]:
    """`row` with its sections and claims as what they were."""
    row["sections"] = tuple(Section(**each) for each in row["sections"])
    row["claims"] = tuple(
        Claim(**{**each, "depends_on": tuple(each["depends_on"])}) for each in row["claims"]
    )
    return row
