"""Values of rows, whose types depend on the file they come from, as text, dates and lists.

A nested column is a list or a dictionary in JSON and Parquet, and the JSON text of one in CSV, or
what Python prints for it. Numbers may be text and text may be numbers; what stands for nothing is
None, "", "nan", "null" or a float that is no number.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from patentgpt_jax.corpus.record import iso_date

_NOTHING = frozenset({"", "nan", "none", "null", "n/a", "<na>", "\\n"})


def by_name(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `row` by their names in lower case, without those that stand for nothing."""
    return {str(key).strip("\ufeff \t").lower(): value for key, value in row.items() if not is_nothing(value)}


def is_nothing(value: Any) -> bool:
    """Whether `value` stands for no value."""
    if isinstance(value, str):
        return value.strip().lower() in _NOTHING
    if isinstance(value, list | tuple):
        return all(each is None or each == "" for each in value)
    return value is None or value != value or value == {}


_MOST_NESTED = 8
_LARGEST = 10**100  # Python refuses to write out integers of thousands of digits


def text(value: Any, depth: int = _MOST_NESTED) -> str:
    """`value` as text: "" for nothing, `7650331` for 7650331.0, the texts of a list on lines."""
    if is_nothing(value) or isinstance(value, bool) or not depth:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, (text(each, depth - 1) for each in value)))
    if isinstance(value, Mapping):
        known = next((value[key] for key in ("text", "name", "code", "value") if key in value), "")
        return text(known, depth - 1)
    return str(value)


def items(value: Any) -> list[Any]:
    """The elements of a list, or of the text of one; anything else is a list of itself."""
    value = decoded(value)
    if is_nothing(value):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def decoded(value: Any) -> Any:
    """`value`, or the list or dictionary of which it is the JSON or Python text."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        pass
    try:
        found = ast.literal_eval(value.strip()) if _PYTHON.match(value) else value
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return value
    return found if isinstance(found, list | dict) else value


_PYTHON = re.compile(r"\s*(?:\[\s*)*(?:\{\s*)?['\"]")


def names(value: Any) -> Iterator[str]:
    """Names in a list of texts or of dictionaries with a `name`, or in one text between semicolons."""
    for item in items(value):
        for name in re.split(r"\s*[;；|]\s*", text(item)) if isinstance(item, str) else [text(item)]:
            if name.strip(" ,，;；"):
                yield " ".join(name.split())


_DATE = re.compile(r"(\d{4})[-./年]\s?(\d{1,2})(?:[-./月]\s?(\d{1,2}))?")
_MONTHS = {name: index for index, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_WRITTEN = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})"
)


def date(value: Any) -> str:
    """`2010-01-19` of 20100119, `2010-01-19T00:00:00`, `2010年1月19日` or `19th Jan 2010`; "" of 0."""
    plain = text(value)[:40]
    if plain[:8].isdigit() and not plain[8:9].isdigit():
        return _valid(iso_date(plain[:8]))
    if match := _DATE.match(plain):
        return _valid(iso_date(f"{match[1]}{match[2]:0>2}{match[3] or 0:0>2}"))
    match = _WRITTEN.search(plain)
    month = _MONTHS.get(match[2].lower(), 0) if match else 0
    return (
        _valid(iso_date(f"{match[4]}{month:0>2}{match[1] or match[3] or 0:0>2}")) if match and month else ""
    )


def _valid(date: str) -> str:
    """`date`, or "" where it has a month or a day that no year has."""
    month, day = (*map(int, date.split("-")[1:]), 0, 0)[:2] if date else (0, 0)
    return date if month <= 12 and day <= 31 else ""


_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9])([A-HY][0-9]{2}[A-Z])\s{0,4}(?:0{0,3}([0-9]{1,4})\s?/\s?([0-9]{2,6}))?"
)


def symbols(value: Any, depth: int = _MOST_NESTED) -> Iterator[str]:
    """IPC and CPC symbols in any nesting of lists and `code`s, or in text: `A61M5/32` as `A61M 5/32`."""
    for item in items(value) if depth else ():
        if isinstance(item, Mapping):
            yield from symbols(item.get("code") or item.get("symbol") or "", depth - 1)
        elif isinstance(item, list | tuple):
            yield from symbols(item, depth - 1)
        else:
            for head, group, subgroup in _SYMBOL.findall(text(item)):
                yield f"{head} {group}/{subgroup}" if group else head
