"""The matrix-product FLOPs of a traced function, loops counted as often as they run.

XLA's `cost_analysis` counts the body of a loop once, and a kernel written by hand not at all. A jaxpr says
both: how long a scan is, and what each product multiplies. Elementwise operations are not counted.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

import jax
from jax.extend import core


def matmul_flops(function: Callable[..., Any], *arguments: Any, while_trips: int = 1) -> float:
    """FLOPs of the matrix products in `function(*arguments)`, over all devices of a mesh together.

    `ragged_dot` counts as what it is by definition: each row through one matrix (its weight gradient: each
    row once), whatever a backend makes of it. A Pallas kernel counts by its cost estimate. Of the branches of
    a `cond` the dearest counts.

    Args:
      arguments: arrays or `jax.ShapeDtypeStruct`s.
      while_trips: how often the body of a `while_loop` is taken to run: a jaxpr does not say.

    Raises:
      ValueError: a Pallas kernel without a cost estimate.
    """
    return _jaxpr(jax.make_jaxpr(function)(*arguments).jaxpr, while_trips)


def _jaxpr(jaxpr: Any, trips: int) -> float:
    return sum(_equation(each, trips) for each in jaxpr.eqns)


def _equation(equation: Any, trips: int) -> float:
    name, params = equation.primitive.name, equation.params
    if name == "dot_general":
        (contracted, _), _ = params["dimension_numbers"]
        lhs = equation.invars[0].aval.shape
        return 2.0 * math.prod(equation.outvars[0].aval.shape) * math.prod(lhs[i] for i in contracted)
    if name in ("ragged_dot", "ragged_dot_general"):
        return _ragged(equation)
    if name == "pallas_call":
        cost = params["cost_estimate"]
        if cost is None:
            raise ValueError(f"{params['name']}: a Pallas kernel without a cost estimate")
        return float(cost.flops)
    if name == "cond":
        return max(_jaxpr(each.jaxpr, trips) for each in params["branches"])
    inner = sum(_jaxpr(each, trips) for each in _inner(params.values()))
    if name == "scan":
        return inner * params["length"]
    if name == "while":
        return inner * trips
    if name == "shard_map":
        mesh = params["mesh"]
        return inner * math.prod(mesh.shape[axis] for axis in params["newly_manual_axes"])
    return inner


def _ragged(equation: Any) -> float:
    """Each row through one matrix: rows x what is contracted x what comes out."""
    lhs, rhs, out = (
        each.aval.shape for each in (equation.invars[0], equation.invars[1], equation.outvars[0])
    )
    dimensions = equation.params["ragged_dot_dimension_numbers"]
    (contracted, _), _ = dimensions.dot_dimension_numbers
    ragged = dimensions.lhs_ragged_dimensions[0]
    if ragged in contracted:  # the weight gradient: [groups, ...] out, of which a row reaches one group
        return 2.0 * math.prod(out[1:]) * math.prod(lhs[i] for i in contracted)
    groups = math.prod(rhs[i] for i in dimensions.rhs_group_dimensions)
    return 2.0 * math.prod(lhs) * math.prod(rhs) / groups / math.prod(lhs[i] for i in contracted)


def _inner(values: Iterable[Any]) -> Iterable[Any]:
    """The jaxprs among an equation's parameters: what it calls."""
    for value in values:
        if isinstance(value, core.ClosedJaxpr):
            yield value.jaxpr
        elif isinstance(value, core.Jaxpr):
            yield value
        elif isinstance(value, (tuple, list)):
            yield from _inner(value)
