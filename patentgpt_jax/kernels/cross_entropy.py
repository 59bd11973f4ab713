"""Cross-entropy over a large vocabulary without the [batch, seq, vocab] array of logits.

Tokens go in chunks. The sum over tokens takes its upstream gradient as one number, so each chunk's
gradients are computed while its logits are at hand (Cut and Liger cross-entropy, arXiv 2411.09009,
2410.10989). Log-probabilities, whose upstream gradient is any array, keep each token's
log-normaliser, and the backward pass makes a chunk's logits again.

A chunk's exponentials are divided by their sums only after the products with them, as rows of
[tokens, embed]: no pass over [tokens, vocab] is spent on it.

On a mesh (Megatron-LM, 1909.08053, for the vocabulary; ZeRO, 1910.02054, for the matrix) a device
has its own tokens and its share of the vocabulary. It gathers the matrix once, in the dtype of the
hidden states, adds up its own gradient of it over all chunks, and that is reduced and scattered once.
"""

import functools
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.placement import Placement

_CHUNK = 512  # tokens; fewer make slow products, many more do not stay in a CPU's cache


@functools.partial(jax.custom_vjp, nondiff_argnums=(4, 5))
def weighted_cross_entropy(
    hidden: Array,
    output: Array,
    targets: Array,
    weights: Array,
    z_coefficient: float = 0.0,
    placement: Placement | None = None,
) -> tuple[Array, Array]:
    """The weighted sum of -log p(target), and each token's log-probability.

    Args:
      hidden: [batch, seq, embed].
      output: [embed, vocab], the output matrix.
      targets: int [batch, seq].
      weights: [batch, seq]; 0 leaves a token out. No gradient flows to the weights.
      z_coefficient: adds this times the square of the log-normaliser of each token (PaLM, 2204.02311).
      placement: how tokens and matrix lie on a mesh; None leaves both to the compiler.

    Returns the scalar sum and log p(target) [batch, seq], both float32 or wider; gradients flow
    through the sum only.
    """
    probabilities, normalisers = _scores(hidden, output, targets, placement)
    weights = weights.astype(probabilities.dtype)
    return jnp.sum(weights * (z_coefficient * normalisers**2 - probabilities)), probabilities


def _forward(
    hidden: Array,
    output: Array,
    targets: Array,
    weights: Array,
    z_coefficient: float,
    placement: Placement | None,
) -> tuple[tuple[Array, Array], list[Array]]:
    weights = weights.astype(jnp.promote_types(hidden.dtype, jnp.float32))
    probabilities, normalisers, *gradients = _gradients(
        hidden, output, targets, weights, None, z_coefficient, placement
    )
    total = jnp.sum(weights * (z_coefficient * normalisers**2 - probabilities))
    return (total, probabilities), gradients


def _backward(
    z_coefficient: float,
    placement: Placement | None,
    gradients: list[Array],
    cotangents: tuple[Array, Array],
) -> tuple[Array, Array, None, None]:
    d_hidden, d_output = gradients
    upstream = cotangents[0]
    return (
        d_hidden * upstream.astype(d_hidden.dtype),
        (d_output * upstream).astype(d_output.dtype),
        None,
        None,
    )


weighted_cross_entropy.defvjp(_forward, _backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def token_log_probabilities(
    hidden: Array, output: Array, targets: Array, placement: Placement | None = None
) -> Array:
    """log p(target) of each token, [batch, seq], float32 or wider, through which gradients flow.

    Arguments are those of `weighted_cross_entropy`, which is cheaper where the gradient is of a
    weighted sum.
    """
    return _scores(hidden, output, targets, placement)[0]


def _token_forward(
    hidden: Array, output: Array, targets: Array, placement: Placement | None
) -> tuple[Array, tuple[Array, ...]]:
    probabilities, normalisers = _scores(hidden, output, targets, placement)
    return probabilities, (hidden, output, targets, normalisers)


def _token_backward(
    placement: Placement | None, residuals: tuple[Array, ...], d_probabilities: Array
) -> tuple[Array | None, ...]:
    hidden, output, targets, normalisers = residuals
    # A token's log-probability is minus its cross-entropy.
    _, _, *gradients = _gradients(hidden, output, targets, -d_probabilities, normalisers, 0.0, placement)
    return *gradients, None


token_log_probabilities.defvjp(_token_forward, _token_backward)


def _scores(hidden: Array, output: Array, targets: Array, placement: Placement | None) -> tuple[Array, ...]:
    """Log-probabilities of the targets, and log-normalisers, both [batch, seq]."""
    if placement is None:
        return _local(hidden, output, targets, None, None, 0.0, (), (), ())[:2]

    def local(hidden: Array, output: Array, targets: Array) -> tuple[Array, ...]:
        axes = placement.vocab, placement.embed, placement.others
        return _local(hidden, output, targets, None, None, 0.0, *axes)[:2]

    rows, matrix = placement.rows, P(placement.embed or None, placement.vocab or None)
    return jax.shard_map(
        local,
        mesh=placement.mesh,
        in_specs=(rows, matrix, rows),
        out_specs=(rows, rows),
        check_vma=False,
    )(hidden, output, targets)


def _gradients(
    hidden: Array,
    output: Array,
    targets: Array,
    weights: Array,
    normalisers: Array | None,
    z_coefficient: float,
    placement: Placement | None,
) -> tuple[Array, ...]:
    """What `_scores` gives, then the gradients of the weighted sum to `hidden` and `output`.

    Args:
      normalisers: where they are known already.
    """
    if placement is None:
        return _local(hidden, output, targets, weights, normalisers, z_coefficient, (), (), ())
    rows, matrix = placement.rows, P(placement.embed or None, placement.vocab or None)

    def local(
        hidden: Array, output: Array, targets: Array, weights: Array, *known: Array
    ) -> tuple[Array, ...]:
        axes = placement.vocab, placement.embed, placement.others
        return _local(hidden, output, targets, weights, known[0] if known else None, z_coefficient, *axes)

    known = () if normalisers is None else (normalisers,)
    return jax.shard_map(
        local,
        mesh=placement.mesh,
        in_specs=(rows, matrix, rows, rows, *(rows for _ in known)),
        out_specs=(rows, rows, rows, matrix),
        check_vma=False,
    )(hidden, output, targets, weights, *known)


class _Chunk(NamedTuple):
    hidden: Array
    targets: Array
    weights: Array | None
    normalisers: Array | None


def _local(
    hidden: Array,
    output: Array,
    targets: Array,
    weights: Array | None,
    normalisers: Array | None,
    z_coefficient: float,
    vocab_axes: tuple[str, ...],
    embed_axes: tuple[str, ...],
    other_axes: tuple[str, ...],
) -> tuple[Array, ...]:
    """One device's part: log-probabilities, log-normalisers and, with `weights`, both gradients."""
    wide, shape = jnp.promote_types(hidden.dtype, jnp.float32), targets.shape
    matrix = output.astype(hidden.dtype)
    # One mesh axis after the other: over a whole TPU slice at once, both are compiled to all-reduces.
    for axis in reversed(embed_axes):
        matrix = jax.lax.all_gather(matrix, axis, axis=0, tiled=True)
    tokens = targets.size
    chunks = max(1, -(-tokens // _CHUNK))
    chunk = -(-tokens // chunks)

    def split(each: Array) -> Array:
        flat = each.reshape(tokens, *each.shape[2:])
        flat = jnp.pad(flat, ((0, chunks * chunk - tokens), *((0, 0) for _ in flat.shape[1:])))
        return flat.reshape(chunks, chunk, *flat.shape[1:])

    def join(each: Array) -> Array:
        return each.reshape(chunks * chunk, *each.shape[2:])[:tokens].reshape(*shape, *each.shape[2:])

    vocab = matrix.shape[1]
    first = jax.lax.axis_index(vocab_axes) * vocab if vocab_axes else 0

    def body(d_output: Array | None, part: _Chunk) -> tuple[Array | None, tuple[Any, ...]]:
        logits = jnp.dot(part.hidden, matrix, preferred_element_type=wide)
        place = part.targets - first
        here = (place >= 0) & (place < vocab)
        place = jnp.where(here, place, 0)
        at_target = jnp.where(here, jnp.take_along_axis(logits, place[:, None], axis=1)[:, 0], 0)
        if part.normalisers is None:
            shift = jax.lax.pmax(jnp.max(logits, axis=1), vocab_axes)
            exponentials = jnp.exp(logits - shift[:, None])
            total = jax.lax.psum(jnp.sum(exponentials, axis=1), vocab_axes)
            normaliser = shift + jnp.log(total)
        else:
            normaliser = part.normalisers
            exponentials, total = jnp.exp(logits - normaliser[:, None]), jnp.ones_like(normaliser)
        if d_output is None or part.weights is None:
            return None, (at_target, normaliser, None)
        # weights * (slope * exponentials / total - one_hot), without the factor weights * slope / total.
        slope = 1 + 2 * z_coefficient * normaliser
        slope = jnp.where(slope == 0, jnp.finfo(wide).eps, slope)
        scale = (part.weights * slope / total)[:, None]
        less = jnp.where(here, -total / slope, 0)
        d_logits = exponentials.at[jnp.arange(chunk), place].add(less).astype(matrix.dtype)
        d_hidden = scale * jnp.dot(d_logits, matrix.T, preferred_element_type=wide)
        scaled = (scale * part.hidden).astype(matrix.dtype)
        d_output = d_output + jnp.dot(scaled.T, d_logits, preferred_element_type=wide)
        return d_output, (at_target, normaliser, d_hidden.astype(hidden.dtype))

    parts = _Chunk(
        split(hidden),
        split(targets),
        None if weights is None else split(weights),
        None if normalisers is None else split(normalisers),
    )
    start = None if weights is None else jnp.zeros(matrix.shape, wide)
    d_output, (at_target, normaliser, d_hidden) = jax.lax.scan(body, start, parts)
    at_target, normaliser = jax.lax.psum(join(at_target), vocab_axes), join(normaliser)
    if d_output is None:
        return at_target - normaliser, normaliser
    for axis in embed_axes:
        d_output = jax.lax.psum_scatter(d_output, axis, scatter_dimension=0, tiled=True)
    d_output = jax.lax.psum(d_output, other_axes).astype(output.dtype)
    # Nothing goes on before this device's share is all that is left: a compiler may put off the scatter until
    # the whole backward pass is over, and keep the whole matrix in float32 until then.
    d_hidden, d_output = jax.lax.optimization_barrier((join(d_hidden), d_output))
    return at_target - normaliser, normaliser, jax.lax.psum(d_hidden, vocab_axes), d_output
