"""The items of a benchmark's file, whatever its columns are called: every string in an item is its text.

JSON (lists, lines, an object that holds lists, objects by ids or columns), CSV and TSV with a header or
without, and Parquet have an item a row. Any other file that the corpus reads (documents, an examination
as plain text) has one for each record. A question with options also has the text that the corpus makes
of such a row (`readers.exams`), in which a short question and its options stand together.
"""

import csv
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from patentgpt_jax.corpus.archives import Member, members
from patentgpt_jax.corpus.cleaning.parts import texts
from patentgpt_jax.corpus.read import read_all
from patentgpt_jax.corpus.readers import encodings, exams, generic, json_rows, rows, xmltext
from patentgpt_jax.corpus.readers.row import Fault, Row
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import Failure
from patentgpt_jax.errors import InputError

EXPECTED = "expected the items of a benchmark as JSON, JSONL, CSV, TSV or Parquet, or text or documents"
_DEEPEST = 4  # objects within one another that are looked into for items
_FEWEST_CELLS = {"\t": 2, ",": 3, ";": 3, "|": 3}  # by which lines are a table without a header, not prose


class Item(NamedTuple):
    """The `number`-th item (from 1) of a file, which may lie in an archive."""

    file: str
    number: int
    texts: tuple[str, ...]


def items(path: Path) -> Iterator[Item]:
    """Yield the items of the file `path`, or of each file in it if it is an archive.

    Raises:
      InputError: it cannot be read, or not to its end, or it holds no item.
    """
    numbers: Counter[str] = Counter()
    found = False
    for file, each in _items(path):
        numbers[file] += 1
        found = found or any(any(map(str.isalnum, text)) for text in each)
        yield Item(file, numbers[file], each)
    if not found:
        raise InputError(f"{path}: holds no item; {EXPECTED}")


def _items(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The file and the texts of each item: first of tables, then of other files."""
    others: set[str] = set()
    for member in members(path):
        if isinstance(member, Failure):
            raise InputError(f"{member.path}: {member.reason}; {EXPECTED}")
        try:
            if rows.matches(member.head, generic.KNOWN):
                for value in _opened(_whole(rows.rows(member.stream), member.path)):
                    yield member.path, _texts(value)
            elif member.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
                array = _array(member)
                yield from ((member.path, _texts(each)) for each in array)
                others.update([] if array else [member.path])
            elif delimiter := _delimiter(member.head):
                for cells in _cells(member, delimiter):
                    yield member.path, (*cells, *_exam(_named(cells)))
            else:
                others.add(member.path)
        except (Malformed, UnicodeDecodeError, csv.Error) as error:
            raise InputError(f"{member.path}: {error}; {EXPECTED}") from None
    for found in read_all(path, "") if others else ():
        if isinstance(found, Failure):
            if str(found.path) in others:
                raise InputError(f"{found.path}, item {found.position}: {found.reason}")
        elif found and found.path in others:
            yield found.path, tuple(text for _, text in texts(found))


def _whole(found: Iterator[Row | Fault], path: str) -> Iterator[Mapping[str, Any]]:
    for each in found:
        if isinstance(each, Fault):
            raise InputError(f"{path}, item {each.position}: {each.reason}; {EXPECTED}")
        yield each.values


def _opened(found: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows; those within the first if there is no other."""
    first = list(islice(found, 2))
    yield from _within(first[0], _DEEPEST) if len(first) == 1 else first
    yield from found


def _within(value: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    """The items of an object that is a whole file: by lists, by ids, by columns, or it is one itself."""
    lists = {name: each for name, each in value.items() if _is_list(each)}
    if _is_columns(value) and len(lists) < len(value):
        for cells in zip(*value.values(), strict=True):
            yield dict(zip(value, cells, strict=True))
    elif lists:
        for each in lists.values():
            yield from each
        if rest := {name: each for name, each in value.items() if name not in lists}:
            yield rest
    elif depth and value and all(isinstance(each, Mapping) for each in value.values()):
        for each in value.values():
            yield from _within(each, depth - 1)
    else:
        yield value


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, Mapping) for each in value)


def _is_columns(value: Mapping[str, Any]) -> bool:
    lengths = {len(each) if isinstance(each, list) else 0 for each in value.values()}
    return len(value) > 1 and len(lengths) == 1 and lengths.pop() > 1


def _array(member: Member) -> list[Any]:
    """The elements of a file that is an array in JSON, but not of objects; none of another file."""
    head = encodings.read_up_to(member.stream, encodings.HEAD_BYTES)
    encoding, pieces = encodings.chunks(head, member.stream)
    try:
        return list(json_rows.parse(b"".join(pieces), encoding))
    except Malformed:  # text that begins with a bracket
        return []


def _texts(value: Any) -> tuple[str, ...]:
    """Every string in `value`, in order, and the question that it is."""
    found: list[str] = []
    waiting = [value]
    while waiting:  # no recursion, which has a limit
        each = waiting.pop()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, Mapping):
            waiting.extend(reversed(list(each.values())))
        elif isinstance(each, list | tuple):
            waiting.extend(reversed(each))
    return (*found, *(_exam(value) if isinstance(value, Mapping) else ()))


def _exam(row: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        question = exams.text(row)
    except (Malformed, RecursionError):
        question = ""
    return (question,) if question else ()


def _named(cells: list[str]) -> dict[str, str]:
    """The columns of a question, its options and the answer's letter, as MMLU has them without a header."""
    question, *options, answer = cells
    if not options or answer.strip() not in string.ascii_uppercase[: len(options)]:
        return {}
    named = zip(string.ascii_uppercase, options, strict=False)
    return {"question": question, **dict(named), "answer": answer}


def _delimiter(head: bytes) -> str:
    """What parts the cells of a table without a header that begins with `head`; "" if it is none."""
    name = encodings.detect_lines(head[: encodings.HEAD_BYTES])
    lines = head.decode(name, "ignore").splitlines(keepends=True) if name else []
    is_cut = len(head) >= encodings.HEAD_BYTES
    for delimiter, fewest in _FEWEST_CELLS.items():
        counts = _counts(lines[:-1] if is_cut else lines, delimiter)
        counts = counts[:-1] if is_cut else counts  # a cell of several lines may be cut as well
        if len(counts) > 1 and min(counts) == max(counts) >= fewest:
            return delimiter
    return ""


def _counts(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        return []


def _cells(member: Member, delimiter: str) -> Iterator[list[str]]:
    """The rows of a table without a header."""
    csv.field_size_limit(max(csv.field_size_limit(), xmltext.MAX_DOCUMENT_BYTES))  # of the whole process
    head = encodings.read_up_to(member.stream, encodings.HEAD_BYTES)
    encoding, pieces = encodings.chunks(head, member.stream)
    lines = encodings.lines(pieces, xmltext.MAX_DOCUMENT_BYTES)
    decoded = (_decoded(line, encoding) for line in lines)
    yield from (row for row in csv.reader(decoded, delimiter=delimiter, strict=True) if row)


def _decoded(line: bytes | None, encoding: str) -> str:
    if line is None:
        raise Malformed(f"a line larger than {xmltext.MAX_DOCUMENT_BYTES >> 20} MiB")
    return line.decode(encoding)
