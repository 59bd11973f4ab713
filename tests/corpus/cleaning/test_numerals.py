"""Reference numerals go by the evidence of the document; all other numbers stay."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus import Claim, Record, Section
from patentgpt_jax.corpus.cleaning.numerals import numerals


def described(*paragraphs: str, **fields) -> Record:
    sections = (Section("detailed_description", "", "\n\n".join(paragraphs)),)
    return Record("US1B2", **{"sections": sections, **fields})


def text_of(record: Record) -> str:
    return record.sections[0].text


def test_a_number_that_follows_the_same_word_twice_goes_wherever_it_stands():
    record = described(
        "As shown in FIG. 2, the housing 12 holds a spring (14a).",
        "The spring 14a presses on the housing 12 at 12 bar.",
        abstract="A housing (12) with a spring 14a.",
        claims=(
            Claim(1, "A valve with a housing (12) and a spring (14a)."),
            Claim(2, "As in claim 1.", (1,)),
        ),
    )
    cleaned = numerals(record)
    assert text_of(cleaned) == (
        "As shown in FIG. 2, the housing holds a spring.\n\nThe spring presses on the housing at 12 bar."
    )
    assert cleaned.abstract == "A housing with a spring."
    assert [claim.text for claim in cleaned.claims] == [
        "A valve with a housing and a spring.",
        "As in claim 1.",
    ]


def test_lists_go_whole():
    cleaned = numerals(described("The arms 3, 4 and 5 hold. The arms 3, 4 and 5 turn. The arms (3-5) stop."))
    assert text_of(cleaned) == "The arms hold. The arms turn. The arms stop."


@pytest.mark.parametrize(
    "text",
    [
        "The housing 12 was seen once.",
        "See FIG. 3 and FIG. 3, claim 4 of claim 4, step 5 and step 5, Table 6 and Table 6.",
        "A length of 30 mm and a length of 30 mm.",
        "The current 5 A and the current 5 A; the load 20% and the load 20%.",
        "SEQ ID NO: 7 and SEQ ID NO: 7, Example 2 and Example 2.",
        "diluted 10x and diluted 10x, pH 7 and pH 7.",
        "如图1所示，按照权利要求2，见图1，权利要求2。",
    ],
)
def test_other_numbers_stay(text):
    record = described(text)
    assert numerals(record) is record


def test_chinese_numerals_in_full_width_parentheses_and_bare():
    cleaned = numerals(described("壳体（1）内有弹簧2。", "所述壳体1与弹簧（2）相连，如图3所示。"))
    assert text_of(cleaned) == "壳体内有弹簧。\n\n所述壳体与弹簧相连，如图3所示。"


def test_the_list_of_drawings_keeps_its_numbers():
    drawings = Section("drawings", "", "FIG. 1 shows the housing 12.")
    record = described("The housing 12 and the housing 12.")
    cleaned = numerals(replace(record, sections=(drawings, *record.sections)))
    assert cleaned.sections[0] is drawings and "12" not in cleaned.sections[1].text


@given(
    st.lists(
        st.sampled_from(
            [
                "the housing 12",
                "housing (12)",
                "spring 14a",
                "5 mm",
                "FIG. 1",
                "arms 3, 4",
                "and",
                "壳体（1）",
                ".",
            ]
        ),
        max_size=30,
    )
)
def test_a_second_time_changes_nothing_more(parts):
    once = numerals(described(" ".join(parts)))
    assert numerals(once) == once
