"""No text of the US formats of 2001-04 may be lost: letters and digits of each part, by another way.

The pass shares no code with the readers. By hand on real files:
PYTHONPATH=. python tests/corpus/test_older_coverage.py FILE...
"""

import html.entities
import re
import sys
from collections import Counter
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from olderas import application, patdoc

from patentgpt_jax.corpus import Record, read

PARTS = {
    "title": {"B540", "title-of-invention"},
    "abstract": {"SDOAB", "subdoc-abstract"},
    "description": {"SDODE", "subdoc-description", "sequence-cwu"},
    "claims": {"CLM", "claim"},
}
PLACED = {"CHEM-US", "MATH-US", "chemistry-cwu", "math-cwu"}  # what stands as a placeholder in the record
LETTERS = "a b g d e z ee th i k l m n x o p r sf s t u ph kh ps oh"
GREEK = dict(zip(LETTERS.split(), "αβγδεζηθικλμνξοπρςστυφχψω", strict=True))


def named(match: re.Match[str]) -> str:
    """The characters of an entity as numbers."""
    name = match[1]
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    letter = GREEK.get(name.removesuffix("gr").lower(), "") if name.endswith("gr") else ""
    found = html.entities.html5.get(name + ";") or (letter.upper() if name[0].isupper() else letter)
    assert found, f"the test's table lacks {name}"
    return "".join(f"&#{ord(each)};" for each in found)


def source(document: str) -> tuple[dict[str, Counter], int]:
    """The letters and digits of each part, and the number of claims."""
    found: dict[str, Counter] = {part: Counter() for part in PARTS}
    body = re.sub(
        r"&([A-Za-z][\w.]*);", named, document[re.search("<(PATDOC|patent-app)", document).start() :]
    )
    opened: list[str] = []
    claims = 0

    def start(tag, _attributes):
        nonlocal claims
        opened.append(tag)
        claims += tag in PARTS["claims"]

    def characters(content):
        for part, tags in PARTS.items():
            if tags.intersection(opened) and not {"number", *PLACED}.intersection(opened):
                found[part].update(filter(str.isalnum, content))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: opened.pop()
    parser.CharacterDataHandler = characters
    parser.Parse(body.encode(), True)
    return found, claims


def parts(record: Record) -> dict[str, str]:
    placeholders = re.compile(r"\[(?:chemistry|mathematics|figure|table)\]")
    description = "\n".join(f"{each.heading}\n{each.text}" for each in record.sections)
    claims = "\n".join(f"{each.number} {each.text}" for each in record.claims)
    whole = {"title": record.title, "abstract": record.abstract, "description": description, "claims": claims}
    return {part: placeholders.sub("", content) for part, content in whole.items()}


def report(path) -> list[tuple[str, str, int, int, dict[str, float]]]:
    """(number, type, claim elements, claims, the share of each part that the record has)."""
    with open(path, encoding="utf-8") as file:
        documents = [each for each in re.split(r"(?=<\?xml )", file.read()) if each.strip()]
    rows = []
    for document, record in zip(documents, read(path), strict=True):
        expected, claims = source(document)
        found = {part: Counter(filter(str.isalnum, content)) for part, content in parts(record).items()}
        shares = {
            part: (letters & found[part]).total() / letters.total()
            for part, letters in expected.items()
            if letters
        }
        rows.append((record.publication_number, record.document_type, claims, len(record.claims), shares))
    return rows


UNUSUAL = """<RELAPP>a<BTEXT>b<IMG><ELE><STEXT><PDAT>Caption</PDAT></STEXT></ELE><RTI><PDAT>c</PDAT></RTI>
</IMG></BTEXT></RELAPP><OTHER>d<H>e</H></OTHER><DETDESC><BTEXT><PARA><PTEXT><CIT><DOC><DNUM><PDAT>5</PDAT></DNUM></DOC>
<REL><STEXT><PDAT>p. 3</PDAT></STEXT></REL></CIT><LST><DL><DT><STEXT><PDAT>T</PDAT></STEXT></DT><DD><PTEXT>
<PDAT>D</PDAT></PTEXT></DD></DL></LST><F><PTEXT><PDAT>x</PDAT></PTEXT></F></PTEXT></PARA><CWU><SEQLST-US>
<SEQ-LST-OLD><S-1><S-1-III><PDAT>2</PDAT></S-1-III></S-1></SEQ-LST-OLD></SEQLST-US></CWU></BTEXT></DETDESC>"""
UNUSUAL_PAP = """loose
<copyright-statement><paragraph>(c) Doe</paragraph></copyright-statement><other>x<b>y</b></other>
<brief-description-of-sequences><paragraph>SEQ</paragraph></brief-description-of-sequences><detailed-description>z
<section>w<section><heading>H</heading><paragraph><citation><cited-non-patent-literature>Jones
</cited-non-patent-literature><relevant-section>p. 1</relevant-section></citation><footnote>n</footnote>
<biological-deposit-citation><depository-name>ATCC</depository-name></biological-deposit-citation>
<program-listing>if x</program-listing></paragraph></section></section></detailed-description>"""

CLAIM = (
    "<claim id='CLM-1'><claim-text>1. A valve.</claim-text></claim>"  # a range of cancelled ones is several
)


@pytest.mark.parametrize(
    "document",
    [
        patdoc(),
        patdoc(description=UNUSUAL),
        application(claims=CLAIM),
        application(description=UNUSUAL_PAP, claims=CLAIM),
    ],
)
def test_every_letter_of_the_fixtures_reaches_the_record(tmp_path, document):
    path = tmp_path / "week.xml"
    path.write_text(document * 2, encoding="utf-8")
    for _, _, elements, claims, shares in report(path):
        assert claims == elements
        assert set(shares.values()) == {1}


PATDOC_TAGS = """BTEXT H PARA PTEXT STEXT HIL SB SP BOLD F FOO LST UL LI DL DT DD CWU TABLE-US table tgroup
row entry IMG ELE RTI B830 CIT DOC NAM CLREF FGREF SEQLST-US SEQ-LST-NEW S400 BRFSUM DETDESC OTHER CLMSTEP
LTL"""
PAP_TAGS = """section heading paragraph highlight subscript superscript bold in-line-formula lists list-item
table-cwu table tgroup row entry footnote citation name address cross-reference dependent-claim-reference
claim-text other program-listing biological-deposit depository sequence-list-new-rules s400
background-of-invention detailed-description summary-of-invention"""


def trees(tags: str) -> st.SearchStrategy[str]:
    """Markup of any of the elements in any others, each with a letter."""
    element = st.sampled_from(tags.split())
    return st.recursive(
        st.builds("<{0}>{1}</{0}>".format, element, st.sampled_from(["a", "b c", "<PDAT>d</PDAT>"])),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{' '.join(parts)}</{tag}>",
            element,
            st.lists(inner, min_size=1, max_size=4),
        ),
        max_leaves=12,
    )


@given(markup=trees(PATDOC_TAGS))
def test_elements_in_any_order_keep_their_letters_in_grants(tmp_path_factory, markup):
    kept_whole(tmp_path_factory, patdoc(description=markup))


@given(markup=trees(PAP_TAGS))
def test_elements_in_any_order_keep_their_letters_in_applications(tmp_path_factory, markup):
    kept_whole(tmp_path_factory, application(description=markup, claims=CLAIM))


def kept_whole(factory, document):
    path = factory.getbasetemp() / "any.xml"
    path.write_text(document, encoding="utf-8")
    ((_, _, _, _, shares),) = report(path)
    assert shares["description"] == 1


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for row in report(name):
            print(*row)
