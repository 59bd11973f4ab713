"""The report shows what was drawn of each source; a plan that cannot be read is left out, not an error."""

import copy
import re

import pytest

from patentgpt_jax.reporting.mixture import mixture_table

DATA = {
    "drawn": 3000,
    "sources": {
        "patents": {
            **{"documents": 1200, "tokens": 4000, "bytes": 16000, "bytes_per_token": 4.0, "asked": 0.5},
            **{"share": 2 / 3, "limit": None, "epochs": 0.5, "drawn": 2000, "licence": "CC-BY-4.0"},
            "languages": {"en": {"drawn": 1500}, "zh": {"drawn": 500}},
        },
        "a<b": {
            **{"documents": 7, "tokens": 250, "bytes": 800, "bytes_per_token": 3.2, "asked": 0.5},
            **{"share": 1 / 3, "limit": 4.0, "epochs": 4.0, "drawn": 1000, "licence": "not stated"},
            "languages": {"zh": {"drawn": 1000}},
        },
    },
    "languages": {
        "en": {"tokens": 3000, "drawn": 1500, "share": 0.5},
        "zh": {"tokens": 1250, "drawn": 1500, "share": 0.5},
    },
    "kept_out": {"mozip": {"evaluation_only": 750}},
}  # fmt: skip


def test_each_source_has_a_row_and_each_language_a_column() -> None:
    html = mixture_table(DATA)
    head, patents, books, total = (re.findall("<t[hd]>(.*?)</t[hd]>", row) for row in html.split("<tr>")[1:])
    assert head[-3:] == ["en", "zh", "licence"] and len(head) == len(patents) == len(books) == len(total)
    assert patents[:8] == ["patents", "1,200", "4,000", "2,000", "50.0%", "66.7%", "0.500", ""]
    assert patents[-3:] == ["75.0%", "25.0%", "CC-BY-4.0"]
    assert books[0] == "a&lt;b" and books[7] == "4" and books[-3:] == ["0.0%", "100.0%", "not stated"]
    assert total[2:4] == ["4,250", "3,000"] and total[-3:] == ["50.0%", "50.0%", ""]
    assert "kept out of training, mozip: 750 evaluation only." in html


@pytest.mark.parametrize("data", [None, [], "x", {}, {"sources": {"a": {}}, "languages": {}, "drawn": 3}])
def test_other_summaries_have_no_table(data) -> None:
    assert mixture_table(data) == ""


@pytest.mark.parametrize("field", ["drawn", "limit", "languages", "licence", "epochs"])
def test_a_plan_of_another_version_is_left_out(field: str) -> None:
    data = copy.deepcopy(DATA)
    del data["sources"]["patents"][field]
    assert mixture_table(data) == ""
