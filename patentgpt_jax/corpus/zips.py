"""The members of a zip archive: the standard library's reader, with what archives may do to it bounded.

A zip is read from its end, so it must be a file that can seek; see `archives` for those within others.
Members are taken in the order in which they lie in the file.
"""

import stat
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.streams import PIECE_BYTES, Pieces, check_ratio
from patentgpt_jax.corpus.tars import Entry
from patentgpt_jax.errors import InputError

MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_MAX_DIRECTORY = 64 << 20  # bytes: some 700,000 members, for which zipfile takes half a gigabyte
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
_LOCAL_HEADER = 30  # bytes, without the name


def entries(file: BinaryIO, spend: Callable[[int], None]) -> Iterator[Entry]:
    """The members of the zip `file`. `spend` is told of every decompressed piece's size.

    Raises:
      Malformed: it has no directory of its members, or a damaged one.
    """
    archive = _opened(file)
    members = sorted(archive.infolist(), key=lambda each: each.header_offset)
    ends = [member.header_offset for member in members[1:]] + [archive.start_dir]
    for member, end in zip(members, ends, strict=False):
        if not member.filename.endswith("/"):  # is_dir() fails on a name that is empty
            yield Entry(member.filename, _pieces(archive, member, spend), _refusal(member, end))


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(_Bounded(file))
    except (Malformed, InputError):
        raise
    except Exception as error:  # on damaged bytes zipfile raises BadZipFile, struct.error, ValueError, ...
        raise Malformed(f"a damaged zip archive, or one that is cut short ({error})") from None


class _Bounded:
    """A file that does not give more at a time than a reader of zips that are no attack asks for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        """As files have it."""
        if size > _MAX_DIRECTORY:
            raise Malformed(f"the zip archive's directory of members takes {size >> 20} MiB")
        return self._file.read(size)

    def close(self) -> None:
        """The file is closed by who opened it."""


def _refusal(member: zipfile.ZipInfo, end: int) -> str:
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link, which is not followed"
    if member.flag_bits & 0x1:
        return "encrypted"
    if member.compress_type not in _METHODS:
        return f"compressed by the unsupported method {member.compress_type} of zip"
    if member.header_offset + _LOCAL_HEADER + member.compress_size > end:
        return "overlaps the next member of the zip archive"
    return ""


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, spend: Callable[[int], None]) -> Pieces:
    unpacked = 0
    try:
        with archive.open(member) as file:
            while piece := cast(zipfile.ZipExtFile, file).read1(PIECE_BYTES):
                unpacked += len(piece)
                check_ratio(member.compress_size, unpacked)
                spend(len(piece))
                yield piece
    except (Malformed, InputError):
        raise
    except Exception as error:  # zlib.error, lzma.LZMAError, EOFError, struct.error, UnicodeError, ...
        raise Malformed(f"damaged in the zip archive ({str(error)[:100] or 'cut short'})") from None
    if unpacked != member.file_size:
        raise Malformed(f"{unpacked} bytes, where the zip archive says {member.file_size}")
