"""What rematerialisation, accumulation and narrow moments cost in time and save in memory, on CPU.

    python -m experiments.benchmarks.memory [--rounds=5] [--batch=8] [--seq=512]

Every combination of `model.remat`, `train.gradient_accumulation` (1, 4) and `optimizer.moment_dtype`
on one small sparse model. Memory is the compiler's own account of a step: arguments (the state and the
batch) and temporary buffers (gradients, activations, what is computed on the way). Times alternate in
one process, so that whatever else the machine does falls on all of them.
"""

import argparse
import dataclasses
import functools
import itertools
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.steps import Run, one_device
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.remat import POLICIES
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.training.memory import held
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer
from patentgpt_jax.training.state import abstract_state

_MODEL = ModelConfig(vocab_size=4096, layers=4, embed=256, mlp=0, experts=8, expert_mlp=512)


class Case(NamedTuple):
    """One setting, and what the compiled step needs: bytes, and a function that makes a step."""

    remat: str
    accumulation: int
    moments: str
    arguments: int
    temporary: int
    step: Callable[[], float]

    @property
    def name(self) -> str:
        """As the metrics are called."""
        return f"{self.remat}_accumulation{self.accumulation}_{self.moments}"


def case(tokens: np.ndarray, remat: str, accumulation: int, moments: str) -> Case:
    """Compile one setting; its step tells the fraction of tokens that were dropped."""
    config = dataclasses.replace(_MODEL, remat=remat)
    run = Run(config, OptimizerConfig(moment_dtype=moments), accumulation=accumulation)
    batch = run.place(full_rows(tokens))
    needs = run.compile(batch)

    def step() -> float:
        return float(run(batch)["router/dropped_fraction"])

    step()  # warm up
    return Case(remat, accumulation, moments, needs.argument_size_in_bytes, needs.temp_size_in_bytes, step)


def main() -> None:
    """Print the table and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("rounds", 5), ("batch", 8), ("seq", 512)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    made = functools.partial(case, random_tokens(arguments.batch, arguments.seq, _MODEL.vocab_size))
    settings = itertools.product(POLICIES, (1, 4), ("float32", "bfloat16"))
    cases = [made(*setting) for setting in settings]
    seconds: dict[str, list[float]] = {each.name: [] for each in cases}
    dropped = 0.0
    for _ in range(arguments.rounds):
        for each in cases:
            start = time.perf_counter()
            dropped = max(dropped, each.step())
            seconds[each.name].append(time.perf_counter() - start)
    state = abstract_state(FunctionalModel(_MODEL), make_optimizer(OptimizerConfig()), one_device())
    print(f"float32 state and gradients by arithmetic: {sum(held(state, 1)) / 1e6:.0f} MB")
    print(
        f"{'remat':>11} {'accumulation':>12} {'moments':>9} {'arguments MB':>12} {'temporary MB':>12} "
        f"{'median s':>8} {'least s':>8}"
    )
    metrics: dict[str, float | None] = {"dropped_fraction": dropped}
    for each in cases:
        median = statistics.median(seconds[each.name])
        print(
            f"{each.remat:>11} {each.accumulation:>12} {each.moments:>9} {each.arguments / 1e6:>12.0f} "
            f"{each.temporary / 1e6:>12.0f} {median:>8.2f} {min(seconds[each.name]):>8.2f}"
        )
        metrics |= {
            f"{each.name}_seconds": median,
            f"{each.name}_argument_bytes": each.arguments,
            f"{each.name}_temporary_bytes": each.temporary,
        }
    print_result(
        "memory",
        metrics,
        {"batch": arguments.batch, "seq": arguments.seq, **model_shape(to_mapping(_MODEL))},
        {f"{name}_seconds": [min(each), max(each)] for name, each in seconds.items()},
    )


if __name__ == "__main__":
    main()
