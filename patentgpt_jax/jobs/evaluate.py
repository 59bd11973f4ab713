"""Held-out text: which documents are scored when, and the job `evaluate`, which scores them all."""

import logging
import lzma
import time
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np

from patentgpt_jax import files
from patentgpt_jax.jobs import data, workdir
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import Parent, chosen_mesh, find_parent, resolved_model
from patentgpt_jax.model.counting import parameter_counts
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.sharding import processes
from patentgpt_jax.sharding.mesh import batch_sharding, check_batch
from patentgpt_jax.tokens.device import placed_ahead
from patentgpt_jax.tokens.loader import EvaluationBatches
from patentgpt_jax.tokens.store import TokenStore
from patentgpt_jax.tokens.tokenizer import Tokenizer
from patentgpt_jax.training.held_out import Evaluator, Score, held_out_evaluator, make_score
from patentgpt_jax.training.metrics import plain

_XZ_AT_MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class HeldOutSets:
    """Documents to score by name of the set: `during` training, and `final`, once it has ended."""

    during: dict[str, list[int]]
    final: dict[str, list[int]]


def held_out_sets(config: RunConfig, store: TokenStore) -> HeldOutSets:
    """All held-out documents at the end; while training goes on, a sample where they are many."""
    lengths = store.lengths(data.HELD_OUT)
    everything = list(range(len(lengths)))
    # A fixed order that no source, date or length has to do with; nor may a long document be passed over.
    order = sorted(everything, key=lambda i: data.scrambled(store.id(data.HELD_OUT, i)))
    before = np.cumsum(lengths[order]) - lengths[order]
    sample = order[: int(np.searchsorted(before, config.evaluation.sample_tokens))]
    if len(sample) == len(everything):
        return HeldOutSets({"held_out": everything}, {})
    return HeldOutSets({"held_out_sample": sorted(sample)}, {"held_out": everything})


def make_evaluator(
    config: RunConfig, store: TokenStore, score: Score, mesh: jax.sharding.Mesh, documents: list[int]
) -> Evaluator:
    """What scores these held-out `documents`, each token once."""
    overlap = int(config.evaluation.overlap * config.train.seq_len)
    batches = EvaluationBatches(
        store, data.HELD_OUT, config.train.batch_size, config.train.seq_len, overlap, documents
    )
    prefetch = config.data.prefetch
    text_bytes = int(store.bytes(data.HELD_OUT)[documents].sum())
    return held_out_evaluator(
        score, lambda: placed_ahead(batches, batch_sharding(mesh), prefetch, stop=batches.steps), text_bytes
    )


def xz_bits_per_byte(store: TokenStore, tokenizer: Tokenizer) -> float | None:
    """What `xz -9e` needs for the held-out documents, one by one; None where they are too many."""
    sizes = store.bytes(data.HELD_OUT)
    if sizes.sum() > _XZ_AT_MOST_BYTES:
        return None
    compressed = 0
    for index in range(len(sizes)):
        text = tokenizer.decode(store.document(data.HELD_OUT, index)[1:-1].tolist())
        compressed += len(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    return 8 * compressed / float(sizes.sum())


def run(invocation: Invocation, directory: Path) -> None:
    """Score all held-out documents of the sources with a parent's newest or named checkpoint."""
    started = time.monotonic()
    config = invocation.config
    parent = find_parent(invocation, required=True)
    assert parent is not None
    model = FunctionalModel(resolved_model(config, parent))
    mesh = chosen_mesh(config.mesh, model.config, config.train.batch_size * config.train.seq_len)
    check_batch(mesh, config.train.batch_size, accumulation=1)
    prepared = data.prepare(config, parent.tokenizer)
    same_split = _held_out_by(parent, prepared)
    step, variables = parent.load(model, mesh)
    documents = list(range(len(prepared.store.lengths(data.HELD_OUT))))
    scores = make_evaluator(config, prepared.store, make_score(model, mesh), mesh, documents)(
        variables, lambda: None
    )
    counts = parameter_counts(parent.model)
    xz = xz_bits_per_byte(prepared.store, prepared.tokenizer)
    workdir.write_config(
        directory,
        invocation,
        parent.model,
        {
            "parent": workdir.file_hash(parent.run / workdir.CONFIG),
            "tokens": prepared.store.fingerprint,
        },
    )
    if not processes.is_first():
        return
    files.write_json(
        directory / workdir.SUMMARY,
        {
            "job": "evaluate",
            "status": "done",
            "final_step": step,
            "parameters": counts.total,
            "active_parameters": counts.active,
            "wall_seconds": round(time.monotonic() - started, 1),
            **{f"eval/held_out/{name}": plain(value) for name, value in scores.items()},
            "xz_bits_per_byte": xz,
            "held_out_by_parent": same_split,
            "generated_data": prepared.generated,
            "data": prepared.describe(),
        },
    )
    print(
        f"{parent.run} at step {step}, {len(documents)} held-out documents: "
        f"loss {scores['loss']:.4f}, {scores['bits_per_byte']:.4f} bits per byte"
        + (f" (xz -9e, document by document: {xz:.4f})" if xz else "")
    )
    print(f"written: {directory / workdir.SUMMARY}")


def _held_out_by(parent: Parent, prepared: data.Prepared) -> bool:
    """Whether these are the very shards that the parent trained beside; if not, a warning is given."""
    same = parent.lineage.get("tokens") == prepared.store.fingerprint
    if not same:
        logging.warning(
            "%s was trained on other data, or another fold, than these documents are held out of: it may "
            "have been trained on some of them",
            parent.run,
        )
    return same
