"""Plain text: encodings that prove themselves, titles, headings."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import encodings, plain, xmltext
from patentgpt_jax.corpus.record import Failure, Record, Section

CHINESE = "第一章 总则\n\n为了保护专利权人的合法权益，鼓励发明创造，制定本法。\n" * 3
FRENCH = "Le procédé décrit à l'été dernier a été breveté en général.\n" * 3


def read(data: bytes) -> Record | Failure:
    (found,) = plain.read(io.BytesIO(data), "f", "s")
    return found


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16-le"),
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "latin-1", "cp1252"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        ("“Quoted” – £5…\n" + FRENCH, "cp1252", "cp1252"),
        ("plain ASCII", "ascii", "utf-8"),
    ],
)
def test_encodings(text, encoding, name):
    data = text.encode(encoding)
    assert encodings.detect(data) == name
    found = read(data)
    assert isinstance(found, Record)
    whole = found.title + "".join(each.heading + each.text for each in found.sections)
    assert whole.replace("\n", "") == text.replace("\n", "")


@pytest.mark.parametrize(
    "data",
    [
        "Привет, мир! Это русский текст о патентах.".encode("cp1251"),
        "特許請求の範囲に記載された発明".encode("shift-jis"),
        "為了保護專利權人的合法權益".encode("big5"),
        CHINESE.encode()[:-1] + b"\xff" + CHINESE.encode(),
        FRENCH.encode() + b"\xff" + FRENCH.encode(),
        FRENCH.encode("utf-32"),
        bytes(range(256)),
        b"\x7fELF\x00\x01" * 20,
        b"\x89PNG\r\n\x1a\n\x00\x00",
    ],
)
def test_other_bytes_are_refused_and_never_guessed_at(data):
    assert not plain.matches(data)
    found = read(data)
    assert isinstance(found, Failure) and "encoding is not known" in found.reason


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_head_may_end_within_a_character(cut):
    assert encodings.detect(CHINESE.encode()[:-cut]) == "utf-8"
    assert encodings.detect(CHINESE.encode("gb18030")[:-cut]) == "gb18030"


def test_a_title_and_headings():
    text = "# On valves\n\nValves are old.\n\nChapter 2\n\nThey open.\n3 times a day they close.\n\n"
    text += "2.1 Methods\n\nNone"
    found = read(text.encode())
    assert found.title == "On valves"
    assert found.sections == (
        Section("other", "", "Valves are old."),
        Section("other", "Chapter 2", "They open.\n3 times a day they close."),
        Section("other", "2.1 Methods", "None"),
    )


@pytest.mark.parametrize("text", ["One line", "A sentence.\nAnother.", "x" * 200 + "\ny"])
def test_no_title(text):
    found = read(text.encode())
    assert (found.title, found.sections) == ("", (Section("other", "", text),))


def test_empty_and_too_large(monkeypatch):
    assert "empty" in read(b" \n\x1a").reason
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 10)
    assert "larger than" in read(b"x" * 11).reason


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(["\n", "# a", "Chapter 1", "x.", " "])).map("".join))
def test_no_text_is_lost(text):
    if isinstance(found := read(text.encode("utf-8", "ignore")), Record):
        kept = found.title + "".join(each.heading + each.text for each in found.sections)
        assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, text))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes(data):
    plain.matches(data)
    read(data)


def test_a_book_of_project_gutenberg():
    record = read(b"The eBook of Gates, by A. B.\r\n\r\nTitle: Gates\r\n\r\nCHAPTER I.\r\n\r\nIt was.\r\n")
    assert isinstance(record, Record)
    assert record.title == "Gates"
    assert [(each.heading, each.text) for each in record.sections][1:] == [("CHAPTER I.", "It was.")]
