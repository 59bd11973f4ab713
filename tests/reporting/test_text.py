from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.reporting.text import duration, escape, exact, short


def test_numbers_are_short() -> None:
    assert [short(value) for value in (0, 0.4123, 950, 12_345_678, 999_999, 46.7e9)] == [
        *("0", "0.412", "950", "12.3M", "1M", "46.7B")
    ]
    assert [exact(value) for value in (12345, 2.31, 23456.7, 0.0003, -1.5, 0.0)] == [
        *("12,345", "2.310", "23,457", "0.0003", "-1.500", "0")
    ]


def test_durations_have_two_units() -> None:
    assert [duration(value) for value in (0.84, 59, 392.4, 7260, 200_000)] == [
        *("0.8 s", "59 s", "6 min 32 s", "2 h 1 min", "2 d 7 h")
    ]


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", 0

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags += 1


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"])))
def test_escaped_text_reads_as_itself(text: str) -> None:
    parser = Text()
    parser.feed(f"<p>{escape(text)}</p>")
    parser.close()
    assert (parser.text, parser.tags) == (text, 1)


def test_what_html_cannot_hold_is_replaced() -> None:
    assert escape("a\x00b\ud800c\n权") == "a\ufffdb\ufffdc\n权"
