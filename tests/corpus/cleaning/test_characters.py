"""One form of every character; none that cannot be seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.characters import beyond_ascii, characters, normal_characters
from patentgpt_jax.corpus.record import Record


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("e\u0301tat", "état"),
        ("5 \u212b", "5 Å"),
        ("10 \u2126", "10 Ω"),
        ("a\r\nb\rc\x0cd\x85e\u2028f\u2029g", "a\nb\nc\nd\ne\nf\ng"),
        ("pump\x00 and\x07 valve\x7f", "pump and valve"),
        ("\ufeffpho\u00adto\u200bsyn\u2060thesis\u200e", "photosynthesis"),
        ("5\xa0mm\u2009x\u202f3\u3000mm", "5 mm x 3 mm"),
        ("half \ud83d of it", "half \ufffd of it"),
    ],
)
def test_normal_forms(text, normal):
    assert normal_characters(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        "CO₂ and 10⁻³ m², ½ ﬁne",
        "壳体（１），弹簧：Ａ",
        "lost: \ufffd",
        "column\tcolumn\nrow\trow",
        "می\u200cخواهم",  # Persian: the non-joiner is part of the spelling
        "क्\u200dष",  # Devanagari
        "👩\u200d🔬",
    ],
)
def test_what_means_something_stays(text):
    assert normal_characters(text) == text


def test_joiners_go_where_no_script_needs_them():
    assert normal_characters("val\u200dve\u200c 阀\u200c门") == "valve 阀门"
    assert normal_characters("می\u200c\u200c\u200dخواهم") == "می\u200cخواهم"


def test_an_ascii_record_is_returned_as_it_is():
    record = Record("US1A", title="Pump", abstract="A pump\n\nwith a\tvalve.")
    assert characters(record) is record
    assert characters(Record("US1A", title="Pump\x01")) == Record("US1A", title="Pump")


@given(st.text())
def test_normal_text_stays_normal(text):
    normal = normal_characters(text)
    assert normal_characters(normal) == normal
    assert unicodedata.is_normalized("NFC", normal)
    assert not any(
        unicodedata.category(each) in ("Cc", "Zl", "Zp", "Cs") for each in normal if each not in "\n\t"
    )


@given(st.text())
def test_characters_beyond_ascii(text):
    assert beyond_ascii(text) == "".join(each for each in text if not each.isascii())
