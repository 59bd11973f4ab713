"""A sentencepiece model file as what it holds: its pieces, and more pieces appended.

The file is a protocol buffer (`sentencepiece_model.proto` in github.com/google/sentencepiece): pieces (field
1) with text, score and kind, the trainer's settings (field 2), the normaliser's (field 3). It is read and
written field by field, so that everything that is not changed stays as it was, byte for byte, also fields
that this code does not know.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from patentgpt_jax.errors import InputError

NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED, BYTE = range(1, 7)
SPACE_MARK = "\u2581"
"""Sentencepiece writes a space as this character."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_PIECE, _TRAINER = 1, 2  # fields of the model
_TEXT, _SCORE, _KIND = 1, 2, 3  # fields of a piece
_MODEL_TYPE, _VOCAB_SIZE = 3, 4  # fields of the trainer's settings
_ALGORITHMS = {1: "unigram", 2: "bpe", 3: "word", 4: "char"}


@dataclass(frozen=True)
class Piece:
    """One entry of the vocabulary; `kind` is NORMAL, UNKNOWN, CONTROL, USER_DEFINED, UNUSED or BYTE."""

    text: str
    score: float = 0.0
    kind: int = NORMAL


@dataclass(frozen=True)
class Model:
    """What `data` holds: `algorithm` is `unigram`, `bpe`, `word` or `char`; an id is a place in `pieces`."""

    data: bytes
    pieces: tuple[Piece, ...]
    algorithm: str


def read_model(data: bytes, path: str) -> Model:
    """The model in the bytes of the file `path`.

    Raises:
      InputError: it is no sentencepiece model.
    """
    pieces, algorithm = [], "unigram"
    try:
        for number, _, value in _fields(data):
            if number == _PIECE:
                pieces.append(_piece(value))
            elif number == _TRAINER:
                algorithm = _ALGORITHMS[_number(value, _MODEL_TYPE, 1)]
    except (ValueError, KeyError, IndexError, struct.error):
        pieces = []
    if not pieces:
        raise InputError(f"{path}: not a sentencepiece model")
    return Model(data, tuple(pieces), algorithm)


def append(model: Model, pieces: Sequence[Piece]) -> bytes:
    """The bytes of `model` with `pieces` after its own; the trainer's settings tell the new size."""
    added = b"".join(_field(_PIECE, _piece_bytes(piece)) for piece in pieces)
    size = len(model.pieces) + len(pieces)
    parts, last = [], 0
    for number, raw, value in _fields(model.data):
        if number == _TRAINER:
            raw = _field(_TRAINER, _with_size(value, size))
        parts.append(raw)
        if number == _PIECE:
            last = len(parts)
    return b"".join([*parts[:last], added, *parts[last:]])


def _piece(data: bytes) -> Piece:
    text, score, kind = "", 0.0, NORMAL
    for number, _, value in _fields(data):
        if number == _TEXT:
            text = value.decode()
        elif number == _SCORE:
            (score,) = struct.unpack("<f", value)
        elif number == _KIND:
            kind, _ = _varint(value, 0)
    return Piece(text, score, kind)


def _piece_bytes(piece: Piece) -> bytes:
    text = _field(_TEXT, piece.text.encode())
    score = bytes([_SCORE << 3 | _FIXED32]) + struct.pack("<f", piece.score)
    kind = b"" if piece.kind == NORMAL else bytes([_KIND << 3 | _VARINT, piece.kind])
    return text + score + kind


def _number(data: bytes, wanted: int, default: int) -> int:
    for number, _, value in _fields(data):
        if number == wanted:
            return _varint(value, 0)[0]
    return default


def _with_size(settings: bytes, size: int) -> bytes:
    """The trainer's `settings` with another vocabulary's size, where it tells one."""
    key = bytes([_VOCAB_SIZE << 3 | _VARINT])
    return b"".join(
        key + _varint_bytes(size) if number == _VOCAB_SIZE else raw for number, raw, _ in _fields(settings)
    )


def _fields(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (number, all of its bytes, its value's bytes) of each field of a message."""
    place = 0
    while place < len(data):
        key, start = _varint(data, place)
        kind = key & 7
        if kind == _VARINT:
            _, end = _varint(data, start)
        elif kind == _BYTES:
            length, start = _varint(data, start)
            end = start + length
        elif kind in (_FIXED32, _FIXED64):
            end = start + (4 if kind == _FIXED32 else 8)
        else:
            raise ValueError(f"wire type {kind}")
        if end > len(data):
            raise ValueError("cut short")
        yield key >> 3, data[place:end], data[start:end]
        place = end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """The number at `place` of `data`, and where it ends."""
    value = shift = 0
    while True:
        byte = data[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
        if shift > 63:
            raise ValueError("a number of more than 64 bits")


def _varint_bytes(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def _field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | _BYTES]) + _varint_bytes(len(value)) + value
