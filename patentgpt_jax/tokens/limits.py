"""Epoch limits: no source is read more often than it should be, however much it weighs.

Text that is read a second, third and fourth time teaches nearly as much as new text, and little after
that: with up to 4 epochs Muennighoff et al. 2023 ("Scaling data-constrained language models",
arXiv:2305.16264) found the loss to differ negligibly from that of as much new text. So a source that
would pass its limit gets what the limit allows, and what is over goes to the others in proportion to
their weights: water-filling, as UniMax does for languages (Chung et al. 2023, arXiv:2304.09151).

A limit is a number of epochs of a run, so what it allows depends on how many rows the run has:
another number of steps may be other shares, and so other batches from the first step on.
"""

from collections.abc import Mapping
from fractions import Fraction

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.mixture import BLOCK, parse_numbers

ANY = "*"
"""The name that stands for all sources without a limit of their own."""


def parse_limits(limits: str) -> dict[str, Fraction]:
    """The limits in `name=epochs;name=epochs`, by source in the order of names; nothing where empty.

    Raises:
      InputError: not of this form, a source named twice, or a limit that is no positive number.
    """
    return parse_numbers("epoch_limits", "limit", limits)


def limited_shares(weights: Mapping[str, Fraction], at_most: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The share of each source: by `weights`, but none more than it has in `at_most`.

    The shares sum to 1, or to less where every source has all that it may.
    """
    shares: dict[str, Fraction] = {}
    unlimited = dict(weights)
    while unlimited:
        left, total = 1 - sum(shares.values()), sum(unlimited.values())
        by_weight = {name: left * weight / total for name, weight in unlimited.items()}
        full = {name: at_most[name] for name in by_weight if by_weight[name] > at_most.get(name, 1)}
        if not full:
            shares |= by_weight
            break
        shares |= full
        unlimited = {name: weight for name, weight in unlimited.items() if name not in full}
    return {name: shares[name] for name in weights}


def limit_weights(
    weights: Mapping[str, Fraction],
    limits: Mapping[str, Fraction],
    rows_per_epoch: Mapping[str, int],
    steps: int,
    batch_size: int,
) -> dict[str, Fraction]:
    """The shares of the sources in `steps` batches, by `weights` and within `limits`.

    Since rows come in blocks, a source may pass its limit by fewer rows than there are sources, and by one
    in `BLOCK` of the run's.

    Args:
      weights: by source.
      limits: most epochs, by source, as `parse_limits` gives them.
      rows_per_epoch: how many rows each source fills.

    Raises:
      InputError: the limits allow fewer rows than the run has, or a source less than a row in a block.
    """
    rows = steps * batch_size
    limit_of = {name: limits.get(name, limits.get(ANY)) for name in weights if name in rows_per_epoch}
    allowed = {name: limit * rows_per_epoch[name] for name, limit in limit_of.items() if limit is not None}
    shares = limited_shares(weights, {name: each / rows for name, each in allowed.items()})
    if sum(shares.values()) < 1:
        parts = " + ".join(
            f"{name} {float(limits.get(name, limits.get(ANY, 0))):g} x {rows_per_epoch[name]:,}"
            for name in sorted(allowed)
        )
        total = sum(allowed.values())
        raise InputError(
            f"config.data.epoch_limits: {steps:,} steps of {batch_size:,} rows are {rows:,} rows, but the "
            f"limits allow {float(total):,.10g} ({parts}), enough for {int(total // batch_size):,} steps; "
            "expected fewer train.steps, higher limits or more data"
        )
    for name, share in shares.items():
        if share < weights[name] / sum(weights.values()) and share * BLOCK < 1:
            raise InputError(
                f"config.data.epoch_limits: {name} may fill {float(allowed[name]):,.10g} of the run's "
                f"{rows:,} rows, less than one in {BLOCK:,}; expected a higher limit, or to leave it out of "
                "data.mixture"
            )
    return shares
