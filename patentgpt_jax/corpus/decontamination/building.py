"""From the files of benchmarks to the windows of their items.

Windows that a file's items share are its template, the wording of the task ("Please select the most
similar patent number from A, B, C and D"), and no content: those in more than 10 items and more than one
in twenty of the file, of items that differ. Fewer may share a passage that they ask about. An item that
is left with no window, because its texts are shorter, is counted and not looked for: runs of 8 words
would flag 77 of 6,356 patents that have nothing of a benchmark, of 10 words 3, of 13 none
(`experiments/benchmarks/decontamination.py`).
"""

import logging
import os
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from patentgpt_jax.corpus.decontamination.items import Item, items
from patentgpt_jax.corpus.decontamination.windows import windows_of
from patentgpt_jax.corpus.sources import SourceFiles, resolve
from patentgpt_jax.errors import InputError

FIELD = "config.corpus.decontamination.benchmarks"
_TEMPLATE_ITEMS, _TEMPLATE_SHARE = 10, 0.05
_ABOUT = frozenset({"license", "licence", "copying", "notice", "readme", "citation", "changelog"})


class File(NamedTuple):
    """One file of a benchmark, with counts: of its items, and of what is left out of the index."""

    benchmark: str
    name: str
    items: int
    windows: int  # distinct
    template_windows: int
    not_indexed: int  # items


class Indexed(NamedTuple):
    """A file and its windows, each with the item that it is in, counted from 0."""

    file: File
    windows: np.ndarray  # [pairs] uint64
    owners: np.ndarray  # [pairs] uint32


def indexed(benchmarks: str, weight: int) -> Iterator[Indexed]:
    """The files that `benchmarks` names, in the form of `config.data.sources`.

    Raises:
      InputError: there are no such files, or one has no items.
    """
    for name, chosen in chosen_files(benchmarks):
        for path in chosen:
            for file, members in groupby(items(path), key=lambda item: item.file):
                yield _indexed(name, path.name + file.removeprefix(str(path)), members, weight)


def chosen_files(benchmarks: str) -> Iterator[tuple[str, list[Path]]]:
    """The name of each benchmark and its files, but for those that tell about it (README, LICENSE).

    A benchmark without a name has that of its file, or of the directory that its files are in.

    Raises:
      InputError: there are none.
    """
    for source in resolve(benchmarks, FIELD):
        chosen = [each for each in source.files if each.name.split(".")[0].lower() not in _ABOUT]
        if not chosen:
            raise InputError(f"{FIELD}={benchmarks!r}: no file of it holds a benchmark")
        yield _name(source, chosen), chosen


def _name(source: SourceFiles, chosen: Sequence[Path]) -> str:
    if source.name != "default":
        return source.name
    if len(chosen) == 1:
        return chosen[0].name.split(".")[0]
    return Path(os.path.commonpath([each.resolve() for each in chosen])).name


def _indexed(benchmark: str, name: str, members: Iterator[Item], weight: int) -> Indexed:
    found = [np.unique(windows_of(each.texts, weight).hashes) for each in members]
    counts = [len(each) for each in found]
    known: dict[bytes, int] = {}
    contents = [known.setdefault(blake2b(each.tobytes()).digest(), len(known)) for each in found]
    windows = np.concatenate(found)
    owners = np.repeat(np.arange(len(found), dtype=np.uint32), counts)
    template = _template(windows, np.repeat(contents, counts), len(found))
    kept = ~np.isin(windows, template)
    windows, owners = windows[kept], owners[kept]
    left_out = len(found) - len(np.unique(owners))
    if left_out:
        logging.warning("%s: %d of %d items are too short to be looked for", name, left_out, len(found))
    file = File(benchmark, name, len(found), len(np.unique(windows)), len(template), left_out)
    return Indexed(file, windows, owners)


def _template(windows: np.ndarray, contents: np.ndarray, items: int) -> np.ndarray:
    """The distinct ones of `windows` that are in too many different `contents`, both [pairs]."""
    order = np.lexsort((contents, windows))
    windows, contents = windows[order], contents[order]
    is_new = np.concatenate([[True], (windows[1:] != windows[:-1]) | (contents[1:] != contents[:-1])])
    distinct, sharers = np.unique(windows[is_new[: len(windows)]], return_counts=True)
    return distinct[sharers > max(_TEMPLATE_ITEMS, _TEMPLATE_SHARE * items)]
