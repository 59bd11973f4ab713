"""Paragraphs that differ in nothing but case and punctuation have one hash, others do not."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates.keys import paragraphs_of
from patentgpt_jax.corpus.record import Record, Section

_LETTERS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("aB01_ -é。中Ⅷ٣²\n"), min_size=1
)


def hash_of(paragraph):
    sections = (Section("summary", "", f"first\n\n{paragraph}"),)
    *_, last = paragraphs_of(Record("X", sections=sections), fewest_characters=1)
    return last.hash


def test_case_and_punctuation_do_not_matter():
    one = hash_of("As shown in FIG. 12, the housing (104) holds the shaft.")
    assert one == hash_of("as shown in Fig. 12: the housing 104 holds -- the shaft")
    assert one != hash_of("As shown in FIG. 12, the housing (104) holds a shaft.")
    assert one != hash_of("As shown in FIG. 13, the housing (104) holds the shaft.")
    assert hash_of("如图1所示，壳体支撑轴。") == hash_of("如图1所示;壳体支撑轴")


@given(_LETTERS, _LETTERS)
@example("a-b", "A b")
@example("room ٣", "room 3")
def test_paragraphs_are_told_apart_by_their_words_alone(one, other):
    one, other = (re.sub(r"\n{2,}", "\n", each).strip() or "x" for each in (one, other))
    assert (hash_of(one) == hash_of(other)) == (plain(one) == plain(other))


def plain(text):
    return re.sub(r"[\W_]+", " ", text.lower()).strip()
