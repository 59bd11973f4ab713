"""One optimizer step as a pure function of (state, batch), and the state it moves."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.model.counting import attended_pairs
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.sharding.mesh import batch_sharding, on_mesh, replicated, with_shardings
from patentgpt_jax.training.objective import Batch, Objective, Totals
from patentgpt_jax.training.stopping import in_background


class TrainState(NamedTuple):
    """All that training carries from step to step: what a checkpoint holds, beside the data position.

    skipped: the steps so far that changed nothing, since their loss or gradients were not finite.
    skipped_in_a_row: those of them since the last that did.
    """

    step: Array
    skipped: Array
    skipped_in_a_row: Array
    variables: Variables
    optimizer: Any


Step = Callable[[TrainState, Batch], tuple[TrainState, dict[str, Array]]]


def state_shardings(model: FunctionalModel, optimizer: optax.GradientTransformation, mesh: Mesh) -> Any:
    """A `TrainState` of shardings: where each array lies, moments beside their parameters."""
    variables = model.shardings(mesh)
    whole = replicated(mesh)
    shapes = jax.eval_shape(lambda: optimizer.init(model.create(jax.random.key(0)).params))
    moments = optax.tree_utils.tree_map_params(
        optimizer,
        lambda _, sharding: sharding,
        shapes,
        variables.params,
        transform_non_params=lambda _: whole,
    )
    return TrainState(whole, whole, whole, variables, moments)  # type: ignore[arg-type]


def abstract_state(model: FunctionalModel, optimizer: optax.GradientTransformation, mesh: Mesh) -> Any:
    """A `TrainState` of shapes with their shardings: to compile for, and to restore into."""

    shapes = jax.eval_shape(lambda: _fresh_state(model, optimizer, 0))
    return with_shardings(shapes, state_shardings(model, optimizer, mesh))


def create_state(
    model: FunctionalModel, optimizer: optax.GradientTransformation, mesh: Mesh, seed: int
) -> TrainState:
    """A fresh state, made where it will lie."""
    create = functools.partial(_fresh_state, model, optimizer, seed)
    # Random numbers compile for ten seconds on CPU when optimised, and then run for a fraction of one.
    options = {"xla_backend_optimization_level": 0} if jax.default_backend() == "cpu" else None
    return jax.jit(create, out_shardings=state_shardings(model, optimizer, mesh), compiler_options=options)()


def _fresh_state(model: FunctionalModel, optimizer: optax.GradientTransformation, seed: int) -> TrainState:
    variables = model.create(jax.random.key(seed))
    zero = functools.partial(jnp.zeros, (), jnp.int32)
    return TrainState(zero(), zero(), zero(), variables, optimizer.init(variables.params))


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
        scale = jnp.minimum(1.0, clip_norm / (norm + 1e-6))
        grads = jax.tree.map(lambda each: each * scale.astype(each.dtype), grads)
        directions, moments = optimizer.update(grads, state.optimizer, state.variables.params)
        params = optax.apply_updates(state.variables.params, optax.tree.scale(-rate, directions))
        router_bias = state.variables.router_bias
        if router_bias:
            router_bias = model.moved_bias(router_bias, metrics["router/load"])
        variables, moments = jax.tree.map(
            functools.partial(jnp.where, finite),
            (Variables(params, router_bias), moments),
            (state.variables, state.optimizer),
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


def compile_in_background(function: Any, *like: Any) -> Callable[[], Any]:
    """A function that waits for a jitted `function`, which compiles in a thread, and returns it compiled.

    Args:
      like: `jax.ShapeDtypeStruct`s of what it will be called with.
    """
    return in_background(lambda: function.lower(*like).compile())


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
        "router/dropped_fraction": dropped / jnp.maximum(load.sum() + dropped, 1.0),
    }
