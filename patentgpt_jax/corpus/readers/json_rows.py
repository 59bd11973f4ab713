"""Rows from JSON: one object a line (JSONL), or documents of any layout, element by element.

A file whose first line is a whole object, or whose second line begins another, is read by lines: a
broken line costs only itself. Anything else is scanned for the ends of its values, so that an array
of objects (alone or in objects such as `{"data": {"list": [...]}}`), or objects one after another,
are parsed one at a time, whatever the white space. Grammar: RFC 8259 and jsonlines.org; names that
occur twice in an object are refused, control characters within strings are not, and `NaN`, which
Python writes for a missing number, is no value.
"""

import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from typing import Any

from patentgpt_jax.corpus.readers import encodings, xmltext
from patentgpt_jax.corpus.readers.row import Fault, Row, repeated
from patentgpt_jax.corpus.readers.xmltext import Malformed

# Names under which APIs and exports wrap an array of rows. PatentsView's answers are among them.
_WRAPPERS = frozenset(
    {"data", "rows", "results", "records", "items", "documents", "docs", "patents", "publications"}
    | {"list", "result", "hits", "response"}
    | {f"{level}_{table}" for level in ("g", "pg") for table in ("claims", "brf_sum_texts")}
    | {f"{level}_{table}" for level in ("g", "pg") for table in ("detail_desc_texts", "draw_desc_texts")}
)
_MOST_BESIDE = 4096  # bytes of an object around the array that it wraps; a row with more is one itself
_MOST_WRAPPED = 4  # objects around one another that are looked into for an array of rows
_LONGEST_FIRST_LINE = 16 << 20  # that is looked at to tell lines from other layouts
_BLANK = b" \t\r\n\x1a\x1e"  # the last one begins a record in RFC 7464
_OBJECT = re.compile(r"""[\s\x1e]*(?:\[\s*){0,9}\{\s*(?:["}]|\Z)""")


def matches(head: str) -> bool:
    """Whether a text that begins with `head` is JSON that holds objects, or lines of it."""
    if _OBJECT.match(head):
        return True
    first = [line.strip() for line in head.splitlines()[:50] if line.strip()][:5]
    return any(each.startswith("{") and _is_object(each) for each in first)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def rows(encoding: str, pieces: Iterator[bytes]) -> Iterator[Row | Fault]:
    """The rows of the JSON text in `pieces`, in order."""
    position = 0
    for where, data in _values(encoding, pieces):
        for found in _objects(data, encoding):
            position += 1
            if isinstance(found, str):
                yield Fault(position, found + where)
            else:
                yield Row(position, found)


def _values(encoding: str, pieces: Iterator[bytes]) -> Iterator[tuple[str, bytes | None]]:
    """(where it stands, for messages; the bytes) of each value that is a row; None for one too large."""
    first = _first_line(pieces)
    whole = chain([first], pieces)
    if _by_lines(first, encoding):
        for number, line in enumerate(encodings.lines(whole, xmltext.MAX_DOCUMENT_BYTES), 1):
            if line is None or line.strip(_BLANK):
                yield f": line {number}, column 1", line
    else:
        for value in _Scanner(whole).elements():
            yield "", value


def _first_line(pieces: Iterator[bytes]) -> bytes:
    """What `pieces` begin with: at least two lines that are not blank, where they are not too long."""
    head = bytearray()
    for piece in pieces:
        head += piece
        begun = sum(bool(line.strip(_BLANK)) for line in head.split(b"\n"))
        if begun > 2 or len(head) > _LONGEST_FIRST_LINE:  # the third line has begun: two are whole
            break
    return bytes(head)


def _by_lines(head: bytes, encoding: str) -> bool:
    found = [line.strip(_BLANK) for line in head.lstrip(_BLANK).split(b"\n", 50)[:50]]
    first, *others = [line for line in found if line] or [b""]
    if not first or len(first) > _LONGEST_FIRST_LINE or first.startswith(b"["):
        return False
    if _is_object(first.decode(encoding, "replace")):
        return True
    return bool(others) and not first.endswith((b"{", b"[", b",", b":")) and others[0].startswith(b'{"')


def _objects(data: bytes | None, encoding: str) -> Iterator[dict[str, Any] | str]:
    """The object in `data`, or those in the array that it wraps; or what is wrong with it."""
    if data is None:
        yield f"a JSON value larger than {xmltext.MAX_DOCUMENT_BYTES >> 20} MiB"
        return
    try:
        value = parse(data, encoding)
    except Malformed as error:
        pieces = re.split(rb"\n(?=\{)", data)  # a value that was cut swallows those that follow it
        if len(pieces) == 1:
            yield str(error)
        for piece in pieces if len(pieces) > 1 else []:
            yield from _objects(piece.rstrip(_BLANK + b",]"), encoding)
        return
    if isinstance(value, dict):
        yield from _unwrapped(value)
    elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield from value
    else:
        yield f"JSON without an object ({type(value).__name__}) where a row was expected"


def _unwrapped(value: dict[str, Any]) -> list[dict[str, Any]]:
    return _wrapped(value, _MOST_WRAPPED) or [value]


def _wrapped(value: dict[str, Any], depth: int) -> list[dict[str, Any]]:
    """The rows that `value` wraps, or that an object in it does; none if it is a row itself."""
    for name in sorted(name for name in value if name.lower() in _WRAPPERS):
        rows = value[name]
        if isinstance(rows, dict):
            rows = _wrapped(rows, depth - 1) if depth > 1 else []
        if isinstance(rows, list) and rows and all(isinstance(each, dict) for each in rows):
            others = {key: each for key, each in value.items() if key != name}
            return rows if _size(others) <= _MOST_BESIDE else []
    return []


def _size(value: Any) -> int:
    try:
        return len(json.dumps(value))
    except RecursionError:  # the parser goes deeper than the writer
        return sys.maxsize


def parse(data: bytes, encoding: str = "utf-8") -> Any:
    """The JSON value in `data`.

    Raises:
      Malformed: it is none, or holds a name twice, or nesting deeper than the parser goes.
    """
    try:
        text = data.strip(_BLANK).decode(encoding)
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_value, strict=False)
    except UnicodeDecodeError:
        raise Malformed(f"not {encoding} text") from None
    except json.JSONDecodeError as error:
        raise Malformed(f"not JSON: {error.msg}") from None
    except RecursionError:
        raise Malformed("JSON nested too deep") from None
    except Malformed:
        raise
    except ValueError as error:  # an integer of thousands of digits
        raise Malformed(f"not JSON: {str(error)[:80]}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = repeated(name for name, _ in pairs)
        raise Malformed(f"JSON object with the name {twice[:80]!r} twice")
    return found


def _no_value(_name: str) -> None:
    """`NaN`, `Infinity`, `-Infinity`."""


_STRUCTURE = re.compile(rb'"|[{\[]+|[}\]]+')
_SCALAR_END = re.compile(rb'[\s,\[\]{}"]')


class _End(Exception):
    """The text ends within a value."""


class _Scanner:
    """Cuts a stream of JSON into the values that are rows, in memory for one of them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._data = bytearray()
        self._at = 0
        self._start: int | None = None  # of the value that is kept
        self._lost = False  # it was too large to keep

    def elements(self) -> Iterator[bytes | None]:
        """The rows: top-level objects, elements of top-level arrays, elements of wrapped arrays."""
        try:
            while byte := self._peek():
                if byte == b"[":
                    self._at += 1
                    yield from self._array()
                elif byte == b"{":
                    yield from self._top_object()
                else:
                    yield self._value()
        except _End:
            yield self._kept()

    def _array(self) -> Iterator[bytes | None]:
        while (byte := self._peek()) != b"]":
            if not byte:
                self._keep()
                raise _End
            if byte == b",":
                self._at += 1
            else:
                yield self._value()
        self._at += 1

    def _top_object(self) -> Iterator[bytes | None]:
        """One object; where it wraps an array of objects, those. The rest of such an object is no row."""
        self._keep()
        self._at += 1
        wrapped, depth = False, 1
        while (byte := self._peek()) != b"}" or depth > 1:
            if not byte:
                raise _End
            if byte == b"}":
                self._at += 1
                depth -= 1
                continue
            if byte != b'"':
                self._pass_value()
                continue
            name = self._name().lower()
            if name in _WRAPPERS and depth < _MOST_WRAPPED and self._peek() == b"{":
                self._at += 1
                depth += 1
            elif name in _WRAPPERS and self._peek() == b"[":
                self._at += 1
                if self._peek() == b"{" and self._beside() <= _MOST_BESIDE:
                    wrapped = True
                    self._start, self._lost = None, False
                    yield from self._array()
                else:
                    self._pass_open(1)
            elif name and self._peek() not in (b"", b"}"):
                self._pass_value()
        self._at += 1
        data = self._kept()
        if not wrapped:
            yield data

    def _name(self) -> str:
        """The name that begins here, if a colon follows it; the scanner is then behind the colon."""
        begin = self._at - (self._start or 0)
        self._pass_value()
        raw = bytes(self._data[(self._start or 0) + begin : self._at]) if self._start is not None else b""
        if self._peek() != b":":
            return ""
        self._at += 1
        return raw[1:-1].decode("utf-8", "replace") or "?"

    def _beside(self) -> int:
        """How much of the object came before, unless it was passed over already."""
        return 0 if self._start is None else self._at - self._start

    def _value(self) -> bytes | None:
        self._keep()
        self._pass_value()
        return self._kept()

    def _keep(self) -> None:
        self._start, self._lost = self._at, False

    def _kept(self) -> bytes | None:
        begin = self._at if self._start is None else self._start
        lost = self._lost or self._at - begin > xmltext.MAX_DOCUMENT_BYTES
        data = None if lost else bytes(self._data[begin : self._at])
        self._start, self._lost = None, False
        return data

    def _peek(self) -> bytes:
        """The next byte that is not blank; nothing at the end."""
        while True:
            rest = len(self._data)
            while self._at < rest and self._data[self._at] in _BLANK:
                self._at += 1
            if self._at < rest:
                return bytes(self._data[self._at : self._at + 1])
            if not self._more():
                return b""

    def _pass_value(self) -> None:
        if (first := self._peek()) not in (b'"', b"{", b"["):
            self._at += 1  # whatever it is, so that the scan goes on
            if first not in (b"}", b"]", b",", b":"):
                self._pass_to(_SCALAR_END)
        else:
            self._pass_open(0)

    def _pass_open(self, depth: int) -> None:
        """Go on to the end of the value within which `depth` brackets are open."""
        while True:
            found = self._next(_STRUCTURE)
            if found == b'"':
                self._pass_string()
            else:
                depth += len(found) if found[0] in b"{[" else -len(found)
            if depth <= 0:
                self._at += depth  # brackets that close what is around this value
                return

    def _pass_string(self) -> None:
        end = -1  # of the string, if no escape is found before; the length of the data if there is none
        while True:
            if end < self._at:
                found = self._data.find(b'"', self._at)
                end = len(self._data) if found < 0 else found
            escape = self._data.find(b"\\", self._at, end)
            if escape < 0 and end < len(self._data):
                self._at = end + 1
                return
            self._at = end if escape < 0 else escape + 2
            if self._at >= len(self._data):
                beyond = self._at - len(self._data)  # an escape whose second byte is still to come
                self._at = len(self._data)
                if not self._more():
                    raise _End
                self._at += beyond
                end = -1

    def _pass_to(self, pattern: re.Pattern[bytes]) -> None:
        """Go on to the byte that `pattern` next matches, or to the end."""
        try:
            self._next(pattern)
            self._at -= 1
        except _End:
            self._at = len(self._data)

    def _next(self, pattern: re.Pattern[bytes]) -> bytes:
        """What `pattern` next matches; the scanner is then behind it. A run may be cut by a chunk's end."""
        while not (match := pattern.search(self._data, self._at)):
            self._at = len(self._data)
            if not self._more():
                raise _End
        self._at = match.end()
        return match[0]

    def _more(self) -> bool:
        piece = next(self._pieces, b"")
        if not piece:
            return False
        if self._start is not None and len(self._data) - self._start > xmltext.MAX_DOCUMENT_BYTES:
            self._start, self._lost = None, True
        done = self._at if self._start is None else self._start
        del self._data[:done]
        self._at -= done
        self._start = None if self._start is None else 0
        self._data += piece
        return True
