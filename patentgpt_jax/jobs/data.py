"""Raw files to token shards, each stage cached under `config.data.cache` by what it was made from.

What is made from a corpus lies in the corpus's directory, so that it is deleted with it.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline
from patentgpt_jax.corpus.folds import fold_of
from patentgpt_jax.corpus.licences import NOT_STATED, Gate, is_evaluation_only, make_gate, parse_licences
from patentgpt_jax.corpus.record import Record
from patentgpt_jax.corpus.store import iterate_clusters, iterate_corpus
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import sources
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.progress import Progress
from patentgpt_jax.tokens.extend import extend
from patentgpt_jax.tokens.shards import SHARDS_VERSION, Document, write_shards
from patentgpt_jax.tokens.store import TokenStore
from patentgpt_jax.tokens.text import TEXT_VERSION, document_text
from patentgpt_jax.tokens.tokenizer import Tokenizer, open_tokenizer
from patentgpt_jax.tokens.train_tokenizer import TRAINING_VERSION, train
from patentgpt_jax.training.stopping import in_background

TRAIN, HELD_OUT = "train", "held_out"


@dataclass(frozen=True)
class Prepared:
    """Data ready to train on: the corpus's directory, the tokenizer, the token shards."""

    corpus: Path
    tokenizer: Tokenizer
    tokens: Path
    store: TokenStore
    generated: bool

    def describe(self) -> dict[str, Any]:
        """What a summary says of the data."""
        splits = {
            name: {key: split[key] for key in ("documents", "tokens", "bytes")}
            for name, split in self.store.manifest["splits"].items()
        }
        return {
            "generated": self.generated,
            "splits": splits,
            "vocab_size": self.tokenizer.vocab_size,
            "corpus": str(self.corpus),
            "shards": str(self.tokens),
        }


def prepare(config: RunConfig, tokenizer_path: Path | None = None) -> Prepared:
    """Everything up to token shards, reusing what stands in the cache.

    Args:
      tokenizer_path: a tokenizer to use (a parent's); None is the one that `config.tokenizer` describes.
    """
    corpus = prepare_corpus(config)
    path = tokenizer_path or prepare_tokenizer(config, corpus)
    tokenizer = open_tokenizer(path)
    tokens, opened = prepare_tokens(config, corpus, tokenizer)
    return Prepared(corpus, tokenizer, tokens, opened, not config.data.sources)


def prepare_corpus(config: RunConfig) -> Path:
    """The directory of records read from the sources, or from generated ones where there are none."""
    sources.check_licences(config.data)
    with Progress("read", 100, "%") as progress:
        return pipeline.build(
            config.data.sources or sources.generate(config.data),
            config.corpus,
            Path(config.data.cache),
            lambda done, total: progress.update(100 * done // max(total, 1)),
            progress.say,
        )


def prepare_tokenizer(config: RunConfig, corpus: Path) -> Path:
    """The base as it is, or a sentencepiece model trained, or extended, on what is not held out."""
    asked = config.tokenizer
    base = open_tokenizer(asked.base) if asked.base else None
    if base and asked.vocab_size in (0, base.vocab_size):
        return Path(asked.base)
    versions = [TEXT_VERSION, TRAINING_VERSION]
    made_from = asdict(asked) | {"base": base.fingerprint if base else ""}
    key = _key([corpus.name, made_from, *_split_by(config), versions])
    path = corpus / f"tokenizer-{key}.model"
    if not path.exists():
        documents = (
            (f"{record.language} {record.source}", document_text(record))
            for record, split in _split(config, corpus)
            if split == TRAIN
        )
        make = extend if base else train
        in_background(lambda: make(documents, asked, path))()
        logging.info("tokenizer: %s", path)
    return path


def prepare_tokens(config: RunConfig, corpus: Path, tokenizer: Tokenizer) -> tuple[Path, TokenStore]:
    """The token shards of every document, in the splits `train` and `held_out`."""
    versions = [TEXT_VERSION, SHARDS_VERSION]
    provenance = _provenance(config, corpus)
    key = _key([corpus.name, tokenizer.fingerprint, *_split_by(config), provenance["licences"], versions])
    folder = corpus / f"tokens-{key}"
    documents = (
        Document(
            id=record.publication_number,
            source=record.source,
            cluster=record.cluster,
            split=split,
            text=document_text(record),
            language=record.language,
        )
        for record, split in _split(config, corpus)
    )
    write_shards(documents, tokenizer, folder, provenance=provenance)
    opened = TokenStore(folder, tokenizer_fingerprint=tokenizer.fingerprint, vocab_size=tokenizer.vocab_size)
    for split in (TRAIN, HELD_OUT):
        if split not in opened.splits:
            raise InputError(
                f"config.data.fold={config.data.fold}: no document falls into the split {split!r}; "
                f"expected more documents or fewer folds (data.folds={config.data.folds})"
            )
    return folder, opened


def corpus_hash(corpus: Path) -> str:
    """What a corpus holds, as a short hash; where its files lay and when they changed is left out."""
    manifest = files.read_json(corpus / pipeline.MANIFEST)
    return _key({name: value for name, value in manifest.items() if name != "failures"})


def lineage(prepared: Prepared) -> dict[str, str]:
    """What a run was made from, by hash."""
    return {
        "corpus": corpus_hash(prepared.corpus),
        "tokens": prepared.store.fingerprint,
        "tokenizer": prepared.tokenizer.fingerprint,
    }


def held_out_records(config: RunConfig, corpus: Path) -> Iterator[Record]:
    """The held-out records, in the corpus's order."""
    return (record for record, split in _split(config, corpus) if split == HELD_OUT)


def _split(config: RunConfig, corpus: Path) -> Iterator[tuple[Record, str]]:
    """Each record that licences allow, with its split; related documents always share theirs."""
    gate = _gate(config, corpus)
    for record in iterate_corpus(corpus):
        if not gate.admits(record.source, record.cluster):
            continue
        held_out = fold_of(record.cluster, config.data.folds, seed=0) == config.data.fold
        yield record, HELD_OUT if held_out else TRAIN


def _gate(config: RunConfig, corpus: Path) -> Gate:
    return make_gate(parse_licences(config.data.licences), iterate_clusters(corpus))


def _split_by(config: RunConfig) -> list[Any]:
    """What decides, besides the corpus, which documents are in which split."""
    licences = parse_licences(config.data.licences)
    closed = sorted(name for name, licence in licences.items() if is_evaluation_only(licence))
    return [config.data.folds, config.data.fold, *([closed] if closed else [])]


def _provenance(config: RunConfig, corpus: Path) -> dict[str, Any]:
    """The licence of each source, and how many documents of which are kept out for it."""
    licences = parse_licences(config.data.licences)
    names = files.read_json(corpus / pipeline.MANIFEST)["sources"]
    return {
        "licences": {name: licences.get(name, NOT_STATED) for name in sorted(names)},
        "kept_out": _gate(config, corpus).kept_out,
    }


def scrambled(name: str) -> str:
    """A sort key that puts names in a fixed order which nothing else has to do with."""
    return hashlib.sha256(name.encode()).hexdigest()


def _key(made_from: Any) -> str:
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:12]
