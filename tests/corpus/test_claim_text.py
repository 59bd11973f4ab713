"""One text of claims cut at its numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.claims import build_claims
from patentgpt_jax.corpus.readers.claim_text import split_claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("1. A gate 1.5 m high.\n2. The gate of claim 1.", ["A gate 1.5 m high.", "The gate of claim 1."]),
        ("1. A gate.\r\n\r\n2 . The gate.", ["A gate.", "The gate."]),
        ("Claim 1: A gate.\nClaim 2: The gate.", ["A gate.", "The gate."]),
        ("What is claimed is:\n1. A gate.\n2. A valve.", ["A gate.", "A valve."]),
        ("1. A gate. 2. The gate of claim 1. 3. A valve.", ["A gate.", "The gate of claim 1.", "A valve."]),
        ("1. A gate as in fig. 2. The gate. 2. A valve.", ["A gate as in fig. 2. The gate.", "A valve."]),
        ("1、一种阀门。\n2、根据权利要求1所述的阀门。", ["一种阀门。", "根据权利要求1所述的阀门。"]),
        ("1.一种阀门。2.根据权利要求1所述的阀门。", ["一种阀门。", "根据权利要求1所述的阀门。"]),
        ("1．一种阀门。\n2．如权利要求1。", ["一种阀门。", "如权利要求1。"]),
        ("A gate.\nThe gate of claim 1.", ["A gate.", "The gate of claim 1."]),
        ("A gate having\na hinge.", ["A gate having\na hinge."]),
        ("A gate.", ["A gate."]),
        (" \n", []),
    ],
)
def test_claims(text, claims):
    assert [claim.text for claim in split_claims(text)] == claims


def test_a_list_within_a_claim_does_not_begin_claims():
    text = "1. A way.\n2. The way of claim 1:\n 1. heat\n 2. cool\n3. A valve."
    assert [claim.number for claim in split_claims(text)] == ["1", "2", "3"]


def test_cancelled_ranges_and_what_follows_them():
    claims = build_claims(
        split_claims("1-3. (canceled)\n4. A gate.\n5. (cancelled)\n6. The gate of claim 4.")
    )
    assert [claim.number for claim in claims] == [1, 2, 3, 4, 5, 6]
    assert [claim.cancelled for claim in claims] == [True, True, True, False, True, False]
    assert claims[5].depends_on == (4,)


def test_numbers_that_a_source_left_out():
    assert [each.number for each in split_claims("1. A gate.\n3. A valve.\n4. A door.")] == ["1", "3", "4"]


@given(st.lists(st.sampled_from(["A gate", "B. ", "\n", "3、", " claim 1", "。", "- ", "2. "]), max_size=30))
def test_no_text_is_lost(pieces):
    text = "1. " + "".join(pieces)
    kept = "".join(claim.number + claim.text for claim in split_claims(text))
    for word in ("gate", "B", "claim"):
        assert kept.count(word) == text.count(word)
