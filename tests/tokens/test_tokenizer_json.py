"""A tokenizer.json of Qwen's shape: any text comes back, and no text becomes a control token."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tokenizers
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.tokenizer_json import HuggingFaceTokenizer

AWKWARD = st.sampled_from(
    ["<|endoftext|>", "<|im_start|>", "<think>", "e\u0301", "\r\n", "  ", "12345", "权利"]
)
ANY_TEXT = st.lists(st.text() | AWKWARD).map("".join)


@given(text=ANY_TEXT)
def test_any_text_comes_back_and_makes_no_control_token(like_qwen: HuggingFaceTokenizer, text: str) -> None:
    ids = like_qwen.encode(text)
    assert like_qwen.decode(ids) == text
    assert not {*ids} & {*like_qwen.special_tokens.values()}


@given(texts=st.lists(ANY_TEXT, max_size=4))
def test_many_texts_are_encoded_as_each_one_is(like_qwen: HuggingFaceTokenizer, texts: list[str]) -> None:
    assert like_qwen.encode_many(texts) == [like_qwen.encode(text) for text in texts]


@given(text=st.text())
def test_the_ids_are_those_of_the_library(like_qwen: HuggingFaceTokenizer, text: str) -> None:
    theirs = tokenizers.Tokenizer.from_file(str(like_qwen.path))
    normal = unicodedata.normalize("NFC", text)
    assert like_qwen.encode(normal) == theirs.encode(normal, add_special_tokens=False).ids


def test_one_token_begins_and_ends_a_document(like_qwen: HuggingFaceTokenizer) -> None:
    end = like_qwen.special_id("<|endoftext|>")
    assert (like_qwen.bos_id, like_qwen.eos_id, like_qwen.pad_id) == (end, end, end)
    assert like_qwen.vocab_size == max(like_qwen.special_tokens.values()) + 1
    assert like_qwen.decode([end, *like_qwen.encode("a pump"), end]) == "a pump"
    assert like_qwen.decode([like_qwen.special_id("<think>")]) == "<think>"  # no mark of structure but text


def test_a_chat_models_end_of_a_message_is_not_that_of_a_document(
    copy: Callable[..., HuggingFaceTokenizer], like_qwen: HuggingFaceTokenizer
) -> None:
    chat = copy(config={"eos_token": "<|im_end|>", "pad_token": "<|im_start|>", "bos_token": None})
    assert chat.eos_id == like_qwen.eos_id
    assert chat.pad_id == chat.special_id("<|im_start|>")
    assert chat.fingerprint != like_qwen.fingerprint


def test_other_families_name_both_ends(copy: Callable[..., HuggingFaceTokenizer]) -> None:
    """As LLaMA-3: another token begins a document than ends it, and none is called <|endoftext|>."""

    def renamed(described: dict[str, Any]) -> None:
        described["added_tokens"][0]["content"] = "<|end_of_text|>"

    named = {"bos_token": {"content": "<|im_start|>"}, "eos_token": "<|end_of_text|>"}
    found = copy(renamed, named)
    assert found.bos_id == found.special_id("<|im_start|>")
    assert found.eos_id == found.special_id("<|end_of_text|>")
    with pytest.raises(InputError, match="no token ends a document"):
        copy(renamed, {})


def _lowercase(described: dict[str, Any]) -> None:
    described["normalizer"] = {"type": "Lowercase"}


def _prefix(described: dict[str, Any]) -> None:
    described["pre_tokenizer"]["pretokenizers"][1]["add_prefix_space"] = True


def _without_bytes(described: dict[str, Any]) -> None:
    del described["model"]["vocab"]["a"]


def _of_words(described: dict[str, Any]) -> None:
    described["pre_tokenizer"] = {"type": "Whitespace"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_lowercase, "the normalizer Lowercase changes text; expected NFC or none"),
        (_prefix, "add_prefix_space puts a space before the text"),
        (_without_bytes, "1 of the 256 bytes have no entry"),
        (_of_words, r"BPE that is not byte-level; expected byte-level BPE .* give its tokenizer\.model"),
    ],
)
def test_what_would_lose_text_is_refused(
    copy: Callable[..., HuggingFaceTokenizer], change: Callable[[dict[str, Any]], None], expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        copy(change)


def test_a_file_of_another_name_is_told_what_was_expected(tmp_path: Path) -> None:
    lines = tmp_path / "items.jsonl"
    lines.write_text('{"a": 1}\n{"a": 2}\n')
    with pytest.raises(InputError, match=r"items\.jsonl: not a JSON object; expected a tokenizer\.json"):
        HuggingFaceTokenizer(lines)


@pytest.fixture
def copy(like_qwen: HuggingFaceTokenizer, tmp_path: Path) -> Callable[..., HuggingFaceTokenizer]:
    """The tokenizer changed, with a `tokenizer_config.json` beside it."""

    def make(
        change: Callable[[dict[str, Any]], None] = lambda _: None, config: dict[str, Any] | None = None
    ) -> HuggingFaceTokenizer:
        described = json.loads(like_qwen.path.read_text())
        change(described)
        (tmp_path / "tokenizer.json").write_text(json.dumps(described))
        if config is not None:
            (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
        return HuggingFaceTokenizer(tmp_path / "tokenizer.json")

    return make
