"""The corpus as Apache Beam pipelines: on this machine, or on Dataflow, Flink or Spark for terabytes.

Workers see the raw files and the cache under the same names as the driver does (a network file system), and
have this package installed. So records never travel: each task is read, and what is kept of it written, by
the functions that the embedded engine calls, into the same directories, and results that stand stay. Only
keys go through Beam's group-bys, some bytes of each record, packed as tables by partition:

1. tasks -> results
2. links, and hashes of texts -> edges between records; minima -> files in which they are looked up
3. bands of minima -> edges between near-duplicates, verified
4. members of clusters -> choices -> paragraphs of what is kept -> what is kept of each task

Between them the driver joins the edges by `Components`, whose arrays are files of 8 bytes a record: 1.2 GB
for 150 million records, about all the patents there are. That needs no joining by group-bys in rounds
(Kiveris et al. 2014), each of which would shuffle all edges twice.

A partition takes 16 MiB, or what the largest group in it takes: 16 bytes of a record in a bucket, as in the
embedded engine.
"""

import json
import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.io import ReadFromText
from apache_beam.runners.runner import PipelineState

from patentgpt_jax import files
from patentgpt_jax.corpus.beam import shared, steps
from patentgpt_jax.corpus.beam.options import is_local, parse_options, runner_of
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates import minhash, tables
from patentgpt_jax.corpus.duplicates.components import Components
from patentgpt_jax.corpus.duplicates.resolve import KeyFiles, starts_of
from patentgpt_jax.corpus.keeping import Kept
from patentgpt_jax.corpus.raised import raise_again
from patentgpt_jax.corpus.reading import KEYS, PARAGRAPHS
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError

_PARTITION_BYTES = 16 << 20
_LINK_BYTES, _ROW_BYTES = 3 * 16, 250  # about, of a record
_TASKS = "tasks.jsonl"
_SECONDS_BETWEEN_LOOKS = 5.0
_Grouped = tuple[int, bytes]

Steps = Callable[[Any], None]
"""Adds transforms to a pipeline."""


class Beam:
    """Runs pipelines with the options that the config gives."""

    def __init__(self, config: CorpusConfig) -> None:
        self._config = config
        self._options = parse_options(config.beam_options)
        if is_local(self._options):  # whose workers tell here what the pipeline's end tells as well
            logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
        self.not_compared = 0

    def read(
        self,
        tasks: Sequence[tuple[Task, Path]],
        scratch: Path,
        advance: Callable[[int], None],
        finished: Callable[[Path], None],
    ) -> None:
        """See `Engine`."""
        self._check_places(tasks)
        scratch = scratch.absolute()
        lines = [{"task": task.to_json(), "result": str(folder.absolute())} for task, folder in tasks]
        _prepare(scratch, lines)
        read = steps.Read(scratch, finished, self._config.on_failure == "skip")

        def build(pipeline: Any) -> None:
            _ = _tasks(pipeline, scratch) | "Read" >> beam.ParDo(read)

        try:
            with _watched(tasks, advance):
                self._run(scratch, build)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def keep(self, tasks: Sequence[Task], results: Sequence[Path], scratch: Path) -> Iterator[Kept]:
        """See `Engine`."""
        starts = starts_of([KeyFiles(result / KEYS, result / PARAGRAPHS) for result in results])
        lines = [
            {"place": place, "source": task.source, "result": str(result.absolute()), "start": int(start)}
            for place, (task, result, start) in enumerate(zip(tasks, results, starts, strict=False))
        ]
        scratch = scratch.absolute()
        try:
            _prepare(scratch, lines)
            np.save(scratch / steps.STARTS, starts)
            self._join(scratch, int(starts[-1]))
            folder = self._carry_out(scratch, int(starts[-1]), results)
            for place in range(len(tasks)):
                kept: Kept = shared.read_value(folder / f"{place:06}")
                yield kept
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def _join(self, scratch: Path, size: int) -> None:
        """Write what families and clusters the records belong to."""
        links, contents, similar = (scratch / name for name in ("links", "contents", "similar"))

        def equal(pipeline: Any) -> None:
            read = _tasks(pipeline, scratch)
            for folder, of, size_of in (
                (links, tables.link_pairs, _LINK_BYTES),
                (contents, tables.content_pairs, 16),
            ):
                name = folder.name
                column = {"links": ["links"], "contents": ["content"]}[name]
                pairs = steps.Pairs(scratch, column, of, _partitions(size_of * size))
                _ = (
                    read
                    | f"Pairs of {name}" >> beam.ParDo(pairs).with_output_types(_Grouped)
                    | f"Group {name}" >> beam.GroupByKey()
                    | f"Join {name}" >> beam.ParDo(steps.JoinEqual(scratch, folder))
                )
            _ = (
                read
                | "Place minima" >> beam.ParDo(steps.MinimaOf(scratch, size))
                | "Group minima" >> beam.GroupByKey()
                | "Write minima" >> beam.ParDo(steps.WriteMinima(scratch, size))
            )

        def alike(pipeline: Any) -> None:
            bands = steps.Pairs(
                scratch, ["minima"], tables.band_pairs, _partitions(minhash.BANDS * 16 * size)
            )
            _ = (
                _tasks(pipeline, scratch)
                | "Bands" >> beam.ParDo(bands).with_output_types(_Grouped)
                | "Group bands" >> beam.GroupByKey()
                | "Join similar" >> beam.ParDo(steps.JoinSimilar(scratch, size, similar))
            )

        for folder in (links, contents, similar, scratch / steps.MINIMA):
            folder.mkdir()
        self._run(scratch, equal)
        families = Components(size, scratch / "families-joined")
        _join_edges(families, links)
        shared.write_labels(families, scratch / steps.FAMILIES)
        clusters = families.copy(scratch / "clusters-joined")
        _join_edges(clusters, contents)
        shared.write_labels(clusters, scratch / steps.CLUSTERS)
        self._run(scratch, alike)
        self.not_compared = _join_edges(clusters, similar)
        shared.write_labels(clusters, scratch / steps.CLUSTERS)
        clusters.sizes(scratch / steps.SIZES)

    def _carry_out(self, scratch: Path, size: int, results: Sequence[Path]) -> Path:
        """Choose, and write what is kept: a file for each task, in the directory that is returned."""
        folder = scratch / "kept"
        folder.mkdir()
        config = self._config.duplicates
        expected = sum((result / PARAGRAPHS).stat().st_size for result in results) * 2

        def build(pipeline: Any) -> None:
            read = _tasks(pipeline, scratch)
            tasks = read | "By place" >> beam.Map(lambda task: (task["place"], task)).with_output_types(
                tuple[int, dict[str, Any]]
            )
            members = steps.Members(scratch, size, _partitions(_ROW_BYTES * size))
            chosen = (
                read
                | "Members" >> beam.ParDo(members).with_output_types(_Grouped)
                | "Group members" >> beam.GroupByKey()
                | "Choose"
                >> beam.ParDo(steps.Choose(scratch, size, config)).with_outputs(
                    steps.RELATIVES, main=steps.CHOICES
                )
            )
            choices, relatives = chosen[steps.CHOICES], chosen[steps.RELATIVES]
            decided = {"task": tasks, steps.CHOICES: choices, steps.RELATIVES: relatives}
            if config.paragraphs:
                paragraphs = steps.Paragraphs(scratch, size, _partitions(expected))
                decided["paragraphs"] = (
                    {"task": tasks, steps.CHOICES: choices}
                    | "Choices by task" >> beam.CoGroupByKey()
                    | "Paragraphs" >> beam.ParDo(paragraphs).with_output_types(_Grouped)
                    | "Group paragraphs" >> beam.GroupByKey()
                    | "Repeated"
                    >> beam.ParDo(steps.Repeated(scratch, size, config.paragraphs)).with_output_types(
                        _Grouped
                    )
                )
            else:
                decided["paragraphs"] = pipeline | "No paragraphs" >> beam.Create([])
            _ = (
                decided
                | "Decisions by task" >> beam.CoGroupByKey()
                | "Keep" >> beam.ParDo(steps.Keep(scratch, folder))
            )

        self._run(scratch, build)
        return folder

    def _check_places(self, tasks: Sequence[tuple[Task, Path]]) -> None:
        """Refuse files named by paths that mean nothing to workers elsewhere."""
        if is_local(self._options):
            return
        named = (file.path for task, _ in tasks for file in task.files)
        relative = next((path for path in named if not Path(path).is_absolute()), None)
        if relative is not None:
            raise InputError(
                f"config.data.sources: {relative!r} is a relative path; expected absolute ones, since "
                f"{runner_of(self._options)} reads elsewhere"
            )

    def _run(self, scratch: Path, build: Steps) -> None:
        pipeline = beam.Pipeline(options=self._options)
        build(pipeline)
        try:
            state = pipeline.run().wait_until_finish()
        except Exception as error:
            _raise_told(scratch)
            logging.debug("the pipeline failed", exc_info=True)
            last = str(error).strip().splitlines() or [type(error).__name__]
            raise InputError(f"{runner_of(self._options)}: the pipeline failed: {last[-1]}") from None
        if state != PipelineState.DONE:
            _raise_told(scratch)
            raise InputError(f"{runner_of(self._options)}: the pipeline ended as {state}, not as DONE")


def _prepare(scratch: Path, lines: list[dict[str, Any]]) -> None:
    (scratch / steps.ERRORS).mkdir(parents=True)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    files.write_text(scratch / _TASKS, text)


def _tasks(pipeline: Any, scratch: Path) -> Any:
    """The tasks, spread over the workers."""
    return (
        pipeline
        | "List tasks" >> ReadFromText(str(scratch / _TASKS))
        | "Parse tasks" >> beam.Map(json.loads)
        | "Spread tasks" >> beam.Reshuffle()
    )


def _partitions(expected_bytes: int) -> int:
    return max(1, expected_bytes // _PARTITION_BYTES)


def _join_edges(components: Components, folder: Path) -> int:
    """Join what the edges in `folder` connect; how many texts were left."""
    left = 0
    for path in sorted(folder.iterdir()):
        found = shared.read_value(path)
        components.join(found.one, found.other)
        left += found.left
    return left


def _raise_told(scratch: Path) -> None:
    """Raise what a step raised, if one did: what the user can put right first."""
    told = [files.read_json(path) for path in sorted((scratch / steps.ERRORS).glob("*.json"))]
    for each in sorted(told, key=lambda message: "input_error" not in message):
        raise_again(each)


@contextmanager
def _watched(tasks: Sequence[tuple[Task, Path]], advance: Callable[[int], None]) -> Iterator[None]:
    """Tell `advance` of the results that appear."""
    ended = threading.Event()
    waiting = {folder: task.bytes for task, folder in tasks}

    def look() -> None:
        while not ended.wait(_SECONDS_BETWEEN_LOOKS):
            for folder in [each for each in waiting if each.exists()]:
                advance(waiting.pop(folder))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
