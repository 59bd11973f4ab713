"""What is kept of one task's records once the duplicates of the whole corpus are known.

Where nothing of a task is left out its file of records is taken as it is. Otherwise what is kept is written
beside it, under a name that says what was left out, and is found again as long as that is the same.
"""

import hashlib
import json
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patentgpt_jax.corpus import effects, store
from patentgpt_jax.corpus.duplicates.choose import REASONS
from patentgpt_jax.corpus.duplicates.keys import split_paragraphs
from patentgpt_jax.corpus.duplicates.resolve import Decisions
from patentgpt_jax.corpus.effects import Effects
from patentgpt_jax.corpus.reading import KEYS, RECORDS
from patentgpt_jax.corpus.record import Record

PARAGRAPHS = "repeated paragraphs"
DUPLICATES = (*REASONS, PARAGRAPHS)
"""The names of what leaves out duplicates, in their order."""

Places = Mapping[int, frozenset[tuple[int, int]]]
"""By row the (section, paragraph) that are left out."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a task: the file of its records, their numbers and clusters in its order; what was left
    out, as rows for `removed.parquet`; documents and bytes that are kept, by language; what was done, as
    `Effects.to_json` tells it; and `relatives`, as in `Decisions`."""

    path: Path
    numbers: list[str]
    clusters: list[str]
    removed: list[dict[str, str]]
    documents: Counter[str]
    bytes: Counter[str]
    effects: dict[str, Any]
    relatives: pa.Table


def keep(result: Path, source: str, decisions: Decisions) -> Kept:
    """Carry out the `decisions` on the records in a task's directory `result`."""
    table = pq.read_table(result / KEYS, columns=["number", "language", "bytes"])
    numbers, languages = table["number"].to_pylist(), table["language"].to_pylist()
    sizes = table["bytes"].to_numpy().copy()
    clusters, reasons, instead = list(numbers), [""] * len(numbers), [""] * len(numbers)
    for each in decisions.choices.to_pylist():
        row = each["row"]
        clusters[row], reasons[row], instead[row] = each["cluster"], each["reason"], each["kept"]
    places: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for each in decisions.paragraphs.to_pylist():
        places[each["row"]].add((each["section"], each["paragraph"]))
        sizes[each["row"]] -= each["bytes"]
    left_out = {row: frozenset(found) for row, found in sorted(places.items())}
    done = Effects(DUPLICATES)
    _count(result, source, decisions, numbers, reasons, instead, left_out, done)
    rows = [row for row, reason in enumerate(reasons) if not reason]
    documents, kept_bytes = Counter[str](), Counter[str]()
    for row in rows:
        documents[languages[row]] += 1
        kept_bytes[languages[row]] += int(sizes[row])
    return Kept(
        path=_file(result, reasons, left_out),
        numbers=[numbers[row] for row in rows],
        clusters=[clusters[row] for row in rows],
        removed=[
            {
                "publication_number": numbers[row],
                "source": source,
                "cluster": clusters[row],
                "filter": reason,
                "reason": reason,
                "kept": instead[row],
            }
            for row, reason in enumerate(reasons)
            if reason
        ],
        documents=documents,
        bytes=kept_bytes,
        effects=done.to_json(),
        relatives=decisions.relatives,
    )


def _count(
    result: Path,
    source: str,
    decisions: Decisions,
    numbers: list[str],
    reasons: list[str],
    instead: list[str],
    left_out: Places,
    done: Effects,
) -> None:
    sizes = pq.read_table(result / KEYS, columns=["bytes"])["bytes"].to_numpy()
    for name in REASONS:
        rows = [row for row, reason in enumerate(reasons) if reason == name]
        if not rows:
            continue
        done.count(name, name, removed=len(rows), bytes=int(sizes[rows].sum()))
        shown = [rows[place] for place in effects.lowest(source, [numbers[row] for row in rows])]
        for row, record in zip(shown, store.read_rows(result / RECORDS, shown), strict=True):
            done.show_removed(name, record, f"as {instead[row]}")
    changed = int(pc.sum(decisions.paragraphs["bytes"]).as_py() or 0)
    done.count(PARAGRAPHS, changed=len(left_out), bytes=changed)
    rows = list(left_out)
    shown = [rows[place] for place in effects.lowest(source, [numbers[row] for row in rows])]
    for row, record in zip(shown, store.read_rows(result / RECORDS, shown), strict=True):
        done.show_changed(PARAGRAPHS, record, without(record, left_out[row]))


def without(record: Record, places: frozenset[tuple[int, int]]) -> Record:
    """`record` without the paragraphs at `places`; a section of which nothing stays goes, too."""
    sections = []
    for number, section in enumerate(record.sections):
        paragraphs = split_paragraphs(section.text)
        staying = [text for place, text in enumerate(paragraphs) if (number, place) not in places]
        if len(staying) == len(paragraphs):
            sections.append(section)
        elif staying:
            sections.append(replace(section, text="\n\n".join(staying)))
    return replace(record, sections=tuple(sections))


def _file(result: Path, reasons: list[str], left_out: Places) -> Path:
    """The file of what is kept, written unless it stands there."""
    gone = [row for row, reason in enumerate(reasons) if reason]
    if not gone and not left_out:
        return result / RECORDS
    told = json.dumps([gone, [[row, sorted(places)] for row, places in left_out.items()]])
    path = result / f"kept-{hashlib.sha256(told.encode()).hexdigest()[:16]}.parquet"
    if not _stands(path, len(reasons) - len(gone)):
        handle, temporary = tempfile.mkstemp(dir=result, prefix=".kept-")
        os.close(handle)
        try:
            _write(result / RECORDS, Path(temporary), np.array([not reason for reason in reasons]), left_out)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    return path


def _stands(path: Path, count: int) -> bool:
    try:
        return pq.read_metadata(path).num_rows == count
    except store.DAMAGE:
        return False


def _write(records: Path, target: Path, kept: np.ndarray, left_out: Places) -> None:
    with (
        pq.ParquetFile(records, page_checksum_verification=True) as file,
        pq.ParquetWriter(target, store.SCHEMA, compression="zstd", write_page_checksum=True) as writer,
    ):
        start = 0
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            rows = np.flatnonzero(kept[start : start + len(table)])
            edited = [(place, int(row)) for place, row in enumerate(rows + start) if row in left_out]
            start += len(table)
            writer.write_table(_edited(table.take(pa.array(rows)), edited, left_out))


def _edited(table: pa.Table, edited: list[tuple[int, int]], left_out: Places) -> pa.Table:
    """`table` with the records at some places without their paragraphs that are left out."""
    parts, start = [], 0
    for place, row in edited:
        record = store.record_of(table.slice(place, 1).to_pylist()[0])
        changed: dict[str, Any] = store.row_of(without(record, left_out[row]))
        parts += [table.slice(start, place - start), pa.Table.from_pylist([changed], store.SCHEMA)]
        start = place + 1
    return pa.concat_tables([*parts, table.slice(start)]).combine_chunks() if parts else table
