"""US grants of 1976 to 2001: the APS full text, "Green Book" (`pftaps19760106_wk01.txt`).

A weekly file is one document after another, each begun by a line `PATN`. Columns 1 to 4 of a line
hold a tag, the rest its data; lines without a tag go on with it. Tags of four letters open a group
(`BSUM`, background and summary; `DETD`; `CLMS`), those of three are its fields: `PAL`, `PAR`, `PA1`
paragraphs, `PAC` headings, `TBL` tables. Source: the USPTO's Green Book documentation; see also
`apscodes`. The header line of a weekly file, addresses, examiners, attorneys, US classes, fields of
search and cited literature are left out, and so is the line that introduces the claims (`STM`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.apscodes import plain
from patentgpt_jax.corpus.readers.reissues import cancel_deleted, number_outside
from patentgpt_jax.corpus.readers.sections import BRIEF_SUMMARY, SectionBuilder
from patentgpt_jax.corpus.readers.xmltext import MAX_DOCUMENT_BYTES, Malformed
from patentgpt_jax.corpus.record import (
    Claim,
    Record,
    Section,
    application_number,
    family_key,
    iso_date,
    publication_number,
)

_CHUNK = 1 << 20
_START = re.compile(rb"PATN(?:(?<=[\r\n]PATN)|(?<=\APATN))[ \t]{0,99}(?=[\r\n])")
_STRADDLE = 128  # more than a start that two chunks share
_BLANK = b" \t\r\n\x00\x1a\xef\xbb\xbf"
_SNIFFED = re.compile(rb"(?:\A|[\r\n])PATN[ \t]*[\r\n]+WKU[ \t]")
_HEADER = re.compile(rb"\AH{3,}[A-Z]*[ \t]+APS")
_FIELD = re.compile(rb"^(?:WKU|APN|TTL|ISD|NAM|PA[A-Z0-9]|NUM|STM)  ", re.MULTILINE)


def matches(head: bytes) -> bool:
    """Whether a file that begins with `head` is of this format."""
    start = head.lstrip(_BLANK)
    return bool(_HEADER.match(start) or _SNIFFED.search(start))


def split(stream: BinaryIO) -> Iterator[bytes | None]:
    """Cut `stream` at its lines `PATN`: one `bytes` a document, None for one past the size limit.

    What stands before the first one is a document cut short if it has fields, otherwise a header.
    """
    buffer, search, oversize, begun = b"", 0, False, False
    while chunk := stream.read(max(_CHUNK, len(buffer))):
        buffer += chunk
        start = 0
        for match in _START.finditer(buffer, search):
            if oversize:
                yield None
            elif _is_document(buffer[start : match.start()], begun):
                yield buffer[start : match.start()].strip(_BLANK)
            start, oversize, begun = match.start(), False, True
            search = match.end()
        buffer = buffer[start:]
        if oversize or len(buffer) > MAX_DOCUMENT_BYTES:
            buffer, oversize = buffer[-_STRADDLE:], True
        search = max(4 if begun and not oversize else 0, len(buffer) - _STRADDLE)
    if oversize:
        yield None
    elif _is_document(buffer, begun):
        yield buffer.strip(_BLANK)


def _is_document(data: bytes, begun: bool) -> bool:
    return bool(data.strip(_BLANK)) if begun else bool(_FIELD.search(data))


@dataclass
class _Field:
    tag: str
    lines: list[str]

    @property
    def value(self) -> str:
        """The data on one line."""
        return " ".join(" ".join(self.lines).split())


@dataclass
class _Group:
    name: str
    fields: list[_Field] = field(default_factory=list)

    def get(self, tag: str) -> str:
        return next((each.value for each in self.fields if each.tag == tag), "")

    def raw(self, tag: str) -> list[str]:
        """The data of each such field with its columns."""
        return [each.lines[0].rstrip() for each in self.fields if each.tag == tag]


_BIBLIOGRAPHY = {
    "PATN", "INVT", "ASSG", "PRIR", "REIS", "RLAP", "CLAS", "UREF", "FREF", "OREF", "LREP", "PCTA",
}  # fmt: skip
_GROUPS = _BIBLIOGRAPHY | {"ABST", "GOVT", "PARN", "BSUM", "DRWD", "DETD", "CLMS", "DCLM"}
# A tag of three letters has two spaces after it; `TBL3` is a tag of four. `DNA is` is text.
_TAG = re.compile(r"([A-Z][A-Z0-9]{2})(?:  |\s*$)|(TBL[0-9A-Z])(?: |\s*$)")
_TEXT_TAG = re.compile(r"PA[A-Z0-9]|TBL.?|EQU|FNT|NUM|STM")
_INDENT = 5
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _groups(data: bytes) -> list[_Group]:
    groups = [_Group("")]
    for line in _text(data).split("\n"):
        match = _TAG.match(line)
        if line.rstrip() in _GROUPS:
            groups.append(_Group(line.rstrip()))
        elif match and _is_tag(match[1] or match[2], groups[-1].name):
            groups[-1].fields.append(_Field(match[1] or match[2], [line[_INDENT:]]))
        elif groups[-1].fields:
            groups[-1].fields[-1].lines.append(line if line[:_INDENT].strip() else line[_INDENT:])
        elif line.strip():  # text right after a group's name
            groups[-1].fields.append(_Field("", [line]))
    return groups


def _is_tag(word: str, group: str) -> bool:
    """Whether a word where tags stand is one; among text, a word that is no known tag is text."""
    return group in _BIBLIOGRAPHY or bool(_TEXT_TAG.fullmatch(word))


def _text(data: bytes) -> str:
    """ASCII in practice, or Latin-1, or what somebody has converted to UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


_KINDS = {"1": "A", "2": "E", "3": "I5", "4": "S", "5": "I4", "6": "P", "7": "H"}
_KINDS_BY_PREFIX = {"": "A", "RE": "E", "B": "I5", "D": "S", "T": "I4", "PP": "P", "H": "H"}
_TYPES = {"I4": "other", "I5": "other"}  # defensive publications; voluntary protest programme of 1975-76
_TEXT_REGIONS = {
    "PARN": "cross_reference",
    "GOVT": "government_interest",
    "BSUM": BRIEF_SUMMARY,
    "DRWD": "drawings",
    "DETD": "detailed_description",
    "": "",
}


def record(data: bytes, path: str, source: str) -> Record:
    """The record of one document. Kind codes, where it gives none, are those of the EPO's DOCDB.

    Raises:
      Malformed: the document has no patent number.
    """
    groups = _groups(data)
    patent = next((each for each in groups if each.name == "PATN"), None)
    document = _document_number(patent.get("WKU")) if patent else ""
    if patent is None or not document:
        raise Malformed("APS text without PATN and a patent number (WKU)")
    prefix = re.match(r"[A-Z]*", document)[0]  # type: ignore[index]
    kind = _kind(patent, prefix)
    document_type = _TYPES.get(kind) or bib.us_document_type(kind, "")
    number = publication_number("US", document, kind)
    filed = iso_date(patent.get("APD"))
    application = _application(patent.get("APN"), patent.get("SRC"), filed)
    series = _series_in_text(groups)
    ancestors = [pair for group in groups for pair in _ancestors(group, series)]
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office="US",
        language="en",
        document_type=document_type,
        publication_date=iso_date(patent.get("ISD")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *ancestors]) or f"{number}@",
        title=plain(patent.get("TTL")),
        abstract="\n".join(_paragraphs(groups, "ABST")),
        sections=_sections(groups),
        claims=_claims(groups, document_type == "reissue"),
        classifications=bib.unique(_ipc(each) for group in groups for each in group.raw("ICL")),
        citations=bib.unique(_cited(group) for group in groups),
        applicants=_names(groups, "ASSG") or _names(groups, "INVT"),
        source=source,
        path=path,
    )


def _document_number(wku: str) -> str:
    """`039373754` is 3,937,375 with the check digit 4; so with letters, `RE0286714`, `D02417884`."""
    wku = re.sub(r"[\W_]", "", wku).upper()
    number = wku[:8] if len(wku) == 9 else wku
    return number if re.fullmatch(r"[A-Z]{0,2}\d+", number) else ""


def _kind(patent: _Group, prefix: str) -> str:
    """The publication level, which is given in 2001, or else by the type of application."""
    given = re.fullmatch(r"[A-Z]\d?", patent.get("PBL"))
    return given[0] if given else _KINDS.get(patent.get("APT")) or _KINDS_BY_PREFIX.get(prefix, "")


def _application(apn: str, series: str, filed: str) -> str:
    """`5184541` of series 5 is 05/518,454 with the check digit 1, which related ones lack."""
    if not apn[:6].isdigit() or len(apn) > 7:
        return application_number("WO" if "PCT" in apn.upper() else "US", apn) if apn else ""
    series = {"D": "29"}.get(series.upper(), series)
    if not series.isdigit():
        series = bib.us_series(apn[:6], filed)
    return application_number("US", f"{series:0>2}{apn[:6]:0>6}" if series else apn[:6])


def _series_in_text(groups: list[_Group]) -> dict[str, str]:
    """By serial number, the series of applications that the text names: `Ser. No. 60/031,234`."""
    related = " ".join(each.value for group in groups if group.name == "PARN" for each in group.fields)
    return {first + last: series for series, first, last in _SERIAL.findall(related)}


_SERIAL = re.compile(r"\b(\d\d)/(\d{3}),? ?(\d{3})\b")


def _ancestors(group: _Group, series: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The (number, date) of each application that the group says the patent to descend from."""
    filed, number = iso_date(group.get("APD")), group.get("APN")
    if group.name in ("RLAP", "REIS"):
        yield _application(number, series.get(number, ""), filed), filed
    elif group.name == "PRIR":
        country = _country(group.get("CNT"))
        plain = bib.without_check_digit(country, number)
        yield application_number(country, plain) if number else "", filed
    elif group.name == "PCTA" and group.get("PCN"):
        yield application_number("WO", group.get("PCN")), iso_date(group.get("PD3"))


# Until 1978 some countries had other codes (ICIREPAT).
_OLD_COUNTRIES = {"DT": "DE", "DL": "DD", "OE": "AT", "JA": "JP", "SW": "SE", "UK": "GB", "SF": "FI"}


def _country(code: str) -> str:
    """`JPX` as `JP`."""
    return _OLD_COUNTRIES.get(code[:2].upper(), code[:2].upper())


def _cited(group: _Group) -> str:
    number = group.get("PNO")
    if group.name not in ("UREF", "FREF") or not number:
        return ""
    return publication_number("US" if group.name == "UREF" else _country(group.get("CNT")), number, "")


def _ipc(symbol: str) -> str:
    """`G01G 1904` is G01G 19/04 and `A61K 31505` is A61K 31/505: the group has three columns."""
    found = bib.ipc_symbol(symbol)
    return found if "/" in found else ""


def _names(groups: list[_Group], name: str) -> tuple[str, ...]:
    """Organisations as they are; persons, `Miller, Jr.; George H.`, first name first."""
    found = (plain(each.get("NAM")) for each in groups if each.name == name)
    return bib.unique(" ".join(part.strip() for part in reversed(each.split(";"))) for each in found)


def _rendered(each: _Field) -> str:
    return _table(each.lines) if each.tag.startswith(("TBL", "EQU")) else plain(each.value)


_RULE = re.compile(r"\s*(?:([_=*-])\1{4}[_\s=*-]*)?")


def _table(lines: list[str]) -> str:
    """A table or a displayed equation, line by line, in its columns; rules and blank lines go."""
    kept = [line.rstrip() for line in lines if not _RULE.fullmatch(line)]
    margin = min((len(line) - len(line.lstrip()) for line in kept), default=0)
    return "\n".join(plain(line[margin:]) for line in kept)


def _paragraphs(groups: list[_Group], name: str) -> list[str]:
    fields = [each for group in groups if group.name == name for each in group.fields]
    return [text for each in fields if (text := _rendered(each))]


def _sections(groups: list[_Group]) -> tuple[Section, ...]:
    builder = SectionBuilder()
    for group in groups:
        if group.name in _TEXT_REGIONS:
            builder.open_region(_TEXT_REGIONS[group.name])
            for each in group.fields:
                _add(each, builder)
    return builder.finish()


def _add(each: _Field, builder: SectionBuilder) -> None:
    builder.add(_rendered(each), each.tag == "PAC")


def _claims(groups: list[_Group], reissue: bool) -> tuple[Claim, ...]:
    """Claims begin at their numbers, `NUM`; without these, at paragraphs that begin with a number."""
    fields = [each for group in groups if group.name in ("CLMS", "DCLM") for each in group.fields]
    first = next((index for index, each in enumerate(fields) if each.tag == "NUM"), len(fields))
    found = _unnumbered(fields[:first]) + _numbered(fields[first:])
    if not reissue:
        return build_claims(found)
    return cancel_deleted(build_claims(each._replace(text=number_outside(each.text)) for each in found))


def _numbered(fields: list[_Field]) -> list[RawClaim]:
    claims: list[tuple[str, list[str]]] = []
    for each in fields:
        if each.tag == "NUM":
            number, rest = _NUMBER.match(each.value).groups()  # type: ignore[union-attr]
            claims.append((number, [plain(rest)]))
        else:
            claims[-1][1].append(_rendered(each))
    return [RawClaim(number, _lines(texts)) for number, texts in claims]


_NUMBER = re.compile(r"((?:\d{1,5}(?: ?- ?\d{1,5})?)?)[ .)]*(.*)")
_INTRODUCTION = re.compile(r".{0,80}\bclaim(?:s|ed)?\b.{0,80}:|.{0,20}\bclaims?\W*", re.IGNORECASE)


def _unnumbered(fields: list[_Field]) -> list[RawClaim]:
    """Paragraphs that begin with the next number, or else the one claim of a design or a plant."""
    claims: list[list[str]] = []
    for content in filter(None, map(_rendered, fields)):
        if _INTRODUCTION.fullmatch(content):  # "What is claimed is:"
            continue
        if not claims or re.match(rf"\[?{len(claims) + 1}\s?\.\s", content):
            claims.append([])
        claims[-1].append(content)
    return [RawClaim("", _lines(each)) for each in claims]


def _lines(texts: list[str]) -> str:
    return "\n".join(filter(None, texts))
