"""`python planted_death.py SOURCES CACHE WORKERS [PLACE CALL]`: builds a corpus, and is killed on the way.

PLACE names a function, `module:name` or `module:class.name`; the process dies when its CALL-th call (from 1)
has returned, or for a generator when it begins to yield.
"""

import os
import pkgutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus_configs import deduplicated

from patentgpt_jax.corpus.pipeline import build

DUPLICATES = {"paragraphs": 2, "families": "application"}


def plant(place: str, call: int) -> None:
    module, _, path = place.partition(":")
    within, _, name = path.rpartition(".")
    owner: Any = pkgutil.resolve_name(f"{module}:{within}" if within else module)
    real, calls = getattr(owner, name), 0

    def deadly(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        found = real(*arguments, **named)
        if calls == call:
            if isinstance(found, Iterator):
                next(found, None)
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, name, deadly)


if __name__ == "__main__":
    sources, cache, workers, *planted = sys.argv[1:]
    if planted:
        plant(planted[0], int(planted[1]))
    build(sources, deduplicated(**DUPLICATES, workers=int(workers)), Path(cache))
