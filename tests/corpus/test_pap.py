"""US applications published 2001-04: identity, sections, plain text, claims."""

import pytest
from olderas import PAP_PRIORITY, PAP_RELATED, application

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.xmltext import Malformed


def one(document):
    return read_document(document.encode(), "week.xml", "us")


def test_identity():
    record = one(application(priority=PAP_PRIORITY, related=PAP_RELATED))
    assert (record.publication_number, record.kind, record.office) == ("US20010000001A1", "A1", "US")
    assert (record.application_number, record.language, record.document_type) == (
        "US09777392",
        "en",
        "utility",
    )
    assert (record.publication_date, record.filing_date) == ("2001-03-15", "2000-06-29")
    assert record.earliest_priority == "US60128037@1999-03-31"
    assert (record.title, record.abstract) == ("Valves and Gates", "A valve.")
    assert record.classifications == ("G06F 17/60",)
    assert record.citations == ("US5123456",)
    assert record.applicants == ("Jane Q. Doe", "Jo Roe")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "US09777392@2000-06-29"),
        ({"priority": PAP_PRIORITY}, "JP11097727@1999-04-05"),
        (
            {"priority": PAP_PRIORITY.replace("11-097727", "9811845.8").replace("JP", "GB")},
            "GB9811845@1999-04-05",
        ),
        ({"related": PAP_RELATED.replace("19990331", "20000501")}, "PCT/JP2000/002182@2000-04-04"),
    ],
)
def test_earliest_priority(changes, expected):
    assert one(application(**changes)).earliest_priority == expected


def test_assignees_are_the_applicants():
    name = "<organization-name>ACME CO.</organization-name>"
    assignee = f"<assignee>{name}<assignee-type>03</assignee-type></assignee>"
    assert one(application(assignee=assignee)).applicants == ("ACME CO.",)


def test_plants():
    record = one(application(kind="P1"))
    assert (record.publication_number, record.document_type) == ("US20010000001P1", "plant")


def test_sections_and_plain_text():
    found = [(each.kind, each.heading, each.text) for each in one(application()).sections]
    assert found == [
        ("cross_reference", "RELATED APPLICATION DATA", "A continuation."),
        ("government_interest", "", "Made under DE-1."),
        ("technical_field", "Field of Invention", "Valves for H_2."),
        ("background", "Background of Invention", "They leak at 10^{-3} bar."),
        ("summary", "SUMMARY", "a<b (1)\nb<c"),
        ("drawings", "", "FIG. 1 is a view."),
        (
            "detailed_description",
            "",
            "20000101 ATCC\n\nExamples\n\nA ring\n[chemistry]\nand\none;\ntwo.\nLeak\t0.5 Mean.",
        ),
        ("other", "", "if x:\n    y"),
    ]


def test_sequence_listings_are_a_section():
    sequences = (
        "<sequence-cwu id='S1'><number>1</number><sequence-list-new-rules><s200><s210>1</s210>"
        "<s212>DNA</s212></s200><s400>acgt</s400></sequence-list-new-rules></sequence-cwu>"
    )
    last = one(application(sequences=sequences)).sections[-1]
    assert (last.kind, last.text) == ("other", "1\nDNA\nacgt")


def test_what_stands_before_the_summary_of_a_document_made_from_paper():
    texts = {"TECHNICAL FIELD": "Valves.", "BACKGROUND ART": "They leak.", "DISCLOSURE": "These do not."}
    parts = "".join(
        f"<section><heading>{heading}</heading><paragraph>{text}</paragraph></section>"
        for heading, text in texts.items()
    )
    parts = f"<summary-of-invention>{parts}</summary-of-invention>"
    sections = one(application(description=parts)).sections
    assert [(each.kind, each.text) for each in sections] == [
        ("technical_field", "Valves."),
        ("background", "They leak."),
        ("summary", "These do not."),
    ]


def test_claims_are_numbered_by_their_texts_and_refer_by_identifiers():
    claims = one(application()).claims
    assert [(each.number, each.text, each.depends_on, each.cancelled) for each in claims] == [
        (1, "(canceled)", (), True),
        (2, "(canceled)", (), True),
        (3, "A valve comprising:\na seat; and\na seal.", (), False),
        (4, "The valve of claim 3, in red.", (3,), False),
        (5, "Valves as in those claims.", (3, 4), False),
    ]


def test_the_heading_of_an_abstract_is_kept():
    abstract = "<heading>Abstract of Disclosure</heading><paragraph>A valve.</paragraph>"
    assert one(application(abstract=abstract)).abstract == "Abstract of Disclosure\nA valve."


def test_an_application_without_a_number_is_malformed():
    with pytest.raises(Malformed, match="without a publication number"):
        one(application(number=""))


def test_a_weekly_file(tmp_path):
    path = tmp_path / "pa010315.xml"
    path.write_text(application() + application("20010000002"))
    assert [each.publication_number for each in read(path)] == ["US20010000001A1", "US20010000002A1"]
