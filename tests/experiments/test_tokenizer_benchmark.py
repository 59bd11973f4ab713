"""The tokenizer benchmark measures what it says, on texts small enough to see it."""

import json
from pathlib import Path

import pytest

from experiments.benchmarks import tokenizer
from patentgpt_jax.tokens.sentencepiece_model import read_model
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer


@pytest.fixture
def base(tmp_path: Path) -> SentencePieceTokenizer:
    path = tmp_path / "base.model"
    path.write_bytes(tokenizer.like_llama(["a cab, a bad cab, a bed; faced dead beef"] * 20, 290))
    return SentencePieceTokenizer(path)


def test_a_piece_that_nothing_leads_to_is_unreachable(base: SentencePieceTokenizer, tmp_path: Path) -> None:
    model = read_model(base.path.read_bytes(), "")
    both = tokenizer.appended(model, ["xyz", "xy"], tmp_path / "both.model", low_scores=True)
    assert tokenizer.lost(both, base.vocab_size, ["xy and xyz"]) == (0.0, 0.0)
    assert tokenizer.lost(both, base.vocab_size, ["xy alone"]) == (0.0, 0.5)
    alone = tokenizer.appended(model, ["xyz"], tmp_path / "alone.model", low_scores=True)
    assert tokenizer.lost(alone, base.vocab_size, ["xyz"]) == (1.0, 1.0)


def test_as_many_pieces_of_a_second_model_are_taken_as_asked(base: SentencePieceTokenizer) -> None:
    texts = ["一种装置，包括壳体和盖体，所述壳体与所述盖体相连"] * 5
    model = read_model(base.path.read_bytes(), "")
    new = tokenizer.second_model(texts, model, 30)
    assert len(new) == len({*new}) == 30
    assert not {*new} & {piece.text for piece in model.pieces}
    assert {"一", "种", "装"} <= {*new}


def test_abstracts_are_taken_once_and_without_their_letters(tmp_path: Path) -> None:
    questions = ["which?\n一种泵\nA: 一种阀\nB: 一种轴", "which?\n一种泵\nA:一种轮"]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps({"instruction": each}) for each in questions))
    assert tokenizer.chinese(str(path)) == ["一种泵", "一种阀", "一种轴", "一种轮"]
    learned, held_out = tokenizer.split(tokenizer.chinese(str(path)))
    assert sorted(learned + held_out) == sorted(["一种泵", "一种阀", "一种轴", "一种轮"])
