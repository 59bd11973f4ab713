"""The index of benchmarks: what is found in a record, whatever part it is in and however it is written."""

import json
import pickle
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_benchmarks import CHINESE_PROMPT, ENGLISH_PROMPT, chinese, document, english, write_parallel

from patentgpt_jax.corpus import Claim, Record, Section, Translation
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.decontamination import BenchmarkIndex
from patentgpt_jax.errors import InputError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_parallel(tmp_path_factory.mktemp("benchmarks") / "match")


@pytest.fixture(scope="module")
def index(folder):
    return BenchmarkIndex.build(str(folder))


def is_found(index, text):
    return bool(index.match(Record("X1", abstract=text)))


def in_each_part(text):
    whole = document()
    claims = (*whole.claims, Claim(3, f"The valve, wherein {text}.", (1,)))
    section = replace(whole.sections[0], text=f"{whole.sections[0].text}\n\nHere {text} ends.")
    heading = Section("other", text, "A short one.")
    return {
        "title": replace(whole, title=text),
        "abstract": replace(whole, abstract=f"It is said: {text} and so on."),
        "background": replace(whole, sections=(section, *whole.sections[1:])),
        "other heading": replace(whole, sections=(*whole.sections, heading)),
        "claim 3": replace(whole, claims=claims),
        "zh: abstract": replace(whole, translations=(Translation("zh", abstract=text),)),
        "de: claim 3": replace(whole, translations=(Translation("de", claims=claims[2:]),)),
    }


@pytest.mark.parametrize("told", [english, chinese])
def test_whole_items_and_parts_are_found_in_every_part_of_a_record(index, told):
    whole = told(7)
    half = " ".join(whole.split()[20:45]) if told is english else whole[20:45]
    for text in (whole, half, told((7, "A"))):
        for part, record in in_each_part(text).items():
            (match,) = index.match(record)
            assert match.part == part and match.benchmark == "match" and match.text == text[:300]
            assert match.items == (f"{'en' if told is english else 'zh'}.jsonl 8",)


@given(st.data())
def test_any_thirteen_words_are_found_and_twelve_are_not(index, data):
    words = english(data.draw(st.integers(0, 39))).split()
    start = data.draw(st.integers(0, len(words) - 13))
    between = data.draw(
        st.lists(st.sampled_from([" ", "\n", ", ", "-", "\t(", " ... "]), min_size=13, max_size=13)
    )
    change = data.draw(st.sampled_from([str, str.upper, str.title, full_width]))
    shown = [change(word) + sign for word, sign in zip(words[start : start + 13], between, strict=True)]
    around = "zzz " * 20  # which completes no window
    assert is_found(index, f"{around} {''.join(shown)} {around}")
    assert not is_found(index, f"{around} {''.join(shown[1:])} {around}")
    assert not is_found(index, f"{around} {''.join(shown[:12])} {around}")


@given(st.data())
def test_any_twenty_characters_are_found_and_nineteen_are_not(index, data):
    text = chinese(data.draw(st.integers(0, 39)))
    start = data.draw(st.integers(0, len(text) - 20))
    between = data.draw(st.lists(st.sampled_from(["", "，", "\n", " ", "（"]), min_size=20, max_size=20))
    shown = [each + sign for each, sign in zip(text[start : start + 20], between, strict=True)]
    around = "のには" * 10  # which complete no window
    assert is_found(index, f"{around}{''.join(shown)}{around}")
    assert not is_found(index, f"{around}{''.join(shown[1:])}{around}")
    assert not is_found(index, f"{around}{''.join(shown[:19])}{around}")


def full_width(text):
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def test_what_parts_share_is_not_put_together(index):
    words = english(3).split()
    halves = [" ".join(words[:12]), " ".join(words[12:24])]
    apart = Record(
        "X1", title=halves[0], abstract=halves[1], sections=(Section("other", halves[0], halves[1]),),
        claims=(Claim(1, halves[0]), Claim(2, halves[1])),
    )  # fmt: skip
    assert index.match(apart) == ()
    one_section = Section("other", "", "\n\n".join(halves))
    assert [each.part for each in index.match(replace(apart, sections=(one_section,)))] == ["other"]


def test_each_language_needs_its_own_benchmark(index, folder):
    english_only = BenchmarkIndex.build(f"{folder}/en.jsonl")
    assert is_found(english_only, english(5)) and not is_found(english_only, chinese(5))
    assert is_found(index, english(5)) and is_found(index, chinese(5))


def test_the_wording_of_the_task_is_no_content(index, tmp_path):
    counts = index.counts()["match"]
    assert counts["items"] == 80 and counts["files"] == 2 and counts["not_indexed"] == 0
    assert not is_found(index, ENGLISH_PROMPT) and not is_found(index, CHINESE_PROMPT)
    assert counts["template_windows"] == len(ENGLISH_PROMPT.split()) - 12 + len(CHINESE_PROMPT) - 19
    few = write_parallel(tmp_path / "few", items=10)
    assert is_found(BenchmarkIndex.build(str(few)), ENGLISH_PROMPT)


def test_an_item_that_is_repeated_is_content_still(tmp_path):
    rows = [{"q": english("same")}] * 30 + [{"q": english(number)} for number in range(3)]
    (tmp_path / "repeated.json").write_text(json.dumps(rows))
    index = BenchmarkIndex.build(str(tmp_path))
    assert is_found(index, english("same")) and index.counts()["repeated"]["template_windows"] == 0


def test_short_items_are_counted_and_told(tmp_path, caplog):
    rows = [{"problem": "Who may apply?", "answer": "A"}, {"problem": english(1), "answer": "B"}]
    (tmp_path / "quiz.json").write_text(json.dumps(rows))
    index = BenchmarkIndex.build(str(tmp_path))
    assert index.counts()["quiz"]["not_indexed"] == 1
    assert "quiz.json: 1 of 2 items are too short to be looked for" in caplog.text
    assert not is_found(index, "Who may apply?")


def test_a_short_question_is_found_with_its_options(tmp_path):
    row = {
        "problem": "Who may apply?",
        "candidates": {"A": "An inventor", "B": "Any heir of one", "C": "Nobody"},
    }
    (tmp_path / "quiz.json").write_text(json.dumps([{**row, "answer": "AB"}]))
    index = BenchmarkIndex.build(str(tmp_path))
    assert is_found(index, "12. Who may apply? (A) an inventor; (B) any heir of one; (C) nobody. Answer: AB")
    assert not is_found(
        index, "Who may apply? An inventor may, or any heir of one; nobody else has a right to."
    )


def test_names_of_benchmarks(folder, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "more.jsonl").write_text(json.dumps({"q": english(5)}))
    named = BenchmarkIndex.build(f"first={folder}/*.jsonl;second={tmp_path}/other")
    assert [(each.benchmark, each.items) for each in named.match(Record("X1", abstract=english(5)))] == [
        ("first", ("en.jsonl 6",)),
        ("second", ("more.jsonl 1",)),
    ]
    assert list(BenchmarkIndex.build(f"{tmp_path}/other/more.jsonl").counts()) == ["more"]


def test_files_about_a_benchmark_are_none_of_it(tmp_path):
    folder = write_parallel(tmp_path / "match")
    (folder / "LICENSE").write_text(english("licence"))
    (folder / "README.md").write_text(english("readme"))
    assert BenchmarkIndex.build(str(folder)).counts()["match"]["files"] == 2
    with pytest.raises(InputError, match="no file of it holds a benchmark"):
        BenchmarkIndex.build(f"{folder}/README.md")


def test_what_does_not_exist_names_the_field(tmp_path):
    with pytest.raises(InputError, match=r"config\.decontamination\.benchmarks: the path .* does not exist"):
        BenchmarkIndex.build(f"{tmp_path}/none")


def test_an_index_is_saved_whole_and_known_by_its_contents(index, folder, tmp_path):
    path = tmp_path / "saved" / "benchmarks.index"
    index.save(path)
    loaded = BenchmarkIndex.load(path)
    assert loaded.files == index.files and loaded.fingerprint == index.fingerprint
    assert np.array_equal(loaded.windows, index.windows) and np.array_equal(loaded.owners, index.owners)
    assert is_found(loaded, chinese(5)) and not is_found(loaded, chinese("none"))
    moved = folder.rename(tmp_path / "match")
    try:
        assert BenchmarkIndex.build(str(moved)).fingerprint == index.fingerprint
        assert BenchmarkIndex.build(f"match={moved}/*.jsonl").fingerprint == index.fingerprint
        assert BenchmarkIndex.build(f"{moved}/en.jsonl").fingerprint != index.fingerprint
    finally:
        moved.rename(folder)
    before = path.read_bytes()
    index.save(path)
    assert path.read_bytes() == before


def test_a_damaged_index_is_refused_in_one_line(index, tmp_path):
    path = tmp_path / "benchmarks.index"
    index.save(path)
    data = path.read_bytes()
    rng = random.Random(0)
    flips = [
        bytes(each ^ (at == place) for at, each in enumerate(data)) for place in (rng.randrange(len(data)),)
    ]
    other = tmp_path / "other"
    np.savez(other.open("wb"), windows=np.arange(3))
    for damaged in (b"", data[:-100], data[:1000], b"text", other.read_bytes(), *flips):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match="damaged, or no index of benchmarks") as caught:
            BenchmarkIndex.load(path)
        assert "\n" not in str(caught.value) and str(path) in str(caught.value)
    with pytest.raises(InputError, match="cannot be read"):
        BenchmarkIndex.load(tmp_path / "none")


def test_another_process_gets_the_same_index(index):
    again = pickle.loads(pickle.dumps(index))
    assert again.match(Record("X1", abstract=english(5))) == index.match(Record("X1", abstract=english(5)))


def test_a_document_is_left_out_whole(index):
    filtered = index.filter("document")
    clean = document()
    assert filtered(clean) is clean
    for record in in_each_part(chinese(7)).values():
        assert filtered(record) == Removed("in benchmark match")
