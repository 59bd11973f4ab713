"""What is said of the disk before it is taken, against what is taken."""

import csv
import gzip
import json
import random
import shutil
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus_configs import deduplicated, read_only
from patents import grant
from planting import record, write_keys
from planting import text as own_text

from patentgpt_jax.corpus import disk
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates
from patentgpt_jax.corpus.duplicates.spill import Spill
from patentgpt_jax.corpus.pipeline import build
from patentgpt_jax.corpus.sources import resolve
from patentgpt_jax.corpus.tasks import make_tasks
from patentgpt_jax.errors import InputError

noise = random.Random(0)
VOCABULARY = ["".join(noise.choices("etaoinshrdlu", k=noise.randrange(2, 10))) for _ in range(5000)]


def text(words):  # which compresses as English does, to about a third
    return " ".join(VOCABULARY[int(5000 * noise.random() ** 3)] for _ in range(words))


def rows(count, words):
    return [{"id": f"D{number}", "title": text(8), "text": text(words)} for number in range(count)]


def write_xml(folder):
    documents = [
        grant(f"{number:08}", description=f"<p>{text(4000)}</p>") for number in range(7473185, 7473225)
    ]
    (folder / "a.xml").write_text("".join(documents))


def write_zip(folder):
    write_xml(folder)
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "a.xml", "a.xml")
    (folder / "a.xml").unlink()


def write_jsonl(folder, count=60, words=4000):
    (folder / "a.jsonl").write_text("\n".join(json.dumps(row) for row in rows(count, words)))


def write_short_jsonl(folder):
    write_jsonl(folder, 1000, 120)


def write_gzip(folder):
    write_jsonl(folder)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes()))
    (folder / "a.jsonl").unlink()


def write_csv(folder, count=60, words=4000):
    with (folder / "a.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["id", "title", "text"])
        writer.writeheader()
        writer.writerows({**row, "text": row["text"].replace(" th", "\n")} for row in rows(count, words))


def write_short_csv(folder):
    write_csv(folder, 1000, 120)


def write_long_csv(folder):
    write_csv(folder, 10, 30_000)  # no row ends where the disk's reader looks


def write_texts(folder):
    for number in range(60):
        (folder / f"{number}.txt").write_text(text(4000))


def write_short_texts(folder):
    for number in range(300):
        (folder / f"{number}.txt").write_text(text(120))


def write_parquet(folder):
    pq.write_table(pa.Table.from_pylist(rows(60, 4000)), folder / "a.parquet")


WRITERS = [
    write_xml, write_zip, write_jsonl, write_short_jsonl, write_gzip, write_csv, write_short_csv,
    write_long_csv, write_texts, write_short_texts, write_parquet,
]  # fmt: skip


@pytest.mark.parametrize("write", WRITERS)
def test_the_prediction_is_right_within_a_factor_of_two(tmp_path, write):
    (raw := tmp_path / "raw").mkdir()
    write(raw)
    predicted = disk._predicted_bytes(make_tasks(resolve(str(raw)), read_only()))
    build(str(raw), read_only(), tmp_path / "cache")
    written = taken(tmp_path / "cache")
    assert written / 2 < predicted < 2 * written


def taken(folder):
    """Bytes of all files; a link takes nothing."""
    status = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({each.st_ino: each.st_size for each in status}.values())


def test_looking_for_duplicates_takes_no_more_than_is_said(tmp_path, monkeypatch):
    """At the fullest moments: when a group-by is read, of whose rows none is deleted yet."""
    documents, scratch, peak = 600, tmp_path / "scratch", 0

    def watched(spill, real=Spill.partitions):
        nonlocal peak
        spill._flush()
        peak = max(peak, taken(scratch))
        yield from real(spill)

    monkeypatch.setattr(Spill, "partitions", watched)
    family = {"earliest_priority": "US1@2005-01-01"}  # all of one: the most that there is to choose from
    records = [record(number, own_text(number, 80), **family) for number in range(documents)]
    for _ in Duplicates(write_keys(tmp_path / "keys", [records]), DuplicatesConfig(), scratch).decisions():
        peak = max(peak, taken(scratch))
    assert 0.7 * disk._SCRATCH_A_DOCUMENT < peak / documents < disk._SCRATCH_A_DOCUMENT


def test_what_is_kept_takes_no_more_than_the_records_and_needs_room_before_it_is_written(
    tmp_path, monkeypatch
):
    (raw := tmp_path / "raw").mkdir()
    write_jsonl(raw, 20)
    (raw / "b.jsonl").write_text((raw / "a.jsonl").read_text().splitlines()[0].replace("D0", "E0"))
    cache, sources = tmp_path / "cache", f"a={raw}/a.jsonl;b={raw}/*.jsonl"
    build(sources, read_only(), cache)
    before = taken(cache / "read")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**6, 10**6 - 9, 9))
    with pytest.raises(
        InputError, match=r"GB are free there, expected .* for what is left when duplicates are"
    ):
        build(sources, deduplicated(), cache)
    monkeypatch.undo()
    records = sum({path.stat().st_size for path in cache.glob("read/*/records.parquet")})
    build(sources, deduplicated(), cache)
    assert 0 < taken(cache / "read") - before <= records
