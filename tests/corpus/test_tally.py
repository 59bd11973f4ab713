"""Counts that tasks keep and the corpus adds up."""

import json
from pathlib import Path

from patentgpt_jax.corpus import Claim, Failure, Record, Section, Translation
from patentgpt_jax.corpus.tally import Tally

RECORD = Record(
    "EP1B1", office="EP", language="en", publication_date="2001-05-01", title="Valve", source="epo",
    sections=(Section("other", "h", "text"),), repairs=2,
    claims=(
        Claim(1, "A valve.", category="product"),
        Claim(2, "A use.", (1,), category="use"),
        Claim(3, "(canceled)", cancelled=True),
        Claim(4, "The valve.", (1, 2), category="product", independent=False),
    ),
    translations=(Translation("de", title="Ventil"),),
)  # fmt: skip


def tally(*records, failures=()):
    made = Tally()
    made.start("epo", 1)
    for record in records:
        made.see(record, kept=record.document_type == "utility")
    for failure in failures:
        made.fail(failure, "epo")
    return made


def test_what_is_counted():
    found = tally(RECORD, Record("EPD1", document_type="design", source="epo")).manifest()
    assert found["sources"] == {"epo": {"documents": 1, "claims": 4, "failures": 0, "files": 1}}
    assert found["document_types"] == {"utility": {"read": 1, "kept": 1}, "design": {"read": 1, "kept": 0}}
    assert found["claims"] == {
        "cancelled": 1, "independent": 2, "multiple_dependent": 1, "category": {"product": 2, "use": 1},
    }  # fmt: skip
    assert found["characters"]["en"] == {"title": 5, "abstract": 0, "claims": 34, "other": 5}
    assert found["characters"]["de"] == {"title": 6, "abstract": 0, "claims": 0}
    assert (found["documents"], found["repairs"], found["years"]) == (1, 2, {"2001": 1})


def test_counts_are_the_same_in_one_or_added_up_from_json():
    failures = [Failure(Path("f"), n, f"no <root{n}>: line {n}, column 3") for n in range(1, 9)]
    whole = tally(RECORD, RECORD, failures=failures)
    parts = tally(RECORD, failures=failures[:4])
    parts.add(Tally.from_json(json.loads(json.dumps(tally(RECORD, failures=failures[4:]).to_json()))))
    parts.counts["sources/epo/files"] -= 1  # of the one file that both parts counted
    assert parts.manifest() == whole.manifest()
    ((reason, found),) = whole.manifest()["failures"].items()
    assert reason == "no …: line …, column …" and found["count"] == 8 and len(found["examples"]) == 5


def test_an_office_of_any_name_is_one_name():
    names = ("N/A", "N", "a/b/c", "")
    found = tally(*(Record("1", office=name, source="epo") for name in names)).manifest()
    assert found["offices"] == {"N|A": 1, "N": 1, "a|b|c": 1, "none": 1}
