"""The corpus job's core: raw files to a cached directory."""

import os
import subprocess
import sys

import pytest
from patents import chinese, grant

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.pipeline import CorpusConfig, build
from patentgpt_jax.errors import InputError

CHINESE = chinese("<p>本发明涉及阀门。</p>", "<claim num='1'><claim-text>1.一种阀门。</claim-text></claim>")


@pytest.fixture
def sources(grants, tmp_path):
    (tmp_path / "cn.xml").write_text(CHINESE, encoding="utf-8")
    (tmp_path / "broken.xml").write_text(grant()[:2000])
    return f"us={grants};cn={tmp_path}/cn.xml;bad={tmp_path}/broken.xml"


def test_build(sources, tmp_path):
    steps = []
    folder = build(
        sources, CorpusConfig(), tmp_path / "cache", lambda done, total: steps.append((done, total))
    )
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "records.parquet"]
    records = list(store.iterate(folder / "records.parquet"))
    assert [record.publication_number for record in records] == ["US7473185B2", "US7473186B2", "CN101234567A"]
    assert [record.cluster for record in records] == [
        "US7473185B2",
        "US7473185B2",
        "CN101234567A",
    ]  # same text
    assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] > 0

    manifest = files.read_json(folder / "manifest.json")
    assert manifest["documents"] == 3
    assert manifest["sources"]["us"] == {"files": 1, "documents": 2, "claims": 8, "failures": 0}
    assert manifest["sources"]["bad"] == {"files": 1, "documents": 0, "claims": 0, "failures": 1}
    assert manifest["document_types"] == {"utility": {"read": 3, "kept": 3}, "design": {"read": 1, "kept": 0}}
    assert manifest["sequence_listings"] == 1
    assert manifest["characters"]["zh"]["claims"] == len("一种阀门。")
    ((reason, failure),) = manifest["failures"].items()
    assert reason.startswith("not well-formed XML") and "line" not in reason
    assert failure["count"] == 1 and failure["examples"][0]["position"] == 1
    assert manifest["clusters"] == {"count": 2, "largest": 2, "sizes": {"1": 1, "2": 1}}
    assert len(manifest["files"]) == 3


def test_an_unchanged_corpus_is_reused_and_a_changed_one_is_not(sources, grants, tmp_path):
    cache = tmp_path / "cache"
    first = build(sources, CorpusConfig(), cache)
    written = (first / "records.parquet").stat().st_mtime_ns
    assert build(sources, CorpusConfig(), cache) == first
    assert (first / "records.parquet").stat().st_mtime_ns == written
    assert build(sources, CorpusConfig(document_types="utility,design"), cache) != first
    os.utime(grants, ns=(1, 1))
    assert build(sources, CorpusConfig(), cache) != first


def test_all_bad_or_nothing_wanted_is_bad_input(grants, tmp_path):
    (tmp_path / "broken.xml").write_text(grant()[:2000])
    with pytest.raises(
        InputError, match=r"none of the 1 documents .*broken\.xml, document 1: not well-formed"
    ):
        build(f"{tmp_path}/broken.xml", CorpusConfig(), tmp_path / "cache")
    with pytest.raises(
        InputError, match=r"no patent of config\.corpus\.document_types='plant', only 2 utility, 1 design"
    ):
        build(str(grants), CorpusConfig(document_types="plant"), tmp_path / "cache")
    assert not [left for left in (tmp_path / "cache").iterdir() if left.is_dir()]  # but a lock file stays


@pytest.mark.parametrize("types", ["", "utilty", "utility,x"])
def test_unknown_document_types_are_refused(types):
    with pytest.raises(InputError, match="document_types="):
        CorpusConfig(document_types=types)


def test_the_room_needs_no_jax_and_no_lxml():
    code = "import sys, patentgpt_jax.corpus.pipeline; sys.exit(bool({'jax', 'lxml'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
