"""Held-out loss and bits per byte of whole documents, each token scored once."""

import math
from collections.abc import Callable, Iterable

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.kernels.cross_entropy import weighted_cross_entropy
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.sharding.mesh import batch_sharding, on_mesh, replicated
from patentgpt_jax.training.objective import Batch

Score = Callable[[Variables, Batch], tuple[Array, Array]]
Evaluator = Callable[[Variables, Callable[[], None]], dict[str, float]]
"""Gives scores by name; calls its second argument after each batch, which may end it by an exception."""


def make_score(model: FunctionalModel, mesh: Mesh) -> Score:
    """A jitted function from (variables, batch) to the summed loss and the tokens that were scored.

    Sets of documents share one, and so its compiled program.
    """

    def score(variables: Variables, batch: Batch) -> tuple[Array, Array]:
        bound = model.bind(variables)
        hidden = bound(batch["tokens"], batch["positions"], batch["segment_ids"]).hidden
        weights = batch["loss_mask"].astype(jnp.promote_types(hidden.dtype, jnp.float32))
        placement = bound.output_placement(len(weights))
        total, _ = weighted_cross_entropy(
            hidden, bound.output_matrix(), batch["targets"], weights, placement=placement
        )
        return total, weights.sum()

    return jax.jit(
        on_mesh(mesh, score),
        in_shardings=(model.shardings(mesh), batch_sharding(mesh)),
        out_shardings=replicated(mesh),
    )


def held_out_evaluator(score: Score, batches: Callable[[], Iterable[Batch]], text_bytes: int) -> Evaluator:
    """An evaluator of the next-token loss over a fixed set of batches.

    Args:
      score: of `make_score`.
      batches: makes the batches anew, already on the devices; their `loss_mask` scores each token
        of the set once, tokens of context being masked out.
      text_bytes: the raw UTF-8 bytes of the set's documents.

    Returns a function from variables, and what to call after each batch, to `loss` (nats per token, the
    end-of-document token included) and `bits_per_byte` (the same sum over the raw bytes).
    """

    def evaluate(variables: Variables, after_batch: Callable[[], None]) -> dict[str, float]:
        sums = []
        for batch in batches():
            # One batch at a time: batches dispatched ahead would all lie on the devices at once.
            sums.append(jax.device_get(score(variables, batch)))
            after_batch()
        loss, tokens = (math.fsum(map(float, column)) for column in zip(*sums, strict=True))
        return {"loss": loss / tokens, "bits_per_byte": loss / math.log(2) / text_bytes}

    return evaluate
