"""Texts in two languages: within a document and between the members of a family."""

from collections import defaultdict
from dataclasses import fields, replace

import pyarrow.parquet as pq
import pytest

from patentgpt_jax.corpus import Claim, Record, Section, Translation, read
from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.pairs import between, within, write_parallel_texts
from patentgpt_jax.corpus.pairs.parallel import without_class
from patentgpt_jax.corpus.pairs.sanity import fault
from patentgpt_jax.corpus.samples import write_samples


def claims(*texts: str) -> tuple[Claim, ...]:
    return build_claims(RawClaim(str(number), text) for number, text in enumerate(texts, 1))


ENGLISH = claims(
    "A garden hose (10) comprising a tube (12) and a coupling (14).",
    "The hose of claim 1, wherein the coupling (14) is of brass.",
    "The hose of claim 1 or 2, wherein the tube (12) is braided.",
)
GERMAN = claims(
    "Gartenschlauch (10), umfassend ein Rohr (12) und eine Kupplung (14).",
    "Schlauch nach Anspruch 1, wobei die Kupplung (14) aus Messing besteht.",
    "Schlauch nach Anspruch 1 oder 2, wobei das Rohr (12) geflochten ist.",
)
FRENCH = claims(
    "Tuyau de jardin (10) comprenant un tube (12) et un raccord (14).",
    "Tuyau selon la revendication 1, dans lequel le raccord (14) est en laiton.",
    "Tuyau selon la revendication 1 ou 2, dans lequel le tube (12) est tressé.",
)
CHINESE = claims(
    "一种花园软管，包括管体和接头。",
    "根据权利要求1所述的软管，其特征在于，所述接头由黄铜制成。",
    "根据权利要求1或2所述的软管，其特征在于，所述管体为编织管。",
)
PATENT = Record(
    "EP1234567B1",
    kind="B1",
    application_number="EP02123456",
    office="EP",
    language="en",
    publication_date="2005-06-01",
    title="Garden hose",
    claims=ENGLISH,
    translations=(
        Translation("de", "Gartenschlauch", claims=GERMAN),
        Translation("fr", "Tuyau", claims=FRENCH),
    ),
)


def found(rows):
    return [(row.part, row.number, row.source_language, row.target_language) for row in rows]


def test_a_european_patent_gives_titles_and_claims_in_three_languages():
    rows = within(PATENT)
    expected = [
        (part, number, "en", language)
        for language in ("de", "fr")
        for part, number in (("title", 0), ("claim", 1), ("claim", 2), ("claim", 3))
    ]
    assert found(rows) == expected
    assert {(row.origin, row.relation) for row in rows} == {("document", "translation")}
    assert (rows[2].source_text, rows[2].target_text) == (ENGLISH[1].text, GERMAN[1].text)
    assert rows[0].length_ratio == len("Gartenschlauch") / len("Garden hose")
    assert rows[0].source_publication == rows[0].target_publication == "EP1234567B1"


def test_claims_with_other_numbers_are_not_paired():
    shorter = replace(PATENT, translations=(Translation("de", "Gartenschlauch", claims=GERMAN[:2]),))
    assert found(within(shorter)) == [("title", 0, "en", "de")]


def test_a_misprinted_reference_leaves_one_claim_out_and_many_leave_out_all():
    misprinted = (*GERMAN[:2], replace(GERMAN[2], depends_on=(1,)))
    rows = within(replace(PATENT, translations=(Translation("de", claims=misprinted),)))
    assert found(rows) == [("claim", 1, "en", "de"), ("claim", 2, "en", "de")]
    other = tuple(replace(each, depends_on=()) for each in GERMAN)
    assert within(replace(PATENT, translations=(Translation("de", claims=other),))) == []


def test_claims_for_several_states_are_paired_set_by_set():
    second = claims("A garden hose (10) comprising a tube (12), a coupling (14) and a reel (16).")
    zweiter = claims(
        "Gartenschlauch (10), umfassend ein Rohr (12), eine Kupplung (14) und eine Trommel (16)."
    )
    sets = (
        Translation("en", claims=second),
        Translation("de", claims=GERMAN),
        Translation("de", claims=zweiter),
    )
    rows = within(replace(PATENT, translations=sets))
    assert [row.number for row in rows] == [1, 2, 3, 1]
    assert (rows[3].source_text, rows[3].target_text) == (second[0].text, zweiter[0].text)


def test_paragraphs_are_paired_where_a_section_has_as_many():
    english = (
        Section("background", "", "Hoses kink.\n\nThey leak."),
        Section("summary", "", "Ours does not."),
    )
    german = (
        Section("background", "", "Schläuche knicken.\n\nSie lecken."),
        Section("summary", "", "A\n\nB"),
    )
    record = replace(PATENT, sections=english, translations=(Translation("de", sections=german),))
    assert found(within(record)) == [("background", 1, "en", "de"), ("background", 2, "en", "de")]
    other = replace(record, translations=(Translation("de", sections=german[:1]),))
    assert within(other) == []


def test_an_abstract_in_english_beside_a_chinese_one_is_an_equivalent():
    abstract = "本发明公开了一种花园软管，其管体由三层编织材料构成，接头由黄铜制成，不易泄漏。"
    english = (
        "The patent refers to the field of 'Hoses, pipes; joints'. A garden hose has a tube of three "
        "braided layers and a coupling of brass that hardly ever leaks."
    )
    record = Record(
        "CN1234567A", kind="A", office="CN", language="zh", abstract=abstract,
        translations=(Translation("en", abstract=english),),
    )  # fmt: skip
    (row,) = within(record)
    assert (row.relation, row.source_language, row.target_language) == ("equivalent", "zh", "en")
    assert row.target_text.startswith("A garden hose") and "refers to the field" not in row.target_text


def test_only_the_sentence_with_the_class_goes():
    kept = "The invention relates to the field of hoses. It's 'new'."
    assert without_class(kept) == kept
    assert (
        without_class('A hose. The patent refers to the field of "Hoses". It is braided.')
        == "A hose. It is braided."
    )


def family() -> list[Record]:
    us = replace(
        PATENT,
        publication_number="US6789012B2",
        office="US",
        application_number="US10123456",
        publication_date="2004-01-06",
        translations=(),
    )
    german = replace(
        us,
        publication_number="EP7654321B1",
        office="EP",
        application_number="EP03999999",
        publication_date="2006-01-04",
        language="de",
        title="Gartenschlauch",
        claims=GERMAN,
    )
    chinese = replace(
        us,
        publication_number="CN1234567C",
        office="CN",
        application_number="CN02123456",
        publication_date="2006-02-01",
        language="zh",
        title="花园软管",
        claims=CHINESE,
    )
    return [us, german, chinese]


def test_members_of_a_family_are_equivalents_in_every_two_languages():
    rows = between(family())
    parts = (("title", 0), ("claim", 1), ("claim", 2), ("claim", 3))
    languages = (("de", "en"), ("de", "zh"), ("en", "zh"))
    assert found(rows) == [(part, number, *two) for two in languages for part, number in parts]
    assert {(row.origin, row.relation) for row in rows} == {("family", "equivalent")}
    assert rows == between(reversed(family()))


def test_claims_of_members_need_the_same_tree():
    us, german, chinese = family()
    rows = between([us, replace(german, claims=GERMAN[:2]), chinese])
    assert found(rows) == [
        ("title", 0, "de", "en"),
        ("title", 0, "de", "zh"),
        ("title", 0, "en", "zh"),
        *(("claim", number, "en", "zh") for number in (1, 2, 3)),
    ]


def test_publications_of_one_application_go_first_then_the_earliest():
    us, german, _ = family()
    later = replace(us, publication_number="US7000000B2", publication_date="2006-02-14")
    rows = between([later, german, us])
    assert {row.target_publication for row in rows} == {"US6789012B2"}
    same = replace(later, application_number=german.application_number)
    assert {row.target_publication for row in between([same, german, us])} == {"US7000000B2"}


def test_one_language_gives_nothing():
    us, *_ = family()
    assert between([us, replace(us, publication_number="US20030000001A1")]) == between([]) == []
    assert within(replace(PATENT, translations=())) == within(replace(PATENT, language="")) == []


@pytest.mark.parametrize(
    "source, target, languages, expected",
    [
        ("Garden hose", "Gartenschlauch", "en de", ""),
        ("Garden hose", "garden  hose!", "en de", "same"),
        ("Garden hose", "花园软管", "en de", "script"),
        ("Garden hose", "花园软管", "en zh", ""),
        ("Garden hose", "Garden tube", "en zh", "script"),
        ("水道ホース", "Garden hose", "ja en", ""),
        ("A hose. " * 40, "Ein Schlauch.", "en de", "length"),
        ("A hose. " * 40, "一种软管。", "en zh", "length"),
        ("A hose. " * 40, "ホース", "en ja", ""),  # no figure for Japanese
        ("of 5 to 10 mm and 30 bar", "von 5 bis 10 mm und 30 bar", "en de", ""),
        ("of 5 to 10 mm and 30 bar", "von 6 bis 12 mm und 40 bar", "en de", "numbers"),
        ("of 5 to 10 mm", "von fünf bis zehn mm", "en de", ""),  # too few to tell
    ],
)
def test_what_is_refused(source, target, languages, expected):
    one, other = languages.split()
    assert fault(source, one, target, other) == expected
    assert fault(target, other, source, one) == expected


def test_reference_signs_may_stand_in_one_of_two_equivalents_only():
    signs, plain = (
        "A tube 12 of 5 mm, a coupling 14 and a reel 16",
        "Ein Rohr von 5 mm, eine Kupplung, eine Trommel",
    )
    assert fault(signs, "en", plain, "de") == "numbers"
    assert fault(signs, "en", plain, "de", equivalent=True) == ""
    assert fault(signs, "en", plain.replace("5", "7"), "de", equivalent=True) == "numbers"


def test_generated_families_of_two_languages(tmp_path):
    records = [record for path in write_samples(tmp_path, 80) for record in read(path)]
    families = defaultdict(list)
    for record in records:
        families[record.earliest_priority].append(record)
    rows = [row for each in families.values() for row in between(each)]
    assert {(row.part, row.source_language, row.target_language) for row in rows} >= {
        ("title", "en", "zh"),
        ("abstract", "en", "zh"),
    }


def test_parallel_rows_are_read_back_from_parquet(tmp_path):
    rows = within(PATENT)
    assert write_parallel_texts(tmp_path / "texts.parquet", rows) == len(rows)
    table = pq.read_table(tmp_path / "texts.parquet")
    assert table.to_pylist() == [{each.name: getattr(row, each.name) for each in fields(row)} for row in rows]
