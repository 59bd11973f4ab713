"""Mojibake is repaired, and nothing else is touched."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.cleaning.encoding import encoding, repaired
from patentgpt_jax.corpus.record import Claim, Record, Section

GENUINE = [
    "Le dispositif décrit « à l’arrière » fut créé en été ; l’œuvre coûte 5 € près de Nîmes.",
    "Die Größe des Gehäuses beträgt 30 µm ± 5 µm; „Menü“ heißt die Übersicht.",
    "Thiết bị đo đã được đề xuất để giảm nhiệt độ của chất lỏng.",
    "ĐÃ ĐƯỢC CẤP BẰNG",
    "壳体（1）与弹簧（2）连接，温度为20℃～30℃。",
    "Ημερομηνία: α ≤ β, ΔT = 5 °C, Σ xᵢ² ≥ ½ √2 · π",
    "Устройство содержит корпус и пружину.",
    "Zařízení obsahuje těleso a pružinu; żółty wąż, łódź.",
    "INVENÇÃO DE UM ARTEFATO, informações não são São Paulo",
    "a volume of 30 Å³, an area of 12 Å², a bore of Ø±0.1 mm and Ø½ inch",
    "5 Å±0.2 and 3×½, the CAFÉ® and NESTLÉ® brands, CAFÉ™",
    "«Il est “né…”» dit-elle",
    "Ã",
    "â‚¬",
    'the browser shows "â‚¬" for the sign',
]


@pytest.mark.parametrize("text", GENUINE)
def test_genuine_text_is_left_alone(text):
    assert repaired(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Le procédé créé à Nîmes",
        "la pièce est posée à côté",
        "the housing’s “outer” wall – at 20 °C – is 5 μm thick",
        "die Größe des Gehäuses",
        "中国专利说明书",
        "本发明涉及一种阀门，包括壳体。",
        "Устройство содержит корпус",
        "thiết bị đo nhiệt độ",
    ],
)
@pytest.mark.parametrize("wrong", ["latin-1", "sloppy-windows-1252"])
def test_utf8_read_with_another_encoding_is_repaired(text, wrong):
    import ftfy.bad_codecs  # noqa: F401, which knows Windows-1252 as browsers read it

    assert repaired(text.encode().decode(wrong)) == text


def test_damage_of_damage_is_repaired():
    assert repaired("dÃƒÂ©jÃƒÂ\xa0 vu") == "déjà vu"


def test_a_space_that_was_a_byte_is_given_back():
    assert repaired("voilÃ le dessin") == "voilà le dessin"


def test_controls_that_were_quotation_marks():
    assert repaired("the \x93housing\x94") == "the “housing”"


def test_only_the_damaged_line_changes():
    text = "ligne intacte : “é”, 30 Å³ — &amp; ﬁn\n\nle procÃ©dÃ© &amp; 30 Å³"
    assert repaired(text) == "ligne intacte : “é”, 30 Å³ — &amp; ﬁn\n\nle procédé &amp; 30 Å³"


def test_every_part_of_a_record():
    damaged = Record(
        "FR1A1",
        title="PiÃ¨ce",
        sections=(Section("other", "RÃ©sumÃ©", "clean"),),
        claims=(Claim(1, "piÃ¨ce"),),
    )
    mended = encoding(damaged)
    assert (mended.title, mended.sections[0].heading, mended.claims[0].text) == ("Pièce", "Résumé", "pièce")
    assert encoding(mended) is mended


def test_clean_records_are_read_without_ftfy():
    code = """
import sys
sys.modules["ftfy"] = None
from patentgpt_jax.corpus.cleaning.encoding import repaired
assert repaired("30 Å³ à “20 °C”") == "30 Å³ à “20 °C”"
"""
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@given(st.text(st.sampled_from('aZ Ãâ€™œ©Å³°\xa0\x93中é\n"«»‚ÄвЂ€Â')))
def test_a_second_time_changes_nothing(text):
    assert repaired(repaired(text)) == repaired(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_never_changed(text):
    assert repaired(text) is text
