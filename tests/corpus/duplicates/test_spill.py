"""The group-by: every row comes back once, all rows of a key together."""

import os

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates import spill
from patentgpt_jax.corpus.duplicates.spill import InOrder, Spill, batched, in_order, spread

SCHEMA = pa.schema([("id", pa.int64()), ("text", pa.string())])
MANY = 50 * spill._PARTITION_BYTES  # expected bytes, so that there are 50 files

batches = st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=6)


@pytest.fixture(scope="module", autouse=True)
def small_buffer():
    """Every second addition or so is flushed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "_BUFFER_BYTES", 150)
        yield


def table(ids, start=0):
    texts = [f"row {number}" for number in range(start, start + len(ids))]
    return pa.table({"id": pa.array(ids, pa.int64()), "text": texts}, SCHEMA)


@given(batches, st.sampled_from([0, MANY]))
def test_rows_of_a_key_come_together_in_their_order(tmp_path_factory, rounds, expected_bytes):
    folder = tmp_path_factory.mktemp("spill") / "rows"
    made, rows = Spill(folder, SCHEMA, expected_bytes), []
    for ids in rounds:
        added = table(ids, len(rows))
        made.add(spread(np.array(ids, np.int64)), added)
        rows += added.to_pylist()
    found, seen = [], set()
    for part in made.partitions():
        assert part.schema == SCHEMA and not seen & set(part["id"].to_pylist())
        seen |= set(part["id"].to_pylist())
        found += part.to_pylist()
    for each in seen:
        assert [row for row in found if row["id"] == each] == [row for row in rows if row["id"] == each]
    assert len(found) == len(rows) and not folder.exists()


@given(st.permutations(range(30)), st.lists(st.integers(0, 30), max_size=5), st.sampled_from([0, MANY]))
def test_rows_are_told_in_the_order_of_their_records(tmp_path_factory, ids, ends, expected_bytes):
    made = Spill(tmp_path_factory.mktemp("spill") / "rows", SCHEMA, expected_bytes)
    for some in batched(ids, 4):
        made.add(in_order(np.array(some), 30), table(some))
    told, start = InOrder(made), 0
    for end in [*sorted(ends), 30]:
        assert told.up_to(end)["id"].to_pylist() == list(range(start, end))
        start = end


def test_a_corpus_of_one_record_has_an_order():
    assert in_order(np.array([0]), 1).tolist() == in_order(np.array([0]), 0).tolist() == [0]


def test_keys_are_spread_evenly_over_many_files_none_of_which_stays_open(tmp_path):
    made = Spill(tmp_path / "rows", SCHEMA, spill._MOST_PARTITIONS * spill._PARTITION_BYTES)
    ids, open_before = np.arange(40_000), len(os.listdir("/dev/fd"))
    made.add(spread(ids), table(ids))
    assert len(os.listdir("/dev/fd")) < open_before + 10
    sizes = [len(part) for part in made.partitions()]
    assert len(sizes) > 0.99 * spill._MOST_PARTITIONS and max(sizes) < 80
    assert len({*spread(ids).tolist()}) == 40_000
