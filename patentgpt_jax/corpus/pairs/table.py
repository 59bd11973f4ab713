"""Pairs as Parquet (zstd): `prosecution_pairs.parquet` and `parallel_texts.parquet`.

The columns are the fields of `Amendment` and of `ParallelText`; claims are nested lists.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax.corpus.pairs.parallel import ParallelText
from patentgpt_jax.corpus.pairs.prosecution import Amendment

PROSECUTION_PAIRS, PARALLEL_TEXTS = "prosecution_pairs.parquet", "parallel_texts.parquet"
_GROUP_ROWS = 1024

_TEXT, _NUMBER, _SHARE, _FLAG = pa.string(), pa.int32(), pa.float64(), pa.bool_()
_NUMBERS = pa.list_(_NUMBER)
_CLAIMS = pa.list_(pa.struct({"number": _NUMBER, "text": _TEXT, "depends_on": _NUMBERS}))
_WORDS = {"words_kept": _NUMBER, "words_inserted": _NUMBER, "words_deleted": _NUMBER, "similarity": _SHARE}
_ALIGNED = pa.struct(
    {
        "granted": _NUMBER,
        "filed": _NUMBER,
        **_WORDS,
        "substantially_amended": _FLAG,
        "merged_from": _NUMBERS,
    }
)
AMENDMENTS = pa.schema(
    {
        "application_number": _TEXT,
        "filing_date": _TEXT,
        "office": _TEXT,
        "language": _TEXT,
        "title": _TEXT,
        "abstract": _TEXT,
        "filed_publication": _TEXT,
        "filed_publication_date": _TEXT,
        "granted_publication": _TEXT,
        "granted_publication_date": _TEXT,
        "filed_claims": _CLAIMS,
        "granted_claims": _CLAIMS,
        "aligned": pa.list_(_ALIGNED),
        "dropped": _NUMBERS,
        **_WORDS,
    }
)
PARALLEL = pa.schema(
    {
        "origin": _TEXT,
        "relation": _TEXT,
        "part": _TEXT,
        "number": _NUMBER,
        "source_language": _TEXT,
        "target_language": _TEXT,
        "source_text": _TEXT,
        "target_text": _TEXT,
        "source_publication": _TEXT,
        "target_publication": _TEXT,
        "length_ratio": _SHARE,
    }
)


def write_amendments(path: Path, rows: Iterable[Amendment]) -> int:
    """Write `rows` to the file `path`, in bounded memory; returns how many there were."""
    return _write(path, rows, AMENDMENTS)


def write_parallel_texts(path: Path, rows: Iterable[ParallelText]) -> int:
    """Write `rows` to the file `path`, in bounded memory; returns how many there were."""
    return _write(path, rows, PARALLEL)


def _write(path: Path, rows: Iterable[Amendment] | Iterable[ParallelText], schema: pa.Schema) -> int:
    count = 0
    waiting: Iterator[Amendment | ParallelText] = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_checksum=True) as writer:
        while group := list(islice(waiting, _GROUP_ROWS)):
            writer.write_table(pa.Table.from_pylist([asdict(row) for row in group], schema))
            count += len(group)
    return count
