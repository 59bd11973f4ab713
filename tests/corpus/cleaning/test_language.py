import time

import pytest
from cleaned import CHINESE, ENGLISH, FRENCH, GERMAN, document

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.language import make_language
from patentgpt_jax.corpus.record import Claim, Record, Section, Translation
from patentgpt_jax.errors import InputError

language = make_language(CleaningConfig())


def sorted_record(record: Record) -> Record:
    found = language(record)
    assert isinstance(found, Record)
    assert language(found) is found
    return found


def test_what_is_in_order_is_left_alone() -> None:
    record = document(
        ENGLISH[0], claims=(Claim(1, "A pump."),), translations=(Translation("de", abstract=GERMAN),)
    )
    assert language(record) is record


def test_a_tag_that_lies_is_corrected() -> None:
    found = sorted_record(document(CHINESE, "en", title="一种泵及其开关"))
    assert (found.language, found.title, found.translations) == ("zh", "一种泵及其开关", ())


def test_an_english_abstract_of_a_chinese_patent_becomes_a_translation() -> None:
    found = sorted_record(document(CHINESE * 10, "zh", title="", abstract=ENGLISH[0]))
    assert found.abstract == ""
    assert found.translations == (Translation("en", abstract=ENGLISH[0]),)


def test_sections_join_the_translation_that_is_there() -> None:
    record = document(ENGLISH[0] * 5, translations=(Translation("de", title="Pumpe"),))
    german = Section("background", "Stand der Technik", GERMAN)
    record = Record(**{**vars(record), "sections": (german, *record.sections)})
    found = sorted_record(record)
    assert found.sections == record.sections[1:]
    assert found.translations == (Translation("de", title="Pumpe", sections=(german,)),)


def test_nothing_is_overwritten() -> None:
    other = GERMAN.replace("Pumpe", "Turbine")
    record = document(ENGLISH[0] * 5, abstract=GERMAN, translations=(Translation("de", abstract=other),))
    found = sorted_record(record)
    assert found.translations == (Translation("de", abstract=other), Translation("de", abstract=GERMAN))


def test_a_short_claim_goes_with_the_claims_around_it() -> None:
    claims = (Claim(1, ENGLISH[0]), Claim(1, GERMAN), Claim(2, "Pumpe nach 1."), Claim(3, GERMAN))
    found = sorted_record(document(ENGLISH[0] * 20, claims=claims))
    assert found.claims == claims[:1]
    assert found.translations == (Translation("de", claims=claims[1:]),)


def test_a_short_claim_goes_with_the_set_that_it_begins() -> None:
    claims = (Claim(1, ENGLISH[0]), Claim(2, ENGLISH[1]), Claim(1, "Pumpe."), Claim(2, GERMAN))
    found = sorted_record(document(ENGLISH[0] * 20, claims=claims))
    assert found.claims == claims[:2]
    assert found.translations == (Translation("de", claims=claims[2:]),)


def test_a_language_that_is_not_known_is_believed() -> None:
    swedish = "Pumpen har ett hus och en rotor som vrids i huset, så att vätskan sugs in i ena änden. " * 9
    found = sorted_record(document(swedish, "sv", abstract=ENGLISH[0]))
    assert found.language == "sv"
    assert found.translations == (Translation("en", abstract=ENGLISH[0]),)


def test_a_corrected_record_takes_back_what_stood_under_its_language() -> None:
    record = document(CHINESE * 9, "en", title="", translations=(Translation("zh", title="泵"),))
    found = sorted_record(record)
    assert (found.language, found.title, found.translations) == ("zh", "泵", ())


def test_only_the_languages_asked_for_are_kept() -> None:
    some = make_language(CleaningConfig(languages="en, zh"))
    record = document(ENGLISH[0], translations=(Translation("fr", abstract=FRENCH), Translation("zh", "泵")))
    found = some(record)
    assert isinstance(found, Record)
    assert found.translations == (Translation("zh", "泵"),)
    assert some(document(FRENCH, "en")) == Removed("language")
    assert some(document(ENGLISH[0])) == document(ENGLISH[0])


@pytest.mark.parametrize("wrong", ["eng", "cn", "jp", "xx", "EN"])
def test_languages_are_those_of_iso_639(wrong: str) -> None:
    """So that no language is left out because a country was named in its place."""
    with pytest.raises(InputError, match=rf"languages='en,{wrong}': '{wrong}' is no code of a language"):
        CleaningConfig(languages=f"en,{wrong}")


def test_many_claims_take_little_time() -> None:
    texts = (ENGLISH[0], "A pump.", GERMAN, "Pumpe.")
    claims = tuple(Claim(place // 4 + 1, f"{place} {texts[place % 4]}") for place in range(20_000))
    german = Translation("de", claims=tuple(Claim(30_000 + number, "Pumpe.") for number in range(10_000)))
    started = time.process_time()
    found = language(Record("EP1B1", language="en", claims=claims, translations=(german,)))
    assert time.process_time() - started < 10
    assert isinstance(found, Record)
    assert len(found.claims) + sum(len(each.claims) for each in found.translations) == 30_000
