"""MinHash against the definition, against planted similarities, and against the theory."""

import math
import random
import time
import zlib
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planting import fates, jaccard, pair, record, text, words

from patentgpt_jax.corpus.duplicates import minhash
from patentgpt_jax.corpus.duplicates.minhash import band_keys, detection, signature, similarity

PLANTED = (0.3, 0.45, 0.5, 0.55, 0.7, 0.75, 0.8, 0.85, 0.95)
PAIRS = 300


def bounds(probability, tries):
    """What a binomial leaves once in fifteen thousand times."""
    margin = 4 * math.sqrt(probability * (1 - probability) / tries) + 1 / tries
    return probability - margin, probability + margin


def test_the_pairs_of_these_tests_have_the_similarity_that_is_said():
    for planted in PLANTED:
        one, other, exact = pair(1, planted)
        assert jaccard(one, other) == exact and abs(exact - planted) < 0.005


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_near_duplicates_are_found_as_often_as_theory_says(tmp_path, planted):
    """At both thresholds: 0.5 joins a cluster, 0.8 leaves out."""
    pairs = [pair(seed, planted) for seed in range(PAIRS)]
    records = [
        record(2 * number + place, content)
        for number, (one, other, _) in enumerate(pairs)
        for place, content in enumerate((one, other))
    ]
    found = fates(tmp_path / "keys", [records], similarity=0.8, paragraphs=0)
    joined = sum(one.cluster == other.cluster for one, other in zip(found[::2], found[1::2], strict=True))
    removed = sum(each.reason == "near duplicates" for each in found)
    for count, threshold in ((joined, 0.5), (removed, 0.8)):
        low, high = bounds(detection(pairs[0][2], threshold), PAIRS)
        assert low <= count / PAIRS <= high, (count, threshold, detection(pairs[0][2], threshold))
    members = Counter(each.cluster for each in found)
    assert max(members.values()) <= 2 and len(members) == 2 * PAIRS - joined  # strangers are never joined


def test_the_curves_of_both_thresholds():
    table = {
        similar: (round(detection(similar, 0.5), 2), round(detection(similar, 0.8), 2))
        for similar in (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
    }
    assert table == {
        0.3: (0.0, 0.0), 0.4: (0.01, 0.0), 0.5: (0.51, 0.0), 0.6: (0.98, 0.0), 0.7: (1.0, 0.01),
        0.75: (1.0, 0.09), 0.8: (1.0, 0.5), 0.85: (1.0, 0.94), 0.9: (1.0, 1.0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("similar", "threshold"), [(0.3, 0), (0.4, 0.4), (0.5, 0.5), (0.55, 0.5), (0.79, 0.8)]
)
def test_detection_is_what_a_simulation_gives(similar, threshold):
    tries = 20_000
    agrees = np.random.default_rng(0).random((tries, 128)) < similar
    in_a_band = agrees.reshape(tries, 32, 4).all(axis=2).any(axis=1)
    low, high = bounds(detection(similar, threshold), tries)
    assert low <= np.mean(in_a_band & (agrees.mean(axis=1) >= threshold)) <= high


@given(st.floats(0, 1))
def test_a_pair_is_a_candidate_as_often_as_the_formula_of_the_docstring_says(similar):
    assert math.isclose(detection(similar, 0), 1 - (1 - similar**4) ** 32, abs_tol=1e-9)


def test_what_reaches_four_fifths_is_always_a_candidate():
    """Agreement in 97 minima or more fills one of 32 bands of 4: none is lost at the removal."""
    agree = np.random.default_rng(0).permuted(np.tile(np.arange(128) < 97, (1000, 1)), axis=1)
    assert agree.reshape(-1, 32, 4).all(axis=2).any(axis=1).all()


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_band_keys_are_equal_where_bands_are(seed, texts):
    minima = np.random.default_rng(seed).integers(0, 3, (texts, 128), np.uint32)  # so few that many agree
    keys = band_keys(minima)
    bands = minima.reshape(texts, 32, 4)
    same = (bands[:, None] == bands[None]).all(axis=3)
    assert ((keys[:, None] == keys[None]) == same).all()
    assert not set(keys[:, 0].tolist()) & set(keys[:, 1].tolist())  # other bands, other keys


def test_the_minima_estimate_jaccard_similarity():
    found = words(1, 4000)
    one, other = signature(" ".join(found[:3000])), signature(" ".join(found[1000:]))
    assert one is not None and other is not None
    assert abs(similarity(one, other) - 0.5) < 0.15
    assert signature("too short") is None
    errors = []
    for seed in range(200):
        first, second, exact = pair(seed, 0.6)
        errors.append(similarity(signature(first), signature(second)) - exact)
    assert abs(np.mean(errors)) < 5 * 0.044 / math.sqrt(200)
    assert 0.8 < np.std(errors) / math.sqrt(exact * (1 - exact) / 128) < 1.2


@pytest.mark.parametrize(
    "content",
    [
        "The valve_2 holds H₂O at 10−3 bar; naïve Ärmel, ΑΒΓ αβγ ½ x² a\u0301 \x1c\u2028\u00a0 3,5 İ",
        "".join(chr(code) for code in range(0x3400)),
        "cut\ud800short",
    ],
)
def test_words_are_found_fast_as_the_pattern_finds_them(content):
    plain = content.replace("\ud800", "?").lower()
    assert minhash.plain_words(content.lower()) == [each.encode() for each in minhash._TOKEN.findall(plain)]


def test_signatures_are_the_minima_of_all_shingles():
    """Against the definition, slowly: a change here makes all keys in caches wrong."""
    some = [f"w{number * number % 97}" for number in range(400)] + ["Ventil", "ß"]
    hashed = []
    for start in range(len(some) - 4):
        shingle = 0
        for word in some[start : start + 5]:
            shingle = (shingle ^ zlib.crc32(word.lower().encode())) * 0x9E3779B97F4A7C15 % 2**64
            shingle ^= shingle >> 29
        hashed.append(shingle)
    multipliers, offsets = minhash._MULTIPLIERS.tolist(), minhash._OFFSETS.tolist()
    expected = [
        min((multiplier * each + offset) % 2**64 >> 32 for each in hashed)
        for multiplier, offset in zip(multipliers, offsets, strict=True)
    ]
    assert signature(" ".join(some)).tolist() == expected
    long = signature(" ".join(some * 50))  # more than are hashed at a time
    assert (long <= signature(" ".join(some))).all()


def test_chinese_is_compared_by_characters():
    random_ = random.Random(0)
    first, second = ("".join(chr(0x4E00 + random_.randrange(3000)) for _ in range(800)) for _ in range(2))
    copy = "前言" + first.replace(first[100:110], "改动")
    assert similarity(signature(first), signature(copy)) > 0.9
    assert similarity(signature(first), signature(second)) < 0.05
    assert similarity(signature(first), signature(text(1))) < 0.05


def test_text_of_hundreds_of_signs_takes_little_time() -> None:
    signs = "".join(map(chr, range(0x2800, 0x2B00)))
    started = time.process_time()
    assert minhash.plain_words(f"a{signs}Ž" * 1000) == [b"a", *["Ža".encode()] * 999, "Ž".encode()]
    assert time.process_time() - started < 5
