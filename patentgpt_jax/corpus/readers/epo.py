"""Publications of the European Patent Office: `ep-patent-document`, DTD versions 1.0 to 1.7.

Languages stand side by side: titles in all three, and in a patent the claims too. The record is in the
language of the description, which is that of the proceedings; the rest goes to `translations`, and so
does each further set of claims in the same language: for other states, or amended after the search.
The bibliography is in the INID codes of WIPO Standard ST.9 (`B110`, `B220`, ...; those that end in
"EP" are the EPO's own). Source: the EPO's DTD `ep-patent-document`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import sdobi
from patentgpt_jax.corpus.readers.language import language_code
from patentgpt_jax.corpus.readers.plaintext import text, tidy
from patentgpt_jax.corpus.readers.sections import CONTAINERS, SectionBuilder
from patentgpt_jax.corpus.readers.xmltext import Element, Malformed
from patentgpt_jax.corpus.record import (
    Claim,
    Record,
    Section,
    Translation,
    family_key,
    iso_date,
    publication_number,
)

_BRACKETED_NUMBER = re.compile(r"^(\d{1,3})\s*\.\s*\)\s*")  # "1.) Verfahren ..."
_DASH = re.compile(r"^[-\u2010-\u2014] (?=[^\W\d_])")  # what is left of "1 - Procédé ..."
_REFERENCE_LIST = re.compile(
    r"references cited in the description|in der beschreibung aufgeführte dokumente"
    r"|(?:r[ée]f[ée]rences|documents) cit[ée]e?s dans la description",
    re.IGNORECASE,
)


@dataclass
class _Texts:
    """What the document holds in one language."""

    titles: list[str] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    claim_sets: list[tuple[tuple[Claim, ...], tuple[Section, ...]]] = field(default_factory=list)


def record(root: Element, path: str, source: str) -> Record:
    """The record of an `ep-patent-document`; a search report or a bare bibliography has no text.

    Raises:
      Malformed: the document has no publication number.
    """
    codes = sdobi.Codes(root)
    attributes = root.attributes
    office = codes.get("B190") or attributes.get("country") or "EP"
    kind = codes.get("B130") or attributes.get("kind", "")
    plain = codes.get("B110") or attributes.get("doc-number", "")
    if not re.search(r"\d", plain):
        raise Malformed(f"<{root.tag}> without a publication number")
    number = publication_number(office, plain, kind)
    language = _language(root, codes)
    texts = _texts(root, codes, language)
    own = texts.pop(language, _Texts())
    claims, notes = own.claim_sets.pop(0) if own.claim_sets else ((), ())
    application, filed = sdobi.application(codes, office)
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language=language,
        document_type=_document_type(office, kind),
        publication_date=iso_date(codes.get("B140", "date") or attributes.get("date-publ", "")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *sdobi.ancestors(codes)]) or f"{number}@",
        title="\n".join(bib.unique(own.titles)),
        abstract="\n".join(own.abstracts),
        sections=(*own.sections, *notes),
        claims=claims,
        classifications=sdobi.classifications(codes),
        citations=bib.unique([*sdobi.citations(codes), *_citations(root)]),
        applicants=sdobi.applicants(codes),
        translations=(*_further_claims(language, own), *_translations(texts)),
        source=source,
        path=path,
    )


def _document_type(office: str, kind: str) -> str:
    if kind in ("A3", "A4"):  # a search report, published by itself
        return "other"
    return bib.document_type(office, kind)  # offices beside the EPO use the DTD too


def _language(root: Element, codes: sdobi.Codes) -> str:
    described = [each.attributes.get("lang", "") for each in root.elements("description")]
    published = [root.attributes.get("lang", ""), codes.get("B260")]
    claimed = [each.attributes.get("lang", "") for each in root.elements("claims", "abstract")]
    return next(filter(None, map(language_code, (*described, *published, *claimed))), "")


def _texts(root: Element, codes: sdobi.Codes, language: str) -> dict[str, _Texts]:
    """The texts by their language; what names none is in `language`."""
    found: dict[str, _Texts] = {}

    def of(element: Element) -> _Texts:
        return found.setdefault(language_code(element.attributes.get("lang", "")) or language, _Texts())

    for tag, title in sdobi.titles(codes):
        found.setdefault(language_code(tag) or language, _Texts()).titles.append(title)
    for each in root.elements("abstract"):
        of(each).abstracts.extend(filter(None, [text(each)]))
    for each in root.elements("description", "ep-reference-list", "amended-claims-statement"):
        read = _notes if each.tag == "amended-claims-statement" else _sections
        of(each).sections.extend(read(each))
    for each in root.elements("claims", "amended-claims"):
        of(each).claim_sets.append((_claims(each), _notes(each)))
    return found


def _further_claims(language: str, texts: _Texts) -> Iterator[Translation]:
    for claims, notes in texts.claim_sets:
        yield Translation(language, sections=notes, claims=claims)


def _translations(texts: dict[str, _Texts]) -> Iterator[Translation]:
    for language, each in texts.items():
        claims, notes = each.claim_sets.pop(0) if each.claim_sets else ((), ())
        yield Translation(
            language,
            title="\n".join(bib.unique(each.titles)),
            abstract="\n".join(each.abstracts),
            sections=(*each.sections, *notes),
            claims=claims,
        )
        yield from _further_claims(language, each)


def _sections(description: Element) -> tuple[Section, ...]:
    builder = SectionBuilder()
    _walk(description, builder)
    return builder.finish()


def _walk(parent: Element, builder: SectionBuilder) -> None:
    if parent.tag == "ep-reference-list":
        builder.open_region("other")
    for node in parent.children:
        if isinstance(node, str):
            builder.paragraph(tidy(node))
        elif isinstance(node, Element) and (node.tag in CONTAINERS or node.tag == "ep-reference-list"):
            with builder.region(CONTAINERS.get(node.tag, "other")):
                _walk(node, builder)
        elif isinstance(node, Element):
            _add(node, builder)


def _add(node: Element, builder: SectionBuilder) -> None:
    content = text(node)
    if _REFERENCE_LIST.fullmatch(content):  # as the last headings of the description in some files
        builder.open_region("other")
        builder.heading(content)
    else:
        builder.add(content, node.tag == "heading")


def _claims(claims: Element) -> tuple[Claim, ...]:
    return build_claims(
        RawClaim(each.attributes.get("num", ""), _DASH.sub("", _BRACKETED_NUMBER.sub(r"\1. ", text(each))))
        for each in claims.elements("claim")
    )


def _notes(claims: Element) -> tuple[Section, ...]:
    """What stands beside the claims: for which states they are, a statement on amendments."""
    builder = SectionBuilder()
    builder.open_region("other")
    for node in claims.children:
        if isinstance(node, str):
            builder.paragraph(tidy(node))
        elif isinstance(node, Element) and node.tag == "heading":
            builder.heading(text(node))
        elif isinstance(node, Element) and node.tag != "claim":
            builder.paragraph(text(node))
    return builder.finish()


def _citations(root: Element) -> Iterator[str]:
    """Patents that the description and the search report cite."""
    for each in root.descendants("patcit"):
        if each.attributes.get("dnum-type") == "L":  # the number of an application
            continue
        named = re.fullmatch(r"([A-Z]{2})(\w*?\d)([A-Z]\d?)?", each.attributes.get("dnum", ""))
        if each.find("document-id"):
            yield bib.publication_id(each)
        elif named:
            yield publication_number(named[1], named[2], named[3] or "")
