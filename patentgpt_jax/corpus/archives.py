"""The files in a file: archives and compressed files of any nesting, without unpacking them to disk.

Weekly deliveries are zips of XML (USPTO), tars of zips (USPTO's full archives) and zips of zips (EPO,
CNIPA). All but zips are read as a stream. A zip within another archive is held in memory, up to a limit.
Nothing that an archive says of itself is believed: members that name a path outside of it, lie about
their size, overlap, are encrypted, or expand like bombs are refused, each by name, and the rest goes on.
"""

import io
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from patentgpt_jax.corpus import streams, tars, zips
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import Failure, printable
from patentgpt_jax.corpus.streams import HEAD_BYTES, Pieces, Stream
from patentgpt_jax.errors import InputError

MAX_DEPTH = 8  # archives and compressions within one another
MAX_INNER_ZIPS = 512 << 20
_FOREIGN = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\x1f\x9d": "compress (.Z)",
    b"MSCF\0\0\0\0": "CAB",
}


@dataclass(frozen=True)
class Member:
    """One file: `stream` is at its beginning and holds until the next member is asked for.

    The stream of a plain file can seek, that of an archive's member cannot.
    """

    path: str  # of the file, and in an archive of the member: `week.zip/ipg150106.xml`
    head: bytes  # what it begins with: 64 KiB, or all
    stream: BinaryIO
    archived: bool  # whether it lies in an archive, or was compressed


def members(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[Member | Failure]:
    """The files that the file `path` consists of: itself, or all that is in it if it is an archive.

    Text in UTF-16 comes as UTF-8. The position of a failure is 1.

    Args:
      on_bytes: told how many bytes of `path` have been read so far.

    Raises:
      InputError: the file cannot be read.
    """
    file = _File(path, on_bytes or (lambda _: None))
    with io.BufferedReader(file, streams.PIECE_BYTES) as buffered:
        yield from _Walk(file.size).file(printable(str(path)), cast(BinaryIO, buffered))


class _File(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, on_bytes: Callable[[int], None]) -> None:
        self._path, self._on_bytes = path, on_bytes
        self._read = 0
        try:
            status = os.stat(path)
            if not stat.S_ISREG(status.st_mode):
                raise InputError(f"{path}: cannot be read: expected a file")
            super().__init__(path, "rb")
        except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
            reason = getattr(error, "strerror", None) or error
            raise InputError(f"{path}: cannot be read: {reason}") from None
        self.size = status.st_size

    def readinto(self, buffer: object) -> int:
        """As files have it."""
        try:
            size = super().readinto(buffer)  # type: ignore[arg-type]
        except OSError as error:
            raise InputError(f"{self._path}: cannot be read: {error.strerror}") from None
        self._read += size or 0
        self._on_bytes(min(self._read, self.size))
        return size or 0


class _Walk:
    """Goes through the archives in one file, with a bound on all that is decompressed for it."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._unpacked = 0
        self._held = 0  # bytes of zips in memory

    def file(self, name: str, file: BinaryIO) -> Iterator[Member | Failure]:
        """The members of the outermost file."""
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if head.startswith(zips.MAGICS):
            yield from self._named(name, self._inside(name, zips.entries(file, self._spend), 1))
        elif streams.compression(head) or tars.is_tar(head) or streams.utf16(head):
            yield from self._named(name, self._open(name, _pieces(file), 0))
        else:
            yield _foreign(name, head) or Member(name, head, file, archived=False)

    def _open(self, name: str, pieces: Pieces, depth: int) -> Iterator[Member | Failure]:
        """The members of the file `name` that consists of `pieces`.

        Raises:
          Malformed: it, or an archive around it, is damaged.
        """
        stream = Stream(pieces)
        head = stream.head
        compression = streams.compression(head)
        archive = bool(compression) or head.startswith(zips.MAGICS) or tars.is_tar(head)
        if archive and depth >= MAX_DEPTH:
            raise Malformed(f"archives nested more than {MAX_DEPTH} deep")
        if compression:
            unpacked = streams.decompressed(stream.pieces(), compression, self._spend)
            yield from self._open(name, unpacked, depth + 1)
        elif head.startswith(zips.MAGICS):
            yield from self._inside_memory(name, stream, depth)
        elif tars.is_tar(head):
            yield from self._inside(name, tars.entries(stream), depth + 1)
        elif encoding := streams.utf16(head):
            stream = Stream(streams.as_utf8(stream.pieces(), encoding))
            yield Member(name, stream.head, cast(BinaryIO, stream), archived=depth > 0)
        else:
            yield _foreign(name, head) or Member(name, head, cast(BinaryIO, stream), archived=depth > 0)

    def _inside_memory(self, name: str, stream: Stream, depth: int) -> Iterator[Member | Failure]:
        """The members of a zip that cannot seek. Zips within one another share the memory."""
        before = self._held
        try:
            content = io.BytesIO()
            for piece in stream.pieces():
                self._held += len(piece)
                if self._held > MAX_INNER_ZIPS:
                    raise Malformed(f"zips within other archives, of more than {MAX_INNER_ZIPS >> 20} MiB")
                content.write(piece)
            yield from self._inside(name, zips.entries(content, self._spend), depth + 1)
        finally:
            self._held = before

    def _inside(self, name: str, entries: Iterator[tars.Entry], depth: int) -> Iterator[Member | Failure]:
        for entry in entries:
            inner = entry.name.replace("\\", "/")  # as old Windows programs have it
            path = f"{name}/{printable(inner)}" if inner else name
            refusal = entry.refusal or ("names a path outside of its archive" if _leads_out(inner) else "")
            if refusal:
                yield Failure(Path(path), 1, refusal)
            else:
                yield from self._named(path, self._open(path, entry.pieces, depth))
            if self._too_much():
                return

    def _named(self, name: str, found: Iterator[Member | Failure]) -> Iterator[Member | Failure]:
        """`found`, with a failure of the file `name` at its end if that is damaged."""
        try:
            yield from found
        except Malformed as error:
            yield Failure(Path(name), 1, str(error))

    def _spend(self, size: int) -> None:
        self._unpacked += size
        if self._too_much():
            raise Malformed(f"the whole file expands to more than {streams.MAX_RATIO} times its size")

    def _too_much(self) -> bool:
        return self._unpacked > 8 * streams.FLOOR_BYTES + streams.MAX_RATIO * self._size


def _pieces(file: BinaryIO) -> Pieces:
    while piece := file.read(streams.PIECE_BYTES):
        yield piece


def _foreign(name: str, head: bytes) -> Failure | None:
    kind = next((kind for magic, kind in _FOREIGN.items() if head.startswith(magic)), "")
    return Failure(Path(name), 1, f"a {kind} archive, which is not read; unpack it first") if kind else None


def _leads_out(name: str) -> bool:
    parts = name.split("/")
    return name.startswith("/") or ".." in parts or bool(re.match("[A-Za-z]:", name)) or "\0" in name
