"""Reference numerals go where the document shows that they are some; every other number stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.numerals import numerals
from patentgpt_jax.corpus.record import Claim, Record, Section, Translation


def cleaned(text, language="en"):
    record = Record("US1A", language=language, sections=(Section("detailed_description", "", text),))
    return numerals(record).sections[0].text


@pytest.mark.parametrize(
    ("language", "text", "clean"),
    [
        (
            "en",
            "The housing 12 holds a spring 14a. The spring 14a lies in the housing 12, which is closed.",
            "The housing holds a spring. The spring lies in the housing, which is closed.",
        ),
        (
            "en",
            "The housings 12a, 12b and 14 are alike. Housing 12a, the housing 12b, the housing 14.",
            "The housings are alike. Housing, the housing, the housing.",
        ),
        ("en", "A valve (30) and a rod; the valve (30) opens.", "A valve and a rod; the valve opens."),
        ("en", "A valve 30 (31), the valve 30 (31), the valve 31.", "A valve, the valve, the valve."),
        ("zh", "壳体（1）与弹簧2连接，弹簧2位于壳体1内。", "壳体与弹簧连接，弹簧位于壳体内。"),
        ("zh", "壳体(1、2)内有阀芯，壳体(1、2)封闭。", "壳体内有阀芯，壳体封闭。"),
        ("de", "Gehäuse (1) mit Feder 2. Feder 2 im Gehäuse 1.", "Gehäuse mit Feder. Feder im Gehäuse."),
        (
            "fr",
            "un boîtier (1) et un clou 2, le clou 2 du boîtier 1",
            "un boîtier et un clou, le clou du boîtier",
        ),
    ],
)
def test_reference_numerals_go(language, text, clean):
    assert cleaned(text, language) == clean


@pytest.mark.parametrize(
    "sentence",
    [
        "The housing 12 is seen once",
        "a gap 12 mm wide, a gap 12 mm wide",
        "a length of 12 to 16, a spacing 12-16 and a spacing 12-16",
        "the spacing 12 to 16 or the spacing 12 to 16",
        "see FIG. 3 and figure 3, claim 1 and claim 1",
        "in step 104 and step 104, in step (104)",
        "of Table 2 and table 2, of Example 5 and example 5",
        "SEQ ID NO: 12 and SEQ ID NO 12",
        "CO 2 and CO_2, Al 2 O 3 and Al 2 O 3",
        "in January 2005 and the year 2005, the census 2005 and the census 2005",
        "the ratio 3:1 and the blend 3:1, the blend 3:1",
        "Tween 80 and Tween 80, nylon 6 and nylon 6",
        "the valve 1.5 and the valve 1.5",
        "a 12-bit bus, the bus 12-bit, the bus 12-bit",
        "a dose 5% and a dose 5%",
        "如图1所示，图1，权利要求1和权利要求1，实施例2与实施例2",
        "长度12mm，间隙12毫米，间隙12毫米，共有3个，共有3个",
        "步骤（1）与步骤（1），温度20℃，温度20℃",
    ],
)
def test_other_numbers_stay(sentence):
    assert cleaned(sentence) == sentence


def test_a_numeral_is_known_from_anywhere_in_the_document():
    record = Record(
        "EP1A",
        title="Housing 12",
        abstract="A housing (12) with a lid 3.",
        sections=(
            Section("drawings", "", "12 housing\nhousing 12"),
            Section("summary", "", "The housing 12 opens."),
        ),
        claims=(Claim(1, "A housing (12) with 3 screws."),),
    )
    clean = numerals(record)
    assert clean.title == "Housing 12"
    assert clean.abstract == "A housing with a lid 3."
    assert [each.text for each in clean.sections] == ["12 housing\nhousing 12", "The housing opens."]
    assert clean.claims[0].text == "A housing with 3 screws."


def test_translations_are_judged_by_themselves():
    claims = (Claim(1, "Ein Gehäuse (12)."), Claim(2, "Das Gehäuse (12).", (1,)))
    record = Record(
        "EP1A", claims=(Claim(1, "A housing (12)."),), translations=(Translation("de", claims=claims),)
    )
    clean = numerals(record)
    assert clean.claims[0].text == "A housing (12)."
    assert [each.text for each in clean.translations[0].claims] == ["Ein Gehäuse.", "Das Gehäuse."]


def test_a_record_without_numerals_is_returned_as_it_is():
    record = Record("US1A", abstract="A pump with 3 valves.", translations=(Translation("de", "Pumpe"),))
    assert numerals(record) is record


PIECES = [
    "housing",
    " 12",
    " 14",
    " (12)",
    " (14)",
    ", ",
    " and",
    " valve",
    " mm",
    ". ",
    "壳体",
    "弹簧",
    "（1）",
    "1",
    "图",
]


@given(st.lists(st.sampled_from(PIECES), max_size=19).map("".join))  # too few for two rows of nine
def test_a_second_time_changes_nothing_and_only_numbers_go(text):
    once = cleaned(text)
    assert cleaned(once) == once

    def letters(text):
        return [each for each in text if each.isalpha()]

    assert letters(once) == letters(text)


def test_a_long_row_of_numbers_takes_no_round_for_each():
    row = "the valve" + " 12" * 20_000
    started = time.process_time()
    found = cleaned(f"{row}. {row}.")
    assert time.process_time() - started < 5
    assert found.count(" 12") == 2 * (20_000 - 8)
