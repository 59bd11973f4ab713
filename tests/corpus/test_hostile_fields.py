"""Fields that are made to take long or to break the reader: read, or refused by name, in linear time."""

import time

import pytest

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import bibliography, csv_rows, exams, greenbook, hupd, json_rows, values
from patentgpt_jax.corpus.readers import read_document as document
from patentgpt_jax.corpus.readers.row import Fault, Row
from patentgpt_jax.corpus.readers.xmltext import Malformed

SPACES = " " * 200_000
EPO = (
    "<ep-patent-document country='EP' doc-number='1' kind='A1'><SDOBI><B110>1000001</B110>"
    "<B561><text>EP-{}</text><text>EP-A1- 0 444 678</text></B561></SDOBI></ep-patent-document>"
)


def epo_citations(spaces):
    return document(EPO.format(spaces).encode(), "p", "s").citations


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [
        (bibliography.symbol, SPACES, ""),
        (bibliography.ipc_symbol, f"A01B{'0' * 200_000}x", f"A01B{'0' * 200_000}x"),
        (epo_citations, SPACES, ("EP444678A1",)),
        (lambda value: list(values.entries(value)), f"A{SPACES}B;{SPACES}C", ["A B", "C"]),
        (hupd._clean, f"A <SOH> OH{SPACES}x <EOH>\nB", f"A\nOH{SPACES}x\nB"),
    ],
)
def test_no_field_takes_time_with_the_square_of_its_length(reader, value, expected):
    begin = time.process_time()
    assert reader(value) == expected
    assert time.process_time() - begin < 2


def test_a_name_that_comes_twice_is_found_at_once_among_many():
    names = [f"a{number}" for number in range(100_000)]
    begin = time.process_time()
    header = ",".join(["title", *names]).encode()
    assert isinstance(next(csv_rows.rows("utf-8", iter([header + b"\n" + b"," * len(names)]))), Row)
    twice = next(csv_rows.rows("utf-8", iter([header + b",a99999\n"])))
    assert isinstance(twice, Fault)
    assert "'a99999'" in twice.reason
    members = ",".join(f'"{name}":1' for name in [*names, "a99999"])
    with pytest.raises(Malformed, match="'a99999' twice"):
        json_rows.parse(f"{{{members}}}".encode())
    assert time.process_time() - begin < 2


def test_a_group_with_a_space_within_is_no_symbol():
    assert bibliography.ipc_symbol("A43B1 314") == "A43B1 314"
    assert greenbook._ipc("A43B1 314") == ""
    assert bibliography.ipc_symbol("A43B 1314") == greenbook._ipc("A43B 1314") == "A43B 13/14"


@pytest.mark.parametrize("encoding", ["big5", "no-such-encoding"])
def test_an_encoding_that_is_declared_behind_much_white_space(encoding):
    data = f'<?xml version="1.0"{" " * 300}encoding="{encoding}"?><us-patent-grant/>'
    with pytest.raises(Malformed, match="encoding"):
        document(data.encode(), "p", "s")


def test_options_keep_their_labels_and_are_all_there():
    row = {"question": "Which?", "choices": {"text": ["Gate", "Valve"], "label": [["A"], "A"]}}
    assert exams.text(row) == "Which?\n\nA. Gate\nA. Valve"
    many = exams.text({"question": "Which?", "options": [f"part {number}" for number in range(28)]})
    assert "K. part 10\n" in many
    assert many.endswith("Z. part 25\n27. part 26\n28. part 27")


def test_a_damaged_pax_header_ends_the_archive(tmp_path):
    header = bytearray(512)
    header[:1], header[124:136], header[156:157], header[257:263] = b"x", b"00000000020\0", b"x", b"ustar\0"
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    path = tmp_path / "week.tar"
    path.write_bytes(bytes(header) + b"no length at all".ljust(512, b"\0") + bytes(1024))
    failures = []
    assert list(read(path, on_failure=failures.append)) == []
    assert "pax header" in failures[0].reason
