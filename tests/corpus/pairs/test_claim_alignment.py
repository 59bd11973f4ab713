"""Which filed claim a granted one came from, whatever was cancelled, rearranged or added."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.pairs.alignment import align
from patentgpt_jax.corpus.pairs.words import WordedClaim, claim_words, common_places, words

KETTLE = (
    "A kettle comprising a vessel, a lid and a handle.",
    "The kettle of claim 1, wherein the vessel has a double wall.",
    "The kettle of claim 1, further comprising a whistle that is tuned to two notes.",
    "The kettle of claim 3, wherein the whistle is detachable from the spout.",
    "A method of boiling water, comprising filling a vessel and heating the vessel on a stove.",
    "The method of claim 5, wherein the stove is heated by induction.",
)


def worded(*texts: str) -> list[WordedClaim]:
    """Claims numbered as they come, with their words."""
    claims = build_claims(RawClaim(str(number), text) for number, text in enumerate(texts, 1))
    return [WordedClaim(claim, claim_words(claim.text)) for claim in claims]


def test_cancelled_claims_shift_the_numbers():
    granted = worded(
        KETTLE[0],
        "The kettle of claim 1, further comprising a whistle that is tuned to two notes.",
        "A method of boiling water, comprising filling a vessel and heating the vessel on a stove.",
        "The method of claim 3, wherein the stove is heated by induction.",
    )
    assert align(worded(*KETTLE), granted) == [0, 2, 4, 5]


def test_an_amended_claim_keeps_its_place_and_a_new_one_has_none():
    granted = worded(
        "A kettle comprising a vessel of copper, a lid hinged to the vessel and a curved handle.",
        KETTLE[1],
        "A tea set comprising four cups, a tray and a strainer of silver.",
    )
    assert align(worded(*KETTLE), granted) == [0, 1, None]


def test_claims_put_in_another_order():
    order = [4, 5, 0, 2, 3, 1]
    assert align(worded(*KETTLE), worded(*(KETTLE[place] for place in order))) == order


def test_an_independent_claim_that_took_up_much_more_than_it_held():
    grown = KETTLE[0].rstrip(".") + (
        ", wherein the vessel has a double wall, further comprising a whistle that is tuned to two notes and "
        "detachable from the spout, a thermometer in the lid, and a stand that is heated by induction."
    )
    assert align(worded(*KETTLE), worded(grown))[0] == 0


def test_chinese_claims_are_compared_by_pairs_of_characters():
    filed = (
        "一种水壶，包括壶体、壶盖和手柄。",
        "根据权利要求1所述的水壶，其特征在于，所述壶体为双层壁。",
        "根据权利要求1所述的水壶，其特征在于，还包括双音哨子。",
    )
    granted = (
        "一种水壶，包括铜制壶体、铰接的壶盖和弧形手柄。",
        "根据权利要求1所述的水壶，其特征在于，还包括双音哨子。",
    )
    assert align(worded(*filed), worded(*granted)) == [0, 2]


@pytest.mark.parametrize("filed, granted", [((), KETTLE), (KETTLE, ())])
def test_without_claims_on_one_side_none_is_aligned(filed, granted):
    assert align(worded(*filed), worded(*granted)) == [None] * len(granted)


WORDS = st.sampled_from(["rotor", "seal", "valve", "lens", "阀", "门", "弹", "簧", "of", "the", "1", "2"])
CLAIM_SETS = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=12)


@given(CLAIM_SETS)
def test_a_set_with_itself_is_the_identity(texts):
    claims = worded(*texts)
    assert align(claims, claims) == list(range(len(claims)))


@given(CLAIM_SETS, st.data())
def test_cancelling_claims_changes_the_origin_of_no_other(texts, data):
    claims = worded(*dict.fromkeys(texts))
    left = [each for each in claims if data.draw(st.booleans())]
    if len({tuple(each.words) for each in claims}) == len(claims):
        assert align(claims, left) == [claims.index(each) for each in left]


@given(CLAIM_SETS, CLAIM_SETS)
def test_no_filed_claim_is_given_twice(filed, granted):
    origins = align(worded(*filed), worded(*granted))
    found = [each for each in origins if each is not None]
    assert len(set(found)) == len(found)


@given(st.lists(WORDS, max_size=30), st.lists(WORDS, max_size=30))
def test_what_two_texts_have_in_common_is_a_longest_common_subsequence(one, other):
    """Against the textbook's table."""
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for row, word in enumerate(one):
        for column, another in enumerate(other):
            longer = max(table[row][column + 1], table[row + 1][column])
            table[row + 1][column + 1] = table[row][column] + 1 if word == another else longer
    places = common_places(one, other)
    assert len(places) == table[-1][-1]
    assert places == sorted(set(places))
    common = iter(one)
    assert all(other[place] in common for place in places)


def test_texts_too_long_to_compare_at_once_are_compared_part_by_part():
    one = [str(number % 9973) for number in range(30_000)]
    other = [word if place % 10 else "new" for place, word in enumerate(one)]
    assert len(common_places(one, other)) == sum(word != "new" for word in other)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("The pump of Claim 12, wherein R_1 is 5 mm", "the pump of claim 0 wherein r 1 is 5 mm"),
        ("Pumpe nach einem der Ansprüche 2 bis 14", "pumpe nach einem der ansprüche 0 bis 0"),
        ("Pompe selon la revendication 7", "pompe selon la revendication 0"),
        ("如权利要求3所述的泵", "如 权 利 要 求 0 所 述 的 泵"),
    ],
)
def test_numbers_of_claims_referred_to_are_one_word(text, expected):
    assert claim_words(text) == expected.split()


def test_other_numbers_are_words():
    assert words("1.5 mm, 阀12") == ["1", "5", "mm", "阀", "12"]
