"""European publications: three languages, bibliography in INID codes, nothing lost.

The share of the text that reaches the record is counted by a pass of expat that shares no code with
the reader. Run by hand on real files: PYTHONPATH=. python tests/corpus/test_epo.py FILE...
"""

import contextlib
import re
import sys
from collections import Counter
from xml.parsers import expat

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus import Record, read
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.mending import mend
from patentgpt_jax.corpus.readers.xmltext import Malformed

DESCRIPTION = """
<p id="p0001" num="0001">Die Erfindung betrifft ein Ventil.</p>
<heading id="h1"><b><u>Stand der Technik</u></b></heading>
<p id="p0002" num="0002">Aus <patcit id="pcit1" dnum="DE9876543U1"><text>DE 98 76 543 U1</text>
</patcit> ist ein
Ventil mit H<sub>2</sub>O bei 10<sup>3</sup> Pa bekannt.<!-- EPO <DP n="2"> --></p>
<p id="p0003" num="0003">Aufgabe der Erfindung</p>
<p id="p0004" num="0004">Es soll dicht sein: <dl><dt>1</dt><dd>Sitz</dd></dl></p>
<heading id="h2">Kurze Beschreibung der Zeichnungen</heading>
<p id="p0005" num="0005"><figref idref="f1">Fig. 1</figref> zeigt ein Ventil.</p>
<heading id="h3">Ausführungsbeispiele</heading>
<p id="p0006" num="0006">Ein Ring <chemistry id="c1"><img file="c.tif"/></chemistry> und
<tables id="t1"><table><tgroup cols="2"><tbody><row><entry>Lauf</entry><entry>5</entry></row></tbody>
</tgroup></table>
</tables></p>
"""
CLAIMS = """
<claims id="claims01" lang="de"><claim id="c-de-01-0001" num="0001"><claim-text>Ventil mit
<claim-text>einem Sitz (1) und</claim-text><claim-text>einer Dichtung (2).</claim-text></claim-text></claim>
<claim id="c-de-01-0002" num=""><claim-text>2.) Ventil nach Anspruch 1, aus Stahl.</claim-text></claim>
</claims>
<claims id="claims02" lang="en"><claim id="c-en-01-0001" num="0001">
<claim-text>Valve with a seat.</claim-text></claim>
<claim id="c-en-01-0002" num="0002"><claim-text>Valve of claim 1, of steel.</claim-text></claim></claims>
<claims id="claims03" lang="fr"><claim id="c-fr-01-0001" num="0001"><claim-text>Vanne.</claim-text>
</claim></claims>
"""
REFERENCES = """<ep-reference-list id="ref-list">
<heading id="ref-h0001"><b>IN DER BESCHREIBUNG AUFGEFÜHRTE DOKUMENTE</b></heading>
<p id="ref-p0001" num=""><i>Diese Liste wurde zur Information des Lesers aufgenommen.</i></p>
<heading id="ref-h0002"><b>In der Beschreibung aufgeführte Patentdokumente</b></heading>
<p id="ref-p0002" num=""><ul><li><patcit id="ref-pcit1" dnum="DE9876543U1"><document-id><country>DE</country>
<doc-number>9876543</doc-number><kind>U1</kind></document-id></patcit>
<crossref idref="pcit1">[0002]</crossref></li>
<li><patcit dnum="US545396A" dnum-type="L"><document-id><country>US</country><doc-number>545396</doc-number>
</document-id></patcit></li></ul></p></ep-reference-list>"""


def european(description=DESCRIPTION, claims=CLAIMS, references=REFERENCES, kind="B1", lang="de") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ep-patent-document PUBLIC "-//EPO//EP PATENT DOCUMENT 1.4//EN" "ep-patent-document-v1-4.dtd">
<ep-patent-document id="EP07012363{kind}" file="x.xml" lang="{lang}" country="EP"
doc-number="1873405" kind="{kind}"
date-publ="20091216" status="n" dtd-version="ep-patent-document-v1-4">
<SDOBI lang="{lang}"><B000><eptags><B001EP>ATBE</B001EP></eptags></B000>
<B100><B110>1873405</B110><B120><B121>EUROPÄISCHE PATENTSCHRIFT</B121></B120><B130>{kind}</B130>
<B140><date>20091216</date></B140><B190>EP</B190></B100>
<B200><B210>07012363.3</B210><B220><date>20070625</date></B220><B250>de</B250><B260>{lang}</B260></B200>
<B300><B310>102006031298</B310><B320><date>20060629</date></B320><B330><ctry>DE</ctry></B330>
<B310>816958 P</B310><B320><date>20060628</date></B320><B330><ctry>US</ctry></B330></B300>
<B500><B510EP><classification-ipcr sequence="1">
<text>F16K   1/00        20060101AFI20091112BHEP        </text>
</classification-ipcr></B510EP><B520EP><classifications-cpc><classification-cpc sequence="1">
<text>F16K   1/34        20130101 LI20130101BHEP        </text></classification-cpc>
</classifications-cpc></B520EP>
<B540><B541>de</B541><B542>Ventil</B542><B541>en</B541><B542>Valve for H<sub>2</sub>O</B542>
<B541>fr</B541><B542>Vanne</B542></B540>
<B560><B561><text>EP-A1- 0 444 678</text></B561><B561><text>US-A1- 2008 197 955</text></B561>
<B561><text>US-E- R E36 154</text></B561><B562><text>JONES: "Valves"</text></B562></B560></B500>
<B600><B620><parent><pdoc><dnum><anum>05184383.3</anum><pnum>1574244</pnum></dnum><date>20050914</date></pdoc>
</parent></B620></B600>
<B700><B710><B711><snm>Antrag GmbH</snm></B711></B710><B720><B721><snm>DOE, Jane</snm></B721></B720>
<B730><B731><snm>Acme &amp; Sohn GmbH</snm><adr><city>Ulm</city></adr></B731></B730></B700>
<B800><B860><B861><dnum><anum>EP2006005678</anum></dnum><date>20060701</date></B861></B860></B800></SDOBI>
<abstract id="abst" lang="{lang}"><p id="pa01" num="0001">Ein dichtes Ventil.</p></abstract>
<abstract id="abst2" lang="en"><p id="pa02" num="0001">A tight valve.</p></abstract>
<description id="desc" lang="{lang}">{description}</description>{claims}
<drawings id="draw" lang="{lang}"><figure id="f0001" num="1"><img file="i.tif"/></figure></drawings>
<search-report-data id="srep" lang="{lang}"><doc-page id="s1" file="s.tif"/></search-report-data>
{references}</ep-patent-document>
"""


def one(document: str) -> Record:
    record = read_document(document.encode(), "x.xml", "epo")
    assert record is not None
    return record


def alphanumeric(text: str) -> int:
    return sum(each.isalnum() for each in re.sub(r"\[(chemistry|mathematics|figure|table)\]", "", text))


def source_counts(document: bytes) -> tuple[int, Counter[str]]:
    """Letters and digits of the texts, less claims' own numbers, and the claim elements by language."""
    characters, claims, tags, language, claim_starts = 0, Counter[str](), [], "", False
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag, attributes):
        nonlocal language, claim_starts
        tags.append(tag)
        language = attributes.get("lang", language)
        if tag == "claim":
            claims[language] += 1
            claim_starts = True

    def text(content):
        nonlocal characters, claim_starts
        if {"chemistry", "maths"}.intersection(tags):
            return
        if {"B542", "abstract", "description", "claims", "amended-claims", "ep-reference-list"}.intersection(
            tags
        ):
            if claim_starts and content.strip():
                content, claim_starts = re.sub(r"^\s*\d+\s*\.", "", content), False
            characters += alphanumeric(content)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: tags.pop()
    parser.CharacterDataHandler = text
    parser.Parse(document, True)
    return characters, claims


def record_counts(record: Record) -> tuple[int, Counter[str]]:
    characters, claims = 0, Counter[str]()
    for each in (record, *record.translations):
        texts = [each.title, each.abstract, *(claim.text for claim in each.claims)]
        texts += [part for section in each.sections for part in (section.heading, section.text)]
        characters += sum(map(alphanumeric, texts))
        claims[each.language] += len(each.claims)
    return characters, claims


def test_identity():
    record = one(european())
    assert (record.publication_number, record.kind, record.office) == ("EP1873405B1", "B1", "EP")
    assert (record.application_number, record.filing_date) == ("EP07012363", "2007-06-25")
    assert (record.publication_date, record.document_type) == ("2009-12-16", "utility")
    assert record.earliest_priority == "EP05184383@2005-09-14"  # the parent's, of a divisional
    assert record.classifications == ("F16K 1/00", "F16K 1/34")
    assert record.citations == ("EP444678A1", "US20080197955A1", "USRE36154E", "DE9876543U1")
    assert record.applicants == ("Acme & Sohn GmbH",)  # the proprietor


def test_the_priority_of_an_application_from_abroad():
    document = european(kind="A1").replace("<B600>", "<B600X>").replace("</B600>", "</B600X>")
    assert one(document).earliest_priority == "US60816958@2006-06-28"
    document = re.sub("<B300>.*?</B300>|<B730>.*?</B730>", "", document, flags=re.DOTALL)
    assert one(document).earliest_priority == "PCT/EP2006/005678@2006-07-01"
    assert one(document).applicants == ("Antrag GmbH",)


@pytest.mark.parametrize(
    ("number", "date", "expected"),
    [
        ("201762454417 P", "20170203", "US62454417@2017-02-03"),
        ("933870", "20071101", "US11933870@2007-11-01"),
        ("529044", "19830902", "US06529044@1983-09-02"),
        ("960001", "19781113", "US05960001@1978-11-13"),
        ("001234", "20071228", "US12001234@2007-12-28"),
    ],
)
def test_us_priorities_have_their_series_code(number, date, expected):
    document = re.sub("<B600>.*?</B600>|<B800>.*?</B800>", "", european(), flags=re.DOTALL)
    document = document.replace("816958 P", number).replace("20060628", date).replace("20060629", "20250101")
    assert one(document.replace("20070625", "20250101")).earliest_priority == expected


def test_languages_stand_side_by_side():
    record = one(european())
    assert (record.language, record.title, record.abstract) == ("de", "Ventil", "Ein dichtes Ventil.")
    assert [claim.text for claim in record.claims] == [
        "Ventil mit\neinem Sitz (1) und\neiner Dichtung (2).",
        "Ventil nach Anspruch 1, aus Stahl.",
    ]
    english, french = record.translations
    assert (english.language, english.title, english.abstract) == ("en", "Valve for H_2O", "A tight valve.")
    assert [(claim.number, claim.depends_on) for claim in english.claims] == [(1, ()), (2, (1,))]
    assert (french.language, french.title, [claim.text for claim in french.claims]) == (
        "fr",
        "Vanne",
        ["Vanne."],
    )


def test_german_sections_and_the_list_of_references():
    assert [(each.kind, each.heading) for each in one(european()).sections] == [
        ("other", ""),
        ("background", "Stand der Technik"),
        ("summary", "Aufgabe der Erfindung"),
        ("drawings", "Kurze Beschreibung der Zeichnungen"),
        ("detailed_description", "Ausführungsbeispiele"),
        ("other", "IN DER BESCHREIBUNG AUFGEFÜHRTE DOKUMENTE"),
    ]
    *_, detail, references = one(european()).sections
    assert detail.text == "Ein Ring\n[chemistry]\nund\nLauf\t5"
    assert references.text.endswith("DE 9876543 U1 [0002]\nUS 545396")


@pytest.mark.parametrize("inside", [REFERENCES, re.sub("</?ep-reference-list[^>]*>", "", REFERENCES)])
def test_the_list_of_references_inside_the_description(inside):
    (*_, last) = one(european(description=DESCRIPTION + inside, references="")).sections
    assert (last.kind, last.heading) == ("other", "IN DER BESCHREIBUNG AUFGEFÜHRTE DOKUMENTE")
    assert "Ausführungsbeispiele" not in last.text


def test_further_sets_of_claims_are_kept_apart():
    further = """<claims id="claims04" lang="de"><heading>Patentansprüche für ES</heading>
    <claim num="0001"><claim-text>Verfahren.</claim-text></claim></claims>
    <amended-claims id="amend" lang="de"><heading>Geänderte Patentansprüche gemäß Regel 137(2) EPÜ</heading>
    <claim num="0001"><claim-text>Ventil, geändert.</claim-text></claim>
    <amended-claims-statement><claims-statement><p>Neu ist der Sitz.</p></claims-statement>
</amended-claims-statement>
    </amended-claims>"""
    record = one(european(claims=CLAIMS + further))
    states, amended, english, _ = record.translations
    assert [claim.text for claim in record.claims][1] == "Ventil nach Anspruch 1, aus Stahl."
    assert (states.language, states.claims[0].text) == ("de", "Verfahren.")
    assert states.sections[0].heading == "Patentansprüche für ES"
    assert (amended.claims[0].text, amended.sections[0].text) == ("Ventil, geändert.", "Neu ist der Sitz.")
    assert english.language == "en"
    assert source_counts(european(claims=CLAIMS + further).encode())[1] == record_counts(record)[1]


def test_the_dash_after_a_number_goes_with_it():
    texts = "- Vanne (1).", "- Vanne selon la revendication 1.", "-20 °C."
    claims = "".join(
        f'<claim num="000{number}"><claim-text>{text}</claim-text></claim>'
        for number, text in enumerate(texts, 1)
    )
    found = one(european(claims=f'<claims lang="de">{claims}</claims>')).claims
    assert [each.text for each in found] == ["Vanne (1).", "Vanne selon la revendication 1.", "-20 °C."]


def test_no_text_is_lost():
    document = european()
    assert record_counts(one(document)) == source_counts(document.encode())


def test_a_search_report_has_a_record_without_text():
    document = re.sub(
        "<abstract.*</description>", "", european(claims="", references="", kind="A3"), flags=re.DOTALL
    )
    record = one(document)
    assert (record.publication_number, record.document_type) == ("EP1873405A3", "other")
    assert (record.title, record.sections, record.claims) == ("Ventil", (), ())


def test_a_document_without_bibliography_is_known_by_its_root():
    record = one(re.sub("<SDOBI.*</SDOBI>", "", european(), flags=re.DOTALL))
    assert (record.publication_number, record.publication_date) == ("EP1873405B1", "2009-12-16")
    with pytest.raises(Malformed, match="without a publication number"):
        one("<ep-patent-document/>")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=9)), min_size=1, max_size=6))
def test_damage_never_crashes(edits):
    data = bytearray(european().encode())
    for place, junk in edits:
        place %= len(data)
        data[place : place + len(junk)] = junk
    with contextlib.suppress(Malformed):
        read_document(bytes(data), "x.xml", "")


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            expected = source_counts(mend(file.read())[0])
        (found,) = read(path)
        share = record_counts(found)[0] / max(1, expected[0])
        agree = "claims agree" if +record_counts(found)[1] == expected[1] else f"claims: {expected[1]}"
        print(f"{found.publication_number:14} {found.language} {share:9.3%} repairs {found.repairs} {agree}")
