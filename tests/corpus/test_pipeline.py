"""The corpus job's core: raw files to a cached directory."""

import os
import shutil
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from corpus_configs import read_only
from patents import chinese, grant

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline, store
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.keeping import DUPLICATES
from patentgpt_jax.corpus.pipeline import build
from patentgpt_jax.errors import InputError

CHINESE = chinese("<p>本发明涉及阀门。</p>", "<claim num='1'><claim-text>1.一种阀门。</claim-text></claim>")


@pytest.fixture
def sources(grants, tmp_path):
    (tmp_path / "cn.xml").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "broken.xml").write_text(grant()[:2000])
    return f"us={grants};cn={tmp_path}/cn.xml;bad={tmp_path}/broken.xml"


def numbers(folder):
    return [record.publication_number for record in store.iterate_corpus(folder)]


def test_build(sources, tmp_path):
    steps = []
    folder = build(sources, read_only(), tmp_path / "cache", lambda done, total: steps.append((done, total)))
    assert sorted(path.name for path in folder.iterdir()) == [
        "clusters.parquet", "excerpts.json", "files.parquet", "manifest.json", "parallel_texts.parquet",
        "prosecution_pairs.parquet", "records", "removed.parquet",
    ]  # fmt: skip
    assert sorted(path.name for path in (folder / "records").iterdir()) == [
        "00000-us.parquet", "00001-cn.parquet", "00002-bad.parquet",
    ]  # fmt: skip
    assert numbers(folder) == ["US7473185B2", "US7473186B2", "CN101234567A"]
    clusters = [record.cluster for record in store.iterate_corpus(folder)]
    assert clusters == ["US7473185B2", "US7473185B2", "CN101234567A"]  # the same text
    assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] > 0

    manifest = files.read_json(folder / "manifest.json")
    assert manifest["documents"] == manifest["read"] == 3
    assert {source: list(found) for source, found in manifest["kept"].items()} == {
        "us": ["en"], "cn": ["zh"], "bad": [],
    }  # fmt: skip
    assert manifest["sources"]["us"] == {"files": 1, "documents": 2, "claims": 8, "failures": 0}
    assert manifest["sources"]["bad"] == {"files": 1, "documents": 0, "claims": 0, "failures": 1}
    assert manifest["document_types"] == {"utility": {"read": 3, "kept": 3}, "design": {"read": 1, "kept": 0}}
    assert manifest["passed_over"] == 1  # the sequence listing
    assert manifest["characters"]["zh"]["claims"] == len("一种阀门。")
    assert manifest["years"] == {"2009": 2, "2011": 1}
    ((reason, failure),) = manifest["failures"].items()
    assert reason.startswith("not well-formed XML") and "line …, column …" in reason
    assert failure["count"] == 1 and failure["examples"][0]["position"] == 1
    assert manifest["clusters"] == {"count": 2, "largest": 2, "sizes": {"1": 1, "2": 1}}


def test_by_default_records_are_cleaned_and_duplicates_left_out(sources, tmp_path):
    folder = build(sources, CorpusConfig(), tmp_path / "cache")
    manifest = files.read_json(folder / "manifest.json")
    filters = [*CorpusConfig().cleaning.names, *DUPLICATES]
    assert [each["filter"] for each in manifest["filters"]] == filters
    removed = pq.read_table(folder / "removed.parquet").to_pylist()
    assert len(removed) == manifest["read"] - manifest["documents"] > 0
    assert {row["filter"] for row in removed} <= set(filters)
    assert store.record_files(folder) and build(sources, CorpusConfig(), tmp_path / "cache") == folder


def test_each_raw_file_has_its_row(sources, grants, tmp_path):
    folder = build(sources, read_only(), tmp_path / "cache")
    rows = pq.read_table(folder / "files.parquet").to_pylist()
    assert [(row["source"], row["documents"], row["failures"]) for row in rows] == [
        ("us", 2, 0), ("cn", 1, 0), ("bad", 0, 1),
    ]  # fmt: skip
    digest = subprocess.run(["sha256sum", grants], capture_output=True, text=True, check=True).stdout.split()[
        0
    ]
    assert rows[0]["sha256"] == digest and rows[0]["bytes"] == grants.stat().st_size


def test_excerpts_show_documents_before_and_after(sources, tmp_path):
    folder = build(sources, read_only(), tmp_path / "cache")
    excerpts = {
        each["publication_number"]: each for each in files.read_json(folder / "excerpts.json")["read"]
    }
    assert set(excerpts) == {"US7473185B2", "US7473186B2", "CN101234567A"}
    shown = excerpts["US7473185B2"]
    assert shown["raw"].startswith("<description") and "H<sub>2 </sub>" in shown["raw"]
    assert shown["claims"][0].startswith("1. A valve comprising:")
    assert any("Valves that hold H_2 at 10^{−3} bar." in section for section in shown["sections"])


def test_an_unchanged_corpus_is_reused_and_a_changed_one_is_not(sources, grants, tmp_path):
    cache = tmp_path / "cache"
    first = build(sources, read_only(), cache)
    written = (first / "manifest.json").stat().st_mtime_ns
    assert build(sources, read_only(), cache) == first
    assert (first / "manifest.json").stat().st_mtime_ns == written
    assert build(sources, read_only(document_types="utility,design"), cache) != first
    os.utime(grants, ns=(1, 1))
    assert build(sources, read_only(), cache) != first


def test_only_what_is_new_is_read(sources, grants, tmp_path):
    cache = tmp_path / "cache"
    build(sources, read_only(), cache)
    results = {path: path.stat().st_mtime_ns for path in cache.glob("read/*/result.json")}
    (tmp_path / "more.xml").write_text(grant("07473187"))
    more = build(f"{sources};more={tmp_path}/more.xml", read_only(), cache)
    assert numbers(more)[-1] == "US7473187B2" and len(numbers(more)) == 4
    fewer = build(f"us={grants}", read_only(), cache)
    assert numbers(fewer) == ["US7473185B2", "US7473186B2"]
    assert len(results) == 3 and len(list(cache.glob("read/*/result.json"))) == 4
    assert all(path.stat().st_mtime_ns == time for path, time in results.items())


def test_any_number_of_processes_gives_the_same(sources, tmp_path):
    def content(name, workers):
        folder = build(sources, CorpusConfig(workers=workers), tmp_path / name)
        return {
            str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }

    alone = content("a", 0)
    assert content("b", 1) == alone and content("c", 3) == alone


def test_all_bad_or_nothing_wanted_is_bad_input(grants, tmp_path):
    (tmp_path / "broken.xml").write_text(grant()[:2000])
    with pytest.raises(
        InputError, match=r"none of the 1 documents .*broken\.xml, document 1: not well-formed"
    ):
        build(f"{tmp_path}/broken.xml", read_only(), tmp_path / "cache")
    with pytest.raises(
        InputError, match=r"no document of config\.corpus\.document_types='plant', only 2 utility, 1 design"
    ):
        build(str(grants), read_only(document_types="plant"), tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("corpus-*"))


def test_stopping_at_a_failure_names_it_and_keeps_what_is_done(sources, tmp_path):
    stop = read_only(on_failure="stop")
    for _ in range(2):  # also once it is in the cache
        with pytest.raises(InputError, match=r"broken\.xml, document 1: not well-formed.*on_failure=skip"):
            build(sources, stop, tmp_path / "cache")
    folder = build(sources, read_only(), tmp_path / "cache")
    assert len(numbers(folder)) == 3
    with pytest.raises(InputError, match=r"broken\.xml, document 1"):
        build(sources, stop, tmp_path / "cache")


def test_forgetting_a_source_leaves_nothing_of_it_in_the_cache(sources, grants, tmp_path):
    cache = tmp_path / "cache"
    first = build(sources, read_only(), cache)
    (first / "tokens-1").mkdir()  # what is made from a corpus lies in it
    with pytest.raises(InputError, match=r"forget='cn': config.data.sources still names it"):
        build(sources, read_only(forget="cn"), cache)
    build(f"us={grants}", read_only(forget="cn"), cache)
    assert not first.exists()
    assert len(list(cache.glob("read/*/result.json"))) == 2
    assert not [path for path in cache.rglob("*") if path.is_file() and "阀门".encode() in path.read_bytes()]
    build(f"{tmp_path}/cn.xml", read_only(forget=f"{tmp_path}/patents*"), cache)  # a glob of paths
    build(f"{tmp_path}/cn.xml", read_only(forget=f"*/{grants.name}"), cache)
    places = [
        row["place"] for path in cache.glob("read/*/result.json") for row in files.read_json(path)["files"]
    ]
    assert sorted(os.path.basename(place) for place in places) == ["broken.xml", "cn.xml"]


def test_publishing_replaces_what_stood_there(sources, grants, tmp_path):
    cache, target = tmp_path / "cache", tmp_path / "run"
    pipeline.publish(build(sources, read_only(), cache), target)
    assert numbers(target) == ["US7473185B2", "US7473186B2", "CN101234567A"]
    pipeline.publish(build(f"us={grants}", read_only(), cache), target)
    assert numbers(target) == ["US7473185B2", "US7473186B2"]
    assert sorted(path.name for path in (target / "records").iterdir()) == ["00000-us.parquet"]
    shutil.rmtree(cache)
    assert len(numbers(target)) == 2  # links, not places in the cache


def test_a_disk_without_room_is_refused_before_anything_is_read(sources, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1000, 990, 10))
    with pytest.raises(InputError, match=r"GB are free there, expected .* for the records of config\.data"):
        build(sources, read_only(), tmp_path / "cache")
    assert not list(tmp_path.glob("cache/read/*"))


def test_a_file_that_changes_while_it_is_read_is_refused(sources, grants, tmp_path, monkeypatch):
    import patentgpt_jax.corpus.reading as reading

    def slow(*arguments, real=reading.read_all):
        yield from real(*arguments)
        os.utime(grants, ns=(1, 1))

    monkeypatch.setattr(reading, "read_all", slow)
    with pytest.raises(InputError, match=r"changed while it was read"):
        build(sources, read_only(), tmp_path / "cache")
    assert not [path for path in tmp_path.glob("cache/read/*") if path.is_dir()]


@pytest.mark.parametrize("types", ["", "utilty", "utility,x"])
def test_unknown_document_types_are_refused(types):
    with pytest.raises(InputError, match="document_types="):
        CorpusConfig(document_types=types)


def test_the_room_needs_no_jax_and_no_lxml():
    code = "import sys, patentgpt_jax.corpus.pipeline; sys.exit(bool({'jax', 'lxml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
