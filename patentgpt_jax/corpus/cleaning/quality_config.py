"""The thresholds of the quality filters, each with the published one where there is one."""

from dataclasses import dataclass, field, fields

from patentgpt_jax.settings import require


@dataclass(frozen=True)
class RepetitionLimits:
    """The most that each measure of `repetition.Repetition` may be.

    Gopher's table A1 (Rae et al. 2021) has 0.30, 0.30, 0.20, 0.20; 0.20, 0.18, 0.16; 0.15 to 0.10. It was
    made for pages of the web: three in four real patents repeat more 5- to 10-grams than that, since
    claims stand again in the summary and each part is named in full each time. Here the limits lie above
    what real patents have (`experiments/benchmarks/quality.py` prints it). `loops` is not Gopher's.
    """

    duplicate_lines: float = 0.45
    duplicate_paragraphs: float = 0.30
    duplicate_line_characters: float = 0.20
    duplicate_paragraph_characters: float = 0.20
    top_2_gram: float = 0.25
    top_3_gram: float = 0.25
    top_4_gram: float = 0.25
    duplicate_5_grams: float = 0.65
    duplicate_6_grams: float = 0.64
    duplicate_7_grams: float = 0.63
    duplicate_8_grams: float = 0.62
    duplicate_9_grams: float = 0.61
    duplicate_10_grams: float = 0.60
    loops: float = 0.10

    def __post_init__(self) -> None:
        _check_shares(self)


@dataclass(frozen=True)
class QualityConfig:
    """What a document's own-language text must be like to be kept; `max_` fields that are shares are of 1.

    `length` asks for `min_words` to `max_words` besides the title (Gopher: 50 to 100,000; one of 152 real
    patents has 171,000) and for words of `min_word_length` to `max_word_length` characters on average in
    languages with spaces. `symbols` asks for at most `max_symbols` hashes, or ellipses, a word; for lines
    of which at most `max_bullet_lines` begin with a bullet and `max_ellipsis_lines` end in an ellipsis;
    for `min_letter_words` of the words to have a letter; for `min_stop_words` different function words,
    where there is a list for the language; and for at most `max_digits` and `max_non_letters` of the
    characters other than white space to be digits, or anything but letters. `ocr` leaves out a document
    of whose words more than `max_garbage_words` are garbage. `repetition` is looked at from
    `min_repetition_words` on: in a question of twenty words, one phrase that comes twice is much.
    """

    min_words: int = 20
    max_words: int = 500_000
    min_word_length: float = 3.0
    max_word_length: float = 10.0
    max_symbols: float = 0.1
    max_bullet_lines: float = 0.9
    max_ellipsis_lines: float = 0.3
    min_letter_words: float = 0.6
    min_stop_words: int = 2
    max_digits: float = 0.3
    max_non_letters: float = 0.6
    max_garbage_words: float = 0.02
    min_repetition_words: int = 50
    repetition: RepetitionLimits = field(default_factory=RepetitionLimits)

    def __post_init__(self) -> None:
        for name in ("min_words", "min_stop_words", "min_repetition_words"):
            require(getattr(self, name) >= 0, f"{name}={getattr(self, name)}: expected 0 or more")
        for least, most in (("min_words", "max_words"), ("min_word_length", "max_word_length")):
            low, high = getattr(self, least), getattr(self, most)
            require(low < high, f"{most}={high}: expected more than {least}={low}")
        _check_shares(self)


def _check_shares(section: RepetitionLimits | QualityConfig) -> None:
    """Every field that is a share of something is between 0 and 1."""
    for each in fields(section):
        value = getattr(section, each.name)
        if each.type is float and not each.name.endswith("_word_length"):
            require(0 <= value <= 1, f"{each.name}={value}: expected a share from 0 to 1")
