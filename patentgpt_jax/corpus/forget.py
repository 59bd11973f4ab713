"""Deleting what was made from certain raw files: a client's documents, say.

In the cache, everything made from a corpus lies in the corpus's directory (tokenizers, tokens), so that
it goes with it. What lies elsewhere is not touched and has to be deleted by its owner: raw files, the
workdirs of other jobs, and above all trained checkpoints.
"""

import fnmatch
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus.reading import RESULT
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError


def forget(what: str, cache: Path, tasks: Iterable[Task]) -> int:
    """Delete from `cache` all results, and all corpora with what was made from them, that hold `what`.

    Args:
      what: the name of a source, or a glob for the absolute paths of raw files (`*` also matches `/`).
      tasks: what is going to be read.

    Returns:
      How many directories were deleted.

    Raises:
      InputError: `what` is going to be read again.
    """
    for task in tasks:
        if _concerns(what, ({"source": task.source, "place": file.place} for file in task.files)):
            raise InputError(
                f"config.corpus.forget={what!r}: config.data.sources still names it (source {task.source!r}, "
                f"{task.files[0].path}); expected it left out"
            )
    found = [path for path in cache.glob("corpus-*") if _concerns(what, _files_of_corpus(path))]
    found += [path for path in (cache / "read").glob("[!.]*") if _concerns(what, _files_of_result(path))]
    for path in found:
        files.delete(path)
    for parent in (cache, cache / "read"):
        files.clear_abandoned(parent)
    logging.warning("config.corpus.forget=%r: %d directories deleted from %s", what, len(found), cache)
    return len(found)


def _files_of_corpus(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path / "files.parquet", columns=["source", "place"]).to_pylist()


def _files_of_result(path: Path) -> list[dict[str, Any]]:
    return files.read_json(path / RESULT)["files"]


def _concerns(what: str, raw_files: Iterable[dict[str, Any]]) -> bool:
    return any(what == each["source"] or fnmatch.fnmatchcase(each["place"], what) for each in raw_files)
