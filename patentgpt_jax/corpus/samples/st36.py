"""Write Chinese publications in the ST.36-like layout in which LexisNexis distributes them.

Until 2010 the description has an element for each section; from 2011 it has bare paragraphs with the
headings as text. Lines are wrapped as printed, with `<br />`; the root claims to be English.
Element names: WIPO Standard ST.36.
"""

from collections.abc import Iterator

from patentgpt_jax.corpus.samples.document import Publication
from patentgpt_jax.corpus.samples.markup import escape, wrapped

_ELEMENTS = {
    "field": "technical-field",
    "background": "background-art",
    "summary": "disclosure",
    "drawings": "description-of-drawings",
    "detail": "mode-for-invention",
}
_BREAK = "     \t  \n\t\t<br />"
_END = "     \t  \n\t\t"
_KINDS = {
    "A": ("Application", "Unexamined application for a patent for invention"),
    "B": ("Grant", "Granted patent for invention"),
    "C": ("Grant", "Granted patent for invention"),
    "U": ("Grant", "Registered utility model"),
}


def chinese_file(publication: Publication) -> str:
    """The document as one XML file."""
    return "\n".join(_document(publication)) + "\n"


def _lines(text: str) -> str:
    return _BREAK.join(map(escape, wrapped(text))) + _END


def _document(publication: Publication) -> Iterator[str]:
    date, kind = publication.date, publication.kind
    name = f"CN{publication.number}{kind}.xml"
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield (
        f'<lexisnexis-patent-document schema-version="1.08" date-produced="{date}" file="{name}" '
        'produced-by="patentgpt_jax samples" lang="eng">'
    )
    yield '  <bibliographic-data lang="chi">'
    yield '    <publication-reference publ-type="{}" publ-desc="{}">'.format(*_KINDS[kind])
    yield f"      {_document_id('CN', publication.number, kind, date)}\n    </publication-reference>"
    application = _document_id("CN", publication.application, "", publication.filed)
    yield f"    <application-reference>\n      {application}\n    </application-reference>"
    yield "    <language-of-filing>eng</language-of-filing>"
    yield "    <language-of-publication>chi</language-of-publication>"
    if publication.priority:
        yield "    <priority-claims>"
        for index, prior in enumerate(publication.priority):
            yield f'      <priority-claim sequence="{index + 1}" kind="national">'
            yield f"        <country>{prior.country}</country>"
            yield f"        <doc-number>{prior.number}</doc-number>"
            yield f"        <date>{prior.date}</date>\n      </priority-claim>"
        yield "    </priority-claims>"
    yield from _classifications(publication)
    yield f'    <number-of-claims calculated="yes">{len(publication.text.claims)}</number-of-claims>'
    yield _title("chi", publication.text.title)
    if publication.foreign_text:
        yield _title("eng", publication.foreign_text.title)
    yield from _parties(publication)
    yield "  </bibliographic-data>"
    yield '  <abstract id="abstr_chi" lang="chi" format="original">'
    yield f'    <p num="1">{escape(publication.text.abstract)}</p>\n  </abstract>'
    if publication.foreign_text:
        yield '  <abstract id="abstr_eng" lang="eng" format="original">'
        yield f"    <p>{escape(publication.foreign_text.abstract)}</p>\n  </abstract>"
    yield '  <description id="descr_chi" lang="chi" format="original">'
    yield from _description(publication)
    yield "  </description>"
    yield '  <claims id="claims_chi" lang="chi" format="original">'
    for claim in publication.text.claims:
        first = f"{claim.number}.{claim.lead}"
        text = _BREAK.join(_lines(part).removesuffix(_END) for part in (first, *claim.limbs))
        yield f'    <claim num="{claim.number}">\n      <claim-text>{text}{_END}</claim-text>\n    </claim>'
    yield "  </claims>"
    yield "</lexisnexis-patent-document>"


def _document_id(country: str, number: str, kind: str, date: str) -> str:
    tags = {"country": country, "doc-number": number, "kind": kind, "date": date}
    inner = "".join(f"<{tag}>{value}</{tag}>" for tag, value in tags.items() if value)
    return f"<document-id>{inner}</document-id>"


def _title(language: str, title: str) -> str:
    attributes = f'id="title_{language}" lang="{language}" format="original"'
    return f"    <invention-title {attributes}>{escape(title)}</invention-title>"


def _classifications(publication: Publication) -> Iterator[str]:
    yield "    <classifications-ipcr>"
    for index, symbol in enumerate(publication.classes):
        subclass, group = symbol.split(" ")
        main, sub = group.split("/")
        place = "F" if index == 0 else "L"
        text = f"{subclass}{main:>4}/{sub:<10}20060101A{place}I{publication.date}BHCN        "
        yield f'      <classification-ipcr sequence="{index + 1}">\n        <text>{text}</text>'
        yield f"        <section>{subclass[0]}</section><class>{subclass[1:3]}</class>"
        yield f"        <subclass>{subclass[3]}</subclass><main-group>{main}</main-group>"
        yield f"        <subgroup>{sub}</subgroup>\n      </classification-ipcr>"
    yield "    </classifications-ipcr>"


def _parties(publication: Publication) -> Iterator[str]:
    name, place = publication.assignee
    yield '    <parties>\n      <applicants>\n        <applicant sequence="1" app-type="applicant">'
    yield f'          <addressbook lang="chi"><orgname>{name}</orgname>'
    yield f"            <address><address-1>{place}</address-1></address></addressbook>"
    yield "        </applicant>\n      </applicants>\n      <inventors>"
    for index, person in enumerate(publication.inventors):
        yield f'        <inventor sequence="{index + 1}"><addressbook lang="chi">'
        yield f"          <name>{person.last}{person.first}</name>\n        </addressbook></inventor>"
    yield "      </inventors>\n    </parties>"


def _description(publication: Publication) -> Iterator[str]:
    numbers = iter(range(1, 10_000))

    def paragraph(text: str) -> str:
        number = next(numbers)
        return f'    <p id="p-{number:04d}-zh" num="{number:04d}">{_lines(text)}</p>'

    sectioned = publication.date < "2011"
    for section in publication.text.sections:
        if sectioned:
            yield f"    <{_ELEMENTS[section.name]}>"
        else:
            yield paragraph(section.heading)
        yield from map(paragraph, section.paragraphs)
        if sectioned:
            yield f"    </{_ELEMENTS[section.name]}>"
