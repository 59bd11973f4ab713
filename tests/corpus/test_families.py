"""Clusters for splits: families, near-duplicates, and nothing else."""

import random
import string
import tracemalloc
import zlib
from dataclasses import replace

import pytest
from patentgpt_jax.corpus.families import Clusters, fold_of, keys_of, signature, similarity

from patentgpt_jax.corpus import Record, Section, families

BOILERPLATE = (
    "While the invention has been described with reference to preferred embodiments, it will be understood "
    "by those skilled in the art that various changes may be made and equivalents may be substituted for "
    "elements thereof without departing from the scope of the invention as defined by the appended claims."
)


def words(seed: int, count: int = 1500) -> list[str]:
    """Text of its own: seeded words from a vocabulary of its own."""
    random_ = random.Random(seed)
    vocabulary = ["".join(random_.choices(string.ascii_lowercase, k=6)) for _ in range(300)]
    return random_.choices(vocabulary, k=count)


def record(number: int, text: str, **changes) -> Record:
    own = {"application_number": f"US{number:08}", "filing_date": "2005-01-01"}
    own["earliest_priority"] = f"{own['application_number']}@{own['filing_date']}"
    section = Section("detailed_description", "", text)
    return Record(f"US{number}B2", sections=(section,), **{**own, **changes})


def clusters(records: list[Record]) -> list[str]:
    joined = Clusters()
    for each in records:
        joined.add(keys_of(each))
    return joined.names()


def test_continuations_and_their_parent_are_one_cluster():
    parent = record(1, " ".join(words(1)))
    child = record(2, " ".join(words(2)), earliest_priority="US00000001@2005-01-01")
    stranger = record(3, " ".join(words(3)))
    assert clusters([child, parent, stranger]) == ["US1B2", "US1B2", "US3B2"]


def test_the_application_and_the_grant_of_one_invention():
    grant = record(1, " ".join(words(1)), earliest_priority="")
    application = replace(grant, publication_number="US20050000001A1", sections=())
    assert len(set(clusters([grant, application]))) == 1


def test_a_date_alone_joins_nothing():
    some = [record(number, " ".join(words(number)), earliest_priority="") for number in (1, 2)]
    assert clusters([replace(each, application_number="") for each in some]) == ["US1B2", "US2B2"]


def test_parts_of_one_publication_are_one_cluster_and_texts_that_are_numbered_alike_are_not():
    claims, description = (
        replace(record(1, " ".join(words(seed))), application_number="", earliest_priority="", office="US")
        for seed in (1, 2)
    )
    bibliography = replace(claims, publication_number="US1B2", kind="B2")
    without_kind = replace(description, publication_number="US1", kind="")
    assert len(set(clusters([bibliography, without_kind]))) == 1
    elsewhere = [replace(each, office="CN") for each in (bibliography, without_kind)]
    assert len(set(clusters(elsewhere))) == 2  # CN1246789A and CN1246789C are two inventions
    texts = [replace(each, document_type="text", publication_number="7") for each in (claims, description)]
    assert not set(keys_of(texts[0]).links) & set(keys_of(texts[1]).links)


def test_near_duplicates_without_a_shared_ancestor():
    text = words(1)
    edited = text.copy()
    for place in range(0, len(text), 40):
        edited[place] = "changed"
    assert clusters([record(1, " ".join(text)), record(2, " ".join(edited))]) == ["US1B2", "US1B2"]


def test_chinese_near_duplicates():
    random_ = random.Random(0)
    first, second = ("".join(chr(0x4E00 + random_.randrange(3000)) for _ in range(800)) for _ in range(2))
    copy = "前言" + first.replace(first[100:110], "改动")
    assert clusters([record(1, first), record(2, copy), record(3, second)]) == ["US1B2", "US1B2", "US3B2"]


def test_shared_boilerplate_joins_nothing():
    records = [record(n, " ".join(words(n, 600)) + f" {BOILERPLATE} {BOILERPLATE}") for n in range(200)]
    assert len(set(clusters(records))) == 200


def test_short_texts_alike_by_convention_join_nothing():
    records = [record(n, "The ornamental design for a chair, as shown and described.") for n in range(20)]
    assert len(set(clusters(records))) == 20


def test_keys_do_not_depend_on_the_order():
    text = words(1, 3000)  # each window is near its neighbours, the first and the last are far apart
    windows = [text[start : start + 1500] for start in range(0, 1200, 200)]
    chain = [record(10 + place, " ".join(window)) for place, window in enumerate(windows)]
    records = [*chain, record(1, " ".join(words(7))), record(2, " ".join(words(8)))]
    expected = dict(zip([each.publication_number for each in records], clusters(records), strict=True))
    assert len(set(expected.values())) == 3
    for seed in range(5):
        shuffled = records.copy()
        random.Random(seed).shuffle(shuffled)
        found = dict(zip([each.publication_number for each in shuffled], clusters(shuffled), strict=True))
        assert found == expected


def test_records_may_be_added_after_their_keys_were_asked_for():
    joined = Clusters()
    joined.add(keys_of(record(2, " ".join(words(1)))))
    assert joined.names() == ["US2B2"]
    joined.add(keys_of(record(1, " ".join([*words(1), "more"]))))
    assert joined.names() == ["US1B2", "US1B2"]


def test_about_a_kilobyte_of_each_record_is_kept():
    records = [record(n, " ".join(words(n, 300))) for n in range(100)]
    tracemalloc.start()
    joined = Clusters()
    for each in records:
        joined.add(keys_of(each))
    tracemalloc.reset_peak()  # a signature needs more while it is made
    joined.names()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak / 100 < 1500


def test_the_minima_estimate_jaccard_similarity():
    text = words(1, 4000)
    one, other = signature(" ".join(text[:3000])), signature(" ".join(text[1000:]))
    assert one is not None and other is not None
    assert abs(similarity(one, other) - 0.5) < 0.15
    assert signature("too short") is None


def test_folds_by_hash():
    folds = [fold_of(f"US{n}B2", 5, seed=0) for n in range(5000)]
    assert all(abs(folds.count(fold) / 5000 - 0.2) < 0.03 for fold in range(5))
    assert fold_of("US7B2", 5, seed=0) == fold_of("US7B2", 5, seed=0)
    assert folds != [fold_of(f"US{n}B2", 5, seed=1) for n in range(5000)]


@pytest.mark.parametrize(
    "text",
    [
        "The valve_2 holds H₂O at 10−3 bar; naïve Ärmel, ΑΒΓ αβγ ½ x² a\u0301 \x1c\u2028\u00a0 3,5 İ",
        "".join(chr(code) for code in range(0x3400)),
        "cut\ud800short",
    ],
)
def test_words_are_found_fast_as_the_pattern_finds_them(text):
    plain = text.replace("\ud800", "?").lower()
    assert families._words(text.lower()) == [each.encode() for each in families._TOKEN.findall(plain)]


def test_signatures_are_the_minima_of_all_shingles():
    """Against the definition, slowly: a change here makes all keys in caches wrong."""
    words = [f"w{number * number % 97}" for number in range(400)] + ["Ventil", "ß"]
    hashed = []
    for start in range(len(words) - 4):
        shingle = 0
        for word in words[start : start + 5]:
            shingle = (shingle ^ zlib.crc32(word.lower().encode())) * 0x9E3779B97F4A7C15 % 2**64
            shingle ^= shingle >> 29
        hashed.append(shingle)
    multipliers, offsets = families._MULTIPLIERS.tolist(), families._OFFSETS.tolist()
    expected = [
        min((multiplier * each + offset) % 2**64 >> 32 for each in hashed)
        for multiplier, offset in zip(multipliers, offsets, strict=True)
    ]
    assert families.signature(" ".join(words)).tolist() == expected
    long = families.signature(" ".join(words * 50))  # more than are hashed at a time
    assert (long <= families.signature(" ".join(words))).all()
