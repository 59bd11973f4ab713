"""More pieces for an existing sentencepiece BPE model, learned from a corpus on top of its segmentation.

Continued BPE training (Purason et al. 2025, arXiv:2512.03989): first the characters that the base lacks;
then each text is cut by base and characters, and merges of neighbouring pieces are learned from the result.
Chinese-LLaMA (Cui et al. 2023, arXiv:2304.08177) trained a second model instead and appended its pieces,
with score 0: some of those are never reached, because the base's own merges cut their text otherwise, and
sentencepiece and Hugging Face break the ties between their scores differently. By how much, measures
`experiments/benchmarks/tokenizer.py`.

What holds for the extended model, and why:

- Ids of old pieces, and every byte of the file about them, are the base's.
- A text encodes to as many tokens as before, or fewer. New pieces score strictly below the old ones, and
  encoding merges by score: all old merges come first, as before, and new ones only join their results.
- Every new piece is reached: its own text, as a word, encodes to it. A piece is taken only if what came
  before cuts its text into two pieces; what comes after scores lower, and so is too late to prevent it.
- New scores are strictly decreasing, so that no tie is broken.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import sentencepiece
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import write_bytes
from patentgpt_jax.tokens.sentencepiece_model import (
    BYTE,
    CONTROL,
    NORMAL,
    SPACE_MARK,
    UNKNOWN,
    USER_DEFINED,
    Model,
    Piece,
    append,
    read_model,
)
from patentgpt_jax.tokens.sentencepiece_tokenizer import FILE, SentencePieceTokenizer
from patentgpt_jax.tokens.special_tokens import SPECIAL_TOKENS
from patentgpt_jax.tokens.strata import sample
from patentgpt_jax.tokens.tokenizer import open_tokenizer
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig

_LONGEST = 16  # characters of a new piece, as sentencepiece's own training has it
_FEWEST = 2  # times that a pair must be there to become a piece
_TEXTS_AT_ONCE = 256
_LONGEST_WORD = 1000  # pieces: each merge is looked for in the whole word, which may be a page without spaces
_FIRST_CHARACTER = 0x10000  # pieces become characters from here on: none of them is a space
_LOWEST_SCORE = -(2.0**24)  # down to here, whole numbers are exact in float32
_BREAK, _ANY = -1, 0  # classes of characters: one that is never merged, and one that goes with all


def extend(
    documents: Iterable[tuple[str, str]], config: TokenizerConfig, path: str | Path
) -> SentencePieceTokenizer:
    """Extend `config.base` to `config.vocab_size` by pieces learned from (stratum, text) of each document.

    Control tokens of `special_tokens` that the base lacks come first, then characters, then merges. The
    same documents give the same file, which is written to `path` whole or not at all, and opened. Where they
    exceed `config.maximum_training_bytes`, a sample is taken as for `train`.

    Raises:
      InputError: the base is no sentencepiece BPE model with byte fallback, or has as many pieces already;
        too little text for so many.
    """
    base = _read_base(config.base)
    special = _added(base, config)
    room = config.vocab_size - len(base.pieces) - len(special)
    lowest = min(piece.score for piece in base.pieces)
    if lowest - 1 - room < _LOWEST_SCORE:
        raise InputError(
            f"{config.base}: a score of {lowest:g}; expected none below {_LOWEST_SCORE + room:g}"
        )
    texts = sample(documents, config.maximum_training_bytes, config.balance)
    characters = _missing_characters(base, texts, config.character_coverage)
    if len(characters) > room:
        raise InputError(
            f"config.tokenizer.vocab_size={config.vocab_size}: the text's characters alone need "
            f"{config.vocab_size - room + len(characters)}; expected at least that, or a smaller "
            "tokenizer.character_coverage"
        )
    with_characters = [*special, *_scored(characters, lowest)]
    model = read_model(append(base, with_characters), config.base)
    merged = _learn(model, texts, room - len(characters))
    if len(characters) + len(merged) < room:
        most = config.vocab_size - room + len(characters) + len(merged)
        raise InputError(
            f"config.tokenizer.vocab_size={config.vocab_size}: the text is too little, it gives "
            f"{len(characters)} characters and {len(merged)} longer pieces; "
            f"expected at most {most}, or more text"
        )
    write_bytes(Path(path), append(base, [*special, *_scored([*characters, *merged], lowest)]))
    return SentencePieceTokenizer(path)


def planned_size(config: TokenizerConfig) -> int:
    """The number of ids that the tokenizer will have which `config` asks for.

    Raises:
      InputError: its base is no tokenizer, or cannot be extended to that size.
    """
    if not config.base:
        return config.vocab_size
    size = open_tokenizer(config.base).vocab_size
    if config.vocab_size in (0, size):
        return size
    _added(_read_base(config.base), config)
    return config.vocab_size


def _added(base: Model, config: TokenizerConfig) -> list[Piece]:
    """The control tokens that `base` lacks, once it is sure that they leave room for something to learn."""
    held = {piece.text for piece in base.pieces}
    special = [Piece(name, 0.0, CONTROL) for name in SPECIAL_TOKENS if name not in held]
    least = len(base.pieces) + len(special)
    if config.vocab_size <= least:
        raise InputError(
            f"config.tokenizer.vocab_size={config.vocab_size}: {config.base} has {len(base.pieces)} pieces, "
            f"and {len(special)} control tokens are added; "
            f"expected more than {least}, or 0 to use it as it is"
        )
    return special


def _read_base(path: str) -> Model:
    opened = open_tokenizer(path)
    if not isinstance(opened, SentencePieceTokenizer):
        raise InputError(f"{path}: a tokenizer.json; expected a sentencepiece model, which can be extended")
    model = read_model(opened.files[FILE], path)
    if model.algorithm != "bpe":
        raise InputError(
            f"{path}: a {model.algorithm} model; expected BPE, the only kind that can be extended"
        )
    if sum(piece.kind == BYTE for piece in model.pieces) != 256:
        raise InputError(f"{path}: a model without byte fallback; expected one with, as LLaMA-2's")
    return model


def _scored(texts: Sequence[str], lowest: float) -> list[Piece]:
    """Pieces of `texts` whose scores lie below `lowest` and fall by one each."""
    first = float(np.floor(lowest)) - 1
    return [Piece(text, first - rank) for rank, text in enumerate(texts)]


def _missing_characters(base: Model, texts: Iterable[bytes], coverage: float) -> list[str]:
    """The characters that `base` lacks, most frequent first, among those that make up `coverage`."""
    processor = sentencepiece.SentencePieceProcessor(model_proto=base.data)
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(processor.normalize(text.decode()))
    wanted, known = coverage * sum(counts.values()), {piece.text for piece in base.pieces}
    missing, covered = [], 0
    for character, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if covered >= wanted:
            break
        covered += count
        if character not in known and unicodedata.category(character) not in ("Cc", "Cs"):
            missing.append(character)
    return missing


def _learn(model: Model, texts: list[bytes], count: int) -> list[str]:
    """`count` new pieces, or as many as there are, best first: each is two earlier ones, joined."""
    if count == 0:
        return []
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    size = len(model.pieces) + count  # more than `count` merges, for some are not taken
    while True:
        trainer = trainers.BpeTrainer(
            vocab_size=size, min_frequency=_FEWEST, max_token_length=_LONGEST, show_progress=False
        )
        tokenizer.train_from_iterator(_as_characters(model, texts), trainer)
        found = _reachable(model, _merges(model, tokenizer))
        if len(found) >= count or tokenizer.get_vocab_size() < size:
            return found[:count]
        size += 2 * (count - len(found)) + count // 10


def _merges(model: Model, tokenizer: Tokenizer) -> Iterator[str]:
    """What `tokenizer` joins, in the order in which it learned to."""
    pieces = {chr(_FIRST_CHARACTER + id): piece.text for id, piece in enumerate(model.pieces)}
    for pair in json.loads(tokenizer.to_str())["model"]["merges"]:
        yield "".join(pieces[character] for part in pair for character in part)


def _reachable(model: Model, candidates: Iterable[str]) -> list[str]:
    """Those of `candidates` that their own text encodes to, with the ones before them as the only new pieces.

    So it is where the text is two pieces before: the new one, which scores lowest, is then the last merge.
    """
    held = {piece.text for piece in model.pieces}
    whole = [piece.text for piece in model.pieces if piece.kind == USER_DEFINED]  # found in any text first
    scores = {piece.text: piece.score for piece in model.pieces if piece.kind not in (BYTE, CONTROL, UNKNOWN)}
    lowest, found = min(scores.values()), []
    for text in candidates:
        if text in held or len(text) > _LONGEST or any(each in text for each in whole):
            continue
        if len(_segments(text, scores)) == 2:
            found.append(text)
            held.add(text)
            scores[text] = lowest - len(found)
    return found


def _segments(text: str, scores: Mapping[str, float]) -> list[str]:
    """`text` as sentencepiece's BPE cuts it: the neighbours of best score are joined, the leftmost first."""
    parts = list(text)
    while True:
        joined = [scores.get(one + other) for one, other in pairwise(parts)]
        best = max((score for score in joined if score is not None), default=None)
        if best is None:
            return parts
        place = joined.index(best)
        parts[place : place + 2] = [parts[place] + parts[place + 1]]


def _as_characters(model: Model, texts: Iterable[bytes]) -> Iterator[str]:
    """Each text with a character for each piece, and spaces between what must not be merged.

    A space mark begins a word, and a word has one kind of letters: what sentencepiece demands of pieces too.
    """
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.data)
    classes = np.array([_ends(piece) for piece in model.pieces])
    first, last = classes[:, 0], classes[:, 1]
    opens = np.array([piece.text.startswith(SPACE_MARK) for piece in model.pieces])
    waiting = iter(texts)
    while some := list(islice(waiting, _TEXTS_AT_ONCE)):
        for ids in processor.encode([text.decode() for text in some]):
            places = np.array(ids, np.int64)
            before, after = last[places[:-1]], first[places[1:]]
            apart = (before != after) & (before != _ANY) & (after != _ANY)
            apart |= (before == _BREAK) | (after == _BREAK) | opens[places[1:]]
            starts = np.flatnonzero(apart) + 1
            if np.diff(starts, prepend=0, append=len(places)).max() > _LONGEST_WORD:
                starts = np.union1d(starts, np.arange(_LONGEST_WORD, len(places), _LONGEST_WORD))
            codes = np.insert(places + _FIRST_CHARACTER, starts, ord(" "))
            yield codes.astype("<u4").tobytes().decode("utf-32-le")


def _ends(piece: Piece) -> tuple[int, int]:
    """The classes of a piece's first and last character, by which its neighbours are merged or not."""
    text = piece.text.lstrip(SPACE_MARK)
    if piece.kind != NORMAL or any(_class(character) == _BREAK for character in text):
        return _BREAK, _BREAK
    if not text:
        return (_ANY, _ANY) if piece.text == SPACE_MARK else (_BREAK, _BREAK)
    return _class(text[0]), _class(text[-1])


@cache
def _class(character: str) -> int:
    """What a character can be in one piece with: letters of one script, or signs; digits with nothing.

    Chinese characters and Japanese kana are one script, as for sentencepiece.
    """
    category = unicodedata.category(character)
    if category in ("Nd", "Cc", "Zs", "Zl", "Zp"):
        return _BREAK
    if category.startswith("M"):
        return _ANY
    script = unicodedata.name(character, "").split(" ")[0] if category.startswith("L") else "SIGN"
    script = "CJK" if script in ("HIRAGANA", "KATAKANA", "IDEOGRAPHIC") else script
    return 1 + crc32(script.encode())
