"""Of planted pairs of a known similarity, how many are found, beside what theory says."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from experiments.benchmarks import planted
from experiments.benchmarks.corpus_side import record
from patentgpt_jax.corpus.duplicates import keys
from patentgpt_jax.corpus.duplicates.buckets import JOINED
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.minhash import detection
from patentgpt_jax.corpus.duplicates.resolve import Duplicates, KeyFiles
from patentgpt_jax.corpus.rows import RowWriter

SIMILARITIES = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Detected(NamedTuple):
    """Shares of pairs that were joined in a cluster, and of which one was left out; and the expected ones."""

    joined: float
    joined_expected: float
    left_out: float
    left_out_expected: float


def detected(similarity: float, count: int, length: int = 300, seed: int = 0) -> Detected:
    """Plant `count` pairs of this Jaccard similarity, of texts of `length` words, and look for them all."""
    config = DuplicatesConfig(paragraphs=0)
    found = list(planted.pairs(similarity, count, length, seed))
    with tempfile.TemporaryDirectory() as name:
        files = KeyFiles(Path(name) / "keys.parquet", Path(name) / "paragraphs.parquet")
        with RowWriter(files.keys, keys.SCHEMA) as writer, RowWriter(files.paragraphs, keys.PARAGRAPHS):
            for place, text in enumerate(text for pair in found for text in pair[:2]):
                writer.add(keys.keys_of(record(place, text))._asdict())
        (decisions,) = Duplicates([files], config, Path(name) / "scratch").decisions()
    choices = decisions.choices.to_pylist()
    return Detected(
        sum(size == 2 for size in Counter(each["row"] // 2 for each in choices).values()) / count,
        sum(detection(pair.jaccard, JOINED) for pair in found) / count,
        sum(each["reason"] != "" for each in choices) / count,
        sum(detection(pair.jaccard, config.similarity) for pair in found) / count,
    )
