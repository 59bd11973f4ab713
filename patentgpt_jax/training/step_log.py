"""What each step gave, told: a line of metrics, a note beside the progress, and steps that were skipped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from patentgpt_jax.errors import InputError
from patentgpt_jax.progress import Progress
from patentgpt_jax.training.clock import Clock
from patentgpt_jax.training.metrics import MetricsLog

_ROUTER_LOADS_A_RUN = 100
_DOCUMENTS_TOLD = 5


@dataclass(frozen=True)
class Accounting:
    """What the loop must know of its batches and its hardware to tell of them.

    tokens: positions that a batch holds, for tokens a second.
    flops: of a step, from its real tokens and attended pairs; peak_flops: of the mesh, None if unknown.
    documents: the ids of the documents in the batch that follows a step.
    """

    tokens: int
    flops: Callable[[float, float], float]
    peak_flops: float | None
    documents: Callable[[int], list[str]]


@dataclass
class StepLog:
    """Tells of the steps of a run of `steps`, every `log_every`-th and each that was skipped.

    max_skipped_steps: so many steps in a row that were not finite end the run; 0 is never.
    """

    metrics: MetricsLog
    accounting: Accounting
    clock: Clock
    progress: Progress
    steps: int
    log_every: int
    max_skipped_steps: int

    def write(self, pending: tuple[int, dict[str, jax.Array]] | None, timed: bool = True) -> None:
        """Tell of a step: how many are done with it, and its metrics; None is nothing to tell.

        Raises:
          InputError: it is one too many of those that were skipped.
        """
        if pending is None:
            return
        done, arrays = pending
        values = {name: np.asarray(value) for name, value in arrays.items()}
        speed, waited = self.clock.step() if timed else (None, None)
        tokens_per_second = speed and self.accounting.tokens * speed
        self.progress.update(done, _note(values, tokens_per_second))
        skipped_in_a_row = int(values.pop("skipped_in_a_row"))
        if done % self.log_every and done != self.steps and not skipped_in_a_row:
            return
        if done % (self.log_every * -(-self.steps // (self.log_every * _ROUTER_LOADS_A_RUN))):
            values.pop("router/load", None)
        flops = self.accounting.flops(float(values.pop("tokens")), float(values.pop("attended_pairs")))
        peak = self.accounting.peak_flops
        line: dict[str, Any] = values | {
            "train/tokens_per_second": tokens_per_second,
            "train/model_flops_utilization": flops * speed / peak if peak and speed else None,
            "train/data_wait_fraction": waited,
        }
        if skipped_in_a_row:
            line["train/skipped_documents"] = self.accounting.documents(done - 1)
        self.metrics.write(done, line)
        if skipped_in_a_row:
            self._tell_skipped(done, skipped_in_a_row, line)

    def _tell_skipped(self, done: int, in_a_row: int, line: dict[str, Any]) -> None:
        documents = line["train/skipped_documents"]
        told = ", ".join(documents[:_DOCUMENTS_TOLD])
        more = f" and {len(documents) - _DOCUMENTS_TOLD} more" if len(documents) > _DOCUMENTS_TOLD else ""
        loss, norm = float(line["train/loss"]), float(line["train/gradient_norm"])
        what = (
            f"step {done}: not finite (loss {loss:.4g}, gradient norm {norm:.4g}), on documents {told}{more}"
        )
        self.progress.say(f"{what}: skipped, nothing was learned from it")
        if 0 < self.max_skipped_steps <= in_a_row:
            raise InputError(
                f"{what}: {in_a_row} steps in a row were not finite, as many as "
                "config.train.max_skipped_steps allows; expected a model that does not diverge: see "
                "train/gradient_norm in metrics.jsonl, and try a lower config.optimizer.learning_rate"
            )


def _note(values: dict[str, np.ndarray], tokens_per_second: float | None) -> str:
    note = f"loss {float(values['train/loss']):.3f}"
    if tokens_per_second:
        note += f", {tokens_per_second:,.0f} tokens/s"
    if "router/max_load" in values:
        note += f", busiest expert {float(values['router/max_load']):.2f}x the mean"
        if dropped := float(values["router/dropped_fraction"]):
            note += f", {dropped:.2%} dropped"
    return note
