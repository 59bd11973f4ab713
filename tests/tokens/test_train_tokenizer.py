"""Training gives the same model for the same text, and any text comes back from it."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.special_tokens import SPECIAL_TOKENS, USER
from patentgpt_jax.tokens.train_tokenizer import RESERVED, TokenizerConfig, train

AWKWARD = st.sampled_from(
    [
        "\u2581",
        "\0",
        "\n",
        "\n\n",
        "\t",
        " ",
        "  ",
        "\r\n",
        "<s>",
        "</s>",
        "<pad>",
        "<unk>",
        "<0x41>",
        USER,
        "2024",
        "权利",
    ]
)
ANY_TEXT = st.lists(st.text() | AWKWARD).map("".join)


def in_one_stratum(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    return (("", text) for text in texts)


@given(text=ANY_TEXT)
def test_decoding_gives_any_text_back(tokenizer: SentencePieceTokenizer, text: str) -> None:
    ids = tokenizer.encode(text)
    assert tokenizer.decode(ids) == text
    assert all(12 <= id < tokenizer.vocab_size for id in ids)  # no text makes a control token


@given(texts=st.lists(ANY_TEXT, max_size=5))
def test_many_texts_are_encoded_as_each_one_is(tokenizer: SentencePieceTokenizer, texts: list[str]) -> None:
    assert tokenizer.encode_many(texts) == [tokenizer.encode(text) for text in texts]


def test_reserved_ids(tokenizer: SentencePieceTokenizer) -> None:
    assert (tokenizer.pad_id, tokenizer.bos_id, tokenizer.eos_id) == (0, 2, 3)
    assert [tokenizer.special_id(name) for name in SPECIAL_TOKENS] == list(range(4, 12))
    assert tokenizer.encode("\n") == [12]
    assert tokenizer.encode("\0\xff") == [13, 13 + 0xC3, 13 + 0xBF]
    assert tokenizer.piece(RESERVED - 1) == "<0xFF>"
    assert tokenizer.decode([0, 2, *tokenizer.encode("claim"), 3]) == "claim"


def test_digits_stand_alone(tokenizer: SentencePieceTokenizer) -> None:
    assert len(tokenizer.encode("12345")) == 5


@pytest.mark.parametrize("algorithm", ["bpe", "unigram"])
def test_the_same_texts_give_the_same_model_in_silence(texts, tmp_path, capfd, algorithm: str) -> None:
    config = TokenizerConfig(vocab_size=400, algorithm=algorithm)
    first = train(in_one_stratum(texts), config, tmp_path / "first.model")
    second = train(in_one_stratum(reversed(texts)), config, tmp_path / "second.model")
    assert first.vocab_size == 400
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != train(in_one_stratum(texts[:5]), config, tmp_path / "third.model").fingerprint
    assert first.decode(first.encode(texts[0])) == texts[0]
    assert capfd.readouterr() == ("", "")


def test_a_sample_does_not_depend_on_the_order(texts, tmp_path) -> None:
    config = TokenizerConfig(vocab_size=400, maximum_training_bytes=2 * len(texts[0].encode()))
    one = train(in_one_stratum(texts), config, tmp_path / "one.model")
    other = train(in_one_stratum(reversed(texts)), config, tmp_path / "other.model")
    whole = train(in_one_stratum(texts), TokenizerConfig(vocab_size=400), tmp_path / "whole.model")
    assert one.fingerprint == other.fingerprint != whole.fingerprint


def test_too_little_text_names_the_field_and_what_would_do(tmp_path) -> None:
    with pytest.raises(InputError, match=r"^config\.tokenizer\.vocab_size=4096: .* at most \d+") as error:
        train([("", "a short text")], TokenizerConfig(), tmp_path / "tokenizer.model")
    most = int(str(error.value).split("expected at most ")[1].split(",")[0])
    assert (
        train([("", "a short text")], TokenizerConfig(vocab_size=most), tmp_path / "t.model").vocab_size
        == most
    )
    assert not (tmp_path / "tokenizer.model").exists()


def test_too_many_characters_for_the_vocabulary(tmp_path) -> None:
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 500)))
    with pytest.raises(InputError, match=r"tokenizer\.vocab_size=300: .*characters alone need 76[0-9]"):
        train(
            [("", text)],
            TokenizerConfig(vocab_size=300, character_coverage=1.0),
            tmp_path / "tokenizer.model",
        )


@pytest.mark.parametrize("texts", [[], ["", "\n"]])
def test_no_text_at_all(tmp_path, texts: list[str]) -> None:
    with pytest.raises(InputError, match="no text"):
        train(in_one_stratum(texts), TokenizerConfig(), tmp_path / "tokenizer.model")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("vocab_size", 200),
        ("algorithm", "wordpiece"),
        ("character_coverage", 1.5),
        ("maximum_training_bytes", 0),
        ("balance", 1.5),
    ],
)
def test_a_wrong_value_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(InputError, match=rf"^config\.tokenizer\.{field}="):
        from_mapping(TokenizerConfig, {field: value}, "config.tokenizer")


def test_what_looks_like_a_control_token_is_plain_text(tokenizer: SentencePieceTokenizer) -> None:
    ids = tokenizer.encode(f"he typed {USER} and <s>")
    assert not {*ids} & {*tokenizer.special_tokens.values()}
    assert tokenizer.decode(ids) == f"he typed {USER} and <s>"
    assert tokenizer.decode([tokenizer.special_id(USER), *tokenizer.encode("hello")]) == "hello"


def test_a_control_token_that_is_not_there_is_named(tokenizer: SentencePieceTokenizer) -> None:
    with pytest.raises(InputError, match=r"tokenizer\.model: .* no control token '<\|usr\|>'; did you mean"):
        tokenizer.special_id("<|usr|>")
