"""Sources by weight: which source, and which row of it, a row of training is. Worked out, never stored.

Rows come in blocks of 2**16, in which each source has exactly its share, rounded by largest
remainders. Inside a block the j-th of a source's c rows is drawn from the j-th of c equal stretches
(stratified sampling), so that batches, and runs shorter than a block, keep the shares too: in any
first n rows of a block a source of k is off its share by less than max(1, k - 1) rows. A source's
rows are visited in the order of its own `TrainingRows`, whose epochs depend on that source alone.
"""

import functools
import hashlib
import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.settings import require
from patentgpt_jax.tokens.packing import Fragment, TrainingRows

BLOCK = 1 << 16  # rows; the finest weight is one of them


def parse_mixture(mixture: str) -> dict[str, Fraction]:
    """The weights in `name=weight;name=weight`, by source in the order of names; nothing where empty.

    Weights are relative and exact: `us=7;cn=3` is the same as `us=0.7;cn=0.3`.

    Raises:
      InputError: not of this form, a source named twice, or a weight that is no positive number.
    """
    return parse_numbers("mixture", "weight", mixture)


def parse_numbers(field: str, noun: str, text: str) -> dict[str, Fraction]:
    """The positive numbers in the `text` of `field`, by name in the order of names; each is a `noun`."""
    numbers: dict[str, Fraction] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, separator, value = (each.strip() for each in part.partition("="))
        require(
            bool(name and separator),
            f"{field}={text!r}: {part!r} is no {noun}; expected 'name={noun};name={noun}'",
        )
        require(name not in numbers, f"{field}={text!r}: the source {name!r} stands there twice")
        require(
            _is_positive(value),
            f"{field}={text!r}: the {noun} of {name} is {value!r}; expected a number above 0",
        )
        numbers[name] = Fraction(value)
    require(bool(numbers) or not text, f"{field}={text!r}: names no source; expected one, or nothing")
    return dict(sorted(numbers.items()))


def _is_positive(value: str) -> bool:
    try:
        return 0 < float(value) < math.inf
    except ValueError:
        return False


class MixtureRows:
    """The rows of training, numbered from 0 without end, with sources by weight.

    Args:
      lengths: tokens of each document, `[documents]`.
      by_source: the numbers of each source's documents. A source without a weight is not trained on.
      seq_len: positions in a row.
      seed: draws the order of each source's rows, and how they are mixed.
      weights: by source, as `parse_mixture` gives them.

    Raises:
      InputError: a source without documents, or with so small a weight that a block has no row of it.
    """

    def __init__(
        self,
        lengths: np.ndarray,
        by_source: Mapping[str, np.ndarray],
        seq_len: int,
        seed: int,
        weights: Mapping[str, Fraction],
    ) -> None:
        for name in weights:
            if name not in by_source:
                raise InputError(
                    f"config.data.mixture: no document to train on is of a source {name!r}; "
                    f"{nearest(name, by_source)}"
                )
        self._names = sorted(weights)
        self._counts = _counts([weights[name] for name in self._names])
        for name, count in zip(self._names, self._counts, strict=True):
            least = float(sum(weights.values()) / BLOCK)
            require(
                count > 0,
                f"config.data.mixture: the weight of {name} is {float(weights[name]):g}, too little for one "
                f"row in {BLOCK}; expected {least:.2g} or more, or to leave it out",
            )
        self._documents = by_source
        self._rows = {
            name: TrainingRows(np.asarray(lengths)[by_source[name]], seq_len, _derived(seed, name))
            for name in self._names
        }
        self._seed = _derived(seed, "")
        self._block = functools.lru_cache(maxsize=2)(self._draw_block)  # two: batches cross their border

    @property
    def shares(self) -> dict[str, float]:
        """The share of rows that each source has."""
        return {name: count / BLOCK for name, count in zip(self._names, self._counts, strict=True)}

    def source_row(self, row: int) -> tuple[str, int]:
        """The source of a row, and which of the source's own rows it is. A new block costs one sort."""
        block, place = divmod(row, BLOCK)
        sources, ranks = self._block(block)
        source = int(sources[place])
        return self._names[source], block * self._counts[source] + int(ranks[place])

    def fragments(self, row: int) -> list[Fragment]:
        """What the row holds, in its order."""
        source, own = self.source_row(row)
        documents = self._documents[source]
        return [
            fragment._replace(document=int(documents[fragment.document]))
            for fragment in self._rows[source].fragments(own)
        ]

    def epochs(self, rows: int) -> dict[str, float]:
        """How often the first `rows` rows go through each source."""
        block, place = divmod(rows, BLOCK)
        begun = np.bincount(self._block(block)[0][:place], minlength=len(self._names))
        return {
            name: (block * count + int(more)) / self._rows[name].rows_per_epoch
            for name, count, more in zip(self._names, self._counts, begun, strict=True)
        }

    def _draw_block(self, block: int) -> tuple[np.ndarray, np.ndarray]:
        """The source of each row of a block, and how many rows of that source come before it in the block.

        Sorts sums and quotients of raw Philox words, which are the same on every machine and in all
        versions of NumPy.
        """
        philox = np.random.Philox(key=np.array([self._seed, block], np.uint64))
        jitter = (philox.random_raw(BLOCK) >> np.uint64(11)) * 2.0**-53  # in [0, 1)
        ranks = np.concatenate([np.arange(count, dtype=np.int32) for count in self._counts])
        sources = np.repeat(np.arange(len(self._counts), dtype=np.int32), self._counts)
        order = np.argsort((ranks + jitter) / np.asarray(self._counts)[sources], kind="stable")
        return sources[order], ranks[order]


def _counts(weights: Sequence[Fraction]) -> list[int]:
    """The rows that sources of these weights have in a block, by largest remainders (Hamilton's method)."""
    exact = [weight * BLOCK / sum(weights) for weight in weights]
    counts = [math.floor(each) for each in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: counts[index] - exact[index])
    for index in by_remainder[: BLOCK - sum(counts)]:
        counts[index] += 1
    return counts


def _derived(seed: int, name: str) -> int:
    """A seed of 64 bits that differs by `name`, and does not depend on what else is in a mixture."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8], "little")
