"""US grants of 2001-04: identity, sections, plain text, claims."""

import pytest
from olderas import PATDOC_HEAD, RELATED, patdoc

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.xmltext import Malformed


def one(document):
    return read_document(document.encode(), "week.xml", "us")


def test_identity():
    record = one(patdoc(related=RELATED))
    assert (record.publication_number, record.kind, record.office) == ("US6000001B1", "B1", "US")
    assert (record.application_number, record.language, record.document_type) == (
        "US09343526",
        "en",
        "utility",
    )
    assert (record.publication_date, record.filing_date) == ("2003-01-07", "1999-06-30")
    assert record.earliest_priority == "US60041001@1997-03-15"
    assert (record.title, record.abstract) == ("Valve", "A valve.")
    assert record.classifications == ("B32B 3/02", "F16K 31/195")
    assert record.citations == ("USD271298", "WO9625012A")
    assert record.applicants == ("Acme & Co.",)
    assert (record.source, record.path, record.repairs) == ("us", "week.xml", 0)


def test_international_applications_stand_among_the_us_ones():
    parent = RELATED.replace("19970315", "19990315").replace("19980701", "19990701")
    assert one(patdoc(related=parent)).earliest_priority == "PCT/NO1998/000107@1998-04-02"


def test_without_an_assignee_the_inventors_are_the_applicants():
    assert one(patdoc(assignee="")).applicants == ("Jane Doe",)


@pytest.mark.parametrize(
    ("number", "kind", "expected", "document_type"),
    [
        ("D0435854", "S", "USD435854S1", "design"),
        ("PP011744", "P2", "USPP11744P2", "plant"),
        ("RE037000", "E", "USRE37000E1", "reissue"),
        ("H0001945", "H", "USH1945H1", "sir"),
    ],
)
def test_kinds(number, kind, expected, document_type):
    record = one(patdoc(number, kind=kind))
    assert (record.publication_number, record.document_type) == (expected, document_type)


def test_locarno_classes_of_designs_are_no_ipc():
    assert one(patdoc("D0435854", kind="S", ipc="1402")).classifications == ()


def test_a_serial_number_without_its_series():
    assert one(patdoc(application="43526")).application_number == "US09043526"


def test_sections_and_plain_text():
    found = [(each.kind, each.heading, each.text) for each in one(patdoc()).sections]
    assert found == [
        ("cross_reference", "", "A continuation."),
        ("background", "BACKGROUND", ""),
        ("technical_field", "1. Field of the Invention", "Valves, at 10^{−12} bar of H_2, angle α."),
        ("summary", "SUMMARY OF THE INVENTION", "The seal is\nA=π\nwide."),
        ("drawings", "", "FIG. 1 is a view."),
        (
            "detailed_description",
            "",
            "A ring\n[chemistry]\nwith\none;\ntwo.\n\nHeld as ATCC 7 Rockville\nA note.\n\nLeak\t0.5"
            "\n\n1\nDNA\nacgt acgt",
        ),
    ]


def test_deleted_matter_of_a_reissue_is_in_brackets():
    words = '<PDAT>This <DEL-S ID="D1"/>patent<DEL-E ID="D1"/> <INS-S ID="I1"/>reissue<INS-E ID="I1"/></PDAT>'
    text = f"<DETDESC><BTEXT><PARA><PTEXT>{words}</PTEXT></PARA></BTEXT></DETDESC>"
    assert one(patdoc(description=text)).sections[0].text == "This [patent] reissue"


def test_formulae_and_images_are_placeholders_wherever_they_stand():
    parts = (
        '<CWU><MATH-US ID="M1"><MATHEMATICA ID="A" FILE="a.NB"/><MATHML><math><mi>x</mi></math></MATHML>'
        "</MATH-US></CWU>"
        '<IMG><EMI ID="E" FILE="e.TIF"/></IMG>'
        '<PARA><PTEXT><PDAT>the sign <CUSTOM-CHARACTER ID="C" FILE="c.TIF"/> here</PDAT></PTEXT></PARA>'
    )
    text = one(patdoc(description=f"<DETDESC><BTEXT>{parts}</BTEXT></DETDESC>")).sections[0].text
    assert text == "[mathematics]\n\n[figure]\n\nthe sign [figure] here"


def test_white_space_between_elements_is_no_text():
    pieces = "<PDAT>H</PDAT> <HIL> <SB><PDAT>2</PDAT></SB>\n</HIL>\n<PDAT>O, wet </PDAT>\n<PDAT>gas</PDAT>"
    text = f"<DETDESC><BTEXT><PARA>\n<PTEXT>{pieces}</PTEXT></PARA></BTEXT></DETDESC>"
    assert one(patdoc(description=text)).sections[0].text == "H_2O, wet gas"


def test_claims():
    claims = one(patdoc()).claims
    assert [(each.number, each.text, each.depends_on) for each in claims] == [
        (1, "A valve, comprising:\na seat; and\na seal.", ()),
        (2, "The valve of claim 1, in red.", (1,)),
        (3, "The valve of that claim, soft.", (2,)),
    ]


@pytest.mark.parametrize("document", [PATDOC_HEAD + "<PATDOC></PATDOC>", patdoc(" ")])
def test_a_document_without_a_number_is_malformed(document):
    with pytest.raises(Malformed, match="without a publication number"):
        one(document)


def test_a_weekly_file(tmp_path):
    path = tmp_path / "pg030107.xml"
    path.write_text(patdoc() + patdoc("06000002"))
    assert [each.publication_number for each in read(path)] == ["US6000001B1", "US6000002B1"]
