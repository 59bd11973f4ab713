import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.packing import (
    BATCH_DTYPES,
    Fragment,
    TrainingRows,
    empty_rows,
    evaluation_rows,
    fill_row,
    permuted,
)

LENGTHS = st.lists(st.integers(0, 40), min_size=1, max_size=30).filter(lambda lengths: max(lengths) > 1)
SEQ_LEN = st.integers(1, 24)
SEEDS = st.integers(0, 2**64 - 1)


def pairs(fragments: list[Fragment], *, scored: bool = False) -> list[tuple[int, int]]:
    """(document, position) of each pair in the fragments."""
    return [
        (fragment.document, fragment.offset + place)
        for fragment in fragments
        for place in range(fragment.context if scored else 0, fragment.length)
    ]


def all_pairs(lengths: list[int]) -> list[tuple[int, int]]:
    return [(document, place) for document, length in enumerate(lengths) for place in range(length - 1)]


@given(lengths=LENGTHS, seq_len=SEQ_LEN, seed=SEEDS, epoch=st.integers(0, 1000))
def test_every_pair_appears_exactly_once_an_epoch(
    lengths: list[int], seq_len: int, seed: int, epoch: int
) -> None:
    rows = TrainingRows(np.array(lengths), seq_len, seed)
    first = epoch * rows.rows_per_epoch
    visited = [rows.fragments(first + index) for index in range(rows.rows_per_epoch)]
    assert sorted(pair for row in visited for pair in pairs(row)) == all_pairs(lengths)


@given(lengths=LENGTHS, seq_len=SEQ_LEN, seed=SEEDS)
def test_all_rows_of_an_epoch_but_one_are_full(lengths: list[int], seq_len: int, seed: int) -> None:
    rows = TrainingRows(np.array(lengths), seq_len, seed)
    used = [len(pairs(rows.fragments(index))) for index in range(rows.rows_per_epoch)]
    assert sorted(used)[1:] == [seq_len] * (rows.rows_per_epoch - 1)
    assert min(used) > 0


def test_a_row_is_the_same_however_it_is_reached() -> None:
    lengths = np.random.default_rng(0).integers(2, 500, size=200)
    rows = TrainingRows(lengths, 64, seed=3)
    far = 5 * rows.rows_per_epoch + 17
    in_order = [rows.fragments(index) for index in range(far + 1)]
    assert TrainingRows(lengths, 64, seed=3).fragments(far) == in_order[far]


def test_the_order_is_pinned() -> None:
    """A run must see the same batches with other versions of NumPy and Python, and after a resume."""
    rows = TrainingRows(np.array([5, 9, 3, 7]), 8, seed=1)
    assert rows.rows_per_epoch == 3
    assert [rows.fragments(index) for index in range(6)] == [
        [Fragment(0, 0, 4)],
        [Fragment(1, 2, 6), Fragment(2, 0, 2)],
        [Fragment(3, 0, 6), Fragment(1, 0, 2)],
        [Fragment(3, 4, 2), Fragment(1, 0, 6)],
        [Fragment(1, 6, 2), Fragment(2, 0, 2)],
        [Fragment(0, 0, 4), Fragment(3, 0, 4)],
    ]


def test_epochs_and_seeds_differ_and_neighbours_are_torn_apart() -> None:
    lengths = np.full(50, 641)  # ten rows each
    rows, other = (TrainingRows(lengths, 64, seed) for seed in (0, 1))
    first, second, another = (
        [each.fragments(start + index)[0] for index in range(500)]
        for each, start in ((rows, 0), (rows, 500), (other, 0))
    )
    for one, two in ((first, second), (first, another), (second, another)):
        assert sum(a == b for a, b in zip(one, two, strict=True)) < 10  # chance: 1
    neighbours = sum(a.document == b.document for a, b in itertools.pairwise(first))
    assert neighbours < 30  # chance: 9; unshuffled rows: 450


@given(size=st.integers(1, 300), keys=st.lists(st.integers(0, 2**64 - 1), min_size=6, max_size=6))
def test_permuted_is_a_permutation(size: int, keys: list[int]) -> None:
    assert sorted(permuted(index, size, keys) for index in range(size)) == list(range(size))


def test_nothing_to_train_on() -> None:
    with pytest.raises(InputError, match="no document has two tokens"):
        TrainingRows(np.array([1, 0]), 8, seed=0)


@given(lengths=LENGTHS, seq_len=SEQ_LEN, data=st.data())
def test_evaluation_scores_every_target_once(lengths: list[int], seq_len: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, seq_len - 1))
    rows = evaluation_rows(np.array(lengths), seq_len, overlap)
    assert sorted(pair for row in rows for pair in pairs(row, scored=True)) == all_pairs(lengths)
    for row in rows:
        assert 0 < sum(fragment.length for fragment in row) <= seq_len
        for fragment in row:
            assert fragment.context == (overlap if fragment.offset else 0)
            assert fragment.length > fragment.context
    firsts = [row[0].document for row in rows]
    assert firsts == sorted(firsts)


def test_short_documents_share_an_evaluation_row() -> None:
    assert evaluation_rows(np.array([4, 4, 10, 3]), seq_len=8, overlap=2) == [
        [Fragment(0, 0, 3), Fragment(1, 0, 3), Fragment(3, 0, 2)],
        [Fragment(2, 0, 8)],
        [Fragment(2, 6, 3, context=2)],
    ]


def test_overlap_must_leave_a_position_to_score() -> None:
    with pytest.raises(InputError, match="overlap=8"):
        evaluation_rows(np.array([9]), seq_len=8, overlap=8)


def test_a_filled_row() -> None:
    documents = [np.arange(10, 16), np.arange(20, 24)]
    batch = empty_rows(1, 9, pad_id=7)
    fragments = [Fragment(0, 1, 4, context=2), Fragment(1, 0, 3)]
    fill_row({name: array[0] for name, array in batch.items()}, fragments, documents.__getitem__)
    assert {name: array[0].tolist() for name, array in batch.items()} == {
        "tokens": [11, 12, 13, 14, 20, 21, 22, 7, 7],
        "targets": [12, 13, 14, 15, 21, 22, 23, 7, 7],
        "loss_mask": [0, 0, 1, 1, 1, 1, 1, 0, 0],
        "segment_ids": [1, 1, 1, 1, 2, 2, 2, 0, 0],
        "positions": [0, 1, 2, 3, 0, 1, 2, 0, 0],
    }
    assert {name: array.dtype for name, array in batch.items()} == BATCH_DTYPES


@given(lengths=LENGTHS, seq_len=st.integers(2, 24), data=st.data())
def test_a_part_of_a_row_is_cut_from_the_whole_and_reads_no_more(
    lengths: list[int], seq_len: int, data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(evaluation_rows(np.array(lengths), seq_len, overlap=1)))
    start = data.draw(st.integers(0, seq_len - 1))
    stop = data.draw(st.integers(start + 1, seq_len))
    asked: list[int] = []

    def document(index: int) -> np.ndarray:
        asked.append(index)
        return 100 * index + np.arange(lengths[index])

    whole, part = empty_rows(1, seq_len, 0), empty_rows(1, stop - start, 0)
    fill_row({name: array[0] for name, array in whole.items()}, row, document)
    asked.clear()
    fill_row({name: array[0] for name, array in part.items()}, row, document, start)
    for name in BATCH_DTYPES:
        np.testing.assert_array_equal(part[name], whole[name][:, start:stop])
    assert len(asked) == len(set(whole["segment_ids"][0, start:stop].tolist()) - {0})
