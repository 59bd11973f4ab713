"""A sample of documents in which small languages and sources keep a voice.

Strata (a language of a source) share the sample in proportion to `size ** balance`, as XLM-R's training
data does (Conneau et al. 2020, arXiv:1911.02116): 1 keeps the corpus's proportions, 0 gives each stratum the
same. In a stratum the documents with the lowest hashes are taken, so that the sample depends on what the
documents are and not on their order. One pass: as the corpus grows, the share of a stratum's documents that
is taken only falls (for `balance` up to 1), and so no document is missed that was let go earlier.
"""

import hashlib
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush

_HASH_BYTES = 16
_SPARE = 1.25  # of the sample, kept while it is drawn: by chance, low hashes may be longer documents


def sample(documents: Iterable[tuple[str, str]], maximum_bytes: int, balance: float) -> list[bytes]:
    """The texts of a sample in UTF-8, in the order of their hashes.

    Args:
      documents: (stratum, text) of each.
      maximum_bytes: of the sample; the first document of a stratum is taken whatever its size. While it is
        drawn, a quarter more is held.
      balance: 0 to 1.
    """
    kept: dict[str, list[tuple[int, bytes]]] = {}  # a heap of each stratum, the largest hash first
    sizes: dict[str, int] = {}
    held = 0
    for stratum, text in documents:
        data = text.encode("utf-8", "replace")
        sizes[stratum] = sizes.get(stratum, 0) + len(data)
        heappush(kept.setdefault(stratum, []), (-_digest(data), data))
        held += len(data)
        if held > _SPARE * maximum_bytes:
            rates = _rates(sizes, maximum_bytes, balance)
            held -= sum(_let_go(heap, _SPARE * rates[name]) for name, heap in kept.items())
    if sum(sizes.values()) > maximum_bytes:
        rates = _rates(sizes, maximum_bytes, balance)
        for name, heap in kept.items():
            _let_go(heap, _SPARE * rates[name])
            kept[name] = _first(heap, rates[name] * sizes[name])
    return [data for _, data in sorted((each for heap in kept.values() for each in heap), reverse=True)]


def _digest(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=_HASH_BYTES).digest())


def _rates(sizes: Mapping[str, int], maximum_bytes: int, balance: float) -> dict[str, float]:
    """The share of its bytes that each stratum gives: no more than it has, the rest goes to the others."""
    left, names = float(maximum_bytes), sorted((name for name in sizes if sizes[name]), key=sizes.__getitem__)
    weights = {name: sizes[name] ** balance for name in names}
    rates, weight = dict.fromkeys(sizes, 1.0), sum(weights.values())
    for name in names:  # a smaller stratum is used up before a larger one
        size = min(float(sizes[name]), left * weights[name] / weight)
        rates[name] = size / sizes[name]
        left, weight = left - size, weight - weights[name]
    return rates


def _let_go(heap: list[tuple[int, bytes]], rate: float) -> int:
    """Drop the documents whose hash is not among the lowest `rate`, but one; returns their bytes."""
    highest, size = int(rate * 2 ** (8 * _HASH_BYTES)), 0
    while len(heap) > 1 and -heap[0][0] >= highest:
        size += len(heappop(heap)[1])
    return size


def _first(heap: list[tuple[int, bytes]], maximum_bytes: float) -> list[tuple[int, bytes]]:
    """The documents of the lowest hashes that fit in `maximum_bytes`, at least one."""
    found: list[tuple[int, bytes]] = []
    for each in sorted(heap, reverse=True):
        maximum_bytes -= len(each[1])
        if found and maximum_bytes < 0:
            break
        found.append(each)
    return found
