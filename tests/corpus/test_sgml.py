"""The SGML of 2001: made into XML, and cut into documents where there is no XML declaration."""

import contextlib
import dataclasses
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from olderas import PATDOC_HEAD, SGML_HEAD, application, patdoc

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import read_document, sgml, xmltext
from patentgpt_jax.corpus.readers.cutting import Oversize, split
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import Malformed, parse


def converted(body):
    xml, repairs = sgml.to_xml(f"<PATDOC>{body}</PATDOC>".encode())
    return xml.decode().removeprefix("<PATDOC>").removesuffix("</PATDOC>"), repairs


def test_a_grant_in_sgml_reads_as_the_same_in_xml():
    in_xml = read_document(patdoc().encode(), "", "")
    in_sgml = patdoc(head=SGML_HEAD)
    assert in_sgml.count("/>") < patdoc().count("/>")
    assert read_document(in_sgml.encode(), "", "") == in_xml
    assert read_document(in_sgml.replace(SGML_HEAD, "").encode(), "", "") == in_xml


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<EMI ID=E1 FILE=a.TIF>", '<EMI ID="E1" FILE="a.TIF"/>'),
        ("<emi id='E1'>x", '<EMI ID="E1"/>x'),
        ("<B597US></B597US>", "<B597US/>"),
        ("<EMI ID='a'/>", '<EMI ID="a"/>'),
        ("<TABLE><COLSPEC COLNAME='1'><ROW><ENTRY>a</ROW></TABLE>", None),
        ('<DL COMPACT TSIZE="1>2"></DL>', '<DL COMPACT="COMPACT" TSIZE="1>2"></DL>'),
        ("<EMI ID='a' ID='b' ALT='say \"x\" &amp; y'>", '<EMI ID="b" ALT="say &quot;x&quot; &amp; y"/>'),
        ("<PDAT>a & b &mdash; &circ ; &#176;</PDAT>", "<PDAT>a &amp; b &mdash; &circ; &#176;</PDAT>"),
        ("<PDAT>1 < 2 > 0</PDAT>", "<PDAT>1 &lt; 2 &gt; 0</PDAT>"),
        ("a<!-- <B> -->b<?pi x>c<![CDATA[&lt;<]]>", "abc&amp;lt;&lt;"),
        ("a\x00b\x1f", "a b "),
        ("<CLREF ID=C1><PDAT>claim 1</PDAT>", '<CLREF ID="C1"/><PDAT>claim 1</PDAT>'),
        ("<CLREF ID=C1><PDAT>1</PDAT></CLREF>", '<CLREF ID="C1"><PDAT>1</PDAT></CLREF>'),
    ],
)
def test_what_sgml_may_leave_out(markup, expected):
    xml, repairs = converted(markup)
    if expected is not None:
        assert (xml, repairs) == (expected, 0)
    assert parse(f"<x>{xml}</x>".encode())


@pytest.mark.parametrize(
    ("markup", "expected", "repairs"),
    [
        ("<HIL><BOLD>a</HIL>", "<HIL><BOLD>a</BOLD></HIL>", 1),
        ("<HIL>a</BOLD></HIL>", "<HIL>a</HIL>", 1),
        ("<P><HIL><BOLD>a</P>b</BOLD>", "<P><HIL><BOLD>a</BOLD></HIL></P>b", 3),
        ("AT&T", "AT&amp;T", 1),
    ],
)
def test_what_does_not_match_is_mended_and_counted(markup, expected, repairs):
    assert converted(markup) == (expected, repairs)


def test_a_record_tells_how_often_its_document_was_mended():
    broken = patdoc(head=SGML_HEAD, title="Valve <HIL><BOLD>2</HIL>")
    record = read_document(broken.encode(), "", "")
    assert (record.title, record.repairs) == ("Valve 2", 1)


def test_unknown_names_stay_and_latin_letters_without_an_encoding_are_read():
    body = b"<PATDOC><PDAT>caf\xe9 &nosuch; &agr;</PDAT></PATDOC>"
    assert text(parse(sgml.to_xml(body)[0])) == "café &nosuch; α"


@pytest.mark.parametrize("cut", ["<PATDOC>", "<PATDOC><PDAT>a</PDAT>", "<PATDOC><!-- a", "<!DOCTYPE PATDOC>"])
def test_what_is_cut_short_is_malformed(cut):
    assert sgml.is_sgml(cut.encode())
    with pytest.raises(Malformed):
        sgml.to_xml(cut.encode())


@pytest.mark.parametrize(
    "piece", ['<a "', "<a '", "<!", "<![CDATA[", "<a b=", "<a  ", "&a", "</b>", "<", "<b>", '="']
)
def test_the_time_is_linear(piece):
    begun = time.perf_counter()
    with contextlib.suppress(Malformed):
        sgml.to_xml(f"<PATDOC>{piece * 50_000}</PATDOC>".encode())
    assert time.perf_counter() - begun < 5


PIECES = [
    "<PATDOC",
    ">",
    "</PATDOC>",
    "<HIL>",
    "</HIL>",
    "<EMI ",
    "a=",
    '"',
    "'",
    "&",
    "agr",
    ";",
    "<!--",
    "-->",
    "\xff",
]


@given(
    st.lists(st.sampled_from([*PIECES, "<SDOBI>", "<![CDATA[", "]]>", "<?", "/", " ", "\x01"]), max_size=30)
)
def test_any_text_is_a_record_or_malformed(pieces):
    document = ("<PATDOC>" + "".join(pieces)).encode("latin-1")
    with contextlib.suppress(Malformed):
        parse(sgml.to_xml(document)[0])


@given(st.binary(max_size=200))
def test_any_bytes_are_malformed(data):
    with pytest.raises(Malformed):
        read_document(b"<PATDOC>" + data, "", "")


@given(
    start=st.integers(0, 6000),
    length=st.integers(1, 300),
    head=st.sampled_from([SGML_HEAD, PATDOC_HEAD, None]),
)
def test_a_document_with_a_hole_is_a_record_or_malformed(start, length, head):
    whole = patdoc(head=head) if head else application()
    with contextlib.suppress(Malformed):
        read_document((whole[:start] + whole[start + length :]).encode(), "", "")


def documents(content):
    return [part.decode() for part in split(io.BytesIO(content.encode()))]


def test_files_are_cut_at_document_types_too():
    week = patdoc(head=SGML_HEAD).strip(), patdoc("06000002", head=SGML_HEAD).strip()
    assert documents("\n".join(week)) == list(week)


def test_roots_alone_begin_documents():
    assert documents("<PATDOC>a</PATDOC>\n<PATDOC DTD='2.4'>b</PATDOC>") == [
        "<PATDOC>a</PATDOC>",
        "<PATDOC DTD='2.4'>b</PATDOC>",
    ]


def test_a_declaration_keeps_its_document_type_and_a_commented_one():
    commented = PATDOC_HEAD.replace("<!DOCTYPE", f"<!-- {SGML_HEAD.splitlines()[0]} -->\n<!DOCTYPE")
    week = [
        patdoc().strip(),
        patdoc(head=commented).strip(),
        patdoc(head=SGML_HEAD).strip(),
        application().strip(),
    ]
    assert documents("\n".join(week)) == week


@given(chunk=st.integers(1, 400), order=st.lists(st.integers(0, 3), min_size=1, max_size=5))
def test_where_chunks_end_does_not_matter(chunk, order):
    kinds = ["<?xml version='1.0'?><!DOCTYPE PATDOC><PATDOC>x</PATDOC>", "<PATDOC>y</PATDOC>"]
    kinds += [
        "<!DOCTYPE  PATDOC [<!ENTITY a SYSTEM 'a' NDATA T>]>\n<PATDOC>z</PATDOC>",
        "<?xml version='1.0'?><w/>",
    ]
    week = [kinds[each] for each in order]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xmltext, "_CHUNK", chunk)
        assert documents("\n".join(week)) == week


def test_one_that_is_too_large_is_passed_over(monkeypatch):
    monkeypatch.setattr(xmltext, "_CHUNK", 64)
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 200)
    found = list(split(io.BytesIO(f"<PATDOC>{'x' * 5000}</PATDOC><PATDOC>y</PATDOC>".encode())))
    assert isinstance(found[0], Oversize) and found[1:] == [b"<PATDOC>y</PATDOC>"]


def test_a_weekly_file(tmp_path):
    path = tmp_path / "pg010102.sgm"
    path.write_text(patdoc(head=SGML_HEAD) + "<PATDOC>cut" + patdoc("06000002", head=SGML_HEAD))
    failures = []
    records = list(read(path, on_failure=failures.append))
    assert [each.publication_number for each in records] == ["US6000001B1", "US6000002B1"]
    assert [each.position for each in failures] == [2]
    assert dataclasses.replace(records[1], publication_number="", path="") == dataclasses.replace(
        records[0], publication_number="", path=""
    )
