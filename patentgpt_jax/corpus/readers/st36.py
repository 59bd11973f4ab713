"""Chinese patents (and others) in the ST.36-like layout of `lexisnexis-patent-document`.

The description either has an element for each section, or bare paragraphs with the headings as
text, alone or at the start of a paragraph. Lines are wrapped as printed, by `<br/>` and line ends.
The root's `lang` and `language-of-filing` are often wrong: each element's own `lang` counts, then
the script of its text. Element names: WIPO Standard ST.36.
"""

import re
from collections.abc import Iterable

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.language import detect_language, language_code
from patentgpt_jax.corpus.readers.plaintext import raw_text, text, tidy
from patentgpt_jax.corpus.readers.sections import CONTAINERS, SectionBuilder, leading_heading
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed
from patentgpt_jax.corpus.record import Claim, Record, Section, family_key, iso_date

_TYPES = {"U": "utility_model", "Y": "utility_model", "S": "design", "D": "design"}
_PARAGRAPH_NUMBER = re.compile(r"^\s*[\[［【]\s*\d{3,5}\s*[\]］】]\s*")


def record(root: Element, path: str, source: str) -> Record:
    """The record of a `lexisnexis-patent-document`, in the language of its claims or description.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    data = root.find("bibliographic-data")
    reference = data.find("publication-reference") if data else None
    number = bib.publication_id(reference)
    if data is None or reference is None or not number:
        raise Malformed(f"<{root.tag}> without a publication number")
    language = _language(root)
    kind, office = reference.get("document-id", "kind"), reference.get("document-id", "country")
    application, filed = bib.application_id(data.find("application-reference"))
    description = _in_language(root.elements("description"), language)
    claims = _in_language(root.elements("claims"), language)
    title = _in_language(data.elements("invention-title"), language)
    abstract = _in_language(root.elements("abstract"), language)
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language=language,
        document_type=_TYPES.get(kind[:1], "utility") if office == "CN" else bib.us_document_type(kind, ""),
        publication_date=iso_date(reference.get("document-id", "date")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *bib.ancestors(data)]) or f"{number}@",
        title=text(title, hard_wrapped=True) if title else "",
        abstract=text(abstract, hard_wrapped=True) if abstract else "",
        sections=_sections(description) if description else (),
        claims=_claims(claims) if claims else (),
        classifications=bib.classifications(data),
        citations=bib.unique(bib.publication_id(each) for each in data.descendants("patcit")),
        applicants=_applicants(data, language),
        source=source,
        path=path,
    )


def _element_language(element: Element) -> str:
    return language_code(element.attributes.get("lang", "")) or detect_language(raw_text(element))


def _language(root: Element) -> str:
    """The language of the original text, claims before description before abstract."""
    for tag in ("claims", "description", "abstract"):
        elements = sorted(root.elements(tag), key=lambda each: each.attributes.get("format") != "original")
        for element in elements:
            if language := _element_language(element):
                return language
    return ""


def _in_language(elements: Iterable[Element], language: str) -> Element | None:
    """The first element in `language`, else the first one."""
    found = list(elements)
    matching = (each for each in found if _element_language(each) == language)
    return next(matching, found[0] if found else None)


def _applicants(data: Element, language: str) -> tuple[str, ...]:
    holders = [each for each in data.descendants("applicant") if "data-format" not in each.attributes]
    tags = {book.attributes.get("lang", "") for each in holders for book in each.elements("addressbook")}
    tag = next((each for each in sorted(tags) if language_code(each) == language), "")
    return bib.names(holders, tag)


def _sections(description: Element) -> tuple[Section, ...]:
    builder = SectionBuilder()
    _walk(description, builder)
    return builder.finish()


def _walk(parent: Element, builder: SectionBuilder) -> None:
    for node in parent.children:
        if isinstance(node, str):
            builder.paragraph(tidy(node, hard_wrapped=True))
        elif isinstance(node, Element) and node.tag in CONTAINERS:
            builder.open_region(CONTAINERS[node.tag])
            _walk(node, builder)
            builder.open_region("")
        elif isinstance(node, Element):
            _add_paragraph(node, builder)


def _add_paragraph(node: Element, builder: SectionBuilder) -> None:
    content = tidy(_PARAGRAPH_NUMBER.sub("", raw_text(node)), hard_wrapped=True)
    heading, rest = (content, "") if node.tag == "heading" else leading_heading(content)
    if heading:
        builder.heading(heading.rstrip(":：").strip())
    builder.paragraph(rest)


def _claims(claims: Element) -> tuple[Claim, ...]:
    return build_claims(
        RawClaim(claim.attributes.get("num", ""), text(claim, hard_wrapped=True))
        for claim in claims.elements("claim")
    )
