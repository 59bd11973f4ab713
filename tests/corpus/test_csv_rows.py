"""CSV and TSV: delimiters, quotes, broken rows."""

import csv
import io

import pytest
from carriers import read_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import csv_rows, encodings, xmltext

KNOWN = frozenset({"title", "text"})


def table(rows, delimiter=",", **options) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, **options).writerows(rows)
    return target.getvalue().encode()


ROWS = [["id", "text"], ["1", 'a "quoted"\nline, with; all\tof | them'], ["2", ""], ["3", "阀门"]]
EXPECTED = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_delimiters_and_encodings(delimiter, line_end, encoding):
    data = table(ROWS, delimiter, lineterminator=line_end).decode().encode(encoding)
    assert read_rows(data) == (EXPECTED, [])


def test_lines_that_end_in_carriage_returns_alone():
    assert read_rows(b"id,text\r1,a\r2,b\r")[0] == [{"id": "1", "text": "a"}, {"id": "2", "text": "b"}]


def test_a_blank_after_each_delimiter():
    data = b'id, text\n1, "a, b"\n2, c\n'
    assert csv_rows.matches(data.decode(), KNOWN)
    assert read_rows(data)[0] == [{"id": "1", "text": "a, b"}, {"id": "2", "text": "c"}]


def test_columns_without_names():
    assert csv_rows.matches(",text,\n0,a,\n", KNOWN)
    assert [row["text"] for row in read_rows(b",text,\n0,a,\n1,b,\n")[0]] == ["a", "b"]


def test_blank_lines_are_no_rows():
    assert read_rows(b"\n\nid,text\n\n1,a\n  \n\n\x1a")[0] == [{"id": "1", "text": "a"}]


def test_rows_with_other_numbers_of_cells_are_named():
    rows, faults = read_rows(b"id,text\n1\n2,b\n3,c,d\n4,e\n")
    assert [row["id"] for row in rows] == ["2", "4"]
    assert [fault.position for fault in faults] == [1, 3]
    assert faults[0].reason == "a row of 1 cells under a header of 2: line 2, column 1"
    assert faults[1].reason == "a row of 3 cells under a header of 2: line 4, column 1"


def test_a_stray_quote_costs_one_row():
    rows, faults = read_rows(b'id,text\n1,a\n2,"b\n3,c\n4,"d"\n5,e\n')
    assert [row["id"] for row in rows] == ["1", "3", "4", "5"]
    assert [fault.position for fault in faults] == [2]
    assert "line 3" in faults[0].reason


@pytest.mark.parametrize(
    ("line", "text"),
    [('1,5" pipe', '5" pipe'), ('1,"a" b', '"a" b'), (r'1,"a \"b\" c"', 'a "b" c'), ('1,"a ""b"""', 'a "b"')],
)
def test_marks_within_cells(line, text):
    assert read_rows(f"id,text\n{line}\n2,x\n".encode()) == (
        [{"id": "1", "text": text}, {"id": "2", "text": "x"}],
        [],
    )


def test_a_file_cut_within_a_quoted_cell():
    rows, faults = read_rows(b'id,text\n1,a\n2,"cut sho')
    assert rows == [{"id": "1", "text": "a"}]
    assert "unexpected end of data" in faults[0].reason


def test_a_line_that_is_not_text():
    rows, faults = read_rows(b"id,text\n1,\xe9\x81\n2,b\n" + "3,é\n".encode() * 50)
    assert rows[0] == {"id": "2", "text": "b"}
    assert [fault.position for fault in faults] == [1]
    assert "not utf-8" in faults[0].reason


def test_zeros_are_kept_for_the_record_to_mend():
    assert read_rows(b"id,text\n1,a\x00b\n2,plain text\n")[0][0]["text"] == "a\x00b"


def test_two_columns_of_one_name():
    assert "'text'" in read_rows(b"id,text,text\n1,a,b\n")[1][0].reason


def test_rows_and_lines_past_the_limit(monkeypatch):
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 1000)
    monkeypatch.setattr(encodings, "_CHUNK", 100)
    long_line, long_cell = b"x" * (1 << 17), b'"' + b"y\n" * 1000 + b'"'
    rows, faults = read_rows(b"id,text\n1," + long_line + b"\n2,b\n3," + long_cell + b"\n4,c\n")
    assert rows[0] == {"id": "2", "text": "b"} and rows[-1] == {"id": "4", "text": "c"}
    assert {"larger than" in fault.reason for fault in faults[:2]} == {True}


@pytest.mark.parametrize(
    "head",
    [
        "title,foo bar\n",
        "text\nA long line, with words.\n",
        '"text"\n"a"\n',
        "Title\tx\ty\n",
        "headline;corpo\na;b\nc;d\n",
        ",a,b\n0,x,y\n1,x,y\n",
        "标题,正文\n甲,乙\n",
    ],
)
def test_recognised(head):
    assert csv_rows.matches(head, KNOWN)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "Dear Sir, or Madam,\nI write to you, as ever, about valves.\n",
        "One line, no more",
        "Hello, world\nGood, bye\n",
        "first,second\none\ntwo,three,four\n",
        "text",
        "# Title\n\nSome | text\n",
    ],
)
def test_prose_is_no_table(head):
    assert not csv_rows.matches(head, KNOWN)


FUZZ = settings(max_examples=80, deadline=None)
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",\n\t'), max_size=8)


@FUZZ
@given(
    cells=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    most=st.integers(1, 30),
)
def test_every_row_is_found(cells, delimiter, most):
    rows = [("id" + first, second) for first, second in cells]  # none of them is blank
    data = table([("title", "text"), *rows], delimiter, lineterminator="\n")
    assert read_rows(data, most) == ([{"title": a, "text": b} for a, b in rows], [])


@FUZZ
@given(
    edits=st.lists(st.tuples(st.integers(12, 10**6), st.binary(max_size=4) | st.just(b'"')), max_size=6),
    most=st.integers(1, 20),
)
def test_damage_gives_rows_or_faults_whatever_the_pieces(edits, most):
    data = bytearray(table([*ROWS, *ROWS[1:]]))
    for place, junk in edits:
        place %= len(data)
        data[place : place + len(junk)] = junk
    whole = read_rows(bytes(data))
    assert read_rows(bytes(data), most) == whole
    assert whole[0] or whole[1]


def test_marks_of_the_text_in_cells_that_are_not_quoted_stay():
    text = 'id\ttext\n1\t"Quoted" first, then more\n2\t"Both" and "ends"\n3\t"in "quoted" marks"\n'
    rows, faults = read_rows(text.encode())
    assert [row["text"] for row in rows] == [
        '"Quoted" first, then more', '"Both" and "ends"', 'in "quoted" marks'
    ]  # fmt: skip
    assert not faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_with_chinese_names_in_any_encoding(encoding):
    text = (
        '申请号,公开（公告）号,标题,摘要\n201710000001.7,CN106000001A,一种阀门,"一种阀门，\n其包括阀座。"\n'
    )
    assert read_rows(text.encode(encoding)) == (
        [
            {
                "申请号": "201710000001.7",
                "公开（公告）号": "CN106000001A",
                "标题": "一种阀门",
                "摘要": "一种阀门，\n其包括阀座。",
            }
        ],
        [],
    )
