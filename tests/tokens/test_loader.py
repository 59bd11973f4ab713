import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from patentgpt_jax.tokens.loader import EvaluationBatches, TrainingBatches, iterate
from patentgpt_jax.tokens.packing import BATCH_DTYPES, TrainingRows
from patentgpt_jax.tokens.store import TokenStore


@pytest.fixture
def batches(store: TokenStore) -> TrainingBatches:
    return TrainingBatches(store, "train", batch_size=4, seq_len=64, seed=0)


def assert_same(batch: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    assert list(batch) == list(expected) == list(BATCH_DTYPES)
    for name in batch:
        np.testing.assert_array_equal(batch[name], expected[name], err_msg=name)


def test_targets_are_the_next_tokens_of_the_same_document(batches: TrainingBatches) -> None:
    rows = [batches.global_batch(step) for step in range(8)]
    batch = {name: np.concatenate([each[name] for each in rows]) for name in BATCH_DTYPES}
    inside = batch["segment_ids"][:, 1:] == batch["segment_ids"][:, :-1]
    np.testing.assert_array_equal(batch["tokens"][:, 1:][inside], batch["targets"][:, :-1][inside])
    assert inside.any() and not inside.all()


def test_fragments_are_the_text_of_the_documents_that_they_name(batches, tokenizer, documents) -> None:
    texts = {document.id: document.text for document in documents}
    for step in range(3):
        batch = batches.global_batch(step)
        for row in range(4):
            for segment, id in enumerate(batches.document_ids(step, row), 1):
                part = tokenizer.encode(texts[id])
                part = [tokenizer.bos_id, *part, tokenizer.eos_id]
                chosen = batch["segment_ids"][row] == segment
                tokens = batch["tokens"][row, chosen].tolist()
                assert str(tokens)[1:-1] in str(part)
                assert batch["positions"][row, chosen].tolist() == list(range(len(tokens)))


def test_hosts_that_read_their_slices_see_one_global_batch(batches: TrainingBatches) -> None:
    whole = batches.global_batch(5)
    parts = [
        [batches.rows(5, slice(row, row + 2), slice(place, place + 16)) for place in range(0, 64, 16)]
        for row in (0, 2)
    ]
    joined = {name: np.block([[part[name] for part in row] for row in parts]) for name in whole}
    assert_same(joined, whole)


def test_a_small_corpus_can_be_read_for_many_epochs(store: TokenStore) -> None:
    batches = TrainingBatches(store, "validation", batch_size=64, seq_len=256, seed=0)
    assert batches.use(1)["us"].epochs > 1
    batch = batches.global_batch(10)
    assert batch["loss_mask"].any(axis=1).all()


def test_a_step_takes_the_next_rows(store: TokenStore) -> None:
    rows = TrainingRows(store.lengths("train"), seq_len=64, seed=0)
    batches = TrainingBatches(store, "train", batch_size=4, seq_len=64, seed=0)
    assert [batches.fragments(step, row) for step in range(5) for row in range(4)] == [
        rows.fragments(row) for row in range(20)
    ]


def test_sources_come_in_proportion_to_their_tokens_or_by_weight(store: TokenStore) -> None:
    sources, lengths = np.array(store.sources("train")), store.lengths("train")
    plain = TrainingBatches(store, "train", 4, 64, seed=0).use(10)
    mixed = TrainingBatches(store, "train", 4, 64, seed=0, mixture="us=1;cn=3").use(10)
    for name, share in {"us": 0.25, "cn": 0.75}.items():
        tokens = lengths[sources == name]
        assert plain[name].documents == mixed[name].documents == len(tokens)
        assert plain[name].tokens == mixed[name].tokens == tokens.sum()
        assert plain[name].share == plain[name].asked
        assert plain[name].share == pytest.approx((tokens - 1).sum() / (lengths - 1).sum())
        assert mixed[name].share == mixed[name].asked == share
        assert mixed[name].epochs == 40 * share / -(-(tokens - 1).sum() // 64)
    assert plain["us"].epochs == plain["cn"].epochs == 40 / -(-(lengths - 1).sum() // 64)


def test_a_row_of_a_mixture_is_of_one_source_and_one_left_out_never_comes(store: TokenStore) -> None:
    source = dict(zip(store.ids("train"), store.sources("train"), strict=True))

    def sources(mixture: str) -> list[set[str]]:
        batches = TrainingBatches(store, "train", 4, 64, seed=0, mixture=mixture)
        return [
            {source[id] for id in batches.document_ids(step, row)} for step in range(10) for row in range(4)
        ]

    assert sorted(map(tuple, sources("us=1;cn=3"))) == [("cn",)] * 30 + [("us",)] * 10
    assert sources("us=1") == [{"us"}] * 40
    left_out = TrainingBatches(store, "train", 4, 64, seed=0, mixture="us=1").use(10)["cn"]
    assert (left_out.share, left_out.epochs) == (0, 0)


def test_limits_that_no_source_would_pass_change_no_batch(store: TokenStore) -> None:
    for mixture in ("", "us=1;cn=3"):
        plain = TrainingBatches(store, "train", 4, 64, seed=0, mixture=mixture)
        most = max(source.epochs for source in plain.use(10).values())
        limits = f"*={most + 1}"
        slack = TrainingBatches(store, "train", 4, 64, 0, mixture, epoch_limits=limits, steps=10)
        for step in range(10):
            for row in range(4):
                assert slack.fragments(step, row) == plain.fragments(step, row)


@pytest.mark.parametrize("mixture", ["", "us=1;cn=3"])
def test_a_source_stops_at_its_limit_and_the_other_takes_what_is_over(
    store: TokenStore, mixture: str
) -> None:
    steps = 20
    free = TrainingBatches(store, "train", 4, 64, 0, mixture).use(steps)["cn"]
    limit = free.epochs / 2
    batches = TrainingBatches(store, "train", 4, 64, 0, mixture, epoch_limits=f"cn={limit}", steps=steps)
    cn, us = batches.use(steps)["cn"], batches.use(steps)["us"]
    rows = -(-(store.lengths("train")[store.by_source("train")["cn"]] - 1).sum() // 64)
    assert cn.asked == pytest.approx(free.share) and cn.limit == pytest.approx(limit) and us.limit is None
    assert cn.epochs == pytest.approx(limit, abs=1 / rows)
    assert cn.share + us.share == pytest.approx(1) and us.share > us.asked
    taken = [batches.document_ids(step, row) for step in range(steps) for row in range(4)]
    source = dict(zip(store.ids("train"), store.sources("train"), strict=True))
    assert sum(source[ids[0]] == "cn" for ids in taken) == pytest.approx(limit * rows, abs=1)


def test_evaluation_scores_each_target_once_and_fills_up_with_padding(store: TokenStore) -> None:
    batches = EvaluationBatches(store, "validation", batch_size=4, seq_len=64, overlap=16)
    found = [batches.global_batch(step) for step in range(batches.steps)]
    scored = np.concatenate([batch["targets"][batch["loss_mask"] == 1] for batch in found])
    tokens = [store.document("validation", index) for index in range(len(store.ids("validation")))]
    expected = np.concatenate([each[1:] for each in tokens])
    np.testing.assert_array_equal(np.sort(scored), np.sort(expected))
    assert not batches.global_batch(batches.steps)["segment_ids"].any()


def test_evaluation_of_chosen_documents(store: TokenStore) -> None:
    chosen = [6, 1, 3]
    batches = EvaluationBatches(store, "validation", 4, seq_len=64, overlap=16, documents=chosen)
    seen = {id for step in range(batches.steps) for row in range(4) for id in batches.document_ids(step, row)}
    assert seen == {store.id("validation", document) for document in chosen}
    scored = sum(batches.global_batch(step)["loss_mask"].sum() for step in range(batches.steps))
    assert scored == sum(store.lengths("validation")[chosen] - 1)


@pytest.mark.parametrize("prefetch", [0, 1, 4])
def test_reading_ahead_starts_at_any_step_and_keeps_the_order(
    batches: TrainingBatches, prefetch: int
) -> None:
    with iterate(7, batches.global_batch, prefetch) as ahead:
        for step in range(7, 20):
            assert_same(next(ahead), batches.global_batch(step))


def test_reading_ahead_can_stop() -> None:
    with iterate(3, str, stop_step=6) as ahead:
        assert list(ahead) == ["3", "4", "5"]


def test_closing_stops_the_threads() -> None:
    asked: list[int] = []
    ahead = iterate(0, lambda step: asked.append(step) or step, prefetch=4)
    assert next(ahead) == 0
    ahead.close()
    ahead.close()  # closing twice does no harm
    after = len(asked)
    time.sleep(0.1)
    assert len(asked) == after <= 6


def test_an_error_reaches_the_reader() -> None:
    def fail(step: int) -> int:
        if step == 2:
            raise ValueError("broken")
        return step

    with iterate(0, fail) as ahead, pytest.raises(ValueError, match="broken"):
        list(ahead)


def test_leaving_in_the_middle_is_silent(directory: Path) -> None:
    """A program that ends without closing its batches prints no complaint of the threads behind it."""
    program = f"""
from patentgpt_jax.tokens.loader import TrainingBatches, iterate
from patentgpt_jax.tokens.store import TokenStore
batches = TrainingBatches(TokenStore({str(directory)!r}), "train", 4, 64, seed=0)
ahead = iterate(0, batches.global_batch, prefetch=4)
print(next(ahead)["tokens"].shape)
"""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, timeout=120
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "(4, 64)\n", "")
