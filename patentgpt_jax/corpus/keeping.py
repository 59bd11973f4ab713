"""What is kept of one task's records once the duplicates of the whole corpus are known.

Where nothing of a task is left out its file of records is taken as it is. Otherwise what is kept is written
beside it, under a name that says what was left out, and is found again as long as that is the same.

A record that is left with nothing but its title when its repeated paragraphs go is left out as well: all that
it says stands in others.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus import effects, store
from patentgpt_jax.corpus.cleaning.own_text import body_text
from patentgpt_jax.corpus.cleaning.parts import text_bytes
from patentgpt_jax.corpus.duplicates.choose import REASONS
from patentgpt_jax.corpus.duplicates.keys import split_paragraphs
from patentgpt_jax.corpus.duplicates.resolve import Decisions
from patentgpt_jax.corpus.effects import Effects
from patentgpt_jax.corpus.reading import KEYS, RECORDS
from patentgpt_jax.corpus.record import Record

ASSEMBLY_VERSION = 2  # to be raised with every change of what is made of the same results
PARAGRAPHS = "repeated paragraphs"
_EMPTIED = "nothing else was in it"
DUPLICATES = (*REASONS, PARAGRAPHS)
"""The names of what leaves out duplicates, in their order."""

Places = Mapping[int, frozenset[tuple[int, int]]]
"""By row the (section, paragraph) that are left out."""
_LEFT_OUT = b"left_out"  # `_Less` with paragraphs: in the metadata of a file of what is kept


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
    """Carry out the `decisions` on the records in a task's directory `result`.

    Raises:
      InputError: the records were damaged since they were written.
    """
    table = pq.read_table(result / KEYS, columns=["number", "language", "bytes"])
    numbers, languages, sizes = (column.to_pylist() for column in table.columns)
    clusters, reasons, instead = list(numbers), [""] * len(numbers), [""] * len(numbers)
    for each in decisions.choices.to_pylist():
        row = each["row"]
        clusters[row], reasons[row], instead[row] = each["cluster"], each["reason"], each["kept"]
    places: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for each in decisions.paragraphs.to_pylist():
        places[each["row"]].add((each["section"], each["paragraph"]))
    left_out = {row: frozenset(found) for row, found in sorted(places.items())}
    path, less = _file(result, reasons, left_out)
    for row in less.emptied:
        reasons[row] = PARAGRAPHS
        del left_out[row]

    done = Effects(DUPLICATES)
    rows, gone = _rows_by_reason(reasons)
    for name in DUPLICATES:
        if gone[name]:
            done.count(name, name, removed=len(gone[name]), bytes=sum(sizes[row] for row in gone[name]))
        for row, record in _shown(result, source, gone[name], numbers):
            done.show_removed(name, record, f"as {instead[row]}" if instead[row] else _EMPTIED)
    done.count(PARAGRAPHS, changed=len(left_out), bytes=less.bytes.total())
    for row, record in _shown(result, source, list(left_out), numbers):
        done.show_changed(PARAGRAPHS, record, without(record, left_out[row]))

    documents, kept_bytes = Counter[str](), Counter[str]()
    for row in rows:
        documents[languages[row]] += 1
        kept_bytes[languages[row]] += sizes[row]
    kept_bytes.subtract(less.bytes)
    removed = [
        {
            "publication_number": numbers[row],
            "source": source,
            "cluster": clusters[row],
            "filter": reasons[row],
            "reason": reasons[row],
            "kept": instead[row],
        }
        for row in sorted(row for name in DUPLICATES for row in gone[name])
    ]
    return Kept(
        path=path,
        numbers=[numbers[row] for row in rows],
        clusters=[clusters[row] for row in rows],
        removed=removed,
        documents=documents,
        bytes=kept_bytes,
        effects=done.to_json(),
        relatives=decisions.relatives,
    )


def _rows_by_reason(reasons: list[str]) -> tuple[list[int], defaultdict[str, list[int]]]:
    """The rows that are kept, and those that are left out for each of `DUPLICATES`."""
    gone: defaultdict[str, list[int]] = defaultdict(list)
    for row, reason in enumerate(reasons):
        gone[reason].append(row)
    return gone.pop("", []), gone


def _shown(result: Path, source: str, rows: list[int], numbers: list[str]) -> Iterator[tuple[int, Record]]:
    """Those of the records in `rows` that would be samples, each with its row."""
    shown = [rows[place] for place in effects.lowest(source, [numbers[row] for row in rows])]
    yield from zip(shown, store.read_rows(result / RECORDS, shown), strict=True)


def without(record: Record, places: frozenset[tuple[int, int]]) -> Record:
    """`record` without the paragraphs at `places`; a section of which nothing stays goes, too."""
    sections = []
    for number, section in enumerate(record.sections):
        paragraphs = split_paragraphs(section.text)
        staying = [text for place, text in enumerate(paragraphs) if (number, place) not in places]
        if len(staying) == len(paragraphs):
            sections.append(section)
        elif any(staying):
            sections.append(replace(section, text="\n\n".join(staying)))
    return replace(record, sections=tuple(sections))


class _Less(NamedTuple):
    """What went with paragraphs: bytes by language, and the rows of those records that had nothing else but a
    title, which are left out; their bytes do not count here."""

    bytes: Counter[str]
    emptied: list[int]


def _file(result: Path, reasons: list[str], left_out: Places) -> tuple[Path, _Less]:
    """The file of what is kept, written unless it stands there, and what went with paragraphs."""
    gone = [row for row, reason in enumerate(reasons) if reason]
    told = [gone, [[row, sorted(places)] for row, places in left_out.items()], ASSEMBLY_VERSION]
    name = f"kept-{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]}.parquet"
    with files.locked(result / ".kept.lock"):
        _clear(result, name)
        if not gone and not left_out:
            return result / RECORDS, _Less(Counter(), [])
        less = _less(result / name, len(reasons) - len(gone))
        if less is None:
            with files.written_whole(result / name) as temporary:
                kept = np.array([not reason for reason in reasons])
                less = _write(store.row_groups(result / RECORDS), temporary, kept, left_out)
        return result / name, less


def _clear(result: Path, name: str) -> None:
    """Delete what was kept under other names than `name` and is in no corpus any more, and what killed jobs
    left."""
    for path in result.glob(".kept-*.parquet.*"):
        path.unlink()
    for path in result.glob("kept-*.parquet"):
        if path.name != name and path.stat().st_nlink == 1:
            path.unlink()


def _less(path: Path, count: int) -> _Less | None:
    """What `_write` returned when it wrote the file `path` of `count` records, less those that were emptied;
    None if that is not whole."""
    try:
        found = pq.read_metadata(path)
        sizes, emptied = json.loads(found.metadata[_LEFT_OUT])
        return _Less(Counter(sizes), emptied) if found.num_rows == count - len(emptied) else None
    except store.DAMAGE:
        return None


def _write(tables: Iterable[pa.Table], target: Path, kept: np.ndarray, left_out: Places) -> _Less:
    less = _Less(Counter(), [])
    with pq.ParquetWriter(target, store.SCHEMA, compression="zstd", write_page_checksum=True) as writer:
        start = 0
        for table in tables:
            rows = np.flatnonzero(kept[start : start + len(table)])
            numbers = [start + int(row) for row in rows]
            edited = [(place, row, left_out[row]) for place, row in enumerate(numbers) if row in left_out]
            start += len(table)
            writer.write_table(_edited(table.take(pa.array(rows)), edited, less))
        writer.add_key_value_metadata({_LEFT_OUT: json.dumps(less)})
    return less


def _edited(
    table: pa.Table, edited: list[tuple[int, int, frozenset[tuple[int, int]]]], less: _Less
) -> pa.Table:
    """`table` with the records at some places without their paragraphs that are left out, which is added to
    `less`, each given with its row in the task."""
    parts, start = [], 0
    for place, row, places in edited:
        record = store.record_of(table.slice(place, 1).to_pylist()[0])
        changed = without(record, places)
        parts.append(table.slice(start, place - start))
        if changed.translations or body_text(changed).strip():
            less.bytes[record.language] += text_bytes(record) - text_bytes(changed)
            parts.append(pa.Table.from_pylist([store.row_of(changed)], store.SCHEMA))
        else:
            less.emptied.append(row)
        start = place + 1
    return pa.concat_tables([*parts, table.slice(start)]).combine_chunks() if parts else table
