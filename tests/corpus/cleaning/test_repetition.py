import json
import random
from pathlib import Path

import pytest
from cleaned import CHINESE, ENGLISH, document
from fixtures.repeated_texts import repeated_texts
from hypothesis import given
from hypothesis import strategies as st

from experiments.benchmarks.damage import looping, repeated_paragraphs, running_headers
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.own_text import own_text
from patentgpt_jax.corpus.cleaning.quality_config import RepetitionLimits
from patentgpt_jax.corpus.cleaning.repetition import METRICS, Repetition, make_repetition, repetition_metrics
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.corpus.samples import write_samples

FIXTURES = Path(__file__).parents[2] / "fixtures"

GOPHER = METRICS[:-1]  # all but loops

repetition = make_repetition(CleaningConfig())


def test_the_measures_are_those_of_datatrove() -> None:
    recorded = json.loads((FIXTURES / "datatrove_repetition.json").read_text())
    texts = repeated_texts()
    assert len(texts) == len(recorded)
    once = 0
    for text, expected in zip(texts, recorded, strict=True):
        found = repetition_metrics(text)
        for name, value in zip(GOPHER, expected, strict=True):
            measure = getattr(found, name)
            if name.startswith("top") and not measure:
                n = int(name[4])  # what stands there once is no repetition here
                words = text.split()
                grams = [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]
                assert len(set(grams)) == len(grams)
                once += 1
            else:
                assert measure == pytest.approx(value, abs=1e-9), (name, text[:100])
    assert once < 0.1 * 13 * len(texts)


def plain_loops(words: list[str]) -> int:
    """Characters in loops, by trying each stretch of the same period."""
    inside: set[int] = set()
    last: dict[tuple[str, ...], int] = {}
    run: tuple[int, int] | None = None  # start, period
    for place in range(len(words) - 10 + 2):
        gram = tuple(words[place : place + 10])
        period = place - last[gram] if len(gram) == 10 and gram in last else 0
        if run and period != run[1]:
            stop = place - 1 + 10
            if stop - run[0] >= 2 * run[1]:
                inside.update(range(run[0], stop))
            run = None
        if period and not run:
            run = place, period
        last[gram] = place
    return sum(len(words[place]) for place in inside)


@given(st.lists(st.sampled_from(["a", "bc", "def"]), max_size=60), st.integers(1, 12), st.integers(0, 9))
def test_loops_are_found_wherever_they_are(words: list[str], period: int, times: int) -> None:
    words = [*words, *[f"p{k}" for k in range(period)] * times, *words[:5]]
    text = " ".join(words)
    found = repetition_metrics(text).loops * max(1, len(text))
    assert found == pytest.approx(plain_loops(words))


@given(st.text(alphabet="ab \n泵体", max_size=200), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_measured(text: str, language: str) -> None:
    found = repetition_metrics(text, language)
    assert all(0 <= getattr(found, name) <= 1 for name in METRICS if not name.startswith("top"))


def test_prose_repeats_nothing_and_short_questions_are_not_judged() -> None:
    for text, language in ((" ".join(ENGLISH), "en"), (CHINESE, "zh")):
        found = repetition_metrics(text, language)
        assert found.duplicate_5_grams == found.loops == 0
    question = document("Which of the following is true? Which of the following is new?", title="")
    assert repetition(question) is question


def test_chinese_is_measured_by_characters() -> None:
    assert repetition_metrics("泵体转动。" * 20, "zh").loops > 0.8
    assert repetition_metrics("泵体转动。" * 20, "zh").duplicate_10_grams > 0.5


@pytest.fixture(scope="module")
def patents(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return [record for path in write_samples(tmp_path_factory.mktemp("samples"), 40) for record in read(path)]


def test_sample_patents_are_kept(patents: list[Record]) -> None:
    assert all(repetition(record) is record for record in patents)


def test_junk_is_left_out(patents: list[Record]) -> None:
    rng = random.Random(0)
    english = [
        own_text(each) for each in patents if each.language == "en" and each.document_type == "utility"
    ]
    for text in english[:10]:
        for period in (3, 12, 40):
            assert isinstance(repetition(document(looping(text, 0.5, period, rng))), Removed)
        assert isinstance(repetition(document(repeated_paragraphs(text, 0.4, rng))), Removed)
        assert isinstance(repetition(document(running_headers(text, 40))), Removed)


def test_the_reason_names_the_measure() -> None:
    assert repetition(document("\n\n".join([ENGLISH[0]] * 2 + [ENGLISH[1]]), title="")) == Removed(
        "repetition: duplicate paragraphs"
    )


def test_there_is_a_limit_for_each_measure() -> None:
    assert tuple(vars(RepetitionLimits())) == METRICS == tuple(vars(Repetition()))
