import pytest
from cleaned import CHINESE, ENGLISH, document

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.length import make_length
from patentgpt_jax.corpus.cleaning.own_text import count_words
from patentgpt_jax.corpus.cleaning.quality_config import QualityConfig
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.errors import InputError

length = make_length(CleaningConfig())


def test_an_abstract_or_an_exam_question_is_long_enough() -> None:
    abstract = Record("US1B1", language="en", title="Pump", abstract=ENGLISH[0])
    question = document(
        "Which of these may be filed without a drawing?\nA: a utility model\nB: a process\nC: a design\n"
        "D: none of them",
        document_type="text",
    )
    for record in (abstract, question, document(CHINESE, "zh")):
        assert length(record) is record


def test_a_title_alone_is_no_document() -> None:
    title = "Method and apparatus for measuring the flow of a liquid in a pipe " * 3
    assert length(Record("US1B1", language="en", title=title)) == Removed("too few words")
    assert length(Record("CN1A", language="zh", title=CHINESE, abstract="一种泵。")) == Removed(
        "too few words"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a b c d e f g h " * 20, "words too short"),
        ("MKVLAAGIVGLLAKWRTSSPEQ " * 30, "words too long"),
        ("pump " * 1001, "too many words"),
    ],
)
def test_what_is_not_made_of_words_goes(text: str, reason: str) -> None:
    config = CleaningConfig(quality=QualityConfig(max_words=1000))
    assert make_length(config)(document(text)) == Removed(reason)


def test_a_chinese_character_is_a_share_of_a_word() -> None:
    assert count_words("泵体由橡胶制成，长 5 cm") == pytest.approx(8 * 0.8 + 2)
    assert count_words("naïve pumps – two") == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"min_words": -1}, "min_words=-1: expected 0 or more"),
        ({"min_words": 9, "max_words": 9}, "max_words=9: expected more than min_words=9"),
        ({"max_digits": 1.5}, r"max_digits=1.5: expected a share from 0 to 1"),
    ],
)
def test_thresholds_make_sense(fields: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        QualityConfig(**fields)  # type: ignore[arg-type]
