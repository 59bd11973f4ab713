"""The corpus's benchmark plants what it says it plants, and tells what it measured."""

import json
import random

import pytest

from experiments.benchmarks import corpus, corpus_growth, planted, synthetic_keys
from experiments.benchmarks.corpus_detection import detected
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates


@pytest.mark.parametrize("similarity", [0.3, 0.5, 0.8, 0.95])
def test_planted_pairs_are_as_alike_as_asked(similarity):
    for pair in planted.pairs(similarity, count=5, length=200, seed=1):
        assert pair.jaccard == pytest.approx(similarity, abs=0.01)


def test_a_planted_corpus_holds_copies_families_and_a_form(tmp_path):
    planted.write_corpus(tmp_path / "patents.jsonl", 400, 120)
    records = list(read(tmp_path / "patents.jsonl"))
    assert len({each.publication_number for each in records}) == 400
    assert 5 < 400 - len({each.sections for each in records}) < 40
    assert 5 < 400 - len({each.family_id for each in records}) < 40


def test_pairs_are_found_as_theory_says():
    """With 150 pairs the standard error of a share is at most 0.041; texts share a band more often than the
    lower bound says."""
    for similarity in (0.3, 0.5, 0.7, 0.8, 0.95):
        found = detected(similarity, count=150)
        assert found.joined == pytest.approx(found.joined_expected, abs=0.13), similarity
        assert found.left_out == pytest.approx(found.left_out_expected, abs=0.13), similarity


@pytest.mark.parametrize(
    ("kind", "clusters"),
    [("one-family", 1), ("chain", 1), ("near-chain", 1), ("copies", 1), ("template", 1), ("one-bucket", 0)],
)
def test_synthetic_records_are_related_as_they_are_called(kind, clusters, tmp_path):
    files = synthetic_keys.write(tmp_path, kind, 200)
    (decisions,) = Duplicates(files, DuplicatesConfig(), tmp_path / "scratch").decisions()
    assert len(set(decisions.choices["cluster"].to_pylist())) == clusters
    assert len(decisions.choices) == 200 * clusters


def test_memory_is_that_of_a_fresh_process_and_its_children():
    measured = corpus_growth.measure(corpus_growth.BUILD, 20, 120, "")
    assert measured.documents == 20 and measured.seconds > 0
    assert 20e6 < measured.before < measured.anonymous < measured.resident


def test_without_the_peer_our_side_is_timed_alone(tmp_path, capsys):
    result = corpus.Result()
    inputs = corpus.texts(tmp_path, {120: 3}, files=[])
    assert not corpus.peer_version(str(tmp_path / "no-python"))
    corpus.compare(inputs, "", 1, result)
    assert "--peer-python" in capsys.readouterr().out
    assert result.metrics["minhash_documents_per_core_second"] > 0
    assert "minhash_speedup_vs_datatrove" not in result.metrics


def test_the_tables_end_in_one_line_of_json(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["corpus", "--documents=20", "--rounds=1", "--large=0", "--pairs=5"])
    monkeypatch.setattr(corpus, "_LENGTHS", {120: 5})
    monkeypatch.setattr(corpus, "_TIMES", (1, 2))
    corpus.main()
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["benchmark"] == "corpus"
    assert last["metrics"]["time_growth_2x"] > 0 and last["metrics"]["whole_job_documents_per_second"] > 0


def test_generated_texts_look_like_language():
    text = planted.document(random.Random(0), 120)
    assert len(text.split()) == 120 and text.count("\n\n") == 1 and "the" in text.split()
