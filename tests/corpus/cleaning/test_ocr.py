import random
import time

import pytest
from cleaned import CHINESE, ENGLISH, FRENCH, GERMAN, document

from experiments.benchmarks.damage import scanned
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.ocr import garbage_share, make_ocr

ocr = make_ocr(CleaningConfig())


@pytest.mark.parametrize(
    "word",
    [
        "pr0cess",
        "proc;ess",
        "the,liquid",
        "1ight",
        "(0ther",
        "lllliquid",
        "tlnsrgthe",
        "oieaiou",
        "pum\ufffd",
    ],
)
def test_garbage(word: str) -> None:
    assert garbage_share(f"the {word} of it") == 0.25


@pytest.mark.parametrize(
    "text",
    [
        "2-chloro-5-(4-chloro-1-methyl-1H-pyrazol-5-yl)-N-{(1S)-2-amino}ethyl benzoate",
        "H2O, CO2, NaHCO3, C1-C6 alkyl, mRNA, pH, kHz, and Al2O3",
        "acgtacggtcccccgggtt ggttttacg MKVLAAGIVGLLWRTSS",
        "members 12a, 12b' and 14(c), the 1st, 2nd and 10th, and 5mm",
        "if (x1 != y2) { get_value(a.b[3]); } www.example.com user@example.com",
        "Angstschweiß Nachtschatten Gewichtsprozent l'invention d'un queueing and/or lengthwise",
        "where a b and c d are constants",
        GERMAN, FRENCH, CHINESE, *ENGLISH,
    ],
)  # fmt: skip
def test_what_is_no_garbage(text: str) -> None:
    assert garbage_share(text) == 0


def test_letters_set_apart() -> None:
    assert garbage_share("t h e r e is one") == pytest.approx(5 / 7)


@pytest.mark.parametrize(
    ("damage", "least", "most"), [(0.0, 0, 0), (0.02, 0.3, 1), (0.05, 0.95, 1), (0.2, 1, 1)]
)
def test_damage_is_found_by_its_level(damage: float, least: float, most: float) -> None:
    rng = random.Random(0)
    texts = [scanned(" ".join(ENGLISH) * 3, damage, rng) for _ in range(60)]
    found = sum(ocr(document(text)) == Removed("ocr damage") for text in texts) / len(texts)
    assert least <= found <= most


def test_a_long_word_with_many_signs_is_looked_at_once() -> None:
    started = time.process_time()
    assert garbage_share("the " + "b" * 1_000_000 + " of it") == 0.25
    assert garbage_share("a\ufffd" * 500_000) == 1
    assert time.process_time() - started < 5


def test_any_sign_of_a_word_makes_it_garbage() -> None:
    """The consonants alone may be of a German noun, the semicolon may not."""
    assert garbage_share("the Angstschweiß Grschtzpro;ess of it") == 0.2
