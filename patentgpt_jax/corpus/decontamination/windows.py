"""Windows: the runs of words or characters by which text is found to stand in a benchmark.

GPT-3 (Brown et al. 2020, appendix C) takes 13 words, which English text shares by chance hardly ever. As
many Chinese characters say far less: of 4,097 abstracts with no benchmark's text, 13 characters flagged
143, 20 characters none. So a window has a weight, of which a word is 1/13 and a character 1/20: 13 words
of English, 20 characters of Chinese, and in between where a text has both.

A window begins at each token and is the shortest run of `WEIGHT`. Its hash is the difference of two
prefix sums, as in rolling hashes (Karp and Rabin 1987) but modulo 2^64, so that windows of any lengths
cost the same. Two windows have one hash by chance once in 2^63.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np

from patentgpt_jax.corpus.wording import is_character, mix, token_hashes

WORD, CHARACTER, WEIGHT = 20, 13, 260
_BASE = 0xD1342543DE82EF95  # odd, so that it has an inverse modulo 2^64


class Windows(NamedTuple):
    """The windows of some texts, in order; all arrays are [windows]."""

    hashes: np.ndarray  # uint64
    text: np.ndarray  # which text it stands in
    start: np.ndarray  # its first token, counted within the text
    end: np.ndarray  # the token after it


def windows_of(texts: Iterable[str], weight: int = WEIGHT) -> Windows:
    """The windows of `texts`; none reaches from one into the next, and short texts have none."""
    tokens, counts = token_hashes(texts)
    starts, ends = _runs(tokens, weight)
    text = np.repeat(np.arange(len(counts)), counts)
    whole = text[starts] == text[ends - 1]
    starts, ends = starts[whole], ends[whole]
    text = text[starts]
    before = (np.cumsum(counts) - counts)[text]
    return Windows(_hashes(tokens, starts, ends), text, starts - before, ends - before)


def _runs(tokens: np.ndarray, weight: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the shortest runs of `weight` begin and end, if all tokens were of one text."""
    characters = is_character(tokens)
    if not characters.any():
        length = -(-weight // WORD)
        starts = np.arange(max(0, len(tokens) - length + 1))
        return starts, starts + length
    weights = np.concatenate([[0], np.cumsum(np.where(characters, CHARACTER, WORD))])
    ends = np.searchsorted(weights, weights + weight)
    ends = ends[ends < len(weights)]
    return np.arange(len(ends)), ends


def _hashes(tokens: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The hash of each run `tokens[start:end]`, whatever is before and after it."""
    powers, inverses = _powers(len(tokens).bit_length())
    sums = np.zeros(len(tokens) + 1, np.uint64)
    np.cumsum(tokens * powers[: len(tokens)], out=sums[1:])
    return mix((sums[ends] - sums[starts]) * inverses[starts])


@cache
def _powers(bits: int) -> tuple[np.ndarray, np.ndarray]:
    """The first 2^bits powers of the base and of its inverse."""
    one, count = np.ones(1, np.uint64), (1 << bits) - 1
    powers, inverses = (
        np.cumprod(np.concatenate([one, np.full(count, base, np.uint64)]))
        for base in (_BASE, pow(_BASE, -1, 1 << 64))
    )
    return powers, inverses
