"""Records from rows: by a column map, by usual names, and of the published tables."""

import io
import json
from dataclasses import asdict

import pytest
from carriers import Trickle
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.readers import generic, tabular
from patentgpt_jax.corpus.record import Failure, Record, Section


def read(rows, columns="") -> tuple[list[Record], list[Failure]]:
    data = rows if isinstance(rows, bytes) else "\n".join(map(json.dumps, rows)).encode()
    found = list(tabular.read(io.BytesIO(data), "f", "mine", parse_columns(columns).get("mine")))
    return [each for each in found if isinstance(each, Record)], [
        each for each in found if isinstance(each, Failure)
    ]


def only(row, columns="") -> Record:
    records, failures = read([row], columns)
    assert not failures
    return records[0]


def test_a_paper_by_usual_names():
    record = only(
        {"DOI": "10.1/x", "Title": "On\nvalves", "Full Text": "A valve.", "lang": "en", "year": 2020}
    )
    assert record == Record(
        "10.1/x", language="en", document_type="text", publication_date="2020", title="On valves",
        sections=(Section("other", "", "A valve."),), source="mine", path="f",
    )  # fmt: skip


def test_a_document_without_a_name_is_called_by_its_text():
    first, second = (only({"text": text}).publication_number for text in ("A valve.", "A gate."))
    assert first.startswith("text-") and len(first) == len(second) == 21
    assert first != second and first == only({"body": "A valve.", "title": "x"}).publication_number


def test_a_column_map():
    row = {"headline": "T", "intro": "First.", "body": "Second.", "n": 7, "text": "not this"}
    record = only(row, "mine=title:headline,text:intro+body,id:n,language:=de,publication_date:=2001-02")
    assert (record.title, record.publication_number, record.language) == ("T", "7", "de")
    assert record.sections == (Section("other", "", "First.\n\nSecond."),)
    assert record.publication_date == "2001-02"


def test_a_patent_by_usual_names():
    record = only(
        {
            "publication_number": "US-6836899-B1",
            "title": "Gate",
            "abstract": "A gate.",
            "claims": "1. A gate.\n2. The gate of claim 1.",
            "description": "BACKGROUND\n\nGates are known.\n\nDETAILED DESCRIPTION\n\nA gate has a hinge.",
            "publication_date": "2005-01-04T00:00:00",
            "ipc": ["E06B 3/00", "E06B 3/02"],
            "assignee": "Gates Inc.; Doors Ltd.",
        }
    )
    assert (record.publication_number, record.office, record.kind) == ("US6836899B1", "US", "B1")
    assert (record.document_type, record.publication_date) == ("utility", "2005-01-04")
    assert [(each.kind, each.text) for each in record.sections] == [
        ("background", "Gates are known."),
        ("detailed_description", "A gate has a hinge."),
    ]
    assert [claim.depends_on for claim in record.claims] == [(), (1,)]
    assert record.classifications == ("E06B 3/00", "E06B 3/02")
    assert record.applicants == ("Gates Inc.", "Doors Ltd.")


def test_a_chinese_patent_by_chinese_names():
    record = only(
        {
            "公开号": "CN101234567U",
            "标题": "阀门",
            "摘要": "一种阀门。",
            "权利要求": "1.一种阀门。2.根据权利要求1所述的阀门。",
            "说明书": "技术领域\n本实用新型涉及阀门。\n背景技术\n阀门是已知的。",
        }
    )
    assert (record.publication_number, record.document_type) == ("CN101234567U", "utility_model")
    assert record.language == "zh"
    assert [each.kind for each in record.sections] == ["technical_field", "background"]
    assert len(record.claims) == 2


@pytest.mark.parametrize(
    ("claims", "numbers"),
    [
        (["A gate.", "The gate of claim 1."], [1, 2]),
        ('["A gate.", "The gate of claim 1."]', [1, 2]),
        ([{"number": 3, "text": "A gate."}, {"number": 4, "text": "The gate of claim 3."}], [3, 4]),
        (["1. A gate.\n2. The gate of claim 1."], [1, 2]),
    ],
)
def test_claims_as_lists_or_texts(claims, numbers):
    record = only({"number": "123", "country": "EP", "kind": "B1", "claims": claims})
    assert record.publication_number == "EP123B1"
    assert [claim.number for claim in record.claims] == numbers
    assert record.claims[1].depends_on == (numbers[0],)


def test_a_number_without_an_office_makes_no_patent():
    assert only({"number": "12", "text": "A law."}).document_type == "text"
    assert only({"number": "12", "country": "DE", "text": "A law."}).office == ""


def test_unknown_columns_are_one_failure_that_tells_the_flag():
    records, failures = read([{"q": "a", "r": "b"}, {"q": "c", "r": "d"}, {"text": "t"}])
    assert [record.sections[0].text for record in records] == ["t"]
    assert [failure.position for failure in failures] == [1]
    assert "'q', 'r'" in failures[0].reason and "config.corpus.columns" in failures[0].reason


def test_a_map_to_columns_that_are_not_there():
    _, failures = read([{"text": "a"}], "mine=text:body")
    assert "names 'body', but the columns are 'text'" in failures[0].reason


def test_an_empty_row_is_a_failure_of_its_own():
    records, failures = read([{"text": ""}, {"text": "a"}, {"text": None}])
    assert len(records) == 1
    assert [(failure.position, failure.reason) for failure in failures] == [
        (1, "a row without text"),
        (3, "a row without text"),
    ]


def test_what_no_text_can_hold_is_mended_and_counted():
    record = only({"text": "a\x00b\ud800c", "title": "d"})
    assert record.sections[0].text == "ab\ufffdc" and record.repairs == 2


def test_a_stray_zero_in_a_table():
    records, failures = read(b"title,text\nGate,A \x00gate is shown here.\n")
    assert not failures
    assert (records[0].sections[0].text, records[0].repairs) == ("A gate is shown here.", 1)


@pytest.mark.parametrize("depth", [100, 300, 450, 700, 950])
@pytest.mark.parametrize("name", ["text", "patent_id", "data", "other", "claims"])
def test_values_nested_deep(depth, name):
    nested = "[" * depth + "1" + "]" * depth
    row = f'{{"claim_text": "t", "claim_sequence": 1, "data": [{{"text": "a"}}], "{name}": {nested}}}'
    row = row.replace('"data": [{"text": "a"}], ', "") if name == "data" else row
    records, failures = read(f'{row}\n{{"text": "after"}}\n'.encode())
    assert records[-1].sections[0].text == "after"
    assert len(records) + len(failures) == 2


def test_bigpatent():
    row = {"publication_number": "US-8230922-B2", "application_number": "US-201113080402-A"}
    texts = {"abstract": "a gate is provided .", "description": "gates are known . a gate has a hinge ."}
    record = only(row | texts)
    assert (record.publication_number, record.application_number) == ("US8230922B2", "US13080402")
    assert record.sections == (Section("other", "", texts["description"]),)
    hub = only(texts)
    assert (hub.office, hub.document_type) == ("US", "utility")
    assert hub.publication_number.startswith("text-")
    assert only(texts | {"extra": 1}, "mine=bigpatent").office == "US"


def test_patentsview_bibliography():
    columns = ["patent_id", "patent_type", "patent_date", "patent_title", "wipo_kind", "num_claims"]
    lines = [columns, ["10000000", "utility", "2018-06-19", "Coherent LADAR", "B2", "20"]]
    lines.append(["D534340", "design", "2007-01-02", "Chair", "S1", "1"])
    records, failures = read(
        "".join("\t".join(f'"{cell}"' for cell in line) + "\n" for line in lines).encode()
    )
    assert not failures
    assert [record.publication_number for record in records] == ["US10000000B2", "USD534340S1"]
    assert [record.document_type for record in records] == ["utility", "design"]
    assert (records[0].title, records[0].publication_date) == ("Coherent LADAR", "2018-06-19")


def test_patentsview_claims_of_one_patent_are_joined():
    names = "patent_id\tclaim_sequence\tclaim_text\tdependent\tclaim_number\texemplary"
    rows = [
        '"7"\t"1"\t"2. The gate of claim 1."\t"claim 1"\t"00002"\t"0"',
        '"7"\t"0"\t"1. A gate."\t""\t"00001"\t"1"',
        '"8"\t"0"\t"1. A valve."\t""\t"00001"\t"1"',
        '"9"\tbroken',
        '"8"\t"1"\t"2. A door."\t""\t"00002"\t"0"',
    ]
    records, failures = read("\n".join([names, *rows]).encode())
    assert [record.publication_number for record in records] == ["US7", "US8", "US8"]
    assert [[claim.text for claim in record.claims] for record in records] == [
        ["A gate.", "The gate of claim 1."],
        ["A valve."],
        ["A door."],
    ]
    assert records[0].claims[1].depends_on == (1,)
    assert [failure.position for failure in failures] == [4]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"patent_id": "7", "summary_text": "t"}, "summary"),
        ({"patent_id": "7", "description_text": "t", "description_length": "1"}, "detailed_description"),
        ({"pgpub_id": "20230000001", "draw_desc_sequence": "1", "draw_desc_text": "t"}, "drawings"),
        ({"uuid": "u", "patent_id": "7", "text": "t"}, "summary"),
        ({"uuid": "u", "patent_id": "7", "text": "t", "length": "1"}, "detailed_description"),
        ({"uuid": "u", "patent_id": "7", "text": "t", "sequence": "0"}, "drawings"),
    ],
)
def test_patentsview_parts_of_the_description(row, kind):
    assert only(row).sections == (Section(kind, "", "t"),)


def test_older_patentsview_tables():
    claims = {"uuid": "u", "patent_id": "7", "text": "A gate.", "dependent": "-1", "sequence": "1"}
    assert only(claims).claims[0].text == "A gate."
    patent = {"id": "7", "type": "reissue", "number": "RE7", "country": "US", "date": "1999-01-05"}
    record = only(patent | {"abstract": "A.", "title": "T", "kind": "E"})
    assert (record.publication_number, record.document_type) == ("USRE7E", "reissue")


def test_columns_of_the_old_patentsview_api_quoted_twice():
    record = read(
        b"patent_abstract,patent_date,patent_number,patent_title\n"
        b'"""The """"sweet spot"""" of a bat.""",1993-12-14,5269177,"Bat, and ball"\nNULL,,D300001,Bat\n'
    )[0]
    assert [each.abstract for each in record] == ['The "sweet spot" of a bat.', ""]
    assert [each.document_type for each in record] == ["utility", "design"]


VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just("1. A\n2. B"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "num", "x"]), inner),
    max_leaves=5,
)
NAMES = st.sampled_from([*generic.ALIASES, "country", "date", "ipc", "patent_id", "claim_text", "公开号"])
TABLES = st.sampled_from(
    ["patent_id", "uuid", "text", "sequence", "dependent", "claim_sequence", "claim_text"]
)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.dictionaries(NAMES | TABLES, VALUE, max_size=8), min_size=1, max_size=4),
    most=st.integers(1, 99),
)
def test_any_values_give_records_or_failures(rows, most):
    data = ("[" + ",".join(json.dumps(row) for row in rows) + "]").encode()
    whole = list(tabular.read(io.BytesIO(data), "f", "s"))
    assert whole == list(tabular.read(Trickle(data, most), "f", "s"))
    assert whole
    for each in whole:
        if isinstance(each, Record):
            json.dumps(asdict(each), ensure_ascii=False).encode()  # as every writer must


@settings(max_examples=60, deadline=None)
@given(data=st.binary(max_size=200), first=st.sampled_from([b"", b"PAR1", b"[{", b"text,id\n", b"\xff\xfe"]))
def test_any_bytes_give_records_or_failures(data, first):
    tabular.matches(first + data)
    for each in tabular.read(io.BytesIO(first + data), "f", "s"):
        assert isinstance(each, Record | Failure)
