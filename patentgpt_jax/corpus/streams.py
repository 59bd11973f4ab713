"""Streams of bytes that are decompressed, or brought to UTF-8, while they are read.

What a stream holds is told from its first bytes (the magic numbers of RFC 1952, RFC 8878, the bzip2 and
xz formats), never from a file's name. Everything is an iterator of pieces of bytes, so that memory does
not grow with the file; damage raises `Malformed` after all that precedes it was given out. A few bytes
that expand without end are refused by the ratio of the sizes.
"""

import bz2
import codecs
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Protocol

import pyarrow as pa

from patentgpt_jax.corpus.readers.xmltext import Malformed

HEAD_BYTES = 1 << 16
PIECE_BYTES = 1 << 18
MAX_RATIO = 200  # texts hardly ever compress to less than a fiftieth
FLOOR_BYTES = 128 << 20  # below which the ratio does not matter
_MAX_DICTIONARY = 256 << 20  # of xz; its highest preset takes 65 MiB
_ZSTD_BYTES = 1 << 12  # what is lost before damage

Pieces = Iterator[bytes]


class _Raw(io.RawIOBase):
    def __init__(self, pieces: Pieces) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._fault: Malformed | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(self._next())
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _next(self) -> bytes:
        if self._fault:  # so that whoever else reads on hears of it
            raise self._fault
        try:
            return next(filter(None, self._pieces), b"")
        except Malformed as fault:
            self._fault = fault
            raise


class Stream(io.BufferedReader):
    """`pieces` as a binary file that cannot seek; `head` is what it begins with, still to be read."""

    def __init__(self, pieces: Pieces) -> None:
        self.head, pieces = _with_head(pieces)
        super().__init__(_Raw(pieces), HEAD_BYTES)

    def read(self, size: int | None = -1) -> bytes:
        """Up to `size` bytes, and all of them where no damage is near.

        Raises:
          Malformed: the stream is damaged here; what precedes the damage was read before.
        """
        found: list[bytes] = []
        left = -1 if size is None else size
        try:
            while left and (piece := self.read1(left if left > 0 else PIECE_BYTES)):
                found.append(piece)
                left -= len(piece) if left > 0 else 0
        except Malformed:
            if not found:
                raise
        return b"".join(found)

    def pieces(self) -> Pieces:
        """The bytes from here on."""
        while piece := self.read1(PIECE_BYTES):
            yield piece


def _with_head(pieces: Pieces) -> tuple[bytes, Pieces]:
    """The first `HEAD_BYTES` of `pieces`, and all of them; damage right at the beginning is raised."""
    found: list[bytes] = []
    size = 0
    try:
        while size < HEAD_BYTES and (piece := next(filter(None, pieces), b"")):
            found.append(piece)
            size += len(piece)
    except Malformed as fault:
        if not found:
            raise
        pieces = _raising(fault)
    return b"".join(found)[:HEAD_BYTES], chain(found, pieces)


def _raising(fault: Malformed) -> Pieces:
    raise fault
    yield b""


def compression(head: bytes) -> str:
    """The name of the compression of what begins with `head`; "" if it is not compressed."""
    return next((name for name, (magic, _) in _COMPRESSIONS.items() if re.match(magic, head)), "")


def decompressed(pieces: Pieces, name: str, spend: Callable[[int], None]) -> Pieces:
    """What `pieces`, compressed as `compression` names it, hold. `spend` is told of every piece's size.

    Raises:
      Malformed: damaged, cut short, or expanding beyond all measure.
    """
    packed = 0

    def counted() -> Pieces:
        nonlocal packed
        for piece in pieces:
            packed += len(piece)
            yield piece

    unpacked = 0
    for piece in _COMPRESSIONS[name][1](counted()):
        unpacked += len(piece)
        check_ratio(packed, unpacked)
        spend(len(piece))
        yield piece


def check_ratio(packed: int, unpacked: int) -> None:
    """Refuse what expands as no text does.

    Raises:
      Malformed: it is more than `MAX_RATIO` times as large as it was.
    """
    if unpacked > FLOOR_BYTES + MAX_RATIO * packed:
        raise Malformed(f"expands to more than {MAX_RATIO} times its size")


class _Decompressor(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._full = False

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        found = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self._full = len(found) == max_length
        return found


def _unpack(pieces: Pieces, name: str, new: Callable[[], _Decompressor]) -> Pieces:
    """The content of compressed streams one after another, with zeros between them or none."""
    current: _Decompressor | None = None
    try:
        for data in pieces:
            while data or (current and not current.needs_input):
                if current is None:
                    data = data.lstrip(b"\0")
                    if not data:
                        break
                    current = new()
                yield current.decompress(data, PIECE_BYTES)
                data, current = (current.unused_data, None) if current.eof else (b"", current)
    except (zlib.error, OSError, EOFError, lzma.LZMAError) as error:
        raise Malformed(f"damaged {name} data ({error})") from None
    if current:
        raise Malformed(f"{name} data cut short")


def _unpack_zstd(pieces: Pieces) -> Pieces:
    try:
        packed = Stream(pieces)
        with pa.CompressedInputStream(pa.PythonFile(packed, "r"), "zstd") as unpacked:
            while data := unpacked.read(_ZSTD_BYTES):
                yield data
    except (OSError, pa.ArrowException) as error:
        cut = "Truncated" in str(error)
        raise Malformed("zstd data cut short" if cut else f"damaged zstd data ({error})") from None


_COMPRESSIONS: dict[str, tuple[bytes, Callable[[Pieces], Pieces]]] = {
    "gzip": (rb"\x1f\x8b\x08", lambda pieces: _unpack(pieces, "gzip", _Gzip)),
    "bzip2": (
        rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)",
        lambda pieces: _unpack(pieces, "bzip2", bz2.BZ2Decompressor),
    ),
    "xz": (
        rb"\xfd7zXZ\0",
        lambda pieces: _unpack(pieces, "xz", lambda: lzma.LZMADecompressor(memlimit=_MAX_DICTIONARY)),
    ),
    "zstd": (rb"\x28\xb5\x2f\xfd", _unpack_zstd),
}

_MARKS = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def utf16(head: bytes) -> str:
    """Python's name of the UTF-16 of a text that begins with `head`: by its mark, or by a "<"; or ""."""
    if head.startswith(codecs.BOM_UTF32_LE):
        return ""
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), "")


def as_utf8(pieces: Pieces, encoding: str) -> Pieces:
    """The text in `pieces` as UTF-8.

    Raises:
      Malformed: it is not text of that encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError:
        raise Malformed("damaged UTF-16 text") from None
