"""The members of a tar archive, read in one pass from a stream that cannot seek.

Formats: POSIX ustar and pax, and GNU's long names and large sizes. The standard library's reader keeps
every member, takes headers of any size into memory, and stops at a damaged one; this one does not.
Links, devices and sparse files hold no text of their own and are named, not followed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.streams import PIECE_BYTES, Pieces, Stream

_BLOCK = 512
_MAX_HEADER = 1 << 16  # of a long name or pax records
_REGULAR = b"0\x007"
_NO_FILES = b"5DV"  # directories, the label of a volume
_REFUSED = {
    b"1": "a link, which is not followed",
    b"2": "a link, which is not followed",
    b"3": "a device",
    b"4": "a device",
    b"6": "a named pipe",
    b"S": "a sparse file",
}
_CUT_SHORT = "the tar archive is cut short"


class Entry(NamedTuple):
    """A member of an archive: its name and its bytes, or why it is not read."""

    name: str
    pieces: Pieces
    refusal: str = ""


class _Header(NamedTuple):
    name: str
    kind: bytes
    size: int


def is_tar(head: bytes) -> bool:
    """Whether a file that begins with `head` is a tar archive: the first header's checksum is right."""
    return len(head) >= _BLOCK and _checksum_holds(head[:_BLOCK])


def entries(stream: Stream) -> Iterator[Entry]:
    """The members of the archive in `stream`, in order. Each is to be read before the next is asked for.

    Raises:
      Malformed: the archive is cut short.
    """
    damaged = ended = False
    long: dict[str, str] = {}
    while block := stream.read(_BLOCK):
        if len(block) < _BLOCK:
            raise Malformed(_CUT_SHORT)
        if not block.strip(b"\0"):  # after the end of an archive another may follow
            ended, damaged = True, False
            continue
        if not _checksum_holds(block) or _size(block) < 0:
            if not damaged:
                yield Entry("", iter(()), "a damaged header in the tar archive, or no header")
            damaged = True  # until the next block that is a header
            continue
        damaged = ended = False
        header = _header(block, long)
        region = _Region(stream, header.size)
        if header.kind in (b"L", b"x", b"X", b"K", b"g"):
            long |= _extension(header.kind, region)
            continue
        entry = _entry(header, region, sparse="sparse" in long)
        long = {}
        if entry:
            yield entry
        region.skip()
    if not ended:
        raise Malformed(_CUT_SHORT)


def _entry(header: _Header, region: "_Region", sparse: bool) -> Entry | None:
    if header.kind in _NO_FILES or (header.kind in _REGULAR and header.name.endswith("/")):
        return None
    refusal = _REFUSED.get(header.kind, "")
    if not refusal and header.kind not in _REGULAR:
        refusal = f"a tar member of the unknown kind {header.kind!r}"
    return Entry(header.name, region.pieces(), "a sparse file" if sparse else refusal)


def _checksum_holds(block: bytes) -> bool:
    return _number(block[148:156]) == sum(block) - sum(block[148:156]) + 8 * ord(" ")


def _number(field: bytes) -> int:
    """An octal number, or a large one in base 256; -1 if it is none."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    try:
        return int(digits or b"0", 8) if digits.isdigit() or not digits else -1
    except ValueError:
        return -1


def _size(block: bytes) -> int:
    return _number(block[124:136])


def _header(block: bytes, long: dict[str, str]) -> _Header:
    name, kind = block[:100].split(b"\0")[0], block[156:157]
    if block[257:263] == b"ustar\0":  # GNU's own format has times in place of the prefix
        name = b"/".join(filter(None, (block[345:500].split(b"\0")[0], name)))
    has_data = kind not in (b"1", b"2", b"3", b"4", b"5", b"6")
    size = int(long.get("size", _size(block))) if kind in _REGULAR else _size(block)
    return _Header(long.get("path", _text(name)), kind, size if has_data else 0)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _extension(kind: bytes, region: "_Region") -> dict[str, str]:
    """What a header before a member's own says of it."""
    if kind in (b"K", b"g"):  # the target of a link; what holds for all members: dates, comments
        region.skip()
        return {}
    data = region.whole()
    if kind == b"L":
        return {"path": _text(data.split(b"\0")[0])}
    found = {}
    at = 0
    while at < len(data) and data[at]:
        space = data.find(b" ", at, at + 6)
        digits = data[at : max(at, space)]
        end = at + int(digits) if digits.isdigit() else 0
        if not at < space < end <= len(data):
            raise Malformed("a damaged pax header in the tar archive")
        key, _, value = data[space + 1 : end].partition(b"=")
        if key == b"path":
            found["path"] = _text(value.rstrip(b"\n"))
        elif key == b"size" and value.strip().isdigit() and len(value) < 20:
            found["size"] = value.strip().decode()
        elif key.startswith(b"GNU.sparse"):
            found["sparse"] = "yes"
        at = end
    return found


class _Region:
    """The next `size` bytes of a stream, with what fills up the last block."""

    def __init__(self, stream: Stream, size: int) -> None:
        self._stream, self._size = stream, size
        self._left = size

    def pieces(self) -> Pieces:
        """The bytes that were not read yet."""
        while self._left:
            piece = self._stream.read(min(self._left, PIECE_BYTES))
            if not piece:
                raise Malformed(_CUT_SHORT)
            self._left -= len(piece)
            yield piece

    def whole(self) -> bytes:
        """All bytes of a header, and the stream behind it."""
        if self._size > _MAX_HEADER:
            raise Malformed(f"a header of {self._size} bytes in the tar archive")
        data = b"".join(self.pieces())
        self.skip()
        return data

    def skip(self) -> None:
        """Go to the next header."""
        for _ in self.pieces():
            pass
        self._stream.read(-self._size % _BLOCK)
