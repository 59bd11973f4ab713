"""PatentsView: the USPTO's tables of granted patents (`g_*.tsv`) and applications (`pg_*.tsv`).

Bibliography, abstracts, claims and parts of the description are separate tables, by year, so a record
holds what one table has of a patent: all rows of the claims table, or of the table of drawings, that
follow one another and name the same patent are joined. Also read are the older tables (`patent.tsv`,
`claim.tsv`, `brf_sum_text.tsv`, ...) and the columns of the old and new API. Column names:
patentsview.org's data download dictionary and API reference; numbers have no kind code there except
in the bibliography.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import values
from patentgpt_jax.corpus.readers.language import beginning_language
from patentgpt_jax.corpus.readers.sections import heading_kind
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import (
    Claim,
    Record,
    Section,
    application_number,
    family_key,
    publication_number,
)

_NUMBERS = ("patent_id", "patent_number", "pgpub_id", "document_number")
_TITLES = ("patent_title", "application_title", "publication_title", "title")
_ABSTRACTS = ("patent_abstract", "application_abstract", "publication_abstract", "abstract")
_SECTIONS = {  # by column; the older tables call all of them "text"
    "summary_text": "summary",
    "description_text": "detailed_description",
    "draw_desc_text": "drawings",
}
_TEXTS = frozenset({"claim_text", *_SECTIONS, *_TITLES[:3], *_ABSTRACTS[:3]})
_OLD_PATENT = frozenset({"id", "type", "number", "country", "date", "abstract", "title", "kind"})
_OLD_TEXT = frozenset({"uuid", "patent_id", "text"})
_TYPES = frozenset({"utility", "design", "plant", "reissue"})  # that are named as ours are
_LONGEST_HEADING = 60


def matches(keys: frozenset[str]) -> bool:
    """Whether rows of these columns are a table of PatentsView's that has texts."""
    if keys >= _OLD_PATENT or keys >= _OLD_TEXT:
        return True
    return any(name in keys for name in _NUMBERS) and bool(_TEXTS & keys)


def group(row: Mapping[str, Any]) -> str:
    """The patent of which this row is one of several parts, claims or figures; "" for a whole row."""
    parts = row.keys() & {"claim_sequence", "claim_number", "draw_desc_sequence"}
    old = row.keys() >= _OLD_TEXT and "sequence" in row
    return _number(row) if parts or old else ""


def record(row: Mapping[str, Any], path: str, source: str) -> Record:
    """The record of one row; see `joined`."""
    return joined([row], path, source)


def joined(rows: Sequence[Mapping[str, Any]], path: str, source: str) -> Record:
    """The record of rows that are parts of one patent.

    Raises:
      Malformed: they have no patent number, or no text.
    """
    row = rows[0]
    number, kind = _number(row), _first(row, "wipo_kind", "kind")
    if not re.search(r"\d", number):
        raise Malformed("a row of PatentsView without a patent number")
    publication = publication_number("US", number, kind)
    title = _unquoted(_first(row, *_TITLES))
    abstract = _unquoted(_first(row, *_ABSTRACTS))
    sections, claims = _sections(rows), _claims(rows)
    if not title and not abstract and not sections and not claims:
        raise Malformed("a row of PatentsView without text")
    application = _first(row, "application_id", "application_number")
    application = application_number("US", application) if application else ""
    filed = values.date(_first(row, "filing_date", "patent_application_date"))
    text = abstract or (sections[0].text if sections else claims[0].text if claims else title)
    return Record(
        publication_number=publication,
        kind=kind,
        application_number=application,
        office="US",
        language=beginning_language(text),
        document_type=_document_type(row, publication, kind),
        publication_date=values.date(
            _first(row, "patent_date", "published_date", "publication_date", "date")
        ),
        filing_date=filed,
        earliest_priority=family_key([(application, filed)]) if application and filed else "",
        title=" ".join(title.split()),
        abstract=abstract,
        sections=sections,
        claims=claims,
        source=source,
        path=path,
    )


def _number(row: Mapping[str, Any]) -> str:
    return _first(row, *_NUMBERS, *(("number", "id") if row.keys() >= _OLD_PATENT else ()))


def _first(row: Mapping[str, Any], *names: str) -> str:
    return next(filter(None, (values.text(row.get(name)) for name in names)), "")


def _unquoted(text: str) -> str:
    """Text that an export quoted twice: `"a ""b"" c"` as a value is `a "b" c`."""
    inner = text[1:-1]
    if text[:1] == text[-1:] == '"' and len(text) > 1 and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"').strip()
    return text


def _document_type(row: Mapping[str, Any], publication: str, kind: str) -> str:
    named = _first(row, "patent_type", "type").lower()
    if named in _TYPES:
        return named
    if "invention registration" in named:
        return "sir"
    return "other" if "defensive" in named else bib.document_type("US", kind, publication)


def _sections(rows: Sequence[Mapping[str, Any]]) -> tuple[Section, ...]:
    found: list[Section] = []
    for column, kind in _SECTIONS.items():
        texts = [text for row in _in_order(rows) if (text := _text(row, column))]
        if texts:
            found.append(_section(kind, "\n\n".join(texts)))
    return tuple(found)


def _section(kind: str, text: str) -> Section:
    """A part of the description, with its first line for a heading where it is one."""
    first, _, rest = text.partition("\n")
    heading = len(first) <= _LONGEST_HEADING and bool(heading_kind(first)) and bool(rest.strip())
    return Section(kind, first.strip(), rest.strip()) if heading else Section(kind, "", text)


def _text(row: Mapping[str, Any], column: str) -> str:
    """The text of a section; in the older tables `length` marks the description, `sequence` drawings."""
    if row.keys() >= _OLD_TEXT and "dependent" not in row:
        is_column = "description_text" if "length" in row else "draw_desc_text" if "sequence" in row else ""
        return values.text(row["text"]) if column == (is_column or "summary_text") else ""
    return values.text(row.get(column))


def _in_order(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    def place(row: Mapping[str, Any]) -> int:
        sequence = _first(row, "claim_sequence", "draw_desc_sequence", "sequence")
        return int(sequence) if re.fullmatch(r"\d{1,6}", sequence) else 0

    return sorted(rows, key=place)


def _claims(rows: Sequence[Mapping[str, Any]]) -> tuple[Claim, ...]:
    """Claims by their texts: the column `dependent` counts from 0 or from 1, by the year."""
    texts = []
    for row in _in_order(rows):
        old = row.keys() >= _OLD_TEXT and "dependent" in row
        text = values.text(row["text"] if old else row.get("claim_text"))
        number = _first(row, "claim_number").lstrip("0")
        if text:
            texts.append(RawClaim(number, text, _references(row)))
    return build_claims(texts)


def _references(row: Mapping[str, Any]) -> tuple[int, ...]:
    named = re.findall(r"claims?\s+(\d{1,4})", _first(row, "dependent", "claim_dependent"))
    return tuple(map(int, named))
