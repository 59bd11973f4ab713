"""`read`: many documents in a file, failures named and skipped, nothing crashes or hangs."""

import logging
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from patents import SEQUENCES, chinese, grant

from patentgpt_jax.corpus import Failure, Record, read
from patentgpt_jax.corpus.attachments import is_attachment
from patentgpt_jax.corpus.readers.xmltext import MAX_DOCUMENT_BYTES
from patentgpt_jax.errors import InputError


def test_a_weekly_file(grants):
    failures: list[Failure] = []
    records = list(read(grants, on_failure=failures.append))
    assert [record.publication_number for record in records] == ["US7473185B2", "US7473186B2", "USD534340S1"]
    assert [record.document_type for record in records] == ["utility", "utility", "design"]
    assert not failures  # the sequence listing is none


def test_bad_documents_among_good_ones_are_named_and_skipped(tmp_path, caplog):
    good, other = grant(), '<?xml version="1.0"?><recipe/>'
    unnamed = grant().replace("<doc-number>07473185</doc-number>", "", 1)
    path = tmp_path / "mixed.xml"
    path.write_text(good + good[:1500] + SEQUENCES + other + unnamed + good)
    failures: list[Failure] = []
    assert len(list(read(path, on_failure=failures.append))) == 2
    assert [failure.position for failure in failures] == [2, 4, 5]
    assert "not well-formed XML" in failures[0].reason
    assert "<recipe>" in failures[1].reason
    assert "without a publication number" in failures[2].reason
    with caplog.at_level(logging.WARNING):
        list(read(path))
    assert f"{path}, document 2: skipped: " in caplog.text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\x7fELF and so on", "not of a known format"),
        (b"\0" * 5000, "not of a known format"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"PK\x03\x04rest", "zip"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
    ],
)
def test_other_files_are_one_failure(tmp_path, content, reason):
    path = tmp_path / "file"
    path.write_bytes(content)
    failures: list[Failure] = []
    assert not list(read(path, on_failure=failures.append))
    assert [failure.position for failure in failures] == [1]
    assert reason in failures[0].reason


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16(tmp_path, encoding):
    path = tmp_path / "file"
    document = chinese("<p>本发明涉及阀门。</p>", "").replace('"utf-8"', '"UTF-16"')
    path.write_bytes((3 * document).encode(encoding))
    assert [record.title for record in read(path)] == 3 * ["一种阀门"]


def test_a_file_converted_from_utf16_is_read_whatever_it_still_declares(tmp_path):
    path = tmp_path / "converted.xml"
    path.write_text(
        2 * chinese("<p>本发明涉及阀门。</p>", "").replace('"utf-8"', '"UTF-16"'), encoding="utf-8"
    )
    assert [record.title for record in read(path)] == ["一种阀门", "一种阀门"]


def test_a_missing_file_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.xml"):
        list(read(tmp_path / "nowhere.xml"))


def test_a_directory_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="expected a file"):
        list(read(tmp_path))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="it is a file of Linux that gives an error")
def test_a_disk_that_fails_is_no_damaged_document():
    with pytest.raises(InputError, match=r"/proc/self/mem: cannot be read: Input/output error"):
        list(read("/proc/self/mem"))


def test_a_document_without_end_is_named_and_the_next_one_is_read(tmp_path):
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.write(grant().encode() + b'<?xml version="1.0"?><us-patent-grant><p>')
        file.seek(200 << 20, 1)  # a hole: as good as text
        file.write(SEQUENCES.encode().replace(b"acgt", b"acgt" * (20 << 20)) + grant().encode())
    failures: list[Failure] = []
    tracemalloc.start()
    records = list(read(path, on_failure=failures.append))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(records) == 2
    assert [(failure.position, failure.reason) for failure in failures] == [(2, "larger than 64 MiB")]
    assert peak < 3 * MAX_DOCUMENT_BYTES


def outcomes(folder, content: bytes) -> tuple[list[Record], list[Failure]]:
    path = folder / "fuzz.xml"
    path.write_bytes(content)
    failures: list[Failure] = []
    return list(read(path, on_failure=failures.append)), failures


WHOLE = grant().encode()
CHINESE = chinese(
    "<p>背景技术：本发明</p>", "<claim num='1'><claim-text>1.阀门。</claim-text></claim>"
).encode()
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(cut=st.integers(40, len(WHOLE) - 20))
def test_truncation_costs_only_the_truncated_document(tmp_path, cut):
    records, failures = outcomes(tmp_path, WHOLE + WHOLE[:cut] + WHOLE)
    assert len(records) == 2
    assert [failure.position for failure in failures] == [2]


@FUZZ
@given(
    document=st.sampled_from([WHOLE, CHINESE]),
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=12)), min_size=1, max_size=8),
)
def test_damage_never_crashes(tmp_path, document, edits):
    data = bytearray(document)
    for place, junk in edits:
        place %= len(data)
        data[place : place + len(junk)] = junk
    records, failures = outcomes(tmp_path, bytes(data))
    assert records or failures


@FUZZ
@given(content=st.binary(max_size=400) | st.binary(max_size=200).map(lambda junk: b"<?xml " + junk))
def test_random_bytes_never_crash(tmp_path, content):
    records, failures = outcomes(tmp_path, content)
    assert records or failures or is_attachment("", content)
    assert all(record.document_type == "text" for record in records)


def test_a_name_that_no_file_can_have_is_bad_input():
    with pytest.raises(InputError, match="cannot be read"):
        list(read("a\0b"))
