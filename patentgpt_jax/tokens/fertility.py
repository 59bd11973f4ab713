"""How finely a tokenizer cuts text: characters and bytes a token, and tokens a word, its fertility.

Fertility is that of Rust et al. 2021 (arXiv:2012.15613): the average number of tokens of a word. A word is
a run of characters that are no space; where words are not set apart, in Chinese, it is one Han character.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from patentgpt_jax.corpus.cleaning.parts import texts
from patentgpt_jax.corpus.record import SECTION_KINDS, Record
from patentgpt_jax.tokens.tokenizer import Tokenizer

GROUPS = ("language", "office", "section")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_HAN}]|[^\\s{_HAN}]+")
_SECTIONS = frozenset({"title", "abstract", "claims", *SECTION_KINDS})
_TEXTS_AT_ONCE = 256


@dataclass
class Amount:
    """How much text there was, and how many tokens it became."""

    characters: int = 0
    bytes: int = 0
    words: int = 0
    tokens: int = 0

    def add(self, text: str, tokens: int) -> None:
        """Count a text of so many tokens."""
        self.characters += len(text)
        self.bytes += len(text.encode("utf-8", "replace"))
        self.words += len(_WORD.findall(text))
        self.tokens += tokens

    def figures(self) -> dict[str, float]:
        """The counts and what follows from them."""
        return asdict(self) | {
            "characters_per_token": self.characters / max(self.tokens, 1),
            "bytes_per_token": self.bytes / max(self.tokens, 1),
            "fertility": self.tokens / max(self.words, 1),
        }


@dataclass(frozen=True)
class Measured:
    """`amounts[name][group][value]`, and how often each id was used, by the tokenizers' names."""

    amounts: dict[str, dict[str, dict[str, Amount]]]
    used: dict[str, Counter[int]]

    def figures(self) -> dict[str, Any]:
        """`amounts` as figures, by group, value and tokenizer."""
        return {
            group: {
                value: {name: each[group][value].figures() for name, each in self.amounts.items()}
                for value in sorted(next(iter(self.amounts.values()))[group])
            }
            for group in GROUPS
        }


def measure(records: Iterable[Record], tokenizers: dict[str, Tokenizer]) -> Measured:
    """What each of `tokenizers` (by name) makes of the texts of `records`, one text after another."""
    amounts: dict[str, dict[str, dict[str, Amount]]] = {
        name: {group: {} for group in GROUPS} for name in tokenizers
    }
    used: dict[str, Counter[int]] = {name: Counter() for name in tokenizers}
    waiting = (each for record in records for each in labelled_texts(record))
    while some := list(islice(waiting, _TEXTS_AT_ONCE)):
        for name, tokenizer in tokenizers.items():
            encoded = tokenizer.encode_many([text for _, text in some])
            for (labels, text), ids in zip(some, encoded, strict=True):
                used[name].update(ids)
                for group, value in zip(GROUPS, labels, strict=True):
                    amounts[name][group].setdefault(value, Amount()).add(text, len(ids))
    return Measured(amounts, used)


def labelled_texts(record: Record) -> Iterator[tuple[Sequence[str], str]]:
    """Yield ((language, office, section), text) of each text of `record`; headings are left out."""
    for part, text in texts(record):
        language, _, name = part.rpartition(": ")
        section = "claims" if name.startswith("claim ") else name
        if section in _SECTIONS and text.strip():
            labels = (language or record.language, record.office, section)
            yield [label or "unknown" for label in labels], text
