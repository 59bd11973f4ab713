"""The normal forms by which records are joined."""

import pytest

from patentgpt_jax.corpus.record import application_number, family_key, iso_date, publication_number


@pytest.mark.parametrize(
    ("office", "number", "kind", "expected"),
    [
        ("US", "06836899", "B1", "US6836899B1"),
        ("US", "D0534340", "S1", "USD534340S1"),
        ("US", "RE038123", "E", "USRE38123E"),
        ("US", "PP014999", "P2", "USPP14999P2"),
        ("US", "2002/0174596", "A1", "US20020174596A1"),
        ("US", "6118041", "", "US6118041"),
        ("WO", "WO 2005/012345", "A1", "WO2005012345A1"),
        ("CN", "101234567", "A ", "CN101234567A"),
        ("CN", "CN1229153", "C", "CN1229153C"),
        ("US", "10703797", "00", "US10703797"),
    ],
)
def test_publication_number(office, number, kind, expected):
    assert publication_number(office, number, kind) == expected


@pytest.mark.parametrize(
    ("office", "number", "kind", "expected"),
    [
        ("US", "8345159", "", "US08345159"),
        ("US", "60/283,456", "", "US60283456"),
        ("US", "US-201113080402-A", "", "US13080402"),
        ("US", "201762454417 P", "", "US62454417"),
        ("US", "PCT/EP2003/011007", "00", "PCT/EP2003/011007"),
        ("WO", "PCT/EP03/11007", "", "PCT/EP2003/011007"),
        ("WO", "EP03011007", "", "PCT/EP2003/011007"),
        ("EP", "2003011007", "W", "PCT/EP2003/011007"),
        ("WO", "PCT/US98/12345", "", "PCT/US1998/012345"),
        ("JP", "2001-151676", "", "JP2001151676"),
        ("DE", "102 12 345.6", "", "DE102123456"),
    ],
)
def test_application_number(office, number, kind, expected):
    assert application_number(office, number, kind) == expected


def test_dates():
    dates = {
        "20050104": "2005-01-04",
        "19560300": "1956-03",
        "19990000": "1999",
        "2005-01-04": "2005-01-04",
        "x": "",
    }
    assert {text: iso_date(text) for text in dates} == dates


def test_the_family_is_the_earliest_dated_application():
    assert family_key([("B", "2001-01-02"), ("A", "2000-05-01"), ("C", "")]) == "A@2000-05-01"
    assert family_key([("", ""), ("C", "")]) == "C@"
    assert family_key([]) == ""
