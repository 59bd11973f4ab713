"""The duplicates of a whole corpus: clusters, what is kept, and that nothing depends on how it is cut."""

import random
import tracemalloc
from dataclasses import replace

import pytest
from planting import BOILERPLATE, clusters_of, fates, pair, record, text, words, write_keys

from patentgpt_jax.corpus import Record, Section
from patentgpt_jax.corpus.duplicates import buckets, components, spill, tables
from patentgpt_jax.corpus.duplicates.choose import EXACT, FAMILY, KEPT, NEAR
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates


def edited(found: str, every: int) -> str:
    """A near-duplicate: each `every`-th word is another."""
    return " ".join("changed" if not place % every else word for place, word in enumerate(found.split(), 1))


def reasons(folder, records, **config):
    return [each.reason for each in fates(folder, [records], **config)]


def test_continuations_and_their_parent_are_one_cluster(tmp_path):
    parent = record(1, text(1))
    child = record(2, text(2), earliest_priority="US00000001@2005-01-01")
    stranger = record(3, text(3))
    assert clusters_of(tmp_path / "keys", [child, parent, stranger]) == ["US1B2", "US1B2", "US3B2"]


def test_near_duplicates_without_a_shared_ancestor(tmp_path):
    records = [record(1, text(1)), record(2, edited(text(1), 40))]
    assert clusters_of(tmp_path / "keys", records) == ["US1B2", "US1B2"]


def test_shared_boilerplate_joins_nothing(tmp_path):
    records = [record(n, f"{text(n, 600)} {BOILERPLATE} {BOILERPLATE}") for n in range(200)]
    assert len(set(clusters_of(tmp_path / "keys", records))) == 200


def test_short_texts_alike_by_convention_are_told_apart_by_their_titles(tmp_path):
    chairs = [
        record(n, "The ornamental design as shown and described.", title=f"Chair {n}") for n in range(20)
    ]
    assert len(set(clusters_of(tmp_path / "keys", chairs))) == 20


def test_copies_are_left_out_across_sources(tmp_path):
    """The cluster is called after the smallest number; a grant is kept, or else the smaller number."""
    copies = [
        record(number, text(1), source=source) for number, source in ((3, "us"), (2, "hupd"), (4, "us"))
    ]
    filed = replace(record(1, text(1)), publication_number="US20050000001A1", office="US", kind="A1")
    granted = [replace(each, office="US", kind="B2") for each in copies]
    found = fates(tmp_path / "keys", [[filed], granted[:1], granted[1:]])
    assert [each.reason for each in found] == [EXACT, EXACT, KEPT, EXACT]
    assert {each.cluster for each in found} == {"US20050000001A1"}
    assert {each.kept for each in found} == {"US2B2", ""}
    assert reasons(tmp_path / "all", copies, exact=False, similarity=0) == [KEPT] * 3


def test_of_near_duplicates_the_longer_is_kept(tmp_path):
    longer, shorter = text(1), " ".join(words(1)[:-60])
    assert reasons(tmp_path / "keys", [record(1, shorter), record(2, longer)]) == [NEAR, KEPT]
    assert reasons(tmp_path / "all", [record(1, shorter), record(2, longer)], similarity=0) == [KEPT, KEPT]


def test_a_chain_is_one_cluster_of_which_what_is_not_similar_is_kept(tmp_path):
    """Windows are like their neighbours (0.85), and less like those farther away (0.72)."""
    found = words(1, 4000)
    windows = {
        number: " ".join(found[start : start + 2000]) for number, start in ((1, 0), (2, 160), (3, 320))
    }
    from_the_end = [record(number, windows[number]) for number in (1, 2, 3)]
    fate = fates(tmp_path / "end", [from_the_end])
    assert {each.cluster for each in fate} == {"US1B2"}
    assert [(each.reason, each.kept) for each in fate] == [(KEPT, ""), (NEAR, "US1B2"), (KEPT, "")]
    from_the_middle = [record(number, windows[place]) for number, place in ((1, 2), (2, 1), (3, 3))]
    fate = fates(tmp_path / "middle", [from_the_middle])
    assert [(each.reason, each.kept) for each in fate] == [(KEPT, ""), (NEAR, "US1B2"), (NEAR, "US1B2")]


def family_of_one():
    """One invention: filed and granted in the US, a continuation of it, a German equivalent, a stranger."""
    own = {"office": "US", "earliest_priority": "US00000001@2005-01-01"}
    filed = record(1, text(1, 900), **own | {"publication_number": "US20050000001A1", "kind": "A1"})
    granted = record(1, text(2, 900), **own | {"kind": "B2"})
    continued = record(5, text(3, 900), **own | {"kind": "B2"})
    german = record(6, text(4, 900), **own | {"office": "EP", "language": "de", "publication_number": "EP6B1",
                                               "kind": "B1"})  # fmt: skip
    return [filed, granted, continued, german, record(9, text(5, 900), office="US", kind="B2")]


@pytest.mark.parametrize(
    ("policy", "left_out"),
    [
        ("all", []),
        ("application", ["US20050000001A1"]),  # the grant stays
        ("language", ["US20050000001A1", "US5B2"]),
        ("family", ["US20050000001A1", "US1B2", "US5B2"]),
    ],
)
def test_families_are_thinned_by_policy(tmp_path, policy, left_out):
    """Those that stay are grants, then the longest: EP6B1 of the family, US1B2 or US5B2 in English."""
    records = family_of_one()
    longest = {"US1B2": 3, "EP6B1": 5}  # more words make it the preferred one
    records = [replace(each, abstract="word " * longest.get(each.publication_number, 1)) for each in records]
    found = fates(tmp_path / "keys", [records], families=policy)
    gone = [each.publication_number for each, fate in zip(records, found, strict=True) if fate.reason]
    assert gone == left_out
    assert {fate.reason for fate in found} <= {KEPT, FAMILY}
    for fate in found:
        assert fate.kept not in left_out  # nothing goes in favour of what goes


def test_two_families_that_are_near_duplicates_are_not_thinned_as_one(tmp_path):
    one, other, exact = pair(1, 0.65)
    assert 0.6 < exact < 0.7
    records = [record(1, one), record(2, other)]
    found = fates(tmp_path / "keys", [records], families="family")
    assert found[0].cluster == found[1].cluster
    assert [each.reason for each in found] == [KEPT, KEPT]


def test_repeated_paragraphs_stay_in_the_first_cluster(tmp_path):
    def with_boilerplate(number, place=1, **changes):
        paragraphs = [text(number, 200), text(number + 100, 200)]
        paragraphs.insert(place, BOILERPLATE)
        return record(number, "\n\n".join(paragraphs), **changes)

    first_family = [with_boilerplate(1), with_boilerplate(2, earliest_priority="US00000001@2005-01-01")]
    others = [with_boilerplate(3, place=0), with_boilerplate(4, place=2), record(5, text(5, 300))]
    found = fates(tmp_path / "keys", [first_family, others], paragraphs=3)
    assert [each.paragraphs for each in found] == [(), (), ((0, 0),), ((0, 2),), ()]
    assert not any(each.paragraphs for each in fates(tmp_path / "more", [first_family, others], paragraphs=4))
    assert not any(each.paragraphs for each in fates(tmp_path / "none", [first_family, others], paragraphs=0))


def test_what_is_left_out_repeats_nothing(tmp_path):
    """A paragraph counts in the records that are kept."""
    whole = [record(n, f"{text(n, 200)}\n\n{BOILERPLATE}") for n in (1, 2)]
    copy = replace(whole[1], publication_number="US3B2", application_number="", earliest_priority="")
    found = fates(tmp_path / "keys", [[*whole, copy]], paragraphs=2)
    assert [(each.reason, each.paragraphs) for each in found] == [(KEPT, ()), (KEPT, ((0, 1),)), (EXACT, ())]


def test_a_corpus_of_one_record(tmp_path):
    only = record(1, f"{text(1)}\n\n{BOILERPLATE}")
    assert fates(tmp_path / "keys", [[only]]) == [("US1B2", "", "", ())]


def test_a_task_without_records_has_decisions_too(tmp_path):
    assert fates(tmp_path / "keys", [[], [record(1, text(1))], []]) == [("US1B2", "", "", ())]
    assert fates(tmp_path / "none", [[]]) == []


def varied(seed: int = 0) -> list[Record]:
    """Families, copies, near-duplicates, chains and repeated paragraphs, shuffled."""
    records = []
    for number in range(1, 25):
        records.append(record(number, f"{text(number, 300)}\n\n{BOILERPLATE}"))
    records += [
        record(100 + n, f"{edited(text(n, 300), 150)}\n\n{BOILERPLATE}", source="other") for n in (1, 2, 3)
    ]
    records += [record(200 + n, f"{text(n, 300)}\n\n{BOILERPLATE}", source="other") for n in (3, 4)]
    records += [
        record(300 + n, text(300 + n, 300), earliest_priority=f"US{n:08}@2005-01-01", language="de")
        for n in (1, 5)
    ]
    found = words(999, 1500)
    records += [record(400 + n, " ".join(found[100 * n : 100 * n + 600])) for n in range(6)]  # a chain
    records.append(Record("US500B2", title="A title alone"))
    random.Random(seed).shuffle(records)
    return records


def by_number(records, found):
    return dict(zip([each.publication_number for each in records], found, strict=True))


@pytest.mark.parametrize("policy", ["all", "language"])
def test_nothing_depends_on_how_the_records_are_cut(tmp_path, monkeypatch, policy):
    records, config = varied(), {"families": policy, "paragraphs": 3}
    expected = fates(tmp_path / "whole", [records], **config)
    assert {each.reason for each in expected} >= {KEPT, EXACT, NEAR} and any(e.paragraphs for e in expected)
    monkeypatch.setattr(spill, "_BUFFER_BYTES", 2000)
    monkeypatch.setattr(spill, "_PARTITION_BYTES", 300)
    monkeypatch.setattr(tables, "_AT_ONCE", 4)
    monkeypatch.setattr(buckets, "_ENTRIES", 3)
    monkeypatch.setattr(components, "_AT_ONCE", 5)
    for count in (1, 3, len(records)):
        step = -(-len(records) // count)
        tasks = [records[start : start + step] for start in range(0, len(records), step)]
        assert fates(tmp_path / f"in {count}", tasks, **config) == expected


def test_which_records_are_kept_does_not_depend_on_their_order(tmp_path):
    """Nor do clusters' names. A repeated paragraph stays in the first cluster, and that is by the order."""
    records = varied()
    expected = by_number(records, fates(tmp_path / "first", [records], paragraphs=0))
    for seed in range(1, 4):
        other = varied(seed)
        assert by_number(other, fates(tmp_path / f"{seed}", [other], paragraphs=0)) == expected


def test_of_two_sources_with_one_numbering_the_first_is_kept(tmp_path):
    """The one tie that the order decides: the same number, length and date."""
    ours, theirs = (record(1, text(1), source=source) for source in ("ours", "theirs"))
    for order in ([ours, theirs], [theirs, ours]):
        assert reasons(tmp_path / order[0].source, order) == [KEPT, EXACT]


def test_memory_does_not_grow_with_the_records(tmp_path):
    """Python's own: what is mapped from disk is the system's to keep or to let go."""

    def peak(count):
        made = [record(n, f"only {n}", title=f"{n}") for n in range(count)]
        key_files = write_keys(tmp_path / f"{count}", [made])
        tracemalloc.start()
        for _ in Duplicates(key_files, DuplicatesConfig(), tmp_path / "scratch").decisions():
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(8000) < 1.5 * peak(2000) + (1 << 20)


def test_a_section_is_a_section(tmp_path):
    """Places of paragraphs are told by section."""
    sections = tuple(Section("other", "", part) for part in (text(1, 50), f"{text(2, 50)}\n\n{BOILERPLATE}"))
    records = [replace(record(n, ""), sections=(replace(sections[0], text=text(n, 80)), sections[1]))
               for n in (1, 2)]  # fmt: skip
    found = fates(tmp_path / "keys", [records], paragraphs=2, similarity=0)
    assert found[1].paragraphs == ((1, 0), (1, 1))
