"""US applications published 2001-04: `patent-application-publication`, PAP versions 1.5 and 1.6.

Paragraphs begin with a `number`, which is no text. Applicants who filed electronically marked the
sections themselves: `background-of-invention` often begins with the technical field, by its heading.
Files made from paper have everything before the drawings in `summary-of-invention`. Source of the
element names: the DTDs `pap-v15-2001-01-31` and `pap-v16-2002-01-01`.
"""

from collections.abc import Iterable, Iterator

from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.claimrefs import identified_claims
from patentgpt_jax.corpus.readers.plaintext import outer_text, text, tidy
from patentgpt_jax.corpus.readers.sections import BRIEF_SUMMARY, SectionBuilder, heading_kind
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed
from patentgpt_jax.corpus.record import (
    Record,
    Section,
    family_key,
    iso_date,
    publication_number,
)

_REGIONS = {
    "copyright-statement": "other",
    "cross-reference-to-related-applications": "cross_reference",
    "federal-research-statement": "government_interest",
    "background-of-invention": "background",
    "summary-of-invention": BRIEF_SUMMARY,
    "brief-description-of-drawings": "drawings",
    "brief-description-of-sequences": "other",
    "detailed-description": "detailed_description",
    "program-listing-deposit": "other",
}
# What applicants put under a heading of its own in `background-of-invention`.
_IN_BACKGROUND = {"technical_field", "cross_reference", "government_interest", "background", "summary"}


def record(root: Element, path: str, source: str) -> Record:
    """The record of a `patent-application-publication`.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    _drop_numbers(root)
    data = root.find("subdoc-bibliographic-information")
    digits = data.get("document-id", "doc-number") if data else ""
    if data is None or not digits:
        raise Malformed(f"<{root.tag}> without a publication number")
    office = data.get("document-id", "country-code") or "US"
    kind = data.get("document-id", "kind-code")
    number = publication_number(office, digits, kind)
    application, filed = _filing(data)
    title, abstract = data.find("technical-information", "title-of-invention"), root.find("subdoc-abstract")
    claims = (claim for part in root.elements("subdoc-claims") for claim in part.elements("claim"))
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language="en",
        document_type=bib.us_document_type(kind, ""),
        publication_date=iso_date(data.get("document-id", "document-date")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *_ancestors(data)]) or f"{number}@",
        title=" ".join(text(title).split()) if title else "",
        abstract=text(abstract) if abstract else "",
        sections=_sections(root),
        claims=identified_claims(claims, "id", "dependent-claim-reference", "depends_on"),
        classifications=_classifications(data),
        citations=bib.unique(_cited(each) for each in data.descendants("cited-patent-literature")),
        applicants=_applicants(data),
        source=source,
        path=path,
    )


def _drop_numbers(root: Element) -> None:
    """Empty the numbers of paragraphs, formulae and tables."""
    for number in root.tree.iter("number"):
        tail = number.tail
        number.clear()
        number.tail = tail


def _filing(data: Element) -> tuple[str, str]:
    filing = data.find("domestic-filing-data")
    if filing is None:
        return "", ""
    series = filing.get("application-number-series-code")
    return bib.us_application(filing.get("application-number"), series), iso_date(filing.get("filing-date"))


def _ancestors(data: Element) -> Iterator[tuple[str, str]]:
    """The (number, date) of each application that the document claims to descend from."""
    for claim in data.elements("foreign-priority-data"):
        number = claim.get("priority-application-number")
        yield bib.prior_application(claim.get("country-code"), number), iso_date(claim.get("filing-date"))
    related = ("parent", "parent-pct", "non-provisional-of-provisional", "pct-application")
    for each in data.descendants(*related):
        country, number = each.get("document-id", "country-code"), each.get("document-id", "doc-number")
        date = iso_date(each.get("document-id", "document-date"))
        yield bib.prior_application(country, number), date


def _classifications(data: Element) -> tuple[str, ...]:
    own = data.find("technical-information", "classification-ipc")  # citations have others
    symbols = own.descendants("ipc") if own else []
    return bib.unique(bib.ipc_symbol("".join(each.strings()).strip()) for each in symbols)


def _cited(citation: Element) -> str:
    number = citation.get("document-id", "doc-number")
    country = citation.get("document-id", "country-code") or "US"
    return publication_number(country, number, citation.get("document-id", "kind-code")) if number else ""


def _applicants(data: Element) -> tuple[str, ...]:
    """Assignees; without any, the inventors, who were the applicants."""
    inventors = data.descendants("first-named-inventor", "inventor")
    return _names(data.elements("assignee")) or _names(inventors)


def _names(holders: Iterable[Element]) -> tuple[str, ...]:
    parts = ("given-name", "middle-name", "family-name")
    return bib.unique(
        each.get("organization-name") or " ".join(filter(None, (each.get("name", part) for part in parts)))
        for each in holders
    )


def _sections(root: Element) -> tuple[Section, ...]:
    """Those of the description, and sequence listings."""
    builder = SectionBuilder()
    for description in root.elements("subdoc-description"):
        _walk(description, "", builder)
    for listing in root.elements("sequence-cwu"):
        builder.open_region("other")
        builder.paragraph(outer_text(listing))
    return builder.finish()


def _walk(parent: Element, region: str, builder: SectionBuilder) -> None:
    for node in parent.children:
        if isinstance(node, str):
            builder.paragraph(tidy(node))
        elif isinstance(node, Element) and node.tag in _REGIONS:
            with builder.region(_REGIONS[node.tag]):
                _walk(node, _REGIONS[node.tag], builder)
        elif isinstance(node, Element) and node.tag == "section":
            _walk(node, region, builder)
        elif isinstance(node, Element):
            _add(node, region, builder)


def _add(node: Element, region: str, builder: SectionBuilder) -> None:
    content = outer_text(node)
    if not content or not (node.tag == "heading" or builder.announces(content)):
        builder.paragraph(content)
        return
    if region == "background" and heading_kind(content) in _IN_BACKGROUND:
        builder.open_region(heading_kind(content))
    builder.heading(content)
