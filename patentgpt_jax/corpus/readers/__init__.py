"""Readers, one file a format, and the choice between them by content.

A new XML format is one new file with a function `record(root, path, source)` and one line in
`_READERS`. Another format is one new file and one line in `CARRIERS`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, NamedTuple

from patentgpt_jax.corpus.readers import redbook, st36
from patentgpt_jax.corpus.readers.cutting import Oversize, split
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed, OtherDocument, parse
from patentgpt_jax.corpus.record import Failure, Record

_READERS: dict[str, Callable[[Element, str, str], Record]] = {
    "us-patent-grant": redbook.record,
    "us-patent-application": redbook.record,
    "lexisnexis-patent-document": st36.record,
}
# Documents that come between patents, or with them, and are none, by their root elements: sequence
# listings, and what tells programs how the documents are made.
_ATTACHMENTS = frozenset(
    {"sequence-cwu", "sequence-listing", "sequence-list", "ST26SequenceListing"}
    | {"xsl:stylesheet", "xsl:transform", "xs:schema", "xsd:schema", "schema"}
)
EXPECTED = "expected XML of US grants or applications (red book v4) or Chinese patents (ST.36)"


class Cut(NamedTuple):
    """A format whose files are cut into documents, each of which is read by itself."""

    matches: Callable[[bytes], bool]  # whether a file that begins like this is of the format
    split: Callable[[BinaryIO], Iterator[bytes | None]]  # None for a document past the size limit
    record: Callable[[bytes, str, str], Record | None]  # of data, path, source; None for an attachment


class Rows(NamedTuple):
    """A format whose files are read as a whole: of a stream, a path, a source and a column map."""

    matches: Callable[[bytes], bool]
    read: Callable[[BinaryIO, str, str, Mapping[str, str] | None], Iterator[Record | Failure | None]]


def read_document(data: bytes, path: str, source: str) -> Record | None:
    """The record of one XML document; None for an attachment such as a sequence listing.

    Raises:
      Malformed: it is not a whole, well-formed document of a known format.
    """
    if isinstance(data, Oversize) and not _is_attachment(data):
        raise Malformed(data.reason)
    try:
        root = parse(data, pass_over=_ATTACHMENTS)
    except OtherDocument:
        return None
    reader = _READERS.get(root.tag)
    if reader is None:
        raise Malformed(f"the root element <{root.tag[:80]}> is not a patent format; {EXPECTED}")
    return reader(root, path, source)


def _is_attachment(document: Oversize) -> bool:
    try:
        parse(document, pass_over=_ATTACHMENTS)
    except OtherDocument:
        return True
    except Malformed:
        pass
    return False


def _begins_like_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n\x1a").startswith(b"<")


def _holds_declaration(head: bytes) -> bool:
    """A file that begins within a document, or after a line of something else."""
    return bool(re.search(rb"(?:^|>)[ \t]*<\?xml[ \t\r\n]", head, re.MULTILINE))


CARRIERS: tuple[Cut | Rows, ...] = (  # the first that matches reads the file
    Cut(_begins_like_xml, split, read_document),
    Cut(_holds_declaration, split, read_document),
)


def carrier(head: bytes) -> Cut | Rows | None:
    """What reads a file that begins with `head`; None if nothing does."""
    return next((each for each in CARRIERS if each.matches(head)), None)
