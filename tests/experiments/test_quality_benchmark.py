import random

from experiments.benchmarks import damage, quality
from patentgpt_jax.corpus.record import Record

_RNG = random.Random(1)
_SMALL = ("the", "of", "and", "in", "with", "by", "for", "which", "that", "is", "on", "from")
_NOUNS = [
    a + b for a in ("pump", "valve", "motor", "spring", "seal") for b in ("head", "wall", "side", "base")
]
PROSE = " ".join(f"{_RNG.choice(_NOUNS)} {_RNG.choice(_SMALL)}" for _ in range(400))


def test_every_measure_has_its_default_threshold() -> None:
    found = quality.measures(Record("US1", language="en", title="A pump", abstract=PROSE))
    assert set(found) == set(quality.DEFAULT)
    assert set(quality.PUBLISHED) < set(found)


def test_a_document_fails_on_one_side_of_a_threshold() -> None:
    assert quality.failing([0.1, 0.2, 0.3], "digits", 0.2) == 1 / 3
    assert quality.failing([10, 20, 30], "too few words", 20) == 1 / 3
    assert quality.failing([0.1], "digits", None) is None


def test_planted_junk_is_as_much_as_was_asked_for() -> None:
    rng = random.Random(0)
    looped = damage.looping(PROSE, 0.5, 7, rng).split()
    assert looped[:400] == PROSE.split()[:400]
    assert looped[-7:] == looped[-14:-7]
    again = damage.repeated_paragraphs("one\n\ntwo\n\nthree", 0.5, rng).split("\n\n")
    assert set(again) == {"one", "two", "three"} and len(again) > 4
    assert damage.scanned(PROSE, 0, rng) == PROSE != damage.scanned(PROSE, 0.1, rng)
    assert not quality.caught(PROSE)
    assert quality.caught(" ".join(looped))
    assert quality.caught(damage.scanned(PROSE, 0.1, rng))


def test_short_documents_are_cut_from_long_ones() -> None:
    found = quality.short_documents([Record("US1", language="en", abstract=PROSE)])
    assert found
    assert all(len(each.sections[0].text.split()) == 120 for each in found)
