"""The page of a tokenizer: figures before and after, pieces, cut texts, for what the job writes."""

import re
from typing import Any

from patentgpt_jax.reporting.tokenizer import page


def figures(characters: int, tokens: int) -> dict[str, float]:
    return {
        "characters": characters,
        "bytes": 3 * characters,
        "words": characters,
        "tokens": tokens,
        "characters_per_token": characters / tokens,
        "bytes_per_token": 3 * characters / tokens,
        "fertility": tokens / characters,
    }


def report(*, extended: bool) -> dict[str, Any]:
    def both(characters: int, before: int, after: int) -> dict[str, Any]:
        found = {"after": figures(characters, after)}
        return {"before": figures(characters, before), **found} if extended else found

    cut = {"text": "<b>泵</b>", "after": ["<b>", "泵", "</b>"]}
    return {
        "vocab_size": 1600,
        "base_vocab_size": 800 if extended else None,
        "special_tokens": {"<|user|>": 801},
        "figures": {
            "language": {"en": both(100, 50, 40), "zh": both(1000, 2000, 500)},
            "office": {"CN": both(1000, 2000, 500)},
            "section": {"claims": both(1100, 2050, 540)},
        },
        "pieces": {"Han": {"count": 9, "used": 4, "longest": [["电磁阀", 2]], "most_used": [["所述", 7]]}},
        "examples": [{**cut, "before": ["<b>", "<0xE6>"]} if extended else cut],
    }


def rows(html: str, title: str) -> list[list[str]]:
    table = html.split(f"<h2>{title}</h2>")[1].split("</table>")[0]
    return [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in table.split("</tr>")[:-1]]


def test_an_extended_tokenizer_is_shown_beside_its_base() -> None:
    html = page("run", report(extended=True), False)
    head, first, second = rows(html, "By language")
    assert head[2:4] == ["characters a token, before", "characters a token, after"]
    assert first == ["zh", "1,000", "0.500", "2.000", "1.500", "6.000", "2.000", "0.500"]  # most text first
    assert second[0] == "en"
    assert ">|</span>E6</p>" in html
    assert "800 of the base and 800 new" in html and "New pieces" in html
    assert "Han: 9, of which 4 are used" in html and "电磁阀" in html and "所述" in html


def test_a_trained_one_has_no_before() -> None:
    html = page("run", report(extended=False), False)
    assert rows(html, "By language")[0][2] == "characters a token"
    assert "before" not in html.split("</style>")[1]


def test_texts_are_text_and_generated_data_is_said_to_be() -> None:
    html = page("a<b>", report(extended=True), True)
    assert (
        "&lt;|user|&gt;" in html and "&lt;b&gt;泵&lt;/b&gt;" in html and "<b>" not in html.split("<body>")[1]
    )
    assert "generated sample patents" in html
    assert "generated sample patents" not in page("a", report(extended=True), False)


def test_without_held_out_documents_it_says_so() -> None:
    empty = report(extended=False) | {
        "figures": {"language": {}, "office": {}, "section": {}},
        "examples": [],
    }
    assert page("run", empty, False).count("No document is held out") == 3
