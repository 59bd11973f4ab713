"""Where in a record the text of benchmarks stands, and what is shown of it."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from patentgpt_jax.corpus.cleaning.parts import texts
from patentgpt_jax.corpus.decontamination.passages import Hits
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.corpus.wording import normal_form, token_spans

_MOST_ITEMS, _MOST_CHARACTERS = 10, 300


class Match(NamedTuple):
    """One part of a record that has text of a benchmark."""

    benchmark: str
    items: tuple[str, ...]  # "PatentMatch_en.jsonl 17": the file and the item's number in it; the first ten
    part: str  # as in `cleaning.parts.texts`: "claim 3"
    text: str  # the longest passage, or what it begins with


def matches(
    record: Record, hits: Hits, named: Callable[[np.ndarray], Mapping[str, Sequence[str]]]
) -> tuple[Match, ...]:
    """What text of the benchmarks `record` has, part by part.

    Args:
      named: of windows ([windows] uint64), the benchmarks and the names of their items.
    """
    parts = list(texts(record))
    windows = hits(text for _, text in parts)
    found = []
    for place in np.unique(windows.text).tolist():
        part, text = parts[place]
        here = windows.text == place
        passage = _longest(text, windows.start[here], windows.end[here])
        for benchmark, items in named(windows.hashes[here]).items():
            found.append(Match(benchmark, tuple(items[:_MOST_ITEMS]), part, passage))
    return tuple(found)


def _longest(text: str, starts: np.ndarray, ends: np.ndarray) -> str:
    """The longest passage of `text` that windows, given by their tokens, cover without a gap."""
    firsts = np.flatnonzero(np.concatenate([[True], starts[1:] > ends[:-1]]))
    lasts = np.concatenate([firsts[1:], [len(starts)]]) - 1
    longest = np.argmax(ends[lasts] - starts[firsts])
    spans = list(token_spans(text))
    begin, end = spans[starts[firsts[longest]]][0], spans[ends[lasts[longest]] - 1][1]
    return normal_form(text)[begin:end][:_MOST_CHARACTERS]
