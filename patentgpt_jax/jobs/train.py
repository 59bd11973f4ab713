"""The job `train`: data, model, objective and loop put together, then a summary and a report."""

import dataclasses
import functools
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jax

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import closing, data, workdir
from patentgpt_jax.jobs.evaluate import evaluation_batches, held_out_sets, xz_bits_per_byte
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import Parent, find_parent
from patentgpt_jax.jobs.samples import write_claims
from patentgpt_jax.model.counting import parameter_counts, training_flops
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.reporting.report import write_report
from patentgpt_jax.sharding.mesh import batch_sharding, make_mesh
from patentgpt_jax.tokens.device import place
from patentgpt_jax.tokens.loader import TrainingBatches, iterate
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.hardware import peak_flops
from patentgpt_jax.training.held_out import held_out_evaluator
from patentgpt_jax.training.metrics import MetricsLog, read_metrics
from patentgpt_jax.training.objective import Batch, pretraining
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.step import TrainState, create_state, make_train_step, state_shardings
from patentgpt_jax.training.trainer import Training


def run(invocation: Invocation, directory: Path) -> None:
    """Train in `directory`, or go on with the training that stands there, to the end.

    Raises:
      Stopped: on SIGTERM or SIGINT, after a checkpoint; the same call goes on from it.
    """
    started = time.monotonic()
    config = invocation.config
    mesh = make_mesh(config.mesh)
    parent = find_parent(invocation)
    prepared = data.prepare(config, parent.tokenizer if parent else None)
    model_config = _with_vocabulary(parent.model if parent else config.model, prepared)
    invocation = dataclasses.replace(invocation, config=dataclasses.replace(config, model=model_config))
    workdir.write_config(directory, invocation, _lineage(prepared, parent))
    shutil.copyfile(prepared.tokenizer_path, directory / workdir.TOKENIZER)

    model = FunctionalModel(model_config)
    optimizer = make_optimizer(config.optimizer, config.train.steps)
    checkpoints = Checkpoints(directory / workdir.CHECKPOINTS, config.train.keep_checkpoints)
    state = _initial_state(invocation, model, optimizer, mesh, checkpoints, parent)
    metrics = MetricsLog(directory, int(state.step))
    batches = TrainingBatches(
        prepared.store, data.TRAIN, config.train.batch_size, config.train.seq_len, config.seed
    )
    sets = held_out_sets(config, prepared.store)

    def evaluator_of(documents: list[int]):  # type: ignore[no-untyped-def]
        make, text_bytes = evaluation_batches(config, prepared.store, documents, mesh)
        return held_out_evaluator(model, make, text_bytes, mesh)

    training = Training(
        config=config.train,
        step=make_train_step(
            model,
            pretraining(config.objective),
            optimizer,
            make_schedule(config.optimizer, config.train.steps),
            mesh,
            clip_norm=config.optimizer.clip_norm,
            accumulation=config.train.gradient_accumulation,
        ),
        batches=functools.partial(_device_batches, batches, mesh, config.data.prefetch),
        data_position=lambda step: {"step": step, "tokens": str(prepared.tokens), "seed": config.seed},
        evaluators={name: evaluator_of(documents) for name, documents in sets.during.items()},
        final_evaluators={name: evaluator_of(documents) for name, documents in sets.final.items()},
        checkpoints=checkpoints,
        metrics=metrics,
        tokens_per_step=config.train.batch_size * config.train.seq_len,
        flops=functools.partial(training_flops, model_config),
        peak_flops=peak_flops(mesh),
    )
    try:
        state = training.run(state)
    finally:
        metrics.close()
        checkpoints.close()
    samples = write_claims(model, prepared, config, state.variables)
    files.write_json(directory / workdir.SAMPLES, [{"step": config.train.steps} | each for each in samples])
    summary = _summary(directory, invocation, prepared, time.monotonic() - started)
    summary["xz_bits_per_byte"] = xz_bits_per_byte(prepared.store, prepared.tokenizer)
    files.write_json(directory / workdir.SUMMARY, summary)
    write_report(directory)
    closing.after_training(directory, invocation, summary, samples)


def _with_vocabulary(config: ModelConfig, prepared: data.Prepared) -> ModelConfig:
    size = prepared.tokenizer.vocab_size
    if config.vocab_size not in (0, size):
        raise InputError(
            f"config.model.vocab_size={config.vocab_size}: the tokenizer has {size} entries; "
            "expected the same, or 0 for the tokenizer's"
        )
    return dataclasses.replace(config, vocab_size=size)


def _lineage(prepared: data.Prepared, parent: Parent | None) -> dict[str, Any]:
    """What this run was made from, by hash."""
    lineage = {
        "corpus": workdir.file_hash(prepared.corpus / "manifest.json"),
        "tokens": workdir.file_hash(prepared.tokens / "manifest.json"),
        "tokenizer": prepared.tokenizer.fingerprint,
    }
    return lineage | ({"parent": workdir.file_hash(parent.run / workdir.CONFIG)} if parent else {})


def _initial_state(
    invocation: Invocation,
    model: FunctionalModel,
    optimizer: Any,
    mesh: jax.sharding.Mesh,
    checkpoints: Checkpoints,
    parent: Parent | None,
) -> TrainState:
    """The state of the newest checkpoint, or a fresh one, with the parent's variables if there is one."""
    step = checkpoints.latest_step()
    if step is not None:
        shardings = state_shardings(model, optimizer, mesh)
        shapes = jax.eval_shape(lambda: create_state(model, optimizer, mesh, invocation.config.seed))
        return checkpoints.restore(step, shapes, shardings)[0]
    state = create_state(model, optimizer, mesh, invocation.config.seed)
    return state._replace(variables=parent.load(model, mesh)[1]) if parent else state


def _device_batches(
    batches: TrainingBatches, mesh: jax.sharding.Mesh, prefetch: int, start: int
) -> Iterator[Batch]:
    placed: Callable[[int], Batch] = functools.partial(place, batches, sharding=batch_sharding(mesh))
    return iterate(start, placed, prefetch)


def _summary(
    directory: Path, invocation: Invocation, prepared: data.Prepared, seconds: float
) -> dict[str, Any]:
    config = invocation.config
    counts = parameter_counts(config.model)
    lines = read_metrics(directory)
    last = {name: line[name] for line in lines for name in line if name.startswith("eval/")}
    steady = [line for line in lines if "train/tokens_per_second" in line]
    return {
        "job": "train",
        "status": "done",
        "final_step": config.train.steps,
        "parameters": counts.total,
        "active_parameters": counts.active,
        "tokens": config.train.steps * config.train.batch_size * config.train.seq_len,
        "wall_seconds": round(seconds, 1),
        "tokens_per_second": steady[-1]["train/tokens_per_second"] if steady else None,
        "model_flops_utilization": steady[-1]["train/model_flops_utilization"] if steady else None,
        **last,
        "generated_data": prepared.generated,
        "data": prepared.describe(),
    }
