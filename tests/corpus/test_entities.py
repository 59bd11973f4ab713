"""Named characters: every name of the sets that the USPTO's DTDs declare, and what some of them are."""

import unicodedata

import pytest
from isonames import SETS

from patentgpt_jax.corpus.readers.entities import character
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import parse


def test_the_sets_are_whole():
    sizes = {name: len(names.split()) for name, names in SETS.items()}
    assert sizes["ISOlat1"] == 62 and sizes["ISOgrk1"] == 49 and sizes["ISOamsr"] > 180
    assert sum(sizes.values()) > 1500


@pytest.mark.parametrize("public_set", SETS)
def test_every_name_is_a_character(public_set):
    unknown = [name for name in SETS[public_set].split() if not character(name)]
    assert unknown == []


@pytest.mark.parametrize(
    ("public_set", "script"),
    [
        ("ISOgrk1", "GREEK"),
        ("ISOgrk2", "GREEK"),
        ("ISOgrk4", "GREEK"),
        ("ISOcyr2", "CYRILLIC"),
        ("ISOlat1", "LATIN"),
    ],
)
def test_letters_are_of_their_script(public_set, script):
    for name in SETS[public_set].split():
        assert unicodedata.name(character(name)[0]).startswith(script), name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("agr", "α"), ("PHgr", "Φ"), ("ohgr", "ω"), ("sfgr", "ς"), ("EEacgr", "Ή"), ("idiagr", "ΐ"),
        ("b.alpha", "α"), ("b.Omega", "Ω"), ("lsqb", "["), ("equals", "="), ("Dot", "¨"), ("emsp", "\u2003"),
        ("larr2", "⇇"), ("rlhar2", "⇌"), ("drarr", "↘"), ("cupre", "≼"), ("gsdot", "⋗"), ("samalg", "∐"),
        ("ang90", "∟"), ("jnodot", "ȷ"), ("sbsol", "﹨"), ("lpargt", "⦠"), ("gcedil", "ģ"), ("vprime", "′"),
        ("ldot", "⋖"), ("nosuch", None), ("b.nosuch", None), ("", None),
    ],
)  # fmt: skip
def test_names(name, expected):
    assert character(name) == expected


def test_an_unknown_name_is_never_dropped():
    assert text(parse(b"<x>a &nosuch; &agr;</x>")) == "a &nosuch; α"
    head = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "x.dtd" [<!ENTITY a.TIF SYSTEM "a.TIF" NDATA TIF>]>'
    assert text(parse(head + b"<x>a &nosuch; &agr;</x>")) == "a &nosuch; α"
