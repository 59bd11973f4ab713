"""Plain text: one file is one document. A short first line is its title, lines that are headings cut it.
A line `Title: ...` near the beginning, as books of Project Gutenberg have it, tells the title too.

Headings are lines of Markdown that begin with `#`, and lines between blank ones that begin with
"Chapter", "Section", "Part", "Article" or 第...章 (节, 编, 条) or are numbered like `2.1 Methods`. Lines
are kept as they are; text is neither unwrapped nor cleaned.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from patentgpt_jax.corpus.columns import ColumnMap
from patentgpt_jax.corpus.readers import encodings, values, xmltext
from patentgpt_jax.corpus.readers.language import beginning_language
from patentgpt_jax.corpus.record import Failure, Record, Section

_LONGEST_TITLE, _LONGEST_HEADING = 120, 80
_FEWEST_LETTERS = 5
_TITLE, _BEGINNING = re.compile(r"^Title: (\S.{0,200})$", re.MULTILINE), 2000
_CHAPTER = re.compile(r"(?:chapter|part|book|section)\s+[\w-]{1,12}\.", re.IGNORECASE)
_SENTENCE_END = (".", "。", ",", "，", ";", "；", ":", "：", "!", "！", "?", "？")
_HEADING = re.compile(
    r"#{1,6}\s+\S|(?:chapter|section|part|article|appendix)\s+(?:\d+|[ivxlc]+|[a-z])\b"
    r"|\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[^\W\d]|第[一二三四五六七八九十百零〇\d]{1,5}[章节編编条篇]",
    re.IGNORECASE,
)


def matches(head: bytes) -> bool:
    """Whether a file that begins with `head` is text of a known encoding."""
    return bool(head.strip()) and bool(encodings.detect(head[: encodings.HEAD_BYTES]))


def read(
    stream: BinaryIO,
    path: str,
    source: str,
    columns: ColumnMap | None = None,
    on_raw: Callable[[Callable[[], bytes]], None] = lambda raw: None,
) -> Iterator[Record | Failure]:
    """The record of the text in `stream`, which stands at its beginning; `columns` say nothing of it."""
    data = encodings.read_up_to(stream, xmltext.MAX_DOCUMENT_BYTES + 1)
    if len(data) > xmltext.MAX_DOCUMENT_BYTES:
        yield Failure(Path(path), 1, f"text larger than {xmltext.MAX_DOCUMENT_BYTES >> 20} MiB")
        return
    name = encodings.detect(data)
    try:
        text = data.decode(name).lstrip("\ufeff") if name else ""
    except UnicodeDecodeError:  # the last character is cut
        name = ""
    if not name:
        yield Failure(Path(path), 1, f"its encoding is not known; {encodings.EXPECTED}")
        return
    whole, repairs = values.mended(re.sub("\r\n?|\f", "\n", text).strip("\x1a \t\n"))
    if not _is_text(whole):
        yield Failure(Path(path), 1, "empty, or hardly a text: few of its characters are letters")
        return
    title, body = _titled(whole)
    on_raw(lambda: data)
    yield Record(
        publication_number=values.text_id(whole),
        language=beginning_language(whole),
        document_type="text",
        title=title,
        sections=_sections(body),
        repairs=repairs,
        source=source,
        path=path,
    )


def _is_text(text: str) -> bool:
    """Whether at least a third of what is no white space are letters, and there are some."""
    seen = "".join(text.split())
    letters = sum(map(str.isalpha, seen))
    return letters >= _FEWEST_LETTERS and 3 * letters >= len(seen)


def _titled(text: str) -> tuple[str, str]:
    """(title, the rest); there is no title where the first line is long, a sentence, or all there is."""
    if named := _TITLE.search(text[:_BEGINNING]):
        return named[1].strip(), text
    first, _, rest = text.partition("\n")
    title = first.strip().lstrip("# ")
    if len(title) > _LONGEST_TITLE or title.endswith(_SENTENCE_END) or not rest.strip():
        return "", text
    return title, rest


def _sections(text: str) -> tuple[Section, ...]:
    sections: list[Section] = []
    heading = ""
    waiting: list[str] = []
    blank = True
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if blank and not following.strip() and _is_heading(line):
            sections.extend(_section(heading, waiting))
            heading, waiting = line.strip().lstrip("# "), []
        else:
            waiting.append(line.rstrip())
        blank = not line.strip()
    return (*sections, *_section(heading, waiting))


def _section(heading: str, lines: list[str]) -> list[Section]:
    text = "\n".join(lines).strip("\n")
    return [Section("other", heading, text)] if heading or text else []


def _is_heading(line: str) -> bool:
    plain = line.strip()
    return bool(_CHAPTER.fullmatch(plain)) or (
        len(plain) <= _LONGEST_HEADING and not plain.endswith(_SENTENCE_END) and bool(_HEADING.match(plain))
    )
