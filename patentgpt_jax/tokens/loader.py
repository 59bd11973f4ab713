"""Any step's batch, straight from the shards, and a reader that runs ahead of the device.

A batch is a pure function of the token shards, the layout and the step: a run resumes from its step
alone, and hosts that each read their own rows and positions see the same global batches, however
many they are. Grain (github.com/google/grain) reads ahead in threads.
"""

import abc
import sys
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from types import TracebackType
from typing import Generic, NamedTuple, Self, TypeVar

import grain
import numpy as np

from patentgpt_jax.tokens.limits import ANY, limit_weights, parse_limits
from patentgpt_jax.tokens.mixture import MixtureRows, parse_mixture
from patentgpt_jax.tokens.packing import Fragment, TrainingRows, empty_rows, evaluation_rows, fill_row
from patentgpt_jax.tokens.store import TokenStore

Batch = TypeVar("Batch")
ALL = slice(None)


class Batches(abc.ABC):
    """Packed batches of one split; the subclass says which fragments a row holds.

    Args:
      store: the token shards.
      split: which documents.
      batch_size: rows in the batch of the whole mesh.
      seq_len: positions in a row.
    """

    def __init__(self, store: TokenStore, split: str, batch_size: int, seq_len: int) -> None:
        self._store, self._split = store, split
        self.batch_size, self.seq_len = batch_size, seq_len

    @abc.abstractmethod
    def fragments(self, step: int, row: int) -> list[Fragment]:
        """What one row of the batch of `step` holds; `segment_ids` count it from 1."""

    def global_batch(self, step: int) -> dict[str, np.ndarray]:
        """The whole batch of `step`: the arrays of `packing.empty_rows`, each `[batch, seq]`."""
        return self.rows(step)

    def rows(self, step: int, row_slice: slice = ALL, seq_slice: slice = ALL) -> dict[str, np.ndarray]:
        """A part of the batch of `step`; only the documents in it are read."""
        rows = range(*row_slice.indices(self.batch_size))
        positions = range(*seq_slice.indices(self.seq_len))
        batch = empty_rows(len(rows), len(positions), self._store.pad_id)
        for index, row in enumerate(rows):
            arrays = {name: array[index] for name, array in batch.items()}
            fill_row(arrays, self.fragments(step, row), self._document, positions.start)
        return batch

    def document_ids(self, step: int, row: int) -> list[str]:
        """The ids of the documents in one row of the batch of `step`, to name in a log."""
        return [self._store.id(self._split, fragment.document) for fragment in self.fragments(step, row)]

    def all_document_ids(self, step: int) -> list[str]:
        """The ids of the documents in the batch of `step`, each once, in the order of its rows."""
        rows = range(self.batch_size)
        return list(dict.fromkeys(id for row in rows for id in self.document_ids(step, row)))

    def _document(self, document: int) -> np.ndarray:
        return self._store.document(self._split, document)


class SourceUse(NamedTuple):
    """The documents and tokens that a source has, and what a run takes of them.

    `asked` is the share of what is trained on by weight, `share` that within the limits of epochs.
    """

    documents: int
    tokens: int
    asked: float
    share: float
    limit: float | None  # most epochs
    epochs: float


class TrainingBatches(Batches):
    """Batches for training, without end; `seed` draws the order of documents and rows.

    Args:
      mixture: the weights of sources, as `mixture.parse_mixture` reads it; where it is empty, each source
        has its share of the tokens.
      epoch_limits: most epochs of sources in `steps` steps, as `limits.parse_limits` reads it. Limits that
        no source would pass change nothing.

    Raises:
      InputError: a mixture that the documents of the split cannot give, or not within the limits.
    """

    def __init__(
        self,
        store: TokenStore,
        split: str,
        batch_size: int,
        seq_len: int,
        seed: int,
        mixture: str = "",
        epoch_limits: str = "",
        steps: int = 1,
    ) -> None:
        super().__init__(store, split, batch_size, seq_len)
        lengths, by_source = store.lengths(split), store.by_source(split)
        weights, self._limits = parse_mixture(mixture), parse_limits(epoch_limits)
        pairs = {name: int((lengths[documents] - 1).sum()) for name, documents in by_source.items()}
        self._asked = weights or {name: Fraction(each) for name, each in pairs.items()}
        if self._limits:
            rows = {name: -(-each // seq_len) for name, each in pairs.items()}
            shares = limit_weights(self._asked, self._limits, rows, steps, batch_size)
            total = sum(self._asked.values())
            if any(share != self._asked[name] / total for name, share in shares.items()):
                weights = shares
        self._rows: TrainingRows | MixtureRows = (
            MixtureRows(lengths, by_source, seq_len, seed, weights)
            if weights
            else TrainingRows(lengths, seq_len, seed)
        )

    def fragments(self, step: int, row: int) -> list[Fragment]:
        """What one row of the batch of `step` holds."""
        return self._rows.fragments(step * self.batch_size + row)

    def use(self, steps: int) -> dict[str, SourceUse]:
        """What the first `steps` batches take of each source of the split, by its name."""
        lengths, rows = self._store.lengths(self._split), steps * self.batch_size
        by_source = self._store.by_source(self._split)
        asked = {name: float(each / sum(self._asked.values())) for name, each in self._asked.items()}
        if isinstance(self._rows, MixtureRows):
            shares, epochs = self._rows.shares, self._rows.epochs(rows)
        else:
            shares, epochs = asked, dict.fromkeys(by_source, rows / self._rows.rows_per_epoch)
        limits = {name: self._limits.get(name, self._limits.get(ANY)) for name in by_source}
        return {
            name: SourceUse(
                documents=len(documents),
                tokens=int(lengths[documents].sum()),
                asked=asked.get(name, 0.0),
                share=shares.get(name, 0.0),
                limit=None if (limit := limits[name]) is None else float(limit),
                epochs=epochs.get(name, 0.0),
            )
            for name, documents in by_source.items()
        }


class EvaluationBatches(Batches):
    """Batches that score every target of `documents` (default: all of the split) once, in `steps` steps.

    A document longer than a row is read in windows that repeat `overlap` tokens as context. The
    last batch is filled up with empty rows.
    """

    def __init__(
        self,
        store: TokenStore,
        split: str,
        batch_size: int,
        seq_len: int,
        overlap: int,
        documents: Sequence[int] | None = None,
    ) -> None:
        super().__init__(store, split, batch_size, seq_len)
        lengths = store.lengths(split)
        chosen = np.arange(len(lengths)) if documents is None else np.asarray(documents, np.int64)
        self._rows = [
            [fragment._replace(document=int(chosen[fragment.document])) for fragment in row]
            for row in evaluation_rows(lengths[chosen], seq_len, overlap)
        ]
        self.steps = -(-len(self._rows) // batch_size)

    def fragments(self, step: int, row: int) -> list[Fragment]:
        """What one row of the batch of `step` holds."""
        index = step * self.batch_size + row
        return self._rows[index] if index < len(self._rows) else []


class Prefetched(Generic[Batch]):
    """An iterator over batches that threads prepare ahead; close it, or use it in a `with`."""

    def __init__(self, batches: grain.IterDataset) -> None:
        self._iterator = iter(batches)

    def __iter__(self) -> Iterator[Batch]:
        return self

    def __next__(self) -> Batch:
        return next(self._iterator)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop reading ahead and let go of what was read."""
        self._iterator.close()


def iterate(
    start_step: int, place: Callable[[int], Batch], prefetch: int = 2, stop_step: int | None = None
) -> Prefetched[Batch]:
    """`place(step)` for every step from `start_step` on (up to `stop_step`), in their order.

    Args:
      place: makes the batch of a step and puts it where it is used; called from other threads.
      prefetch: how many batches are prepared ahead, each by a thread; 0 for none.
    """
    steps = grain.MapDataset.range(start_step, sys.maxsize if stop_step is None else stop_step)
    options = grain.ReadOptions(num_threads=prefetch, prefetch_buffer_size=prefetch)
    return Prefetched(steps.map(place).to_iter_dataset(options))
