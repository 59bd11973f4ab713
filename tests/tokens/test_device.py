import jax
import numpy as np
import pytest
from jax.sharding import AxisType, NamedSharding, PartitionSpec

from patentgpt_jax.tokens.device import place
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.store import TokenStore


@pytest.fixture
def batches(store: TokenStore) -> TrainingBatches:
    return TrainingBatches(store, "train", batch_size=4, seq_len=64, seed=0)


def test_the_placed_batch_is_the_global_batch(batches: TrainingBatches) -> None:
    placed = place(batches, 3, jax.sharding.SingleDeviceSharding(jax.devices()[0]))
    for name, expected in batches.global_batch(3).items():
        np.testing.assert_array_equal(placed[name], expected)
        assert placed[name].dtype == expected.dtype


def test_each_part_is_read_once_and_lands_on_its_devices(batches: TrainingBatches, monkeypatch) -> None:
    read = []
    rows = batches.rows
    monkeypatch.setattr(batches, "rows", lambda *part: read.append(part) or rows(*part))
    mesh = jax.make_mesh((2, 2, 2), ("data", "context", "tensor"), (AxisType.Auto,) * 3)
    placed = place(batches, 3, NamedSharding(mesh, PartitionSpec("data", "context")))
    assert sorted((part[1].start, part[2].start) for part in read) == [(0, 0), (0, 32), (2, 0), (2, 32)]
    for name, expected in batches.global_batch(3).items():
        np.testing.assert_array_equal(placed[name], expected)
