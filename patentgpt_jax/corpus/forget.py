"""Deleting what was made from certain raw files: a client's documents, say.

In the cache, everything made from a corpus lies in the corpus's directory (tokenizers, tokens), so that
it goes with it. What lies elsewhere is not touched and has to be deleted by its owner: raw files, the
workdirs of other jobs, and above all trained checkpoints.
"""

import fnmatch
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.reading import READ, RESULT
from patentgpt_jax.corpus.record import printable
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError


def forget(what: str, cache: Path, tasks: Iterable[Task]) -> int:
    """Delete from `cache` all results, and all corpora with what was made from them, that hold `what`.

    Args:
      what: the name of a source, or the path of a raw file or of a directory, or a glob for absolute
        paths (`*` also matches `/`).
      tasks: what is going to be read.

    Returns:
      How many directories were deleted.

    Raises:
      InputError: `what` is going to be read again.
    """
    for task in tasks:
        if _concerns(what, ({"source": task.source, **asdict(file)} for file in task.files)):
            raise InputError(
                f"config.corpus.forget={what!r}: config.data.sources still names it (source {task.source!r}, "
                f"{task.files[0].path}); expected it left out"
            )
    found = [path for path in cache.glob("corpus-*") if _holds(what, path, _files_of_corpus)]
    found += [path for path in (cache / READ).glob("[!.]*") if _holds(what, path, _files_of_result)]
    for path in found:
        files.delete(path)
    for parent in (cache, cache / READ):
        files.clear_abandoned(parent)
    if found:
        logging.warning("config.corpus.forget=%r: %d directories deleted from %s", what, len(found), cache)
    else:
        logging.warning(
            "config.corpus.forget=%r: nothing in %s was made from it; nothing deleted", what, cache
        )
    return len(found)


def _holds(what: str, path: Path, files_of: Callable[[Path], list[dict[str, Any]]]) -> bool:
    """Whether the directory `path` holds something made from `what`, for all that is known."""
    try:
        return _concerns(what, files_of(path))
    except store.DAMAGE:
        if path.exists():  # another process may delete, too
            logging.warning("%s: damaged, or of another version; what it was made from is unknown", path)
        return path.exists()


def _files_of_corpus(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path / store.FILES, columns=["source", "path", "place"]).to_pylist()


def _files_of_result(path: Path) -> list[dict[str, Any]]:
    return files.read_json(path / RESULT)["files"]


def _concerns(what: str, raw_files: Iterable[dict[str, Any]]) -> bool:
    named = {printable(name) for name in (what, os.path.abspath(what), os.path.realpath(what))}
    return any(what == each["source"] or _is_named(each, named) for each in raw_files)


def _is_named(raw_file: dict[str, Any], named: set[str]) -> bool:
    """Whether one of `named` is the raw file, a directory that it lies in, or a glob that matches it."""
    return any(
        place == name or place.startswith(name.rstrip("/") + "/") or fnmatch.fnmatchcase(place, name)
        for place in (printable(raw_file["place"]), os.path.abspath(printable(raw_file["path"])))
        for name in named
    )
