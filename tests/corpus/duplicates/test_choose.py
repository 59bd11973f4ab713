"""What is kept of a cluster."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates.choose import EXACT, FAMILY, KEPT, NEAR, Member, choose
from patentgpt_jax.corpus.duplicates.config import FAMILIES, DuplicatesConfig
from patentgpt_jax.corpus.duplicates.minhash import similarity
from patentgpt_jax.corpus.duplicates.tables import ROWS, _preferred


def minima(kind: int, changed: int) -> np.ndarray:
    """Minima that agree with others of their kind but in `changed` places, each in its own."""
    found = np.full(128, kind, np.uint32)
    found[:changed] = 1000 + changed
    return found


members = st.builds(
    Member,
    id=st.just(0),
    number=st.sampled_from(["US1", "US10", "US2", "CN7"]),
    family=st.integers(0, 2),
    application=st.sampled_from(["", "a", "b"]),
    content=st.sampled_from([b"", b"x", b"y"]),
    minima=st.one_of(
        st.just(np.zeros(0, np.uint32)), st.builds(minima, st.integers(1, 2), st.integers(0, 60))
    ),
    language=st.sampled_from(["", "en", "zh"]),
    stage=st.sampled_from(["", "filed", "granted"]),
    date=st.sampled_from(["", "2001-01-01", "2001-02"]),
    bytes=st.integers(0, 3),
)
clusters = st.lists(members, max_size=12).map(
    lambda found: [replace(each, id=place) for place, each in enumerate(found)]
)
configs = st.builds(
    DuplicatesConfig,
    exact=st.booleans(),
    families=st.sampled_from(FAMILIES),
    similarity=st.sampled_from([0, 0.8]),
)


def group_of(member: Member, policy: str) -> tuple[object, ...]:
    """What the policy keeps one member of, or nothing."""
    return {
        "all": (),
        "application": (member.application,) if member.application else (),
        "language": (member.family, member.language),
        "family": (member.family,),
    }[policy]


@given(clusters, configs)
def test_what_goes_is_like_one_that_stays_and_those_that_stay_are_unlike(cluster, config):
    ordered = sorted(cluster, key=lambda each: each.preference)
    choices = list(choose(ordered, "c", config))
    assert [each.id for each in choices] == [each.id for each in ordered]
    kept: list[Member] = []
    for member, choice in zip(ordered, choices, strict=True):
        copies = [each for each in kept if config.exact and each.content == member.content != b""]
        group = group_of(member, config.families)
        relatives = [each for each in kept if group and group_of(each, config.families) == group]
        similar = [
            each
            for each in kept
            if config.similarity and len(member.minima) and len(each.minima)
            and similarity(each.minima, member.minima) >= config.similarity
        ]  # fmt: skip
        expected = EXACT if copies else FAMILY if relatives else NEAR if similar else KEPT
        assert choice.reason == expected and choice.cluster == "c"
        if expected == KEPT:
            kept.append(member)
        else:
            assert choice.kept in {each.number for each in copies or relatives or similar}
    assert bool(kept) == bool(cluster)


@given(clusters)
def test_tables_are_sorted_as_members_are(cluster):
    rows = [
        {
            **{
                name: getattr(each, name) for name in ROWS.names if name not in ("root", "claims", "compared")
            },
            "root": each.id % 2,
        }
        for each in cluster
    ]
    table = pa.Table.from_pylist([{**row, "claims": False, "compared": False} for row in rows], ROWS)
    expected = sorted(cluster, key=lambda each: (each.id % 2, each.preference))
    assert _preferred(table)["id"].to_pylist() == [each.id for each in expected]


def test_more_kept_texts_than_are_compared_are_all_kept():
    """In a cluster of a thousand unlike texts only so many are looked through for each."""
    noise = np.random.default_rng(0)
    one = Member(0, "US1", 0, "", b"", np.zeros(0, np.uint32), "en", "", "", 1)
    many = [replace(one, id=n, minima=noise.integers(0, 2**32, 128, np.uint32)) for n in range(600)]
    again = [replace(many[5], id=600), replace(many[599], id=601)]
    reasons = [each.reason for each in choose([*many, *again], "c", DuplicatesConfig())]
    assert reasons == [KEPT] * 600 + [NEAR, KEPT]
