"""The index of benchmarks: which of their items a document has text of, and the filter that acts on it.

Built once, saved as one file, and loaded by every process that reads the corpus.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from patentgpt_jax import files
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.parts import text_bytes, texts
from patentgpt_jax.corpus.decontamination.building import FIELD, File, indexed
from patentgpt_jax.corpus.decontamination.hashset import HashSet
from patentgpt_jax.corpus.decontamination.match import Match, matches
from patentgpt_jax.corpus.decontamination.passages import without
from patentgpt_jax.corpus.decontamination.windows import WEIGHT, Windows, windows_of
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.errors import InputError

_FORMAT = "patentgpt_jax benchmarks"
_DAMAGE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, eq=False)
class BenchmarkIndex:
    """The windows of the items of some benchmarks.

    Items are numbered from 0 through all files; `windows` are ascending, and stand there once for each
    item that has them.
    """

    files: tuple[File, ...]
    windows: np.ndarray  # [pairs] uint64
    owners: np.ndarray  # [pairs] uint32: the item
    weight: int = WEIGHT  # of a window

    @classmethod
    def build(cls, benchmarks: str, weight: int = WEIGHT) -> "BenchmarkIndex":
        """The index of the files that `benchmarks` names, in the form of `config.data.sources`.

        Raises:
          InputError: there are no such files, or one has no items.
        """
        found = list(indexed(benchmarks, weight))
        firsts = np.cumsum([0, *(each.file.items for each in found)])
        windows = np.concatenate([each.windows for each in found])
        owners = np.concatenate(
            [each.owners + np.uint32(first) for each, first in zip(found, firsts, strict=False)]
        )
        order = np.lexsort((owners, windows))
        return cls(tuple(each.file for each in found), windows[order], owners[order], weight)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the benchmarks' names and contents, wherever their files are."""
        digest = blake2b(digest_size=16)
        named = [(file.benchmark, file.items) for file in self.files]
        digest.update(json.dumps([self.weight, named]).encode())
        digest.update(self.windows.astype("<u8").tobytes())
        digest.update(self.owners.astype("<u4").tobytes())
        return digest.hexdigest()

    def save(self, path: Path) -> None:
        """Write the index to one file, whole or not at all."""
        about = {
            "format": _FORMAT,
            "weight": self.weight,
            "fingerprint": self.fingerprint,
            "files": [file._asdict() for file in self.files],
        }
        data = io.BytesIO()
        text = np.frombuffer(json.dumps(about).encode(), np.uint8)
        np.savez(data, about=text, windows=self.windows, owners=self.owners)
        files.write_bytes(path, data.getvalue())

    @classmethod
    def load(cls, path: Path) -> "BenchmarkIndex":
        """The index that `save` wrote to `path`.

        Raises:
          InputError: there is none, or it was damaged since.
        """
        with files.asked_for(path):
            data = path.read_bytes()
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                about = json.loads(arrays["about"].tobytes())
                named = tuple(File(**each) for each in about["files"])
                index = cls(named, arrays["windows"], arrays["owners"], about["weight"])
            whole = about["format"] == _FORMAT and about["fingerprint"] == index.fingerprint
        except _DAMAGE:
            whole = False
        if not whole:
            raise InputError(
                f"{path}: damaged, or no index of benchmarks; delete it, and build it again from {FIELD}"
            )
        return index

    def hits(self, texts: Iterable[str]) -> Windows:
        """Those windows of `texts` that are of an item."""
        windows = windows_of(texts, self.weight)
        found = self._set.find(windows.hashes)
        return Windows(*(each[found] for each in windows))

    def match(self, record: Record) -> tuple[Match, ...]:
        """Where in `record` text of the benchmarks stands, and of which items."""
        return matches(record, self.hits, self._named)

    def filter(self, action: str) -> Filter:
        """The filter that acts on such records; `action` is one of `config.ACTIONS`, explained there."""

        def function(record: Record) -> Record | Removed:
            found = self.hits(text for _, text in texts(record))
            if not len(found.hashes):
                return record
            left = without(record, self.hits) if action == "passage" else None
            if left and 2 * text_bytes(left) >= text_bytes(record):
                return left
            first = self.match(record)[0]
            return Removed(f"in benchmark {first.benchmark}", first.text)

        return function

    def _named(self, hashes: np.ndarray) -> dict[str, list[str]]:
        """The benchmarks that have one of the windows `hashes`, in their order, and the items in each."""
        first = np.searchsorted(self.windows, hashes, "left")
        last = np.searchsorted(self.windows, hashes, "right")
        items = np.unique(np.concatenate([self.owners[a:b] for a, b in zip(first, last, strict=True)]))
        places = np.searchsorted(self._firsts, items, "right") - 1
        named: dict[str, list[str]] = {}
        for item, place in zip(items.tolist(), places.tolist(), strict=True):
            file = self.files[place]
            named.setdefault(file.benchmark, []).append(f"{file.name} {item - self._firsts[place] + 1}")
        return named

    def counts(self) -> dict[str, Any]:
        """By benchmark, for the manifest: its files, items, windows, and what is left out of the index."""
        found: dict[str, dict[str, int]] = {}
        for file in self.files:
            row = found.setdefault(file.benchmark, dict.fromkeys(("files", *File._fields[2:]), 0))
            row["files"] += 1
            for name in File._fields[2:]:
                row[name] += getattr(file, name)
        return found

    @cached_property
    def _set(self) -> HashSet:
        return HashSet(self.windows)

    @cached_property
    def _firsts(self) -> np.ndarray:
        """The first item of each file."""
        return np.cumsum([0, *(file.items for file in self.files)])[:-1]
