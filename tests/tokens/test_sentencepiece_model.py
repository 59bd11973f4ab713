"""A sentencepiece file read and written field by field: what is not changed stays byte for byte."""

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.sentencepiece_model import BYTE, CONTROL, NORMAL, Piece, append, read_model
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer


@pytest.fixture(scope="module")
def data(tokenizer: SentencePieceTokenizer) -> bytes:
    return tokenizer.path.read_bytes()


def test_pieces_are_those_that_sentencepiece_has(data: bytes) -> None:
    theirs = sentencepiece.SentencePieceProcessor(model_proto=data)
    model = read_model(data, "a.model")
    assert model.algorithm == "bpe"
    assert [piece.text for piece in model.pieces] == theirs.id_to_piece(list(range(len(model.pieces))))
    assert [piece.score for piece in model.pieces] == theirs.get_score(list(range(len(model.pieces))))
    assert sum(piece.kind == BYTE for piece in model.pieces) == 256
    assert model.pieces[2] == Piece("<s>", 0.0, CONTROL)


@given(
    added=st.lists(
        st.builds(
            Piece,
            st.text(min_size=1),
            st.floats(width=32, allow_nan=False),
            st.sampled_from([NORMAL, CONTROL]),
        )
    )
)
def test_what_is_appended_is_all_that_changes(data: bytes, added: list[Piece]) -> None:
    model = read_model(data, "a.model")
    more = read_model(append(model, added), "b.model")
    assert more.pieces == (*model.pieces, *added)
    assert append(read_model(append(model, []), ""), []) == data  # nothing added, nothing changed
    end = data.index(b"<0xFF>")  # the old pieces stand there as they were
    assert more.data[:end] == data[:end]


def test_the_new_size_is_told_to_sentencepiece(data: bytes) -> None:
    longer = append(read_model(data, "a.model"), [Piece("qqq", -1000.0), Piece("<|x|>", 0.0, CONTROL)])
    theirs = sentencepiece.SentencePieceProcessor(model_proto=longer)
    assert theirs.get_piece_size() == theirs.vocab_size() == 402
    assert theirs.id_to_piece(400) == "qqq" and theirs.is_control(401)


@given(st.binary(max_size=200))
def test_other_bytes_are_refused(some: bytes) -> None:
    try:
        read_model(some, "a.model")
    except InputError as error:
        assert str(error) == "a.model: not a sentencepiece model"


@given(st.data())
def test_a_file_cut_short_is_refused_or_has_fewer_pieces(data: bytes, draw: st.DataObject) -> None:
    cut = data[: draw.draw(st.integers(0, len(data) - 1))]
    try:
        assert len(read_model(cut, "a.model").pieces) <= 400
    except InputError as error:
        assert str(error) == "a.model: not a sentencepiece model"
