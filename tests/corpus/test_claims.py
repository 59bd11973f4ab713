"""Claim numbers, cancelled claims, and dependency wording in English and Chinese."""

import pytest

from patentgpt_jax.corpus.claims import RawClaim, build_claims


def dependencies(wording, number=9):
    others = [RawClaim(str(n), f"{n}. A thing.") for n in range(1, number)]
    return build_claims([*others, RawClaim(str(number), f"{number}. {wording}")])[-1].depends_on


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("A pump.", ()),
        ("The pump of claim 3.", (3,)),
        ("The pump of claims 2 through 4.", (2, 3, 4)),
        ("The pump of claims 2 to 4, wherein", (2, 3, 4)),
        ("The pump of any of claims 1-3.", (1, 2, 3)),
        ("The pump of any one of claims 1 and 5–7, in steel", (1, 5, 6, 7)),
        ("The pump of claim 1, 2 or 3 wherein 4 are red.", (1, 2, 3)),
        ("The pump of claim 1 or claim 4.", (1, 4)),
        ("The pump according to one or more of the previous claims.", (1, 2, 3, 4, 5, 6, 7, 8)),
        ("The pump according to any preceding claim.", (1, 2, 3, 4, 5, 6, 7, 8)),
        ("The pump of claim 9.", ()),  # itself
        ("The pump of claim 12.", ()),  # forward
        ("The pump of claim 3, of SEQ ID NO: 4 or 5.", (3,)),
        ("根据权利要求1所述的泵", (1,)),
        ("根据权利要求1或2所述的泵", (1, 2)),
        ("如权利要求1～4任一项所述的泵", (1, 2, 3, 4)),
        ("如权利要求１至３中任意一项所述的泵", (1, 2, 3)),
        ("按权利要求1、2或5所述的泵", (1, 2, 5)),
        ("根据权利要求2-4或6所述的泵", (2, 3, 4, 6)),
        ("由权利要求3所述的泵和权利要求5所述的阀组成的装置", (3, 5)),
        ("根据前面任一权利要求所述的泵", (1, 2, 3, 4, 5, 6, 7, 8)),
        ("根据上述权利要求2所述的泵", (2,)),
    ],
)
def test_dependency_wording(wording, expected):
    assert dependencies(wording) == expected


def test_references_in_the_markup_are_united_with_the_wording():
    first, second = RawClaim("1", "1. A pump."), RawClaim("2", "2. A valve.")
    third = RawClaim("3", "3. The pump of claim 1.", references=(2, 3, 8))
    assert build_claims([first, second, third])[2].depends_on == (1, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7. A pump.", "A pump."),
        ("7 . A pump.", "A pump."),
        ("7. 5 mm bolts.", "5 mm bolts."),
        ("7、2-甲基丁烷。", "2-甲基丁烷。"),
        ("7.) Pumpe.", "Pumpe."),
        ("7.)Pumpe.", "Pumpe."),
        ("7) A pump.", "A pump."),
        ("Claim 7. A pump.", "A pump."),
        ("７．一种泵。", "一种泵。"),
        ("7.5 mm bolts.", "7.5 mm bolts."),
        ("8. A pump.", "8. A pump."),  # not this claim's number
        ("A pump.", "A pump."),
    ],
)
def test_only_the_claims_own_number_is_stripped(text, expected):
    assert build_claims([RawClaim("00007", text)])[0].text == expected


def test_a_cancelled_range_becomes_cancelled_claims():
    claims = build_claims([RawClaim("01-18", "1-18. (canceled)"), RawClaim("00019", "19. A pump.")])
    assert [claim.number for claim in claims] == list(range(1, 20))
    assert [claim.cancelled for claim in claims] == [True] * 18 + [False]
    assert claims[18].text == "A pump."


@pytest.mark.parametrize(
    ("number", "text", "cancelled"),
    [
        ("1-20", "1.-20. (canceled)", range(1, 21)),
        ("", "1. - 20. (Canceled)", range(1, 21)),
        ("", "Claims 1 to 4 (cancelled)", range(1, 5)),
        ("", "1-3, 5. (canceled)", (1, 2, 3, 5)),
        ("00001", "1-4. (canceled)", range(1, 5)),
    ],
)
def test_ranges_of_cancelled_claims(number, text, cancelled):
    claims = build_claims([RawClaim(number, text)])
    assert [claim.number for claim in claims] == list(cancelled)
    assert all(claim.cancelled and not claim.category for claim in claims)


@pytest.mark.parametrize(
    "text",
    [
        "3. (canceled)",
        "3. (Cancelled).",
        "(deleted)",
        "3.(previously cancelled)",
        "3. (withdrawn)",
        "3. (gestrichen)",
        "3.（删除）",
    ],
)
def test_a_single_cancelled_claim(text):
    (claim,) = build_claims([RawClaim("00003", text)])
    assert (claim.number, claim.cancelled, claim.depends_on) == (3, True, ())


def test_a_withdrawn_claim_with_a_text_is_kept():
    (claim,) = build_claims([RawClaim("3", "3. (Withdrawn) A method of pumping.")])
    assert (claim.text, claim.cancelled) == ("(Withdrawn) A method of pumping.", False)


def test_a_claim_about_cancelling_is_not_cancelled():
    (claim,) = build_claims([RawClaim("1", "1. A cancelled stamp.")])
    assert not claim.cancelled


def test_numbers_come_from_the_text_where_the_markup_has_none():
    claims = build_claims([RawClaim("", "1. A."), RawClaim("", "2. B."), RawClaim("", "C.")])
    assert [(claim.number, claim.text) for claim in claims] == [(1, "A."), (2, "B."), (3, "C.")]


def test_many_claims_that_refer_to_all_before_them_take_little_memory():
    claims = build_claims(RawClaim("", "A pump of any preceding claim.") for _ in range(3000))
    assert sum(len(claim.depends_on) for claim in claims) < 1_100_000


def test_nonsense_numbers_do_no_harm():
    odd = [RawClaim("9" * 5000, "1. A."), RawClaim("²", "2. B."), RawClaim("3", "1-9999. (canceled)")]
    assert [claim.number for claim in build_claims(odd)] == [1, 2, 3]
