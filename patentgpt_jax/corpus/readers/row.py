"""What a file of rows gives, whichever its kind (see `rows`): rows, and what could not be read."""

from collections.abc import Iterable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """The `position`-th row (from 1) of a file, by column names."""

    position: int
    values: dict[str, Any]


class Fault(NamedTuple):
    """Why the `position`-th row (from 1) of a file could not be read, in a few words."""

    position: int
    reason: str


def repeated(names: Iterable[str]) -> str:
    """The first of `names` that came before; "" if there is none."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""
