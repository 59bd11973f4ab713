"""The job `tokenizer`: a tokenizer trained or extended, and a report of what it makes of held-out text."""

import unicodedata
from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.jobs import data, workdir
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.reporting.tokenizer import REPORT, write_tokenizer_report
from patentgpt_jax.tokens.extend import planned_size
from patentgpt_jax.tokens.fertility import labelled_texts, measure
from patentgpt_jax.tokens.sentencepiece_model import SPACE_MARK
from patentgpt_jax.tokens.tokenizer import Tokenizer, open_tokenizer

_SAMPLES = 40  # pieces of a script
_EXAMPLES, _LOOK_AT_MOST = 8, 64
_EXAMPLE_CHARACTERS = 120
_BEFORE, _AFTER = "before", "after"


def run(invocation: Invocation, directory: Path) -> None:
    """Make the tokenizer that `config.tokenizer` describes of the documents that are not held out."""
    config = invocation.config
    planned_size(config.tokenizer)  # a base that will not do is refused before the corpus is read
    corpus = data.prepare_corpus(config)
    made = open_tokenizer(data.prepare_tokenizer(config, corpus))
    base = open_tokenizer(config.tokenizer.base) if config.tokenizer.base else None
    if base and base.fingerprint == made.fingerprint:
        base = None
    report = _report(config, corpus, made, base)
    lineage = {"corpus": data.corpus_hash(corpus), "tokenizer": made.fingerprint}
    workdir.write_config(directory, invocation, None, lineage)
    for name, content in made.files.items():
        files.write_bytes(directory / name, content)
    files.write_json(directory / REPORT, report)
    tokenizer = str(directory / next(iter(made.files)))
    found = {
        "tokenizer": tokenizer,
        "vocab_size": made.vocab_size,
        "base_vocab_size": base.vocab_size if base else None,
        "special_tokens": dict(made.special_tokens),
        "held_out": {
            language: each[_AFTER]["characters_per_token"]
            for language, each in report["figures"]["language"].items()
        },
        "generated_data": not config.data.sources,
    }
    files.write_json(
        directory / workdir.SUMMARY, {"job": "tokenizer", "status": "done", "corpus": str(corpus), **found}
    )
    for language, each in report["figures"]["language"].items():
        before = f" ({each[_BEFORE]['characters_per_token']:.2f} before)" if base else ""
        ratio = f"{each[_AFTER]['characters_per_token']:.2f}{before}"
        print(f"{language}: {ratio} characters a token of held-out text")
    print(f"written: {tokenizer}, {directory / workdir.SUMMARY}, {write_tokenizer_report(directory)}")


def _report(config: RunConfig, corpus: Path, made: Tokenizer, base: Tokenizer | None) -> dict[str, Any]:
    """What `tokenizer_report.json` holds; `before` is of the base, where one was extended."""
    tokenizers = ({_BEFORE: base} if base else {}) | {_AFTER: made}
    measured = measure(data.held_out_records(config, corpus), tokenizers)
    first = base.vocab_size if base else 0
    return {
        "vocab_size": made.vocab_size,
        "base_vocab_size": base.vocab_size if base else None,
        "special_tokens": dict(made.special_tokens),
        "figures": measured.figures(),
        "pieces": _pieces(made, first, measured.used[_AFTER]),
        "examples": _examples(config, corpus, tokenizers),
    }


def _pieces(made: Tokenizer, first: int, used: Counter[int]) -> dict[str, Any]:
    """By script, the pieces from the id `first` on: how many, how many used, the longest, the most used."""
    scripts: defaultdict[str, list[int]] = defaultdict(list)
    reserved = set(made.special_tokens.values())
    for id in range(first, made.vocab_size):
        text = made.decode([id])
        if id not in reserved and "\ufffd" not in text and text.strip():
            scripts[_script(text)].append(id)

    def shown(ids: list[int]) -> list[list[Any]]:
        return [[made.decode([id]) or made.piece(id), used[id]] for id in ids[:_SAMPLES]]

    return {
        script: {
            "count": len(ids),
            "used": sum(used[id] > 0 for id in ids),
            "longest": shown(sorted(ids, key=lambda id: (-len(made.piece(id).strip(SPACE_MARK)), id))),
            "most_used": shown(sorted((id for id in ids if used[id]), key=lambda id: (-used[id], id))),
        }
        for script, ids in sorted(scripts.items(), key=lambda each: (-len(each[1]), each[0]))
    }


def _script(text: str) -> str:
    """The script of the first letter of `text`, as Unicode names it, or `signs`."""
    letter = next((each for each in text if each.isalpha()), "")
    name = unicodedata.name(letter, "other").split(" ")[0] if letter else "signs"
    return {"CJK": "Han"}.get(name, name.capitalize() if name.isupper() else name)


def _examples(config: RunConfig, corpus: Path, tokenizers: dict[str, Tokenizer]) -> list[dict[str, Any]]:
    """The beginnings of some abstracts, those of rare languages too, that the tokenizers cut differently."""
    by_language: defaultdict[str, list[str]] = defaultdict(list)
    for record in data.held_out_records(config, corpus):
        for (language, _, section), text in labelled_texts(record):
            if section == "abstract" and len(by_language[language]) < _LOOK_AT_MOST:
                by_language[language].append(text[:_EXAMPLE_CHARACTERS])
    each_first = (
        text for place in range(_LOOK_AT_MOST) for found in by_language.values() for text in found[place:][:1]
    )
    cut = (
        {name: [each.piece(id) for id in each.encode(text)] for name, each in tokenizers.items()}
        | {"text": text}
        for text in each_first
    )
    return list(islice((each for each in cut if each.get(_BEFORE) != each[_AFTER]), _EXAMPLES))
