"""The corpus as Beam pipelines is the corpus that the embedded engine makes, byte for byte."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("apache_beam", reason="Apache Beam is an extra: make test-beam")

import deadly_worker
from patents import RELATED, chinese, grant

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline, pool
from patentgpt_jax.corpus.beam import engine, shared
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates import buckets
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.errors import InputError

WORDS = [f"{start}{middle}{end}" for start in "bdgklmnprst" for middle in "aeiou" for end in "lmnrstx"]
COMMON = "The terms used here are to be read as a person skilled in the art would read them. " * 2


def text(choice, words=150):
    return " ".join(choice.choices(WORDS, k=words))


def changed(original, choice, every):
    """`original` with one word in so many replaced."""
    return " ".join("other" if choice.random() < 1 / every else word for word in original.split())


def patent(number, *paragraphs, **changes):
    description = "".join(f"<p>{each}</p>" for each in paragraphs)
    return grant(f"{number:08}", description=description, **{"application": f"11{number:06}", **changes})


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    """Sources with copies, near-duplicates, families, a common paragraph, a template of 40, two languages."""
    folder, choice = tmp_path_factory.mktemp("raw"), random.Random(0)
    texts = [text(choice) for _ in range(12)]
    week = [patent(number, each, COMMON) for number, each in enumerate(texts, 7000001)]
    week += [patent(7000101, texts[0], COMMON), patent(7000102, changed(texts[1], choice, 50))]
    week += [
        patent(7000103, text(choice), application="11000003"),
        patent(7000104, text(choice), related=RELATED),
    ]
    (folder / "one.xml").write_text("".join(week))
    template = text(choice, 300)
    week = [patent(number, changed(template, choice, 40)) for number in range(7100001, 7100041)]
    week += [patent(7000105, texts[5]), patent(7000106, text(choice), related=RELATED)]
    (folder / "two.xml").write_text("".join(week))
    for number in ("101234567", "101234568"):
        description = (
            f"<p>本发明涉及{number}号阀门。</p><p>" + "".join(choice.choices("阀门水管密封圈", k=90)) + "</p>"
        )
        (folder / f"cn{number}.xml").write_text(
            chinese(description, "<claim num='1'><claim-text>1.一种阀门。</claim-text></claim>", number),
            "utf-8",
        )
    rows = [{"text": each} for each in (texts[2], text(choice), text(choice))]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return f"one={folder}/one.xml;two={folder}/two.xml;cn={folder}/cn*.xml;rows={folder}/rows.jsonl"


def build(sources, cache, **config):
    return pipeline.build(sources, CorpusConfig(cleaning=CleaningConfig(filters=""), **config), cache)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "duplicates",
    [
        DuplicatesConfig(),
        DuplicatesConfig(families="application", similarity=0.6, paragraphs=2),
        DuplicatesConfig(exact=False, families="language", similarity=0, paragraphs=0),
    ],
)
def test_the_result_is_that_of_the_embedded_engine(raw, tmp_path, duplicates):
    expected = build(raw, tmp_path / "a", duplicates=duplicates)
    found = build(raw, tmp_path / "b", duplicates=duplicates, engine="beam")
    assert content(found) == content(expected) and found.name == expected.name


def test_the_documents_have_every_kind_of_duplicate(raw, tmp_path):
    folder = build(raw, tmp_path, duplicates=DuplicatesConfig(families="application"), engine="beam")
    manifest = files.read_json(folder / "manifest.json")
    counts = {each["filter"]: each["removed"] + each["changed"] for each in manifest["filters"]}
    assert all(counts.values()) and len(counts) == 4
    assert manifest["clusters"]["largest"] > 1 and manifest["pairs"]["parallel_texts"]


def test_it_does_not_depend_on_partitions_or_workers(raw, tmp_path, monkeypatch):
    expected = content(build(raw, tmp_path / "a"))
    monkeypatch.setattr(engine, "_PARTITION_BYTES", 200)
    monkeypatch.setattr(shared, "_MINIMA_RECORDS", 7)
    monkeypatch.setattr(shared, "_MOST_MINIMA_FILES", 100)
    options = "--direct_running_mode=in_memory --direct_num_workers=1"
    assert content(build(raw, tmp_path / "b", engine="beam", beam_options=options)) == expected


def test_large_buckets_are_gone_through_alike(raw, tmp_path, monkeypatch):
    monkeypatch.setattr(buckets, "SMALL", 3)
    monkeypatch.setattr(buckets, "LEADERS", 1)
    folder = build(raw, tmp_path / "a")
    assert files.read_json(folder / "manifest.json")["not_compared"] > 0
    assert content(build(raw, tmp_path / "b", engine="beam")) == content(folder)


def test_results_that_stand_are_not_read_again(raw, tmp_path):
    first = raw.split(";")[0]
    build(first, tmp_path)
    (result,) = tmp_path.glob("read/*/result.json")
    written = result.stat().st_mtime_ns
    build(raw, tmp_path, engine="beam")
    assert result.stat().st_mtime_ns == written
    assert len(list(tmp_path.glob("read/*/result.json"))) == 4
    assert not list(tmp_path.glob(".*tmp*"))


@pytest.fixture
def deadly(monkeypatch, tmp_path):
    """A source with a file at which every process that reads it dies."""

    def start():
        command = [sys.executable, str(Path(deadly_worker.__file__))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment)

    monkeypatch.setattr(pool, "_start", start)
    for place, name in enumerate(("a", "deadly", "z")):
        (tmp_path / f"{name}.xml").write_text(grant(f"0747318{place}"))
    return f"{tmp_path}/*.xml"


def test_a_file_that_kills_is_left_out_as_by_the_embedded_engine(deadly, tmp_path):
    folder = build(deadly, tmp_path / "cache", engine="beam")
    ((reason, failure),) = files.read_json(folder / "manifest.json")["failures"].items()
    assert "killed the process" in reason and failure["examples"][0]["path"].endswith("deadly.xml")
    assert content(folder) == content(build(deadly, tmp_path / "other", workers=1))


def test_a_file_that_kills_ends_the_pipeline_in_one_line_where_it_should(deadly, tmp_path):
    with pytest.raises(InputError, match=r"deadly.xml: processes at this file die again and again") as told:
        build(deadly, tmp_path / "cache", engine="beam", on_failure="stop")
    assert "\n" not in str(told.value)
    assert not list((tmp_path / "cache").glob("corpus-*"))


def test_a_document_that_cannot_be_read_stops_the_pipeline_where_it_should(tmp_path):
    (tmp_path / "broken.xml").write_text(grant()[:2000])
    with pytest.raises(InputError, match=r"broken.xml, document 1: not well-formed XML"):
        build(f"{tmp_path}/broken.xml", tmp_path / "cache", engine="beam", on_failure="stop")


def test_a_full_disk_is_told_as_that(tmp_path, small_disk, monkeypatch):
    noise = random.Random(0)  # hardly compresses, and is more than the disk holds
    han = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(300_000))
    (tmp_path / "a.xml").write_text(grant(description=f"<p>{han}</p>"))
    monkeypatch.setattr(pipeline, "check_space", lambda *_: None)  # as if the prediction were wrong
    with pytest.raises(OSError, match="No space left"):
        build(f"{tmp_path}/a.xml", small_disk / "cache", engine="beam")
    assert not list(small_disk.glob("cache/corpus-*"))


def test_a_failure_that_no_step_told_of_is_one_line(raw, tmp_path):
    options = "--runner=PortableRunner --job_endpoint=localhost:1 --job_server_timeout=1"
    with pytest.raises(InputError, match="PortableRunner: the pipeline failed: ") as told:
        build(raw, tmp_path, engine="beam", beam_options=options)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--direct_num_worker=2", "no option --direct_num_worker for FnApiRunner; did you mean"),
        ("--direct_num_workers=two", "argument --direct_num_workers: invalid int value: 'two'"),
        ("--runner FlinkRunner", "'FlinkRunner'; expected flags such as --runner=FlinkRunner"),
        ("--runner='Flink", "No closing quotation"),
    ],
)  # fmt: skip
def test_wrong_options_are_one_line(tmp_path, options, message):
    with pytest.raises(InputError) as told:
        build(str(tmp_path), tmp_path, engine="beam", beam_options=options)
    assert str(told.value).startswith("config.corpus.beam_options") and message in str(told.value)
    assert "\n" not in str(told.value)


def test_options_of_a_runner_elsewhere_are_its_own(monkeypatch, tmp_path):
    (tmp_path / "a.xml").write_text(grant())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=r"'a.xml' is a relative path; .* FlinkRunner reads elsewhere"):
        build("a.xml", tmp_path, engine="beam", beam_options="--runner=FlinkRunner --parallelism=64")
