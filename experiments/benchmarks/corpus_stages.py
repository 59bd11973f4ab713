"""How fast each stage of the corpus job is, on one core: the stages of `corpus`, one by one and together.

Each stage is timed by itself on what the one before it left. Seconds are processor time; that of the whole
job is its own and that of the process that reads for it.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from patentgpt_jax.corpus import pipeline, store
from patentgpt_jax.corpus.cleaning.cleaner import make_filters
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.parts import text_bytes
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates import keys, minhash
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Decisions, Duplicates, KeyFiles
from patentgpt_jax.corpus.keeping import keep
from patentgpt_jax.corpus.pairs.join import Pairs
from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.reading import KEYS, PARAGRAPHS, READ, RECORDS
from patentgpt_jax.corpus.record import Record

Found = TypeVar("Found")


class Stage(NamedTuple):
    """What was timed: its name, seconds, documents and bytes of their text (of the raw file for reading)."""

    name: str
    seconds: float
    documents: int
    bytes: int


def stages(path: Path, filters: str) -> Iterator[Stage]:
    """Time the stages on the documents of the raw file `path`, with those cleaning `filters`."""
    records, seconds = _timed(lambda: [each for each in read(path) if isinstance(each, Record)])
    yield Stage("read", seconds, len(records), path.stat().st_size)
    for name, function in make_filters(CleaningConfig(filters=filters)):
        size = _bytes(records)
        found, seconds = _timed(lambda: [function(each) for each in records])  # noqa: B023
        yield Stage(f"filter {name}", seconds, len(records), size)
        records = [each for each in found if not isinstance(each, Removed)]
    count, size = len(records), _bytes(records)
    texts = [keys._text(each) for each in records]
    _, seconds = _timed(lambda: [minhash.signature(text) for text in texts])
    yield Stage("signature", seconds, count, size)
    _, seconds = _timed(lambda: [keys.keys_of(each) for each in records])
    yield Stage("keys", seconds, count, size)
    least = DuplicatesConfig().paragraph_characters
    _, seconds = _timed(lambda: [list(keys.paragraphs_of(each, least)) for each in records])
    yield Stage("paragraphs", seconds, count, size)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, seconds = _timed(lambda: store.write(folder / "records.parquet", records))
        yield Stage("write records", seconds, count, size)
        cache = folder / "cache"
        config = CorpusConfig(workers=1, cleaning=CleaningConfig(filters=filters))
        start = sum(os.times()[:4])
        pipeline.build(str(path), config, cache, say=lambda line: None)
        whole = sum(os.times()[:4]) - start
        yield from _after_reading(cache, folder, config, count, size)
        yield Stage("whole job", whole, count, size)


def _after_reading(cache: Path, folder: Path, config: CorpusConfig, count: int, size: int) -> Iterator[Stage]:
    """The stages that begin once all is read, on the results in the `cache`."""
    results = sorted(each for each in (cache / READ).iterdir() if each.is_dir())
    files = [KeyFiles(result / KEYS, result / PARAGRAPHS) for result in results]
    duplicates = Duplicates(files, config.duplicates, folder / "duplicates")
    decisions, seconds = _timed(lambda: list(duplicates.decisions()))
    yield Stage("group-bys", seconds, count, size)
    for result in results:
        for kept in result.glob("kept-*"):
            kept.unlink()
    _, seconds = _timed(lambda: _keep(results, decisions))
    yield Stage("keep", seconds, count, size)
    pairs = Pairs(folder / "pairs", count)
    _, seconds = _timed(lambda: _pair(pairs, results, decisions, folder))
    yield Stage("pairs", seconds, count, size)


def _keep(results: list[Path], decisions: list[Decisions]) -> None:
    for result, decided in zip(results, decisions, strict=True):
        keep(result, "source", decided)


def _pair(pairs: Pairs, results: list[Path], decisions: list[Decisions], folder: Path) -> None:
    for result, decided in zip(results, decisions, strict=True):
        pairs.add(result / RECORDS, result / KEYS, decided.relatives)
    pairs.write(folder)


def _bytes(records: list[Record]) -> int:
    return sum(map(text_bytes, records))


def _timed(function: Callable[[], Found]) -> tuple[Found, float]:
    start = time.process_time()
    found = function()
    return found, time.process_time() - start
