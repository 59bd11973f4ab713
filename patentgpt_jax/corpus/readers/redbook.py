"""US grants and applications from 2005 on: the "red book" XML, DTD versions 4.0 to 4.7.

Sections of the description are marked by processing instructions (`<?BRFSUM end="lead"?>` to
`end="tail"`) in grants, by others with longer names in applications, and by headings; see
`sections`. Source of the element names: the USPTO's DTDs `us-patent-grant-v4*` and
`us-patent-application-v4*`.
"""

from collections.abc import Iterator

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.claimrefs import referred_numbers
from patentgpt_jax.corpus.readers.language import language_code
from patentgpt_jax.corpus.readers.plaintext import text, tidy
from patentgpt_jax.corpus.readers.reissues import cancel_deleted, number_outside
from patentgpt_jax.corpus.readers.sections import CONTAINERS, SectionBuilder
from patentgpt_jax.corpus.readers.xmltext import Element, Instruction, Malformed
from patentgpt_jax.corpus.record import Claim, Record, Section, family_key, iso_date

_DELETIONS = {"delete-start": True, "delete-end": False}
_HOLDERS = (("assignee",), ("us-applicant", "applicant"), ("inventor",))


def record(root: Element, path: str, source: str) -> Record:
    """The record of a `us-patent-grant` or `us-patent-application`.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    data = root.find("us-bibliographic-data-grant") or root.find("us-bibliographic-data-application")
    publication = data.find("publication-reference") if data else None
    number = bib.publication_id(publication)
    if data is None or not number:
        raise Malformed(f"<{root.tag}> without a publication number")
    published = bib.document_id(publication)
    kind = published.get("kind", "")
    reference = data.find("application-reference")
    application, filed = bib.application_id(reference)
    application_type = reference.attributes.get("appl-type", "") if reference else ""
    title = data.find("invention-title")
    document_type = bib.us_document_type(kind, application_type)
    claims = _claims(root, document_type == "reissue")
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=published.get("country", ""),
        language=language_code(root.attributes.get("lang", "")) or "en",
        document_type=document_type,
        publication_date=iso_date(published.get("date", "")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *bib.ancestors(data)]) or f"{number}@",
        title=" ".join(text(title).split()) if title else "",
        abstract="\n".join(filter(None, (text(each) for each in root.elements("abstract")))),
        sections=_sections(root),
        claims=claims,
        classifications=bib.classifications(data),
        citations=bib.unique(bib.publication_id(each) for each in data.descendants("patcit")),
        applicants=_applicants(data),
        source=source,
        path=path,
    )


def _applicants(data: Element) -> tuple[str, ...]:
    """Assignees; without any, the applicants; without these, the inventors, who were the applicants."""
    found = (bib.names(data.descendants(*tags)) for tags in _HOLDERS)
    return next(filter(None, found), ())


def _sections(root: Element) -> tuple[Section, ...]:
    builder = SectionBuilder()
    for description in root.elements("description"):
        _walk(description, builder)
    return builder.finish()


def _walk(parent: Element, builder: SectionBuilder) -> None:
    deleted = False  # between instructions that say so, in a reissue
    for node in parent.children:
        if isinstance(node, str):
            if not node.isspace():
                builder.paragraph(tidy(node))
        elif isinstance(node, Instruction):
            deleted = _DELETIONS.get(node.target, deleted)
            builder.follow(node)
        elif node.tag in CONTAINERS:
            with builder.region(CONTAINERS[node.tag]):
                _walk(node, builder)
        else:
            content = f"[{text(node)}]" if deleted else text(node)
            builder.add(content, node.tag == "heading")


def _claims(root: Element, reissue: bool) -> tuple[Claim, ...]:
    claims = build_claims(
        RawClaim(claim.attributes.get("num", ""), content, referred_numbers(claim))
        for claims in root.elements("claims")
        for claim, content in _claim_texts(claims, reissue)
    )
    return cancel_deleted(claims) if reissue else claims


def _claim_texts(claims: Element, reissue: bool) -> Iterator[tuple[Element, str]]:
    deleted = False
    for node in claims.children:
        if isinstance(node, Instruction):
            deleted = _DELETIONS.get(node.target, deleted)
        elif isinstance(node, Element) and node.tag == "claim":
            content = f"[{text(node)}]" if deleted else text(node)
            yield node, number_outside(content) if reissue else content
