"""The job `inspect`: the first batches as text, as the model will see them."""

from pathlib import Path

import numpy as np

from patentgpt_jax import files
from patentgpt_jax.jobs import data, mixture, sources, workdir
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import find_parent
from patentgpt_jax.tokens import planner
from patentgpt_jax.tokens.tokenizer import Tokenizer

_ROWS = 4
_CHARACTERS = 300


def run(invocation: Invocation, directory: Path) -> None:
    """Print the first rows of the first batch; `inspect.txt` in `directory` holds the whole batch."""
    config, train = invocation.config, invocation.config.train
    parent = find_parent(invocation)
    sources.check(config.data)
    prepared = data.prepare(config, parent.tokenizer if parent else None)
    batches, plan = mixture.training_batches(config, prepared.store), mixture.plan(config, prepared.store)
    batch = batches.global_batch(0)
    used = float((batch["segment_ids"] > 0).mean())
    head = (
        f"batch 0: {train.batch_size} rows of {train.seq_len} tokens, {used:.1%} of positions used, "
        f"{float(batch['loss_mask'].mean()):.1%} trained on\n"
        + planner.table(plan)
        + "A line a segment: what is read, then -> the token after it. [[...]] is read but not trained on.\n"
    )
    rows = [
        _row(
            row,
            {name: array[row] for name, array in batch.items()},
            batches.document_ids(0, row),
            prepared.tokenizer,
        )
        for row in range(train.batch_size)
    ]
    workdir.write_config(directory, invocation, parent.model if parent else None, data.lineage(prepared))
    files.write_text(directory / "inspect.txt", head + "".join(rows))
    files.write_json(
        directory / workdir.SUMMARY,
        {
            "job": "inspect",
            "status": "done",
            "used_fraction": used,
            "data": prepared.describe() | plan.to_json(),
        },
    )
    print(head + "".join(_shortened(row) for row in rows[:_ROWS]))
    print(f"written: {directory / 'inspect.txt'}, all {len(rows)} rows whole")


def _row(number: int, row: dict[str, np.ndarray], documents: list[str], tokenizer: Tokenizer) -> str:
    lines = [f"\nrow {number}\n"]
    for segment, document in enumerate(documents, start=1):
        at = np.flatnonzero(row["segment_ids"] == segment)
        if not len(at):
            continue
        text = _marked(row["tokens"][at], row["loss_mask"][at], tokenizer)
        target = tokenizer.decode([int(row["targets"][at[-1]])]) or "</s>"
        lines.append(
            f"  segment {segment} of {document}, positions {row['positions'][at[0]]}-"
            f"{row['positions'][at[-1]]} at {at[0]}-{at[-1]}: {text!r} -> {target!r}\n"
        )
    padding = int((row["segment_ids"] == 0).sum())
    return "".join(lines) + (f"  padding: {padding} positions\n" if padding else "")


def _marked(tokens: np.ndarray, trained: np.ndarray, tokenizer: Tokenizer) -> str:
    """The text of `tokens`, with stretches that are not trained on in double brackets."""
    edges = np.flatnonzero(np.diff(trained.astype(np.int8))) + 1
    parts = []
    for piece, mask in zip(np.split(tokens, edges), np.split(trained, edges), strict=True):
        begin = "<s>" if piece[0] == tokenizer.bos_id else ""
        text = begin + tokenizer.decode(piece.tolist())
        parts.append(text if mask[0] else f"[[{text}]]")
    return "".join(parts)


def _shortened(row: str) -> str:
    return "".join(
        line if len(line) <= 2 * _CHARACTERS else f"{line[:_CHARACTERS]} ... {line[-_CHARACTERS:]}"
        for line in row.splitlines(keepends=True)
    )
