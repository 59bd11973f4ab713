"""Which of the records of a cluster are kept: of copies, of a family, of near-duplicates.

Records are gone through in an order of preference, so that what is left out is always like, or of the
family of, one that is kept: grants first, then the longer text, the earlier date, the smaller number.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.minhash import PERMUTATIONS, similarity

KEPT, EXACT, FAMILY, NEAR = "", "exact copies", "families", "near duplicates"
REASONS = (EXACT, FAMILY, NEAR)
_MOST_COMPARED = 512  # kept texts of one cluster that others are compared with
_FIRST = 32  # minima that are compared before the others


@dataclass(frozen=True)
class Member:
    """A record of a cluster; `family` numbers what its links connect, `minima` [128] or empty."""

    id: int
    number: str
    family: int
    application: str
    content: bytes
    minima: np.ndarray
    language: str
    stage: str
    date: str
    bytes: int

    @property
    def preference(self) -> tuple[bool, int, str, str, int]:
        """What the members of a cluster are sorted by."""
        return self.stage != "granted", -self.bytes, self.date or "9999", self.number, self.id


@dataclass(frozen=True)
class Choice:
    """What became of the record `id`: `reason` is empty if it is kept, or else one of `REASONS`; then `kept`
    is the number of the record that is kept in its place."""

    id: int
    cluster: str
    reason: str
    kept: str


def choose(ordered: Iterable[Member], cluster: str, config: DuplicatesConfig) -> Iterator[Choice]:
    """What becomes of each record of a cluster; those that are preferred come first."""
    choosing = _Choosing(config)
    for member in ordered:
        yield Choice(member.id, cluster, *choosing.of(member))


class _Choosing:
    def __init__(self, config: DuplicatesConfig) -> None:
        self._config = config
        # texts that agree in so many of all minima agree in at least so many of the first
        self._least_of_first = math.ceil(config.similarity * PERMUTATIONS) - (PERMUTATIONS - _FIRST)
        self._copies: dict[bytes, str] = {}
        self._families: dict[tuple[object, ...], str] = {}
        self._minima = np.empty((2, PERMUTATIONS), np.uint32)
        self._numbers: list[str] = []  # of the records that `_minima` begins with

    def of(self, member: Member) -> tuple[str, str]:
        """(reason, kept in its place) of the next member, the preferred ones first."""
        if self._config.exact and member.content in self._copies:
            return EXACT, self._copies[member.content]
        key = self._family(member)
        if key in self._families:
            return FAMILY, self._families[key]
        if similar := self._similar(member):
            return NEAR, similar
        if member.content:
            self._copies[member.content] = member.number
        if key:
            self._families[key] = member.number
        return KEPT, ""

    def _family(self, member: Member) -> tuple[object, ...]:
        policy = self._config.families
        if policy == "application":
            return (member.application,) if member.application else ()
        if policy == "language":
            return member.family, member.language
        return (member.family,) if policy == "family" else ()

    def _similar(self, member: Member) -> str:
        """The number of a kept record that `member` is too similar to; otherwise it is one of them."""
        if not self._config.similarity or not len(member.minima):
            return ""
        count = len(self._numbers)
        first = self._minima[:count, :_FIRST] == member.minima[:_FIRST]
        likely = np.flatnonzero(first.sum(axis=1, dtype=np.uint8) >= self._least_of_first)
        found = similarity(self._minima[likely], member.minima)
        if len(likely) and found.max() >= self._config.similarity:
            return self._numbers[int(likely[found.argmax()])]
        if count < _MOST_COMPARED:
            if count == len(self._minima):
                self._minima = np.concatenate([self._minima, np.empty_like(self._minima)])
            self._minima[count] = member.minima
            self._numbers.append(member.number)
        return ""
