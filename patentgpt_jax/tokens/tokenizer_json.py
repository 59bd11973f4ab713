"""Text to integer tokens and back by a `tokenizer.json` with byte-level BPE, such as Qwen2's to Qwen3's.

The format is that of the `tokenizers` library (github.com/huggingface/tokenizers), the method GPT-2's: text
is cut by a regular expression, its UTF-8 bytes are written as 256 printable characters, and these are
merged. Of what the file describes, only this is used. Added tokens (`<|im_start|>`, `<think>`) are not
looked for in the text, so that none comes from what somebody typed, and text is not normalised to NFC as
Qwen's file asks, so that the round trip is exact; text that is in NFC has the same ids either way.

A document ends with `<|endoftext|>` where there is such a token, else with the `eos_token` of the
`tokenizer_config.json` beside the file: in a chat model's, that is the end of a message instead. It begins
with the `bos_token`; Qwen has none, and there the token that ends a document also begins one.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tokenizers

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import asked_for
from patentgpt_jax.tokens.special_tokens import special_id

FILE, CONFIG = "tokenizer.json", "tokenizer_config.json"
_END_OF_TEXT = "<|endoftext|>"
_UNUSED = ("added_tokens", "normalizer", "post_processor", "truncation", "padding")


class HuggingFaceTokenizer:
    """A tokenizer from a `tokenizer.json` file with byte-level BPE; the round trip is exact for any text.

    Raises:
      InputError: the file is missing, is no such file, holds another kind of tokenizer, or names no token
        that ends a document.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        with asked_for(path):
            data = self.path.read_bytes()
        described = _described(data, self.path)
        _check_lossless(described, self.path)
        beside = self.path.parent / CONFIG
        config_data = beside.read_bytes() if beside.is_file() else b"{}"
        config = _json(config_data, beside, CONFIG)
        self.files = {FILE: data, CONFIG: config_data}
        added = {each["content"]: each for each in described["added_tokens"]}
        self.special_tokens: dict[str, int] = {name: each["id"] for name, each in added.items()}
        self._model = tokenizers.Tokenizer.from_str(
            json.dumps(described | {"added_tokens": []} | dict.fromkeys(_UNUSED[1:]))
        )
        vocabulary: dict[str, int] = described["model"]["vocab"]
        self._pieces = {id: name for name, id in [*vocabulary.items(), *self.special_tokens.items()]}
        self.vocab_size = max(self._pieces) + 1
        self._bytes = {id: _bytes(piece) for piece, id in vocabulary.items()}
        for name, each in added.items():
            self._bytes[each["id"]] = b"" if each["special"] else name.encode()
        self.eos_id = self._end(config)
        self.bos_id = self._named(config, "bos_token", self.eos_id)
        self.pad_id = self._named(config, "pad_token", self.eos_id)
        frame = f"{self.bos_id} {self.eos_id} {self.pad_id} ".encode()
        self.fingerprint = hashlib.sha256(frame + data).hexdigest()

    def special_id(self, name: str) -> int:
        """The id of the added token `name`, which no text encodes to.

        Raises:
          InputError: the file has no such token.
        """
        return special_id(self.special_tokens, name, str(self.path))

    def piece(self, id: int) -> str:
        """What `id` stands for, to be looked at: a space is `Ġ`, as in the file."""
        return self._pieces.get(int(id), "")

    def encode(self, text: str) -> list[int]:
        """The ids of `text`, without `bos_id` and `eos_id`."""
        return self._model.encode(text, add_special_tokens=False).ids

    def encode_many(self, texts: Sequence[str]) -> list[list[int]]:
        """`encode` of each text, on all cores."""
        return [each.ids for each in self._model.encode_batch_fast(list(texts), add_special_tokens=False)]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of `ids`; reserved ids have none, and broken UTF-8 becomes U+FFFD."""
        return b"".join(self._bytes.get(int(id), b"") for id in ids).decode("utf-8", "replace")

    def _end(self, config: Mapping[str, Any]) -> int:
        if _END_OF_TEXT in self.special_tokens:
            return self.special_tokens[_END_OF_TEXT]
        end = self._named(config, "eos_token", -1)
        if end < 0:
            raise InputError(
                f"{self.path}: no token ends a document; expected {_END_OF_TEXT} in it, or an eos_token in "
                f"the {CONFIG} beside it"
            )
        return end

    def _named(self, config: Mapping[str, Any], field: str, default: int) -> int:
        """The id of the token that a field of `tokenizer_config.json` names, as text or as an object."""
        value = config.get(field)
        name = value.get("content") if isinstance(value, dict) else value
        return self.special_tokens.get(name, default) if isinstance(name, str) else default


def _json(data: bytes, path: Path, name: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InputError(f"{path}: not a JSON object; expected a {name}")
    return found


def _described(data: bytes, path: Path) -> dict[str, Any]:
    """What the file says, with every part that is read here present."""
    found = _json(data, path, FILE)
    model = found.get("model")
    if not isinstance(model, dict) or not isinstance(model.get("vocab"), dict | list):
        raise InputError(f"{path}: no tokenizer's model in it; expected a {FILE}")
    kind, steps = model.get("type", "BPE"), found.get("pre_tokenizer") or {}
    names = [each.get("type") for each in steps.get("pretokenizers", [steps])]
    if kind != "BPE" or "ByteLevel" not in names:
        raise InputError(
            f"{path}: {kind} that is not byte-level; expected byte-level BPE as Qwen's "
            "(for LLaMA-2's, give its tokenizer.model)"
        )
    return found | {"added_tokens": found.get("added_tokens") or []}


def _check_lossless(described: Mapping[str, Any], path: Path) -> None:
    """Refuse what would change the text."""
    normalizer = described.get("normalizer") or {}
    if normalizer.get("type") not in (None, "NFC"):
        raise InputError(f"{path}: the normalizer {normalizer['type']} changes text; expected NFC or none")
    steps = described["pre_tokenizer"]
    if any(each.get("add_prefix_space") for each in steps.get("pretokenizers", [steps])):
        raise InputError(f"{path}: add_prefix_space puts a space before the text; expected false")
    missing = [character for character in _BYTES if character not in described["model"]["vocab"]]
    if missing:
        raise InputError(f"{path}: {len(missing)} of the 256 bytes have no entry; expected all of them")


def _byte_characters() -> dict[str, int]:
    """GPT-2's characters for bytes: a printable byte is itself, the others follow from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + n): byte for n, byte in enumerate(others)}


_BYTES = _byte_characters()


def _bytes(piece: str) -> bytes:
    try:
        return bytes(map(_BYTES.__getitem__, piece))
    except KeyError:  # an entry that no text is made of
        return b""
