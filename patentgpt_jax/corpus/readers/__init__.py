"""Readers, one file a format, and the choice between them by a document's content.

A new XML format is one new file with a function `record(root, path, source)` and one line in
`_READERS`.
"""

import dataclasses
from collections.abc import Callable

from patentgpt_jax.corpus.readers import cnipa_xml, epo, pap, patdoc, redbook, sgml, st36
from patentgpt_jax.corpus.readers.mending import mend
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed, NotWellFormed, OtherDocument, parse
from patentgpt_jax.corpus.record import Record

_READERS: dict[str, Callable[[Element, str, str], Record]] = {
    "us-patent-grant": redbook.record,
    "us-patent-application": redbook.record,
    "patent-application-publication": pap.record,
    "PATDOC": patdoc.record,
    "ep-patent-document": epo.record,
    "lexisnexis-patent-document": st36.record,
    "cn-patent-document": st36.record,
    "PatentDocumentAndRelated": cnipa_xml.record,
}
# Documents that come between patents and are none: sequence listings, by their root elements.
_ATTACHMENTS = frozenset({"sequence-cwu", "sequence-listing", "sequence-list", "ST26SequenceListing"})
# A byte order mark, or "<" without one. Documents in UTF-16 could not be told apart by their bytes.
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_COMPRESSED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
EXPECTED = "expected XML of US patents (from 2001 on), of the EPO or of Chinese patents (ST.36)"


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
    mended = 0
    if sgml.is_sgml(data):
        data, mended = sgml.to_xml(data)
    try:
        root, repairs = _parsed(data)
    except OtherDocument:
        return None
    reader = _READERS.get(root.tag) or _READERS.get(root.tag.rpartition(":")[2])
    if reader is None:
        raise Malformed(f"the root element <{root.tag[:80]}> is not a patent format; {EXPECTED}")
    try:
        record = reader(root, path, source)
    except RecursionError:  # no real document comes near; bounding the depth of every one costs time
        raise Malformed("its elements are nested too deep") from None
    return dataclasses.replace(record, repairs=mended + repairs) if mended + repairs else record


def _parsed(data: bytes) -> tuple[Element, int]:
    """The root of a document, and how many places had to be mended to parse it."""
    try:
        return parse(data, pass_over=_ATTACHMENTS), 0
    except NotWellFormed as refused:
        mended, places = mend(data)
        try:
            return parse(mended, pass_over=_ATTACHMENTS), places
        except NotWellFormed:
            raise refused from None
