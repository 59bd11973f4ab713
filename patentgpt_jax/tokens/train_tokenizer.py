"""Training a tokenizer: sentencepiece with byte fallback (Kudo and Richardson 2018, arXiv:1808.06226).

The settings are those of the LLaMA-2 tokenizer (byte fallback, digits one by one, no normalisation, spaces
kept) but two: a newline is a piece of its own, and no space is put before the text, so that
`decode(encode(text)) == text` for any text.

Reserved ids of a tokenizer trained here: 0 `<pad>`, 1 `<unk>` (never produced: a character outside the
vocabulary becomes its UTF-8 bytes), 2 `<s>`, 3 `</s>`, 4 to 11 the control tokens of `special_tokens`, 12
newline, 13 to 268 the bytes 0 to 255.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import sentencepiece

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import write_bytes
from patentgpt_jax.settings import one_of, require
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.special_tokens import SPECIAL_TOKENS
from patentgpt_jax.tokens.strata import sample

RESERVED = 4 + len(SPECIAL_TOKENS) + 1 + 256
TRAINING_VERSION = 2  # to be raised with every change of what `train` or `extend` makes of the same texts
_LINE_CHARACTERS = 10_000  # training cuts longer lines, which sentencepiece would leave out
_TRAINING_THREADS = 8  # constant: sentencepiece stores it in the model, which must not depend on the machine


@dataclass(frozen=True)
class TokenizerConfig:
    """Which tokenizer: one to train, one to extend, or one to use as it is.

    `base` is an existing tokenizer: a sentencepiece model, a `tokenizer.json`, or a directory with either.
    With a `vocab_size` of 0, or its own, it is used as it is; with a larger one (a sentencepiece model with
    BPE) it is extended to that size by pieces learned from the corpus. Without `base` one is trained.

    `bpe` is the default: on five weekly files of US grants (5 MB) it needs 1.3 % fewer tokens on
    held-out patents than `unigram` at 4,096 entries (3.6 % at 8,192) and trains ten times faster.
    `unigram` encodes faster (4 against 0.7 million tokens a second on one core).
    """

    vocab_size: int = 4096
    base: str = ""
    algorithm: str = "bpe"
    character_coverage: float = 0.9995
    """Share of the text's characters that get a piece of their own; the others are written as bytes."""
    maximum_training_bytes: int = 100_000_000
    """A larger text is sampled, by whole documents."""
    balance: float = 0.5
    """How such a sample is shared among the languages of each source: 1 as they are, 0 equally.

    A sample of 800 kB of US and Chinese patents, 4 to 1, gave 3.45 (US) and 1.24 (Chinese) characters a token
    with 1, 3.35 and 1.34 with 0.5, 3.23 and 1.39 with 0 (`experiments/benchmarks/tokenizer.py`).
    """

    def __post_init__(self) -> None:
        if self.base:
            require(self.vocab_size >= 0, f"vocab_size={self.vocab_size}: expected 0, or the size to reach")
        else:
            require(
                self.vocab_size > RESERVED,
                f"vocab_size={self.vocab_size}: expected more than the {RESERVED} reserved",
            )
        one_of("algorithm", self.algorithm, ("bpe", "unigram"))
        require(
            0 < self.character_coverage <= 1,
            f"character_coverage={self.character_coverage}: expected a share in (0, 1]",
        )
        require(
            self.maximum_training_bytes > 0,
            f"maximum_training_bytes={self.maximum_training_bytes}: expected a positive number",
        )
        require(0 <= self.balance <= 1, f"balance={self.balance}: expected 0 to 1")


def train(
    documents: Iterable[tuple[str, str]], config: TokenizerConfig, path: str | Path
) -> SentencePieceTokenizer:
    """Train a tokenizer on (stratum, text) of each document, write its file to `path`, and open it.

    The same documents give the same file. Where they exceed `config.maximum_training_bytes`, a sample
    is taken that depends on what the documents are and not on their order, see `strata`.

    Raises:
      InputError: too little text for `config.vocab_size`, or too many different characters.
    """
    lines = _lines(sample(documents, config.maximum_training_bytes, config.balance))
    first = next(lines, None)
    if first is None:
        raise InputError("tokenizer: no text to train on; expected at least one document with text")
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=chain([first], lines),
            model_writer=model,
            model_type=config.algorithm,
            vocab_size=config.vocab_size,
            character_coverage=config.character_coverage,
            pad_id=0,
            unk_id=1,
            bos_id=2,
            eos_id=3,
            pad_piece="<pad>",
            control_symbols=list(SPECIAL_TOKENS),
            user_defined_symbols=["\n"],
            byte_fallback=True,
            split_digits=True,
            normalization_rule_name="identity",
            remove_extra_whitespaces=False,
            add_dummy_prefix=False,
            max_sentence_length=4 * _LINE_CHARACTERS,
            num_threads=_TRAINING_THREADS,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise _too_little_text(config.vocab_size, str(error)) from error
    write_bytes(Path(path), model.getvalue())
    return SentencePieceTokenizer(path)


def _lines(texts: list[bytes]) -> Iterator[str]:
    """The lines of `texts`, which are let go one by one, because sentencepiece keeps what it is given."""
    texts.reverse()
    while texts:
        for line in texts.pop().decode().split("\n"):
            for start in range(0, len(line), _LINE_CHARACTERS):
                yield line[start : start + _LINE_CHARACTERS]


def _too_little_text(vocab_size: int, message: str) -> Exception:
    """What sentencepiece says about the vocabulary's size as an `InputError`."""
    if found := re.search(r"Vocabulary size too high .* <= (\d+)", message):
        return InputError(
            f"config.tokenizer.vocab_size={vocab_size}: the text is too little, it has {found[1]} pieces; "
            f"expected at most {found[1]}, or more text"
        )
    if found := re.search(r"smaller than required_chars\. \d+ vs (\d+)", message):
        return InputError(
            f"config.tokenizer.vocab_size={vocab_size}: the text's characters alone need {found[1]}; "
            "expected at least that, or a smaller tokenizer.character_coverage"
        )
    return RuntimeError(message)
