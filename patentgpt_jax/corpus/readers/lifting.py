"""Rows whose values stand in an object within them: `{"_index": ..., "_source": {...}}` as one level.

Search engines, APIs and published sets wrap what a row says in an object that has a name of its own:
`_source`, `data`, `metadata`, the `casebody` of the Caselaw Access Project. The values in it are read
as if they were the row's; those that the row itself has come first.
"""

from collections.abc import Mapping
from typing import Any

from patentgpt_jax.corpus.readers import values

_WRAPPERS = frozenset(
    {"source", "data", "result", "record", "document", "doc", "fields", "casebody", "metadata", "meta"}
    | {"patent", "paper", "article", "item", "payload", "case", "content", "entry", "biblio"}
)
_MOST_NESTED = 4


def lifted(row: dict[str, Any]) -> dict[str, Any]:
    """`row`, with the values of objects in it that are known to wrap some."""
    if not any(isinstance(value, Mapping) for value in row.values()):
        return row
    return _within(row, _MOST_NESTED)


def _within(row: Mapping[str, Any], depth: int) -> dict[str, Any]:
    found = dict(row)
    for name, value in row.items():
        if depth and isinstance(value, Mapping) and values.plain_name(name) in _WRAPPERS:
            for inner, each in _within(value, depth - 1).items():
                found.setdefault(str(inner), each)
    return found
