"""The plan of a run says what it has and what it takes, and agrees with the batches that then come."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.planner import Plan, make_plan, table
from patentgpt_jax.tokens.shards import Document, write_shards
from patentgpt_jax.tokens.store import TokenStore

STEPS, BATCH, SEQ = 40, 4, 32
PROVENANCE = {
    "licences": {"patents": "CC-BY-4.0", "books": "not stated", "quiz": "evaluation-only"},
    "kept_out": {"patents": {"related": 1}, "quiz": {"evaluation_only": 12}},
}


@pytest.fixture(scope="module")
def documents(texts: list[str]) -> list[Document]:
    return [
        Document(
            id=f"d{number}",
            source="books" if number % 4 == 3 else "patents",
            cluster=f"c{number}",
            split="train" if number % 7 else "held_out",
            text=texts[number % len(texts)][: 100 + 30 * (number % 7)],
            language=("en", "zh", "")[number % 3],
        )
        for number in range(60)
    ]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory, tokenizer, documents: list[Document]) -> TokenStore:
    path: Path = tmp_path_factory.mktemp("planned") / "tokens"
    write_shards(documents, tokenizer, path, provenance=PROVENANCE)
    return TokenStore(path)


def planned(shards: TokenStore, mixture: str = "", limits: str = "") -> tuple[TrainingBatches, Plan]:
    batches = TrainingBatches(shards, "train", BATCH, SEQ, 0, mixture, limits, STEPS)
    return batches, make_plan(shards, "train", batches.use(STEPS), STEPS, STEPS * BATCH * SEQ)


def test_what_there_is_is_counted_by_source_and_language(shards: TokenStore, documents, tokenizer) -> None:
    _, plan = planned(shards)
    trained = [each for each in documents if each.split == "train"]
    for name, source in plan.sources.items():
        mine = [each for each in trained if each.source == name]
        assert source.documents == len(mine)
        assert source.bytes == sum(len(each.text.encode()) for each in mine)
        assert source.tokens == sum(len(tokenizer.encode(each.text)) + 2 for each in mine)
        assert source.bytes_per_token == source.bytes / source.tokens
        assert {*source.languages} == {"en", "zh", "unknown"}
        assert sum(each.tokens for each in source.languages.values()) == source.tokens
    assert plan.documents == len(trained)
    assert plan.tokens == sum(source.tokens for source in plan.sources.values())


@pytest.mark.parametrize(
    ("mixture", "limits"), [("", ""), ("patents=1;books=3", ""), ("patents=1;books=3", "books=2")]
)
def test_what_is_planned_is_what_the_batches_hold(
    shards: TokenStore, documents, mixture: str, limits: str
) -> None:
    batches, plan = planned(shards, mixture, limits)
    of = {each.id: (each.source, each.language or "unknown") for each in documents}
    seen: Counter[tuple[str, str]] = Counter()
    for step in range(STEPS):
        batch = batches.global_batch(step)
        for row in range(BATCH):
            for segment, id in enumerate(batches.document_ids(step, row), 1):
                seen[of[id]] += int((batch["segment_ids"][row] == segment).sum())
    assert sum(seen.values()) == pytest.approx(plan.drawn, rel=0.02)
    for name, source in plan.sources.items():
        drawn = sum(count for (each, _), count in seen.items() if each == name)
        assert drawn == pytest.approx(source.drawn, rel=0.05)
        for language, found in source.languages.items():
            assert seen[name, language] == pytest.approx(found.drawn, abs=6 * SEQ)
    assert sum(each.share for each in plan.languages.values()) == pytest.approx(1)


def test_whole_epochs_draw_every_target_so_often(shards: TokenStore) -> None:
    lengths = shards.lengths("train")[shards.by_source("train")["books"]]
    rows = int(-(-(lengths - 1).sum() // SEQ))
    batches = TrainingBatches(shards, "train", rows, SEQ, 0, "books=1")
    plan = make_plan(shards, "train", batches.use(3), 3, 3 * rows * SEQ)
    assert plan.drawn == plan.sources["books"].drawn == 3 * int(np.sum(lengths - 1))
    assert plan.sources["patents"].drawn == 0


def test_the_table_says_it_to_a_reader(shards: TokenStore) -> None:
    _, plan = planned(shards, "patents=1;books=3", "books=2")
    lines = table(plan).splitlines()
    assert lines[0].startswith(f"40 steps draw {plan.drawn:,} tokens into 5,120 positions")
    columns = "source documents tokens drawn asked given epochs limit bytes/token languages drawn licence"
    assert lines[1].split() == columns.split()
    books, patents, total = lines[2:5]
    assert books.startswith("books ") and " 75.00% " in books and books.endswith("not stated")
    assert books.split()[6] == books.split()[7] == "2"
    assert patents.split()[7] == "none" and patents.endswith("CC-BY-4.0")
    assert total.split()[1] == f"{plan.documents:,}" and "100.00%  100.00%" in total
    assert [line.split(":")[0] for line in lines[5:8]] == ["language unknown", "language en", "language zh"]
    assert lines[8:] == [
        "kept out of training: 1 document of patents, in a family with, or nearly the same as, one for "
        "evaluation only",
        "kept out of training: 12 documents of quiz, which is for evaluation only",
    ]


def test_a_summary_holds_the_plan_as_json(shards: TokenStore) -> None:
    _, plan = planned(shards)
    told = plan.to_json()
    assert told["sources"]["patents"]["licence"] == "CC-BY-4.0"
    assert told["sources"]["books"]["languages"]["en"]["drawn"] > 0
    assert told["kept_out"] == PROVENANCE["kept_out"]
    assert told["drawn"] == sum(each["drawn"] for each in told["languages"].values())
