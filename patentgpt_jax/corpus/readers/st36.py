"""Chinese patents (and others) in ST.36-like layouts: LexisNexis's, and the Chinese office's own.

`lexisnexis-patent-document` has `bibliographic-data`, `abstract`, `description` and `claims` beside one
another, `cn-patent-document` has `cn-bibliographic-data` and an `application-body`. The description has
an element for each section, or bare paragraphs with the headings as text. Lines are wrapped as printed,
by `<br/>` and line ends. The root's `lang` and `language-of-filing` are often wrong: each element's own
`lang` counts, unless its text is in another script. Element names: WIPO Standard ST.36.
"""

import itertools
import re
from collections.abc import Iterable, Iterator

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.hanparagraphs import paragraphs
from patentgpt_jax.corpus.readers.language import NATIVE, detect_language, language_code
from patentgpt_jax.corpus.readers.plaintext import raw_text, text
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

_SCRIPTS = ("zh", "ja", "ko")
_STRINGS_OF_SAMPLE = 100  # pieces of text from which a language is detected
_FEWEST_LETTERS = 40  # that tell the language against the tag; "LED" may be a Chinese title


def record(root: Element, path: str, source: str) -> Record:
    """The record of a publication, in the language of its claims or description.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    data = root.find("bibliographic-data") or root.find("cn-bibliographic-data")
    if data is None:
        raise Malformed(f"<{root.tag}> without bibliographic data")
    number, office, kind, published = _publication(root, data)
    application, filed = bib.application_id(data.find("application-reference"))
    body = root.find("application-body") or root
    abstracts = [*root.elements("abstract"), *data.elements("abstract")]
    abstracts += body.elements("abstract") if body is not root else ()
    texts = {
        "title": list(data.elements("invention-title")),
        "abstract": abstracts,
        "description": list(body.elements("description")),
        "claims": list(body.elements("claims")),
    }
    if not texts["title"]:  # it is also printed above the description
        texts["title"] = [each for part in texts["description"] for each in part.elements("invention-title")]
    language = _language(texts, office)
    own, *others = _by_language(texts, language)
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language=language,
        document_type=bib.document_type(office, kind),
        publication_date=published,
        filing_date=filed,
        family_id=_family(data),
        earliest_priority=family_key([(application, filed), *_ancestors(data)]) or f"{number}@",
        title=own.title,
        abstract=own.abstract,
        sections=own.sections,
        claims=own.claims,
        classifications=_classifications(data),
        citations=bib.unique(
            bib.publication_id(each.find("publication-reference") or each)
            for each in data.descendants("patcit")
        ),
        applicants=_applicants(data, language),
        translations=tuple(others),
        source=source,
        path=path,
    )


def _publication(root: Element, data: Element) -> tuple[str, str, str, str]:
    """The publication's number, office, kind and date; the root's attributes where an element has none."""
    reference = data.find("publication-reference") or data.find("cn-publication-reference")
    fields = reference.find("document-id") or reference if reference else None
    attributes = root.attributes

    def value(tag: str, *names: str) -> str:
        given = fields.get(tag) if fields else ""
        return given or next(filter(None, (attributes.get(name, "") for name in names)), "")

    office, plain = value("country", "country"), value("doc-number", "doc-number", "docNumber")
    kind = value("kind", "kind")
    if not re.search(r"\d", plain):
        raise Malformed(f"<{root.tag}> without a publication number")
    number = publication_number(office, plain, kind)
    return number, office, kind, iso_date(value("date", "date-publ", "datePublication"))


def _family(data: Element) -> str:
    """LexisNexis's number of the family of the same priorities (`main-family`)."""
    family = data.find("patent-family", "main-family")
    return family.attributes.get("family-id", "") if family else ""


def _ancestors(data: Element) -> Iterator[tuple[str, str]]:
    yield from bib.ancestors(data)
    for parent in data.descendants("parent-doc"):  # of divisions and domestic priorities
        yield bib.application_id(parent)


def _element_language(element: Element) -> str:
    tagged = language_code(element.attributes.get("lang", ""))
    content = "".join(itertools.islice(element.strings(), _STRINGS_OF_SAMPLE))
    detected = detect_language(content)
    if not tagged or (detected in _SCRIPTS and tagged not in _SCRIPTS):
        return detected
    lies = tagged in _SCRIPTS and detected == "en" and sum(map(str.isalpha, content)) >= _FEWEST_LETTERS
    return detected if lies else tagged


def _originals_first(elements: Iterable[Element]) -> list[Element]:
    return sorted(elements, key=lambda each: each.attributes.get("format") != "original")


def _language(texts: dict[str, list[Element]], office: str) -> str:
    """The office's own where claims or description are in it, else that of the original."""
    native = NATIVE.get(office)
    if native and native in map(_element_language, texts["claims"] + texts["description"]):
        return native
    for part in ("claims", "description", "abstract", "title"):
        for element in _originals_first(texts[part]):
            if language := _element_language(element):
                return language
    return ""


def _by_language(texts: dict[str, list[Element]], language: str) -> Iterator[Translation]:
    """What there is in `language`, then in each other one; of several in one language, the original."""
    parts: dict[str, dict[str, Element]] = {language: {}}
    for part, elements in texts.items():
        for element in _originals_first(elements):
            parts.setdefault(_element_language(element) or language, {}).setdefault(part, element)
    for each, found in parts.items():
        title, abstract = found.get("title"), found.get("abstract")
        description, claims = found.get("description"), found.get("claims")
        yield Translation(
            each,
            title=text(title, hard_wrapped=True) if title else "",
            abstract=text(abstract, hard_wrapped=True) if abstract else "",
            sections=_sections(description) if description else (),
            claims=_claims(claims) if claims else (),
        )


def _classifications(data: Element) -> tuple[str, ...]:
    """IPC and CPC symbols; the Chinese office's older files print several in one `classification-ipcr`."""
    printed = (
        bib.symbol(part.get("text") or "".join(part.strings()))
        for each in data.descendants("classification-ipcr")
        for part in each.elements("main-classification", "further-classification")
    )
    return bib.unique([*bib.classifications(data), *printed])


def _applicants(data: Element, language: str) -> tuple[str, ...]:
    applicants = data.descendants("applicant", "cn-applicant")
    holders = [each for each in applicants if "data-format" not in each.attributes]
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
            _add_paragraphs(node, builder)
        elif isinstance(node, Element) and node.tag in CONTAINERS:
            with builder.region(CONTAINERS[node.tag]):
                _walk(node, builder)
        elif isinstance(node, Element) and node.tag == "heading":
            builder.heading(text(node, hard_wrapped=True).rstrip(":：").strip())
        elif isinstance(node, Element) and node.tag != "invention-title":
            _add_paragraphs(raw_text(node), builder)


def _add_paragraphs(raw: str, builder: SectionBuilder) -> None:
    for heading, rest in paragraphs(raw):
        if heading:
            builder.heading(heading)
        builder.paragraph(rest)


def _claims(claims: Element) -> tuple[Claim, ...]:
    elements = claims.descendants("claim")
    found = [(each.attributes.get("num", ""), text(each, hard_wrapped=True)) for each in elements]
    if len(found) < 2:  # or the whole set is one text
        found = [
            ("", each) for each in _one_by_one(found[0][1] if found else text(claims, hard_wrapped=True))
        ]
    numbers = [number for number, _ in found]
    trusted = len(set(numbers)) == len(numbers)  # some files have one number for all
    return build_claims(
        RawClaim(number if trusted else "", _BEFORE_NUMBER.sub("", each)) for number, each in found
    )


# The word for a claim, or the same number: 权利要求2、如..., 2.2.如...
_BEFORE_NUMBER = re.compile(
    r"\A(?:(?:权利要求|權利要求|请求项|請求項)\s?(?=\d{1,4}\s?[、.．:：])"
    r"|(\d{1,3})\s?[、.．]\s?(?=\1\s?[、.．]\s?(?!\d)))"
)


_NEXT_CLAIM = re.compile(r"(?:(?<=[。．])|(?<=[.。．]\n))\s*(\d{1,3})\s*[.．、:：]\s*(?!\d)")


def _one_by_one(whole: str) -> Iterator[str]:
    """The claims in a text that holds them all: each begins with the next number after a full stop."""
    start, following = 0, 2
    for match in _NEXT_CLAIM.finditer(whole):
        if int(match[1]) == following and re.match(r"\s*1\s*[.．、:：]", whole):
            yield whole[start : match.start()].strip()
            start, following = match.start(1), following + 1
    yield whole[start:].strip()
