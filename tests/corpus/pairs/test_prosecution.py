"""Claims as filed and as granted: which publications, what was amended, and by how much."""

import time
from dataclasses import fields, replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus import Claim, Record
from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.pairs import join_key, pairs, stage, write_amendments
from patentgpt_jax.corpus.pairs.words import claim_words


def claims(*texts: str) -> tuple[Claim, ...]:
    return build_claims(RawClaim(str(number), text) for number, text in enumerate(texts, 1))


FILED = Record(
    "US20030012345A1",
    kind="A1",
    application_number="US10123456",
    office="US",
    language="en",
    publication_date="2003-01-16",
    filing_date="2002-04-15",
    title="Bicycle lamp",
    abstract="A lamp that is fed by the hub.",
    claims=claims(
        "A bicycle lamp comprising a housing, a light source and a lens.",
        "The lamp of claim 1, wherein the light source is fed by a dynamo in the hub of a wheel.",
        "The lamp of claim 1, wherein the lens is of polycarbonate.",
        "The lamp of claim 3, wherein the lens has a coating against scratches.",
        "(canceled)",
    ),
)
GRANTED = replace(
    FILED,
    publication_number="US6789012B2",
    kind="B2",
    publication_date="2005-03-01",
    title="Lamp for a bicycle",
    claims=claims(
        "A bicycle lamp comprising a housing, a light source and a lens, wherein the light source is fed "
        "by a dynamo in the hub of a wheel.",
        "The lamp of claim 1, wherein the lens is of polycarbonate.",
        "The lamp of claim 2, wherein the lens has a coating against scratches.",
        "The lamp of claim 1, further comprising a bracket with a quick release.",
    ),
)


def test_a_dependent_claim_was_merged_into_the_independent_one():
    (pair,) = pairs([GRANTED, FILED])
    assert (pair.filed_publication, pair.granted_publication) == ("US20030012345A1", "US6789012B2")
    assert [(each.granted, each.filed) for each in pair.aligned] == [(1, 1), (2, 3), (3, 4), (4, 0)]
    first, second, third, new = pair.aligned
    assert first.merged_from == (2,) and first.substantially_amended
    assert (first.words_kept, first.words_inserted, first.words_deleted) == (12, 15, 0)
    assert first.similarity == 2 * 12 / (12 + 27)
    assert (second.words_inserted, second.words_deleted, second.similarity) == (0, 0, 1.0)
    assert not third.substantially_amended  # only the number of the claim that it refers to changed
    assert (new.words_kept, new.words_deleted, new.similarity) == (0, 0, 0.0)
    assert pair.dropped == (2,)


def test_title_and_abstract_for_a_prompt_are_those_as_filed():
    (pair,) = pairs([FILED, GRANTED])
    assert (pair.title, pair.abstract) == ("Bicycle lamp", "A lamp that is fed by the hub.")
    (pair,) = pairs([replace(FILED, title=""), GRANTED])
    assert pair.title == "Lamp for a bicycle"


def test_cancelled_claims_are_on_neither_side():
    (pair,) = pairs([FILED, GRANTED])
    assert [each.number for each in pair.filed_claims] == [1, 2, 3, 4]
    gone = tuple(replace(each, cancelled=True) for each in FILED.claims)
    assert join_key(replace(FILED, claims=gone)) == ""
    assert pairs([replace(FILED, claims=gone), GRANTED]) == []


def test_a_merged_claim_in_chinese():
    filed = replace(
        FILED,
        publication_number="CN1234567A",
        kind="A",
        office="CN",
        language="zh",
        claims=claims(
            "一种自行车灯，包括外壳、光源和透镜。",
            "根据权利要求1所述的自行车灯，其特征在于，所述光源由车轮轮毂中的发电机供电。",
            "根据权利要求1所述的自行车灯，其特征在于，所述透镜由聚碳酸酯制成。",
        ),
    )
    granted = replace(
        filed,
        publication_number="CN1234567C",
        kind="C",
        claims=claims(
            "一种自行车灯，包括外壳、光源和透镜，其特征在于，所述光源由车轮轮毂中的发电机供电。",
            "根据权利要求1所述的自行车灯，其特征在于，所述透镜由聚碳酸酯制成。",
        ),
    )
    (pair,) = pairs([filed, granted])
    assert [(each.filed, each.merged_from) for each in pair.aligned] == [(1, (2,)), (3, ())]
    assert pair.aligned[0].words_inserted == len("其特征在于所述光源由车轮轮毂中的发电机供电")
    assert pair.dropped == (2,)


def test_a_merged_claim_in_german():
    filed = replace(
        FILED,
        publication_number="EP1234567A1",
        office="EP",
        language="de",
        claims=claims(
            "Fahrradlampe mit einem Gehäuse, einer Lichtquelle und einer Linse.",
            "Fahrradlampe nach Anspruch 1, dadurch gekennzeichnet, dass die Linse aus Polycarbonat besteht.",
            "Fahrradlampe nach Anspruch 1 oder 2, dadurch gekennzeichnet, dass die Linse beschichtet ist.",
        ),
    )
    granted = replace(
        filed,
        publication_number="EP1234567B1",
        kind="B1",
        publication_date="2006-01-01",
        claims=claims(
            "Fahrradlampe mit einem Gehäuse, einer Lichtquelle und einer Linse, dadurch gekennzeichnet, dass "
            "die Linse aus Polycarbonat besteht.",
            "Fahrradlampe nach Anspruch 1, dadurch gekennzeichnet, dass die Linse beschichtet ist.",
        ),
    )
    (pair,) = pairs([filed, granted])
    assert [(each.filed, each.merged_from) for each in pair.aligned] == [(1, (2,)), (3, ())]


def test_what_a_sibling_adds_is_not_merged():
    """Where "of steel" was inserted, the claim that says "of brass" was dropped."""
    filed = replace(
        FILED,
        claims=claims(
            "A hinge comprising a pin and two leaves.",
            "The hinge of claim 1, wherein the pin of the hinge is of brass.",
            "The hinge of claim 1, wherein the pin of the hinge is of steel.",
        ),
    )
    merged = claims("A hinge comprising a pin and two leaves, wherein the pin of the hinge is of steel.")
    (pair,) = pairs([filed, replace(GRANTED, claims=merged)])
    assert pair.aligned[0].merged_from == (3,)


def test_a_dependent_claim_that_still_stands_was_not_merged():
    grown = claims(
        FILED.claims[0].text.rstrip(".") + ", wherein the lens is of polycarbonate.", FILED.claims[2].text
    )
    (pair,) = pairs([FILED, replace(GRANTED, claims=grown)])
    assert pair.aligned[0].merged_from == ()


@pytest.mark.parametrize(
    "office, kind, date, expected",
    [
        ("US", "A1", "2003-01-16", "filed"),
        ("US", "A9", "2003-01-16", "filed"),
        ("US", "P1", "2003-01-16", "filed"),
        ("US", "A", "1995-01-03", "granted"),
        ("US", "B2", "2003-01-14", "granted"),
        ("US", "B1", "1995-01-03", ""),  # a certificate of reexamination
        ("US", "C1", "2003-01-14", ""),
        ("US", "E1", "2003-01-14", "granted"),
        ("US", "P3", "2003-01-14", "granted"),
        ("US", "S1", "2003-01-14", ""),
        ("EP", "A2", "2003-01-15", "filed"),
        ("EP", "B9", "2003-01-15", "granted"),
        ("CN", "A", "2003-01-15", "filed"),
        ("CN", "C", "2003-01-15", "granted"),
        ("CN", "U", "2003-01-15", ""),
        ("JP", "A", "2003-01-15", ""),
        ("", "", "", ""),
    ],
)
def test_stages_by_kind_code(office, kind, date, expected):
    assert stage(Record("X1", kind=kind, office=office, publication_date=date)) == expected


@pytest.mark.parametrize(
    "number, expected",
    [("US10123456", "filed"), ("US20030012345", "filed"), ("US6789012", "granted"), ("USD456789", "")],
)
def test_us_tables_without_kind_codes_are_told_by_their_numbers(number, expected):
    assert stage(Record(number, office="US", application_number="US10123456")) == expected


def test_which_publications_are_compared():
    republished = replace(
        FILED, publication_number="US20040054321A2", kind="A2", publication_date="2004-02-05"
    )
    corrected = replace(FILED, publication_number="US20040011111A9", kind="A9", publication_date="2004-01-15")
    (pair,) = pairs([republished, GRANTED, FILED])
    assert pair.filed_publication == FILED.publication_number
    (pair,) = pairs([republished, corrected, GRANTED, FILED])
    assert pair.filed_publication == corrected.publication_number
    opposed = [
        replace(GRANTED, office="EP", publication_number=f"EP1234567{kind}", kind=kind, publication_date=date)
        for kind, date in (("B1", "2005-03-02"), ("B2", "2009-08-19"))
    ]
    (pair,) = pairs([*opposed, replace(FILED, office="EP")])
    assert pair.granted_publication == "EP1234567B2"


def test_another_language_or_office_is_not_compared():
    assert pairs([FILED, replace(GRANTED, language="de")]) == []
    assert pairs([FILED, replace(GRANTED, office="EP")]) == []
    assert pairs([FILED]) == pairs([GRANTED]) == pairs([]) == []


def test_the_key_is_that_of_the_application():
    assert join_key(FILED) == join_key(GRANTED) == "US10123456@2002-04-15"
    assert join_key(replace(FILED, application_number="")) == ""
    assert join_key(replace(FILED, claims=())) == ""
    assert join_key(replace(FILED, kind="S1")) == ""


WORDS = st.sampled_from(
    ["A", "lamp", "of", "claim", "1", "2", "the", "lens", "灯", "透", "镜", "glass,", "comprising"]
)
SETS = st.lists(st.lists(WORDS, min_size=1, max_size=15).map(" ".join), min_size=1, max_size=8)


@given(SETS, SETS)
def test_the_words_add_up(filed, granted):
    one, other = replace(FILED, claims=claims(*filed)), replace(GRANTED, claims=claims(*granted))
    for pair in pairs([one, other]):
        before = {each.number: len(claim_words(each.text)) for each in pair.filed_claims}
        after = {each.number: len(claim_words(each.text)) for each in pair.granted_claims}
        assert pair.words_kept + pair.words_deleted == sum(before.values())
        assert pair.words_kept + pair.words_inserted == sum(after.values())
        assert [each.granted for each in pair.aligned] == list(after)
        for each in pair.aligned:
            assert each.words_kept + each.words_deleted == before.get(each.filed, 0)
            assert each.words_kept + each.words_inserted == after[each.granted]
        origins = {each.filed for each in pair.aligned} - {0}
        assert origins | set(pair.dropped) == set(before) and not origins & set(pair.dropped)


@given(SETS)
def test_nothing_amended(texts):
    for pair in pairs([replace(FILED, claims=claims(*texts)), replace(GRANTED, claims=claims(*texts))]):
        assert pair.similarity == 1.0 and pair.dropped == ()
        assert not any(each.substantially_amended or each.merged_from for each in pair.aligned)


@given(st.permutations([FILED, GRANTED, replace(FILED, kind="A9", publication_number="US20040011111A9")]))
def test_the_order_of_the_records_does_not_matter(records):
    assert pairs(records) == pairs(sorted(records, key=lambda each: each.publication_number))


def test_hundreds_of_claims_take_less_than_a_second():
    vocabulary = [f"part{number}" for number in range(997)]
    texts = [
        "The device of claim 1, wherein "
        + " ".join(vocabulary[(7 * place + step * step) % 997] for step in range(60))
        for place in range(500)
    ]
    amended = [f"{text} and a seal {place}" for place, text in enumerate(texts)]
    one, other = replace(FILED, claims=claims(*texts)), replace(GRANTED, claims=claims(*amended[100:400]))
    start = time.process_time()
    (pair,) = pairs([one, other])
    assert time.process_time() - start < 1
    assert [each.filed for each in pair.aligned] == list(range(101, 401))
    assert len(pair.dropped) == 200


def test_rows_are_read_back_from_parquet(tmp_path):
    rows = pairs([FILED, GRANTED])
    assert write_amendments(tmp_path / "pairs.parquet", rows) == 1
    table = pq.read_table(tmp_path / "pairs.parquet")
    assert table.column_names == [each.name for each in fields(rows[0])]
    (row,) = table.to_pylist()
    assert row["aligned"][0]["merged_from"] == [2]
    assert row["filed_claims"][1]["depends_on"] == [1]
    assert row["granted_claims"][0]["text"] == GRANTED.claims[0].text
    assert row["similarity"] == rows[0].similarity


def test_a_file_without_rows_has_its_columns(tmp_path):
    assert write_amendments(tmp_path / "pairs.parquet", []) == 0
    assert pa.types.is_list(pq.read_table(tmp_path / "pairs.parquet").schema.field("aligned").type)
