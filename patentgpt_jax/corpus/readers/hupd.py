"""HUPD, the Harvard USPTO Patent Dataset: US applications of 2004-18 as filed, a JSON object for each.

The description is given whole (`full_description`), and again in parts that were cut out of it
(`background`, `summary`). A record holds it once: the parts tell where in the whole these sections
are; what of them the whole does not contain is a section of its own. What was decided on the
application, the examiner and US classes are left out. The copy in the Hugging Face hub names some
columns otherwise and has the application number under `patent_number`. Source: Suzgun and others,
"The Harvard USPTO Patent Dataset" (2022).
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from patentgpt_jax.corpus.claims import build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import values
from patentgpt_jax.corpus.readers.claimtext import split_claims
from patentgpt_jax.corpus.readers.sections import SectionBuilder
from patentgpt_jax.corpus.readers.textsections import add_lines, text_sections, with_lines
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import (
    Record,
    Section,
    application_number,
    family_key,
    publication_number,
)

_LABELS = frozenset({"main_cpc_label", "main_ipcr_label", "cpc_label", "ipc_label"})


def matches(keys: frozenset[str]) -> bool:
    """Whether these are columns of HUPD."""
    names = {key.strip("\ufeff \t").lower() for key in keys}
    return "decision" in names and bool(names & _LABELS) and bool(names & {"claims", "abstract", "title"})


def record(row: Mapping[str, Any], path: str, source: str) -> Record:
    """The record of one application as published.

    Raises:
      Malformed: the row has no number.
    """
    row = values.by_name(row)
    whole = "full_description" in row or "application_number" in row
    serial = values.text(row.get("application_number") or ("" if whole else row.get("patent_number")))
    application = application_number("US", serial) if serial else ""
    number, kind = _publication(values.text(row.get("publication_number")))
    if not number and not application:
        raise Malformed("an application of HUPD without a number")
    filed = values.date(row.get("filing_date"))
    return Record(
        publication_number=number or application,
        kind=kind,
        application_number=application,
        office="US",
        language="en",
        document_type=bib.us_document_type(kind, ""),
        publication_date=values.date(row.get("date_published")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed)]) or f"{number}@",
        title=" ".join(_clean(row.get("title")).split()),
        abstract=_clean(row.get("abstract")),
        sections=tuple(_sections(row)),
        claims=build_claims(split_claims(_clean(row.get("claims")))),
        classifications=bib.unique(
            symbol
            for column in (
                "main_ipcr_label",
                "ipcr_labels",
                "ipc_label",
                "main_cpc_label",
                "cpc_labels",
                "cpc_label",
            )
            for symbol in values.symbols(row.get(column))
        ),
        applicants=bib.unique(_inventors(row.get("inventor_list"))),
        source=source,
        path=path,
    )


def _publication(given: str) -> tuple[str, str]:
    """(number, kind) of `US20160000123A1-20160107`, the name of the file at the USPTO."""
    match = re.fullmatch(r"(?:US)?-?([A-Z]{0,2}\d{5,11})-?([A-Z]\d?)?(?:-\d{8})?", given.upper()[:60])
    return (publication_number("US", match[1], match[2] or ""), match[2] or "") if match else ("", "")


def _inventors(value: Any) -> Iterator[str]:
    for item in values.items(value):
        if isinstance(item, Mapping):
            yield " ".join(
                filter(None, (values.text(item.get(f"inventor_name_{part}")) for part in ("first", "last")))
            )


_MARKS = re.compile(r"<\s?[SE]OH\s?>")  # around headings in some of the parts


def _clean(value: Any) -> str:
    text = values.text(value)
    return "\n".join(map(str.strip, _MARKS.split(text))).strip() if "OH" in text else text


class _Part(NamedTuple):
    start: int  # in the whole
    end: int
    kind: str


def _sections(row: Mapping[str, Any]) -> Iterator[Section]:
    whole = with_lines(_clean(row.get("full_description") or row.get("description")))
    places = array("I", (index for index, character in enumerate(whole) if not character.isspace()))
    squeezed = "".join(whole.split())
    parts: list[_Part] = []
    for kind in ("background", "summary"):
        part = _clean(row.get(kind))
        start, length = _find(squeezed, "".join(part.split()))
        if length and not any(each.start <= places[start] < each.end for each in parts):
            parts.append(_Part(places[start], places[start + length - 1] + 1, kind))
        elif not length:
            yield from _of_kind(_missing(part, squeezed), kind)
    yield from _with_their_headings(_cut(whole, sorted(parts)))


def _with_their_headings(sections: Iterator[Section]) -> Iterator[Section]:
    """`sections`, where a heading is one with the part that it stood before."""
    waiting: Section | None = None
    for section in sections:
        if waiting and section.kind == waiting.kind and not section.heading:
            section = replace(section, heading=waiting.heading)
        elif waiting:
            yield waiting
        waiting = section if section.heading and not section.text else None
        if not waiting:
            yield section
    if waiting:
        yield waiting


def _find(whole: str, part: str) -> tuple[int, int]:
    """(start, length) of `part` in `whole`, or of what begins and ends as it does; (0, 0) if nothing."""
    if not part or not whole:
        return 0, 0
    start = whole.find(part)
    if start >= 0:
        return start, len(part)
    start, last = whole.find(part[:_ENDS]), part[-_ENDS:]
    end = whole.find(last, start) + len(last) if start >= 0 else -1
    alike = len(part) >= 2 * _ENDS and 0.8 * len(part) <= end - start <= 1.2 * len(part)
    return (start, end - start) if alike else (0, 0)


_ENDS = 80
_MOST_WORK = 1 << 31  # lines of a part times characters of the whole


def _missing(part: str, whole: str) -> str:
    """The lines of `part` that are not in `whole`: a part may be put together from several places."""
    lines = part.split("\n")
    if len(lines) * len(whole) > _MOST_WORK:
        return part
    return "\n".join(line for line in lines if "".join(line.split()) not in whole)


def _cut(whole: str, parts: list[_Part]) -> Iterator[Section]:
    """The sections of `whole`; outside of the parts its headings decide."""
    position = 0
    for part in parts:
        yield from _rest(whole[position : part.start], "other")
        yield from _of_kind(whole[max(position, part.start) : part.end], part.kind)
        position = max(position, part.end)
    yield from _rest(whole[position:], "detailed_description" if parts else "other")


def _rest(text: str, kind: str) -> Iterator[Section]:
    """The sections of `text`, which is of `kind` until a heading tells otherwise."""
    for section in text_sections(text):
        yield replace(section, kind=kind) if section.kind == "other" else section


def _of_kind(text: str, kind: str) -> tuple[Section, ...]:
    builder = SectionBuilder()
    builder.open_region(kind)
    add_lines(text, builder)
    return builder.finish()
