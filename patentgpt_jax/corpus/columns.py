"""`config.corpus.columns`: which column of a table feeds which field of a record, by source.

A string like `data.sources`: `'mine=title:headline,text:intro+body,id:doc_id,language:=en'`. Columns
joined with `+` stand one after another, a blank line apart; `:=` gives a constant in place of a
column; `papers=bigpatent` names a map that comes with the reader of a published format.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from patentgpt_jax.corpus.record import DOCUMENT_TYPES, SECTION_KINDS
from patentgpt_jax.errors import InputError, nearest

NAMED_MAPS = ("bigpatent", "patentsview")
SECTION_FIELDS = tuple(kind for kind in SECTION_KINDS if kind != "other")
"""A column of one section's text; `text` is one of the whole text, `description` of all sections."""
TEXT_FIELDS = ("text", "description", "abstract", "claims", *SECTION_FIELDS)
FIELDS = (
    "id", "title", *TEXT_FIELDS, "publication_number", "kind", "office", "application_number", "family_id",
    "language", "document_type", "publication_date", "filing_date", "classifications", "citations",
    "applicants",
)  # fmt: skip
_NAME = "config.corpus.columns"
_EXPECTED = "expected 'source=field:column,...;source=bigpatent'"


@dataclass(frozen=True)
class ColumnMap:
    """What one source's columns are: a named map, or columns and constants by field."""

    named: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)


def parse_columns(text: str) -> dict[str, ColumnMap]:
    """The column map of each source in `text`; a map without a source is that of `default`.

    Raises:
      InputError: it is not of the form above, names an unknown field or map, or a source twice.
    """
    maps: dict[str, ColumnMap] = {}
    for source, part in _parts(text):
        if source in maps:
            raise InputError(f"{_NAME}: the source {source!r} is mapped twice; expected one map for each")
        maps[source] = _map(source, part)
    return maps


def columns_of(text: str, source: str) -> str:
    """The part of `text` that is about one source, of the same form."""
    return ";".join(f"{name}={part}" for name, part in _parts(text) if name == source)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in filter(None, (each.strip() for each in text.split(";"))):
        named = re.match(r"([A-Za-z][\w-]*)\s*=(?!=)", part)
        yield (named[1], part[named.end() :].strip()) if named else ("default", part)


def _map(source: str, text: str) -> ColumnMap:
    if ":" not in text:
        if text not in NAMED_MAPS:
            raise InputError(
                f"{_NAME}: {source!r} has {text!r}, which is no named map; {_EXPECTED}; "
                f"{nearest(text, NAMED_MAPS)}"
            )
        return ColumnMap(named=text)
    columns: dict[str, tuple[str, ...]] = {}
    constants: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in text.split(","))):
        name, colon, value = (each.strip() for each in part.partition(":"))
        if not colon or not value:
            raise InputError(f"{_NAME}: {source!r} has {part!r}; {_EXPECTED}")
        if name not in FIELDS:
            raise InputError(f"{_NAME}: {source!r} maps the unknown field {name!r}; {nearest(name, FIELDS)}")
        if name in columns or name in constants:
            raise InputError(f"{_NAME}: {source!r} maps {name!r} twice; join columns with '+'")
        if value.startswith("="):
            constants[name] = _constant(name, value[1:].strip().strip("'\""))
        else:
            columns[name] = tuple(filter(None, (each.strip() for each in value.split("+"))))
    if not set(TEXT_FIELDS) & columns.keys():
        raise InputError(
            f"{_NAME}: {source!r} maps no text, only {', '.join([*columns, *constants])}; "
            f"expected one of {', '.join(TEXT_FIELDS)}"
        )
    return ColumnMap(columns=columns, constants=constants)


def _constant(name: str, value: str) -> str:
    if name == "document_type" and value not in DOCUMENT_TYPES:
        raise InputError(f"{_NAME}: document_type:={value!r}: {nearest(value, DOCUMENT_TYPES)}")
    return value
