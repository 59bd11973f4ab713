"""The sample patents written in the formats that `samples` has no writer for, as input for benchmarks.

Plain documents: the elements that carry text, and as much of the front page as a reader asks for. The
samples are short, so each paragraph of a description stands five times, which gives a grant the size (about
70 kB) and the share of claims (about 200 in a megabyte) of the 125 real grants that this was set by. Names
of elements and tags: the USPTO's DTDs of PAP 1.6 and PATDOC 2.5, its documentation of the Green Book,
and the published files of the EPO.
"""

import functools
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace

from patentgpt_jax.corpus.samples.document import Publication
from patentgpt_jax.corpus.samples.library import Library, sample_library
from patentgpt_jax.corpus.samples.markup import ascii_entities, escape, scripts
from patentgpt_jax.corpus.samples.redbook import weekly_file
from patentgpt_jax.corpus.samples.st36 import chinese_file

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DESCRIBED = {"background": "BRFSUM", "summary": "BRFSUM", "drawings": "DRWDESC", "detail": "DETDESC"}


_TOLD = 5  # times that each paragraph stands


def sample_file(format: str, megabytes: float) -> bytes:
    """A file of about that size; the documents repeat where there are fewer."""
    library = _library()
    grants = [each for week in library.weeks for each in week if not each.design]
    publications = library.chinese if format == "st36" else grants
    parts = [_WRITERS[format](_long(each)) for each in publications]
    encoding = "latin-1" if format == "greenbook" else "utf-8"
    whole = "".join(parts).encode(encoding, "replace")
    return whole * max(1, round(megabytes * 1e6 / len(whole)))


@functools.cache
def _library() -> Library:
    return sample_library(60, 40, 0)


def _long(publication: Publication) -> Publication:
    sections = publication.text.sections
    longer = tuple(each._replace(paragraphs=each.paragraphs * _TOLD) for each in sections)
    return replace(publication, text=replace(publication.text, sections=longer))


def _redbook(publication: Publication) -> str:
    return weekly_file([publication])


def _pap(publication: Publication) -> str:
    def told() -> Iterator[str]:
        text = publication.text
        yield "<patent-application-publication><subdoc-bibliographic-information><document-id>"
        yield f"<doc-number>2002{publication.number[-7:]}</doc-number><kind-code>A1</kind-code>"
        yield f"<document-date>{publication.date}</document-date></document-id><technical-information>"
        yield f"<title-of-invention>{_inline(text.title)}</title-of-invention></technical-information>"
        yield "</subdoc-bibliographic-information><subdoc-abstract><paragraph><number>1</number>"
        yield f"{_inline(text.abstract)}</paragraph></subdoc-abstract><subdoc-description>"
        for section in text.sections:
            yield f"<detailed-description><section><heading>{escape(section.heading)}</heading>"
            for number, paragraph in enumerate(section.paragraphs, 1):
                yield f"<paragraph><number>&lsqb;{number:04d}&rsqb;</number> {_inline(paragraph)}</paragraph>"
            yield "</section></detailed-description>"
        yield "</subdoc-description><subdoc-claims><heading>What is claimed is: </heading>"
        for claim in text.claims:
            yield f'<claim id="CLM-{claim.number:05d}"><claim-text><highlight><bold>{claim.number}</bold>'
            yield f"</highlight>. {_inline(claim.text)}</claim-text></claim>"
        yield "</subdoc-claims></patent-application-publication>"

    doctype = '<!DOCTYPE patent-application-publication SYSTEM "pap-v16-2002-01-01.dtd" [ ]>\n'
    return _DECLARATION + doctype + _ascii(told())


def _patdoc(publication: Publication) -> str:
    def told() -> Iterator[str]:
        text = publication.text
        yield '<PATDOC DTD="2.5" STATUS="Build 20020101"><SDOBI><B100><B110><DNUM>'
        yield f"<PDAT>{publication.number}</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130><B140><DATE>"
        yield f"<PDAT>{publication.date}</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100><B500><B540>"
        yield f"<STEXT><PDAT>{escape(text.title)}</PDAT></STEXT></B540></B500></SDOBI><SDOAB><BTEXT>"
        yield f"{_para(text.abstract)}</BTEXT></SDOAB><SDODE>"
        for section in text.sections:
            tag = _DESCRIBED.get(section.name, "BRFSUM")
            yield f'<{tag}><BTEXT><H LVL="1"><STEXT><PDAT>{escape(section.heading)}</PDAT></STEXT></H>'
            yield from map(_para, section.paragraphs)
            yield f"</BTEXT></{tag}>"
        yield "</SDODE><SDOCL><CL>"
        for claim in text.claims:
            yield f'<CLM ID="CLM-{claim.number:05d}">{_para(f"{claim.number}. {claim.text}")}</CLM>'
        yield "</CL></SDOCL></PATDOC>"

    return _DECLARATION + '<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [ ]>\n' + _ascii(told())


def _para(text: str) -> str:
    inner = (
        scripts(escape(text)).replace("<sub>", "</PDAT><SB><PDAT>").replace("</sub>", "</PDAT></SB><PDAT>")
    )
    inner = inner.replace("<sup>", "</PDAT><SP><PDAT>").replace("</sup>", "</PDAT></SP><PDAT>")
    return f'<PARA ID="P-1" LVL="0"><PTEXT><PDAT>{inner}</PDAT></PTEXT></PARA>'


def _epo(publication: Publication) -> str:
    def told() -> Iterator[str]:
        text = publication.text
        yield f'<ep-patent-document lang="en" country="EP" doc-number="{publication.number[-7:]}" kind="A1" '
        yield f'date-publ="{publication.date}" dtd-version="ep-patent-document-v1-5"><SDOBI lang="en"><B100>'
        yield f"<B110>{publication.number[-7:]}</B110><B130>A1</B130><B140><date>{publication.date}</date>"
        yield "</B140><B190>EP</B190></B100><B500><B540><B541>en</B541>"
        yield f'<B542>{_inline(text.title)}</B542></B540></B500></SDOBI><abstract id="abst" lang="en">'
        yield f'<p id="pa01" num="0001">{_inline(text.abstract)}</p></abstract><description lang="en">'
        for section in text.sections:
            yield f"<heading>{escape(section.heading)}</heading>"
            for number, paragraph in enumerate(section.paragraphs, 1):
                yield f'<p id="p{number:04d}" num="{number:04d}">{_inline(paragraph)}</p>'
        yield "</description>"
        for language in ("en", "de", "fr"):  # side by side; what they say is the same here
            yield f'<claims lang="{language}">'
            for claim in text.claims:
                yield f'<claim num="{claim.number:04d}"><claim-text>{_inline(claim.text)}</claim-text>'
                yield "</claim>"
            yield "</claims>"
        yield "</ep-patent-document>"

    return _DECLARATION + "\n".join(told()) + "\n"


def _greenbook(publication: Publication) -> str:
    def told() -> Iterator[str]:
        text = publication.text
        yield f"PATN\nWKU  {publication.number[:8]}4\nSRC  5\nAPN  {publication.application[-6:]}1\nAPT  1"
        yield f"APD  19741029\nISD  19760210\nNCL  {len(text.claims)}"
        yield f"{_tagged('TTL', text.title)}\nABST\n{_tagged('PAL', text.abstract)}"
        for section in text.sections:
            yield {"drawings": "DRWD", "detail": "DETD"}.get(section.name, "BSUM")
            yield _tagged("PAC", section.heading)
            for paragraph in section.paragraphs:
                yield _tagged("PAR", paragraph)
        yield "CLMS\nSTM  What is claimed is:"
        for claim in text.claims:
            yield f"NUM  {claim.number}.\n" + _tagged("PAR", f"{claim.number}. {claim.text}")

    return "\n".join(told()) + "\n"


def _tagged(tag: str, text: str) -> str:
    return "\n".join(textwrap.wrap(text or "-", 80, initial_indent=f"{tag}  ", subsequent_indent=" " * 6))


def _inline(text: str) -> str:
    return scripts(escape(text))


def _ascii(parts: Iterator[str]) -> str:
    return ascii_entities("\n".join(parts)).replace("&#x2019;", "&rsquo;").replace("&#xb0;", "&deg;") + "\n"


_WRITERS: dict[str, Callable[[Publication], str]] = {
    "redbook": _redbook,
    "pap": _pap,
    "patdoc": _patdoc,
    "epo": _epo,
    "greenbook": _greenbook,
    "st36": chinese_file,
}
FORMATS = tuple(_WRITERS)
"""What `sample_file` can write."""
