"""The training loop: steps, metrics, evaluations and checkpoints, until done or told to stop.

The loop knows nothing of any objective, task or format: it is handed a jitted step, a source of
batches, evaluators and a place for checkpoints. Each step is dispatched before the metrics of the
one before are fetched, so that the device never waits for logging.
"""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

import jax
import numpy as np

from patentgpt_jax.progress import Progress
from patentgpt_jax.settings import require
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.clock import Clock
from patentgpt_jax.training.held_out import Evaluator
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import Batch
from patentgpt_jax.training.step import TrainState

_ROUTER_LOADS_A_RUN = 100


@dataclass(frozen=True)
class TrainConfig:
    """How long to train, on how much at a time, and how often to look.

    `batch_size` counts sequences over the whole mesh. The `*_every` are in steps; 0 is only at the
    end. `keep_checkpoints` is how many of the newest stay on disk.
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


class Stopped(Exception):
    """Training was told to stop; a checkpoint of its last step is on disk."""


class StopSignal:
    """Turns SIGTERM and SIGINT into a flag that the loop polls; a context manager.

    Off the main thread, where Python cannot take signals, it stays unset.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._previous: dict[int, Any] = {}

    def __bool__(self) -> bool:
        return self._event.is_set()

    def __enter__(self) -> "StopSignal":
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                self._previous[number] = signal.signal(number, self._set)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._previous.items():
            signal.signal(number, handler)

    def _set(self, number: int, frame: FrameType | None) -> None:
        self._event.set()


@dataclass
class Training:
    """Everything one run of the loop needs.

    batches: an iterator of device batches, from a given step on.
    data_position: what to save beside the state at a step.
    evaluators: by name of the set; logged as `eval/<set>/<metric>`.
    final_evaluators: those of the end only.
    tokens_per_step: positions that a batch holds, for tokens a second.
    flops: of a step, from its real tokens and attended pairs; peak_flops: of the mesh, None if unknown.
    """

    config: TrainConfig
    step: Callable[[TrainState, Batch], tuple[TrainState, dict[str, jax.Array]]]
    batches: Callable[[int], Iterator[Batch]]
    data_position: Callable[[int], dict[str, Any]]
    evaluators: Mapping[str, Evaluator]
    final_evaluators: Mapping[str, Evaluator]
    checkpoints: Checkpoints
    metrics: MetricsLog
    tokens_per_step: int
    flops: Callable[[float, float], float]
    peak_flops: float | None

    def run(self, state: TrainState) -> TrainState:
        """Train from `state` to the configured number of steps.

        Raises:
          Stopped: on SIGTERM or SIGINT, after a checkpoint of the step reached.
        """
        config, done = self.config, int(state.step)
        first = done
        with StopSignal() as stop, Progress("train", config.steps, "step", done) as progress:
            self._clock = Clock()
            if done == 0:
                self._evaluate(0, state, self.evaluators, progress)
            batches = self.batches(done)
            pending: tuple[int, dict[str, jax.Array]] | None = None
            while done < config.steps and not stop:
                with self._clock.waiting():
                    batch = next(batches)
                state, metrics = self.step(state, batch)
                done += 1
                self._log(pending, progress)
                pending = (done, metrics)
                if done == first + 1:
                    self._log(pending, progress, timed=False)  # most of it was compiling
                    pending = None
                    self._clock.restart()
                last = done == config.steps
                if last or _due(done, config.evaluate_every) or _due(done, config.checkpoint_every):
                    self._log(pending, progress)
                    pending = None
                    with self._clock.paused():
                        if last or _due(done, config.evaluate_every):
                            final = self.final_evaluators if last else {}
                            self._evaluate(done, state, {**self.evaluators, **final}, progress)
                        if last or _due(done, config.checkpoint_every):
                            self.checkpoints.save(done, state, self.data_position(done))
            self._log(pending, progress)
            if done < config.steps:
                self.checkpoints.save(done, state, self.data_position(done))
                self.checkpoints.wait()
                raise Stopped(
                    f"stopped at step {done} of {config.steps}; the same command goes on from there"
                )
        self.checkpoints.wait()
        return state

    def _evaluate(
        self, done: int, state: TrainState, evaluators: Mapping[str, Evaluator], progress: Progress
    ) -> None:
        values = {
            f"eval/{name}/{metric}": value
            for name, evaluator in evaluators.items()
            for metric, value in evaluator(state.variables).items()
        }
        if values:
            self.metrics.write(done, values)
            progress.say(
                f"step {done}: " + ", ".join(f"{name} {value:.4f}" for name, value in values.items())
            )

    def _log(
        self, pending: tuple[int, dict[str, jax.Array]] | None, progress: Progress, timed: bool = True
    ) -> None:
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
        progress.update(done, note)
        if done % self.config.log_every and done != self.config.steps:
            return
        if not _due(done, max(self.config.log_every, -(-self.config.steps // _ROUTER_LOADS_A_RUN))):
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


def _due(step: int, every: int) -> bool:
    return every > 0 and step % every == 0
