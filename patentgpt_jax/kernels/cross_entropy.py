"""Cross-entropy over a large vocabulary without the [batch, seq, vocab] array of logits.

The sequence goes in chunks. When a gradient is asked for, each chunk's gradients are computed in
the same pass as its loss, while its logits are at hand, so that no logits are kept or computed
twice. The method is that of Cut/Liger cross-entropy (arXiv 2411.09009, 2410.10989), here for a
weighted sum over tokens, which is what makes the upstream gradient a single number.
"""

import functools

import jax
import jax.numpy as jnp
from jax import Array

_CHUNK = 128


@functools.partial(jax.custom_vjp, nondiff_argnums=(4,))
def weighted_cross_entropy(
    hidden: Array, output: Array, targets: Array, weights: Array, z_coefficient: float = 0.0
) -> tuple[Array, Array]:
    """The weighted sum of -log p(target), and each token's log-probability.

    Args:
      hidden: [batch, seq, embed].
      output: [embed, vocab], the output matrix.
      targets: int [batch, seq].
      weights: [batch, seq]; 0 leaves a token out. No gradient flows to the weights.
      z_coefficient: adds this times the square of the log-normaliser of each token (PaLM, 2204.02311).

    Returns the scalar sum and log p(target) [batch, seq], both float32 or wider; gradients flow
    through the sum only.
    """
    total, log_probabilities, _ = _scan(hidden, output, targets, weights, z_coefficient, gradients=False)
    return total, log_probabilities


def _forward(hidden: Array, output: Array, targets: Array, weights: Array, z_coefficient: float):  # type: ignore[no-untyped-def]
    total, log_probabilities, gradients = _scan(
        hidden, output, targets, weights, z_coefficient, gradients=True
    )
    return (total, log_probabilities), gradients


def _backward(z_coefficient: float, gradients: tuple[Array, Array], cotangents: tuple[Array, Array]):  # type: ignore[no-untyped-def]
    d_hidden, d_output = gradients
    upstream = cotangents[0]
    return (
        d_hidden * upstream.astype(d_hidden.dtype),
        (d_output * upstream).astype(d_output.dtype),
        None,
        None,
    )


weighted_cross_entropy.defvjp(_forward, _backward)


def _scan(
    hidden: Array, output: Array, targets: Array, weights: Array, z_coefficient: float, *, gradients: bool
) -> tuple[Array, Array, tuple[Array, Array] | None]:
    """Walk over the chunks of the sequence, adding up the loss and, if asked, the gradients."""
    wide = jnp.promote_types(hidden.dtype, jnp.float32)
    batch, length, _ = hidden.shape
    chunk = min(_CHUNK, length)
    padding = -length % chunk
    if padding:
        hidden = jnp.pad(hidden, ((0, 0), (0, padding), (0, 0)))
        targets, weights = (jnp.pad(each, ((0, 0), (0, padding))) for each in (targets, weights))
    chunks = (length + padding) // chunk

    def split(each: Array) -> Array:
        return jnp.moveaxis(each.reshape(batch, chunks, chunk, *each.shape[2:]), 1, 0)

    def body(carry: tuple[Array, Array | None], inputs: tuple[Array, Array, Array]):  # type: ignore[no-untyped-def]
        total, d_output = carry
        h, t, w = inputs
        w = w.astype(wide)
        logits = jnp.einsum("bsd,dv->bsv", h, output.astype(h.dtype), preferred_element_type=wide)
        normaliser = jax.nn.logsumexp(logits, axis=-1)
        log_probability = jnp.take_along_axis(logits, t[..., None], axis=-1)[..., 0] - normaliser
        total = total + jnp.sum(w * (z_coefficient * normaliser**2 - log_probability))
        if d_output is None:
            return (total, None), (log_probability, None)
        share = (w * (1.0 + 2.0 * z_coefficient * normaliser))[..., None] * jnp.exp(
            logits - normaliser[..., None]
        )
        one_hot = t[..., None] == jnp.arange(logits.shape[-1])
        d_logits = (share - jnp.where(one_hot, w[..., None], 0.0)).astype(h.dtype)
        d_h = jnp.einsum("bsv,dv->bsd", d_logits, output.astype(h.dtype))
        d_output = d_output + jnp.einsum("bsd,bsv->dv", h, d_logits, preferred_element_type=wide)
        return (total, d_output), (log_probability, d_h)

    start = (jnp.zeros((), wide), jnp.zeros(output.shape, wide) if gradients else None)
    (total, d_output), (log_probabilities, d_hidden) = jax.lax.scan(
        body, start, (split(hidden), split(targets), split(weights))
    )

    def join(each: Array) -> Array:
        return jnp.moveaxis(each, 0, 1).reshape(batch, length + padding, *each.shape[3:])[:, :length]

    if d_output is None:
        return total, join(log_probabilities), None
    return total, join(log_probabilities), (join(d_hidden), d_output.astype(output.dtype))
