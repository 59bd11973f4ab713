"""Batches of random tokens, for what does not depend on the text: time and memory."""

import numpy as np


def full_rows(tokens: np.ndarray) -> dict[str, np.ndarray]:
    """A batch whose rows are one document each, without padding.

    Args:
      tokens: int [batch, seq + 1].
    """
    rows, length = tokens.shape[0], tokens.shape[1] - 1
    return {
        "tokens": tokens[:, :-1],
        "targets": tokens[:, 1:],
        "loss_mask": np.ones((rows, length), np.float32),
        "segment_ids": np.ones((rows, length), np.int32),
        "positions": np.tile(np.arange(length, dtype=np.int32), (rows, 1)),
    }


def random_tokens(rows: int, length: int, vocab: int) -> np.ndarray:
    """Int [rows, length + 1], the same every time."""
    return np.random.default_rng(0).integers(0, vocab, (rows, length + 1), np.int32)
