"""The steps of the pipelines: each calls what the embedded engine calls, on one task or one partition.

A task is passed on as what `tasks.jsonl` says of it: its `place`, `source`, the directory of its `result`,
and `start`, the number in the corpus of its first record. Tables are passed on as bytes (`shared.to_bytes`).
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patentgpt_jax.corpus.beam import shared
from patentgpt_jax.corpus.duplicates import tables
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Decisions
from patentgpt_jax.corpus.keeping import keep
from patentgpt_jax.corpus.pool import Worker
from patentgpt_jax.corpus.raised import described
from patentgpt_jax.corpus.reading import KEYS, PARAGRAPHS
from patentgpt_jax.corpus.tasks import Task

Parts = Iterable[bytes]
ERRORS, FAMILIES, CLUSTERS, SIZES, MINIMA, STARTS = (
    "errors", "families", "clusters", "sizes", "minima", "starts.npy",
)  # fmt: skip
"""Below the directory `scratch` of a run."""
CHOICES, RELATIVES = "choices", "relatives"
"""The outputs of `Choose`."""


class Step(beam.DoFn):
    """One kind of work. What it raises is also told to the driver, whom a runner tells only its own error."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def process(self, element: Any) -> Iterator[Any]:
        """Work on one element."""
        try:
            yield from self.work(element)
        except Exception as error:
            with suppress(OSError):  # the disk is full, say
                shared.tell(self.scratch / ERRORS, described(error))
            raise

    def work(self, element: Any) -> Iterator[Any]:
        """What the step does."""
        raise NotImplementedError


class Read(Step):
    """Reads tasks, each into its directory, in a process of its own: a file at which that dies is dealt with
    as the embedded engine does, and threads of one worker read at the same time."""

    def __init__(self, scratch: Path, finished: Callable[[Path], None], leave_out: bool) -> None:
        super().__init__(scratch)
        self._finished, self._leave_out = finished, leave_out

    def setup(self) -> None:
        """Beam calls this once."""
        self._worker = Worker()
        self._thread = ThreadPoolExecutor(1)  # the process ends with the thread that starts it

    def work(self, element: dict[str, Any]) -> Iterator[None]:
        """Read one task, unless its result stands."""
        task, folder = Task.from_json(element["task"]), Path(element["result"])
        if not folder.exists():
            read = self._thread.submit(self._worker.read, task, folder, lambda more: None, self._leave_out)
            read.result()
        self._finished(folder)
        yield from ()

    def teardown(self) -> None:
        """Beam calls this at the end."""
        self._worker.end()
        self._thread.shutdown()


class Pairs(Step):
    """A task -> its pairs of keys and records, by partition; `of` makes them from `columns` of its keys."""

    def __init__(
        self, scratch: Path, columns: list[str], of: Callable[[int, pa.RecordBatch], pa.Table], count: int
    ) -> None:
        super().__init__(scratch)
        self._columns, self._of, self._count = columns, of, count

    def work(self, task: dict[str, Any]) -> Iterator[tuple[int, bytes]]:
        """The pairs of one task."""
        for offset, batch in tables.batches(Path(task["result"]) / KEYS, self._columns):
            table = self._of(task["start"] + offset, batch)
            yield from shared.partitioned(table["key"].to_numpy(), table, self._count)


class JoinEqual(Step):
    """A partition of pairs -> a file in `folder` with the edges between records that share a key."""

    def __init__(self, scratch: Path, folder: Path) -> None:
        super().__init__(scratch)
        self._folder = folder

    def work(self, element: tuple[int, Parts]) -> Iterator[None]:
        """Join the records of one partition."""
        place, parts = element
        table = shared.from_bytes(parts, tables.PAIRS)
        shared.write_value(self._folder / f"{place:06}", self.edges(table))
        yield from ()

    def edges(self, table: pa.Table) -> Any:
        """The edges of one partition."""
        return tables.equal_edges(table)


class _LooksUp(Step):
    """Looks up what is known of records by their numbers."""

    def __init__(self, scratch: Path, size: int) -> None:
        super().__init__(scratch)
        self._size = size

    def setup(self) -> None:
        """Beam calls this once."""
        self.minima = shared.MinimaFiles(self.scratch / MINIMA, self._size)
        self.starts = np.load(self.scratch / STARTS)

    def labels(self, name: str) -> tables.Labels:
        """What records belong to: `FAMILIES` or `CLUSTERS`."""
        return shared.open_labels(self.scratch / name).__getitem__

    def by_task(self, table: pa.Table) -> Iterator[tuple[int, bytes]]:
        """Rows with an `id` by the places of the tasks that the records are of."""
        places = np.searchsorted(self.starts, table["id"].to_numpy(), "right") - 1
        for place, some in shared.split(places, table):
            yield place, shared.to_bytes(some)


class MinimaOf(_LooksUp):
    """A task -> (the place of a file of minima, its keys) for each of those that its records are in."""

    def work(self, task: dict[str, Any]) -> Iterator[tuple[int, tuple[int, str]]]:
        """The files of one task."""
        start, end = task["start"], int(self.starts[task["place"] + 1])
        for place in range(start // self.minima.records, -(-end // self.minima.records)):
            yield place, (start, task["result"])


class WriteMinima(_LooksUp):
    """Writes a file of minima."""

    def work(self, element: tuple[int, Iterable[tuple[int, str]]]) -> Iterator[None]:
        """Write one file."""
        place, found = element
        self.minima.write(place, ((start, Path(result) / KEYS) for start, result in found))
        yield from ()


class JoinSimilar(_LooksUp):
    """A partition of bands -> a file in `folder` with the edges between near-duplicates."""

    def __init__(self, scratch: Path, size: int, folder: Path) -> None:
        super().__init__(scratch, size)
        self._folder = folder

    def work(self, element: tuple[int, Parts]) -> Iterator[None]:
        """Join the records of one partition."""
        place, parts = element
        table = shared.from_bytes(parts, tables.PAIRS)
        found = tables.similar_edges(table, self.minima, self.labels(CLUSTERS))
        shared.write_value(self._folder / f"{place:06}", found)
        yield from ()


class Members(_LooksUp):
    """A task -> those of its records that are not alone in their clusters, by partition of the clusters."""

    def __init__(self, scratch: Path, size: int, count: int) -> None:
        super().__init__(scratch, size)
        self._count = count

    def work(self, task: dict[str, Any]) -> Iterator[tuple[int, bytes]]:
        """The members of one task."""
        sizes = np.memmap(self.scratch / SIZES, np.int32, "r")
        families, clusters = self.labels(FAMILIES), self.labels(CLUSTERS)
        for offset, batch in tables.batches(Path(task["result"]) / KEYS, tables.ROW_KEYS):
            table = tables.rows_of(task["start"] + offset, batch, families, clusters, sizes)
            yield from shared.partitioned(table["root"].to_numpy(), table, self._count)


class Choose(_LooksUp):
    """A partition of members -> what becomes of each, and which make pairs, by task."""

    def __init__(self, scratch: Path, size: int, config: DuplicatesConfig) -> None:
        super().__init__(scratch, size)
        self._config = config

    def work(self, element: tuple[int, Parts]) -> Iterator[Any]:
        """Choose in whole clusters."""
        table = shared.from_bytes(element[1], tables.ROWS)
        for each in self.by_task(tables.relatives_of(table)):
            yield beam.pvalue.TaggedOutput(RELATIVES, each)
        for chosen in tables.choices_of(table, self.minima, self._config):
            yield from self.by_task(chosen)


class Paragraphs(_LooksUp):
    """A task and the choices of its records -> the long paragraphs of those that are kept, by partition."""

    def __init__(self, scratch: Path, size: int, count: int) -> None:
        super().__init__(scratch, size)
        self._count = count

    def work(self, element: tuple[int, dict[str, Any]]) -> Iterator[tuple[int, bytes]]:
        """The paragraphs of one task."""
        place, found = element
        (task,) = found["task"]
        start, end = self.starts[place : place + 2]
        choices = shared.from_bytes(found[CHOICES], tables.CHOICES)
        kept = np.ones(end - start, bool)
        kept[choices["id"].to_numpy() - start] = pc.equal(choices["reason"], "").to_numpy()
        clusters = self.labels(CLUSTERS)
        for _, batch in tables.batches(Path(task["result"]) / PARAGRAPHS):
            table = tables.paragraph_places(int(start), batch, kept, clusters)
            yield from shared.partitioned(table["hash"].to_numpy(), table, self._count)


class Repeated(_LooksUp):
    """A partition of paragraphs -> those that stand in many clusters, by task."""

    def __init__(self, scratch: Path, size: int, fewest: int) -> None:
        super().__init__(scratch, size)
        self._fewest = fewest

    def work(self, element: tuple[int, Parts]) -> Iterator[tuple[int, bytes]]:
        """The repeated paragraphs of one partition."""
        table = shared.from_bytes(element[1], tables.PLACES)
        yield from self.by_task(tables.repeated_places(table, self._fewest))


class Keep(Step):
    """A task and all that was decided of it -> what is kept, in a file in `folder`."""

    def __init__(self, scratch: Path, folder: Path) -> None:
        super().__init__(scratch)
        self._folder = folder

    def work(self, element: tuple[int, dict[str, Any]]) -> Iterator[None]:
        """Carry out the decisions of one task."""
        place, found = element
        (task,) = found["task"]
        decisions = Decisions.of(
            task["start"],
            shared.from_bytes(found[CHOICES], tables.CHOICES),
            shared.from_bytes(found["paragraphs"], tables.LEFT_OUT),
            shared.from_bytes(found[RELATIVES], tables.RELATIVES),
        )
        shared.write_value(
            self._folder / f"{place:06}", keep(Path(task["result"]), task["source"], decisions)
        )
        yield from ()
