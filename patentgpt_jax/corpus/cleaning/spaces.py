"""Filter: white space in order, and none where the script has none.

One space between words, one blank line between paragraphs, none at the ends of lines. Chinese is written
without spaces (GB/T 15834-2011 gives its punctuation their own width): what stands between two Han
characters, or beside full-width punctuation, is left over from page layout. Columns of tables stay.
"""

import re

from patentgpt_jax.corpus.cleaning.characters import beyond_ascii
from patentgpt_jax.corpus.cleaning.parts import map_texts
from patentgpt_jax.corpus.record import Record

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_MARKS = "\u3001-\u3003\u3008-\u3011\u3014-\u301b！（），．：；？～"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
# Runs are looked at from their beginnings only: from each of its spaces, a long one would take for ever.
_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}{_MARKS}]) +(?=[{_HAN}])|(?<=[{_MARKS}]) +|(?<! ) +(?=[{_MARKS}])")
_TRAILING = re.compile("(?<! ) +$", re.MULTILINE)
_BLANK_LINES = re.compile("\n{3,}")
_RUN = re.compile("(?<=[^ \n]) {2,}")
_COLUMNS = re.compile(r"[^\s.?!:;] {2,}\S")  # two spaces after a sentence are no columns
_INDENT_BEFORE_HAN = re.compile(f"^ +(?=[{_HAN}{_MARKS}])", re.MULTILINE)


def spaces(record: Record) -> Record:
    """`record` with its white space in order; tables, which have tabs or columns, keep theirs."""
    return map_texts(record, spaced)


def spaced(text: str) -> str:
    """`text` with its white space in order; see `spaces`."""
    if _is_tidy(text):
        return text
    text = _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text)).strip("\n")
    return "\n\n".join(_paragraph(each) for each in text.split("\n\n"))


def _is_tidy(text: str) -> bool:
    """Whether there is nothing to do, told quickly."""
    if text.startswith((" ", "\n")) or text.endswith((" ", "\n")):
        return False
    encoded = text.encode(errors="surrogatepass")  # in which searching is faster
    if any(each in encoded for each in (b"  ", b" \n", b"\n ", b"\n\n\n")):
        return False
    return text.isascii() or " " not in text or not _HAN_CHARACTER.search(beyond_ascii(text))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if len(lines) == 1 and "\t" not in text:
        return _line(text.lstrip(" "))
    if sum(bool(_COLUMNS.search(each)) for each in lines) > 1:
        return text
    return "\n".join(each if "\t" in each else _line(each) for each in lines)


def _line(line: str) -> str:
    line = _RUN.sub(" ", line)
    if _HAN_CHARACTER.search(line):
        line = _BETWEEN_HAN.sub("", _INDENT_BEFORE_HAN.sub("", line))
    return line
