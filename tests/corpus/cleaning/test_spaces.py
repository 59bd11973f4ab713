"""White space in order, tables untouched."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.spaces import spaced, spaces
from patentgpt_jax.corpus.record import Claim, Record


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("a  pump   with", "a pump with"),
        ("  A pump. \n\n\n\n B valve.  \n", "A pump.\n\nB valve."),
        ("end of one.  Start of the next.", "end of one. Start of the next."),
        ("a pump, comprising:\n  a valve;  and\n  a rod", "a pump, comprising:\n  a valve; and\n  a rod"),
        ("本 发 明 涉 及 阀 门 ， 包 括", "本发明涉及阀门，包括"),
        ("  本发明  涉及\n  阀门", "本发明涉及\n阀门"),
        ("壳体 （ 1 ） 与 spring 2 连接", "壳体（1）与 spring 2 连接"),
        ("FIG. 1 （a） shows", "FIG. 1 （a） shows"),
    ],
)
def test_white_space_in_order(text, tidy):
    assert spaced(text) == tidy


@pytest.mark.parametrize(
    "text",
    [
        "name\tvalue\n\t  5  \tmm\n壳 体\t1",
        "Alloy    Carbon   Iron\nA        0.5      99\nB        1.0      98",
        "for i in n:\n    print(i)\n    stop",
        "One sentence. Another one.\n\nA second paragraph.",
        "",
    ],
)
def test_tables_and_listings_and_tidy_text_stay(text):
    assert spaced(text) == text


def test_only_trailing_spaces_go_from_a_table():
    assert spaced("a\tb  \nc\td\t \n") == "a\tb\nc\td\t"


def test_a_tidy_record_is_returned_as_it_is():
    record = Record("US1A", title="Pump", claims=(Claim(1, "A pump,\nwith a valve."),))
    assert spaces(record) is record


@given(st.text(st.sampled_from("a.;1 \n\t中，（）：é")))
def test_a_second_time_changes_nothing_and_no_ink_is_lost(text):
    tidy = spaced(text)
    assert spaced(tidy) == tidy
    assert "".join(tidy.split()) == "".join(text.split())


def test_a_long_run_of_spaces_takes_little_time():
    run = " " * 500_000
    started = time.process_time()
    assert spaced(f"a{run}b") == "a b"
    assert spaced(f"a{run}\nb{run}") == "a\nb"
    assert spaced(f"a\n{run}b泵 ，") == f"a\n{run}b泵，"
    assert time.process_time() - started < 5
