"""An extended tokenizer keeps what it was, gains what it learned, and is one thing to all who read it.

The fixture is written by `tests/fixtures/record_llama_tokens.py`: a base like LLaMA-2's, the texts that it is
extended from, and what transformers makes of held-out lines with the extended model.
"""

import json
import random
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.extend import extend, planned_size
from patentgpt_jax.tokens.sentencepiece_model import CONTROL, NORMAL, SPACE_MARK, read_model
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.special_tokens import SPECIAL_TOKENS, USER
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig, train

SIZE = 1600
BASE_SIZE = 800


@pytest.fixture(scope="module")
def recorded() -> dict[str, Any]:
    with np.load(Path(__file__).parents[1] / "fixtures" / "llama_tokens.npz") as file:
        return {name: file[name] for name in file}


@pytest.fixture(scope="module")
def corpus(recorded: dict[str, Any]) -> list[tuple[str, str]]:
    return [(language, text) for language, text in json.loads(str(recorded["texts"]))]


@pytest.fixture(scope="module")
def base(recorded: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> SentencePieceTokenizer:
    path = tmp_path_factory.mktemp("base") / "base.model"
    path.write_bytes(recorded["base"].tobytes())
    return SentencePieceTokenizer(path)


@pytest.fixture(scope="module")
def extended(
    base: SentencePieceTokenizer, corpus: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> SentencePieceTokenizer:
    config = TokenizerConfig(vocab_size=SIZE, base=str(base.path))
    return extend(corpus, config, tmp_path_factory.mktemp("extended") / "tokenizer.model")


def test_transformers_gives_the_same_ids(extended: SentencePieceTokenizer, recorded: dict[str, Any]) -> None:
    lines, theirs = json.loads(str(recorded["lines"])), json.loads(str(recorded["ids"]))
    assert extended.path.read_bytes() == recorded["extended"].tobytes()  # what transformers read
    assert len(lines) > 500 and extended.encode_many(lines) == theirs
    new = {id for ids in theirs for id in ids if id >= BASE_SIZE}
    assert len(new) > 300  # they are of the new pieces, too


def test_old_pieces_stay_as_they_were(base: SentencePieceTokenizer, extended: SentencePieceTokenizer) -> None:
    old, new = (read_model(each.path.read_bytes(), "") for each in (base, extended))
    assert len(new.pieces) == SIZE and new.pieces[:BASE_SIZE] == old.pieces
    end = old.data.index(old.pieces[-1].text.encode())
    assert new.data[:end] == old.data[:end]


def test_new_pieces_score_below_all_old_ones_each_below_the_one_before(
    extended: SentencePieceTokenizer,
) -> None:
    pieces = read_model(extended.path.read_bytes(), "").pieces
    scores = [piece.score for piece in pieces[BASE_SIZE:] if piece.kind == NORMAL]
    assert scores[0] < min(piece.score for piece in pieces[:BASE_SIZE])
    assert all(one > other for one, other in pairwise(scores))
    assert tuple(piece.text for piece in pieces[BASE_SIZE:] if piece.kind == CONTROL) == SPECIAL_TOKENS


def test_every_new_piece_is_reached_by_its_own_text(extended: SentencePieceTokenizer) -> None:
    for id in range(BASE_SIZE + len(SPECIAL_TOKENS), SIZE):
        text = extended.piece(id).replace(SPACE_MARK, " ")
        assert extended.encode("\n" + text)[-1] == id, text
        assert extended.encode("\n" + text)[:-1] == extended.encode("\n")


def test_pieces_are_of_one_word_and_have_no_digits(extended: SentencePieceTokenizer) -> None:
    new = [extended.piece(id) for id in range(BASE_SIZE + len(SPECIAL_TOKENS), SIZE)]
    assert not [piece for piece in new if SPACE_MARK in piece[1:] or any(map(str.isdecimal, piece))]
    assert "所述" in new  # "the said", the commonest word of Chinese patents
    assert not [piece for piece in new if "，" in piece and len(piece) > 1]


def some_text(alphabet: str) -> st.SearchStrategy[str]:
    return st.lists(
        st.text() | st.text(alphabet) | st.sampled_from(["所述装置", "semiconductor", USER, "\u2581", " 12 "])
    ).map("".join)


@given(text=some_text("所述的一种装置，包括 abcdefgh\n"))
def test_any_text_comes_back_and_takes_no_more_tokens_than_before(
    base: SentencePieceTokenizer, extended: SentencePieceTokenizer, text: str
) -> None:
    ids = extended.encode(text)
    assert extended.decode(ids) == text
    assert len(ids) <= len(base.encode(text))
    assert not {*ids} & {*extended.special_tokens.values()}


def test_text_of_the_corpus_takes_fewer(
    base: SentencePieceTokenizer, extended: SentencePieceTokenizer, corpus: list[tuple[str, str]]
) -> None:
    chinese = [text for language, text in corpus if language == "zh"]
    before, after = (sum(map(len, each.encode_many(chinese))) for each in (base, extended))
    assert after < 0.4 * before


def test_the_same_documents_in_any_order_give_the_same_file(
    base: SentencePieceTokenizer,
    extended: SentencePieceTokenizer,
    corpus: list[tuple[str, str]],
    tmp_path: Path,
) -> None:
    config = TokenizerConfig(vocab_size=SIZE, base=str(base.path))
    again = extend(reversed(corpus), config, tmp_path / "again.model")
    assert again.fingerprint == extended.fingerprint


def test_a_model_trained_here_is_extended_too(
    tokenizer: SentencePieceTokenizer, corpus: list[tuple[str, str]], tmp_path: Path
) -> None:
    """It has the control tokens, and a newline as a piece, which nothing is merged with."""
    config = TokenizerConfig(vocab_size=1300, base=str(tokenizer.path))
    extended = extend(corpus, config, tmp_path / "extended.model")
    assert extended.special_tokens == tokenizer.special_tokens
    assert not [id for id in range(400, 1300) if "\n" in extended.piece(id)]
    for _, text in corpus:
        assert extended.decode(extended.encode(text)) == text


def test_a_corpus_too_small_says_how_much_it_gives(base: SentencePieceTokenizer, tmp_path: Path) -> None:
    short = [("zh", "一种装置，包括壳体。一种装置，包括盖体。")]
    path = tmp_path / "tokenizer.model"
    with pytest.raises(InputError, match=r"the text is too little, it gives \d+ char.* at most \d+") as error:
        extend(short, TokenizerConfig(vocab_size=2000, base=str(base.path)), path)
    assert not list(tmp_path.iterdir())
    most = int(str(error.value).split("expected at most ")[1].split(",")[0])
    assert extend(short, TokenizerConfig(vocab_size=most, base=str(base.path)), path).vocab_size == most


def test_nothing_is_left_where_the_documents_break_off(base: SentencePieceTokenizer, tmp_path: Path) -> None:
    def broken() -> Any:
        yield "en", "a pump"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        extend(broken(), TokenizerConfig(vocab_size=900, base=str(base.path)), tmp_path / "tokenizer.model")
    assert not list(tmp_path.iterdir())


def test_a_base_that_cannot_be_extended_is_refused_in_one_line(
    base: SentencePieceTokenizer, like_qwen: Any, corpus: list[tuple[str, str]], tmp_path: Path
) -> None:
    def refused(path: Path, size: int) -> str:
        with pytest.raises(InputError) as error:
            planned_size(TokenizerConfig(vocab_size=size, base=str(path)))
        assert "\n" not in str(error.value)
        return str(error.value)

    unigram = train(corpus, TokenizerConfig(vocab_size=1500, algorithm="unigram"), tmp_path / "unigram.model")
    assert "a unigram model; expected BPE" in refused(unigram.path, 2000)
    assert "a tokenizer.json; expected a sentencepiece model" in refused(like_qwen.path, 2000)
    assert "expected more than 808, or 0 to use it as it is" in refused(base.path, 808)
    assert planned_size(TokenizerConfig(vocab_size=0, base=str(base.path))) == BASE_SIZE
    assert planned_size(TokenizerConfig(vocab_size=809, base=str(base.path))) == 809
    characters = [("", "".join(map(chr, range(0x4E00, 0x4E00 + 500))))]
    with pytest.raises(InputError, match=r"characters alone need 1308; expected at least that"):
        extend(
            characters, TokenizerConfig(vocab_size=900, base=str(base.path), character_coverage=1.0), tmp_path
        )


def test_a_page_without_spaces_is_learned_from_in_no_time(
    base: SentencePieceTokenizer, tmp_path: Path
) -> None:
    draw = random.Random(0)
    pages = [("", "".join(draw.choices("acgt", k=300_000))) for _ in range(2)]
    started = time.monotonic()
    extend(pages, TokenizerConfig(vocab_size=2000, base=str(base.path)), tmp_path / "tokenizer.model")
    assert time.monotonic() - started < 10
