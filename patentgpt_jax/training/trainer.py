"""The training loop: steps, metrics, evaluations and checkpoints, until done or told to stop.

The loop knows nothing of any objective, task or format: it is handed a jitted step, a source of
batches, evaluators and a place for checkpoints. Each step is dispatched before the metrics of the
one before are fetched, so that the device never waits for logging.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from patentgpt_jax.progress import Progress
from patentgpt_jax.settings import require
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.clock import Clock
from patentgpt_jax.training.held_out import Evaluator
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import Batch
from patentgpt_jax.training.state import TrainState
from patentgpt_jax.training.step import Step
from patentgpt_jax.training.step_log import Accounting, StepLog
from patentgpt_jax.training.stopping import Stopped, StopSignal
from patentgpt_jax.training.watchdog import Watchdog


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
    A step whose loss or gradient is not finite is skipped; `max_skipped_steps` in a row end the run (0:
    never).
    """

    steps: int = 300
    batch_size: int = 8
    seq_len: int = 512
    gradient_accumulation: int = 1
    evaluate_every: int = 100
    checkpoint_every: int = 100
    log_every: int = 1
    keep_checkpoints: int = 2
    max_skipped_steps: int = 10

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
        for name in ("evaluate_every", "checkpoint_every", "max_skipped_steps"):
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
    vote: by which processes agree to stop, None for one; hang_seconds: as in `ProcessesConfig`.
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
    accounting: Accounting
    vote: Callable[[bool], Any] | None = None
    hang_seconds: float = 0

    def run(self, state: TrainState) -> TrainState:
        """Train from `state` to the configured number of steps.

        A step is saved before it is evaluated, so a stop costs no more than the evaluation, which
        the next start then does.

        Raises:
          Stopped: on SIGTERM or SIGINT, after a checkpoint of the step reached.
          InputError: too many steps in a row were not finite.
        """
        config, done = self.config, int(state.step)
        first, pending = done, None
        answer: Any = None  # whether to stop, asked a step before
        asked: Any = None
        with (
            StopSignal(self.vote) as stop,
            Watchdog(self.hang_seconds) as watchdog,
            Progress("train", config.steps, "step", done) as progress,
        ):
            clock = Clock()
            log = StepLog(
                self.metrics,
                self.accounting,
                clock,
                progress,
                config.steps,
                config.log_every,
                config.max_skipped_steps,
            )

            def goes_on() -> None:
                watchdog.goes_on()
                stop.check()

            try:
                with stop.at_once():
                    self._evaluate(done, state, progress, goes_on)
                    watchdog.pause()
                    step = self.step()
                with contextlib.closing(self.batches(done)) as batches:
                    while done < config.steps:
                        watchdog.goes_on()
                        with stop.at_once(), clock.waiting():
                            batch = next(batches)
                        answer, asked = asked, stop.ask()
                        state, metrics = step(state, batch)
                        done += 1
                        log.write(pending)
                        pending = (done, metrics)
                        if done == first + 1:
                            log.write(pending, timed=False)  # the first has more to do
                            pending = None
                            clock.restart()
                        if answer is not None:
                            stop.check(answer)
                        if self._due(done, config.checkpoint_every) or self._due(done, config.evaluate_every):
                            log.write(pending)
                            pending = None
                            with clock.paused():
                                if self._due(done, config.checkpoint_every):
                                    watchdog.goes_on()
                                    self._save(done, state)
                                with stop.at_once():
                                    self._evaluate(done, state, progress, goes_on)
                watchdog.goes_on()
                self.checkpoints.wait()
                with stop.at_once():
                    stop.check()
                    return state
            except Stopped:
                watchdog.goes_on()
                log.write(pending)
                if done > 0:
                    self._save(done, state)
                self.checkpoints.wait()
                self.report()
                raise Stopped(
                    f"stopped at step {done} of {config.steps}; the same command goes on from there"
                ) from None

    def _save(self, done: int, state: TrainState) -> None:
        self.metrics.sync()
        self.checkpoints.save(done, state, self.data_position(done))

    def _evaluate(
        self, done: int, state: TrainState, progress: Progress, goes_on: Callable[[], None]
    ) -> None:
        """The evaluation that is due after step `done`, unless it is written already."""
        if done in self.metrics.evaluated or not (done == 0 or self._due(done, self.config.evaluate_every)):
            return
        final = self.final_evaluators if done == self.config.steps else {}
        values = {
            f"eval/{name}/{metric}": value
            for name, evaluator in {**self.evaluators, **final}.items()
            for metric, value in evaluator(state.variables, goes_on).items()
        }
        if values:
            self.metrics.write(done, values)
            scores = ", ".join(f"{name} {value:.4f}" for name, value in values.items())
            progress.say(f"step {done}: {scores}")
            self.report()

    def _due(self, step: int, every: int) -> bool:
        return step == self.config.steps or (every > 0 and step % every == 0)
