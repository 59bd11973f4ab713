"""Which documents must stay on the same side of a split: families and near-duplicates.

Continuations, divisions, and the application and the grant of one invention share most of their
text, so a split by document leaks. Two documents are joined if one application is the earliest
ancestor or the own application of both, if one source gives them the same number of a family, if they
are parts or copies of one publication (tables may hold its claims and its description apart), or if
their texts are near-duplicates. A cluster is what these joins connect.

Near-duplicates are found by MinHash (Broder 1997) over shingles of 5 words (10 characters in
Chinese), with locality-sensitive hashing (Indyk and Motwani 1998) in 32 bands of 4 of the 128
minima: a pair of Jaccard similarity s becomes a candidate with probability 1 - (1 - s^4)^32, which
is 0.23 at s = 0.3, 0.87 at 0.5 and 0.9999 at 0.7. A candidate is joined only if the 128 minima
estimate at least 0.5 (standard error 0.044), so stock phrases, which give unrelated patents a
similarity of a few percent, chain nothing.
"""

import hashlib
import re
from collections import defaultdict
from typing import NamedTuple
from zlib import crc32

import numpy as np

from patentgpt_jax.corpus.record import Record

_PERMUTATIONS, _BANDS, _ROWS = 128, 32, 4
_SIMILARITY = 0.5
_SHINGLE_WORDS, _SHINGLE_CHARACTERS = 5, 10
_FEWEST_SHINGLES = 50  # shorter texts, such as a design's one claim, are alike by convention
_AT_ONCE = 1 << 15  # hashes: 256 KiB
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WIDE = re.compile("[\u3400-\U0010ffff]")
_ASCII = bytes(range(128))
_SPACED = bytes(code if code > 127 or chr(code).isalnum() else ord(" ") for code in range(256))
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")

_generator = np.random.default_rng(0)
_MULTIPLIERS = _generator.integers(1, 2**63, _PERMUTATIONS, np.uint64) * np.uint64(2) + np.uint64(1)
_OFFSETS = _generator.integers(0, 2**63, _PERMUTATIONS, np.uint64)


class Keys(NamedTuple):
    """What a record is joined by: what it has in common with others, and its text's minima (or b"")."""

    number: str
    links: tuple[str, ...]
    minima: bytes


def keys_of(record: Record) -> Keys:
    """The keys of a record. Most of the time that clusters take is spent here."""
    minima = signature(_text(record))
    return Keys(record.publication_number, _links(record), b"" if minima is None else minima.tobytes())


def _links(record: Record) -> tuple[str, ...]:
    """Names of what `record` belongs to: two records that share one are joined."""
    links = {record.earliest_priority} - {"", "@"}
    if record.application_number:  # a date alone is shared with strangers
        links.add(f"{record.application_number}@{record.filing_date}")
    if record.family_id:
        links.add(f"family {record.family_id} of {record.source}")  # others number theirs differently
    if record.publication_number and record.document_type != "text":  # whose numbers any source may use
        number = record.publication_number
        if record.office == "US":  # where no two documents differ in the kind alone, and tables lack it
            number = number.removesuffix(record.kind)
        links.add(f"publication {number}")
    return tuple(sorted(links))


class Clusters:
    """Collects records' keys one at a time, about a kilobyte each; `names` names their clusters."""

    def __init__(self) -> None:
        self._numbers: list[str] = []
        self._parents: list[int] = []
        self._applications: dict[str, int] = {}
        self._signatures: dict[bytes, int] = {}  # the minima of each text, once, and its first record

    @property
    def numbers(self) -> list[str]:
        """The numbers added so far, in order."""
        return self._numbers

    def add(self, keys: Keys) -> None:
        """Take in the next record's keys."""
        index = len(self._numbers)
        self._numbers.append(keys.number)
        self._parents.append(index)
        for link in keys.links:
            self._join(index, self._applications.setdefault(link, index))
        if keys.minima:
            self._join(index, self._signatures.setdefault(keys.minima, index))

    def names(self) -> list[str]:
        """The cluster of each record added so far, in order: the smallest number in it.

        Names do not depend on the order of the records.
        """
        for band in range(_BANDS):
            self._join_similar(band)
        roots = [self._root(index) for index in range(len(self._numbers))]
        smallest: dict[int, str] = {}
        for root, number in zip(roots, self._numbers, strict=True):
            smallest[root] = min(smallest.get(root, number), number)
        return [smallest[root] for root in roots]

    def _join_similar(self, band: int) -> None:
        """Join the near-duplicates that agree in `band`.

        Band by band at the end, because the buckets of all bands are many times what is in them.
        """
        start, end = (place * _ROWS * np.dtype(np.uint32).itemsize for place in (band, band + 1))
        buckets: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for minima in self._signatures:
            buckets[minima[start:end]].append(minima)
        for members in buckets.values():
            if len(members) > 1:
                self._join_members(members)

    def _join_members(self, members: list[bytes]) -> None:
        """Join those of one bucket that are similar: with each, only those that are not joined yet."""
        indices = [self._signatures[minima] for minima in members]
        roots = np.array([self._root(index) for index in indices])
        minima = np.stack([_array(each) for each in members])
        for place in range(1, len(members)):
            apart = np.flatnonzero(roots[:place] != roots[place])
            for other in apart[(minima[apart] == minima[place]).mean(axis=1) >= _SIMILARITY]:
                if roots[other] != roots[place]:
                    self._join(indices[place], indices[other])
                    roots[roots == roots[other]] = roots[place]

    def _root(self, index: int) -> int:
        while self._parents[index] != index:
            self._parents[index] = self._parents[self._parents[index]]
            index = self._parents[index]
        return index

    def _join(self, one: int, other: int) -> None:
        self._parents[self._root(one)] = self._root(other)


def _array(minima: bytes) -> np.ndarray:
    return np.frombuffer(minima, np.uint32)


def _text(record: Record) -> str:
    parts = [record.abstract, *(section.text for section in record.sections)]
    return "\n".join(parts + [claim.text for claim in record.claims])


def signature(text: str) -> np.ndarray | None:
    """The 128 minima of the text's shingles ([128], uint32); None if it has too few shingles."""
    tokens, length = _tokens(text.lower())
    words = np.fromiter(map(_Hashes().__getitem__, tokens), np.uint64, len(tokens))
    count = len(words) - length + 1
    if count < _FEWEST_SHINGLES:
        return None
    shingles = np.zeros(count, np.uint64)
    for place in range(length):
        shingles = (shingles ^ words[place : place + count]) * np.uint64(0x9E3779B97F4A7C15)
        shingles ^= shingles >> np.uint64(29)
    return (_minima(shingles) >> np.uint64(32)).astype(np.uint32)


def _tokens(text: str) -> tuple[list[bytes], int]:
    """The words and Chinese characters of `text` in UTF-8, and how many of them make a shingle."""
    if not _WIDE.search(text):  # several times as fast
        return _words(text), _SHINGLE_WORDS
    tokens = _TOKEN.findall(text)
    single = sum(len(token) == 1 and token > "\u3400" for token in tokens)
    length = _SHINGLE_CHARACTERS if 2 * single > len(tokens) else _SHINGLE_WORDS
    return [token.encode() for token in tokens], length


def _words(text: str) -> list[bytes]:
    """What `_TOKEN` finds in a text without Chinese."""
    data = text.encode("utf-8", "replace")
    for other in set(data.translate(None, _ASCII).decode()):
        if not other.isalnum():
            data = data.replace(other.encode(), b" ")
    return data.translate(_SPACED).split()


class _Hashes(dict[bytes, int]):
    """The hash of each word, made when it is first asked for."""

    def __missing__(self, token: bytes) -> int:
        found = self[token] = crc32(token)
        return found


def _minima(shingles: np.ndarray) -> np.ndarray:
    """The least value of each of the 128 functions over `shingles` ([128], uint64).

    So many functions at a time that all stays in the processor's cache.
    """
    minima = np.full(_PERMUTATIONS, 2**64 - 1, np.uint64)
    for start in range(0, len(shingles), _AT_ONCE):
        chunk = shingles[start : start + _AT_ONCE]
        step = _AT_ONCE // len(chunk)
        for first in range(0, _PERMUTATIONS, step):
            some = slice(first, first + step)
            hashed = np.multiply(chunk, _MULTIPLIERS[some, None])
            hashed += _OFFSETS[some, None]
            minima[some] = np.minimum(minima[some], hashed.min(axis=1))
    return minima


def similarity(one: np.ndarray, other: np.ndarray) -> float:
    """The Jaccard similarity of two texts' shingle sets as their minima estimate it."""
    return float(np.mean(one == other))


def fold_of(cluster: str, folds: int, seed: int) -> int:
    """A fold in `range(folds)` for a cluster, by hash: never changes when documents are added."""
    digest = hashlib.blake2b(f"{seed}:{cluster}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % folds
