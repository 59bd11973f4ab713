"""A tokenizer is opened by what its file holds, or by the directory that it lies in."""

import json
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.tokenizer import open_tokenizer
from patentgpt_jax.tokens.tokenizer_json import HuggingFaceTokenizer


@pytest.fixture(scope="module")
def like_llama(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> SentencePieceTokenizer:
    """A space before the text, no padding piece, other reserved ids."""
    prefix = tmp_path_factory.mktemp("like_llama") / "other"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter("\n".join(texts).split("\n")),
        model_prefix=str(prefix),
        vocab_size=400,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        minloglevel=2,
    )
    return SentencePieceTokenizer(f"{prefix}.model")


def test_a_model_made_elsewhere_keeps_its_own_ways(like_llama: SentencePieceTokenizer) -> None:
    assert (like_llama.bos_id, like_llama.eos_id, like_llama.pad_id) == (1, 2, 0)
    assert like_llama.special_tokens == {"<s>": 1, "</s>": 2}


@given(text=st.lists(st.text() | st.sampled_from(["\u2581", " ", "\n", "a", "<s>"])).map("".join))
def test_any_text_comes_back_from_it(like_llama: SentencePieceTokenizer, text: str) -> None:
    assert like_llama.decode(like_llama.encode(text)) == text


def test_the_kind_is_told_by_the_content(
    tokenizer: SentencePieceTokenizer, like_qwen: HuggingFaceTokenizer, tmp_path: Path
) -> None:
    (tmp_path / "one").write_bytes(tokenizer.path.read_bytes())
    (tmp_path / "other").write_bytes(like_qwen.path.read_bytes())
    assert open_tokenizer(tmp_path / "one").fingerprint == tokenizer.fingerprint
    assert open_tokenizer(tmp_path / "other").encode("a pump") == like_qwen.encode("a pump")


@pytest.mark.parametrize("kind", ["tokenizer", "like_qwen"])
def test_a_directory_made_from_its_files_opens_as_the_same(kind: str, request, tmp_path: Path) -> None:
    made = request.getfixturevalue(kind)
    for name, content in made.files.items():
        (tmp_path / name).write_bytes(content)
    assert open_tokenizer(tmp_path).fingerprint == made.fingerprint


def test_files_that_are_no_tokenizer(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.model: cannot be read"):
        open_tokenizer(tmp_path / "missing.model")
    with pytest.raises(InputError, match=r"expected a file tokenizer\.model or tokenizer\.json in it"):
        open_tokenizer(tmp_path)
    (tmp_path / "text.model").write_text("not a model")
    with pytest.raises(InputError, match=r"text\.model: not a sentencepiece model"):
        open_tokenizer(tmp_path / "text.model")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "qwen2"}))
    with pytest.raises(InputError, match=r"config\.json: no tokenizer's model in it"):
        open_tokenizer(tmp_path / "config.json")
