"""Files of keys without documents: many records, related in a way that is chosen, to find their duplicates.

Minima of unrelated records are random numbers. Two records of the Jaccard similarity s share each of their
128 minima with the probability s, as those of texts do.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.duplicates import keys, minhash
from patentgpt_jax.corpus.duplicates.resolve import KeyFiles

_AT_ONCE = 1 << 14  # records of a task
_SIMILARITIES = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95)
_PARAGRAPHS = 3  # of a record
_COMMON, _LOCAL = 0.05, 0.05  # of paragraphs: that stand everywhere, that stand in some places


class _Rows:
    """The records numbered `ids`, unrelated at first."""

    def __init__(self, ids: np.ndarray, draw: np.random.Generator, template: np.ndarray) -> None:
        self.ids, self.draw, self.template = ids, draw, template
        self.minima = draw.integers(0, 2**32, (len(ids), minhash.PERMUTATIONS), np.uint32)
        self.content = draw.integers(0, 2**63, (len(ids), 2), np.uint64)
        self.links = np.stack([ids * 2, ids * 2], axis=1).astype(np.uint64)

    def like_template(self, some: np.ndarray, similarity: float) -> None:
        shared = self.draw.random(self.minima.shape) < similarity
        self.minima = np.where(shared & some[:, None], self.template, self.minima)


def _mixed(rows: _Rows) -> None:
    """A tenth like the one before, a twentieth each a copy of it, of its family, and of one template."""
    drawn = rows.draw.random(len(rows.ids))
    for place in np.flatnonzero(drawn[1:] < 0.2) + 1:
        if drawn[place] < 0.1:
            shared = rows.draw.random(minhash.PERMUTATIONS) < rows.draw.choice(_SIMILARITIES)
            rows.minima[place, shared] = rows.minima[place - 1, shared]
        elif drawn[place] < 0.15:
            rows.minima[place], rows.content[place] = rows.minima[place - 1], rows.content[place - 1]
        else:
            rows.links[place, 0] = rows.links[place - 1, 1]
    rows.like_template(drawn > 0.95, 0.92)


def _one_family(rows: _Rows) -> None:
    """All share one link."""
    rows.links[:] = 7


def _copies(rows: _Rows) -> None:
    """All are the same text."""
    rows.content[:], rows.minima[:] = 7, rows.template


def _chain(rows: _Rows) -> None:
    """Each shares a link with the next."""
    rows.links[:] = np.stack([rows.ids, rows.ids + 1], axis=1)


def _near_chain(rows: _Rows) -> None:
    """Each is like the next, with seven eighths of the minima the same, and unlike those farther off."""
    places = np.arange(minhash.PERMUTATIONS)
    age = (rows.ids[:, None] - places // 16) // 8  # when each minimum last changed
    mixed = (age * minhash.PERMUTATIONS + places).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    rows.minima = (mixed >> np.uint64(32)).astype(np.uint32)


def _template(rows: _Rows) -> None:
    """All are one form, filled in: of the similarity 0.85 with each other."""
    rows.like_template(np.ones(len(rows.ids), bool), 0.92)


def _loose_template(rows: _Rows) -> None:
    """All are one form, filled in with much: of the similarity 0.36 with each other."""
    rows.like_template(np.ones(len(rows.ids), bool), 0.6)


def _one_bucket(rows: _Rows) -> None:
    """All agree in one band, and in nothing else."""
    rows.minima[:, : minhash.ROWS] = rows.template[: minhash.ROWS]


_RELATE: dict[str, Callable[[_Rows], None]] = {
    "mixed": _mixed,
    "one-family": _one_family,
    "copies": _copies,
    "chain": _chain,
    "near-chain": _near_chain,
    "template": _template,
    "loose-template": _loose_template,
    "one-bucket": _one_bucket,
}
KINDS = tuple(_RELATE)
"""How records may be related."""


def write(folder: Path, kind: str, count: int, seed: int = 0) -> list[KeyFiles]:
    """Write keys and paragraphs of `count` records, related as the `kind` says, as those of several tasks."""
    found = []
    for rows in _rows(count, seed):
        _RELATE[kind](rows)
        name = f"{rows.ids[0]:010}"
        found.append(KeyFiles(folder / f"{name}.keys.parquet", folder / f"{name}.paragraphs.parquet"))
        for path, table in zip(vars(found[-1]).values(), (_table(rows), _paragraphs(rows)), strict=True):
            pq.write_table(table, path, compression="zstd", write_page_checksum=True)
    return found


def _paragraphs(rows: _Rows) -> pa.Table:
    """Some paragraphs of each record; of these some stand everywhere, and some in one place in a hundred."""
    count = len(rows.ids)
    size = count * _PARAGRAPHS
    hashes, drawn = rows.draw.integers(0, 2**63, size, np.uint64), rows.draw.random(size)
    hashes[drawn < _COMMON] = 7
    local = drawn > 1 - _LOCAL
    hashes[local] = np.repeat(rows.ids, _PARAGRAPHS)[local] // 100
    columns = {
        "row": np.repeat(np.arange(count), _PARAGRAPHS),
        "section": np.zeros(size, np.int64),
        "paragraph": np.tile(np.arange(_PARAGRAPHS), count),
        "hash": hashes,
        "bytes": np.full(size, 300),
    }
    return pa.table(columns).cast(keys.PARAGRAPHS)


def _rows(count: int, seed: int) -> Iterator[_Rows]:
    draw = np.random.default_rng(seed)
    template = draw.integers(0, 2**32, minhash.PERMUTATIONS, np.uint32)
    for start in range(0, count, _AT_ONCE):
        yield _Rows(np.arange(start, min(start + _AT_ONCE, count)), draw, template)


def _table(rows: _Rows) -> pa.Table:
    count = len(rows.ids)
    columns: dict[str, object] = {
        "number": [f"US{10_000_000 + number}B2" for number in rows.ids],
        "links": pa.array(list(rows.links), pa.list_(pa.uint64())),
        "content": _binary(rows.content),
        "minima": _binary(rows.minima),
        "application": [f"US{number}@2010-01-01" for number in rows.ids],
        "office": ["US"] * count,
        "language": ["en"] * count,
        "stage": ["granted" if number % 2 else "filed" for number in rows.ids],
        "date": ["2010-01-01"] * count,
        "bytes": rows.draw.integers(500, 5000, count),
        "claims": [True] * count,
        "translated": [False] * count,
    }
    return pa.table(columns, keys.SCHEMA)


def _binary(rows: np.ndarray) -> pa.Array:
    return pa.array([row.tobytes() for row in rows], pa.binary())
