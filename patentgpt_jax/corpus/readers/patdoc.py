"""US grants of 2001-04: `PATDOC`, the USPTO's version of WIPO Standard ST.32, DTD versions 2.4 and 2.5.

Bibliographic fields have numbers (`B110` is the document's), texts are in `PDAT` elements, and the
sections of the description are elements of their own, but `BRFSUM` joins background and summary, which
headings tell apart. Version 2.4 is SGML, see `sgml`. Source of the element names: the DTD
`ST32-US-Grant-025xml`.
"""

from collections.abc import Iterator

from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.claimrefs import identified_claims
from patentgpt_jax.corpus.readers.plaintext import outer_text, text, tidy
from patentgpt_jax.corpus.readers.sections import BRIEF_SUMMARY, SectionBuilder
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed
from patentgpt_jax.corpus.record import (
    Record,
    Section,
    family_key,
    iso_date,
    publication_number,
)

_REGIONS = {
    "RELAPP": "cross_reference",
    "GOVINT": "government_interest",
    "BRFSUM": BRIEF_SUMMARY,
    "DRWDESC": "drawings",
    "DETDESC": "detailed_description",
}
# The files of early 2001 have kind codes without their digit. Plants had no publications before grant yet.
_KINDS = {"S": "S1", "E": "E1", "H": "H1", "P": "P2"}


def record(root: Element, path: str, source: str) -> Record:
    """The record of a `PATDOC`.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    _drop_layout(root)
    data = root.find("SDOBI")
    digits = data.get("B100", "B110") if data else ""
    if data is None or not digits:
        raise Malformed(f"<{root.tag}> without a publication number")
    office = data.get("B100", "B190") or "US"
    kind = _KINDS.get(data.get("B100", "B130"), data.get("B100", "B130"))
    number = publication_number(office, digits, kind)
    application = bib.us_application(data.get("B200", "B210"), data.get("B200", "B211US"))
    filed = iso_date(data.get("B200", "B220"))
    document_type = bib.us_document_type(kind, "")
    title, abstract, description = data.find("B500", "B540"), root.find("SDOAB"), root.find("SDODE")
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language="en",
        document_type=document_type,
        publication_date=iso_date(data.get("B100", "B140")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *_ancestors(data)]) or f"{number}@",
        title=" ".join(text(title).split()) if title else "",
        abstract=text(abstract) if abstract else "",
        sections=_sections(description) if description else (),
        claims=identified_claims(root.descendants("CLM"), "ID", "CLREF", "ID", document_type == "reissue"),
        classifications=() if document_type == "design" else _classifications(data),  # designs: Locarno's
        citations=bib.unique(_cited(each) for each in data.descendants("PCIT")),
        applicants=_names(data.descendants("B731")) or _names(data.descendants("B721")),
        source=source,
        path=path,
    )


def _drop_layout(root: Element) -> None:
    """Take out white space between elements: only `PDAT` has text, with all the spaces that it needs."""
    for element in root.tree.iter():
        if element.tag != "PDAT":
            if element.text and element.text.isspace():
                element.text = None
            for child in element:
                if child.tail and child.tail.isspace():
                    child.tail = None


def _ancestors(data: Element) -> Iterator[tuple[str, str]]:
    """The (number, date) of each application that the document claims to descend from."""
    for claim in data.elements("B300"):
        yield bib.prior_application(claim.get("B330"), claim.get("B310")), iso_date(claim.get("B320"))
    for each in data.descendants("PDOC", "B680US", "B861"):
        number = bib.prior_application(each.get("DOC", "CTRY"), each.get("DOC", "DNUM"))
        yield number, iso_date(each.get("DOC", "DATE"))


def _classifications(data: Element) -> tuple[str, ...]:
    """The IPC; its first field has columns, so that its spaces count."""
    fields = data.find("B500", "B510")
    parts = fields.elements("B511", "B512") if fields else ()
    return bib.unique(bib.ipc_symbol("".join(each.strings()).strip()) for each in parts)


def _cited(citation: Element) -> str:
    number = citation.get("DOC", "DNUM")
    country, kind = citation.get("DOC", "CTRY") or "US", citation.get("DOC", "KIND")
    return publication_number(country, number, kind) if number else ""


def _names(holders: list[Element]) -> tuple[str, ...]:
    """Organisations or persons; `PARTY-US` also holds addresses."""
    found = []
    for holder in holders:
        name = holder.find("PARTY-US", "NAM")
        if name:
            person = " ".join(filter(None, (name.get("FNM"), name.get("SNM"))))
            found.append(name.get("ONM") or person)
    return bib.unique(found)


def _sections(description: Element) -> tuple[Section, ...]:
    builder = SectionBuilder()
    for node in description.children:
        if isinstance(node, Element):
            with builder.region(_REGIONS.get(node.tag, "")):
                _walk(node, builder)
        elif isinstance(node, str):
            builder.paragraph(tidy(node))
    return builder.finish()


def _walk(parent: Element, builder: SectionBuilder) -> None:
    for node in parent.children:
        if isinstance(node, str):
            builder.paragraph(tidy(node))
        elif isinstance(node, Element) and node.tag == "BTEXT":
            _walk(node, builder)
        elif isinstance(node, Element):
            builder.add(outer_text(node), node.tag == "H")
