"""Values of rows as the text that records hold: numbers, dates, lists, what CSV cells spell as JSON."""

import datetime
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from patentgpt_jax.corpus.readers import json_rows
from patentgpt_jax.corpus.readers.language import detect_language
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import iso_date

_SAMPLE = 4000
_MISSING = frozenset({"", "nan", "none", "null", "n/a", "<na>", "\\n"})  # what exports write for no value
_TEXT_NAMES = ("text", "value", "content", "claim_text", "paragraph", "body", "name")


def text(value: Any) -> str:
    """`value` as text: lists and objects become paragraphs, a blank line apart; "" for no value."""
    try:
        return _text(value)
    except RecursionError:
        raise Malformed("values nested too deep") from None


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            raise Malformed("a binary value where text was expected") from None
    if isinstance(value, str):
        plain = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return "" if len(plain) <= 4 and plain.lower() in _MISSING else plain
    if value is None or value != value:  # not a number
        return ""
    if isinstance(value, Mapping):
        known = next((value[name] for name in _TEXT_NAMES if value.get(name)), None)
        return _text(known) if known is not None else _paragraphs(value.values())
    if isinstance(value, list | tuple):
        return _paragraphs(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _paragraphs(values: Any) -> str:
    return "\n\n".join(filter(None, map(_text, values)))


def line(value: Any) -> str:
    """`value` as text on one line."""
    return " ".join(text(value).split())


def items(value: Any) -> list[str]:
    """The strings in `value`: a list, or text that spells one as JSON or with semicolons."""
    value = decoded(value)
    if not isinstance(value, list | tuple):
        value = re.split(r"[;|\n]", text(value))
    return [each for each in map(line, value) if each]


def decoded(value: Any) -> Any:
    """A list or object that a cell spells as JSON; anything else as it is."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json_rows.parse(value.encode("utf-8", "surrogatepass"))
        except Malformed:
            return value
    return value


def date(value: Any) -> str:
    """`value` (a date, `2005-01-04`, `20050104`, `2005/1/4`, `2005`) as the record spells dates; or ""."""
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    plain = text(value)
    parts = re.match(r"((?:1[5-9]|20)\d\d)(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?!\d)", plain)
    if not parts:
        return iso_date(plain[:8])
    return iso_date(f"{parts[1]}{int(parts[3] or 0):02}{int(parts[4] or 0):02}")


def language(content: str) -> str:
    """The language of a long text, by its beginning."""
    return detect_language(content[:_SAMPLE])


def text_id(*parts: str) -> str:
    """The name of a document that has none: a hash of its text."""
    return "text-" + hashlib.sha256("\n\n".join(filter(None, parts)).encode()).hexdigest()[:16]


_UNFIT = re.compile("[\x00\ud800-\udfff]")


def mended(value: Any) -> tuple[Any, int]:
    """`value` without what no text file can hold, and how often that was: zeros go, half surrogates show."""
    if isinstance(value, str):
        if value.isascii() and "\x00" not in value:
            return value, 0
        mended_text, count = _UNFIT.subn(lambda match: "" if match[0] == "\x00" else "\ufffd", value)
        return mended_text, count
    if isinstance(value, dict):
        pairs = [(mended(name), mended(each)) for name, each in value.items()]
        return {name: each for (name, _), (each, _) in pairs}, sum(a + b for (_, a), (_, b) in pairs)
    if isinstance(value, list):
        parts = [mended(each) for each in value]
        return [each for each, _ in parts], sum(count for _, count in parts)
    return value, 0
