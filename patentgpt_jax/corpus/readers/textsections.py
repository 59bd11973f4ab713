"""Sections of a description that is plain text, with headings among its lines.

A paragraph is a line, or what stands between blank lines where a reader asks for that. A heading in a
Latin script is a short line that announces a section, in capitals or with a capital and without a full
stop; a Chinese one may also begin a paragraph (see `sections`). Numbers of paragraphs, `[0001]`, are
left out.
"""

import re

from patentgpt_jax.corpus.readers.sections import SectionBuilder, heading_kind, leading_heading
from patentgpt_jax.corpus.record import Section

PARAGRAPH_NUMBER = re.compile(
    r"\A[ \t\u3000]*[\[［【]\s?(?:[0０][0-9０-９]{2}|[0-9０-９]{4,5})\s?[\]］】][ \t\u3000]*"
)
_LONGEST_HEADING = 90
_MOST_WORDS = 9  # of a heading that is not in capitals


def text_sections(text: str) -> tuple[Section, ...]:
    """The sections of `text`, cut at its headings."""
    builder = SectionBuilder()
    add_lines(with_lines(text), builder)
    return builder.finish()


# Where a whole description is one line: words in capitals after a sentence.
_LONGEST_LINE = 5000
_CAPITALS = re.compile(
    r"(?<!\S)(?:[A-Z(][A-Z()/&,'’-]{0,30}\s{1,3}){0,11}[A-Z(][A-Z()/&,'’-]{1,30}:?(?=\s{1,3}\S)"
)


def with_lines(text: str) -> str:
    """`text`, with headings in capitals on lines of their own if it has hardly any lines."""
    if text.count("\n") * _LONGEST_LINE > len(text):
        return text

    def own_line(match: re.Match[str]) -> str:
        return f"\n{match[0]}\n" if _is_heading(match[0]) else match[0]

    return _CAPITALS.sub(own_line, text)


def paragraph_sections(text: str) -> tuple[Section, ...]:
    """The sections of `text`, whose paragraphs may have lines of their own if they are a blank line apart."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    if len(paragraphs) == 1:
        return text_sections(text)
    builder = SectionBuilder()
    for paragraph in paragraphs:
        first, _, others = paragraph.strip().partition("\n")
        heading, rest = _heading(PARAGRAPH_NUMBER.sub("", first, count=1))
        if heading:
            builder.heading(heading)
        builder.paragraph("\n".join(filter(None, (rest, others))).strip())
    return builder.finish()


def add_lines(text: str, builder: SectionBuilder) -> None:
    """Add the lines of `text` to the section that is open in `builder`, or to those that they begin."""
    for line in re.split(r"\r\n|[\r\n]", text):
        line = " ".join(PARAGRAPH_NUMBER.sub("", line, count=1).split())
        heading, rest = _heading(line)
        if heading:
            builder.heading(heading)
        builder.paragraph(rest)


def _heading(line: str) -> tuple[str, str]:
    """`line` as (the heading that it is or begins with, or "", the rest)."""
    heading, rest = leading_heading(line)
    if not heading and _is_heading(line):
        heading, rest = line, ""
    return heading.rstrip(":：").strip(), rest


def _is_heading(line: str) -> bool:
    """Whether the whole of `line` announces a section."""
    if not 0 < len(line) <= _LONGEST_HEADING or line.endswith((".", ",", ";")) or not heading_kind(line):
        return False
    return line.upper() == line or (len(line.split()) <= _MOST_WORDS and not line[0].islower())
