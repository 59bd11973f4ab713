"""Bibliography that several formats share: ST.36's elements, and numbers, symbols and types as printed.

Element names and their meaning: WIPO Standard ST.36, and the USPTO's DTDs built on it.
"""

import re
from collections.abc import Iterable, Iterator

from patentgpt_jax.corpus.readers.xmltext import INSTRUCTION, Element, line
from patentgpt_jax.corpus.record import DOCUMENT_TYPES, application_number, iso_date, publication_number

_PRINTED = re.compile(r"\s*(?:\d\s*)?([A-HY])\s*(\d\d)\s*([A-Z])\s*(\d{1,4})\s*/\s*(\d{2,8})")
_US_TYPES = {"S": "design", "P": "plant", "E": "reissue", "H": "sir", "I": "other"}  # by kind code
_US_TYPES_BY_PREFIX = {"D": "design", "PP": "plant", "RE": "reissue", "H": "sir", "T": "other"}
_CHINESE_TYPES = {"U": "utility_model", "Y": "utility_model", "S": "design", "D": "design"}
_OTHER_TYPES = {"U": "utility_model", "Y": "utility_model", "S": "design"}
_CHECKED = re.compile(r"((?:\D*\d){6,}(?<=\d{3}))\.[\dXx]\s*")  # 12184383.3, 10 2022 123 456.7


def publication_id(element: Element | None) -> str:
    """The publication number in `element`, which holds a `document-id` or its fields."""
    fields = document_id(element)
    number = fields.get("doc-number")
    return publication_number(fields.get("country", ""), number, fields.get("kind", "")) if number else ""


def application_id(element: Element | None) -> tuple[str, str]:
    """The (application number, date) in `element`; both are empty where it gives none."""
    fields = document_id(element)
    if not fields.get("doc-number"):
        return "", ""
    country = fields.get("country", "")
    plain = without_check_digit(country, fields["doc-number"])
    number = application_number(country, plain, fields.get("kind", ""))
    return number, iso_date(fields.get("date", ""))


def without_check_digit(office: str, number: str) -> str:
    """An application number less the digit that some files have after it: `201510163325.6`, `12184383.3`.

    So goes the letter of German patents, `P 27 24 675.5`, which the EPO's files do not have.
    """
    checked = _CHECKED.fullmatch(number)
    plain = checked[1] if checked else number
    if office == "DE":
        plain = re.sub(r"^\s*P\s*(?=\d)", "", plain)
    chinese = re.fullmatch(r"(?:CN|ZL)?(\d{12}|\d{8})[\dXx]", plain.strip()) if office == "CN" else None
    return chinese[1] if chinese else plain


def printed_application(office: str, number: str) -> str:
    """The normal form of an application number in a table, `CN-201710117081-A` or `13/080,402`, or ""."""
    docdb = re.fullmatch(r"([A-Z]{2})-(\w+)-([A-Z])\d?", number.strip().upper())
    office, plain, kind = docdb.groups() if docdb else (office, number, "")
    return application_number(office, without_check_digit(office, plain), kind) if plain else ""


def document_id(element: Element | None) -> dict[str, str]:
    """The fields (`country`, `doc-number`, `kind`, `date`) in `element` or in its `document-id`."""
    if element is None:
        return {}
    inner = element.tree.find("document-id")
    fields: dict[str, str] = {}
    for field in element.tree if inner is None else inner:
        if field.tag is not INSTRUCTION:
            fields.setdefault(field.tag, line(field))
    return fields


def us_document_type(kind: str, application_type: str) -> str:
    """A US document's type from its kind code, or else from `appl-type`."""
    named = application_type.strip().lower()
    return _US_TYPES.get(kind[:1]) or (named if named in DOCUMENT_TYPES else "utility")


def document_type(office: str, kind: str, number: str = "") -> str:
    """A patent's type from its kind code, of a US one also from the letters before its number."""
    if office == "US":
        prefix = re.match("[A-Z]*", number.removeprefix("US"))
        return _US_TYPES_BY_PREFIX.get(prefix[0] if prefix else "") or us_document_type(kind, "")
    return (_CHINESE_TYPES if office == "CN" else _OTHER_TYPES).get(kind[:1], "utility")


def ancestors(bibliography: Element) -> Iterator[tuple[str, str]]:
    """The (number, date) of each application that the document claims to descend from."""
    for claims in bibliography.elements("priority-claims"):
        for claim in claims.elements("priority-claim"):
            if claim.find("country") or claim.find("document-id"):  # others repeat it in another spelling
                yield application_id(claim)
    for related in bibliography.elements("us-related-documents", "related-documents"):
        for relation in related.elements():
            if relation.tag in ("us-provisional-application", "provisional-application"):
                yield application_id(relation)
            for parent in relation.descendants("parent-doc"):
                yield application_id(parent)
    for filing in bibliography.elements("pct-or-regional-filing-data"):
        yield application_id(filing)


def classifications(bibliography: Element) -> tuple[str, ...]:
    """IPC and CPC symbols as `A61M 5/32`, in document order, each once."""
    symbols: list[str] = []
    for tag in ("classification-ipcr", "classification-cpc"):  # one at a time, which is faster
        symbols += map(_symbol, bibliography.descendants(tag))
    for each in bibliography.elements("classification-ipc"):
        for part in each.elements("main-classification", "further-classification"):
            symbols.append(_symbol(part) if part.find("section") else _seventh_edition(part))
    return unique(symbols)


def symbol(content: str) -> str:
    """A symbol of the IPC or CPC in the forms in which it is printed: "" if there is none.

    `H01F  27/14        20060101AFI20101112BHEP` is H01F 27/14, `7C 07C  29/44   A` is C07C 29/44,
    `G09G5/10(2006.01)I` is G09G 5/10.
    """
    parts = _PRINTED.match(content)
    return f"{parts[1]}{parts[2]}{parts[3]} {parts[4]}/{parts[5]}" if parts else ""


def _symbol(element: Element) -> str:
    if not element.find("section"):
        return symbol(element.get("text") or "".join(element.strings()))
    head = element.get("section") + element.get("class") + element.get("subclass")
    group = element.get("main-group")
    return f"{head} {group}/{element.get('subgroup')}" if group else head


def _seventh_edition(element: Element) -> str:
    return ipc_symbol("".join(child for child in element.children if isinstance(child, str)).strip())


def ipc_symbol(field: str) -> str:
    """IPC editions 1-7: `A43B 1314` is A43B 13/14, `A61K 31195` A61K 31/195, `G06F015/00` G06F 15/00.

    The main group has three columns, but some files have lost the spaces that fill them.
    """
    fixed = re.fullmatch(r"([A-H]\d\d[A-Z])( {2}\d| \d{2}|\d{3})(\d{2,})", field)
    if fixed:
        return f"{fixed[1]} {int(fixed[2])}/{fixed[3]}"
    parts = re.fullmatch(r"([A-H]\d\d[A-Z])\s*0{0,9}(\d{1,9}?)\s*(?:/\s*(\d{2,9})|(\d\d))", field)
    return f"{parts[1]} {parts[2]}/{parts[3] or parts[4]}" if parts else field


# The day or year from which each series code of US applications was given (MPEP 503).
_SERIES = {"0000": "02", "1948": "03", "1960": "04", "1970": "05", "1979": "06", "1987": "07", "1993": "08"}
_SERIES |= {"1997-12-30": "09", "2001": "10", "2004": "11", "2007": "12", "2011": "13", "2013": "14"}
_SERIES |= {"2015": ""}
_PROVISIONAL_SERIES = {"1995": "60", "2007": "61", "2014": "62"}


def us_series(serial: str, date: str, provisional: bool = False) -> str:
    """The series code of the six-digit number of a US application filed on `date`; "" if not known.

    Serial numbers restart with each series: in a year with two, high ones are of the older series.
    """
    series = _PROVISIONAL_SERIES if provisional else _SERIES
    begun = [first for first in series if first <= date]
    if begun and begun[-1][:4] == date[:4] and serial >= "500000":
        begun.pop()
    return series[begun[-1]] if begun else ""


def us_application(number: str, series: str) -> str:
    """The normal form of a US application: `09/413215`, or `413215` in the series 09, is `US09413215`.

    International applications stand among them in the older files: `PCT/NO98/00107`.
    """
    digits = re.sub(r"\D", "", number)
    if digits and len(digits) <= 6 and "PCT" not in number.upper():
        number = series + digits.zfill(6)
    return application_number("US", number)


def prior_application(country: str, number: str) -> str:
    """An application that an older US document descends from; a check digit goes: `9811845.8`."""
    if country in ("", "US"):
        return us_application(number, "") if number else ""
    return application_number(country, without_check_digit(country, number)) if number else ""


def names(holders: Iterable[Element], language_tag: str = "") -> tuple[str, ...]:
    """Organisations or persons in address books, those with `lang=language_tag` where it is given."""
    found = []
    for holder in holders:
        for book in holder.elements("addressbook"):
            if language_tag and book.attributes.get("lang") != language_tag:
                continue
            person = " ".join(filter(None, (book.get("first-name"), book.get("last-name"))))
            found.append(book.get("orgname") or person or book.get("name"))
    return unique(found)


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty values, each once, in order."""
    return tuple(dict.fromkeys(value for value in values if value))
