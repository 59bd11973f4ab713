"""MinHash: 128 numbers of a text, by which near-duplicates are found without comparing texts.

Broder 1997, over shingles of 5 words (10 characters in Chinese). Two texts agree in each of their 128
minima with the probability of their Jaccard similarity s, so the share that agrees estimates s with a
standard error of at most 0.044. By locality-sensitive hashing (Indyk and Motwani 1998) the minima are cut
into 32 bands of 4, and only texts that agree in a whole band are compared: a pair becomes a candidate with
probability 1 - (1 - s^4)^32, which is 0.23 at s = 0.3, 0.87 at 0.5 and 0.9999 at 0.7. With the estimate, it
reaches the threshold 0.5 with probability 0.01 at s = 0.4, 0.51 at 0.5 and 0.98 at 0.6, and the threshold 0.8
with 0.09 at 0.75, 0.50 at 0.8 and 0.94 at 0.85 (`detection`).
"""

import math
import re
from zlib import crc32

import numpy as np

from patentgpt_jax.corpus.wording import substituted

PERMUTATIONS, BANDS, ROWS = 128, 32, 4
_SHINGLE_WORDS, _SHINGLE_CHARACTERS = 5, 10
_FEWEST_SHINGLES = 50  # shorter texts, such as a design's one claim, are alike by convention
_AT_ONCE = 1 << 15  # hashes: 256 KiB
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WIDE = re.compile("[\u3400-\U0010ffff]")
_ASCII = bytes(range(128))
_SPACED = bytes(code if code > 127 or chr(code).isalnum() else ord(" ") for code in range(256))
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")

_generator = np.random.default_rng(0)
_MULTIPLIERS = _generator.integers(1, 2**63, PERMUTATIONS, np.uint64) * np.uint64(2) + np.uint64(1)
_OFFSETS = _generator.integers(0, 2**63, PERMUTATIONS, np.uint64)


def signature(text: str) -> np.ndarray | None:
    """The 128 minima of the text's shingles ([128], uint32); None if it has too few shingles."""
    return signature_of(*words(text))


def signature_of(found: list[bytes], length: int) -> np.ndarray | None:
    """`signature` of what `words` found."""
    hashes = np.fromiter(map(crc32, found), np.uint64, len(found))
    count = len(hashes) - length + 1
    if count < _FEWEST_SHINGLES:
        return None
    shingles = np.zeros(count, np.uint64)
    for place in range(length):
        shingles = (shingles ^ hashes[place : place + count]) * np.uint64(0x9E3779B97F4A7C15)
        shingles ^= shingles >> np.uint64(29)
    return (_minima(shingles) >> np.uint64(32)).astype(np.uint32)


def band_keys(minima: np.ndarray) -> np.ndarray:
    """A number of 64 bits for each band of each text: [texts, 128], uint32, to [texts, 32], uint64.

    Texts have the same number in a band if they agree in its four minima, and otherwise as good as never.
    """
    bands = minima.reshape(-1, BANDS, ROWS).astype(np.uint64)
    keys = np.broadcast_to(np.arange(1, BANDS + 1, dtype=np.uint64) << np.uint64(32), bands.shape[:2])
    for place in range(ROWS):
        keys = (keys ^ bands[:, :, place]) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(32)
    return keys


def similarity(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The Jaccard similarity of texts as their minima estimate it: [..., 128] twice to [...]."""
    same: np.ndarray = one == other
    return same.sum(axis=-1, dtype=np.uint8) / PERMUTATIONS  # twice as fast as a mean


def detection(jaccard: float, threshold: float) -> float:
    """The probability that a pair of this Jaccard similarity is found to reach the `threshold`.

    It must agree in a band, and in so many of the minima, each with the probability of its similarity: of
    the ways to agree in `count` minima those that agree in no band are the coefficient of x^count in
    ((1 + x)^4 - x^4)^32.
    """
    in_no_band = np.array([1], object)  # whole numbers of any size
    for _ in range(BANDS):
        in_no_band = np.convolve(in_no_band, [math.comb(ROWS, count) for count in range(ROWS)])
    ways = [math.comb(PERMUTATIONS, count) for count in range(PERMUTATIONS + 1)]
    for count, number in enumerate(in_no_band):
        ways[count] -= int(number)
    least = math.ceil(threshold * PERMUTATIONS)
    return sum(
        ways[count] * jaccard**count * (1 - jaccard) ** (PERMUTATIONS - count)
        for count in range(least, PERMUTATIONS + 1)
    )


def words(text: str) -> tuple[list[bytes], int]:
    """The words and Chinese characters of `text` in lower-case UTF-8, and how many make a shingle."""
    text = text.lower()
    if not _WIDE.search(text):  # several times as fast
        return plain_words(text), _SHINGLE_WORDS
    tokens = _TOKEN.findall(text)
    single = sum(len(token) == 1 and token > "\u3400" for token in tokens)
    length = _SHINGLE_CHARACTERS if 2 * single > len(tokens) else _SHINGLE_WORDS
    return [token.encode() for token in tokens], length


def plain_words(text: str) -> list[bytes]:
    """The words of `text` in UTF-8: what stands between characters that are no letter and no digit."""
    data = text.encode("utf-8", "replace")
    others = (other for other in set(data.translate(None, _ASCII).decode()) if not other.isalnum())
    data = substituted(data, dict.fromkeys(others, " "))
    return data.translate(_SPACED).split()


def _minima(shingles: np.ndarray) -> np.ndarray:
    """The least value of each of the 128 functions over `shingles` ([128], uint64).

    So many functions at a time that all stays in the processor's cache.
    """
    minima = np.full(PERMUTATIONS, 2**64 - 1, np.uint64)
    for start in range(0, len(shingles), _AT_ONCE):
        chunk = shingles[start : start + _AT_ONCE]
        step = _AT_ONCE // len(chunk)
        for first in range(0, PERMUTATIONS, step):
            some = slice(first, first + step)
            hashed = np.multiply(chunk, _MULTIPLIERS[some, None])
            hashed += _OFFSETS[some, None]
            minima[some] = np.minimum(minima[some], hashed.min(axis=1))
    return minima
