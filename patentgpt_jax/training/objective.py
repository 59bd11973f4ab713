"""The pretraining objective: the next token's cross-entropy, and the routers' balance.

An objective is a function of (model, batch, totals). What it returns are shares of a whole
optimizer step: added up over the microbatches of the step they give the step's loss and metrics,
so that accumulation changes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from patentgpt_jax.kernels.cross_entropy import weighted_cross_entropy
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.smoe import RouterStatistics, hugging_face_balance_loss
from patentgpt_jax.model.transformer import Transformer
from patentgpt_jax.settings import one_of, require

Batch = Mapping[str, Array]


@dataclass(frozen=True)
class ObjectiveConfig:
    """What is minimised. `z_coefficient` weighs the square of the vocabulary's log-normaliser."""

    name: str = "pretrain"
    z_coefficient: float = 0.0

    def __post_init__(self) -> None:
        one_of("name", self.name, ("pretrain",))
        require(self.z_coefficient >= 0, f"z_coefficient={self.z_coefficient}: expected 0 or more")


class Totals(NamedTuple):
    """What a whole step holds: the sum of its loss mask, and its rows."""

    tokens: Array
    rows: int


Objective = Callable[[Transformer, Batch, Totals], tuple[Array, dict[str, Array]]]


def pretraining(config: ObjectiveConfig) -> Objective:
    """The objective of `config`, over batches of `tokens, targets, loss_mask, segment_ids, positions`."""

    def objective(model: Transformer, batch: Batch, totals: Totals) -> tuple[Array, dict[str, Array]]:
        output = model(batch["tokens"], batch["positions"], batch["segment_ids"])
        weights = batch["loss_mask"].astype(totals.tokens.dtype) / totals.tokens
        loss, log_probabilities = weighted_cross_entropy(
            output.hidden,
            model.output_matrix(),
            batch["targets"],
            weights,
            config.z_coefficient,
            model.output_placement(len(weights)),
        )
        metrics = {"train/loss": -jnp.sum(weights * log_probabilities)}
        if output.router is not None:
            balance, router_metrics = router_loss(
                output.router, model.config, totals.rows, len(batch["tokens"])
            )
            loss, metrics = loss + balance, metrics | router_metrics
        return loss, metrics

    return objective


def router_loss(
    statistics: RouterStatistics, config: ModelConfig, rows: int, batch_rows: int
) -> tuple[Array, dict[str, Array]]:
    """The routers' share of the loss, and what to log; losses are means over the sparse layers.

    Args:
      rows: of the whole step. batch_rows: of the microbatch that the statistics come from.
    """
    router = config.router
    if router.balance == "loss_hugging_face":
        balance = hugging_face_balance_loss(statistics, config.experts_per_token) * (batch_rows / rows)
    else:
        balance = statistics.balance_loss.mean() / rows
    z = statistics.z_loss.mean() / rows
    loss = router.z_coefficient * z
    if router.balance in ("loss", "loss_hugging_face"):
        loss = loss + router.balance_coefficient * balance
    return loss, {
        "router/load_balance_loss": balance,
        "router/z_loss": z,
        "router/load": statistics.load,
        "router/dropped": statistics.dropped.sum(),
    }
