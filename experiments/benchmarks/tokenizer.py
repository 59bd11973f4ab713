"""What extending a tokenizer gains on real text, beside appending the pieces of a second one.

    python -m experiments.benchmarks.tokenizer --weekly='PATH/ipg*.xml' --abstracts='PATH/*.csv' \\
        --chinese=PATH/PatentMatch_zh.jsonl

Bases with the settings of LLaMA-2's tokenizer, but trained on English patents: LLaMA-2-like, not LLaMA-2.

- Another language: a base of 32,000 entries, from the training folds of the weekly files, is extended to
  40,000 from the same and the Chinese abstracts in the questions of MOZIP PatentMatch (evaluation-only data:
  used to measure, nothing of it is kept).
- Another domain: a base of 16,000, from US abstracts, is extended to 20,000 from the weekly files.

Both are measured on the held-out fold of what they are extended from.

The other way, of Chinese-LLaMA (Cui et al. 2023): a second model is trained on the same text, and those of
its pieces that the base lacks are appended, as many, with score 0 as the usual script does, or with scores
below the base's. A new piece is unreachable if its own text does not encode to it, and unused if none of the
text does that it was learned from. Where transformers is
installed (requirements-peers.txt), the lines are also counted that its LlamaTokenizer encodes otherwise than
sentencepiece.

Last, how a sample is shared between the two languages, by `tokenizer.balance`: a tokenizer of 8,192 entries,
trained on a sample of 800 kB, English and Chinese patents being 4 to 1.
"""

import argparse
import glob
import importlib.util
import io
import json
import re
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

from experiments.benchmarks.results import print_result
from patentgpt_jax.corpus.folds import fold_of
from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.tokens.extend import extend
from patentgpt_jax.tokens.sentencepiece_model import NORMAL, SPACE_MARK, Model, Piece, append, read_model
from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.text import document_text
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig, train

_FOLDS, _FOLD = 5, 0
_BALANCES = (1.0, 0.7, 0.5, 0.3, 0.0)
_LINE = 10_000  # characters
_RESERVED = 259  # pieces of a model like LLaMA-2's: three, and the bytes
Texts = dict[str, list[str]]
"""Documents by language."""


def english(pattern: str) -> list[str]:
    """The patents in the files that `pattern` names, as text."""
    records = (each for path in sorted(glob.glob(pattern)) for each in read(path))
    return [document_text(record) for record in records if isinstance(record, Record)]


def chinese(path: str) -> list[str]:
    """The abstracts in the questions of a PatentMatch file, each once."""
    found: dict[str, None] = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        _, *abstracts = json.loads(line)["instruction"].split("\n")
        found |= dict.fromkeys(re.sub(r"^[A-D]: ?", "", abstract) for abstract in abstracts)
    return [text for text in found if text.strip()]


def split(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """What is learned from, and what is held out."""
    learned: list[str] = []
    held_out: list[str] = []
    for text in texts:
        (held_out if fold_of(text, _FOLDS, seed=0) == _FOLD else learned).append(text)
    return learned, held_out


def like_llama(texts: Iterable[str], size: int) -> bytes:
    """A sentencepiece model with the settings of LLaMA-2's."""
    model = io.BytesIO()
    lines = (line for text in texts for line in text.split("\n"))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line[at : at + _LINE] for line in lines for at in range(0, len(line), _LINE)),
        model_writer=model,
        model_type="bpe",
        vocab_size=size,
        character_coverage=TokenizerConfig().character_coverage,
        byte_fallback=True,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        max_sentence_length=4 * _LINE,
        num_threads=8,
        minloglevel=2,
    )
    return model.getvalue()


def second_model(texts: Sequence[str], base: Model, count: int) -> list[str]:
    """`count` pieces that `base` lacks of a model trained on `texts`: its characters, then its best."""
    held, size = {piece.text for piece in base.pieces}, count + _RESERVED
    while True:
        pieces = [each.text for each in read_model(like_llama(texts, size), "").pieces if each.kind == NORMAL]
        new = sorted((text for text in pieces if text not in held), key=lambda text: len(text) > 1)
        if len(new) >= count:
            return new[:count]
        size += count - len(new)


def appended(base: Model, new: Sequence[str], path: Path, *, low_scores: bool) -> SentencePieceTokenizer:
    """`base` with the pieces `new`, whose scores are 0, or lie below the base's."""
    lowest = min(piece.score for piece in base.pieces)
    pieces = [Piece(text, lowest - 1 - rank if low_scores else 0.0) for rank, text in enumerate(new)]
    path.write_bytes(append(base, pieces))
    return SentencePieceTokenizer(path)


def characters_per_token(tokenizer: SentencePieceTokenizer, texts: Sequence[str]) -> float:
    """Characters of `texts` for each token that they become."""
    return sum(map(len, texts)) / sum(map(len, tokenizer.encode_many(texts)))


def lost(tokenizer: SentencePieceTokenizer, base_size: int, learned: Sequence[str]) -> tuple[float, float]:
    """The shares of the new pieces that are unreachable, and that are unused in `learned`."""
    model = read_model(tokenizer.path.read_bytes(), str(tokenizer.path))
    new = [id for id in range(base_size, len(model.pieces)) if model.pieces[id].kind == NORMAL]
    if not new:
        return 0.0, 0.0
    texts = ["\n" + model.pieces[id].text.replace(SPACE_MARK, " ") for id in new]
    newline = len(tokenizer.encode("\n"))
    unreachable = sum(
        ids[newline:] != [id] for id, ids in zip(new, tokenizer.encode_many(texts), strict=True)
    )
    used = {id for ids in tokenizer.encode_many(learned) for id in ids}
    return unreachable / len(new), len({*new} - used) / len(new)


def disagreements(tokenizer: SentencePieceTokenizer, lines: Sequence[str]) -> float | None:
    """The share of `lines` that transformers encodes otherwise; None where it is not installed."""
    if importlib.util.find_spec("transformers") is None:
        return None
    import transformers

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tokenizer.model").write_bytes(tokenizer.path.read_bytes())
        theirs = transformers.LlamaTokenizer.from_pretrained(folder, legacy=False)
        encoded = theirs(list(lines), add_special_tokens=False)["input_ids"]
    ours = tokenizer.encode_many(lines)
    return sum(one != other for one, other in zip(ours, encoded, strict=True)) / len(lines)


def compare(
    name: str, base_data: bytes, size: int, learned: Texts, held_out: Texts, folder: Path
) -> dict[str, float | None]:
    """The base, its extension and the two ways to append: a row each, and their figures by name."""
    base = folder / "base.model"
    base.write_bytes(base_data)
    documents = [(language, text) for language, texts in learned.items() for text in texts]
    started = time.monotonic()
    extended = extend(documents, TokenizerConfig(vocab_size=size, base=str(base)), folder / "extended.model")
    metrics: dict[str, float | None] = {f"{name}/extension_seconds": time.monotonic() - started}
    model = read_model(base.read_bytes(), str(base))
    texts = [text for _, text in documents]
    base_size = len(model.pieces)
    new = second_model(texts, model, size - base_size)
    ways = {
        "base": SentencePieceTokenizer(base),
        "extended": extended,
        "appended_at_zero": appended(model, new, folder / "zero.model", low_scores=False),
        "appended_below": appended(model, new, folder / "below.model", low_scores=True),
    }
    lines = [
        line for texts in held_out.values() for text in texts for line in text.split("\n") if line.strip()
    ]
    head = [f"{language} ch/token" for language in held_out]
    head += ["unreachable", "unused", "transformers differs"]
    title = f"{name}, {base_size:,} to {size:,}"
    print(f"\n{title:36}" + "".join(f"{each:>{len(each) + 2}}" for each in head))
    for way, tokenizer in ways.items():
        ratios = {language: characters_per_token(tokenizer, some) for language, some in held_out.items()}
        unreachable, unused = lost(tokenizer, base_size, texts)
        differs = disagreements(tokenizer, lines)
        told = "not installed" if differs is None else f"{differs:.2%} of {len(lines):,}"
        row = "".join(f"{ratio:>13.3f}" for ratio in ratios.values())
        print(f"{way:36}{row}{unreachable:>13.1%}{unused:>8.1%}{told:>22}", flush=True)
        metrics |= {f"{name}/{way}/{each}_characters_per_token": ratio for each, ratio in ratios.items()}
        metrics |= {f"{name}/{way}/unreachable": unreachable, f"{name}/{way}/unused": unused}
        metrics |= {f"{name}/{way}/transformers_differs": differs}
    return metrics


def compare_balances(learned: Texts, held_out: Texts, folder: Path) -> dict[str, float | None]:
    """What each value of `tokenizer.balance` gives the two languages."""
    metrics: dict[str, float | None] = {}
    print(f"\n{'balance':18} {'zh ch/token':>12} {'en ch/token':>12}")
    documents = [(language, text) for language, texts in learned.items() for text in texts]
    for balance in _BALANCES:
        config = TokenizerConfig(vocab_size=8192, maximum_training_bytes=800_000, balance=balance)
        tokenizer = train(documents, config, folder / "balanced.model")
        zh, en = (characters_per_token(tokenizer, held_out[language]) for language in ("zh", "en"))
        print(f"{balance:<18} {zh:>12.3f} {en:>12.3f}", flush=True)
        metrics |= {f"balance_{balance}/zh_characters_per_token": zh}
        metrics |= {f"balance_{balance}/en_characters_per_token": en}
    return metrics


def main() -> None:
    """Print both tables and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weekly", required=True)
    parser.add_argument("--abstracts", required=True)
    parser.add_argument("--chinese", required=True)
    arguments = parser.parse_args()
    texts = {"en": english(arguments.weekly), "zh": chinese(arguments.chinese)}
    learned, held_out = {}, {}
    for language, found in texts.items():
        learned[language], held_out[language] = split(found)
    only = [{"en": part["en"]} for part in (learned, held_out)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        metrics = compare("language", like_llama(learned["en"], 32_000), 40_000, learned, held_out, folder)
        abstracts = like_llama(english(arguments.abstracts), 16_000)
        metrics |= compare("domain", abstracts, 20_000, only[0], only[1], folder)
        metrics |= compare_balances(learned, held_out, folder)
    shapes = {
        f"{name}/{language}_characters": sum(map(len, some))
        for name, part in (("learned_from", learned), ("held_out", held_out))
        for language, some in part.items()
    }
    peers = ["transformers"] if importlib.util.find_spec("transformers") else []
    print_result("tokenizer", metrics, shapes, {}, ["sentencepiece", "tokenizers", *peers])


if __name__ == "__main__":
    main()
