"""The job `train`: data, model, objective and loop put together, then a summary and a report."""

import contextlib
import functools
import time
from pathlib import Path

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import closing, data, mixture, sources, workdir
from patentgpt_jax.jobs.evaluate import held_out_sets, make_evaluator
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import chosen_mesh, find_parent, initial_state, resolved_model
from patentgpt_jax.jobs.samples import write_claims
from patentgpt_jax.model.counting import training_flops
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.reporting.report import write_report
from patentgpt_jax.sharding import processes
from patentgpt_jax.sharding.mesh import batch_sharding, check_batch
from patentgpt_jax.tokens import planner
from patentgpt_jax.tokens.device import batch_shapes, placed_ahead
from patentgpt_jax.training.checkpoints import Checkpoints, check_space
from patentgpt_jax.training.hardware import peak_flops
from patentgpt_jax.training.held_out import make_score
from patentgpt_jax.training.memory import check_memory
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import pretraining
from patentgpt_jax.training.optimizer import make_optimizer, make_schedule
from patentgpt_jax.training.state import abstract_state
from patentgpt_jax.training.step import make_train_step
from patentgpt_jax.training.step_log import Accounting
from patentgpt_jax.training.stopping import compile_in_background, in_background
from patentgpt_jax.training.trainer import Training


def run(invocation: Invocation, directory: Path) -> None:
    """Train in `directory`, or go on with the training that stands there, to the end.

    Raises:
      Stopped: on SIGTERM or SIGINT, after a checkpoint; the same call goes on from it.
    """
    if not (directory / workdir.SUMMARY).exists():
        _train(invocation, directory)
    if processes.is_first():
        write_report(directory)
        closing.after_training(directory, invocation)


def _train(invocation: Invocation, directory: Path) -> None:
    started = time.monotonic()
    config, parent = invocation.config, find_parent(invocation)
    train, model = config.train, FunctionalModel(resolved_model(config, parent))
    mesh = chosen_mesh(
        config.mesh, model.config, train.batch_size * train.seq_len // train.gradient_accumulation
    )
    check_batch(mesh, train.batch_size, train.gradient_accumulation)
    sources.check(config.data)
    first = processes.is_first()
    optimizer = make_optimizer(config.optimizer)
    like = abstract_state(model, optimizer, mesh)
    check_memory(like, config.train.gradient_accumulation, mesh)
    kept, keep = directory / workdir.CHECKPOINTS, config.train.keep_checkpoints
    processes.in_first(lambda: check_space(kept, keep, like))
    # Both compile while the data is prepared: that takes some seconds too, on another core.
    shapes = batch_shapes(config.train.batch_size, config.train.seq_len, batch_sharding(mesh))
    score = compile_in_background(make_score(model, mesh), like.variables, shapes)
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
        like,
        shapes,
    )
    prepared = data.prepare(config, parent.tokenizer if parent else None)
    _check_vocabulary(model.config, prepared)
    batches = mixture.training_batches(config, prepared.store)
    lineage = data.lineage(prepared)
    if parent:
        lineage["parent"] = workdir.file_hash(parent.run / workdir.CONFIG)
    workdir.write_config(directory, invocation, model.config, lineage)
    if first:
        if config.mesh.expert == 0:
            print(f"config.mesh.expert=0: expert {mesh.shape['expert']}, by the rule", flush=True)
        print(planner.table(mixture.plan(config, prepared.store)), flush=True)
        for name, content in prepared.tokenizer.files.items():
            files.write_bytes(directory / name, content)

    checkpoints = Checkpoints(kept, keep)
    position = {"tokens": prepared.store.fingerprint, "seed": config.seed}
    state, seconds_before = in_background(
        lambda: initial_state(config, model, optimizer, mesh, checkpoints, parent, position, like)
    )()
    metrics = MetricsLog(directory, int(state.step), reads_only=not first)
    sets = held_out_sets(config, prepared.store)
    evaluator_of = functools.partial(
        make_evaluator, config, prepared.store, lambda *arguments: score()(*arguments), mesh
    )

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
        report=functools.partial(write_report, directory) if first else lambda: None,
        accounting=Accounting(
            config.train.batch_size * config.train.seq_len,
            functools.partial(training_flops, model.config),
            peak_flops(mesh),
            batches.all_document_ids,
        ),
        vote=processes.make_vote(mesh),
        hang_seconds=config.processes.hang_seconds,
    )
    try:
        state = training.run(state)
    except InputError:
        # What is being saved is waited for; other processes, which may know nothing of this, not without end.
        with contextlib.suppress(TimeoutError):
            in_background(checkpoints.close)(
                config.processes.heartbeat_seconds if processes.are_several() else None
            )
        raise
    finally:
        metrics.close()
    checkpoints.close()
    samples = in_background(lambda: write_claims(model, prepared, config, state.variables, mesh))()
    if not first:
        return
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
