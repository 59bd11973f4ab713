"""Rows (dictionaries by column names) from the files that hold them: JSON, CSV, TSV, Parquet.

The kind of file is told from how it begins. Each kind is a module beside this one.
"""

from collections.abc import Iterator
from typing import BinaryIO

from patentgpt_jax.corpus.readers import csv_rows, encodings, json_rows, parquet_rows
from patentgpt_jax.corpus.readers.row import Fault, Row
from patentgpt_jax.corpus.readers.xmltext import Malformed


def matches(head: bytes, known: frozenset[str]) -> bool:
    """Whether a file that begins with `head` is one of rows; `known` are usual columns of tables."""
    if head.startswith(parquet_rows.MAGIC):
        return True
    text = _text(head)
    return json_rows.matches(text) or csv_rows.matches(text, known)


def rows(stream: BinaryIO) -> Iterator[Row | Fault]:
    """The rows of the file in `stream`, which stands at its beginning, and what could not be read."""
    head = encodings.read_up_to(stream, encodings.HEAD_BYTES)
    if head.startswith(parquet_rows.MAGIC):
        return parquet_rows.rows(head, stream)
    try:
        encoding, pieces = encodings.chunks(head, stream)
    except Malformed as error:
        return iter([Fault(1, str(error))])
    reader = json_rows if json_rows.matches(_text(head)) else csv_rows
    return reader.rows(encoding, pieces)


def _text(head: bytes) -> str:
    name = encodings.detect_lines(head[: encodings.HEAD_BYTES])
    return head[: encodings.HEAD_BYTES].decode(name, "ignore").lstrip("\ufeff") if name else ""
