"""What a tokenizer makes of text, counted by language, office and section."""

import pytest

from patentgpt_jax.corpus.record import Claim, Record, Section, Translation
from patentgpt_jax.tokens.fertility import Amount, labelled_texts, measure

PATENT = Record(
    "EP1B1",
    office="EP",
    language="de",
    title="Pumpe",
    abstract="Eine Pumpe.",
    sections=(Section("background", "Stand der Technik", "Pumpen sind bekannt."),),
    claims=(Claim(1, "Pumpe mit Rad."), Claim(2, " ")),
    translations=(Translation("zh", title="一种泵", claims=(Claim(1, "一种泵 P1"),)),),
)


def test_texts_have_the_language_that_they_are_in_and_headings_are_left_out() -> None:
    assert [(*labels, text) for labels, text in labelled_texts(PATENT)] == [
        ("de", "EP", "title", "Pumpe"),
        ("de", "EP", "abstract", "Eine Pumpe."),
        ("de", "EP", "background", "Pumpen sind bekannt."),
        ("de", "EP", "claims", "Pumpe mit Rad."),
        ("zh", "EP", "title", "一种泵"),
        ("zh", "EP", "claims", "一种泵 P1"),
    ]


def test_a_chinese_character_is_a_word() -> None:
    amount = Amount()
    amount.add("一种泵 P1, a pump", 7)
    figures = amount.figures()
    assert figures["words"] == 3 + 3
    assert (figures["characters"], figures["bytes"]) == (14, 20)
    assert figures["fertility"] == pytest.approx(7 / 6)
    assert figures["characters_per_token"] == 2


def test_each_tokenizer_counts_the_same_text(tokenizer, like_qwen) -> None:
    measured = measure([PATENT], {"before": tokenizer, "after": like_qwen})
    figures = measured.figures()
    assert {group: list(values) for group, values in figures.items()} == {
        "language": ["de", "zh"],
        "office": ["EP"],
        "section": ["abstract", "background", "claims", "title"],
    }
    chinese = figures["language"]["zh"]
    assert chinese["before"]["tokens"] == sum(len(tokenizer.encode(text)) for text in ("一种泵", "一种泵 P1"))
    assert chinese["before"]["characters"] == chinese["after"]["characters"] == 9
    assert sum(measured.used["after"].values()) == figures["office"]["EP"]["after"]["tokens"]
