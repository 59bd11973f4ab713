"""Cut concatenated XML files into their documents, in bounded memory.

Weekly files hold many documents one after another, and are cut where each begins (see `beginnings`).
"""

from collections.abc import Iterator
from typing import BinaryIO

from patentgpt_jax.corpus.readers import xmltext
from patentgpt_jax.corpus.readers.beginnings import LONGEST, Beginnings
from patentgpt_jax.corpus.readers.xmltext import Malformed

_CHUNK = 1 << 20
_OVERSIZE_HEAD = 4096  # bytes in which the root element is found
_BLANK = b" \t\r\n\x00\x1a\xef\xbb\xbf"  # white space, a byte order mark, an old end-of-file mark


class Oversize(bytes):
    """The beginning of a document that is larger than `MAX_DOCUMENT_BYTES`; the rest is passed over."""

    @property
    def reason(self) -> str:
        """The failure, in a few words."""
        return f"larger than {xmltext.MAX_DOCUMENT_BYTES >> 20} MiB"


def split(file: BinaryIO) -> Iterator[bytes]:
    """Cut `file` into documents: one `bytes` a document, `Oversize` for one past the limit.

    Memory is bounded by about twice the largest document, up to the limit.

    Raises:
      Malformed: the file is damaged here. What precedes the damage came as a document, if a broken one.
    """
    document, beginnings = _Growing(), Beginnings()
    held = b""  # the last bytes that were read, in which a document may begin
    chunks = _Chunks(file)
    for chunk in chunks:
        window = held + chunk
        start = 0
        for position in beginnings.positions(window, len(held)):
            document.add(window[start:position])
            yield from document.finish()
            start = position
        end = max(start, len(window) - LONGEST)
        document.add(window[start:end])
        held = window[end:]
    document.add(held)
    yield from document.finish()
    if chunks.fault:
        raise chunks.fault


class _Chunks:
    """The content of a file, up to where it is damaged."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.fault: Malformed | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            while chunk := self._file.read(_CHUNK):
                yield chunk
        except Malformed as fault:
            self.fault = fault


class _Growing:
    """A document that is being read."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """The next bytes of it."""
        self._size += len(piece)
        self._pieces.append(piece)
        if self._size > xmltext.MAX_DOCUMENT_BYTES:
            self._pieces = [b"".join(self._pieces)[:_OVERSIZE_HEAD]]

    def finish(self) -> Iterator[bytes]:
        """The document, if it is more than white space, and begin the next one."""
        oversize = self._size > xmltext.MAX_DOCUMENT_BYTES
        data = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        data = data.strip(_BLANK)
        if oversize or data:
            yield Oversize(data[:_OVERSIZE_HEAD]) if oversize else data
