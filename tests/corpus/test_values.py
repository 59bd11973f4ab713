"""Values of rows as text, lists, dates and symbols, in all the types that files give them."""

import datetime
import json
import warnings
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import values
from patentgpt_jax.corpus.readers.xmltext import Malformed


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""), (" NaN ", ""), ("N/A", ""), (float("nan"), ""), (True, ""), ([], ""), ({}, ""),
        (7650331.0, "7650331"), (7650331, "7650331"), (0.5, "0.5"), (Decimal("1.50"), "1.50"),
        (" a\r\nb\rc ", "a\nb\nc"), ("阀门".encode(), "阀门"),
        (["a", None, ["b", "nan"]], "a\n\nb"), (("a", "b"), "a\n\nb"),
        ({"language": "en", "text": "A gate."}, "A gate."), ({"text": "", "language": "en"}, ""),
        ({"text": None, "code": "A61M"}, "A61M"),
        ({"first": "A gate.", "second": "A valve."}, "A gate.\n\nA valve."),
    ],
)  # fmt: skip
def test_text(value, expected):
    assert values.text(value) == expected


def nested(depth):
    value = "a"
    for _ in range(depth):
        value = [value]
    return value


def test_what_cannot_be_text_is_named_and_nothing_is_cut():
    assert values.text(nested(100)) == "a"
    for value in (b"\xff\xfe\x00", nested(5000), 10**101, -(10**5000)):
        with pytest.raises(Malformed):
            values.text(value)
    with pytest.raises(Malformed):
        list(values.symbols(nested(9)))


def test_line_and_lines():
    assert values.line([" a\nb ", "c"]) == "a b c"
    assert values.lines(" a  b \r\n\n\tc\n") == "a b\nc"


def test_names_of_columns():
    assert values.by_name({"\ufeffTitle ": "A", "B": "nan", 3: "c"}) == {"title": "A", "3": "c"}
    assert values.plain_name("公开（公告）号 Pub_No.") == "公开公告号pubno"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["a", {"b": 1}], ["a", {"b": 1}]),
        ('["a", {"b": 1}]', ["a", {"b": 1}]),
        (" ['a', {'b': None}]", ["a", {"b": None}]),
        ("{'name': 'it\\'s'}", [{"name": "it's"}]),
        ("[{'a': 1}\n {'a': 2}]", [{"a": 1}, {"a": 2}]),  # an array of numpy
        ("[{'a': array(['b', 'c'], dtype=object)}]", [{"a": ["b", "c"]}]),
        ("[0001] A gate.", ["[0001] A gate."]),
        ("['a', __import__('os')]", ["['a', __import__('os')]"]),
        ('{"a": 1, "a": 2}', ['{"a": 1, "a": 2}']),  # which of the two would be lost?
        ("[" * 9000, ["[" * 9000]),
        ("['" + "[" * 9000, ["['" + "[" * 9000]),
        ("A gate", ["A gate"]), (5, [5]), ("", []), (None, []), ([None, ""], []), ("[]", []),
    ],
)  # fmt: skip
def test_items(value, expected):
    assert values.items(value) == expected


def test_printed_lists_are_read_without_warnings_and_up_to_a_size(monkeypatch):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert values.decoded(r"['\d']") == [r"\d"]
    monkeypatch.setattr(values, "_LONGEST_PRINTED", 10)
    assert values.decoded("['a', 'b']") == ["a", "b"]
    assert values.decoded("['a', 'bc']") == "['a', 'bc']"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Gates Inc.; Doors Ltd.", ["Gates Inc.", "Doors Ltd."]),
        ("苏州公司；南京大学", ["苏州公司", "南京大学"]),
        ("A|B\nC", ["A", "B", "C"]),
        (["Gates\nInc.", "Doors; Windows"], ["Gates Inc.", "Doors", "Windows"]),
        ([{"name": "Gates; Inc.", "country": "US"}], ["Gates; Inc."]),
        ("['A', 'B']", ["A", "B"]),
        ('["A", ""]', ["A"]),
        (";, ;", []), (None, []), (7, ["7"]),
    ],
)  # fmt: skip
def test_entries(value, expected):
    assert list(values.entries(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (20100119, "2010-01-19"), (20100119.0, "2010-01-19"), ("20100119", "2010-01-19"),
        ("20100100", "2010-01"),
        ("2010-01-19", "2010-01-19"), ("2010-01-19T00:00:00Z", "2010-01-19"), ("2010/1/9", "2010-01-09"),
        ("2010.01.19", "2010-01-19"), ("2010年1月19日", "2010-01-19"), ("2010年1月", "2010-01"),
        ("2010-01", "2010-01"), ("2010/1", "2010-01"), (2010, "2010"), ("1899", "1899"), ("2010年", "2010"),
        ("19th Jan 2010", "2010-01-19"), ("January 19, 2010", "2010-01-19"), ("Sept. 2010", "2010-09"),
        (datetime.date(2010, 1, 19), "2010-01-19"), (datetime.datetime(2010, 1, 19, 12), "2010-01-19"),
        ("2010-13-01", ""), ("20101301", ""), ("20100132", ""), (0, ""), ("0", ""), (None, ""), ("nan", ""),
        ("soon", ""), ("12 Foo 2010", ""), (1263859200000, ""), ("9999", ""),
    ],
)  # fmt: skip
def test_date(value, expected):
    assert values.date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("A61M5/32", ["A61M 5/32"]),
        ("G06F9/5066, G06F 15/16", ["G06F 9/5066", "G06F 15/16"]),
        ([{"code": "A61M5/32", "first": True}, {"symbol": "F16K"}], ["A61M 5/32", "F16K"]),
        ([["F16K1/00"], "['A61M 5/32']"], ["F16K 1/00", "A61M 5/32"]),
        ("251", []),
    ],
)
def test_symbols(value, expected):
    assert list(values.symbols(value)) == expected


def test_the_name_of_a_text():
    assert values.text_id("a", "", "b") == values.text_id("a", "b") != values.text_id("ab")


LISTS = st.recursive(
    st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3),
)


@given(st.lists(LISTS), st.text(max_size=9))
def test_lists_are_the_same_printed_or_as_json(others, first):
    value = [first, *others]
    assert values.text(values.decoded(repr(value))) == values.text(value)
    assert values.text(values.decoded(json.dumps(value))) == values.text(value)


@given(st.text("[]{}'\"\\,:0x-(.n", max_size=60))
def test_any_text_is_itself_or_a_list(value):
    assert isinstance(values.decoded(value), str | list | dict)
