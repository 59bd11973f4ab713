"""Claims cut out of one text, in several languages and ways of numbering."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.claims import build_claims
from patentgpt_jax.corpus.readers.claimtext import split_claims, without_number


def pairs(text):
    return [(claim.number, claim.text) for claim in split_claims(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            "What is claimed is:\n     1. A valve.\n     2. The valve of claim 1.",
            ["A valve.", "The valve of claim 1."],
        ),
        ("We claim: 1. A valve. 2. The valve of claim 1.", ["A valve.", "The valve of claim 1."]),
        ("1 . A valve.\n\n 2 . Valve as in claim 1 .", ["A valve.", "Valve as in claim 1 ."]),
        ("Claim 1: A valve.\nClaim 2: Its use.", ["A valve.", "Its use."]),
        (
            "Patentansprüche\n1. Ventil. 2. Ventil nach Anspruch 1.",
            ["Ventil.", "Ventil nach Anspruch 1."],
        ),
        (
            "1 - Vanne.\n2 - Vanne selon la revendication 1.",
            ["Vanne.", "Vanne selon la revendication 1."],
        ),
        (
            "1.一种阀门，压力为0.5MPa。2.根据权利要求1所述的阀门。",
            ["一种阀门，压力为0.5MPa。", "根据权利要求1所述的阀门。"],
        ),
        ("1、一种阀门。\n2、如权利要求1所述的阀门。", ["一种阀门。", "如权利要求1所述的阀门。"]),
        ("1．一种阀门。\n2．如权利要求1。", ["一种阀门。", "如权利要求1。"]),
        ("【請求項１】弁。\n【請求項２】請求項１に記載の弁。", ["弁。", "請求項１に記載の弁。"]),
        ("1. A gate 1.5 m high.\n2. The gate of claim 1.", ["A gate 1.5 m high.", "The gate of claim 1."]),
        ("1. A gate.\r\n\r\n2 . The gate.", ["A gate.", "The gate."]),
        ("1. A gate as in fig. 2. The gate. 2. A valve.", ["A gate as in fig. 2. The gate.", "A valve."]),
    ],
)
def test_ways_of_numbering(text, expected):
    assert [int(number) for number, _ in pairs(text)] == [1, 2]
    assert [claim for _, claim in pairs(text)] == expected


def test_a_list_of_steps_is_not_taken_for_claims():
    text = "1. A method comprising:\n1. heating;\n2. cooling.\n2. The method of claim 1, with\n1. a\n2. b\n"
    assert pairs(text + "3. The method of claim 2.") == [
        ("1", "A method comprising:\n1. heating;\n2. cooling."),
        ("2", "The method of claim 1, with\n1. a\n2. b"),
        ("3", "The method of claim 2."),
    ]


def test_numbers_in_sentences_begin_no_claims():
    text = "1. A valve as in FIG. 2. The ring is 2.5 mm wide, see claim 2. 2. The valve of claim 1."
    assert [number for number, _ in pairs(text)] == ["1", "2"]


def test_cancelled_claims_and_gaps():
    text = "1-3. (canceled)\n4. A valve.\n6. The valve of claim 4."
    claims = build_claims(split_claims(text))
    assert [(claim.number, claim.cancelled) for claim in claims] == [
        (1, True), (2, True), (3, True), (4, False), (6, False),
    ]  # fmt: skip


def test_the_first_number_may_be_missing():
    assert pairs("A valve.\n2. The valve of claim 1.") == [("", "A valve."), ("2", "The valve of claim 1.")]


def test_text_before_the_first_claim_is_kept_unless_it_introduces_the_claims():
    assert pairs("Amended on Monday.\n1. A valve.") == [("1", "Amended on Monday.\nA valve.")]


@pytest.mark.parametrize("text", ["", " \n", "What is claimed is:", "I claim:", "权利要求书"])
def test_no_claims(text):
    assert split_claims(text) == []


@pytest.mark.parametrize(
    "text, number, expected",
    [
        ("【請求項１】弁。", "1", "弁。"),
        ("Claim 2: A valve.", "2", "A valve."),
        ("3. A valve.", "3", "A valve."),
        ("3. A valve.", "4", "3. A valve."),
        ("2.5 mm of it.", "2", "2.5 mm of it."),
        ("A valve.", "1", "A valve."),
    ],
)
def test_own_numbers(text, number, expected):
    assert without_number(text, number) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The ornamental design for a valve, as shown.",
        "A gate having\na hinge.",
        "A gate.\nIt has a hinge.",  # nothing refers to another claim
        "A gate, comprising:\na hinge.\nThe gate of claim 1.",  # not every line is a sentence
        "The gate of claim 1.\nA gate.",  # the lines are not in the order of the numbers
        "A gate.\nThe gate of claim 2.",
    ],
)
def test_one_claim_without_a_number(text):
    assert pairs(text) == [("", text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("A gate.\nThe gate of claim 1.", ["A gate.", "The gate of claim 1."]),
        ("We claim:\r\nA gate.\r\nThe gate of\tclaim 1.\r\n", ["A gate.", "The gate of claim 1."]),
        (
            "A gate,\nwith a hinge.\n \nA valve.\n\nThe gate of any of claims 1 to 2.",
            ["A gate,\nwith a hinge.", "A valve.", "The gate of any of claims 1 to 2."],
        ),
        ("Ventil.\nVentil nach Anspruch 1.", ["Ventil.", "Ventil nach Anspruch 1."]),
        ("Vanne.\nVanne selon la revendication 1.", ["Vanne.", "Vanne selon la revendication 1."]),
        ("一种阀门。\n根据权利要求1所述的阀门。", ["一种阀门。", "根据权利要求1所述的阀门。"]),
    ],
)
def test_sentences_that_refer_to_each_other_are_claims(text, expected):
    assert pairs(text) == [("", claim) for claim in expected]
    claims = build_claims(split_claims(text))
    assert [claim.number for claim in claims] == list(range(1, len(expected) + 1))
    assert claims[-1].depends_on


def test_numbers_that_a_source_left_out():
    assert [number for number, _ in pairs("1. A gate.\n3. A valve.\n4. A door.")] == ["1", "3", "4"]


def test_cancelled_claims_among_others():
    text = "1-3. (canceled)\n4. A gate.\n5. (cancelled)\n6. The gate of claim 4."
    claims = build_claims(split_claims(text))
    assert [claim.cancelled for claim in claims] == [True, True, True, False, True, False]
    assert claims[5].depends_on == (4,)


claim_texts = st.lists(
    st.text("abc ,;\n", min_size=1, max_size=20).map(lambda text: f"The {text.strip()} thing."),
    min_size=1,
    max_size=30,
)


@given(claim_texts, st.sampled_from(["\n", "\n\n   ", " "]), st.sampled_from([". ", " . ", ") "]))
def test_what_was_numbered_is_found_again(texts, between, after):
    written = between.join(f"{number}{after}{text}" for number, text in enumerate(texts, 1))
    flat = [" ".join(claim.text.split()) for claim in split_claims(written)]
    assert flat == [" ".join(text.split()) for text in texts]


@given(st.lists(st.sampled_from(["A gate", "B. ", "\n", "3、", " claim 1", "。", "- ", "2. "]), max_size=30))
def test_no_words_get_lost(pieces):
    text = "1. " + "".join(pieces)
    kept = "".join(number + claim for number, claim in pairs(text))
    for word in ("gate", "B"):  # "claim 3、" is a number
        assert kept.count(word) == text.count(word)


@given(st.text("12.、：:)(\n AaThe一【】-", max_size=200))
def test_after_the_introduction_no_letter_gets_lost(text):
    kept = "".join(claim.text for claim in split_claims(text))
    letters = "".join(filter(str.isalpha, text))
    assert letters.endswith("".join(filter(str.isalpha, kept)))
    if ":" not in text and "：" not in text:  # nothing is an introduction
        assert len(letters) == sum(map(str.isalpha, kept))


def test_odd_texts_take_no_long_time():
    odd_texts = ("1. " * 30_000, "1.\n" * 30_000, "claim " * 20_000, " " * 100_000 + "1", "1-" * 50_000)
    for odd in (*odd_texts, "\n" * 100_000, "\n\t" * 50_000, "A gate of claim 1.\n" * 10_000):
        split_claims(odd)


@pytest.mark.parametrize(
    "steps",
    [
        "包括以下步骤：1、混合；2、加热；3、冷却。",
        "包括以下步骤：\n1)混合；\n2)加热；\n3)冷却。",
        "comprising:\n1. a mixing;\n2. a heating;\n3. a cooling.",
    ],
)
def test_steps_within_a_sentence_begin_no_claims(steps):
    claims = split_claims(f"1. X, {steps}")
    assert [claim.number for claim in claims] == ["1"]
    claims = split_claims(f"1. X, {steps}\n2. 根据权利要求1所述的X。\n3. The X of claim 1.")
    assert [claim.number for claim in claims] == ["1", "2", "3"]
    assert claims[1].text == "根据权利要求1所述的X。"


def test_claims_that_end_with_a_semicolon_are_told_by_what_they_refer_to():
    claims = split_claims("1. A gate;\n2. The gate of claim 1;\n3. The gate of claim 2.")
    assert [claim.number for claim in claims] == ["1", "2", "3"]
