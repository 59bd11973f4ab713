"""Rows from Apache Parquet files, a few at a time.

Pages are decompressed as the rows need them, not a whole row group at once: writers such as pandas
put a million rows in one. A file needs its end before its beginning, so a stream that cannot seek is
first copied to memory, up to the size of the largest document. Format: parquet.apache.org.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.readers import xmltext
from patentgpt_jax.corpus.readers.encodings import read_up_to
from patentgpt_jax.corpus.readers.row import Fault, Row

MAGIC = b"PAR1"
_BATCH_BYTES, _MOST_ROWS = 8 << 20, 256
_BUFFER_BYTES = 1 << 20
# What pyarrow raises on damaged files; not all of it is an ArrowException.
_ERRORS = (
    pa.ArrowException,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    MemoryError,
)


def rows(head: bytes, stream: BinaryIO) -> Iterator[Row | Fault]:
    """The rows of the file that begins with `head` and goes on in `stream`."""
    file = _seekable(head, stream)
    if file is None:
        limit = f"{xmltext.MAX_DOCUMENT_BYTES >> 20} MiB"
        yield Fault(1, f"Parquet larger than {limit} in a compressed or archived file; unpack it first")
        return
    try:
        parquet = pq.ParquetFile(file, buffer_size=_BUFFER_BYTES, pre_buffer=False)
        names = parquet.schema_arrow.names
        sizes = [parquet.metadata.row_group(each) for each in range(parquet.num_row_groups)]
        groups = [(each.num_rows, each.total_byte_size) for each in sizes]
    except _ERRORS as error:
        yield Fault(1, f"not whole Parquet: {_brief(error)}")
        return
    if len(set(names)) < len(names):
        yield Fault(1, "two columns of the Parquet file have the same name")
        return
    position = 1
    for index, (count, size) in enumerate(groups):
        yield from _group(parquet, index, size // max(1, count), position)
        position += count


def _seekable(head: bytes, stream: BinaryIO) -> BinaryIO | None:
    """The whole file as one that can seek; None if it had to be copied and is too large for that."""
    if stream.seekable():
        stream.seek(0)
        return stream
    data = head + read_up_to(stream, xmltext.MAX_DOCUMENT_BYTES + 1 - len(head))
    return io.BytesIO(data) if len(data) <= xmltext.MAX_DOCUMENT_BYTES else None


def _group(parquet: pq.ParquetFile, index: int, row_bytes: int, position: int) -> Iterator[Row | Fault]:
    """The rows of one row group, the first of which is the `position`-th of the file."""
    if row_bytes > xmltext.MAX_DOCUMENT_BYTES:
        limit = f"{xmltext.MAX_DOCUMENT_BYTES >> 20} MiB"
        yield Fault(position, f"row group {index + 1} of the Parquet file has rows larger than {limit}")
        return
    size = max(1, min(_MOST_ROWS, _BATCH_BYTES // max(1, row_bytes)))
    try:
        for batch in parquet.iter_batches(batch_size=size, row_groups=[index], use_threads=False):
            for each in range(batch.num_rows):
                yield _row(batch, each, position)
                position += 1
    except _ERRORS as error:
        yield Fault(position, f"row group {index + 1} of the Parquet file is damaged: {_brief(error)}")


def _row(batch: pa.RecordBatch, index: int, position: int) -> Row | Fault:
    try:
        return Row(position, batch.slice(index, 1).to_pylist()[0])
    except _ERRORS as error:  # text that is not UTF-8, a time out of range
        return Fault(position, f"a value in the Parquet file cannot be read: {_brief(error)}")


def _brief(error: BaseException) -> str:
    return " ".join(str(error).split())[:120]
