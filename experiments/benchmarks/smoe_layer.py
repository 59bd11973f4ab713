"""The expert networks of one layer, forward and backward, against a dense layer of the same arithmetic.

    python -m experiments.benchmarks.smoe_layer [--rounds=9] [--tokens=2048] [--rows=512]

On CPU, float32; no token is dropped on any side. Metrics:

- `time_over_dense`: over a dense SwiGLU network of an expert's width on tokens * k rows: the same products.
- `speedup_vs_ragged_dot`, `memory_over_ragged_dot`: against the same mixture on `jax.lax.ragged_dot`, sorted
  alike and differentiated by JAX; memory is what the compiler says it takes besides arguments and results.
- `time_64_over_8_experts`: on the same rows, --rows for each of 64 experts, at half the widths.
- `time_unbalanced_over_balanced`: half of all assignments to one expert, a quarter to each of two more and
  none to five, over evenly spread.

Each for the network that keeps gate and up for the backward pass (`model.remat=none`) and, with the suffix
`_recomputed`, for the one that computes them again. All alternate in one process, so that whatever else the
machine does falls on all.
"""

import argparse
import functools
import statistics
import time
from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.benchmarks.results import print_result
from patentgpt_jax.kernels.dispatch import rows, sort_by_expert
from patentgpt_jax.kernels.expert_ffn import expert_ffn

_K = 2
_FFN = Callable[..., Array]


class Case:
    """A layer's loss and all of its gradients, compiled for one routing."""

    def __init__(self, ffn: _FFN, chosen: np.ndarray, experts: int, embed: int, mlp: int) -> None:
        """Compile it.

        Args:
          ffn: as `expert_ffn`.
          chosen: int [tokens, k].
        """
        keys = jax.random.split(jax.random.key(0), 5)
        x = jax.random.normal(keys[0], (len(chosen), embed))
        gate, up = (0.05 * jax.random.normal(key, (experts, embed, mlp)) for key in keys[2:4])
        down = 0.05 * jax.random.normal(keys[4], (experts, mlp, embed))
        routing = (jnp.asarray(chosen, jnp.int32), jnp.ones(len(chosen), bool))
        self._inputs = (x, jax.random.uniform(keys[1], chosen.shape), gate, up, down, *routing)

        def loss(x: Array, weights: Array, gate: Array, up: Array, down: Array, *routing: Array) -> Array:
            chosen, valid = routing
            return jnp.sum(ffn(x, chosen, weights, valid, gate, up, down) ** 2)

        jitted = jax.jit(jax.value_and_grad(loss, argnums=(0, 1, 2, 3, 4)))
        self._compiled = jitted.lower(*self._inputs).compile()
        memory = self._compiled.memory_analysis()
        assert memory is not None
        self.temporary = memory.temp_size_in_bytes
        self.seconds: list[float] = []
        self.gradients = jax.block_until_ready(self._compiled(*self._inputs))[1]

    def once(self) -> None:
        """Do it and take the time."""
        start = time.perf_counter()
        jax.block_until_ready(self._compiled(*self._inputs))
        self.seconds.append(time.perf_counter() - start)


def dense(
    x: Array, experts: Array, weights: Array, valid: Array, gate: Array, up: Array, down: Array
) -> Array:
    """One network for all tokens * k rows: the products of the mixture without its sorting."""
    repeated = jnp.tile(x, (_K, 1))
    y = (jax.nn.silu(repeated @ gate[0]) * (repeated @ up[0])) @ down[0]
    return jnp.sum(y.reshape(_K, *x.shape) * weights.T[:, :, None], axis=0)


def ragged(
    x: Array, experts: Array, weights: Array, valid: Array, gate: Array, up: Array, down: Array
) -> Array:
    """The mixture on `jax.lax.ragged_dot`."""
    dispatch = sort_by_expert(experts, valid, gate.shape[0])
    multiply = functools.partial(jax.lax.ragged_dot, group_sizes=dispatch.sizes)
    sorted_x = rows(x, dispatch.token_of_row)
    y = multiply(jax.nn.silu(multiply(sorted_x, gate)) * multiply(sorted_x, up), down)
    return jnp.sum(rows(y, dispatch.row_of_choice) * weights[..., None], axis=1)


def balanced(tokens: int, experts: int) -> np.ndarray:
    """Random distinct choices: int [tokens, k]."""
    order = np.random.default_rng(0).random((tokens, experts))
    return np.argsort(order, axis=1)[:, :_K]


def unbalanced(tokens: int) -> np.ndarray:
    """Expert 0 for every token, then 1 or 2: int [tokens, k]."""
    second = 1 + np.random.default_rng(0).integers(0, 2, tokens)
    return np.stack([np.zeros(tokens, int), second], axis=1)


def main() -> None:
    """Alternate all cases, and print the table and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("rounds", 9), ("tokens", 2048), ("rows", 512)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    tokens, many = arguments.tokens, arguments.rows * 64 // _K
    ours: dict[str, _FFN] = {"": functools.partial(expert_ffn, keep=True), "_recomputed": expert_ffn}
    cases = {
        "dense": Case(dense, balanced(tokens, 8), 1, 512, 1024),
        "ragged_dot": Case(ragged, balanced(tokens, 8), 8, 512, 1024),
    }
    for suffix, ffn in ours.items():
        cases[f"ours{suffix}"] = Case(ffn, balanced(tokens, 8), 8, 512, 1024)
        cases[f"unbalanced{suffix}"] = Case(ffn, unbalanced(tokens), 8, 512, 1024)
        cases[f"8_experts{suffix}"] = Case(ffn, balanced(many, 8), 8, 256, 512)
        cases[f"64_experts{suffix}"] = Case(ffn, balanced(many, 64), 64, 256, 512)
    for a, b in zip(cases["ours"].gradients, cases["ragged_dot"].gradients, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5 * float(jnp.abs(b).max()))
    for _ in range(arguments.rounds):
        for case in cases.values():
            case.once()
    print(f"{'':>24} {'median s':>9} {'least s':>9} {'most s':>9} {'temporary MB':>13}")
    for name, case in cases.items():
        times = (statistics.median(case.seconds), min(case.seconds), max(case.seconds))
        print(
            f"{name:>24} " + " ".join(f"{each:>9.3f}" for each in times) + f" {case.temporary / 1e6:>13.0f}"
        )
    metrics: dict[str, float | None] = {}
    spread: dict[str, list[float]] = {}
    for suffix in ours:
        for name, (over, under) in _RATIOS.items():
            ratios = _ratios(cases, over + suffix if over != "ragged_dot" else over, under, suffix)
            metrics[name + suffix] = statistics.median(ratios)
            spread[name + suffix] = [min(ratios), max(ratios)]
        ours_bytes, theirs = cases[f"ours{suffix}"].temporary, cases["ragged_dot"].temporary
        metrics[f"memory_over_ragged_dot{suffix}"] = ours_bytes / theirs
    metrics["dropped_fraction"] = 0.0
    shapes = {"tokens": tokens, "embed": 512, "expert_mlp": 1024, "experts_per_token": _K, "experts": 8}
    print_result("smoe_layer", metrics, shapes | {"tokens_64_experts": many}, spread)


_RATIOS = {
    "time_over_dense": ("ours", "dense"),
    "speedup_vs_ragged_dot": ("ragged_dot", "ours"),
    "time_64_over_8_experts": ("64_experts", "8_experts"),
    "time_unbalanced_over_balanced": ("unbalanced", "ours"),
}


def _ratios(cases: Mapping[str, Case], over: str, under: str, suffix: str) -> list[float]:
    """Round by round, the time of one case over that of another."""
    below = cases[under if under == "dense" else under + suffix]
    return [a / b for a, b in zip(cases[over].seconds, below.seconds, strict=True)]


if __name__ == "__main__":
    main()
