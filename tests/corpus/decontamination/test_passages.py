"""Passages of benchmarks are taken out of records, with as little else as can be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_benchmarks import chinese, document, english, write_parallel

from patentgpt_jax.corpus import Claim, Record, Section
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.decontamination import BenchmarkIndex


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return BenchmarkIndex.build(str(write_parallel(tmp_path_factory.mktemp("benchmarks") / "match")))


@pytest.fixture(scope="module")
def filtered(index):
    return index.filter("passage")


def test_a_clean_record_is_the_same_object(filtered):
    clean = document()
    assert filtered(clean) is clean


def test_paragraphs_go_alone(filtered):
    clean = document()
    first, second, third = clean.sections[0].text.split("\n\n")
    text = "\n\n".join([first, f"Then {english(4)}.", second, third])
    changed = replace(clean, sections=(replace(clean.sections[0], text=text), *clean.sections[1:]))
    assert filtered(changed) == clean


def test_a_passage_over_two_paragraphs_takes_both(filtered):
    words = english(4).split()
    first, second = " ".join(words[:9]), " ".join(words[9:18])
    clean = document()
    body = clean.sections[0].text
    section = replace(clean.sections[0], text=f"{first}\n\n---\n\n{second}\n\n{body}")
    assert filtered(replace(clean, sections=(section, *clean.sections[1:]))) == clean


def test_title_abstract_headings_and_whole_sections(filtered):
    clean = document()
    changed = replace(
        clean,
        title=english(4, 13),
        abstract=english(5),
        sections=(
            *clean.sections,
            Section("other", english(6), "Left."),
            Section("other", "Gone", english(7)),
        ),
    )
    left = Section("other", "", "Left.")
    assert filtered(changed) == replace(clean, title="", abstract="", sections=(*clean.sections, left))


def test_a_claim_keeps_its_place_as_a_cancelled_one(filtered):
    clean = document()
    changed = replace(clean, claims=(clean.claims[0], Claim(2, english(5), (1,)), Claim(3, "A gate.", (2,))))
    assert filtered(changed).claims == (
        clean.claims[0],
        Claim(2, "(canceled)", cancelled=True),
        Claim(3, "A gate.", (2,)),
    )


def test_translations_lose_theirs(filtered):
    clean = document()
    (translation,) = clean.translations
    changed = replace(clean, translations=(replace(translation, abstract=chinese(5)),))
    assert filtered(changed) == replace(clean, translations=(replace(translation, abstract=""),))


def test_what_is_a_benchmark_for_the_most_part_is_left_out(filtered):
    assert filtered(Record("X1", title="A valve", abstract=english(5))) == Removed("in benchmark match")
    text = "\n\n".join([english("own", 70), english(5)])
    kept = filtered(Record("X1", sections=(Section("other", "", text),)))
    assert kept.sections[0].text == english("own", 70)


@given(st.lists(st.integers(0, 12), max_size=12))
def test_nothing_of_a_benchmark_is_left_and_all_else_is(index, filtered, drawn):
    paragraphs = [english(number) if number < 4 else english(("own", number)) for number in drawn]
    record = Record("X1", sections=(Section("other", "", "\n\n".join(paragraphs)),))
    own = [each for number, each in zip(drawn, paragraphs, strict=True) if number >= 4]
    left = filtered(record)
    if 2 * len(own) < len(drawn):
        assert left == Removed("in benchmark match")
    elif 2 * len(own) > len(drawn) or not drawn:
        assert "\n\n".join(section.text for section in left.sections) == "\n\n".join(own)
        assert index.match(left) == ()
