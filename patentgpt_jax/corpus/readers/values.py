"""Values of rows, whose types depend on the file they come from, as text, lists, dates and symbols.

A nested column is a list or an object in JSON and Parquet, and the JSON text of one in CSV, or what
Python prints for it. Numbers may be text and text may be numbers. What stands for no value is None, "",
"nan", "null" or a float that is no number. Nothing is cut short: values that are nested too deep, or
are bytes of no text, make the row a failure.
"""

import ast
import datetime
import hashlib
import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from patentgpt_jax.corpus.readers import json_rows
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import iso_date

_MISSING = frozenset({"", "nan", "none", "null", "n/a", "<na>", "\\n"})  # what exports write for no value
_LONGEST_MISSING = max(map(len, _MISSING))
# Under which an object has its text, best first.
_TEXT_NAMES = ("text", "value", "content", "claim_text", "paragraph", "body", "name", "code")
_LARGEST = 10**100  # Python refuses to write integers of thousands of digits


def by_name(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `row` by their names in lower case, without those that stand for nothing."""
    return {str(key).strip("\ufeff \t").lower(): value for key, value in row.items() if not is_nothing(value)}


def plain_name(name: str) -> str:
    """The name of a column without what differs between exports: capitals, spaces and signs."""
    return re.sub(r"[\W_]", "", name).lower()


def is_nothing(value: Any) -> bool:
    """Whether `value` stands for no value."""
    if isinstance(value, str):
        plain = value.strip()
        return len(plain) <= _LONGEST_MISSING and plain.lower() in _MISSING
    if isinstance(value, list | tuple):
        return all(each is None or each == "" for each in value)
    return value is None or value != value or value == {}


def text(value: Any) -> str:
    """`value` as text: "" for nothing, `7650331` for 7650331.0, a list as paragraphs, a blank line apart.

    Of an object, what it has under a usual name of texts; without any, all that it has.

    Raises:
      Malformed: it is bytes of no text, or nested too deep.
    """
    try:
        return _text(value)
    except RecursionError:
        raise Malformed("values nested too deep") from None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = _decoded_bytes(value)
    if is_nothing(value) or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, Mapping):
        named = [value[name] for name in _TEXT_NAMES if name in value]
        return next(filter(None, map(_text, named)), "") if named else _paragraphs(value.values())
    if isinstance(value, list | tuple):
        return _paragraphs(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int) and abs(value) >= _LARGEST:
        raise Malformed("a number of more than a hundred digits")
    return str(value)


def _decoded_bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Malformed("a binary value where text was expected") from None


def _paragraphs(values: Any) -> str:
    return "\n\n".join(filter(None, map(_text, values)))


def line(value: Any) -> str:
    """`value` as text on one line."""
    return " ".join(text(value).split())


def lines(content: str) -> str:
    """`content` with single spaces and without empty lines."""
    return "\n".join(filter(None, (" ".join(each.split()) for each in content.splitlines())))


def items(value: Any) -> list[Any]:
    """The elements of a list, or of the text of one; anything else is a list of itself."""
    value = decoded(value)
    if is_nothing(value):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def decoded(value: Any) -> Any:
    """`value`, or the list or object of which it is the text, as JSON or as Python prints it."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("[", "{"):
        return value
    try:
        return json_rows.parse(value.encode("utf-8", "surrogatepass"))
    except Malformed:
        printed = _PRINTED.match(value) and "'" in value and len(value) <= _LONGEST_PRINTED
        return _printed(value) if printed else value


_PRINTED = re.compile(r"\s*(?:\[\s*)*(?:\{\s*)?['\"]")
_LONGEST_PRINTED = 4 << 20  # characters; Python's parser takes a hundred times that in memory


def _printed(value: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes such as \d, which Python never prints
            found = ast.literal_eval(_lists_for_arrays(value.strip()))
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return value
    return found if isinstance(found, list | dict) else value


def _lists_for_arrays(printed: str) -> str:
    """What Python prints for an array of numpy, as pandas exports it, as it prints a list."""
    lists = re.sub(r"\barray\((\[[^\[\]]*\]), dtype=object\)", r"\1", printed)
    # Elements stand on lines of their own without commas; within texts line ends are escaped.
    return re.sub(r"([}\]'\"])[ \t]{0,99}\n[ \t]{0,99}([{\['\"])", r"\1, \2", lists)


_BETWEEN = re.compile("[;；|]")
_BETWEEN_OR_LINES = re.compile("[;；|\n]")


def entries(value: Any) -> Iterator[str]:
    """The names, numbers or symbols in a list of texts or objects, or in one text between semicolons."""
    value = decoded(value)
    between = _BETWEEN if isinstance(value, list | tuple) else _BETWEEN_OR_LINES
    for item in items(value):
        for entry in between.split(text(item)) if isinstance(item, str) else [text(item)]:
            entry = " ".join(entry.split())
            if entry.strip(" ,，;；"):
                yield entry


# 2010-01-19, 2010/1/19, 2010.1, 2010年1月19日, 2010
_DATE = re.compile(r"((?:1[5-9]|20)\d\d)(?:[-./年]\s?(\d{1,2})(?:[-./月]\s?(\d{1,2}))?)?(?!\d)")
_MONTHS = {name: index for index, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_WRITTEN = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})"
)


def date(value: Any) -> str:
    """`2010-01-19` of 20100119, `2010-01-19T00:00:00`, `2010年1月19日` or `19th Jan 2010`; "" of 0.

    Months and years come as such: `2010-01` of `Jan 2010`, `2010` of 2010.
    """
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    plain = text(value)[:40]
    if re.match(r"[0-9]{8}(?![0-9])", plain):
        return _valid(iso_date(plain[:8]))
    if match := _DATE.match(plain):
        return _valid(iso_date(f"{match[1]}{match[2] or 0:0>2}{match[3] or 0:0>2}"))
    match = _WRITTEN.search(plain)
    month = _MONTHS.get(match[2].lower()) if match else None
    if not match or not month:
        return ""
    return _valid(iso_date(f"{match[4]}{month:0>2}{match[1] or match[3] or 0:0>2}"))


def _valid(date: str) -> str:
    """`date`, or "" where it has a month or a day that no year has."""
    month, day = (*map(int, date.split("-")[1:]), 0, 0)[:2] if date else (0, 0)
    return date if month <= 12 and day <= 31 else ""


_SYMBOL = re.compile(
    r"(?<![A-Za-z0-9])([A-HY][0-9]{2}[A-Z])\s{0,4}(?:0{0,3}([0-9]{1,4})\s?/\s?([0-9]{2,6}))?"
)


_MOST_NESTED = 8


def symbols(value: Any, depth: int = _MOST_NESTED) -> Iterator[str]:
    """IPC and CPC symbols in lists of texts or of `code`s, or in text: `A61M5/32` as `A61M 5/32`.

    Raises:
      Malformed: the lists are nested more than `depth` deep.
    """
    if not depth:
        raise Malformed("values nested too deep")
    for item in items(value):
        if isinstance(item, Mapping):
            yield from symbols(item.get("code") or item.get("symbol") or "", depth - 1)
        elif isinstance(item, list | tuple):
            yield from symbols(item, depth - 1)
        else:
            for head, group, subgroup in _SYMBOL.findall(text(item)):
                yield f"{head} {group}/{subgroup}" if group else head


def text_id(*parts: str) -> str:
    """The name of a document that has none: a hash of its text."""
    return "text-" + hashlib.sha256("\n\n".join(filter(None, parts)).encode()).hexdigest()[:16]


_UNFIT = re.compile("[\x00\ud800-\udfff]")


def mended(value: Any) -> tuple[Any, int]:
    """`value` without what no text file can hold, and how often that was: zeros go, half surrogates show."""
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:
            return value, 0
        return _UNFIT.subn(lambda match: "" if match[0] == "\x00" else "\ufffd", value)
    if isinstance(value, dict):
        pairs = [(mended(name), mended(each)) for name, each in value.items()]
        return {name: each for (name, _), (each, _) in pairs}, sum(a + b for (_, a), (_, b) in pairs)
    if isinstance(value, list):
        parts = [mended(each) for each in value]
        return [each for each, _ in parts], sum(count for _, count in parts)
    return value, 0
