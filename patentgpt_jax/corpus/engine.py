"""What runs the work on many tasks: processes of this machine, or Apache Beam. The result is the same."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates, KeyFiles
from patentgpt_jax.corpus.keeping import Kept, keep
from patentgpt_jax.corpus.pool import read_in_processes
from patentgpt_jax.corpus.reading import KEYS, PARAGRAPHS, read_task
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError

_BYTES_A_PROCESS = 8 << 20  # less than this is read before another process has started


class Engine(Protocol):
    """Runs the work on many tasks; `not_compared` counts the texts that `Duplicates.left` does."""

    not_compared: int

    def read(
        self,
        tasks: Sequence[tuple[Task, Path]],
        scratch: Path,
        advance: Callable[[int], None],
        finished: Callable[[Path], None],
    ) -> None:
        """Read each task into its directory.

        Args:
          scratch: a directory that does not stand there, and may be used.
          advance: told how many more bytes were read, from any thread.
          finished: called with each directory that was made; what it raises ends the reading.
        """

    def keep(self, tasks: Sequence[Task], results: Sequence[Path], scratch: Path) -> Iterator[Kept]:
        """What is kept of each task's result, in order, once the duplicates of all are left out."""


def make_engine(config: CorpusConfig) -> Engine:
    """The engine that `config` names.

    Raises:
      InputError: it is not installed, or its options are wrong.
    """
    if config.engine == "processes":
        return Processes(config)
    try:
        from patentgpt_jax.corpus.beam.engine import Beam
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("apache_beam"):
            raise
        raise InputError(
            "config.corpus.engine='beam': Apache Beam is not installed; "
            "`pip install -r requirements-data.txt` installs it"
        ) from None
    return Beam(config)


class Processes:
    """Processes of this machine read; this one finds the duplicates."""

    def __init__(self, config: CorpusConfig) -> None:
        self._config = config
        self.not_compared = 0

    def read(
        self,
        tasks: Sequence[tuple[Task, Path]],
        scratch: Path,
        advance: Callable[[int], None],
        finished: Callable[[Path], None],
    ) -> None:
        """See `Engine`."""
        total = sum(task.bytes for task, _ in tasks)
        processes = self._config.workers or min(_cores(), total // _BYTES_A_PROCESS)
        if processes:
            read_in_processes(tasks, processes, advance, finished, self._config.on_failure == "skip")
            return
        for task, folder in tasks:
            _read_here(task, folder, advance)
            finished(folder)

    def keep(self, tasks: Sequence[Task], results: Sequence[Path], scratch: Path) -> Iterator[Kept]:
        """See `Engine`."""
        files = [KeyFiles(result / KEYS, result / PARAGRAPHS) for result in results]
        duplicates = Duplicates(files, self._config.duplicates, scratch)
        for task, result, decisions in zip(tasks, results, duplicates.decisions(), strict=True):
            yield keep(result, task.source, decisions)
        self.not_compared = duplicates.left


def _read_here(task: Task, folder: Path, advance: Callable[[int], None]) -> None:
    told = 0

    def progress(_place: int, done: int) -> None:
        nonlocal told
        advance(done - told)
        told = done

    read_task(task, folder, progress)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
