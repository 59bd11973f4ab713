"""Text to integer tokens and back, losslessly: sentencepiece with byte fallback.

Kudo and Richardson 2018 (arXiv:1808.06226), with the settings of the LLaMA-2 tokenizer (byte
fallback, digits one by one, no normalisation, spaces kept) but two: a newline is a piece of its
own, and no space is put before the text, so that `decode(encode(text)) == text` for any text.

Reserved ids of a tokenizer trained here: 0 `<pad>`, 1 `<unk>` (never produced: a character outside
the vocabulary becomes its UTF-8 bytes), 2 `<s>`, 3 `</s>`, 4 newline, 5 to 260 the bytes 0 to 255.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from pathlib import Path
from typing import Protocol

import sentencepiece

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import write_bytes
from patentgpt_jax.settings import one_of, require

RESERVED = 261
TRAINING_VERSION = 1  # to be raised with every change of what `train` makes of the same texts
_SPACE_MARK = "\u2581"  # sentencepiece writes a space as this character, so a real one needs care
_LINE_CHARACTERS = 10_000  # training cuts longer lines, which sentencepiece would leave out
_TRAINING_THREADS = 8  # constant: sentencepiece stores it in the model, which must not depend on the machine


@dataclass(frozen=True)
class TokenizerConfig:
    """How to train a tokenizer.

    `bpe` is the default: on five weekly files of US grants (5 MB) it needs 1.3 % fewer tokens on
    held-out patents than `unigram` at 4,096 entries (3.6 % at 8,192) and trains ten times faster.
    `unigram` encodes faster (4 against 0.7 million tokens a second on one core).
    """

    vocab_size: int = 4096
    algorithm: str = "bpe"
    character_coverage: float = 0.9995
    """Share of the text's characters that get a piece of their own; the others are written as bytes."""
    maximum_training_bytes: int = 100_000_000
    """A larger text is sampled, by whole documents."""

    def __post_init__(self) -> None:
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


class Tokenizer(Protocol):
    """What the project needs of a tokenizer."""

    @property
    def vocab_size(self) -> int:
        """Number of ids; every id is below it."""

    @property
    def bos_id(self) -> int:
        """Id that begins a document."""

    @property
    def eos_id(self) -> int:
        """Id that ends a document."""

    @property
    def pad_id(self) -> int:
        """Id that fills what no loss is taken on."""

    @property
    def fingerprint(self) -> str:
        """Hash of the model file: equal fingerprints mean equal tokens."""

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without `bos_id` and `eos_id`."""

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; reserved ids have none, and broken UTF-8 becomes U+FFFD."""


class SentencePieceTokenizer:
    """A tokenizer from a sentencepiece model file.

    The round trip is exact for models that `train` made, and for others that neither normalise nor
    put a space before the text. Lone surrogates are no text and are refused by sentencepiece.

    Raises:
      InputError: the file is missing, is no sentencepiece model, or has no `<s>` or `</s>`.
    """

    def __init__(self, path: str | Path) -> None:
        try:
            model = Path(path).read_bytes()
        except OSError as error:
            raise InputError(f"{path}: cannot read the tokenizer ({error.strerror})") from None
        try:
            self._model = sentencepiece.SentencePieceProcessor(model_proto=model)
        except RuntimeError:
            raise InputError(f"{path}: not a sentencepiece model") from None
        if self._model.bos_id() < 0 or self._model.eos_id() < 0:
            raise InputError(f"{path}: the model has no <s> or no </s>, which documents are framed with")
        self.fingerprint = hashlib.sha256(model).hexdigest()
        self.vocab_size: int = self._model.get_piece_size()
        self.bos_id: int = self._model.bos_id()
        self.eos_id: int = self._model.eos_id()
        self.pad_id: int = self._model.pad_id() if self._model.pad_id() >= 0 else self._model.unk_id()
        self._space_mark = self._space_mark_ids()

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without `bos_id` and `eos_id`."""
        return self.encode_many([text])[0]

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""
        threads = min(len(texts), os.cpu_count() or 1)
        encoded = self._model.encode(list(texts), num_threads=max(threads, 1))
        if self._space_mark:
            for index, text in enumerate(texts):
                if _SPACE_MARK in text:
                    encoded[index] = self._encode_space_marks(text)
        return encoded

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; reserved ids have none, and broken UTF-8 becomes U+FFFD."""
        return self._model.decode([int(id) for id in ids])

    def _space_mark_ids(self) -> list[int]:
        """The bytes of U+2581 as ids, or nothing where the model cannot tell it from a space."""
        ids = [self._model.piece_to_id(f"<0x{byte:02X}>") for byte in _SPACE_MARK.encode()]
        adds_space = self._model.encode("a", out_type=str)[0].startswith(_SPACE_MARK)
        return ids if self._model.decode(ids) == _SPACE_MARK and not adds_space else []

    def _encode_space_marks(self, text: str) -> list[int]:
        """Encode around each U+2581, which sentencepiece would take for a space, as its bytes."""
        first, *rest = self._model.encode(text.split(_SPACE_MARK))
        return [*first, *(id for ids in rest for id in (*self._space_mark, *ids))]


def train(texts: Iterable[str], config: TokenizerConfig, path: str | Path) -> SentencePieceTokenizer:
    """Train a tokenizer on `texts` (one a document), write its model file to `path`, and open it.

    The same texts give the same file. Where they exceed `config.maximum_training_bytes`, a sample
    is taken that depends on what the documents are and not on their order.

    Raises:
      InputError: too little text for `config.vocab_size`, or too many different characters.
    """
    lines = [line for text in _sample(texts, config.maximum_training_bytes) for line in _lines(text)]
    if not lines:
        raise InputError("tokenizer: no text to train on; expected at least one document with text")
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=model,
            model_type=config.algorithm,
            vocab_size=config.vocab_size,
            character_coverage=config.character_coverage,
            pad_id=0,
            unk_id=1,
            bos_id=2,
            eos_id=3,
            pad_piece="<pad>",
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


def _sample(texts: Iterable[str], maximum_bytes: int) -> list[str]:
    """The texts with the smallest hashes that fit in `maximum_bytes`, in the order of their hashes."""
    kept: list[tuple[int, str]] = []  # a heap, the largest hash first
    size = 0
    for text in texts:
        data = text.encode()
        digest = int.from_bytes(hashlib.blake2b(data, digest_size=16).digest())
        heappush(kept, (-digest, text))
        size += len(data)
        while size > maximum_bytes and len(kept) > 1:
            size -= len(heappop(kept)[1].encode())
    return [text for _, text in sorted(kept, reverse=True)]


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from (line[start : start + _LINE_CHARACTERS] for start in range(0, len(line), _LINE_CHARACTERS))


def _too_little_text(vocab_size: int, message: str) -> Exception:
    """What sentencepiece says about the vocabulary's size as an `InputError`."""
    if found := re.search(r"Vocabulary size too high .* <= (\d+)", message):
        return InputError(
            f"tokenizer.vocab_size={vocab_size}: the text is too little, it has {found[1]} pieces; "
            f"expected at most {found[1]}, or more text"
        )
    if found := re.search(r"smaller than required_chars\. \d+ vs (\d+)", message):
        return InputError(
            f"tokenizer.vocab_size={vocab_size}: the text's characters alone need {found[1]}; "
            "expected at least that, or a smaller tokenizer.character_coverage"
        )
    return RuntimeError(message)
