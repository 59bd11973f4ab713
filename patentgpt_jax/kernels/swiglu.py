"""The gated activation of an expert, silu(gate) * up * weight (arXiv 2002.05202), and its gradient."""

import jax
import jax.numpy as jnp
from jax import Array


def forward(gates: Array, ups: Array, weights: Array) -> Array:
    """The hidden row of an expert, with the weight of its choice already in it.

    Args:
      gates, ups: [rows, mlp]. weights: [rows], float32 or wider.

    Returns [rows, mlp] in the dtype of `gates`, computed in that of `weights`.
    """
    wide = gates.astype(weights.dtype)
    return (jax.nn.silu(wide) * ups * weights[:, None]).astype(gates.dtype)


def backward(gates: Array, ups: Array, weights: Array, d_hidden: Array) -> tuple[Array, Array, Array, Array]:
    """What the backward pass of an expert needs between its products.

    Args:
      d_hidden: [rows, mlp], the gradient of the hidden row but for the weight.

    Returns `forward`'s hidden rows, and the gradients of gates, ups [rows, mlp] and weights [rows].
    """
    g, u, d = (each.astype(weights.dtype) for each in (gates, ups, d_hidden))
    sigmoid = jax.nn.sigmoid(g)
    activated = g * sigmoid
    hidden = activated * u
    d_weights = jnp.sum(d * hidden, axis=-1)
    d = d * weights[:, None]
    d_gates, d_ups = d * u * (sigmoid + activated * (1 - sigmoid)), d * activated
    hidden, d_gates, d_ups = (
        each.astype(gates.dtype) for each in (hidden * weights[:, None], d_gates, d_ups)
    )
    return hidden, d_gates, d_ups, d_weights
