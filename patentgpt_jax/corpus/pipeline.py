"""From raw files to a cached corpus: records, the clusters they belong to, and what was counted.

Raw files are read and cleaned in tasks whose results are kept by themselves under the cache
(`read/<key>/`), so that a source that is added, refreshed or removed costs no more than its own files. A
corpus, `corpus-<key>/`, is a directory of links to the tasks' files of records, less their duplicates
(`keeping`), with what concerns them all (`assembling`):

    records/00000-<source>.parquet ...   the records
    clusters.parquet                     the cluster of each record, in the same order
    removed.parquet                      each document that was left out: by which filter, and why
    prosecution_pairs.parquet            claims as filed and as granted
    parallel_texts.parquet               texts in two languages
    files.parquet                        each raw file: size, time, sha256, documents, failures
    manifest.json                        totals
    excerpts.json                        some documents before and after, for the report

Nothing in it depends on how many processes read. Records, excerpts and examples of failures name their
files as the sources do, and `files.parquet` by absolute paths and times; what else there is depends on what
the files hold alone.
"""

import hashlib
import json
import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.assembling import EXCERPTS, MANIFEST, TABLES, assemble
from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.decontamination.index import BenchmarkIndex
from patentgpt_jax.corpus.disk import check_space
from patentgpt_jax.corpus.engine import Engine, make_engine
from patentgpt_jax.corpus.forget import forget
from patentgpt_jax.corpus.keeping import ASSEMBLY_VERSION
from patentgpt_jax.corpus.reading import READ, check_failures, is_whole, refuse_failures
from patentgpt_jax.corpus.sources import resolve
from patentgpt_jax.corpus.tasks import Task, make_tasks
from patentgpt_jax.errors import InputError, nearest

Progress = Callable[[int, int], None]


def build(
    sources: str,
    config: CorpusConfig,
    cache: Path,
    progress: Progress = lambda done, total: None,
    say: Callable[[str], None] = logging.info,
) -> Path:
    """The directory of the corpus made from `sources`, built under `cache` unless it stands there.

    `progress` is told (bytes read, bytes in all), `say` a line of what is going to be read and written.

    Raises:
      InputError: `sources` names no files, no document of the wanted types could be read, one could not
        be read and `config.on_failure` is "stop", or the disk has no room.
    """
    engine = make_engine(config)
    resolved = resolve(sources)
    _check_columns(config, [source.name for source in resolved])
    tasks = make_tasks(resolved, config, _index(config, cache))
    if config.forget:
        forget(config.forget, cache, tasks)
    folder = cache / f"corpus-{_key(tasks, config)}"
    if folder.exists() and not _is_whole(folder):
        logging.warning("%s: damaged; it is made again, and what was made from it", folder)
        files.delete(folder)
    if folder.exists():
        logging.info("corpus: reusing %s", folder)
    else:
        for parent in (cache, cache / READ):
            files.clear_abandoned(parent)

        def make(temporary: Path) -> None:
            _read(tasks, config, cache, temporary / ".reading", engine, progress, say)
            results = [_result(cache, task) for task in tasks]
            assemble(tasks, results, config, sources, temporary, engine)

        files.build_once(folder, make)
    failures = files.read_json(folder / MANIFEST)["failures"].values()
    refuse_failures(config.on_failure, [each["examples"] for each in failures])
    return folder


def publish(folder: Path, target: Path) -> None:
    """Put the corpus in `folder` into the directory `target`, in place of one that stands there.

    Its files are links to those in the cache, or copies where the disk is another one; what stood there
    stays until all of them are there. Then the manifest goes first and comes last, so that a directory with
    a manifest is whole.
    """
    temporary = target / ".corpus.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    (temporary / store.RECORDS).mkdir(parents=True)
    names = (*TABLES, EXCERPTS, MANIFEST)
    try:
        for path in (*store.record_files(folder), *(folder / name for name in names)):
            files.link(path, temporary / path.relative_to(folder))
        (target / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(target / store.RECORDS, ignore_errors=True)
        for name in (store.RECORDS, *names):
            (temporary / name).replace(target / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _check_columns(config: CorpusConfig, names: list[str]) -> None:
    for name in parse_columns(config.columns):
        if name not in names:
            raise InputError(
                f"config.corpus.columns: {name!r} is no name in data.sources; {nearest(name, names)}"
            )


def _key(tasks: list[Task], config: CorpusConfig) -> str:
    """Two corpora of the same files, with the same done to them, are one."""
    made_from = [[task.key for task in tasks], asdict(config.duplicates), ASSEMBLY_VERSION]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()[:12]


def _index(config: CorpusConfig, cache: Path) -> str:
    """The file of the benchmarks' index, made unless it stands in the cache; nothing without benchmarks."""
    if not config.decontamination.benchmarks:
        return ""
    index = BenchmarkIndex.build(config.decontamination.benchmarks)
    path = cache / f"benchmarks-{index.fingerprint}.npz"
    if not path.exists():
        index.save(path)
    return str(path.absolute())  # for processes elsewhere


def _read(
    tasks: list[Task],
    config: CorpusConfig,
    cache: Path,
    scratch: Path,
    engine: Engine,
    progress: Progress,
    say: Callable[[str], None],
) -> None:
    """Read the tasks whose results are not in the cache, or not whole there."""
    pending = [(task, _result(cache, task)) for task in tasks if not is_whole(_result(cache, task))]
    if not pending:
        return
    total, done, lock = sum(task.bytes for task, _ in pending), 0, threading.Lock()
    check_space([task for task, _ in pending], config.duplicates.leaves_out, cache, say)
    for _, folder in pending:
        if folder.exists():
            logging.warning("%s: damaged; its files are read again", folder)
            files.delete(folder)

    def advance(more: int) -> None:
        nonlocal done
        with lock:
            done += more
            progress(min(done, total), total)

    engine.read(pending, scratch, advance, partial(check_failures, config.on_failure))
    progress(total, total)


def _result(cache: Path, task: Task) -> Path:
    return cache / READ / task.key


def _is_whole(folder: Path) -> bool:
    """Whether a corpus's directory holds all that it held when it was made."""
    try:
        manifest = files.read_json(folder / MANIFEST)
        documents = manifest["documents"]
        removed = pq.read_metadata(folder / store.REMOVED).num_rows
        files.read_json(folder / EXCERPTS)
        for name in TABLES:
            pq.read_metadata(folder / name)
        records = sum(pq.read_metadata(path).num_rows for path in store.record_files(folder))
        clusters = pq.read_metadata(folder / store.CLUSTERS).num_rows
        return documents == records == clusters == manifest["read"] - removed
    except store.DAMAGE:
        return False
