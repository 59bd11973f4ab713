"""One task: raw files to a directory with their cleaned records, keys to find duplicates, and counts.

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
from patentgpt_jax.corpus.cleaning.cleaner import Cleaner, make_filters
from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.decontamination.index import BenchmarkIndex
from patentgpt_jax.corpus.duplicates import keys
from patentgpt_jax.corpus.excerpts import Excerpts
from patentgpt_jax.corpus.read import read_all
from patentgpt_jax.corpus.record import Failure, Record, printable
from patentgpt_jax.corpus.rows import RowWriter
from patentgpt_jax.corpus.tally import Tally
from patentgpt_jax.corpus.tasks import RawFile, Task
from patentgpt_jax.errors import InputError

READ = "read"  # the directory of results in a cache
RECORDS, RESULT = "records.parquet", "result.json"
KEYS, PARAGRAPHS, REMOVED = "keys.parquet", "paragraphs.parquet", "removed.parquet"
DECONTAMINATION = "decontamination"  # the name of that filter, which comes last
_REMOVED_SCHEMA = pa.schema([(name, pa.string()) for name in ("publication_number", "filter", "reason")])
_EXCERPTS = 2  # of a task
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
        rows = files.read_json(folder / RESULT)["rows"]
        return all(pq.read_metadata(folder / name).num_rows == count for name, count in rows.items())
    except store.DAMAGE:
        return False


def check_failures(on_failure: str, folder: Path) -> None:
    """Refuse a task's directory with a document that could not be read, if `on_failure` is "stop"."""
    failures = files.read_json(folder / RESULT)["tally"]["failures"]
    refuse_failures(on_failure, list(failures.values()))


def refuse_failures(on_failure: str, examples: list[list[dict[str, Any]]]) -> None:
    """Stop at the first of the `examples` of failures, given by reason, if `on_failure` is "stop".

    Raises:
      InputError: naming the document.
    """
    if examples and on_failure == "stop":
        first = examples[0][0]
        raise InputError(
            f"{first['path']}, document {first['position']}: {first['reason']}; "
            "config.corpus.on_failure=skip goes on without it"
        )


class _Reading:
    def __init__(self, task: Task, progress: Progress, killers: Collection[int]) -> None:
        self._task, self._progress, self._killers = task, progress, killers
        self._columns = parse_columns(task.columns).get(task.source)
        self._tally, self._excerpts = Tally(), Excerpts(_EXCERPTS)
        self._tally.start(task.source, len(task.files))
        filters = make_filters(task.curation.cleaning)
        if task.curation.index:
            index = BenchmarkIndex.load(Path(task.curation.index))
            filters.append((DECONTAMINATION, index.filter(task.curation.action)))
        self._cleaner = Cleaner(filters)
        self._rows: list[dict[str, Any]] = []
        self._raw: Callable[[], bytes] = bytes

    def fill(self, folder: Path) -> None:
        with (
            RowWriter(folder / KEYS, keys.SCHEMA) as self._keys,
            RowWriter(folder / PARAGRAPHS, keys.PARAGRAPHS) as self._paragraphs,
            RowWriter(folder / REMOVED, _REMOVED_SCHEMA) as self._removed,
        ):
            count = store.write(folder / RECORDS, self._cleaned())
        result = {
            "tally": self._tally.to_json(),
            "files": self._rows,
            "excerpts": self._excerpts.to_json(),
            "effects": self._cleaner.effects.to_json(),
            "rows": {
                RECORDS: count,
                KEYS: count,
                PARAGRAPHS: self._paragraphs.count,
                REMOVED: self._removed.count,
            },
        }
        files.write_json(folder / RESULT, result)

    def _cleaned(self) -> Iterator[Record]:
        """The records that the filters leave, each after its keys were written."""
        row = 0
        for record in self._records():
            found = self._cleaner.clean(record)
            if not isinstance(found, Record):
                name, removed = found
                number = record.publication_number
                self._removed.add({"publication_number": number, "filter": name, "reason": removed.reason})
                continue
            self._keys.add(keys.keys_of(found)._asdict())
            for each in keys.paragraphs_of(found, self._task.curation.paragraph_characters):
                self._paragraphs.add({"row": row, **each._asdict()})
            row += 1
            yield found

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
