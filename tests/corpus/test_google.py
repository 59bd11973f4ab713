"""Google Patents public data: rows of BigQuery, nested, as text of JSON, or flattened."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import google
from patentgpt_jax.corpus.readers.xmltext import Malformed

ROW = {
    "publication_number": "US-7650331-B1",
    "application_number": "US-87188904-A",
    "application_number_formatted": "US10871889",
    "country_code": "US",
    "kind_code": "B1",
    "family_id": "41509754",
    "title_localized": [{"text": "A valve", "language": "en", "truncated": False}],
    "abstract_localized": [{"text": "A valve\n  that shuts.", "language": "en"}],
    "claims_localized": [
        {"text": "What is claimed is:\n  1. A valve.\n  2. The valve of claim 1.", "language": "en"}
    ],
    "description_localized": [
        {
            "text": "CROSS REFERENCE TO RELATED APPLICATIONS\n[0001] None.\nBACKGROUND\n[0002] Old.\n"
            "Brief Summary\nNew, with a summary.\nDETAILED DESCRIPTION\nMuch.",
            "language": "en",
        }
    ],
    "publication_date": 20100119,
    "filing_date": "20040618",
    "grant_date": 20100119,
    "priority_date": 20040618,
    "priority_claim": [
        {"publication_number": "", "application_number": "US-87188904-A", "filing_date": 20040618},
        {"publication_number": "", "application_number": "EP-03012345-A", "filing_date": "20030601"},
    ],
    "inventor": ["Jane Roe"],
    "assignee": ["Acme Inc."],
    "assignee_harmonized": [{"name": "ACME INC", "country_code": "US"}],
    "ipc": [{"code": "G06F15/16", "inventive": True, "first": True, "tree": []}],
    "cpc": [{"code": "G06F9/5066"}, {"code": "G06F15/16"}],
    "citation": [
        {"publication_number": "US-2004010123-A1", "npl_text": ""},
        {"publication_number": "", "npl_text": "A paper."},
    ],
    "parent": [],
    "child": [],
    "art_unit": None,
}


def read(**changes):
    return google.record({**ROW, **changes}, "rows.jsonl", "google")


def sections(record):
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_identity():
    record = read()
    assert (record.publication_number, record.kind, record.office) == ("US7650331B1", "B1", "US")
    assert (record.application_number, record.family_id) == ("US10871889", "41509754")
    assert (record.publication_date, record.filing_date) == ("2010-01-19", "2004-06-18")
    assert record.earliest_priority == "EP03012345@2003-06-01"
    assert record.classifications == ("G06F 15/16", "G06F 9/5066")
    assert record.citations == ("US20040010123A1",)
    assert (record.applicants, record.document_type) == (("Acme Inc.",), "utility")
    assert (record.source, record.path, record.translations) == ("google", "rows.jsonl", ())


def test_texts():
    record = read()
    assert (record.language, record.title, record.abstract) == ("en", "A valve", "A valve\nthat shuts.")
    assert [(each.number, each.text) for each in record.claims] == [
        (1, "A valve."),
        (2, "The valve of claim 1."),
    ]
    assert record.claims[1].depends_on == (1,)
    assert sections(record) == [
        ("cross_reference", "CROSS REFERENCE TO RELATED APPLICATIONS", "None."),
        ("background", "BACKGROUND", "Old."),
        ("summary", "Brief Summary", "New, with a summary."),
        ("detailed_description", "DETAILED DESCRIPTION", "Much."),
    ]


@pytest.mark.parametrize("spell", [json.dumps, str])
def test_nested_columns_of_csv_are_text(spell):
    spelt = {key: spell(value) if isinstance(value, list) else str(value) for key, value in ROW.items()}
    assert google.record(spelt, "rows.jsonl", "google") == read()


def test_flattened_columns():
    flat = {
        "PUBLICATION_NUMBER": "US-7650331-B1",
        "COUNTRY_CODE": "US",
        "title_localized_text": "A valve",
        "abstract_localized.text": "It shuts.",
        "claims": "1. A valve.",
        "description": "BACKGROUND\nOld.",
        "publication_date": 20100119.0,
        "cpc": "G06F9/5066, G06F15/16",
        "assignee_harmonized": "ACME INC; OTHER LTD",
        "filing_date": "nan",
    }
    record = google.record(flat, "", "")
    assert (record.title, record.abstract, record.claims[0].text) == ("A valve", "It shuts.", "A valve.")
    assert (record.publication_date, record.filing_date) == ("2010-01-19", "")
    assert record.classifications == ("G06F 9/5066", "G06F 15/16")
    assert record.applicants == ("ACME INC", "OTHER LTD")
    assert sections(record) == [("background", "BACKGROUND", "Old.")]


def test_html_marks_claims_and_sections():
    claims = (
        '<claims lang="EN"><claim-statement>I claim:</claim-statement>'
        '<claim id="CLM-00001" num="00001"><claim-text>1. A valve for H<sub>2</sub>O, with:'
        "<claim-text>a ring &amp; a seal.</claim-text></claim-text></claim>"
        '<div class="claim-dependent"><div class="claim" num="00002">2. That of '
        '<claim-ref idref="CLM-00001">claim 1</claim-ref>.</div></div></claims>'
    )
    description = (
        '<description><?RELAPP end="lead"?><p>None.</p><?RELAPP end="tail"?><heading>BACKGROUND</heading>'
        '<p num="0002">Old <b>valves</b>.<p>They leak.</p><?DETDESC end="lead"?><h2>SUMMARY OF TESTS</h2>'
        "<div>Much <i>more</i> text<br>and more.</div></description>"
    )
    record = read(
        claims_localized_html=[{"text": claims, "language": "en"}],
        description_localized_html=[{"text": description, "language": "en"}],
    )
    assert [(each.number, each.depends_on, each.text) for each in record.claims] == [
        (1, (), "A valve for H_2O, with:\na ring & a seal."),
        (2, (1,), "That of claim 1."),
    ]
    assert sections(record) == [
        ("cross_reference", "", "None."),
        ("background", "BACKGROUND", "Old valves.\n\nThey leak."),
        ("detailed_description", "SUMMARY OF TESTS", "Much more text\n\nand more."),
    ]


def test_headings_and_numbers_of_paragraphs_in_html():
    description = (
        "<p>【0001】</p><p>技术领域：阀门。</p><p>背景技术</p><p>[0002] 旧的，见SUMMARY OF TESTS一节。</p>"
        "<p>[0003] 有：<ul><li>环；</li><li>密封。</li></ul></p>"
    )
    html = [{"text": description, "language": "zh"}]
    record = read(description_localized_html=html, description_localized=[], claims_localized=[])
    assert sections(record) == [
        ("technical_field", "技术领域", "阀门。"),
        ("background", "背景技术", "旧的，见SUMMARY OF TESTS一节。\n\n有：\n环；\n密封。"),
    ]


def test_languages_side_by_side_are_translations():
    record = read(
        publication_number="EP-1234567-B1",
        country_code="EP",
        kind_code="B1",
        title_localized=[{"text": "Ventil", "language": "de"}, {"text": "A valve", "language": "en"}],
        claims_localized=[
            {"text": "1. Ventil. 2. Ventil nach Anspruch 1.", "language": "de"},
            {"text": "1. A valve. 2. The valve of claim 1.", "language": "en"},
        ],
    )
    assert (record.publication_number, record.language, record.title) == ("EP1234567B1", "en", "A valve")
    (german,) = record.translations
    assert (german.language, german.title, german.abstract) == ("de", "Ventil", "")
    assert [each.text for each in german.claims] == ["Ventil.", "Ventil nach Anspruch 1."]


def test_a_chinese_publication_with_an_english_title_beside_its_own():
    record = read(
        publication_number="CN-201234567-U",
        country_code="CN",
        kind_code="U",
        title_localized=[{"text": "A valve", "language": "en"}, {"text": "一种阀门", "language": "zh"}],
        abstract_localized=[],
        claims_localized=[{"text": "1.一种阀门。2.根据权利要求1所述的阀门。", "language": "zh"}],
        description_localized=[{"text": "技术领域\n阀门。\n背景技术\n旧的。", "language": "zh"}],
    )
    assert (record.language, record.title, record.document_type) == ("zh", "一种阀门", "utility_model")
    assert record.claims[1].depends_on == (1,)
    assert [each.kind for each in record.sections] == ["technical_field", "background"]
    assert [(each.language, each.title) for each in record.translations] == [("en", "A valve")]


@pytest.mark.parametrize(
    "given, expected",
    [
        ("US-2010123456-A1", "US20100123456A1"),
        ("US-D534340-S", "USD534340S"),
        ("US-RE28671-E", "USRE28671E"),
        ("JP-H05123456-A", "JPH5123456A"),
        ("US7650331B1", "US7650331B1"),
        ("WO-2010012345-A1", "WO2010012345A1"),
    ],
)
def test_numbers(given, expected):
    row = {"publication_number": given, "title_localized": "A", "family_id": "0"}
    record = google.record(row, "", "")
    assert (record.publication_number, record.family_id) == (expected, "")


@pytest.mark.parametrize("given", [None, "", "nan", 7650331, "no number", []])
def test_without_a_number_it_is_malformed(given):
    with pytest.raises(Malformed):
        google.record({"publication_number": given, "title_localized": []}, "", "")


def test_columns():
    assert google.matches(frozenset(ROW))
    assert google.matches(frozenset({"publication_number", "claims_localized_html"}))
    assert google.matches(
        frozenset({"publication_number", "title", "country_code", "kind_code", "family_id"})
    )
    assert not google.matches(frozenset({"publication_number", "title", "abstract"}))
    assert not google.matches(frozenset({"title_localized"}))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("US-1.A [{'", max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "language", "code"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(ROW)), values))
def test_any_values_give_a_record_or_are_malformed(row):
    try:
        google.record(row, "", "")
        google.record({**row, "publication_number": "US-1-A"}, "", "")
    except Malformed:
        assert "publication_number" not in row or row["publication_number"] != "US-1-A"


def test_huge_numbers_are_no_fault():
    claim = f'<claim num="{"9" * 5000}">1. A valve.</claim>'
    record = read(family_id=10**5000, filing_date=10**5000, claims_localized_html=claim)
    assert (record.family_id, record.claims[0].text) == ("", "A valve.")


def test_deep_nesting_is_no_fault():
    deep = []
    for _ in range(2000):
        deep = [deep]
    assert (
        read(ipc=deep, citation=deep, claims_localized=deep, title_localized="[" * 5000).title == "[" * 5000
    )


@given(st.text("<>/!?-[]&; =\"'claimp12.<sub>", max_size=80))
def test_any_html_is_read(html):
    google.claims_of("<p>" + html)
    google.sections_of("<p>" + html)
