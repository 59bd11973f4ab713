"""Documents to rows of `seq_len` positions: an index worked out, never stored.

Training: an epoch's documents, in an order drawn for that epoch, are laid end to end and cut into
rows; the rows are then visited in a second drawn order, so that a batch does not hold neighbours.
A document of n tokens gives n - 1 pairs of a token and its target, and every pair appears exactly
once an epoch; only the epoch's last row is padded. Both orders are pure functions of the seed and
the epoch (Philox4x32, Salmon et al. 2011, and a Feistel network with cycle walking, Black and
Rogaway 2002), so any row of any epoch is had directly, and a run resumes from its step alone.

Evaluation: every target of every document is scored exactly once, documents in their own order.
"""

import bisect
import functools
from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from patentgpt_jax.settings import require

BATCH_DTYPES = {
    "tokens": np.int32,
    "targets": np.int32,
    "loss_mask": np.float32,
    "segment_ids": np.int32,
    "positions": np.int32,
}
_FEISTEL_ROUNDS = 6


class Fragment(NamedTuple):
    """`length` pairs of one document: its tokens from `offset` on, targets one later.

    The first `context` of them are seen and not scored.
    """

    document: int
    offset: int
    length: int
    context: int = 0


class TrainingRows:
    """The rows of training, numbered from 0 without end: epoch n // rows_per_epoch.

    Args:
      lengths: tokens of each document, `[documents]`.
      seq_len: positions in a row.
      seed: at least 0, below 2**64.

    Raises:
      InputError: no document has two tokens, or a seed out of range.
    """

    def __init__(self, lengths: np.ndarray, seq_len: int, seed: int) -> None:
        require(0 <= seed < 2**64, f"seed={seed}: expected 0 <= seed < 2**64")
        require(seq_len > 0, f"seq_len={seq_len}: expected a positive number")
        self._pairs = np.maximum(np.asarray(lengths, np.int64) - 1, 0)
        self._seq_len = seq_len
        self._seed = seed
        self._total = int(self._pairs.sum())
        require(self._total > 0, "no document has two tokens, so there is nothing to train on")
        self.rows_per_epoch = -(-self._total // seq_len)
        self._epoch = functools.lru_cache(maxsize=2)(self._draw_epoch)  # two: batches cross their border

    def fragments(self, row: int) -> list[Fragment]:
        """What the row holds, in its order. Costs O(log documents), and a new epoch one sort."""
        epoch, index = divmod(row, self.rows_per_epoch)
        documents, starts, keys = self._epoch(epoch)
        begin = permuted(index, self.rows_per_epoch, keys) * self._seq_len
        end = min(begin + self._seq_len, self._total)
        place = int(np.searchsorted(starts, begin, side="right")) - 1
        fragments = []
        while begin < end:
            stop = min(int(starts[place + 1]), end)
            if begin < stop:  # a document of one token has no pair
                fragments.append(Fragment(int(documents[place]), begin - int(starts[place]), stop - begin))
            begin, place = stop, place + 1
        return fragments

    def _draw_epoch(self, epoch: int) -> tuple[np.ndarray, np.ndarray, list[int]]:
        """The documents in the epoch's order, where each begins in the epoch, and the rows' keys.

        Sorts raw Philox words, which NumPy keeps the same in all versions, unlike `permutation`.
        """
        philox = np.random.Philox(key=np.array([self._seed, epoch], np.uint64))
        keys = philox.random_raw(_FEISTEL_ROUNDS).tolist()
        documents = np.argsort(philox.random_raw(len(self._pairs)), kind="stable")
        starts = np.concatenate([[0], np.cumsum(self._pairs[documents])])
        return documents, starts, keys


def permuted(index: int, size: int, keys: list[int]) -> int:
    """Where a permutation of `range(size)`, drawn by the round `keys`, sends `index`.

    A balanced Feistel network permutes the smallest range of an even number of bits that holds
    `size`; what falls outside is sent on until it falls inside (less than four times on average).
    """
    half = max(1, -(-(size - 1).bit_length() // 2))
    mask = (1 << half) - 1
    while True:
        left, right = index >> half, index & mask
        for key in keys:
            left, right = right, left ^ (_mix(right ^ key) & mask)
        index = left << half | right
        if index < size:
            return index


def _mix(word: int) -> int:
    """The finaliser of SplitMix64 (Steele et al. 2014): every input bit moves every output bit."""
    word &= (1 << 64) - 1
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
    word = (word ^ word >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
    return word ^ word >> 31


def evaluation_rows(lengths: np.ndarray, seq_len: int, overlap: int) -> list[list[Fragment]]:
    """Rows in which every target of every document is scored exactly once.

    A document longer than a row is read in windows that repeat `overlap` tokens as context that
    is not scored. Windows that do not fill a row share one, best fit first (so a row may mix near
    and far documents); the rows are in the order of the first document in them.

    Raises:
      InputError: `overlap` does not leave a position to score.
    """
    require(0 <= overlap < seq_len, f"overlap={overlap}: expected 0 <= overlap < seq_len ({seq_len})")
    windows = [
        window
        for document, length in enumerate(np.asarray(lengths).tolist())
        for window in _windows(document, length - 1, seq_len, overlap)
    ]
    rows: list[list[Fragment]] = []
    room: list[tuple[int, int]] = []  # (positions left, row) of the rows not yet full, sorted
    for window in sorted(windows, key=lambda window: -window.length):
        fitting = bisect.bisect_left(room, (window.length, -1))
        if fitting == len(room):
            left, row = seq_len, len(rows)
            rows.append([])
        else:
            left, row = room.pop(fitting)
        rows[row].append(window)
        if left > window.length:
            bisect.insort(room, (left - window.length, row))
    return sorted(sorted(row) for row in rows)


def _windows(document: int, pairs: int, seq_len: int, overlap: int) -> list[Fragment]:
    windows = [Fragment(document, 0, min(pairs, seq_len))] if pairs > 0 else []
    scored = seq_len
    while scored < pairs:
        offset = scored - overlap
        windows.append(Fragment(document, offset, min(seq_len, pairs - offset), overlap))
        scored = offset + seq_len
    return windows


def empty_rows(rows: int, seq_len: int, pad_id: int) -> dict[str, np.ndarray]:
    """The arrays of a batch, each `[rows, seq_len]` as `BATCH_DTYPES` says, of padding only.

    `tokens` and `targets` hold `pad_id`; `loss_mask` is 1 where the target is scored; `segment_ids`
    is 1 for a row's first fragment, 2 for its second, ..., and 0 for padding; `positions` counts
    from 0 in each fragment.
    """
    batch = {name: np.zeros((rows, seq_len), dtype) for name, dtype in BATCH_DTYPES.items()}
    batch["tokens"][:] = batch["targets"][:] = pad_id
    return batch


def fill_row(
    row: Mapping[str, np.ndarray],
    fragments: list[Fragment],
    document: Callable[[int], np.ndarray],
    start: int = 0,
) -> None:
    """Write `fragments` into one row of `empty_rows`, from the position `start` of the whole row on.

    Only documents that appear between `start` and the end of the arrays are asked for.
    """
    stop = start + len(row["tokens"])
    at = 0  # where the fragment begins in the whole row
    for segment, fragment in enumerate(fragments, 1):
        low, high = max(at, start), min(at + fragment.length, stop)
        if low < high:
            tokens = document(fragment.document)
            first, last = fragment.offset + low - at, fragment.offset + high - at
            here = slice(low - start, high - start)
            row["tokens"][here] = tokens[first:last]
            row["targets"][here] = tokens[first + 1 : last + 1]
            row["segment_ids"][here] = segment
            row["positions"][here] = np.arange(low - at, high - at)
            row["loss_mask"][max(at + fragment.context, low) - start : high - start] = 1
        at += fragment.length
