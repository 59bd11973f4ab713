"""A set of 64-bit hashes that arrays of them are looked up in: sorted, behind a table of bits.

The table is the first filter of Bloom (1970) with one hash function: of hashes that are not in the set it
passes at most one in 32, so that the search, which is slow because it goes all over the memory, is for
few. It takes four to eight bytes for each hash of the set.
"""

import numpy as np

_BITS_EACH, _FEWEST_BITS, _MOST_BITS = 32, 16, 33  # the last two as powers of two


class HashSet:
    """The hashes in `values` ([hashes] uint64, ascending, perhaps repeated)."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values
        bits = min(max((_BITS_EACH * len(values)).bit_length(), _FEWEST_BITS), _MOST_BITS)
        self._shift = np.uint64(64 - bits)
        self._table = np.zeros((1 << bits) >> 3, np.uint8)
        if len(values):
            places = values >> self._shift
            ones = np.uint8(1) << (places & np.uint64(7)).astype(np.uint8)
            firsts = np.flatnonzero(np.concatenate([[True], places[1:] >> 3 != places[:-1] >> 3]))
            self._table[places[firsts] >> 3] = np.bitwise_or.reduceat(ones, firsts)

    def find(self, hashes: np.ndarray) -> np.ndarray:
        """Which of `hashes` are in the set: their indices, ascending."""
        places = hashes >> self._shift
        bits = self._table[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)
        likely = np.flatnonzero(bits & np.uint8(1))
        if not len(likely):
            return likely
        wanted = hashes[likely]
        found = np.searchsorted(self._values, wanted)
        return likely[self._values[np.minimum(found, len(self._values) - 1)] == wanted]
