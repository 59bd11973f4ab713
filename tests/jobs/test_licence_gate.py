"""Nothing of a source for evaluation only, nor of what repeats it, is trained on: not a word of it."""

import dataclasses
import json
import random
import re
from pathlib import Path

import pytest

from patentgpt_jax.corpus.store import iterate_corpus
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import data, mixture
from patentgpt_jax.jobs.config import DataConfig, RunConfig
from patentgpt_jax.tokens import planner
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig

SECRET = "qzxjvkwyqzxj"  # no other text has it
WORDS = ["".join(random.Random(seed).choices("aeilnorstdmcp", k=6)) for seed in range(800)]


def passage(number: int) -> str:
    return " ".join(random.Random(number).choices(WORDS, k=150)).capitalize() + "."


def lines(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, and a benchmark of which one passage was copied into it, but for a word or two."""
    folder = tmp_path_factory.mktemp("raw")
    lines(folder / "corpus.jsonl", [{"id": f"c{number}", "text": passage(number)} for number in range(60)])
    benchmark = [{"id": f"b{number}", "text": f"{SECRET} {passage(100 + number)}"} for number in range(8)]
    lines(folder / "benchmark.jsonl", benchmark)
    lines(folder / "copies.jsonl", [{"id": "copy", "text": passage(103) + f" The {SECRET} end."}])
    return folder


def config(raw: Path, licences: str, names: tuple[str, ...] = ("corpus", "benchmark", "copies")) -> RunConfig:
    sources = ";".join(f"{name}={raw / name}.jsonl" for name in names)
    return RunConfig(
        data=DataConfig(sources=sources, licences=licences, cache=str(raw / "cache")),
        tokenizer=TokenizerConfig(vocab_size=600),
    )


def texts(prepared: data.Prepared) -> str:
    """All that the token shards hold, decoded."""
    store = prepared.store
    return "\n".join(
        prepared.tokenizer.decode(store.document(split, index).tolist())
        for split in store.splits
        for index in range(len(store.ids(split)))
    )


@pytest.mark.parametrize("licence", ["evaluation-only", "CC-BY-NC-SA-4.0"])
def test_no_word_of_it_is_in_any_shard_nor_in_the_tokenizers_training(raw: Path, licence: str) -> None:
    closed = config(raw, f"benchmark={licence}")
    prepared = data.prepare(closed)
    assert SECRET not in texts(prepared)
    alone = data.prepare(config(raw, "", ("corpus",)))  # the same text, and no other, made the tokenizer
    assert prepared.tokenizer.fingerprint == alone.tokenizer.fingerprint
    assert sorted(texts(prepared).split("\n")) == sorted(texts(alone).split("\n"))
    held_out = list(data.held_out_records(closed, prepared.corpus))
    assert held_out and {record.source for record in held_out} == {"corpus"}
    # The documents are in the corpus all the same, for who evaluates.
    assert sum(SECRET in str(record) for record in iterate_corpus(prepared.corpus)) == 9


def test_without_the_licence_it_would_be_trained_on(raw: Path) -> None:
    assert SECRET in texts(data.prepare(config(raw, "")))


def test_the_manifest_and_the_table_say_what_is_kept_out_and_why(raw: Path) -> None:
    closed = config(raw, "benchmark=CC-BY-NC-4.0;corpus=CC-BY-4.0")
    prepared = data.prepare(closed)
    assert prepared.store.manifest["provenance"] == {
        "licences": {"benchmark": "CC-BY-NC-4.0", "copies": "not stated", "corpus": "CC-BY-4.0"},
        "kept_out": {"benchmark": {"evaluation_only": 8}, "copies": {"related": 1}},
    }
    table = planner.table(mixture.plan(closed, prepared.store))
    assert re.search(r"^corpus .* CC-BY-4\.0$", table, re.MULTILINE)
    assert "8 documents of benchmark, which is for evaluation only" in table
    assert "1 document of copies, in a family with, or nearly the same as, one for evaluation only" in table


def test_licences_are_part_of_the_lineage(raw: Path) -> None:
    stated, not_stated = (data.lineage(data.prepare(config(raw, each))) for each in ("corpus=CC0-1.0", ""))
    assert stated["tokens"] != not_stated["tokens"]
    assert stated["corpus"] == not_stated["corpus"] and stated["tokenizer"] == not_stated["tokenizer"]


def test_a_misspelled_source_is_refused_by_every_job(raw: Path) -> None:
    wrong = config(raw, "benchmrak=evaluation-only")
    with pytest.raises(InputError, match=r"licences: 'benchmrak' is no name in data\.sources; did you mean"):
        data.prepare_corpus(wrong)
    mixed = dataclasses.replace(wrong.data, licences="benchmark=evaluation-only", mixture="benchmark=1")
    with pytest.raises(InputError, match="'benchmark' is for evaluation only"):
        data.prepare_corpus(dataclasses.replace(wrong, data=mixed))
