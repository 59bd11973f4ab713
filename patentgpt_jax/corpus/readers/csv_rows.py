"""Rows from CSV and TSV: a header, then one row a record, with quoted cells over several lines.

The delimiter (comma, semicolon, tab, vertical bar) is the one that makes a header of the first line.
Cells are those of RFC 4180, read leniently by the standard library. Every row must have as many
cells as the header. One that has not is often a stray quotation mark that swallowed the rows after
it, so only its first line is given up and reading goes on with the second.
"""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain

from patentgpt_jax.corpus.readers import encodings, xmltext
from patentgpt_jax.corpus.readers.row import Fault, Row, repeated
from patentgpt_jax.corpus.readers.xmltext import Malformed

_DELIMITERS = "\t,;|"
_NAME = re.compile(r"[^\W_][\w .:/()（）：／、#-]{0,63}|_\w{1,63}")
_PLAIN_NAME = re.compile(r"[^\W\d]\w{0,63}")
_MOST_SWALLOWED_LINES, _MOST_SWALLOWED = 50, 1 << 20  # lines and characters that are read again


def matches(head: str, known: frozenset[str]) -> bool:
    """Whether a text that begins with `head` is a table with a header.

    The header has one of the `known` column names (in lower case), or names that are identifiers, and
    the rows that follow have as many cells.
    """
    names, delimiter = _header(head)
    if not delimiter:
        return len(names) == 1 and names[0].lower() in known and "\n" in head
    if any(name.strip().lower() in known for name in names):
        return True
    if not all(_PLAIN_NAME.fullmatch(name) for name in names if name):  # nor a blank before, as in prose
        return False
    following = head.splitlines(keepends=True)[:50]
    counts = [len(row) for row in csv.reader(following, delimiter=delimiter) if row]
    complete = counts[1:-1] or counts[1:]  # the head may end within the last row
    return bool(complete) and all(count == len(names) for count in complete)


def _header(head: str) -> tuple[list[str], str]:
    """The names in the first line, and the delimiter; "" if it has none or is no header."""
    lines = head.lstrip("\r\n").splitlines()
    first = lines[0] if lines else ""
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        if delimiter in first:
            names = _cells(first, delimiter)
            filled = [name for name in names if name]  # pandas leaves its index unnamed, Excel the last
            if len(names) > 1 and filled and all(_is_name(name) for name in filled):
                return names, delimiter
    return _cells(first, ","), ""


def _is_name(cell: str) -> bool:
    return bool(_NAME.fullmatch(cell) or _PLAIN_NAME.fullmatch(cell.strip(" ")))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


class _Lines:
    """The lines of a table for `csv.reader`, with those of the current row kept to be read again."""

    def __init__(self, encoding: str, pieces: Iterator[bytes]) -> None:
        self._encoding = encoding
        self._source = encodings.lines(_with_newlines(pieces), xmltext.MAX_DOCUMENT_BYTES)
        self._again: deque[str] = deque()
        self._read = 0
        self.begin()

    def begin(self) -> None:
        """A row begins."""
        self._row: list[str] = []
        self._size = 0
        self._damaged = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line: str | None = self._again.popleft() if self._again else self._next()
        self._read += 1
        self._row.append(line or "")
        self._size += len(line or "")
        if line is None or self._size > xmltext.MAX_DOCUMENT_BYTES:
            self._damaged = True
            raise Malformed(f"not {self._encoding}, or larger than {xmltext.MAX_DOCUMENT_BYTES >> 20} MiB")
        return line

    def _next(self) -> str | None:
        line = next(self._source)
        try:
            return None if line is None else line.decode(self._encoding)
        except UnicodeDecodeError:
            return None

    @property
    def number(self) -> int:
        """The number of the current row's first line."""
        return self._read - len(self._row) + 1

    @property
    def blank(self) -> bool:
        """Whether nothing but white space stands in the lines of the current row."""
        return not self._damaged and not "".join(self._row).strip(" \t\r\n\x00\x1a")

    def leniently(self, delimiter: str, expected: int) -> list[str]:
        """The cells of a row of one line with stray quotation marks or returns, or `\\"` for a mark."""
        if len(self._row) > 1:
            return []
        line = self._row[0].rstrip("\r\n").replace("\r", " ")
        cells = line.split(delimiter)
        if len(cells) == expected:  # no delimiter is quoted, so the marks may be of the text
            return [_unquoted(cell) for cell in cells]
        escape = "\\" if '\\"' in line else None
        return next(csv.reader([line], delimiter=delimiter, escapechar=escape, doublequote=not escape), [])

    def give_back(self) -> None:
        """Read the lines of the current row once more, but for the first, unless they are too many."""
        if len(self._row) <= _MOST_SWALLOWED_LINES and self._size <= _MOST_SWALLOWED:
            self._again.extendleft(reversed(self._row[1:]))
            self._read -= len(self._row) - 1


_CLOSING = re.compile(r'[^"]*[^"\s]"(?!")(?:[\s,.;:!?)]|\Z)')


def _unquoted(cell: str) -> str:
    """A cell without the marks around it, if the first of them is not closed before the end."""
    if len(cell) < 2 or cell[0] != '"' or cell[-1] != '"' or _CLOSING.match(cell[1:-1]):
        return cell
    return cell[1:-1].replace('""', '"').replace('\\"', '"')


def rows(encoding: str, pieces: Iterator[bytes]) -> Iterator[Row | Fault]:
    """The rows of the table in `pieces`, in order; the header is none."""
    lines = _Lines(encoding, pieces)
    try:
        header = next((line for line in lines if line.strip()), "")
    except Malformed as error:
        yield Fault(1, f"the table's header is {error}")
        return
    names, delimiter = _header(header)
    spaced = any(name.startswith(" ") for name in names[1:])  # "id, text": so are the rows then
    names = [name.strip() for name in names]
    if twice := repeated(filter(None, names)):
        yield Fault(1, f"two columns of the table are named {twice[:80]!r}")
        return
    csv.field_size_limit(max(csv.field_size_limit(), xmltext.MAX_DOCUMENT_BYTES))  # of the whole process
    delimiter = delimiter or ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=spaced)
    position = 0
    while (found := _row(reader, lines, names, delimiter)) is not None:
        if found:
            position += 1
            yield Row(position, found) if isinstance(found, dict) else Fault(position, found)


def _row(
    reader: Iterator[list[str]], lines: _Lines, names: list[str], delimiter: str
) -> dict[str, str] | str | None:
    """The next row, or what is wrong with it, "" for a blank line; None at the end."""
    lines.begin()
    try:
        cells = next(reader)
        wrong = _miscounted(len(cells), len(names))
    except StopIteration:
        return None
    except Malformed as error:
        wrong = str(error)
    except csv.Error as error:
        cells = [] if "unexpected end" in str(error) else lines.leniently(delimiter, len(names))
        wrong = f"not a row of CSV: {error}" if len(cells) != len(names) else ""
    if lines.blank and wrong:
        return ""
    if not wrong:
        return dict(zip(names, cells, strict=True))
    wrong += f": line {lines.number}, column 1"
    lines.give_back()
    return wrong


def _miscounted(found: int, expected: int) -> str:
    return "" if found == expected else f"a row of {found} cells under a header of {expected}"


def _with_newlines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """`pieces` with line feeds where lines end in carriage returns alone, as on old Macs."""
    first = b""
    while len(first) < encodings.HEAD_BYTES and (piece := next(pieces, b"")):
        first += piece
    alone = b"\r" in first and b"\n" not in first
    for piece in chain([first], pieces):
        yield piece.replace(b"\r", b"\n") if alone else piece
