"""Ill-formed markup: text that was not escaped is mended and counted, anything else stays a failure."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from patents import grant

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.mending import mend
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import Malformed, parse


@pytest.mark.parametrize(
    ("markup", "expected", "places"),
    [
        ("Smith & Sons, AT&T, R&amp;D", "Smith & Sons, AT&T, R&D", 2),
        ("<heading><First Embodiment</heading>", "<First Embodiment", 1),
        ("<heading><First Embodiment></heading>", "<First Embodiment>", 1),
        ("p<0.05 and a < b, a<b and c>d", "p<0.05 and a < b, a<b and c>d", 3),
        ("of the formula <IMAGE>, <SEQ> too", "of the formula <IMAGE>, <SEQ> too", 2),
        ("no </end> of it", "no </end> of it", 1),
        ("a<br>b<br/>c", "a\nb\nc", 1),
        ("a ]]> b <![CDATA[x & y < z]]>", "a ]]> b x & y < z", 1),
        ("a&#x1A;b&#55296;c&#0;d&#x110000;e&#9;f", "a\ufffdb\ufffdc\ufffdd\ufffde f", 4),
        ("a\x1ab\x00c\x03d", "a\ufffdb\ufffdc\ufffdd", 3),
        ("a<!-- x -- & < y -->b &", "ab &", 2),
        ("&alpha;&nosuch;& &;", "α&nosuch;& &;", 2),
        ("<b x='Q & A'>z</b><?pi a & b < c?>", "z", 1),
        ("<5% & <?> <!x", "<5% & <?> <!x", 4),
    ],
)
def test_text_is_mended_and_counted(markup, expected, places):
    mended, count = mend(f"<x>{markup}</x>".encode())
    assert (text(parse(mended)), count) == (expected, places)


def test_bytes_of_another_encoding():
    assert mend(b"<x>caf\xe9 \xc3\xa9</x>") == ("<x>caf\ufffd é</x>".encode(), 1)
    declared = b'<?xml version="1.0" encoding="GBK"?>'
    mended, count = mend(declared + "<x>阀 & 门</x>".encode("gbk"))
    assert (text(parse(mended)), count) == ("阀 & 门", 1)
    assert mend(b'<?xml version="1.0" encoding="no-such"?><x>&</x>')[1] == 0


def test_a_well_formed_document_is_not_changed():
    document = grant().replace("UTF-8", "utf-8").encode()
    assert mend(document) == (document, 0)


def test_repairs_are_in_the_record(tmp_path):
    path = tmp_path / "week.xml"
    path.write_bytes((grant() + grant(title="Valve & <First seal")).encode())
    assert [(each.title, each.repairs) for each in read(path)] == [("Valve", 0), ("Valve & <First seal", 2)]


@pytest.mark.parametrize(
    "document",
    [
        "<x><p>one & two</p>",  # cut short
        "<x><p>one</x></p>",
        "<x><p id='1' id='2'>&</p></x>",
        "<x><p id='1>one</p></x>",
        "<x>a</x><y/>",
        "<!DOCTYPE x [<!ENTITY y 'z'><!ENTITY lol '&y;&y;'>]><x>&lol; & co</x>",
        "<?xml version='1.0'",
        "&",
    ],
)
def test_what_is_no_text_stays_a_failure(document):
    with pytest.raises(Malformed):
        read_document(document.encode(), "x.xml", "")


@pytest.mark.parametrize(
    "unit",
    [
        "<a b='",
        "<a b=\"<a b='",
        "<!--",
        "<![CDATA[",
        "<?x ",
        "<!DOCTYPE a [",
        "&",
        "<",
        "<a ",
        "<a b='' ",
        "] ",
        "&#",
    ],
)
def test_the_time_is_linear(unit):
    def seconds(repeats: int) -> float:
        start = time.process_time()
        mend(b"<x>" + unit.encode() * repeats)
        return time.process_time() - start

    assert seconds(40_000) < 40 * max(seconds(4_000), 0.001)  # quadratic: 100 times


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>&;/!?-[]='\"#x1 a\x00é", max_size=60))
def test_any_text_between_tags_is_mended_or_refused(content):
    with contextlib.suppress(Malformed):
        parse(mend(f"<x>{content}</x>".encode())[0])
