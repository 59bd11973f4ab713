"""Readers, one file a format, and the choice between them by content.

A new XML format is one new file with a function `record(root, path, source)` and one line in
`_READERS`. A new table is one with `matches(keys)` and `record(row, path, source)`, and one name in
`tabular._ROW_READERS`. Another format is one new file and one line in `FORMATS`.

The modules: `redbook`, `pap`, `patdoc`, `epo`, `st36` and `cnipa_xml` read XML, `greenbook` the USPTO's APS
text and `plain` any other text. For XML, `cutting` and `beginnings` cut files into documents, `sgml` and
`mending` make well-formed what is not, `xmltext` parses (and has the failures and the size limit of all
formats), `entities` knows named characters; `plaintext` makes text of markup. `tabular` makes records of
rows: `rows` gives these from `json_rows`, `csv_rows` and `parquet_rows`, each as the `row` of its file;
`lifting` opens the objects that wrap them; `google`, `cnipa`, `hupd`, `bigpatent` and `patentsview` read
one published table each, `generic` all others, with `exams` for questions, `chat` for conversations,
`headed` for lists of parts with headings and `localized` for values in several languages. `values` reads
what cells hold, `htmltext` the HTML in them, `encodings` the encoding of rows and texts. Descriptions
become sections in `sections` (the builder, and what a heading announces, by the `headingwords` of German,
French and Chinese), where `textsections` looks for headings in lines of text, `hanparagraphs` in Chinese
paragraphs. Claims are cut out of one text by `claimtext`, linked by the markup of US formats in
`claimrefs`, and read with the brackets of `reissues`; `claims`, the package beside this one, understands
them. `bibliography` has the numbers, symbols and names of all offices, `sdobi` those of the EPO's layout,
`apscodes` the characters of APS text, `language` tags and guesses of languages.
"""

import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from patentgpt_jax.corpus.columns import ColumnMap
from patentgpt_jax.corpus.readers import (
    cnipa_xml,
    epo,
    greenbook,
    pap,
    patdoc,
    plain,
    redbook,
    sgml,
    st36,
    tabular,
)
from patentgpt_jax.corpus.readers.cutting import Oversize, split
from patentgpt_jax.corpus.readers.mending import mend
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed, NotWellFormed, OtherDocument, parse
from patentgpt_jax.corpus.record import Failure, Record

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
# Documents that come between patents, or with them, and are none, by their root elements: sequence
# listings, and what tells programs how the documents are made.
_ATTACHMENTS = frozenset(
    {"sequence-cwu", "sequence-listing", "sequence-list", "ST26SequenceListing"}
    | {"xsl:stylesheet", "xsl:transform", "xs:schema", "xsd:schema", "schema"}
)
EXPECTED = "expected patents of the USPTO, the EPO or the CNIPA, rows of JSON, CSV or Parquet, or text"


class Cut(NamedTuple):
    """A format whose files are cut into documents, each of which is read by itself."""

    matches: Callable[[bytes], bool]  # whether a file that begins like this is of the format
    split: Callable[[BinaryIO], Iterator[bytes | None]]  # None for a document past the size limit
    record: Callable[[bytes, str, str], Record | None]  # of data, path, source; None for an attachment


OnRaw = Callable[[Callable[[], bytes]], None]
"""Handed what gives the bytes that a record is read from, before the record comes."""


class Whole(NamedTuple):
    """A format whose files are read as a whole: of a stream, a path, a source and a column map."""

    matches: Callable[[bytes], bool]
    read: Callable[[BinaryIO, str, str, ColumnMap | None, OnRaw], Iterator[Record | Failure]]


def read_document(data: bytes, path: str, source: str) -> Record | None:
    """The record of one XML document; None for an attachment such as a sequence listing.

    Raises:
      Malformed: it is not a whole, well-formed document of a known format.
    """
    if isinstance(data, Oversize) and not _is_attachment(data):
        raise Malformed(data.reason)
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


FORMATS: tuple[Cut | Whole, ...] = (  # the first that matches reads the file
    Cut(_begins_like_xml, split, read_document),
    Cut(greenbook.matches, greenbook.split, greenbook.record),
    Whole(tabular.matches, tabular.read),
    Cut(_holds_declaration, split, read_document),
    Whole(plain.matches, plain.read),
)


def format_of(head: bytes) -> Cut | Whole | None:
    """The format of a file that begins with `head`; None if it is of none that is known."""
    return next((each for each in FORMATS if each.matches(head)), None)
