"""HUPD: applications as filed, whose description is given whole and in parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import hupd
from patentgpt_jax.corpus.readers.xmltext import Malformed

BACKGROUND = "BACKGROUND\nOld valves leak."
SUMMARY = "SUMMARY OF THE INVENTION\nA new valve."
WHOLE = (
    "CROSS-REFERENCE TO RELATED APPLICATIONS\nNone.\n"
    + BACKGROUND
    + "\n"
    + SUMMARY
    + "\nBRIEF DESCRIPTION OF THE DRAWINGS\nFIG. 1 is a view.\nDETAILED DESCRIPTION\nMuch."
)
ROW = {
    "application_number": "14789123",
    "publication_number": "US20160000123A1-20160107",
    "title": "A VALVE",
    "decision": "REJECTED",
    "date_produced": "20151222",
    "date_published": "20160107",
    "main_cpc_label": "F16K3102",
    "cpc_labels": ["F16K3102", "A61M 5/32"],
    "main_ipcr_label": "F16K3102",
    "ipcr_labels": ["F16K3102"],
    "patent_number": "None",
    "filing_date": "20150701",
    "patent_issue_date": "",
    "abandon_date": "20170101",
    "uspc_class": "251",
    "examiner_id": "1.0",
    "inventor_list": [{"inventor_name_last": "Roe", "inventor_name_first": "Jane", "inventor_city": "Rome"}],
    "abstract": "A valve.",
    "claims": "1. A valve. 2. The valve of claim 1, made of steel. 3-5. (canceled)",
    "background": BACKGROUND,
    "summary": SUMMARY,
    "full_description": WHOLE,
}
SECTIONS = [
    ("cross_reference", "CROSS-REFERENCE TO RELATED APPLICATIONS", "None."),
    ("background", "BACKGROUND", "Old valves leak."),
    ("summary", "SUMMARY OF THE INVENTION", "A new valve."),
    ("drawings", "BRIEF DESCRIPTION OF THE DRAWINGS", "FIG. 1 is a view."),
    ("detailed_description", "DETAILED DESCRIPTION", "Much."),
]


def sections(**changes):
    record = hupd.record({**ROW, **changes}, "", "")
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_identity():
    record = hupd.record(ROW, "14789123.json", "hupd")
    assert (record.publication_number, record.kind) == ("US20160000123A1", "A1")
    assert (record.application_number, record.office, record.language) == ("US14789123", "US", "en")
    assert (record.publication_date, record.filing_date) == ("2016-01-07", "2015-07-01")
    assert record.earliest_priority == "US14789123@2015-07-01"
    assert record.classifications == ("F16K", "A61M 5/32")
    assert record.applicants == ("Jane Roe",)
    assert (record.source, record.path, record.document_type) == ("hupd", "14789123.json", "utility")
    assert (record.title, record.abstract) == ("A VALVE", "A valve.")


def test_claims():
    claims = hupd.record(ROW, "", "").claims
    assert [(each.number, each.cancelled) for each in claims] == [
        (1, False), (2, False), (3, True), (4, True), (5, True),
    ]  # fmt: skip
    assert claims[1].text == "The valve of claim 1, made of steel."


def test_the_description_is_there_once():
    assert sections() == SECTIONS


def test_parts_tell_the_sections_where_the_whole_has_no_headings():
    whole = "It is a continuation. Old valves leak. A new valve. FIG. 1 shows much."
    assert sections(full_description=whole, background="Old valves\nleak.", summary="A new  valve.") == [
        ("other", "", "It is a continuation."),
        ("background", "", "Old valves leak."),
        ("summary", "", "A new valve."),
        ("detailed_description", "", "FIG. 1 shows much."),
    ]


def test_headings_in_one_long_line():
    filler = "much text " * 600
    assert [
        section[:2] for section in sections(full_description=WHOLE.replace("\n", " ") + " " + filler)
    ] == [section[:2] for section in SECTIONS]


def test_a_part_that_is_not_in_the_whole_is_kept():
    found = sections(background="Something else.")
    assert found[0] == ("background", "", "Something else.")
    assert found[1:] == SECTIONS


def test_a_part_from_several_places_is_not_doubled():
    assert sections(background="BACKGROUND\nFIG. 1 is a view.\nNew.")[0] == ("background", "", "New.")
    assert sections(background="BACKGROUND\nFIG. 1 is a view.\nNew.")[1:] == SECTIONS


def test_marks_around_headings_go():
    assert sections(background="<SOH> BACKGROUND <EOH>Old valves leak.") == SECTIONS


def test_columns_of_the_hub():
    row = {
        "patent_number": "14789123", "decision": "PENDING", "title": "V", "abstract": "A.", "claims": "1. A.",
        "description": WHOLE, "cpc_label": "F16K3102", "filing_date": "20150701",
    }  # fmt: skip
    assert hupd.matches(frozenset(row))
    record = hupd.record(row, "", "")
    assert (record.publication_number, record.application_number) == ("US14789123", "US14789123")
    assert len(record.sections) == 5


def test_columns():
    assert hupd.matches(frozenset(ROW))
    assert not hupd.matches(frozenset(ROW) - {"decision"})
    assert not hupd.matches(frozenset({"publication_number", "title_localized"}))


def test_without_a_number_it_is_malformed():
    with pytest.raises(Malformed):
        hupd.record({"decision": "PENDING", "full_description": WHOLE}, "", "")


words = st.text("ab ", max_size=30)


@given(words, words, words, words)
def test_no_word_is_lost_or_doubled(before, background, between, after):
    whole = "xx " + before + background + between + after + " yy"
    record = hupd.record(
        {**ROW, "full_description": whole, "background": background, "summary": None}, "", ""
    )
    text = "".join(section.heading + section.text for section in record.sections)
    assert "".join(text.split()) == "".join(whole.split())


def test_a_part_without_its_heading_is_under_it():
    assert sections(background="Old valves leak.", summary="A new valve.") == SECTIONS
