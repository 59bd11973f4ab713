"""What only the whole model has: the look-up of its embedding."""

import jax
import jax.numpy as jnp
import numpy as np

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig

ROWS, LENGTH = 64, 64
COMMON = 3
MODEL = ModelConfig(
    vocab_size=ROWS * LENGTH,
    layers=1,
    embed=8,
    heads=1,
    kv_heads=1,
    head_dim=8,
    mlp=8,
    compute_dtype="bfloat16",
)


def test_the_gradient_of_a_common_token_is_summed_in_float32() -> None:
    """A token that occurs 4,096 times moves like 4,096 tokens with its embedding do together.

    A sum in bfloat16 would stand still as soon as it is 256 times what is added to it.
    """
    model = FunctionalModel(MODEL)
    params, router_bias = model.create(jax.random.key(0))
    params["embedding"] = jnp.broadcast_to(params["embedding"][COMMON], params["embedding"].shape)
    positions = jnp.tile(jnp.arange(LENGTH, dtype=jnp.int32), (ROWS, 1))
    direction = jax.random.normal(jax.random.key(1), (MODEL.embed,))

    def loss(embedding: jax.Array, tokens: jax.Array) -> jax.Array:
        bound = model.bind(Variables(params | {"embedding": embedding}, router_bias))
        hidden = bound(tokens, positions, jnp.ones_like(positions)).hidden
        assert hidden.dtype == jnp.bfloat16
        return jnp.sum(hidden.astype(jnp.float32) @ direction)

    gradient = jax.jit(jax.grad(loss))
    every_token_once = jnp.arange(ROWS * LENGTH, dtype=jnp.int32).reshape(ROWS, LENGTH)
    apart = np.asarray(gradient(params["embedding"], every_token_once), np.float64)
    together = gradient(params["embedding"], jnp.full((ROWS, LENGTH), COMMON, jnp.int32))
    np.testing.assert_allclose(together[COMMON], apart.sum(axis=0), rtol=1e-3)
