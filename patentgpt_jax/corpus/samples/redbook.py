"""Write publications as USPTO red book grants: us-patent-grant XML v4.2 (2006-12) and v4.5 (2014-).

A weekly file holds the documents one after the other, each with its own XML declaration and DOCTYPE.
Element names and the processing instructions that mark sections follow the USPTO grant DTDs.
"""

import re
from collections.abc import Iterable, Iterator

from patentgpt_jax.corpus.samples.document import Cited, Claim, Person, Publication, Section
from patentgpt_jax.corpus.samples.markup import ascii_entities, escape, scripts

_FIGURE = re.compile(r"FIG\. \d+")
_REFERENCE = re.compile(r"claims? (\d+)(?: (?:to|or) \d+)?")
_REGIONS = (
    ("BRFSUM", "Brief Summary", ("field", "background", "summary")),
    ("brief-description-of-drawings", "Brief Description of Drawings", ("drawings",)),
    ("DETDESC", "Detailed Description", ("detail",)),
)


def weekly_file(publications: Iterable[Publication]) -> str:
    """The documents of one week, concatenated."""
    return "".join(ascii_entities("\n".join(_grant(each)) + "\n") for each in publications)


def _grant(publication: Publication) -> Iterator[str]:
    version = "v4.2 2006-08-23" if publication.date < "2014" else "v4.5 2014-04-03"
    schema = version.replace("v4.", "v4").replace(" ", "-")
    number = publication.number
    file = f"US{number}-{publication.date}.XML"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-{schema}.dtd" [ ]>'
    yield (
        f'<us-patent-grant lang="EN" dtd-version="{version}" file="{file}" status="SAMPLE-DATA" '
        f'id="us-patent-grant" country="US" date-produced="{publication.date}" '
        f'date-publ="{publication.date}">'
    )
    yield "<us-bibliographic-data-grant>"
    yield from _bibliography(publication, modern=publication.date >= "2014")
    yield "</us-bibliographic-data-grant>"
    if publication.text.abstract:
        abstract = _inline(publication, publication.text.abstract)
        yield f'<abstract id="abstract">\n<p id="p-0001" num="0000">{abstract}</p>\n</abstract>'
    yield '<description id="description">'
    yield from _description(publication)
    yield "</description>"
    statement = "CLAIM" if publication.design else "What is claimed is:"
    yield f"<us-claim-statement>{statement}</us-claim-statement>"
    yield '<claims id="claims">'
    for claim in publication.text.claims:
        yield from _claim(publication, claim)
    yield "</claims>"
    yield "</us-patent-grant>"


def _document_id(country: str, number: str, kind: str, date: str, name: str = "") -> str:
    tags = {"country": country, "doc-number": number, "kind": kind, "name": name, "date": date}
    inner = "\n".join(f"<{tag}>{escape(value)}</{tag}>" for tag, value in tags.items() if value)
    return f"<document-id>\n{inner}\n</document-id>"


def _bibliography(publication: Publication, modern: bool) -> Iterator[str]:
    kind = "design" if publication.design else "utility"
    own = _document_id("US", publication.number, publication.kind, publication.date)
    yield f"<publication-reference>\n{own}\n</publication-reference>"
    application = _document_id("US", publication.application, "", publication.filed)
    yield f'<application-reference appl-type="{kind}">\n{application}\n</application-reference>'
    yield f"<us-application-series-code>{publication.application[:2]}</us-application-series-code>"
    if publication.priority:
        yield "<priority-claims>"
        for index, prior in enumerate(publication.priority):
            yield f'<priority-claim sequence="{index + 1:02d}" kind="national">'
            yield f"<country>{prior.country}</country>\n<doc-number>{prior.number}</doc-number>"
            yield f"<date>{prior.date}</date>\n</priority-claim>"
        yield "</priority-claims>"
    yield from _classifications(publication, modern)
    yield f'<invention-title id="d0e43">{escape(publication.text.title)}</invention-title>'
    yield from _citations(publication.cited, modern)
    yield f"<number-of-claims>{len(publication.text.claims)}</number-of-claims>"
    yield "<us-exemplary-claim>1</us-exemplary-claim>"
    if publication.parent:
        yield from _related(publication, publication.parent)
    yield from _parties(publication, modern)


def _classifications(publication: Publication, modern: bool) -> Iterator[str]:
    if publication.design:
        yield "<classification-locarno>\n<edition>9</edition>"
        yield "<main-classification>1502</main-classification>\n</classification-locarno>"
        return
    yield "<classifications-ipcr>"
    for index, symbol in enumerate(publication.classes):
        place = "F" if index == 0 else "L"
        yield "<classification-ipcr>\n<ipc-version-indicator><date>20060101</date></ipc-version-indicator>"
        yield "<classification-level>A</classification-level>"
        yield _symbol(symbol, place)
        yield f"<action-date><date>{publication.date}</date></action-date>"
        yield "<generating-office><country>US</country></generating-office>"
        yield "<classification-status>B</classification-status>"
        yield "<classification-data-source>H</classification-data-source>\n</classification-ipcr>"
    yield "</classifications-ipcr>"
    if modern:
        yield "<classifications-cpc>\n<main-cpc>"
        for index, symbol in enumerate(publication.classes):
            if index == 1:
                yield "</main-cpc>\n<further-cpc>"
            yield "<classification-cpc>\n<cpc-version-indicator><date>20130101</date></cpc-version-indicator>"
            yield _symbol(symbol, "F" if index == 0 else "L")
            yield f"<action-date><date>{publication.date}</date></action-date>"
            yield "<generating-office><country>US</country></generating-office>"
            yield "<classification-status>B</classification-status>"
            yield "<classification-data-source>H</classification-data-source>"
            yield "<scheme-origination-code>C</scheme-origination-code>\n</classification-cpc>"
        yield f"</{'main' if len(publication.classes) == 1 else 'further'}-cpc>\n</classifications-cpc>"


def _symbol(symbol: str, place: str) -> str:
    subclass, group = symbol.split(" ")
    main, sub = group.split("/")
    return (
        f"<section>{subclass[0]}</section>\n<class>{subclass[1:3]}</class>\n"
        f"<subclass>{subclass[3]}</subclass>\n<main-group>{main}</main-group>\n<subgroup>{sub}</subgroup>\n"
        f"<symbol-position>{place}</symbol-position>\n<classification-value>I</classification-value>"
    )


def _citations(cited: Iterable[Cited], modern: bool) -> Iterator[str]:
    outer, each_tag = ("us-references-cited", "us-citation") if modern else ("references-cited", "citation")
    yield f"<{outer}>"
    for index, each in enumerate(cited):
        document = _document_id(each.country, each.number, each.kind, each.date, each.name)
        yield f'<{each_tag}>\n<patcit num="{index + 1:05d}">\n{document}\n</patcit>'
        yield f"<category>cited by {'examiner' if index % 3 == 0 else 'applicant'}</category>\n</{each_tag}>"
    yield f"</{outer}>"


def _related(child: Publication, parent: Publication) -> Iterator[str]:
    yield "<us-related-documents>\n<continuation>\n<relation>\n<parent-doc>"
    yield _document_id("US", parent.application, "", parent.filed)
    grant = _document_id("US", parent.number.lstrip("0"), "", "")
    yield f"<parent-grant-document>\n{grant}\n</parent-grant-document>"
    yield f"</parent-doc>\n<child-doc>\n{_document_id('US', child.application, '', '')}\n</child-doc>"
    yield "</relation>\n</continuation>\n</us-related-documents>"


def _addressbook(person: Person) -> str:
    return (
        f"<addressbook>\n<last-name>{escape(person.last)}</last-name>\n"
        f"<first-name>{person.first}</first-name>\n<address>\n<city>{person.city}</city>\n"
        f"<country>{person.country}</country>\n</address>\n</addressbook>"
    )


def _parties(publication: Publication, modern: bool) -> Iterator[str]:
    yield "<us-parties>\n<us-applicants>" if modern else "<parties>\n<applicants>"
    tag, role = ("us-applicant", "applicant") if modern else ("applicant", "applicant-inventor")
    for index, person in enumerate(publication.inventors):
        yield f'<{tag} sequence="{index + 1:03d}" app-type="{role}" designation="us-only">'
        yield _addressbook(person)
        yield f"<residence>\n<country>{person.country}</country>\n</residence>\n</{tag}>"
    yield "</us-applicants>\n<inventors>" if modern else "</applicants>"
    if modern:
        for index, person in enumerate(publication.inventors):
            yield f'<inventor sequence="{index + 1:03d}" designation="us-only">'
            yield f"{_addressbook(person)}\n</inventor>"
        yield "</inventors>"
    yield "</us-parties>" if modern else "</parties>"
    name, city = publication.assignee
    yield f"<assignees>\n<assignee>\n<addressbook>\n<orgname>{escape(name)}</orgname>\n<role>02</role>"
    yield f"<address>\n<city>{city}</city>\n</address>\n</addressbook>\n</assignee>\n</assignees>"
    examiner = publication.examiner
    yield f"<examiners>\n<primary-examiner>\n<last-name>{escape(examiner.last)}</last-name>"
    yield f"<first-name>{examiner.first}</first-name>\n</primary-examiner>\n</examiners>"


def _inline(publication: Publication, text: str) -> str:
    """Escaped text with figure references, bold reference numerals, sub- and superscripts."""
    xml = scripts(escape(text))
    xml = _FIGURE.sub(r'<figref idref="DRAWINGS">\g<0></figref>', xml)
    if publication.bold:
        pattern = re.compile(rf"\b({'|'.join(map(re.escape, publication.bold))})\b")
        xml = pattern.sub(lambda match: "{} <b>{}</b>".format(*match[0].rsplit(" ", 1)), xml)
    return xml


def _description(publication: Publication) -> Iterator[str]:
    sections = {section.name: section for section in publication.text.sections}
    numbers, headings = iter(range(1, 10_000)), iter(range(1, 100))

    def told(section: Section) -> Iterator[str]:
        if section.heading:
            yield f'<heading id="h-{next(headings):04d}" level="1">{section.heading}</heading>'
        for paragraph in section.paragraphs:
            number = next(numbers)
            yield f'<p id="p-{number + 1:04d}" num="{number:04d}">{_inline(publication, paragraph)}</p>'

    if "related" in sections:
        yield '<?RELAPP description="Other Patent Relations" end="lead"?>'
        yield from told(sections["related"])
        yield '<?RELAPP description="Other Patent Relations" end="tail"?>'
    for mark, description, names in _REGIONS:
        present = [sections[name] for name in names if name in sections]
        if not present:
            continue
        yield f'<?{mark} description="{description}" end="lead"?>'
        if mark.startswith("brief"):
            yield "<description-of-drawings>"
        for section in present:
            yield from told(section)
        if mark.startswith("brief"):
            yield "</description-of-drawings>"
        yield f'<?{mark} description="{description}" end="tail"?>'


def _claim(publication: Publication, claim: Claim) -> Iterator[str]:
    lead = scripts(escape(claim.lead))
    if claim.parents:
        link = rf'<claim-ref idref="CLM-{claim.parents[0]:05d}">\g<0></claim-ref>'
        lead = _REFERENCE.sub(link, lead, count=1)
    number = "" if publication.design else f"{claim.number}. "
    yield f'<claim id="CLM-{claim.number:05d}" num="{claim.number:05d}">'
    limbs = "".join(f"\n<claim-text>{scripts(escape(limb))}</claim-text>" for limb in claim.limbs)
    yield f"<claim-text>{number}{lead}{limbs}{chr(10) if limbs else ''}</claim-text>\n</claim>"
