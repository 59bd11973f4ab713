"""`for record in read(path)`: the documents of a file, one record at a time, in bounded memory."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from patentgpt_jax.corpus import readers
from patentgpt_jax.corpus.archives import Member, members
from patentgpt_jax.corpus.attachments import is_attachment, unread_format
from patentgpt_jax.corpus.columns import ColumnMap, parse_columns
from patentgpt_jax.corpus.readers.xmltext import MAX_DOCUMENT_BYTES, Malformed
from patentgpt_jax.corpus.record import Failure, Record

Found = Record | Failure | None


def read(
    path: str | Path,
    *,
    source: str = "",
    columns: str = "",
    on_failure: Callable[[Failure], None] | None = None,
) -> Iterator[Record]:
    """Yield the record of each document in the file `path`, in order.

    Archives (zip, tar) and compressed files (gzip, bzip2, xz, zstd) are read without unpacking them
    to disk. Every format is recognised by content. What is no document, such as sequence listings and
    images, is passed over. A truncated or foreign document is handed to `on_failure` (by default one
    warning is logged) and reading goes on with the next one.

    Args:
      source: where the documents came from, a name of your own.
      columns: for tables and JSON rows, which column is which field of the record, such as
        `"title:headline,text:body"`; see `corpus.columns`.

    Raises:
      InputError: the file cannot be opened, or `columns` are of another form.
    """
    for found in read_all(Path(path), source, parse_columns(columns).get("default")):
        if isinstance(found, Record):
            yield found
        elif isinstance(found, Failure):
            (on_failure or _warn)(found)


def read_all(
    path: Path,
    source: str,
    columns: ColumnMap | None = None,
    on_bytes: Callable[[int], None] | None = None,
    on_raw: readers.OnRaw = lambda raw: None,
) -> Iterator[Found]:
    """`read`, with the failures in their place, and None for each document that is passed over.

    Args:
      on_bytes: told how many bytes of the file have been read so far.
      on_raw: handed what gives the bytes of each document, before its record; of rows, as JSON.
    """
    position = 0
    for member in members(path, on_bytes):
        found = (member,) if isinstance(member, Failure) else _documents(member, source, columns, on_raw)
        for each in found:
            position += 1
            yield replace(each, position=position) if isinstance(each, Failure) else each


def _documents(
    member: Member,
    source: str,
    columns: ColumnMap | None,
    on_raw: readers.OnRaw,
) -> Iterator[Found]:
    unread = unread_format(member.head)
    if is_attachment(member.path, member.head) or (unread and member.archived):
        yield None
        return
    if unread:
        yield _failure(member, f"{unread}, which is not read; convert it to text first")
        return
    known = readers.format_of(member.head)
    try:
        if known is None:
            yield _failure(member, _unknown(member.head))
        elif isinstance(known, readers.Whole):
            yield from known.read(member.stream, member.path, source, columns, on_raw)
        else:
            for data in known.split(member.stream):
                on_raw(lambda data=data: data or b"")  # type: ignore[misc]
                yield _outcome(known, data, member, source)
    except Malformed as error:  # the stream is damaged here
        yield _failure(member, str(error))


def _outcome(known: readers.Cut, data: bytes | None, member: Member, source: str) -> Found:
    if data is None:
        return _failure(member, f"larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
    try:
        return known.record(data, member.path, source)
    except Malformed as error:
        return _failure(member, str(error))


def _unknown(head: bytes) -> str:
    what = "not of a known format" if head.strip() else "the file is empty"
    return f"{what}; {readers.EXPECTED}"


def _failure(member: Member, reason: str) -> Failure:
    return Failure(Path(member.path), 1, reason)


def _warn(failure: Failure) -> None:
    logging.warning("%s, document %d: skipped: %s", failure.path, failure.position, failure.reason)
