"""What every reader produces: one typed record for each document, whatever its office or era.

A document is one publication, of a patent or of another text. Numbers and dates have one normal form
each, so that records of different sources can be joined: publication numbers look like `US6836899B1`,
application numbers like `US10741875` or `PCT/EP2003/011007`, dates like `2005-01-04` (or `1956-03`, or
empty).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

SECTION_KINDS = (
    "technical_field",
    "cross_reference",
    "government_interest",
    "background",
    "summary",
    "drawings",
    "detailed_description",
    "other",
)


DOCUMENT_TYPES = ("utility", "utility_model", "design", "plant", "reissue", "sir", "other", "text")
"""Kinds of patents; `other` is a patent office's document that is none, `text` is not an office's at all."""

CLAIM_CATEGORIES = ("product", "method", "use", "")


@dataclass(frozen=True)
class Claim:
    """One claim, without its own number in the text; lines follow the claim's indented parts.

    A claim that refers to another one of a different category ("a method of using the device of claim
    1") is independent in substance, although it depends on it in form.
    """

    number: int
    text: str
    depends_on: tuple[int, ...] = ()  # claims of a lower number that the text refers to, ascending
    cancelled: bool = False
    category: str = ""  # one of CLAIM_CATEGORIES; empty where there is none (cancelled, design, not known)
    independent: bool = True  # in substance


@dataclass(frozen=True)
class Section:
    """A part of the description; `kind` is one of `SECTION_KINDS`, paragraphs are a blank line apart."""

    kind: str
    heading: str
    text: str


@dataclass(frozen=True)
class Translation:
    """What a document also gives in another language than its own, side by side with it."""

    language: str  # ISO 639-1
    title: str = ""
    abstract: str = ""
    sections: tuple[Section, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Record:
    """One document. Unknown strings are empty; `cluster` is set by the corpus pipeline.

    A document that is no patent (`document_type="text"`: a paper, a judgment, a book) has its own name, or
    a hash of its text, for a publication number, and its text in sections.
    """

    publication_number: str
    kind: str = ""  # kind code of the office: A1, B2, C, U, S1, ...
    application_number: str = ""
    family_id: str = ""  # as the source numbers families: the DOCDB, or LexisNexis
    office: str = ""  # country code of the publishing office
    language: str = ""  # ISO 639-1
    document_type: str = "utility"  # one of DOCUMENT_TYPES
    publication_date: str = ""
    filing_date: str = ""
    earliest_priority: str = ""  # `NUMBER@DATE` of the earliest application that it descends from
    title: str = ""
    abstract: str = ""
    sections: tuple[Section, ...] = ()
    claims: tuple[Claim, ...] = ()
    classifications: tuple[str, ...] = ()  # IPC and CPC: "A61M 5/32"
    citations: tuple[str, ...] = ()  # publication numbers, kind codes where they are given
    applicants: tuple[str, ...] = ()  # assignees where the office lists inventors as applicants
    translations: tuple[Translation, ...] = ()
    repairs: int = 0  # places of ill-formed markup that were mended to read the document
    source: str = ""
    path: str = ""  # of the file, and in an archive of the member: `week.zip/ipg150106.xml`
    cluster: str = field(default="", compare=False)


@dataclass(frozen=True)
class Failure:
    """A document that could not be read: the `position`-th (from 1) of the file `path`, and why."""

    path: Path
    position: int
    reason: str


def printable(name: str) -> str:
    """The name of a file without what would break a log or cannot be written as UTF-8."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], name)


_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SEPARATORS = re.compile(r"[\W_]")
_PREFIX_LETTERS = re.compile(r"([^\W\d_]*)(.*)", re.DOTALL)


def publication_number(office: str, number: str, kind: str) -> str:
    """The normal form: `publication_number("US", "D0534340", "S1")` is `USD534340S1`.

    Separators and leading zeros go, prefix letters (D, RE, PP, H, T) stay. US applications have 11 digits.
    """
    office, kind = office.strip().upper(), kind.strip().upper()
    plain = _SEPARATORS.sub("", number).upper().removeprefix(office)
    prefix, digits = _PREFIX_LETTERS.fullmatch(plain).groups()  # type: ignore[union-attr]
    if office == "US" and re.fullmatch(r"20\d{8}", digits):  # as DOCDB writes 2008/0197955
        digits = f"{digits[:4]}0{digits[4:]}"
    return office + prefix + (digits.lstrip("0") or digits[:1]) + ("" if kind == "00" else kind)


def application_number(office: str, number: str, kind: str = "") -> str:
    """The normal form of an application or priority number.

    US numbers have eight digits with their series code (`US08345159`), also where the docdb form
    `201113080402 A` has the year before them. International ones are spelled `PCT/EP2003/011007`
    whether they come as that, as `PCT/EP03/11007`, as `WO EP03011007` or as the docdb form
    `EP 2003011007 W`.
    """
    office = office.strip().upper()
    plain = _SEPARATORS.sub("", number).upper()
    if kind.strip().upper() == "W":
        plain = "PCT" + office + plain
    elif office == "WO":
        plain = "PCT" + plain.removeprefix("WO").removeprefix("PCT")
    international = re.fullmatch(r"PCT([A-Z]{2})(\d{4}|\d{2})(\d{5,6})", plain)
    if international:
        where, year, serial = international.groups()
        if len(year) == 2:
            year = ("19" if year > "77" else "20") + year  # the treaty's first applications are of 1978
        return f"PCT/{where}{year}/{serial:0>6}"
    plain = plain.removeprefix(office) if office else plain
    if office == "US":
        docdb = re.fullmatch(r"(?:19|20)\d\d(\d{8})[AFP]?", plain)
        plain = docdb[1] if docdb else plain.zfill(8) if plain.isdigit() else plain
    return office + plain


def iso_date(text: str) -> str:
    """`20050104` as `2005-01-04`; a day or month of zero is left out; anything else is empty."""
    match = re.fullmatch(r"\s*([0-9]{4})-?([0-9]{2})-?([0-9]{2})\s*", text)
    if not match or match[1] == "0000":
        return ""
    year, month, day = match.groups()
    parts = [year] if month == "00" else [year, month] if day == "00" else [year, month, day]
    return "-".join(parts)


def family_key(applications: list[tuple[str, str]]) -> str:
    """`NUMBER@DATE` of the earliest of (number, date) pairs; those without a date come last."""
    known = [each for each in applications if each[0]]
    if not known:
        return ""
    number, date = min(known, key=lambda each: (each[1] or "9999", each[0]))
    return f"{number}@{date}"
