"""What is said of the disk before it is taken, against what is taken."""

import csv
import gzip
import json
import random
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from patents import grant

from patentgpt_jax.corpus import disk
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.pipeline import build
from patentgpt_jax.corpus.sources import resolve
from patentgpt_jax.corpus.tasks import make_tasks

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
    predicted = disk._predicted_bytes(make_tasks(resolve(str(raw)), CorpusConfig()))
    build(str(raw), CorpusConfig(), tmp_path / "cache")
    status = {path: path.stat() for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    written = sum({each.st_ino: each.st_size for each in status.values()}.values())  # a link takes nothing
    assert written / 2 < predicted < 2 * written
