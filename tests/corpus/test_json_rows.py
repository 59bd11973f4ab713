"""JSON and JSON lines: layouts, broken places, limits."""

import json

import pytest
from carriers import read_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import encodings, json_rows, xmltext

ROWS = [{"id": "a", "text": 'Says "no\\'}, {"id": "b", "text": "\n[{…}]", "n": [1, {"x": None}]}, {"id": "c"}]
LAYOUTS = {
    "lines": "\n".join(map(json.dumps, ROWS)),
    "lines with blank ones": "\n\n" + "\r\n \r\n".join(map(json.dumps, ROWS)) + "\n\n",
    "array": json.dumps(ROWS),
    "printed array": json.dumps(ROWS, indent=2, ensure_ascii=False),
    "array, one row a line": "[\n" + ",\n".join(map(json.dumps, ROWS)) + "\n]",
    "wrapped": json.dumps({"status": {"code": 200}, "data": ROWS, "total": 3}),
    "wrapped and printed": json.dumps({"count": 3, "patents": ROWS, "more": ["x"]}, indent=1),
    "wrapped twice": json.dumps({"code": 0, "Data": {"page": 1, "list": ROWS, "more": [1]}}),
    "wrapped twice and printed": json.dumps({"Result": {"total": 3, "list": ROWS}, "code": 0}, indent=1),
    "objects one after another": "".join(json.dumps(row, indent=4) for row in ROWS),
    "objects apart": "\n\n".join(json.dumps(row, indent=0) for row in ROWS),
    "sequence": "".join(f"\x1e{json.dumps(row)}\n" for row in ROWS),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_layouts(layout, encoding):
    assert read_rows(LAYOUTS[layout].encode(encoding)) == (ROWS, [])


def test_one_object_is_one_row():
    assert read_rows(b'{"text": "t",\n "claims": [{"text": "c"}]}')[0] == [
        {"text": "t", "claims": [{"text": "c"}]}
    ]


def test_a_row_with_much_text_wraps_nothing():
    row = {"body": "x" * 5000, "items": [{"text": "y"}]}
    for data in (json.dumps(row), json.dumps(row, indent=1), json.dumps([row])):
        assert read_rows(data.encode())[0] == [row]


def test_a_missing_number_costs_no_row():
    for text in ('{"a": NaN, "text": "t"}', '[{"a": -Infinity,\n "text": "t"}]'):
        assert read_rows(text.encode()) == ([{"a": None, "text": "t"}], [])


def test_objects_within_an_object_that_wrap_no_rows_are_its_values():
    row = {"code": 0, "data": {"result": {"id": 1, "list": ["x"]}, "b": {"c": 2}}, "d": 3}
    for data in (json.dumps(row), json.dumps(row, indent=1)):
        assert read_rows(data.encode()) == ([row], [])


def test_a_broken_line_is_named_and_the_rest_is_read():
    lines = [b'{"id": 1}', b"", b'{"id": 2', b'{"id": "\x81"}', b'{"id": "x', b"[3]", b'{"id": 4}']
    rows, faults = read_rows(b"\n".join(lines))
    assert rows == [{"id": 1}, {"id": 4}]
    assert [fault.position for fault in faults] == [2, 3, 4, 5]
    assert [fault.reason.rsplit(": line ")[1].split(",")[0] for fault in faults] == ["3", "4", "5", "6"]
    assert "not JSON" in faults[0].reason and "utf-8" in faults[1].reason


def test_a_first_line_that_is_broken_does_not_hide_the_others():
    rows, faults = read_rows(b'{"id": 1\n{"id": 2}\n{"id": 3}')
    assert rows == [{"id": 2}, {"id": 3}]
    assert len(faults) == 1


def test_an_object_that_is_cut_does_not_swallow_those_that_follow():
    objects = [json.dumps({"id": number, "text": "t"}, indent=2) for number in range(3)]
    rows, faults = read_rows("\n".join([objects[0], objects[1][:-2], objects[2]]).encode())
    assert [row["id"] for row in rows] == [0, 2]
    assert [fault.position for fault in faults] == [2]


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ('{"a": 1, "a": 2}', "the name 'a' twice"),
        ('{"a": ' + "9" * 5000 + "}", "not JSON"),
        ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
        ('{"a": tru}', "not JSON"),
        ('"text"', "without an object"),
        ("12", "without an object"),
    ],
)
def test_what_is_no_row(element, reason):
    for text in (f'[{{"b": 1}}, {element}, {{"b": 2}}]', f'{{"b": 1}}\n{element}\n{{"b": 2}}'):
        rows, faults = read_rows(text.encode())
        assert rows == [{"b": 1}, {"b": 2}]
        assert [fault.position for fault in faults] == [2]
        assert reason in faults[0].reason


@pytest.mark.parametrize(
    "text", ['[{"a": 1}, {"a": "cut sho', '{"data": [{"a": 1}', '[{"a": 1},', '{"a": 1}{"']
)
def test_a_truncated_file_gives_what_is_whole_and_one_fault(text):
    rows, faults = read_rows(text.encode())
    assert rows == [{"a": 1}]
    assert [fault.position for fault in faults] == [2]
    assert "not JSON" in faults[0].reason


def test_values_past_the_limit_are_passed_over_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 1000)
    monkeypatch.setattr(encodings, "_CHUNK", 100)
    large = json.dumps({"a": "x" * (1 << 17)})
    for text in (f'{{"a": 1}}\n{large}\n{{"a": 2}}', f'[{{"a": 1}}, {large}, {{"a": 2}}]'):
        rows, faults = read_rows(text.encode())
        assert rows == [{"a": 1}, {"a": 2}]
        assert [(fault.position, "larger than" in fault.reason) for fault in faults] == [(2, True)]


def test_an_array_larger_than_a_document_is_streamed(monkeypatch):
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 1000)
    rows = [{"a": "x" * 100, "n": number} for number in range(2000)]
    for text in (json.dumps(rows, indent=1), json.dumps({"data": rows}, indent=1)):
        assert read_rows(text.encode(), most=777) == (rows, [])


@pytest.mark.parametrize("head", ['{"a": 1', "[ {", '  {\n "a"', 'title\n{"a": 1}\n'])
def test_recognised(head):
    assert json_rows.matches(head)


@pytest.mark.parametrize("head", ["", "[1] Smith", "{note}", "text", "[[wiki]]", "{\\rtf1"])
def test_not_recognised(head):
    assert not json_rows.matches(head)


FUZZ = settings(max_examples=80, deadline=None)


@FUZZ
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), max_size=6),
    most=st.integers(1, 40),
)
def test_damage_gives_rows_or_faults_whatever_the_pieces(layout, edits, most):
    data = bytearray(LAYOUTS[layout].encode())
    for place, junk in edits:
        place %= len(data)
        data[place : place + len(junk)] = junk
    whole = read_rows(bytes(data))
    assert read_rows(bytes(data), most) == whole


@FUZZ
@given(text=st.text('{}[],:"\\ \nan1', max_size=60), most=st.integers(1, 5))
def test_any_brackets_and_quotes(text, most):
    data = b'[{"' + text.encode()
    assert read_rows(data) == read_rows(data, most)
    pieces = (data[start : start + most] for start in range(0, len(data), most))
    scanned = list(json_rows._Scanner(pieces).elements())
    assert scanned == list(json_rows._Scanner(iter([data])).elements())


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.dictionaries(
            st.text(max_size=5).filter(lambda name: name not in json_rows._WRAPPERS),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                lambda inner: (
                    st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
                ),
                max_leaves=6,
            ),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    ),
    indent=st.none() | st.integers(1, 3),
    most=st.integers(1, 50),
)
def test_every_row_is_found(rows, indent, most):
    assert read_rows(json.dumps(rows, indent=indent).encode(), most) == (rows, [])
    lines = "\n".join(json.dumps(row) for row in rows)
    assert read_rows(lines.encode(), most) == (rows, [])
