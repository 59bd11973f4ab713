"""The bibliography of `ep-patent-document`: its element `SDOBI`, in the INID codes of WIPO Standard ST.9.

`<B310>`, `<B320>` and `<B330>` of a priority, and `<B541>` and `<B542>` of a title, follow one another
without an element around them. Numbers are as the EPO prints them: `12184383.3` with a check digit,
US provisional applications as `326958 P` or `201762454417 P`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import Element, line
from patentgpt_jax.corpus.record import application_number, iso_date, publication_number

_CITED = re.compile(r"([A-Z]{2}) ?- ?([A-Z]\d?)? ?-? ?([A-Z]{0,2}[\d /.,A-Z]*\d)")


class Codes:
    """The elements of the bibliography by their code, whatever groups (`B100`, ...) they are in."""

    def __init__(self, root: Element) -> None:
        self._elements: dict[str, list[Element]] = defaultdict(list)
        for bibliography in root.elements("SDOBI"):
            for each in bibliography.descendants():
                self._elements[each.tag].append(each)

    def all(self, code: str) -> list[Element]:
        """The elements of a code, in document order."""
        return self._elements.get(code, [])

    def get(self, code: str, *path: str) -> str:
        """The text of the first element of a code, or of the element down the `path` in it."""
        for each in self.all(code):
            return each.get(*path) if path else " ".join("".join(each.strings()).split())
        return ""


def application(codes: Codes, office: str) -> tuple[str, str]:
    """The (application number, filing date)."""
    number = codes.get("B210")
    filed = iso_date(codes.get("B220", "date"))
    return (_application_number(office, number) if number else ""), filed


def ancestors(codes: Codes) -> Iterator[tuple[str, str]]:
    """The (number, date) of priorities, of parents of a divisional, and of the international application."""
    for group in codes.all("B300"):
        yield from _priorities(group)
    for group in codes.all("B600"):
        for parent in group.descendants("pdoc"):
            number = parent.get("dnum", "anum")
            yield _application_number("EP", number) if number else "", iso_date(parent.get("date"))
    for filing in codes.all("B861"):
        number = re.sub(r"[\W_]", "", filing.get("dnum", "anum")).upper()
        yield (application_number("WO", number) if number else ""), iso_date(filing.get("date"))


def _application_number(office: str, number: str) -> str:
    return application_number(office, bib.without_check_digit(office, number))


def _priorities(group: Element) -> Iterator[tuple[str, str]]:
    number = date = ""
    for each in group.elements():
        if each.tag == "B310":
            number, date = " ".join("".join(each.strings()).split()), ""
        elif each.tag == "B320":
            date = iso_date(each.get("date"))
        elif each.tag == "B330" and number:
            yield _priority_number(each.get("ctry").upper(), number, date), date


def _priority_number(country: str, number: str, date: str) -> str:
    if country != "US":
        return _application_number(country, number)
    serial = re.fullmatch(r"(\d{6})\s*(P?)", number)
    if serial:
        number = bib.us_series(serial[1], date, provisional=bool(serial[2])) + serial[1]
    return application_number("US", number)


def titles(codes: Codes) -> Iterator[tuple[str, str]]:
    """The (language tag, title) pairs."""
    for group in codes.all("B540"):
        tag = ""
        for each in group.elements("B541", "B542"):
            if each.tag == "B541":
                tag = "".join(each.strings())
            else:
                yield tag, text(each).replace("\n", " ")


def classifications(codes: Codes) -> tuple[str, ...]:
    """IPC and CPC symbols as `A61M 5/32`: of the 2006 edition and later, then of those before."""
    found = [each for tag in ("classification-ipcr", "classification-cpc") for each in codes.all(tag)]
    older = [each for code in ("B511", "B512", "B513", "B514", "B515") for each in codes.all(code)]
    return bib.unique(bib.symbol("".join(each.strings())) for each in found + older)


def citations(codes: Codes) -> Iterator[str]:
    """The patents cited in the search report, of texts such as `EP-A1- 0 444 678`."""
    for group in codes.all("B561"):
        for each in group.elements("text"):
            cited = _CITED.match(line(each.tree))
            if cited:
                yield publication_number(cited[1], cited[3], cited[2] or "")


def applicants(codes: Codes) -> tuple[str, ...]:
    """The proprietors of a patent, the applicants of an application."""
    return bib.unique(each.get("snm") for each in codes.all("B731") or codes.all("B711"))
