"""BigPatent: US patents of 1971-2018, for summarisation (Sharma, Li and Wang, 2019).

The original JSON lines have publication and application number beside abstract and description; the
copy in the Hugging Face hub has only the last two, so that such a record's name is a hash of its
text. Texts were lower-cased and tokenised by the authors, and headings taken out of them, so the
description is one section. There are no claims.
"""

from collections.abc import Mapping
from typing import Any

from patentgpt_jax.corpus.readers import generic, values
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import Record, Section, application_number

_TEXTS = frozenset({"description", "abstract"})
_WHOLE = _TEXTS | {"publication_number", "application_number"}


def matches(keys: frozenset[str]) -> bool:
    """Whether rows of these columns are BigPatent's, in either form."""
    return keys in (_TEXTS, _WHOLE)


def record(row: Mapping[str, Any], path: str, source: str) -> Record:
    """The record of one row.

    Raises:
      Malformed: it has neither an abstract nor a description.
    """
    abstract, description = values.text(row.get("abstract")), values.text(row.get("description"))
    if not abstract and not description:
        raise Malformed("a row of BigPatent without abstract and description")
    number, office, kind = generic.publication(row.get("publication_number"), "US", "")
    application = values.line(row.get("application_number"))
    return Record(
        publication_number=number or values.text_id(abstract, description),
        kind=kind,
        application_number=application_number("US", application) if application else "",
        office=office or "US",
        language=values.language(abstract or description),
        document_type=generic.patent_type("US", number, kind),
        abstract=abstract,
        sections=(Section("other", "", description),) if description else (),
        source=source,
        path=path,
    )
