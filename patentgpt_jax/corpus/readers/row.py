"""What a file of rows gives, of whatever kind: rows as dictionaries, and what could not be read."""

from typing import Any, NamedTuple


class Row(NamedTuple):
    """The `position`-th row (from 1) of a file, by column names."""

    position: int
    values: dict[str, Any]


class Fault(NamedTuple):
    """Why the `position`-th row (from 1) of a file could not be read, in a few words."""

    position: int
    reason: str
