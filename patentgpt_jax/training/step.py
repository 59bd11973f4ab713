"""One optimizer step as a pure function of (state, batch)."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.model.counting import attended_pairs
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.sharding.mesh import batch_sharding, on_mesh, replicated
from patentgpt_jax.training.objective import Batch, Objective, Totals
from patentgpt_jax.training.state import TrainState, state_shardings

Step = Callable[[TrainState, Batch], tuple[TrainState, dict[str, Array]]]


def make_train_step(
    model: FunctionalModel,
    objective: Objective,
    optimizer: optax.GradientTransformation,
    schedule: optax.Schedule,
    mesh: Mesh,
    *,
    clip_norm: float,
    accumulation: int = 1,
) -> Step:
    """The jitted training step; its state argument is donated.

    A step whose loss or gradient norm is not finite leaves variables and moments as they were, bit for
    bit; it counts in `step`, so the data move on, and in `skipped`.

    Args:
      optimizer: of `make_optimizer`; the parameters move by -schedule(step) times what it gives.
      accumulation: into how many microbatches the batch's rows are split; row r goes to microbatch
        r mod accumulation, so that every device keeps its rows.

    Returns a function from (state, batch of [batch, seq] arrays) to the next state and metrics; beside
    those to log, `tokens` and `attended_pairs` of the step, for its cost, and `skipped_in_a_row`.
    """

    shardings = state_shardings(model, optimizer, mesh)

    def gradients(variables: Variables, batch: Batch) -> tuple[Any, Array, dict[str, Array]]:
        rows = batch["tokens"].shape[0]
        wide = jnp.promote_types(jax.tree.leaves(variables.params)[0].dtype, jnp.float32)
        totals = Totals(jnp.maximum(batch["loss_mask"].astype(wide).sum(), 1.0), rows)

        def share(params: Any, part: Batch) -> tuple[Array, dict[str, Array]]:
            return objective(model.bind(Variables(params, variables.router_bias)), part, totals)

        def grad(params: Any, part: Batch) -> tuple[Any, Array, dict[str, Array]]:
            (loss, metrics), grads = jax.value_and_grad(share, has_aux=True)(params, part)
            # Laid as the parameters are: no device ever holds the whole of them.
            return jax.lax.with_sharding_constraint(grads, shardings.variables.params), loss, metrics

        if accumulation == 1:
            return grad(variables.params, batch)
        parts = jax.tree.map(
            lambda each: jnp.swapaxes(
                each.reshape(rows // accumulation, accumulation, *each.shape[1:]), 0, 1
            ),
            batch,
        )
        shapes = jax.eval_shape(grad, variables.params, jax.tree.map(lambda each: each[0], parts))
        zeros = jax.tree.map(lambda each: jnp.zeros(each.shape, each.dtype), shapes)

        def add(total: Any, part: Batch) -> tuple[Any, None]:
            return jax.tree.map(jnp.add, total, grad(variables.params, part)), None

        return jax.lax.scan(add, zeros, parts)[0]

    def step(state: TrainState, batch: Batch) -> tuple[TrainState, dict[str, Array]]:
        grads, loss, metrics = gradients(state.variables, batch)
        norm, rate = optax.tree.norm(grads), schedule(state.step)
        finite = jnp.isfinite(loss) & jnp.isfinite(norm)

        def moved(variables: Variables, moments: Any) -> tuple[Variables, Any]:
            scale = jnp.minimum(1.0, clip_norm / (norm + 1e-6))
            scaled = jax.tree.map(lambda each: each * scale.astype(each.dtype), grads)
            directions, moments = optimizer.update(scaled, moments, variables.params)
            params = optax.apply_updates(variables.params, optax.tree.scale(-rate, directions))
            router_bias = variables.router_bias
            if router_bias:
                router_bias = model.moved_bias(router_bias, metrics["router/load"])
            return Variables(params, router_bias), moments

        # Not a choice between old and new values: XLA would copy both moments of every parameter first.
        variables, moments = jax.lax.cond(
            finite, moved, lambda *unmoved: unmoved, state.variables, state.optimizer
        )
        skipped = state.skipped + jnp.where(finite, 0, 1)
        in_a_row = jnp.where(finite, 0, state.skipped_in_a_row + 1)
        metrics |= {
            "train/gradient_norm": norm,
            "train/learning_rate": rate,
            "train/skipped_steps": skipped,
            "skipped_in_a_row": in_a_row,
            "tokens": jnp.sum(batch["segment_ids"] > 0),
            "attended_pairs": attended_pairs(batch["segment_ids"], model.config.sliding_window),
        }
        return TrainState(state.step + 1, skipped, in_a_row, variables, moments), _finished(metrics)

    return jax.jit(
        on_mesh(mesh, step),
        in_shardings=(shardings, batch_sharding(mesh)),
        out_shardings=(shardings, replicated(mesh)),
        donate_argnums=0,
    )


def _finished(metrics: dict[str, Array]) -> dict[str, Array]:
    """Loads as fractions, and what follows from them."""
    if "router/load" not in metrics:
        return metrics
    dropped = metrics.pop("router/dropped")
    load = metrics["router/load"]
    fraction = load / jnp.maximum(load.sum(axis=-1, keepdims=True), 1.0)
    return metrics | {
        "router/load": fraction,
        "router/max_load": fraction.max() * load.shape[-1],
        "router/dropped_fraction": dropped / jnp.maximum(load.sum(), 1.0),
    }
