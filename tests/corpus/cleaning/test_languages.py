import pytest
from cleaned import CHINESE, ENGLISH, FRENCH, GERMAN
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.languages import identify

TEXTS = {
    "en": ENGLISH[0],
    "de": GERMAN,
    "fr": FRENCH,
    "es": "La bomba tiene una carcasa y un rotor que gira en ella, para que el líquido entre por un extremo.",
    "it": "La pompa ha un corpo e un rotore che gira nel corpo, per cui il liquido entra da una delle parti.",
    "pt": "A bomba tem uma carcaça e um rotor que gira dentro dela, e o líquido não sai pelo mesmo lado.",
    "nl": "De pomp heeft een huis en een rotor die in het huis draait, zodat de vloeistof niet terug komt.",
    "zh": CHINESE,
    "ja": "ポンプは、ハウジングと、その中で回転するロータとを備え、液体を一端から吸い込む。",
    "ko": "펌프는 하우징과 그 안에서 회전하는 로터를 포함하며 액체는 한쪽 끝에서 들어온다.",
    "ru": "Насос имеет корпус и вращающийся в нём ротор, который всасывает жидкость с одного конца.",
    "el": "Η αντλία έχει ένα περίβλημα και έναν δρομέα που περιστρέφεται μέσα σε αυτό.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_enough(language: str) -> None:
    assert identify(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12.5\t13.2\n1.0\t4.4",
        "Semiconductor device",
        "2-chloro-N-methylbenzamide, ethyl acetate, toluene",
        "acg tga ccg tta acg ggt ctt aga",
        "半導体装置",  # a title of either language
        "Pumpen har ett hus och en rotor som vrids i huset; vätskan sugs in i den ena änden.",  # Swedish
        "Pompa ma korpus i wirnik, który obraca się w nim, tak że ciecz wpływa z jednej strony.",  # Polish
        "Насос має корпус і ротор, який обертається в ньому.",  # Ukrainian
    ],
)
def test_it_is_not_sure_of_what_it_cannot_know(text: str) -> None:
    assert identify(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH[0]
        + " The die is held in the die set, the die plate and the die holder; a die press closes the die.",
        "where α is the angle of the β phase, and γ and δ are those of the other two, as shown in the table",
        ENGLISH[0] + " A note of the inventor says: das ist die alte Bauform.",
    ],
)
def test_words_and_letters_of_other_languages_do_not_mislead(text: str) -> None:
    assert identify(text) == "en"


def test_chinese_with_latin_signs_and_a_japanese_name_is_chinese() -> None:
    assert identify(CHINESE + "泵体 P1 与 GPU-2 相连，商品名为ポンプ。") == "zh"


def test_a_long_text_is_judged_by_more_than_its_beginning() -> None:
    assert identify(ENGLISH[0] + GERMAN * 100) == "de"


@given(st.text(max_size=300))
def test_any_text_has_a_code_or_none(text: str) -> None:
    assert identify(text) in {"", *TEXTS, "ar", "he", "th"}
