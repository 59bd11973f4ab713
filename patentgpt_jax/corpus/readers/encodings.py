"""The character encoding of text files, told from their bytes and never guessed at silently.

UTF-8 and UTF-16 prove themselves: other bytes hardly ever happen to be valid. GB18030 and
Windows-1252 (which contains Latin-1) accept almost anything, so they are believed only where the
characters are what such text is made of: common Chinese characters (level 1 of GB 2312), or single
accented letters and typographic signs among ASCII. Any other file has no encoding that is known
here, which is reported. Tables of code points: GB 2312-1980 and Microsoft's cp1252.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from patentgpt_jax.corpus.readers.xmltext import Malformed

HEAD_BYTES = 1 << 16
_CHUNK = 1 << 20
EXPECTED = "expected UTF-8, UTF-16, GB18030 or Latin-1"

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_ZEROS = 20  # bytes of which one may be a stray zero
_BEYOND_ASCII = bytes(range(128, 256))
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")  # but tab, line ends, form feed and end of file
_HIGH_RUN = re.compile("[^\x00-\x7f]+")
_LATIN = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ‘’“”„‚–—…•«»°§©®™±µ·²³¹¼½¾¡¿£€ªº\xa0\xad¨´]")
_LONGEST_LATIN_RUN = 3  # in words of languages that are written in Latin-1: "créée", "…»"


def detect(head: bytes) -> str:
    """The encoding of a text that begins with `head`; "" if it is none that is known, or no text."""
    for mark, name in _BOMS.items():
        if head.startswith(mark):
            utf32 = head.startswith(codecs.BOM_UTF32_LE) and len(head) > 4
            return "" if utf32 else name if _decodes(head[len(mark) :], name) is not None else ""
    if b"\x00" in head:
        return _utf16_without_mark(head)
    if (text := _decodes(head, "utf-8")) is not None:
        return "utf-8" if len(_CONTROL.findall(text)) * 1000 <= len(text) else ""
    if _is_damaged_utf8(head):
        return ""
    return next((name for name, proves in _PROOFS.items() if proves(head)), "")


def detect_lines(head: bytes) -> str:
    """`detect` for a file of rows, of which some may be damaged: then they are UTF-8 for the most part."""
    if name := detect(head):
        return name
    if zeros := head.count(0):  # a few of them are damage, which the record's reader mends
        return detect_lines(head.replace(b"\x00", b"")) if _ZEROS * zeros <= len(head) else ""
    lines = head.split(b"\n")
    damaged = sum(_decodes(line, "utf-8") is None for line in lines)
    return "utf-8" if 2 * damaged <= len(lines) or _is_damaged_utf8(head) else ""


_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _is_damaged_utf8(head: bytes) -> bool:
    """Whether most bytes beyond ASCII are of whole UTF-8 characters, as hardly ever in other encodings."""
    beyond = len(head) - len(head.translate(None, _BEYOND_ASCII))
    return 2 * sum(map(len, _SEQUENCE.findall(head))) > beyond


def _decodes(head: bytes, name: str) -> str | None:
    """`head` as text, which may be cut within its last character; None if it is not of that encoding."""
    try:
        return codecs.getincrementaldecoder(name)("strict").decode(head)
    except UnicodeError:
        return None


def _utf16_without_mark(head: bytes) -> str:
    """ASCII characters in UTF-16 have a zero as every other byte, and hardly any elsewhere."""
    pairs = max(1, len(head) // 2)
    for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if zeros.count(0) > 0.3 * pairs and others.count(0) < 0.1 * pairs:
            text = _decodes(head, name)
            return name if text is not None and not _CONTROL.search(text) else ""
    return ""


def _is_gb18030(head: bytes) -> bool:
    text = _decodes(head, "gb18030")
    if text is None or _CONTROL.search(text):
        return False
    high = [each for each in text if each > "\x7f"]
    common = sum(_is_common_chinese(each) for each in high)
    return common >= 0.9 * len(high)


def _is_common_chinese(character: str) -> bool:
    """Whether it is of level 1 (the 3,755 most used) or a sign or full-width letter of GB 2312."""
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= row <= 0xA3 or 0xB0 <= row <= 0xD7


def _is_latin(head: bytes) -> bool:
    text = _decodes(head, "cp1252")
    if text is None or _CONTROL.search(text):
        return False
    runs = _HIGH_RUN.findall(text)
    usual = sum(len(run) <= _LONGEST_LATIN_RUN and len(_LATIN.findall(run)) == len(run) for run in runs)
    return usual >= 0.95 * len(runs) and sum(map(len, runs)) <= 0.25 * len(text)


_PROOFS = {"gb18030": _is_gb18030, "cp1252": _is_latin}


def read_up_to(stream: BinaryIO, size: int) -> bytes:
    """The next `size` bytes of `stream`, however few it gives at a time; fewer at its end."""
    pieces = []
    while size > 0 and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def chunks(head: bytes, stream: BinaryIO) -> tuple[str, Iterator[bytes]]:
    """The encoding in which to decode a file, and its bytes (`head`, then `stream`) without a mark.

    UTF-16 is recoded as UTF-8, so that line ends and delimiters are single bytes; what is not valid
    in it stays invalid.

    Raises:
      Malformed: the encoding is not known.
    """
    name = detect_lines(head)
    if not name:
        raise Malformed(f"its encoding is not known; {EXPECTED}")
    mark = next((mark for mark in _BOMS if head.startswith(mark)), b"")
    pieces = _pieces(head[len(mark) :], stream)
    return ("utf-8", _recoded(pieces, name)) if name.startswith("utf-16") else (name, pieces)


def _pieces(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    if head:
        yield head
    while piece := read_up_to(stream, _CHUNK):
        yield piece


def _recoded(pieces: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)("surrogatepass")
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "surrogatepass")
        yield decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:  # a last character that is cut
        yield b"\xff"


def lines(pieces: Iterator[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines in `pieces`, with their ends; None for each that is longer than `limit` bytes."""
    waiting = bytearray()
    overlong = False
    for piece in pieces:
        start = 0
        while end := piece.find(b"\n", start) + 1:
            if overlong or len(waiting) + end - start > limit:
                yield None
            else:
                yield bytes(waiting) + piece[start:end]
            waiting.clear()
            overlong, start = False, end
        waiting += piece[start:]
        if len(waiting) > limit:
            overlong = True
            waiting.clear()
    if waiting or overlong:
        yield None if overlong else bytes(waiting)
