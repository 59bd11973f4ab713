"""Benchmarks and documents for these tests: words drawn at random, so that no text is like another."""

import json
import random

from patentgpt_jax.corpus import Claim, Record, Section, Translation

_SYLLABLES = ("ba", "co", "di", "fu", "ge", "ha", "jo", "ku", "li", "mo", "ne", "pa", "ri", "so", "tu", "ve")
_CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(2000)]
ENGLISH_PROMPT = "Please choose the one of the four patents below that is most like the first, and name it:"
CHINESE_PROMPT = "请从下列四项选项之中选出与第一项专利最为相似的一项并写出它的字母"


def english(seed, words=60):
    """Words, each of three syllables."""
    rng = random.Random(f"english {seed}")
    return " ".join("".join(rng.choices(_SYLLABLES, k=3)) for _ in range(words))


def chinese(seed, characters=80):
    """Chinese characters without a sign between them."""
    return "".join(random.Random(f"chinese {seed}").choices(_CHARACTERS, k=characters))


def write_parallel(folder, items=40):
    """A benchmark in two languages, of which each item is about another patent."""
    folder.mkdir()
    for name, prompt, told in (("en", ENGLISH_PROMPT, english), ("zh", CHINESE_PROMPT, chinese)):
        rows = [
            {"instruction": f"{prompt}\n{told(number)}\nA: {told((number, 'A'))}", "input": "", "output": "A"}
            for number in range(items)
        ]
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


def document(seed="clean"):
    """A patent with text in every part, of no benchmark."""
    parts = [english((seed, number)) for number in range(9)]
    sections = (
        Section("background", "Background", "\n\n".join(parts[:3])),
        Section("detailed_description", "Details", "\n\n".join(parts[3:5])),
    )
    claims = (Claim(1, parts[5], category="product"), Claim(2, parts[6], (1,), category="product"))
    translation = Translation("zh", chinese((seed, "title"), 9), chinese((seed, "abstract")))
    return Record(
        "US1B2", title="A valve", abstract=parts[7], sections=sections, claims=claims,
        translations=(translation,), language="en",
    )  # fmt: skip
