"""Records as Parquet (zstd), claims and sections as nested lists, written in bounded memory.

Any Parquet reader opens it (DuckDB, Spark, `datasets`); the columns are the fields of `Record` but for
`cluster`. A corpus is a directory of such files, and one table with the cluster of each record: clusters
change when documents are added, the files of records never do.
"""

import contextlib
import dataclasses
import typing
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.record import Claim, Record, Section, Translation
from patentgpt_jax.errors import InputError


def _struct(cls: type) -> dict[str, pa.DataType]:
    """The Parquet type of each field of a dataclass of strings, numbers, tuples and dataclasses."""
    return {name: _type(hint) for name, hint in typing.get_type_hints(cls).items()}


def _type(hint: Any) -> pa.DataType:
    if typing.get_origin(hint) is tuple:
        return pa.list_(_type(typing.get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        return pa.struct(_struct(typing.cast(type, hint)))
    return {str: pa.string(), int: pa.int32(), bool: pa.bool_()}[hint]


RECORDS, CLUSTERS, FILES, REMOVED = "records", "clusters.parquet", "files.parquet", "removed.parquet"
"""Of a corpus's directory."""

DAMAGE = (OSError, ValueError, KeyError, TypeError, pa.ArrowException)
"""What reading a file of the cache raises that is gone, cut short or overwritten."""

SCHEMA = pa.schema([(name, kind) for name, kind in _struct(Record).items() if name != "cluster"])
CLUSTERS_SCHEMA = pa.schema([("publication_number", pa.string()), ("cluster", pa.string())])
REMOVED_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("publication_number", "source", "cluster", "filter", "reason", "kept")]
)
"""`cluster` and `kept`, the record that stays in its place, are known of duplicates only. `kept` is empty for
a record that was nothing but repeated paragraphs; rows of its copies still name it."""
_GROUP_RECORDS, _GROUP_CHARACTERS = 1024, 1 << 24  # a row group ends at whichever comes first


def write(path: Path, records: Iterable[Record]) -> int:
    """Write `records` to the file `path`; returns how many there were."""
    count, waiting, characters = 0, [], 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd", write_page_checksum=True) as writer:
        for record in records:
            waiting.append(row_of(record))
            characters += character_count(record)
            count += 1
            if len(waiting) >= _GROUP_RECORDS or characters >= _GROUP_CHARACTERS:
                writer.write_table(pa.Table.from_pylist(waiting, SCHEMA))
                waiting, characters = [], 0
        if waiting:
            writer.write_table(pa.Table.from_pylist(waiting, SCHEMA))
    return count


def iterate(path: Path) -> Iterator[Record]:
    """Yield the records of the file `path`, in the order in which they were written.

    Raises:
      InputError: the file was damaged since.
    """
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=64):
            yield from map(record_of, batch.to_pylist())


def read_rows(path: Path, rows: Sequence[int]) -> Iterator[Record]:
    """Yield some records of the file `path` by their places in it, which ascend.

    Raises:
      InputError: the file was damaged since it was written.
    """
    wanted = np.asarray(rows, np.int64)
    with _opened(path) as file:
        start = 0
        for group in range(file.num_row_groups):
            end = start + file.metadata.row_group(group).num_rows
            first, last = np.searchsorted(wanted, [start, end])
            if last > first:
                here = pa.array(wanted[first:last] - start)
                yield from map(record_of, file.read_row_group(group).take(here).to_pylist())
            start = end


def row_groups(path: Path) -> Iterator[pa.Table]:
    """Yield the rows of the file `path`, one row group at a time.

    Raises:
      InputError: the file was damaged since it was written.
    """
    with _opened(path) as file:
        for group in range(file.num_row_groups):
            yield file.read_row_group(group)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (OSError, pa.ArrowException) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise InputError(
            f"{path}: damaged since it was written ({error}); delete config.data.cache, and the same command "
            "reads the files again"
        ) from None


def iterate_corpus(corpus: Path) -> Iterator[Record]:
    """Yield the records of a corpus's directory with their clusters, file after file."""
    clusters = pq.read_table(corpus / CLUSTERS, columns=["cluster"]).column(0).to_pylist()
    records = (record for path in record_files(corpus) for record in iterate(path))
    for record, cluster in zip(records, clusters, strict=True):
        yield dataclasses.replace(record, cluster=cluster)


def iterate_clusters(corpus: Path) -> Iterator[tuple[str, str]]:
    """Yield the (source, cluster) of each record of a corpus's directory, also of those that were left out
    for one of their cluster."""
    removed = pq.read_table(corpus / REMOVED, columns=["source", "cluster"]).to_pylist()
    yield from ((each["source"], each["cluster"]) for each in removed if each["cluster"])
    clusters = pq.read_table(corpus / CLUSTERS, columns=["cluster"]).column(0).to_pylist()
    sources = (
        source
        for path in record_files(corpus)
        for source in pq.read_table(path, columns=["source"]).column(0).to_pylist()
    )
    yield from zip(sources, clusters, strict=True)


def record_files(corpus: Path) -> list[Path]:
    """The files of records in a corpus's directory, in order: of the numbers that their names begin with."""
    return sorted((corpus / RECORDS).glob("*.parquet"), key=lambda path: int(path.name.partition("-")[0]))


def character_count(record: Record | Translation) -> int:
    """Characters in the texts of `record`, translations included."""
    sections = sum(len(each.heading) + len(each.text) for each in record.sections)
    claims = sum(len(each.text) for each in record.claims)
    translations = record.translations if isinstance(record, Record) else ()
    others = sum(character_count(each) for each in translations)
    return len(record.title) + len(record.abstract) + sections + claims + others


def row_of(value: Any) -> dict[str, Any]:
    """A dataclass as a row: tuples of dataclasses become lists of rows."""
    return {
        name: [row_of(each) if dataclasses.is_dataclass(each) else each for each in field]
        if isinstance(field, tuple)
        else field
        for name, field in vars(value).items()
        if name != "cluster"
    }


def record_of(row: dict[str, Any]) -> Record:
    """The record of a row of `SCHEMA`."""
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
