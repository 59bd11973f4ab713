"""Paragraphs of a Chinese description, and the headings in them.

Files put several printed paragraphs, or the whole description, into one `<p>`: headings then stand
between sentences, and paragraph numbers such as `[0012]` tell where a paragraph begins. A heading is
taken for one only after the end of a sentence, and with brackets, a colon, a line of its own or the
opening of a new sentence after it: "背景技术" also stands in sentences, at ends of printed lines too.
"""

import re
from collections.abc import Iterator

from patentgpt_jax.corpus.readers.headingwords import CHINESE_HEADING
from patentgpt_jax.corpus.readers.plaintext import BREAK, LINE, tidy
from patentgpt_jax.corpus.readers.sections import heading_kind, leading_heading

# `[0012]`, `[012]`; [112] is a reference sign more often than the number of a paragraph.
_NUMBER = re.compile(r"[\[［【〔]\s?(?:[0０]\d\d|\d{4,5})\s?[\]］】〕]")
_SENTENCE_END = f"。．！？；：:;{LINE}"
_GAP = f"[ \\t\\r\\n\u3000{BREAK}]"
_MIDDLE = re.compile(f"(?<=[。！？；{LINE}]){_GAP}{{0,80}}{CHINESE_HEADING}", re.IGNORECASE)
_PRINTED_LINE = re.compile(
    f"(?<=[。！？；])[ \\t\\r\\n\u3000]{{0,40}}{BREAK}([^{BREAK}{LINE}]{{2,60}}){BREAK}"
)
_GOES_ON = re.compile(r"\s*[中的之领領上下里内內方面等是为為]")


def paragraphs(raw: str) -> Iterator[tuple[str, str]]:
    """The (heading or "", text) of each paragraph in `raw`, which is a `raw_text` with its stand-ins."""
    for piece in _pieces(raw):
        heading, rest = leading_heading(tidy(piece, hard_wrapped=True))
        if heading or rest:
            yield heading.strip("[［【《<]］】》> \t:："), rest


def _pieces(raw: str) -> Iterator[str]:
    position = 0
    for start, end in sorted([*_numbers(raw), *_headings(raw)]):
        if start >= position:  # else it is inside what was cut already
            yield raw[position:start]
            position = end
    yield raw[position:]


def _numbers(raw: str) -> Iterator[tuple[int, int]]:
    """Where paragraph numbers are: at the start, after a sentence or after a numbered heading."""
    position = 0
    for match in _NUMBER.finditer(raw):
        before = raw[max(position, match.start() - 80) : match.start()].strip(f" \t\r\n\u3000{BREAK}")
        if not before or before[-1] in _SENTENCE_END or heading_kind(before):
            yield match.span()
            position = match.end()


def _headings(raw: str) -> Iterator[tuple[int, int]]:
    """Where headings begin, and where the text after those on a line of their own does."""
    for match in _MIDDLE.finditer(raw):
        yield match.start(), match.start()
    for match in _PRINTED_LINE.finditer(raw):
        if heading_kind(match[1]) and not _GOES_ON.match(raw, match.end()):
            yield match.start(1), match.start(1)
            yield match.end(1), match.end(1)
