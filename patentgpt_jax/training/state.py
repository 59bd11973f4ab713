"""The state that training carries from step to step: what it holds, and where each part of it lies."""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.sharding.mesh import replicated, with_shardings


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
    on_cpu = mesh.devices.flat[0].platform == "cpu"
    options = {"xla_backend_optimization_level": 0} if on_cpu else None
    return jax.jit(create, out_shardings=state_shardings(model, optimizer, mesh), compiler_options=options)()


def _fresh_state(model: FunctionalModel, optimizer: optax.GradientTransformation, seed: int) -> TrainState:
    variables = model.create(jax.random.key(seed))
    zero = functools.partial(jnp.zeros, (), jnp.int32)
    return TrainState(zero(), zero(), zero(), variables, optimizer.init(variables.params))
