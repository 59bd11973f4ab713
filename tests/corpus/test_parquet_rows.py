"""Parquet: batches, streams that cannot seek, damaged files."""

import datetime
import io

import pyarrow as pa
import pyarrow.parquet as pq
from carriers import Trickle, read_rows
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import parquet_rows, rows, xmltext

ROWS = [
    {"id": number, "text": f"text {number}", "claims": [{"text": "c"}], "date": datetime.date(2020, 1, 2)}
    for number in range(25)
]


def parquet(rows=ROWS, **options) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), target, **options)
    return target.getvalue()


def test_rows_of_several_groups():
    data = parquet(row_group_size=7)
    assert read_rows(data) == (ROWS, [])
    assert read_rows(data, most=100) == (ROWS, [])


def test_the_stream_stays_open():
    stream = io.BytesIO(parquet())
    list(rows.rows(stream))
    assert not stream.closed


def test_a_large_file_that_cannot_seek_is_refused(monkeypatch):
    data = parquet()
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", len(data) - 1)
    found = list(rows.rows(Trickle(data, 1000)))
    assert len(found) == 1 and "unpack it first" in found[0].reason


def test_rows_past_the_limit_are_refused_by_name(monkeypatch):
    large = [{"id": 1, "text": "x" * 5000}]
    data = parquet([*ROWS[:2], *large, *ROWS[:1]], row_group_size=2, use_dictionary=False)
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 2000)
    found, faults = read_rows(data)
    assert len(found) == 2
    assert [(fault.position, "row group 2" in fault.reason) for fault in faults] == [(3, True)]


def test_text_that_is_not_utf8_costs_its_row():
    column = pa.array([b"good", b"\xff\xfe", b"more"]).view(pa.string())
    target = io.BytesIO()
    pq.write_table(pa.table({"text": column}), target)
    found, faults = read_rows(target.getvalue())
    assert [row["text"] for row in found] == ["good", "more"]
    assert [fault.position for fault in faults] == [2]


def test_two_columns_of_one_name():
    target = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], ["text", "text"]), target)
    assert "same name" in read_rows(target.getvalue())[1][0].reason


@settings(max_examples=60, deadline=None)
@given(
    edits=st.lists(st.tuples(st.integers(4, 10**6), st.binary(max_size=4)), max_size=4),
    cut=st.integers(0, 40),
)
def test_damaged_files_give_rows_or_faults(edits, cut):
    data = bytearray(parquet(row_group_size=10)[: -cut or None])
    for place, junk in edits:
        place = 4 + place % (len(data) - 4)
        data[place : place + len(junk)] = junk
    found, faults = read_rows(bytes(data))
    assert bool(found) or bool(faults)
    assert not cut or faults


def test_batches_follow_the_size_of_rows(monkeypatch):
    monkeypatch.setattr(parquet_rows, "_BATCH_BYTES", 1)
    assert read_rows(parquet()) == (ROWS, [])
