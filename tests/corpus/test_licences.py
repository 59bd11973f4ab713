"""What is for evaluation only is trained on by nobody, nor what belongs to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.licences import Gate, is_evaluation_only, make_gate, parse_licences
from patentgpt_jax.errors import InputError

NAMES, CLUSTERS = st.sampled_from("abc"), st.sampled_from("1234")


def test_licences_are_spdx_identifiers_in_any_case() -> None:
    found = parse_licences(" mozip=evaluation-only; patents=cc-by-4.0;ours=LicenseRef-Contract-7;")
    assert found == {"mozip": "evaluation-only", "ours": "LicenseRef-Contract-7", "patents": "CC-BY-4.0"}
    assert list(found) == sorted(found) and parse_licences("") == {}


@pytest.mark.parametrize(
    ("licences", "message"),
    [
        (
            "mozip=evalution-only",
            "'evalution-only' is no licence that is known; did you mean 'evaluation-only'",
        ),
        ("mozip=evaluation_only", "did you mean 'evaluation-only'"),
        ("mozip=CC-BY-NC", "did you mean 'CC-BY-NC-"),
        ("mozip=ours", "an SPDX identifier, LicenseRef-NAME, or evaluation-only"),
        ("mozip", "'mozip' is no licence; expected 'name=licence;name=licence'"),
        ("mozip=", "'mozip=' is no licence"),
        ("a=MIT;a=MIT", "the source 'a' stands there twice"),
    ],
)
def test_a_licence_that_is_misspelled_opens_nothing(licences: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        parse_licences(licences)
    assert str(error.value).startswith(f"licences={licences!r}: ") and message in str(error.value)


@pytest.mark.parametrize(
    ("licence", "closed"),
    [
        ("evaluation-only", True),
        ("CC-BY-NC-4.0", True),
        ("CC-BY-NC-SA-3.0", True),
        ("PolyForm-Noncommercial-1.0.0", True),
        ("NCGL-UK-2.0", True),
        ("LicenseRef-PANORAMA-NC", True),
        ("CC-BY-4.0", False),
        ("ODC-By-1.0", False),
        ("LicenseRef-NCBI", False),
    ],
)
def test_what_is_not_for_commercial_use_is_for_evaluation_only(licence: str, closed: bool) -> None:
    assert parse_licences(f"a={licence}") == {"a": licence}
    assert is_evaluation_only(licence) is closed


def test_relatives_of_what_is_for_evaluation_only_are_kept_out_and_counted() -> None:
    documents = [("mozip", "7"), ("mozip", "8"), ("patents", "7"), ("patents", "7"), ("patents", "9")]
    gate = make_gate({"mozip": "evaluation-only", "patents": "CC-BY-4.0"}, documents)
    assert gate.kept_out == {"mozip": {"evaluation_only": 2}, "patents": {"related": 2}}
    assert [each for each in documents if gate.admits(*each)] == [("patents", "9")]


@given(st.lists(st.tuples(NAMES, CLUSTERS)), st.sets(NAMES))
def test_a_gate_admits_a_document_only_if_its_cluster_is_free_of_closed_sources(documents, closed) -> None:
    gate = make_gate(dict.fromkeys(closed, "CC-BY-NC-4.0"), documents)
    for source, cluster in documents:
        together = {each for each, of in documents if of == cluster}
        assert gate.admits(source, cluster) == (not together & closed)
    kept_out = sum(sum(reasons.values()) for reasons in gate.kept_out.values())
    assert kept_out == sum(not gate.admits(*each) for each in documents)


def test_without_such_a_source_nothing_is_looked_at() -> None:
    assert make_gate({"patents": "CC-BY-4.0"}, (1 / 0 for _ in "x")) == Gate()
