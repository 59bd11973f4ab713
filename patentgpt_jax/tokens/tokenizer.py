"""What the project needs of a tokenizer, and opening one whatever its kind.

Two kinds: a sentencepiece model (trained or extended here, or LLaMA-2's), and a `tokenizer.json` of the
`tokenizers` library with byte-level BPE (Qwen's).
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import asked_for
from patentgpt_jax.tokens import sentencepiece_tokenizer, tokenizer_json
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.tokenizer_json import HuggingFaceTokenizer


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

    @property
    def special_tokens(self) -> Mapping[str, int]:
        """Ids of the control tokens, by name."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """What it was made from, by the name that the file has in a directory."""

    def special_id(self, name: str) -> int:
        """The id of the control token `name`, which no text encodes to; `InputError` without one."""

    def piece(self, id: int) -> str:
        """What `id` stands for, to be looked at."""

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without `bos_id` and `eos_id`."""

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; reserved ids have none, and broken UTF-8 becomes U+FFFD."""


def open_tokenizer(path: str | Path) -> Tokenizer:
    """The tokenizer in a file, by what the file holds, or in a directory such as a run's or a model's.

    A directory that has both a `tokenizer.model` and a `tokenizer.json` is opened by the first.

    Raises:
      InputError: there is none, or one of a kind that cannot be used.
    """
    path = Path(path)
    if path.is_dir():
        names = (sentencepiece_tokenizer.FILE, tokenizer_json.FILE)
        found = [path / name for name in names if (path / name).is_file()]
        if not found:
            raise InputError(f"{path}: no tokenizer; expected a file {' or '.join(names)} in it")
        path = found[0]
    with asked_for(path), path.open("rb") as file:
        beginning = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    return HuggingFaceTokenizer(path) if beginning.startswith(b"{") else SentencePieceTokenizer(path)
