"""From the results of tasks to a corpus: duplicates left out, clusters, pairs, totals and samples."""

import contextlib
import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.decontamination.index import BenchmarkIndex
from patentgpt_jax.corpus.disk import check_space_to_keep
from patentgpt_jax.corpus.duplicates.keys import hash_of
from patentgpt_jax.corpus.duplicates.spill import Spill
from patentgpt_jax.corpus.effects import Effects
from patentgpt_jax.corpus.engine import Engine
from patentgpt_jax.corpus.excerpts import lowest
from patentgpt_jax.corpus.keeping import DUPLICATES
from patentgpt_jax.corpus.pairs.join import Pairs
from patentgpt_jax.corpus.pairs.table import PARALLEL_TEXTS, PROSECUTION_PAIRS
from patentgpt_jax.corpus.reading import DECONTAMINATION, KEYS, RECORDS, REMOVED, RESULT
from patentgpt_jax.corpus.rows import RowWriter
from patentgpt_jax.corpus.tally import Tally
from patentgpt_jax.corpus.tasks import READER_VERSION, Task
from patentgpt_jax.errors import InputError

MANIFEST, EXCERPTS = "manifest.json", "excerpts.json"
TABLES = (store.CLUSTERS, store.REMOVED, PROSECUTION_PAIRS, PARALLEL_TEXTS, store.FILES)
_FILES_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("source", "path", "place", "sha256")]
    + [(name, pa.int64()) for name in ("bytes", "mtime_ns", "documents", "failures", "passed_over")]
)
_SIZES = pa.schema([("key", pa.uint64())])
_EXCERPTS_A_SOURCE = 4


def assemble(
    tasks: Sequence[Task],
    results: Sequence[Path],
    config: CorpusConfig,
    sources: str,
    folder: Path,
    engine: Engine,
) -> None:
    """Fill `folder` with the corpus of the `results` of `tasks`, from which `engine` takes the duplicates.

    Raises:
      InputError: nothing of the wanted types was read, nothing is left, or a result is gone.
    """
    (folder / store.RECORDS).mkdir()
    corpus = _Corpus(folder, config)
    with _standing(results):
        for result in results:
            corpus.take_in(files.read_json(result / RESULT))
        corpus.name_benchmarks(tasks)
        corpus.check_read(sources)
        check_space_to_keep(results, config.duplicates.leaves_out, folder.parent)
        corpus.leave_out_duplicates(tasks, results, engine)
    corpus.check_kept(sources)
    corpus.finish()


class _Corpus:
    def __init__(self, folder: Path, config: CorpusConfig) -> None:
        self._folder, self._config = folder, config
        self._tally = Tally()
        names = [*config.cleaning.names, *([DECONTAMINATION] if config.decontamination.benchmarks else [])]
        self._effects = Effects([*names, *DUPLICATES])
        self._rows: list[dict[str, Any]] = []
        self._excerpts: list[dict[str, Any]] = []
        self._sizes: Counter[int] = Counter()  # how many clusters keep so many records
        self._documents: dict[str, Counter[str]] = {}  # by source, then language
        self._bytes: dict[str, Counter[str]] = {}
        self._pairs: dict[str, int] = {}
        self._left = 0
        self._benchmarks: dict[str, Any] = {}

    def take_in(self, result: dict[str, Any]) -> None:
        """Add what a task counted."""
        self._tally.add(Tally.from_json(result["tally"]))
        self._rows += result["files"]
        self._excerpts += result["excerpts"]
        self._effects.merge(result["effects"])

    def name_benchmarks(self, tasks: Sequence[Task]) -> None:
        """Add what the benchmarks hold that the records were compared with."""
        index = tasks[0].curation.index
        if index:
            self._benchmarks = BenchmarkIndex.load(Path(index)).counts()

    def check_read(self, sources: str) -> None:
        """Refuse sources of which nothing was read."""
        self._tally.warn()
        if not self._tally.counts["documents"]:
            raise InputError(f"config.data.sources={sources!r}: {self._tally.nothing(self._config.types)}")

    def check_kept(self, sources: str) -> None:
        """Refuse sources of which the filters leave nothing."""
        if not self._sizes:
            most = max(self._effects.counts(), key=lambda each: each["removed"])
            raise InputError(
                f"config.data.sources={sources!r}: the filters leave none of "
                f"{self._tally.counts['documents']} documents; {most['filter']!r} left out "
                f"{most['removed']} ({', '.join(most['reasons'])})"
            )

    def leave_out_duplicates(self, tasks: Sequence[Task], results: Sequence[Path], engine: Engine) -> None:
        """Write the records that are kept, with their clusters, what was left out, and pairs."""
        keeping = engine.keep(tasks, results, self._folder / ".duplicates")
        clusters_of = Spill(self._folder / ".sizes", _SIZES, 8 * self._tally.counts["documents"])
        pairs = Pairs(self._folder / ".pairs", self._tally.counts["documents"])
        with (
            RowWriter(self._folder / store.CLUSTERS, store.CLUSTERS_SCHEMA) as clusters,
            RowWriter(self._folder / store.REMOVED, store.REMOVED_SCHEMA) as removed,
        ):
            for number, (task, result, kept) in enumerate(zip(tasks, results, keeping, strict=True)):
                self._effects.merge(kept.effects)
                files.link(kept.path, self._folder / store.RECORDS / f"{number:05}-{task.source}.parquet")
                for name, cluster in zip(kept.numbers, kept.clusters, strict=True):
                    clusters.add({"publication_number": name, "cluster": cluster})
                for row in [*_removed_before(result, task.source), *kept.removed]:
                    removed.add(row)
                keys = np.array(
                    [hash_of(cluster.encode("utf-8", "replace")) for cluster in kept.clusters], np.uint64
                )
                clusters_of.add(keys, pa.Table.from_arrays([pa.array(keys)], schema=_SIZES))
                self._documents.setdefault(task.source, Counter()).update(kept.documents)
                self._bytes.setdefault(task.source, Counter()).update(kept.bytes)
                pairs.add(result / RECORDS, result / KEYS, kept.relatives)
        self._left = engine.not_compared
        for table in clusters_of.partitions():
            self._sizes.update(np.unique(table["key"].to_numpy(), return_counts=True)[1].tolist())
        self._pairs = pairs.write(self._folder)

    def finish(self) -> None:
        """Write what was counted."""
        pq.write_table(
            pa.Table.from_pylist(self._rows, _FILES_SCHEMA), self._folder / store.FILES, compression="zstd"
        )
        files.write_json(
            self._folder / EXCERPTS,
            {"read": lowest(self._excerpts, _EXCERPTS_A_SOURCE), "filters": self._effects.samples()},
        )
        read = self._tally.manifest()
        documents = sum(size * count for size, count in self._sizes.items())
        manifest = {
            **read,
            "read": read["documents"],
            "documents": documents,
            "kept": {
                source: {
                    language or "unknown": {"documents": count, "bytes": self._bytes[source][language]}
                    for language, count in sorted(found.items())
                }
                for source, found in self._documents.items()
            },
            "filters": self._effects.counts(),
            "benchmarks": self._benchmarks,
            "not_compared": self._left,
            "pairs": self._pairs,
            "clusters": self._cluster_sizes(),
            "content": _content(self._rows),
            "columns": self._config.columns,
            "reader_version": READER_VERSION,
        }
        files.write_json(self._folder / MANIFEST, manifest)
        logging.info(
            "corpus: %d of %d documents kept, in %d clusters, %s",
            documents, read["documents"], self._sizes.total(), self._folder,
        )  # fmt: skip

    def _cluster_sizes(self) -> dict[str, Any]:
        return {
            "count": self._sizes.total(),
            "largest": max(self._sizes),
            "sizes": {str(size): count for size, count in sorted(self._sizes.items())},
        }


def _removed_before(result: Path, source: str) -> list[dict[str, str]]:
    """What the filters of a task left out, as rows for `removed.parquet`."""
    rows = pq.read_table(result / REMOVED).to_pylist()
    return [{**row, "source": source, "cluster": "", "kept": ""} for row in rows]


@contextlib.contextmanager
def _standing(results: Sequence[Path]) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        gone = next((result for result in results if not result.exists()), None)
        if gone is None and not Path(str(error.filename)).name.startswith("kept-"):
            raise
        raise InputError(
            f"{gone or error.filename}: deleted before the corpus was made, perhaps by another job that "
            "forgets; start again"
        ) from None


def _content(rows: list[dict[str, Any]]) -> str:
    """A hash of what was read: the raw files' hashes by source, wherever the files lie."""
    return hashlib.sha256(json.dumps([[row["source"], row["sha256"]] for row in rows]).encode()).hexdigest()
