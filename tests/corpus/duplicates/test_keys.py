"""What a record is joined by: its family, its words, its paragraphs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planting import record, text

from patentgpt_jax.corpus import Claim, Record, Section, Translation
from patentgpt_jax.corpus.cleaning.parts import text_bytes
from patentgpt_jax.corpus.duplicates.keys import keys_of, paragraphs_of, split_paragraphs
from patentgpt_jax.corpus.keeping import without

GRANT = record(1, text(1), office="US", kind="B2", family_id="77")


def related(one: Record, other: Record) -> bool:
    return bool(set(keys_of(one).links) & set(keys_of(other).links))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),  # its application
        ({"application_number": "US2"}, True),  # its priority: a continuation
        ({"application_number": "US2", "earliest_priority": "US2@2006-01-01"}, True),  # its family's number
        ({"application_number": "US2", "earliest_priority": "", "family_id": "78"}, False),
        ({"application_number": "US2", "earliest_priority": "", "source": "google"}, False),  # other numbers
        ({"application_number": "", "earliest_priority": "", "family_id": ""}, False),  # a date alone
    ],
)
def test_relatives_share_a_link(changes, expected):
    assert related(GRANT, replace(GRANT, publication_number="US2005A1", kind="A1", **changes)) is expected


def test_nothing_is_related_by_what_it_lacks():
    empty = Record("", filing_date="2005-01-01")
    assert keys_of(empty).links == ()


def test_parts_of_one_publication_are_related_and_texts_that_are_numbered_alike_are_not():
    bibliography = Record("US1B2", kind="B2", office="US")
    without_kind = Record("US1", office="US")
    assert related(bibliography, without_kind)
    elsewhere = [replace(each, office="CN") for each in (bibliography, without_kind)]
    assert not related(*elsewhere)  # CN1246789A and CN1246789C are two inventions
    texts = [Record("7", document_type="text", title=title) for title in ("one", "two")]
    assert not related(*texts)


def test_content_is_the_words_and_nothing_else():
    content = keys_of(GRANT).content
    assert len(content) == 16
    loud = replace(
        GRANT, title="Other", sections=(Section("other", "", text(1).upper().replace(" ", " - ")),)
    )
    assert keys_of(loud).content == content
    assert keys_of(record(1, text(1) + " more")).content != content
    assert keys_of(Record("US1", title="A title alone")).content == b""


def test_short_texts_are_told_apart_by_their_titles():
    claims = (Claim(1, "The ornamental design for a chair, as shown and described."),)
    chair, table, copy = (Record(f"USD{n}S1", title=title, claims=claims)
                          for n, title in enumerate(("Chair", "Table", "chair")))  # fmt: skip
    assert keys_of(chair).content == keys_of(copy).content != keys_of(table).content
    assert keys_of(chair).minima == b""


def test_what_else_is_known_is_as_in_the_record():
    found = keys_of(replace(GRANT, claims=(Claim(1, "Valve."),), translations=(Translation("de", "Ventil"),)))
    assert (found.number, found.office, found.language, found.stage) == ("US1B2", "US", "en", "granted")
    assert found.claims and found.translated and not keys_of(GRANT).claims
    assert found.bytes == text_bytes(GRANT) + len("Valve.") + len("Ventil")


paragraph = st.text("ab 1\n.", max_size=12).map(lambda found: found.replace("\n\n", "\n"))


@given(st.lists(st.lists(paragraph, max_size=4), max_size=3), st.data())
def test_paragraphs_are_found_at_the_places_where_they_are_left_out(sections, data):
    made = Record(
        "US1",
        sections=tuple(Section("other", f"h{n}", "\n\n".join(found)) for n, found in enumerate(sections)),
    )
    places = [(each.section, each.paragraph) for each in paragraphs_of(made, 1)]
    gone = frozenset(data.draw(st.lists(st.sampled_from(places), unique=True)) if places else [])
    left = without(made, gone)
    expected = []
    for number, section in enumerate(made.sections):
        pieces = split_paragraphs(section.text)
        staying = [piece for place, piece in enumerate(pieces) if (number, place) not in gone]
        if len(staying) == len(pieces):
            expected.append(section.text)
        elif any(staying):
            expected.append("\n\n".join(staying))
    assert [section.text for section in left.sections] == expected


def test_paragraphs_of_one_wording_have_one_hash():
    texts = ["The valve (12) is shut.", "the Valve 12, is shut", "The valve (13) is shut.", "Short."]
    made = Record("US1", sections=(Section("other", "", "\n\n".join(texts)),))
    one, other, third = paragraphs_of(made, 10)
    assert one.hash == other.hash != third.hash
    assert [each.paragraph for each in (one, other, third)] == [0, 1, 2]
