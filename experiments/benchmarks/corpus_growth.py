"""How time and memory of the corpus job grow with the documents, near-duplicates included.

Each measurement is a fresh process, `python -m experiments.benchmarks.corpus_growth`, which samples the
anonymous memory of itself and of the processes that it starts, and all that is resident, in which pages of
files count that the system takes back when it needs them (and maps of libraries).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from experiments.benchmarks import planted, synthetic_keys
from experiments.benchmarks.turns import ROOT, one_thread
from patentgpt_jax.corpus import pipeline
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates, KeyFiles

BUILD = "build"  # the whole job; other kinds are those of `synthetic_keys`, their duplicates alone
_SAMPLE_SECONDS = 0.01


@dataclass(frozen=True)
class Measured:
    """Of one process and its children: documents, wall and processor seconds; bytes at most, anonymous and
    resident; bytes that were anonymous before."""

    documents: int
    seconds: float
    processor: float
    anonymous: int
    resident: int
    before: int


def measure(kind: str, count: int, words: int, filters: str) -> Measured:
    """Measure in a fresh process.

    Raises:
      subprocess.CalledProcessError: it failed.
    """
    command = [
        sys.executable,
        "-m",
        "experiments.benchmarks.corpus_growth",
        kind,
        str(count),
        str(words),
        filters,
    ]
    done = subprocess.run(command, cwd=ROOT, env=one_thread(), check=True, stdout=subprocess.PIPE, text=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def here(kind: str, count: int, words: int, filters: str) -> Measured:
    """Measure in this process; what is made beforehand is made by another one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work = _build(folder, count, words, filters) if kind == BUILD else _duplicates(folder, kind, count)
        memory = _Memory()
        start, used = time.perf_counter(), _processor_seconds()
        with memory:
            work()
        seconds, processor = time.perf_counter() - start, _processor_seconds() - used
        return Measured(count, seconds, processor, *memory.most, memory.before)


def _processor_seconds() -> float:
    """Of this process and of the children that have ended."""
    return sum(os.times()[:4])


def _build(folder: Path, count: int, words: int, filters: str) -> Callable[[], object]:
    path = folder / "patents.jsonl"
    _apart(lambda: planted.write_corpus(path, count, words))
    config = CorpusConfig(workers=1, cleaning=CleaningConfig(filters=filters))
    return lambda: pipeline.build(str(path), config, folder / "cache", say=lambda line: None)


def _duplicates(folder: Path, kind: str, count: int) -> Callable[[], object]:
    _apart(lambda: synthetic_keys.write(folder, kind, count))
    names = sorted(path.name.removesuffix(".keys.parquet") for path in folder.glob("*.keys.parquet"))
    files = [
        KeyFiles(folder / f"{name}.keys.parquet", folder / f"{name}.paragraphs.parquet") for name in names
    ]
    duplicates = Duplicates(files, DuplicatesConfig(), folder / "scratch")
    return lambda: sum(len(each.choices) for each in duplicates.decisions())


def _apart(function: Callable[[], object]) -> None:
    """Call `function` in a child, so that its memory is not this process's."""
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            raise RuntimeError("the input could not be made")
        return
    function()
    os._exit(0)


class _Memory:
    """Samples the memory of this process and its children; use it in a `with`."""

    def __init__(self) -> None:
        self.before, _ = _of_tree(os.getpid())
        self.most = (0, 0)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._done.wait(_SAMPLE_SECONDS):
            anonymous, resident = _of_tree(os.getpid())
            self.most = max(self.most[0], anonymous), max(self.most[1], resident)


def _of_tree(process: int) -> tuple[int, int]:
    """Bytes of anonymous and of all resident memory of a process and its children."""
    try:
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
        children = [
            int(child)
            for task in Path(f"/proc/{process}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
        own = [int(lines[name].split()[0]) * 1024 for name in ("RssAnon", "VmRSS")]
    except (OSError, KeyError):  # it ended meanwhile
        return 0, 0
    found = [own, *(_of_tree(child) for child in children)]
    return sum(each[0] for each in found), sum(each[1] for each in found)


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=(BUILD, *synthetic_keys.KINDS))
    parser.add_argument("count", type=int)
    parser.add_argument("words", type=int)
    parser.add_argument("filters")
    arguments = parser.parse_args()
    print(json.dumps(asdict(here(**vars(arguments)))))


if __name__ == "__main__":
    main()
