"""The loader's benchmark counts what it says it counts."""

import itertools

import numpy as np
import pytest

from experiments.benchmarks.loader import rate, step_times, used_fraction
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.shards import Document, write_shards
from patentgpt_jax.tokens.store import TokenStore


class Letters:
    """A tokenizer of letters."""

    vocab_size, bos_id, eos_id, pad_id, fingerprint = 256, 1, 2, 0, "letters"

    def encode_many(self, texts):
        return [list(text.encode()) for text in texts]


def test_used_positions_are_those_of_an_epoch(tmp_path) -> None:
    documents = [Document(f"US{number}", "us", f"US{number}", "train", "a" * 10) for number in range(3)]
    write_shards(documents, Letters(), tmp_path / "tokens")
    store = TokenStore(tmp_path / "tokens")
    assert used_fraction(store, seq_len=17, seed=0) == pytest.approx(33 / 34)  # 33 pairs in 2 rows
    assert rate(TrainingBatches(store, "train", 2, 17, seed=0), steps=3, threads=2) > 0


def test_feeds_take_turns_and_the_first_step_of_each_is_left_out() -> None:
    fed = []

    def step(state: int, batch: int) -> tuple[int, dict]:
        fed.append(batch)
        return state + 1, {}

    state, times = step_times(step, 0, itertools.count(), fixed=-1, turns=3)
    assert fed == [*range(4), *[-1] * 8, *range(4, 12), *[-1] * 4]
    assert state == 24
    assert {name: np.shape(each) for name, each in times.items()} == {"loader": (9, 2), "placed": (9, 2)}
