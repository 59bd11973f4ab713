"""`for record in read(path)`: the documents of a file, one record at a time, in bounded memory."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from patentgpt_jax.corpus import readers
from patentgpt_jax.corpus.readers.xmltext import MAX_DOCUMENT_BYTES, Malformed, split
from patentgpt_jax.corpus.record import Failure, Record
from patentgpt_jax.errors import InputError

_HEAD_BYTES = 1 << 16


def read(
    path: str | Path, *, source: str = "", on_failure: Callable[[Failure], None] | None = None
) -> Iterator[Record]:
    """Yield the record of each patent document in the file `path`, in order.

    The format is recognised by content. Sequence listings between the patents are passed over. A
    truncated or foreign document is handed to `on_failure` (by default one warning is logged) and
    reading goes on with the next one.

    Raises:
      InputError: the file cannot be opened.
    """
    for found in read_all(Path(path), source):
        if isinstance(found, Record):
            yield found
        elif isinstance(found, Failure):
            (on_failure or _warn)(found)


def read_all(
    path: Path, source: str, on_bytes: Callable[[int], None] | None = None
) -> Iterator[Record | Failure | None]:
    """`read`, with the failures in their place, and None for each sequence listing.

    `on_bytes` is told how many bytes of the file have been consumed so far.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    with file:
        reason = readers.unreadable(file.read(_HEAD_BYTES))
        if reason:
            yield Failure(path, 1, reason)
            return
        file.seek(0)
        for position, data in enumerate(split(file), 1):
            yield _outcome(data, path, position, source)
            if on_bytes:
                on_bytes(file.tell())


def _outcome(data: bytes | None, path: Path, position: int, source: str) -> Record | Failure | None:
    if data is None:
        return Failure(path, position, f"larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
    try:
        return readers.read_document(data, str(path), source)
    except Malformed as error:
        return Failure(path, position, str(error))


def _warn(failure: Failure) -> None:
    logging.warning("%s, document %d: skipped: %s", failure.path, failure.position, failure.reason)
