import pytest
from cleaned import CHINESE, ENGLISH, FRENCH, GERMAN, document

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.symbols import make_symbols, symbol_metrics
from patentgpt_jax.corpus.record import Record

symbols = make_symbols(CleaningConfig())


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH[0], "en"), (GERMAN, "de"), (FRENCH, "fr"), (CHINESE, "zh")]
)
def test_prose_of_any_language_is_kept(text: str, language: str) -> None:
    record = document(text, language)
    assert symbols(record) is record


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# " * 9 + ENGLISH[0], "symbols"),
        (ENGLISH[0].replace(",", "...").replace(" the ", " ... "), "symbols"),
        ("\n".join("• " + each for each in ENGLISH[0].split()), "lines with bullets"),
        ("\n".join(each + "..." for each in ENGLISH[0].split(", ")), "lines ending in an ellipsis"),
        ("the 1.2 of 3.4 to - and / is + " * 9, "words without letters"),
        ("the Q1234567 of W7654321 to R8888888 " * 9, "digits"),
        ("the a=!!!? of b&&%)($ to c;:_+~~ " * 9, "characters that are no letters"),
        ("Home Products Contact Imprint Login Cart Search " * 9, "no stop words"),
    ],
)
def test_what_is_no_prose_goes(text: str, reason: str) -> None:
    assert symbols(document(text, title="")) == Removed(reason)


def test_what_is_counted() -> None:
    found = symbol_metrics("• The 12 pumps\n\n• of 34 ...", "en")
    assert found.bullet_lines == 1
    assert found.ellipsis_lines == 0.5
    assert found.ellipses == pytest.approx(1 / 8)
    assert found.letter_words == pytest.approx(3 / 8)
    assert found.stop_words == 2
    assert found.digits == pytest.approx(4 / 19)
    assert found.non_letters == pytest.approx(9 / 19)


def test_letters_are_those_of_any_script() -> None:
    assert symbol_metrics("泵体é５", "zh").non_letters == pytest.approx(1 / 4)
    assert symbol_metrics("ett", "sv").stop_words is None


def test_nothing_is_left_to_others() -> None:
    empty = Record("US1B1", language="en")
    assert symbols(empty) is empty
