"""Readers, one file a format, and the choice between them by a document's content.

A new XML format is one new file with a function `record(root, path, source)` and one line in
`_READERS`.
"""

from collections.abc import Callable

from patentgpt_jax.corpus.readers import redbook, st36
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed, OtherDocument, parse
from patentgpt_jax.corpus.record import Record

_READERS: dict[str, Callable[[Element, str, str], Record]] = {
    "us-patent-grant": redbook.record,
    "us-patent-application": redbook.record,
    "lexisnexis-patent-document": st36.record,
}
# Documents that come between patents and are none: sequence listings, by their root elements.
_ATTACHMENTS = frozenset({"sequence-cwu", "sequence-listing", "sequence-list", "ST26SequenceListing"})
# A byte order mark, or "<" without one. Documents in UTF-16 could not be told apart by their bytes.
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_COMPRESSED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
EXPECTED = "expected XML of US grants or applications (red book v4) or Chinese patents (ST.36)"


def unreadable(head: bytes) -> str:
    """Why a file that begins with `head` holds nothing to read; "" if it may."""
    if not head.strip():
        return f"the file is empty; {EXPECTED}"
    for magic, name in _COMPRESSED.items():
        if head.startswith(magic):
            return f"the file is {name}-compressed; unpack it first"
    if head.startswith(_UTF16):
        return "the file is UTF-16; convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return "" if start.startswith(b"<") or b"<?xml" in head else f"not XML; {EXPECTED}"


def read_document(data: bytes, path: str, source: str) -> Record | None:
    """The record of one document; None for an attachment such as a sequence listing.

    Raises:
      Malformed: it is not a whole, well-formed document of a known format.
    """
    try:
        root = parse(data, pass_over=_ATTACHMENTS)
    except OtherDocument:
        return None
    reader = _READERS.get(root.tag)
    if reader is None:
        raise Malformed(f"the root element <{root.tag[:80]}> is not a patent format; {EXPECTED}")
    try:
        return reader(root, path, source)
    except RecursionError:  # no real document comes near; bounding the depth of every one costs time
        raise Malformed("its elements are nested too deep") from None
