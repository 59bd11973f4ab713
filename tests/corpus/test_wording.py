"""Tokens of texts: the same whatever the case, the signs and the width of the letters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.wording import is_character, normal_form, token_hashes, token_spans

ANY = st.text(
    st.one_of(st.characters(), st.sampled_from("aA1 .é\u0301“中ァ゛ﾞİΣςﬁ²½\u1100\u1161\n_")), max_size=30
)


def hashes(*texts):
    return token_hashes(texts)[0].tolist()


def tokens(text):
    return [normal_form(text)[start:end] for start, end in token_spans(text)]


def test_words_and_characters():
    text = "A self-locking valve (12a), 一种阀门２个 の弁"
    assert tokens(text) == ["A", "self", "locking", "valve", "12a", *"一种阀门", "2", "个", "の", "弁"]
    found, counts = token_hashes([text, "", "阀门 valve"])
    assert counts.tolist() == [13, 0, 3]
    assert is_character(found).tolist() == [False] * 5 + [True] * 4 + [False] + [True] * 3 + [True] * 2 + [
        False
    ]
    assert found[-3:].tolist() == [*found[7:9].tolist(), found[3]]


@pytest.mark.parametrize(
    "same",
    [
        ("The Valve, 12 mm", "the valve 12 MM", "ＴＨＥ ｖａｌｖｅ（１２　ｍｍ）", "the\tvalve\n\n12--㎜"),
        ("Rückschlagventil é", "RU\u0308CKSCHLAGVENTIL e\u0301"),
        ("所述阀门（1）", "所 述\n阀门[１]"),
        ("ﾊﾞﾙﾌﾞ", "バルブ"),
        ("ﬁt of ΟΔΟΣ", "FIT OF οδος"),
    ],
)
def test_what_is_the_same_text(same):
    assert len({tuple(hashes(each)) for each in same}) == 1
    assert len(hashes(same[0])) > 0


def test_what_is_not():
    different = ["valve", "valves", "va lve", "阀门", "门阀", "1 2", "12", ""]
    assert len({tuple(hashes(each)) for each in different}) == len(different)


@given(st.lists(ANY, max_size=4))
def test_there_is_a_span_for_each_hash_and_texts_do_not_touch(texts):
    found, counts = token_hashes(texts)
    assert counts.tolist() == [len(list(token_spans(each))) for each in texts]
    assert found.tolist() == [each for text in texts for each in hashes(text)]


@given(ANY)
def test_each_token_alone_has_its_hash(text):
    alone = [hashes(each) for each in tokens(text)]
    assert np.concatenate([[], *alone]).tolist() == [float(each) for each in hashes(text)]


def test_many_different_characters_are_compared_as_each_alone_is():
    """Beyond some dozens all are brought to their form at once, instead of one after another."""
    different = [chr(code) for code in range(0x80, 0x2000) if normal_form(chr(code)) != chr(code)]
    text = " ".join(each for each in different if normal_form(each)[0].isalnum())
    alone = [list(hashes(each)) for each in text.split()]
    assert len(alone) > 150 and [one for each in alone for one in each] == list(hashes(text))
