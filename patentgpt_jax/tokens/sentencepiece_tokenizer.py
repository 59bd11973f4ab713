"""Text to integer tokens and back by a sentencepiece model (Kudo and Richardson 2018, arXiv:1808.06226)."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import sentencepiece

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import asked_for
from patentgpt_jax.tokens.sentencepiece_model import SPACE_MARK
from patentgpt_jax.tokens.special_tokens import special_id

FILE = "tokenizer.model"


class SentencePieceTokenizer:
    """A tokenizer from a sentencepiece model file.

    The round trip is exact for models that `train` made, for LLaMA-2's and what is made from it, and for
    others that do not normalise. Lone surrogates are no text and are refused by sentencepiece.

    Raises:
      InputError: the file is missing, is no sentencepiece model, or has no `<s>` or `</s>`.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with asked_for(path):
            model = self.path.read_bytes()
        try:
            self._model = sentencepiece.SentencePieceProcessor(model_proto=model)
        except RuntimeError:
            raise InputError(f"{path}: not a sentencepiece model") from None
        if self._model.bos_id() < 0 or self._model.eos_id() < 0:
            raise InputError(f"{path}: the model has no <s> or no </s>, which documents are framed with")
        self.fingerprint = hashlib.sha256(model).hexdigest()
        self.files = {FILE: model}
        self.vocab_size: int = self._model.get_piece_size()
        self.bos_id: int = self._model.bos_id()
        self.eos_id: int = self._model.eos_id()
        self.pad_id: int = self._model.pad_id() if self._model.pad_id() >= 0 else self._model.unk_id()
        ids = range(self.vocab_size)
        control = [id for id, is_one in zip(ids, self._model.is_control(list(ids)), strict=True) if is_one]
        self.special_tokens: dict[str, int] = {self._model.id_to_piece(id): id for id in control}
        self._newline = self._model.encode("\n")
        self._space_mark = self._space_mark_ids()

    def special_id(self, name: str) -> int:
        """The id of the control token `name`, which no text encodes to.

        Raises:
          InputError: the model has no such token.
        """
        return special_id(self.special_tokens, name, str(self.path))

    def piece(self, id: int) -> str:
        """What `id` stands for, to be looked at: `▁pump`, `<0xE2>`, `<s>`."""
        return self._model.id_to_piece(int(id))

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without `bos_id` and `eos_id`."""
        return self.encode_many([text])[0]

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""
        threads = min(len(texts), os.cpu_count() or 1)
        encoded = self._model.encode(list(texts), num_threads=max(threads, 1))
        if self._space_mark:
            for index, text in enumerate(texts):
                if SPACE_MARK in text:
                    encoded[index] = self._encode_space_marks(text)
        return encoded

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; reserved ids have none, and broken UTF-8 becomes U+FFFD."""
        return self._model.decode([int(id) for id in ids])

    def _space_mark_ids(self) -> list[int]:
        """The bytes of U+2581 as ids, or nothing where the model cannot tell it from a space."""
        ids = [self._model.piece_to_id(f"<0x{byte:02X}>") for byte in SPACE_MARK.encode()]
        apart = self._model.encode("\na") == [*self._newline, *self._after_newline("a")]
        return ids if apart and self._model.decode([*self._newline, *ids]) == "\n" + SPACE_MARK else []

    def _encode_space_marks(self, text: str) -> list[int]:
        """Encode around each U+2581, which sentencepiece would take for a space, as its bytes.

        What follows one is encoded after a newline, because some models put a space before a text.
        """
        first, *rest = text.split(SPACE_MARK)
        ids = self._model.encode(first)
        for part in rest:
            ids += [*self._space_mark, *self._after_newline(part)]
        return ids

    def _after_newline(self, text: str) -> list[int]:
        return self._model.encode("\n" + text)[len(self._newline) :]
