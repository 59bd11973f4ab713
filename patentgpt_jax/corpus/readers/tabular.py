"""Records from files of rows: whatever carries the rows, and whichever table they are of.

Columns tell the table: first the published formats, each a module beside this one, then any other by
a column map or by usual names of columns.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from patentgpt_jax.corpus.columns import ColumnMap
from patentgpt_jax.corpus.readers import (
    bigpatent,
    cnipa,
    generic,
    google,
    hupd,
    lifting,
    patentsview,
    rows,
    values,
    xmltext,
)
from patentgpt_jax.corpus.readers.row import Fault, Row
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import Failure, Record

# Modules with `matches(keys)` and `record(row, path, source)`, the most particular first.
_ROW_READERS: tuple[ModuleType, ...] = (hupd, google, cnipa, bigpatent, patentsview)
_BY_NAME = {"bigpatent": bigpatent, "patentsview": patentsview}
_MOST_PARTS = 10_000  # rows that are joined in one record
_MOST_TABLES = 1000  # kinds of rows in one file that are remembered

_ReaderOf = Callable[[frozenset[str]], ModuleType]
"""Gives the module that reads rows of these columns."""


def matches(head: bytes) -> bool:
    """Whether a file that begins with `head` holds rows."""
    return rows.matches(head, generic.KNOWN)


def read(
    stream: BinaryIO,
    path: str,
    source: str,
    columns: ColumnMap | None = None,
    on_raw: Callable[[Callable[[], bytes]], None] = lambda raw: None,
) -> Iterator[Record | Failure]:
    """The record of each row in `stream`, which stands at its beginning and need not be seekable.

    Rows that are parts of one document give one record. Rows whose columns hold no known text are one
    failure in all, at the first of them. Errors of the stream itself go to the caller. `on_raw` is told the
    row of each record, as JSON, before it comes.
    """
    reader_of = lru_cache(_MOST_TABLES)(partial(_reader, columns))
    unknown: set[frozenset[str]] = set()
    for found in _joined(rows.rows(stream), reader_of):
        if isinstance(found, Fault):
            yield Failure(Path(path), found.position, found.reason)
            continue
        given = found[0].values
        found = [Row(row.position, lifting.lifted(row.values)) for row in found]
        keys = frozenset(found[0].values)
        if keys in unknown:
            continue
        try:
            record = _record(found, reader_of(keys), path, source, columns)
            on_raw(partial(_as_json, given))
            yield record
        except generic.NoText as error:
            if len(unknown) < _MOST_TABLES:
                unknown.add(keys)
            yield Failure(Path(path), found[0].position, str(error))
        except Malformed as error:
            yield Failure(Path(path), found[0].position, str(error))
        except RecursionError:
            yield Failure(Path(path), found[0].position, "values nested too deep")


def _as_json(row: Mapping[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, indent=1, default=str).encode("utf-8", "replace")


def _joined(found: Iterator[Row | Fault], reader_of: _ReaderOf) -> Iterator[list[Row] | Fault]:
    """Faults, and the rows of each document together where they follow one another."""
    waiting: list[Row] = []
    name, size = "", 0
    for each in found:
        group = _group(each.values, reader_of) if isinstance(each, Row) else ""
        fits = len(waiting) < _MOST_PARTS and size < xmltext.MAX_DOCUMENT_BYTES
        if waiting and not (group and group == name and fits):
            yield waiting
            waiting, size = [], 0
        name = group
        if isinstance(each, Fault):
            yield each
        elif group:
            waiting.append(each)
            size += sum(len(value) for value in each.values.values() if isinstance(value, str))
        else:
            yield [each]
    if waiting:
        yield waiting


def _group(row: Mapping[str, Any], reader_of: _ReaderOf) -> str:
    """The document of which this row is a part; "" for a row that is a whole one, or damaged."""
    try:
        return patentsview.group(row) if reader_of(frozenset(row)) is patentsview else ""
    except Malformed:
        return ""


def _reader(columns: ColumnMap | None, keys: frozenset[str]) -> ModuleType:
    """The module that reads rows whose columns are `keys`."""
    if columns and columns.named:
        return _BY_NAME[columns.named]
    known = () if columns else _ROW_READERS
    return next((reader for reader in known if reader.matches(keys)), generic)


def _record(
    parts: list[Row], reader: ModuleType, path: str, source: str, columns: ColumnMap | None
) -> Record:
    """The record of a document's rows, without what no text can hold."""
    mended = [values.mended(part.values) for part in parts]
    whole = [row for row, _ in mended]
    if reader is patentsview:
        record = patentsview.joined(whole, path, source)
    elif reader is generic:
        record = generic.record(whole[0], path, source, columns)
    else:
        record = reader.record(whole[0], path, source)
    repairs = sum(count for _, count in mended)
    return replace(record, repairs=record.repairs + repairs) if repairs else record
