"""One task: raw files to a directory with their records, keys for clustering, and counts.

The directory appears whole or not at all, and is found again by the task's key.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.excerpts import Excerpts
from patentgpt_jax.corpus.families import Keys, keys_of
from patentgpt_jax.corpus.read import read_all
from patentgpt_jax.corpus.record import Failure, Record, printable
from patentgpt_jax.corpus.tally import Tally
from patentgpt_jax.corpus.tasks import RawFile, Task
from patentgpt_jax.errors import InputError

READ = "read"  # the directory of results in a cache
RECORDS, RESULT = "records.parquet", "result.json"
_KEYS = "keys.parquet"
_KEYS_SCHEMA = pa.schema([("number", pa.string()), ("links", pa.list_(pa.string())), ("minima", pa.binary())])
_EXCERPTS = 2  # of a task
_KEYS_AT_ONCE = 1024
_DEADLY = (
    "reading it killed the process that read it, twice (memory?); once the file is touched it is tried again"
)

Progress = Callable[[int, int], None]
"""Told which file of the task is being read, and how many of the task's bytes have been."""


def read_task(task: Task, folder: Path, progress: Progress, killers: Collection[int] = ()) -> None:
    """Read the files of `task` into the directory `folder`, unless it stands there.

    Args:
      killers: the places of files that are not read, because reading them killed the process before.

    Raises:
      InputError: a file changed while it was read.
      OSError: the disk is full, say.
    """
    files.build_once(folder, lambda temporary: _Reading(task, progress, killers).fill(temporary))


def is_whole(folder: Path) -> bool:
    """Whether a task's directory stands there with all that it held when it was written."""
    try:
        rows = files.read_json(folder / RESULT)["files"]
        documents = sum(row["documents"] for row in rows)
        return all(pq.read_metadata(folder / name).num_rows == documents for name in (RECORDS, _KEYS))
    except store.DAMAGE:
        return False


def keys(folder: Path) -> Iterator[Keys]:
    """The keys of the records in a task's directory, in order."""
    with pq.ParquetFile(folder / _KEYS) as file:
        for batch in file.iter_batches(batch_size=_KEYS_AT_ONCE):
            for row in batch.to_pylist():
                yield Keys(row["number"], tuple(row["links"]), row["minima"])


class _Reading:
    def __init__(self, task: Task, progress: Progress, killers: Collection[int]) -> None:
        self._task, self._progress, self._killers = task, progress, killers
        self._columns = parse_columns(task.columns).get(task.source)
        self._tally, self._excerpts = Tally(), Excerpts(_EXCERPTS)
        self._tally.start(task.source, len(task.files))
        self._rows: list[dict[str, Any]] = []
        self._raw: Callable[[], bytes] = bytes

    def fill(self, folder: Path) -> None:
        with pq.ParquetWriter(folder / _KEYS, _KEYS_SCHEMA, compression="zstd") as writer:
            store.write(folder / RECORDS, self._keeping_keys(writer))
        result = {
            "tally": self._tally.to_json(),
            "files": self._rows,
            "excerpts": self._excerpts.to_json(),
        }
        files.write_json(folder / RESULT, result)

    def _keeping_keys(self, writer: pq.ParquetWriter) -> Iterator[Record]:
        waiting: list[dict[str, Any]] = []
        for record in self._records():
            waiting.append(keys_of(record)._asdict())
            if len(waiting) >= _KEYS_AT_ONCE:
                writer.write_table(pa.Table.from_pylist(waiting, _KEYS_SCHEMA))
                waiting.clear()
            yield record
        writer.write_table(pa.Table.from_pylist(waiting, _KEYS_SCHEMA))

    def _records(self) -> Iterator[Record]:
        base = 0
        for place, file in enumerate(self._task.files):
            self._progress(place, base)
            yield from self._records_of(place, file, base)
            base += file.bytes
        self._progress(len(self._task.files), base)

    def _records_of(self, place: int, file: RawFile, base: int) -> Iterator[Record]:
        counts = {"documents": 0, "failures": 0, "passed_over": 0}
        for found in self._found(place, file, base):
            if found is None:
                self._tally.pass_over()
                counts["passed_over"] += 1
            elif isinstance(found, Failure):
                self._tally.fail(found, self._task.source)
                counts["failures"] += 1
            else:
                kept = found.document_type in self._task.document_types
                self._tally.see(found, kept)
                counts["documents"] += kept
                if kept:
                    self._excerpts.see(found, self._raw)
                    yield found
        row: dict[str, Any] = {
            "source": self._task.source,
            "path": printable(file.path),
            "place": printable(file.place),
        }
        row |= {"bytes": file.bytes, "mtime_ns": file.mtime_ns, "sha256": _sha256(file)}
        self._rows.append(row | counts)

    def _found(self, place: int, file: RawFile, base: int) -> Iterator[Record | Failure | None]:
        path = Path(file.path)
        if place in self._killers:
            yield Failure(path, 1, _DEADLY)
            return

        def report(done: int) -> None:
            self._progress(place, base + min(done, file.bytes))

        position = 0
        try:
            for found in read_all(path, self._task.source, self._columns, report, self._see_raw):
                position += 1
                yield found
        except Exception as error:
            if isinstance(error, OSError | InputError):
                raise
            logging.exception("%s: a reader failed after %d documents", path, position)
            yield Failure(path, position + 1, f"the reader failed, a bug of ours: {type(error).__name__}")

    def _see_raw(self, raw: Callable[[], bytes]) -> None:
        self._raw = raw


def _sha256(file: RawFile) -> str:
    """The hash of a file's bytes, which must be those that were read."""
    with files.asked_for(file.path), open(file.path, "rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        status = os.fstat(opened.fileno())
    if (status.st_size, status.st_mtime_ns) != (file.bytes, file.mtime_ns):
        raise InputError(f"{file.path}: changed while it was read; start again when it is whole")
    return digest
