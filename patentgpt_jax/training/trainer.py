"""The training loop: steps, metrics, evaluations and checkpoints, until done or told to stop.

The loop knows nothing of any objective, task or format: it is handed a jitted step, a source of
batches, evaluators and a place for checkpoints. Each step is dispatched before the metrics of the
one before are fetched, so that the device never waits for logging.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import jax
import numpy as np

from patentgpt_jax.progress import Progress
from patentgpt_jax.settings import require
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.clock import Clock
from patentgpt_jax.training.held_out import Evaluator
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import Batch
from patentgpt_jax.training.step import Step, TrainState
from patentgpt_jax.training.stopping import Stopped, StopSignal

_ROUTER_LOADS_A_RUN = 100


class BatchSource(Protocol):
    """Batches on the devices, one after another, until closed."""

    def __next__(self) -> Batch: ...

    def close(self) -> None:
        """Stop reading ahead."""


@dataclass(frozen=True)
class TrainConfig:
    """How long to train, on how much at a time, and how often to look.

    `batch_size` counts sequences over the whole mesh. The `*_every` are in steps; 0 is only at the
    end (an evaluation: also before training). `keep_checkpoints` is how many of the newest stay on disk.
    """

    steps: int = 300
    batch_size: int = 8
    seq_len: int = 512
    gradient_accumulation: int = 1
    evaluate_every: int = 100
    checkpoint_every: int = 100
    log_every: int = 1
    keep_checkpoints: int = 2

    def __post_init__(self) -> None:
        for name in (
            "steps",
            "batch_size",
            "seq_len",
            "gradient_accumulation",
            "log_every",
            "keep_checkpoints",
        ):
            require(getattr(self, name) >= 1, f"{name}={getattr(self, name)}: expected 1 or more")
        for name in ("evaluate_every", "checkpoint_every"):
            require(getattr(self, name) >= 0, f"{name}={getattr(self, name)}: expected 0 or more")
        require(
            self.batch_size % self.gradient_accumulation == 0,
            f"gradient_accumulation={self.gradient_accumulation}: expected a divisor of "
            f"batch_size={self.batch_size}",
        )


@dataclass
class Training:
    """Everything one run of the loop needs.

    step: waits for the compiled step and returns it.
    batches: from a given step on.
    data_position: what to save beside the state at a step.
    evaluators: by name of the set; logged as `eval/<set>/<metric>`.
    final_evaluators: those of the end only.
    report: called after every evaluation, and after a stop.
    tokens_per_step: positions that a batch holds, for tokens a second.
    flops: of a step, from its real tokens and attended pairs; peak_flops: of the mesh, None if unknown.
    """

    config: TrainConfig
    step: Callable[[], Step]
    batches: Callable[[int], BatchSource]
    data_position: Callable[[int], dict[str, Any]]
    evaluators: Mapping[str, Evaluator]
    final_evaluators: Mapping[str, Evaluator]
    checkpoints: Checkpoints
    metrics: MetricsLog
    report: Callable[[], object]
    tokens_per_step: int
    flops: Callable[[float, float], float]
    peak_flops: float | None

    def run(self, state: TrainState) -> TrainState:
        """Train from `state` to the configured number of steps.

        A step is saved before it is evaluated, so a stop costs no more than the evaluation, which
        the next start then does.

        Raises:
          Stopped: on SIGTERM or SIGINT, after a checkpoint of the step reached.
        """
        config, done = self.config, int(state.step)
        first, pending = done, None
        with StopSignal() as stop, Progress("train", config.steps, "step", done) as self._progress:
            self._clock = Clock()
            try:
                with stop.at_once():
                    self._evaluate(done, state)
                    step = self.step()
                with contextlib.closing(self.batches(done)) as batches:
                    while done < config.steps:
                        with stop.at_once(), self._clock.waiting():
                            batch = next(batches)
                        state, metrics = step(state, batch)
                        done += 1
                        self._log(pending)
                        pending = (done, metrics)
                        if done == first + 1:
                            self._log(pending, timed=False)  # the first has more to do
                            pending = None
                            self._clock.restart()
                        if self._due(done, config.checkpoint_every) or self._due(done, config.evaluate_every):
                            self._log(pending)
                            pending = None
                            with self._clock.paused():
                                if self._due(done, config.checkpoint_every):
                                    self.checkpoints.save(done, state, self.data_position(done))
                                with stop.at_once():
                                    self._evaluate(done, state)
                self.checkpoints.wait()
                with stop.at_once():
                    return state
            except Stopped:
                self._log(pending)
                if done > 0:
                    self.checkpoints.save(done, state, self.data_position(done))
                self.checkpoints.wait()
                self.report()
                raise Stopped(
                    f"stopped at step {done} of {config.steps}; the same command goes on from there"
                ) from None

    def _evaluate(self, done: int, state: TrainState) -> None:
        """The evaluation that is due after step `done`, unless it is written already."""
        if done in self.metrics.evaluated or not (done == 0 or self._due(done, self.config.evaluate_every)):
            return
        final = self.final_evaluators if done == self.config.steps else {}
        values = {
            f"eval/{name}/{metric}": value
            for name, evaluator in {**self.evaluators, **final}.items()
            for metric, value in evaluator(state.variables).items()
        }
        if values:
            self.metrics.write(done, values)
            scores = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
            self._progress.say(f"step {done}: {scores}")
            self.report()

    def _due(self, step: int, every: int) -> bool:
        return step == self.config.steps or (every > 0 and step % every == 0)

    def _log(self, pending: tuple[int, dict[str, jax.Array]] | None, timed: bool = True) -> None:
        if pending is None:
            return
        done, arrays = pending
        values = {name: np.asarray(value) for name, value in arrays.items()}
        speed, waited = self._clock.step() if timed else (None, None)
        tokens_per_second = speed and self.tokens_per_step * speed
        note = f"loss {float(values['train/loss']):.3f}"
        if tokens_per_second:
            note += f", {tokens_per_second:,.0f} tokens/s"
        if "router/max_load" in values:
            note += f", busiest expert {float(values['router/max_load']):.2f}x the mean"
        self._progress.update(done, note)
        every = self.config.log_every
        if not self._due(done, every):
            return
        if done % (every * -(-self.config.steps // (every * _ROUTER_LOADS_A_RUN))):
            values.pop("router/load", None)
        flops = self.flops(float(values.pop("tokens")), float(values.pop("attended_pairs")))
        utilization = flops * speed / self.peak_flops if self.peak_flops and speed else None
        self.metrics.write(
            done,
            values
            | {
                "train/tokens_per_second": tokens_per_second,
                "train/model_flops_utilization": utilization,
                "train/data_wait_fraction": waited,
            },
        )
