"""Google Patents public data: rows of the BigQuery table `patents-public-data.patents.publications`.

Texts are lists of `{text, language, truncated}` (`claims_localized`), or the same as HTML
(`claims_localized_html`), which is preferred for claims and descriptions as it marks their parts. In
exports that flatten nested columns they are columns of text (`title_localized_text`, `title`). The
full text is given for US publications, and for others in extended editions, with one entry a
language. Left out: inventors where there are assignees, examiners, US, Japanese and design classes,
descendants (`child`), cited literature that is no patent. Source: the table's public schema.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import htmltext, values
from patentgpt_jax.corpus.readers.claimrefs import referred_numbers
from patentgpt_jax.corpus.readers.claimtext import split_claims, without_number
from patentgpt_jax.corpus.readers.language import NATIVE, detect_language, language_code
from patentgpt_jax.corpus.readers.plaintext import raw_outer_text, tidy
from patentgpt_jax.corpus.readers.plaintext import text as plain_text
from patentgpt_jax.corpus.readers.sections import CONTAINERS, SectionBuilder
from patentgpt_jax.corpus.readers.textsections import PARAGRAPH_NUMBER, add_lines, text_sections
from patentgpt_jax.corpus.readers.xmltext import Element, Instruction, Malformed
from patentgpt_jax.corpus.record import (
    Claim,
    Record,
    Section,
    Translation,
    application_number,
    family_key,
    publication_number,
)

_LOCALIZED = ("title", "abstract", "claims", "description")
_OWN_COLUMNS = frozenset(
    {
        "country_code", "kind_code", "application_number_formatted", "application_kind", "pct_number",
        "spif_publication_number", "spif_application_number", "assignee_harmonized", "inventor_harmonized",
        "priority_claim", "entity_status", "grant_date", "priority_date", "family_id",
    }
)  # fmt: skip


def matches(keys: frozenset[str]) -> bool:
    """Whether these are columns of this table, or of a part of it."""
    names = {key.strip("\ufeff \t").lower() for key in keys}
    if "publication_number" not in names:
        return False
    localized = any(name.startswith(f"{each}_localized") for name in names for each in _LOCALIZED)
    return localized or len(names & _OWN_COLUMNS) >= 3


def record(row: Mapping[str, Any], path: str, source: str) -> Record:
    """The record of one publication, in the language of its full text.

    Raises:
      Malformed: the row has no publication number.
    """
    row = values.by_name(row)
    office, document, kind = _parts(row.get("publication_number"))
    office = values.text(row.get("country_code")).upper() or office
    kind = values.text(row.get("kind_code")).upper() or kind
    if not office or not document:
        raise Malformed("a row without a publication number such as US-7650331-B1")
    number = publication_number(office, document, kind)
    application, filed = _application(row, office), values.date(row.get("filing_date"))
    own, *translations = _texts(row, office)
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        family_id=_family(row.get("family_id")),
        office=office,
        language=own.language,
        document_type=bib.document_type(office, kind),
        publication_date=values.date(row.get("publication_date")) or values.date(row.get("grant_date")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *_ancestors(row, application)]) or f"{number}@",
        title=own.title,
        abstract=own.abstract,
        sections=own.sections,
        claims=own.claims,
        classifications=bib.unique(
            symbol for column in ("ipc", "cpc") for symbol in values.symbols(row.get(column))
        ),
        citations=bib.unique(_cited(row.get("citation"))),
        applicants=_applicants(row),
        translations=tuple(translations),
        source=source,
        path=path,
    )


_NUMBER = re.compile(r"([A-Z]{2})[-\s]?([A-Z]{0,3}[0-9][0-9A-Z/]*?)(?:-?([A-Z][0-9]{0,2}))?")


def _parts(value: Any) -> tuple[str, str, str]:
    """`US-7650331-B1` as ("US", "7650331", "B1")."""
    match = _NUMBER.fullmatch(values.text(value).upper()[:60])
    return (match[1], match[2], match[3] or "") if match else ("", "", "")


def _family(value: Any) -> str:
    family = values.text(value)
    return "" if family in ("0", "-1") else family


def _application(row: Mapping[str, Any], office: str) -> str:
    """As the office writes it if that is given; `US-67890107-A` is the DOCDB's number."""
    if formatted := values.text(row.get("application_number_formatted")):
        return application_number("" if formatted.upper().startswith("PCT") else office, formatted)
    return _docdb_application(row.get("application_number"))


def _docdb_application(value: Any) -> str:
    office, number, kind = _parts(value)
    return application_number(office, number, kind) if number else ""


def _ancestors(row: Mapping[str, Any], own: str) -> Iterator[tuple[str, str]]:
    """The (number, date) of each application in `priority_claim` and `parent`."""
    itself = _docdb_application(row.get("application_number"))
    for column in ("priority_claim", "parent"):
        for item in values.items(row.get(column)):
            if isinstance(item, Mapping):
                number = _docdb_application(item.get("application_number"))
                yield own if own and number == itself else number, values.date(item.get("filing_date"))


def _cited(value: Any) -> Iterator[str]:
    for item in values.items(value):
        office, document, kind = _parts(item.get("publication_number") if isinstance(item, Mapping) else item)
        if document:
            yield publication_number(office, document, kind)


def _applicants(row: Mapping[str, Any]) -> tuple[str, ...]:
    for column in ("assignee", "assignee_harmonized", "inventor", "inventor_harmonized"):
        if found := bib.unique(values.entries(row.get(column))):
            return found
    return ()


class _Localized(NamedTuple):
    language: str
    text: str


def _localized(row: Mapping[str, Any], field: str) -> Iterator[_Localized]:
    """What the row gives of `field`, with HTML before the plain text of the same."""
    tag = values.text(row.get(f"{field}_language") or row.get("language"))
    for stem in (f"{field}_localized_html", f"{field}_html", f"{field}_localized", field):
        for name in (stem, f"{stem}_text", f"{stem}.text", f"{stem}__text"):
            for item in values.items(row.get(name)):
                content = values.text(item)
                if content:
                    given = values.text(item.get("language")) if isinstance(item, Mapping) else tag
                    yield _Localized(language_code(given) or _by_script(content), content)


def _by_script(content: str) -> str:
    """The language where no tag says it; "" where the script, the Latin one, does not tell it."""
    return detect_language(content[:20_000]).replace("en", "")


def _texts(row: Mapping[str, Any], office: str) -> list[Translation]:
    """What the row says in each language; first that of its own one, and whatever has no language."""
    found: dict[str, dict[str, Any]] = {}
    for field, reader in _READERS.items():
        for language, content in _localized(row, field):
            fields = found.setdefault(language, {})
            name = "sections" if field == "description" else field
            if not fields.get(name):
                fields[name] = reader(content)
    untagged = found.pop("", {})
    own = _own_language(found, office)
    first = untagged | found.pop(own, {})
    others = [Translation(language, **fields) for language, fields in found.items()]
    return [Translation(own or ("en" if first else ""), **first), *others]


_OFFICE_LANGUAGES = NATIVE | {
    "HK": "zh", "DE": "de", "AT": "de", "CH": "de",
    "FR": "fr", "ES": "es", "MX": "es", "RU": "ru", "SU": "ru", "IT": "it", "BR": "pt", "PT": "pt",
    "NL": "nl",
}  # fmt: skip


def _own_language(texts: Mapping[str, Mapping[str, Any]], office: str) -> str:
    """The language with most of the text, or else the office's own one, or else the first."""
    usual = _OFFICE_LANGUAGES.get(office, "en")

    def weight(language: str) -> tuple[int, bool]:
        return bool(texts[language].get("claims")) + bool(texts[language].get("sections")), language == usual

    return max(texts, key=weight, default="")


def _line(content: str) -> str:
    return " ".join(_plain(content).split())


def _plain(content: str) -> str:
    if htmltext.looks_like_html(content):
        return plain_text(htmltext.parse(content))
    return values.lines(content)


def claims_of(content: str) -> tuple[Claim, ...]:
    """Claims of HTML, by its elements, or of plain text, by their numbers."""
    if not htmltext.looks_like_html(content):
        return build_claims(split_claims(content))
    root = htmltext.parse(content)
    marked = list(_marked_claims(root))
    return build_claims(marked or split_claims(plain_text(root)))


def _marked_claims(parent: Element) -> Iterator[RawClaim]:
    """The elements `claim`, or `div class="claim"`, that hold no other one."""
    for element in parent.elements():
        inner = list(_marked_claims(element))
        if inner:
            yield from inner
        elif element.tag == "claim" or "claim" in element.attributes.get("class", "").split():
            number = element.attributes.get("num", "").lstrip("0")
            content = without_number(plain_text(element), number)
            yield RawClaim(number, content, referred_numbers(element))


_WRAPPERS = frozenset({"description", "div", "section", "article", "body", "html"})
_HEADINGS = frozenset({"heading", "h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = (
    _WRAPPERS | _HEADINGS | CONTAINERS.keys() | {"p", "ul", "ol", "table", "tables", "maths", "chemistry"}
)


def sections_of(content: str) -> tuple[Section, ...]:
    """Sections of HTML, by its elements and instructions, or of plain text, by lines that are headings."""
    if not htmltext.looks_like_html(content):
        return text_sections(content)
    builder = SectionBuilder()
    _walk(htmltext.parse(content), builder)
    return builder.finish()


def _walk(parent: Element, builder: SectionBuilder) -> None:
    loose = ""  # text and elements within lines that stand between paragraphs
    for node in parent.children:
        if isinstance(node, str):
            loose += node
            continue
        if isinstance(node, Element) and node.tag not in _BLOCKS:
            loose += raw_outer_text(node)
            continue
        add_lines(tidy(loose), builder)
        loose = ""
        if isinstance(node, Instruction):
            builder.follow(node)
        elif node.tag in CONTAINERS:
            with builder.region(CONTAINERS[node.tag]):
                _walk(node, builder)
        elif node.tag in _WRAPPERS:
            _walk(node, builder)
        else:
            _add(node, builder)
    add_lines(tidy(loose), builder)


def _add(node: Element, builder: SectionBuilder) -> None:
    content = plain_text(node)
    if node.tag in _HEADINGS and content:
        builder.heading(" ".join(content.split()))
    elif "\n" in content:  # a paragraph with lists or formulae
        builder.paragraph(PARAGRAPH_NUMBER.sub("", content, count=1))
    else:
        add_lines(content, builder)


_READERS = {"title": _line, "abstract": _plain, "claims": claims_of, "description": sections_of}
