"""Sections of descriptions that are plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers.textsections import paragraph_sections, text_sections


def parts(sections):
    return [(each.kind, each.heading, each.text) for each in sections]


LINES = "BACKGROUND\n[0001] Gates  are known.\nThey squeak.\nDetailed description\n[0002] A gate."


def test_lines_are_paragraphs():
    expected = [
        ("background", "BACKGROUND", "Gates are known.\n\nThey squeak."),
        ("detailed_description", "Detailed description", "A gate."),
    ]
    assert parts(text_sections(LINES)) == expected
    assert parts(paragraph_sections(LINES)) == expected


def test_paragraphs_a_blank_line_apart_keep_their_lines():
    text = (
        "BACKGROUND:\nGates\n  are known.\n \nprior art\nsqueaks.\n\n[0002] 技术领域：阀门\n门。\n\nFIG. 1."
    )
    assert parts(paragraph_sections(text)) == [
        ("background", "BACKGROUND", "Gates\n  are known.\n\nprior art\nsqueaks."),
        ("technical_field", "技术领域", "阀门\n门。\n\nFIG. 1."),
    ]


@pytest.mark.parametrize("text", ["", " \n \n", "\n\n\n"])
def test_nothing(text):
    assert paragraph_sections(text) == text_sections(text) == ()


def test_words_in_capitals_within_one_long_line_are_headings():
    line = (
        "BACKGROUND OF THE INVENTION Gates are known. SUMMARY It is an ARCH or a GATE. "
        + "It has hinges. " * 400
    )
    assert [each.heading for each in text_sections(line)] == ["BACKGROUND OF THE INVENTION", "SUMMARY"]


@given(
    st.lists(
        st.sampled_from(["BACKGROUND", "技术领域", "A gate.", "\n", "\n \n", "：", " ", "x"]), max_size=30
    )
)
def test_no_text_is_lost(pieces):
    text = "".join(pieces)
    for sections in (text_sections(text), paragraph_sections(text)):
        kept = "".join(each.heading + each.text for each in sections)
        assert "".join(filter(str.isalnum, kept)) == "".join(filter(str.isalnum, text))
