"""What a run is made from is known by what it holds, not by where it lies."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import data, mixture, workdir
from patentgpt_jax.jobs.config import DataConfig, RunConfig
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig
from patentgpt_jax.training.trainer import TrainConfig


def test_a_cache_that_was_deleted_or_moved_is_made_again_the_same(tmp_path: Path) -> None:
    config = RunConfig(
        data=DataConfig(samples=20, cache=str(tmp_path / "here")), tokenizer=TokenizerConfig(vocab_size=900)
    )
    first = data.lineage(data.prepare(config))
    shutil.rmtree(tmp_path / "here")
    assert data.lineage(data.prepare(config)) == first
    elsewhere = dataclasses.replace(config.data, cache=str(tmp_path / "elsewhere"))
    assert data.lineage(data.prepare(dataclasses.replace(config, data=elsewhere))) == first


def test_nearly_all_positions_of_an_epoch_of_patents_are_used(tmp_path: Path) -> None:
    config = RunConfig(
        data=DataConfig(samples=40, cache=str(tmp_path)),
        tokenizer=TokenizerConfig(vocab_size=1200),
        train=TrainConfig(batch_size=1, seq_len=512),
    )
    batches = mixture.training_batches(config, data.prepare(config).store)
    rows = round(1 / batches.use(1)["generated"].epochs)
    assert rows > 100
    used = [(batches.global_batch(step)["segment_ids"] > 0).mean() for step in range(rows)]
    assert np.mean(used) >= 0.99


def test_other_data_are_told_apart(tmp_path: Path) -> None:
    config = RunConfig(
        data=DataConfig(samples=20, cache=str(tmp_path), folds=2), tokenizer=TokenizerConfig(vocab_size=900)
    )
    first = data.lineage(data.prepare(config))
    more = data.lineage(
        data.prepare(dataclasses.replace(config, data=dataclasses.replace(config.data, samples=30)))
    )
    fold = data.lineage(
        data.prepare(dataclasses.replace(config, data=dataclasses.replace(config.data, fold=1)))
    )
    assert all(more[name] != first[name] for name in first)
    assert fold["corpus"] == first["corpus"] and fold["tokens"] != first["tokens"]


def test_a_run_does_not_go_on_with_a_manifest_that_was_edited(tmp_path: Path) -> None:
    """The hashes of the shards stand in the manifest, and the manifest's in the run's lineage."""
    config = RunConfig(
        data=DataConfig(samples=20, cache=str(tmp_path / "cache")), tokenizer=TokenizerConfig(vocab_size=900)
    )
    invocation = Invocation(config, "configs/smoe.py", "smoe", "default", None, {})
    prepared = data.prepare(config)
    workdir.write_config(tmp_path / "run", invocation, None, data.lineage(prepared))
    workdir.write_config(tmp_path / "run", invocation, None, data.lineage(data.prepare(config)))
    manifest = prepared.tokens / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")
    with pytest.raises(
        InputError, match=r"config\.json: lineage\.tokens is .* the tokens of this run changed"
    ):
        workdir.write_config(tmp_path / "run", invocation, None, data.lineage(data.prepare(config)))
