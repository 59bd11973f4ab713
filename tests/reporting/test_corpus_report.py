"""The page of a corpus: what stands in it, for counts as `manifest.json` has them."""

import re
from typing import Any

import pytest

from patentgpt_jax.reporting.corpus import page

MANIFEST: dict[str, Any] = {
    "documents": 2,
    "read": 3,
    "kept": {"<us>": {"en": {"documents": 2, "bytes": 4_200}}},
    "filters": [
        {"filter": "spaces", "changed": 2, "removed": 0, "bytes": 70, "reasons": {}},
        {"filter": "length", "changed": 0, "removed": 1, "bytes": 9, "reasons": {"too <short>": 1}},
    ],
    "not_compared": 0,
    "pairs": {"prosecution_pairs": 1, "parallel_texts": 12},
    "sources": {"<us>": {"files": 1, "documents": 3, "claims": 4, "failures": 2}},
    "document_types": {"utility": {"read": 3, "kept": 3}},
    "characters": {"en": {"title": 1000, "claims": 2500, "other": 0}, "zh": {"title": 7}},
    "claims": {"independent": 1, "cancelled": 0, "category": {"product": 4}},
    "offices": {"US": 3},
    "languages": {"en": 3},
    "years": {"2001": 1, "2004": 1, "unknown": 1},
    "clusters": {"count": 2, "largest": 2, "sizes": {"1": 1, "2": 1}},
    "repairs": 0,
    "passed_over": 0,
    "failures": {"no root": {"count": 2, "examples": [{"path": "a.xml", "position": 1, "reason": "<no>"}]}},
}


SAMPLE = {
    "rank": "0", "source": "us", "publication_number": "US1B2", "language": "en", "title": "Valve",
    "parts": [{"part": "background", "before": "a  <b>", "after": "a <b>"}],
}  # fmt: skip
EXCERPTS: dict[str, Any] = {"read": [], "filters": [["spaces", "changed", [SAMPLE]]]}


def cells(html: str, first: str) -> list[list[str]]:
    """The rows of the table whose head begins with the column `first`."""
    table = re.search(rf"<thead><tr><th>{first}</th>.*?</table>", html)
    assert table
    return [re.findall(r"<t[hd](?: class=\"words\")?>(.*?)</t[hd]>", row) for row in table[0].split("</tr>")][
        :-1
    ]


def test_what_filters_did_stands_in_their_order_with_what_is_left_after_each() -> None:
    html = page("run", MANIFEST, EXCERPTS, False)
    assert cells(html, "filter")[1:] == [
        ["spaces", "2", "0", "70", "3"],
        ['length <span class="soft">too &lt;short&gt;</span>', "0", "1", "9", "2"],
    ]
    assert "a  &lt;b&gt;" in html and "spaces: before and after" in html


def test_what_is_kept_stands_by_source_and_language() -> None:
    assert cells(page("run", MANIFEST, EXCERPTS, False), "source")[1:] == [
        ["&lt;us&gt;", "English", "2", "4,200"],
        ["all", "", "2", "4,200"],
    ]


def test_characters_are_told_by_section_in_a_column_for_each_language() -> None:
    html = page("run", MANIFEST, EXCERPTS, False)
    assert cells(html, "section") == [
        ["section", "English", "Chinese"],
        ["title", "1,000", "7"],
        ["claims", "2,500", "0"],
        ["all", "3,500", "7"],
    ]


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ({"2001": 1, "2004": 2, "unknown": 3}, ["2001: 1", "2002: 0", "2003: 0", "2004: 2", "unknown: 3"]),
        ({"0201": 1, "2004": 2}, ["0201: 1", "2004: 2"]),
        ({"unknown": 3}, ["unknown: 3"]),
    ],
)
def test_years_without_documents_are_shown_unless_one_is_a_misprint(
    years: dict[str, int], shown: list[str]
) -> None:
    html = page("run", {**MANIFEST, "years": years}, EXCERPTS, False)
    assert re.findall(r"<title>((?:\d{4}|unknown): \d)</title>", html) == shown


def test_names_and_reasons_are_text_and_generated_data_is_said_to_be() -> None:
    html = page("a<b>", MANIFEST, EXCERPTS, True)
    assert "&lt;us&gt;" in html and "a&lt;b&gt;" in html and "&lt;no&gt;" in html
    assert "<us>" not in html and "<no>" not in html
    assert "generated sample patents" in html
    assert "generated sample patents" not in page("a", MANIFEST, EXCERPTS, False)
