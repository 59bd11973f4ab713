"""The job `train`: data, model, objective and loop put together, then a summary and a report."""

import functools
import shutil
import time
from pathlib import Path
from typing import Any

import optax
from jax.sharding import Mesh

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import closing, data, workdir
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.jobs.evaluate import held_out_sets, make_evaluator
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import Parent, find_parent, resolved_model
from patentgpt_jax.jobs.samples import write_claims
from patentgpt_jax.model.counting import training_flops
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.reporting.report import write_report
from patentgpt_jax.sharding.mesh import batch_sharding, check_batch, make_mesh
from patentgpt_jax.tokens.device import batch_shapes, placed_ahead
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.hardware import peak_flops
from patentgpt_jax.training.held_out import make_score
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import pretraining
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.step import (
    TrainState,
    abstract_state,
    compile_in_background,
    create_state,
    make_train_step,
)
from patentgpt_jax.training.trainer import Training


def run(invocation: Invocation, directory: Path) -> None:
    """Train in `directory`, or go on with the training that stands there, to the end.

    Raises:
      Stopped: on SIGTERM or SIGINT, after a checkpoint; the same call goes on from it.
    """
    if not (directory / workdir.SUMMARY).exists():
        _train(invocation, directory)
    write_report(directory)
    closing.after_training(directory, invocation)


def _train(invocation: Invocation, directory: Path) -> None:
    started = time.monotonic()
    config, parent = invocation.config, find_parent(invocation)
    mesh = make_mesh(config.mesh)
    check_batch(mesh, config.train.batch_size, config.train.gradient_accumulation)
    data.check_sources(config)
    model = FunctionalModel(resolved_model(config, parent, mesh))
    optimizer = make_optimizer(config.optimizer, config.train.steps)
    # The step compiles while the data is prepared: both take some seconds, on different cores.
    step = compile_in_background(
        make_train_step(
            model,
            pretraining(config.objective),
            optimizer,
            make_schedule(config.optimizer, config.train.steps),
            mesh,
            clip_norm=config.optimizer.clip_norm,
            accumulation=config.train.gradient_accumulation,
        ),
        abstract_state(model, optimizer, mesh),
        batch_shapes(config.train.batch_size, config.train.seq_len, batch_sharding(mesh)),
    )
    prepared = data.prepare(config, parent.tokenizer if parent else None)
    _check_vocabulary(model.config, prepared)
    lineage = data.lineage(prepared)
    if parent:
        lineage["parent"] = workdir.file_hash(parent.run / workdir.CONFIG)
    workdir.write_config(directory, invocation, model.config, lineage)
    shutil.copyfile(prepared.tokenizer_path, directory / workdir.TOKENIZER)

    checkpoints = Checkpoints(directory / workdir.CHECKPOINTS, config.train.keep_checkpoints)
    position = {"tokens": prepared.store.fingerprint, "seed": config.seed}
    state, seconds_before = _initial_state(config, model, optimizer, mesh, checkpoints, parent, position)
    metrics = MetricsLog(directory, int(state.step))
    batches = TrainingBatches(
        prepared.store, data.TRAIN, config.train.batch_size, config.train.seq_len, config.seed
    )
    sets = held_out_sets(config, prepared.store)
    evaluator_of = functools.partial(make_evaluator, config, prepared.store, make_score(model, mesh), mesh)

    def seconds() -> float:
        return seconds_before + time.monotonic() - started

    training = Training(
        config=config.train,
        step=step,
        batches=functools.partial(placed_ahead, batches, batch_sharding(mesh), config.data.prefetch),
        data_position=lambda step: position | {"step": step, "seconds": seconds()},
        evaluators={name: evaluator_of(documents) for name, documents in sets.during.items()},
        final_evaluators={name: evaluator_of(documents) for name, documents in sets.final.items()},
        checkpoints=checkpoints,
        metrics=metrics,
        report=functools.partial(write_report, directory),
        tokens_per_step=config.train.batch_size * config.train.seq_len,
        flops=functools.partial(training_flops, model.config),
        peak_flops=peak_flops(mesh),
    )
    try:
        state = training.run(state)
    finally:
        metrics.close()
        checkpoints.close()
    samples = write_claims(model, prepared, config, state.variables, mesh)
    files.write_json(directory / workdir.SAMPLES, [{"step": config.train.steps} | each for each in samples])
    files.write_json(
        directory / workdir.SUMMARY,
        closing.summary(directory, config, model.config, prepared, seconds()),
    )


def _check_vocabulary(config: ModelConfig, prepared: data.Prepared) -> None:
    size = prepared.tokenizer.vocab_size
    if config.vocab_size != size:
        raise InputError(
            f"config.model.vocab_size={config.vocab_size}: the tokenizer has {size} entries; "
            "expected the same, or 0 for the tokenizer's"
        )


def _initial_state(
    config: RunConfig,
    model: FunctionalModel,
    optimizer: optax.GradientTransformation,
    mesh: Mesh,
    checkpoints: Checkpoints,
    parent: Parent | None,
    position: dict[str, Any],
) -> tuple[TrainState, float]:
    """The newest checkpoint's state and the seconds spent, or a fresh one, with the parent's variables.

    Raises:
      InputError: the checkpoint is of other data than `position` tells.
    """
    step = checkpoints.latest_step()
    if step is not None:
        state, found = checkpoints.restore(step, abstract_state(model, optimizer, mesh))
        for name, value in position.items():
            if found[name] != value:
                raise InputError(f"checkpoint {step}: made with {name}={found[name]!r}, expected {value!r}")
        return state, found["seconds"]
    state = create_state(model, optimizer, mesh, config.seed)
    return state._replace(variables=parent.load(model, mesh)[1]) if parent else state, 0.0
