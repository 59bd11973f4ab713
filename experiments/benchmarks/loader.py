"""How fast batches are made, and whether a training step waits for them.

    python -m experiments.benchmarks.loader [--rounds=5] [--tokens=2000000] [--turns=8]

On the generated patents of `configs/smoe.py`. First the loader alone: tokens a second of processor time
(so a core's, however many threads share the work), a split in memory and one read from its shards, without
threads and with two that read ahead. Then the training step of that config with batches from the loader,
against the same step with one batch that lies on the device already: the two take turns of a few steps, in
one process, so that whatever else the machine does falls on both. Where it does much, the ratio of
processor times says more than that of wall times: the loader's threads count in it whole, whether the
step waits for them or not (on a CPU; an accelerator's time is not a processor's).
"""

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import jax
import numpy as np

from configs.smoe import get_config
from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.steps import Run
from patentgpt_jax.jobs import data, mixture
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.settings import from_mapping, to_mapping
from patentgpt_jax.sharding.mesh import batch_sharding
from patentgpt_jax.tokens.device import place, placed_ahead
from patentgpt_jax.tokens.loader import TrainingBatches, iterate
from patentgpt_jax.tokens.store import TokenStore

_SEQ_LENS = (2048, 8192)
_ROWS = 8
_STORES = {"memory": 1 << 40, "shards": 0}
_THREADS = (0, 2)
_STEPS = 3  # of a turn, with one before that is not timed

Step = Callable[[Any, Any], tuple[Any, dict[str, Any]]]
"""From a state and a batch to the next state and metrics."""


def rate(batches: TrainingBatches, steps: int, threads: int) -> float:
    """Tokens a second of processor time over `steps` batches."""
    batches.global_batch(0)  # draws the epoch, opens and hashes the shards
    start = time.process_time()
    with iterate(0, batches.global_batch, threads, steps) as ahead:
        for _ in ahead:
            pass
    return steps * batches.batch_size * batches.seq_len / (time.process_time() - start)


def used_fraction(store: TokenStore, seq_len: int, seed: int) -> float:
    """The share of an epoch's positions that are no padding."""
    rows = TrainingBatches(store, data.TRAIN, 1, seq_len, seed)
    (epochs,) = {source.epochs for source in rows.use(1).values()}  # unweighted sources have theirs together
    return float(np.mean([rows.global_batch(row)["segment_ids"] > 0 for row in range(round(1 / epochs))]))


def step_times(
    step: Step, state: Any, batches: Iterator[Any], fixed: Any, turns: int
) -> tuple[Any, dict[str, np.ndarray]]:
    """The state after `turns` turns of both, and by what it is fed the (wall, processor) seconds of each
    timed step, `[steps, 2]`.

    The first step of a turn is not timed: a batch that the loader made while the other had its turn
    would be free, and one that it makes ahead falls on the other.
    """
    feeds = {"loader": lambda: next(batches), "placed": lambda: fixed}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in feeds}
    for turn in range(turns):
        for name in sorted(feeds, reverse=bool(turn % 2)):  # neither always comes first
            for timed in range(_STEPS + 1):
                wall, processor = time.perf_counter(), time.process_time()
                state, _ = jax.block_until_ready(step(state, feeds[name]()))
                if timed:
                    times[name].append((time.perf_counter() - wall, time.process_time() - processor))
    return state, {name: np.array(each) for name, each in times.items()}


def step_over_placed(config: RunConfig, store: TokenStore, turns: int, rounds: int) -> dict[str, Any]:
    """Median seconds with either feed, their ratio, and each round's `ratios`, all (wall, processor)."""
    run = Run(
        config.model,
        config.optimizer,
        objective=config.objective,
        steps=config.train.steps,
        seed=config.seed,
    )
    batches, sharding = mixture.training_batches(config, store), batch_sharding(run.mesh)
    fixed = place(batches, 0, sharding)
    metrics, repeated = run(fixed), []
    with placed_ahead(batches, sharding, config.data.prefetch) as ahead:
        for _ in range(rounds):
            run.state, times = step_times(run.step, run.state, ahead, fixed, turns)
            repeated.append(times)
    medians = {
        name: np.median(np.concatenate([times[name] for times in repeated]), 0) for name in repeated[0]
    }
    return {
        **medians,
        "ratio": medians["loader"] / medians["placed"],
        "ratios": [np.median(each["loader"], 0) / np.median(each["placed"], 0) for each in repeated],
        "dropped_fraction": float(metrics["router/dropped_fraction"]),
    }


def main() -> None:
    """Measure both, and print their tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("rounds", 5), ("tokens", 2_000_000), ("turns", 8)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    config = from_mapping(RunConfig, get_config().to_dict(), "config")
    prepared = data.prepare(config)
    config = from_mapping(
        RunConfig,
        to_mapping(config) | {"model": to_mapping(config.model) | {"vocab_size": prepared.store.vocab_size}},
        "config",
    )
    stores = {name: TokenStore(prepared.tokens, in_memory_bytes=size) for name, size in _STORES.items()}
    metrics: dict[str, float | None] = {}
    spread: dict[str, list[float]] = {}
    print(f"{'seq':>5} {'split in':>8} {'threads':>7} {'tokens/s a core':>16} {'least':>11} {'most':>11}")
    lengths = (config.train.seq_len, *_SEQ_LENS)
    for seq_len, (name, store), threads in itertools.product(lengths, stores.items(), _THREADS):
        batches = TrainingBatches(store, data.TRAIN, _ROWS, seq_len, config.seed)
        steps = max(1, arguments.tokens // (_ROWS * seq_len))
        rates = [rate(batches, steps, threads) for _ in range(arguments.rounds)]
        label = f"tokens_per_core_second_{name}_{seq_len}_threads_{threads}"
        metrics[label], spread[label] = statistics.median(rates), [min(rates), max(rates)]
        print(
            f"{seq_len:>5} {name:>8} {threads:>7} {metrics[label]:>16,.0f} {min(rates):>11,.0f} "
            f"{max(rates):>11,.0f}",
            flush=True,
        )
    for seq_len in lengths:
        metrics[f"used_fraction_{seq_len}"] = used_fraction(prepared.store, seq_len, config.seed)
        print(f"rows of {seq_len} use {metrics[f'used_fraction_{seq_len}']:.2%} of their positions")
    found = step_over_placed(config, prepared.store, arguments.turns, arguments.rounds)
    print(f"{'training step, seconds':<24} {'wall':>8} {'processor':>10}")
    for name, what in {"loader": "batches of the loader", "placed": "one batch, placed"}.items():
        print(f"{what:<24} {found[name][0]:>8.4f} {found[name][1]:>10.4f}")
    for name, column in {"step_over_placed_batch": 0, "step_processor_over_placed_batch": 1}.items():
        metrics[name] = float(found["ratio"][column])
        ratios = [float(each[column]) for each in found["ratios"]]
        spread[name] = [min(ratios), max(ratios)]
        print(f"{name} {metrics[name]:.4f}, by round {min(ratios):.4f} to {max(ratios):.4f}")
    print_result(
        "loader",
        metrics
        | {
            "step_seconds": float(found["loader"][0]),
            "step_seconds_placed_batch": float(found["placed"][0]),
            "dropped_fraction": found["dropped_fraction"],
        },
        {
            "batch": config.train.batch_size,
            "seq": config.train.seq_len,
            "loader_batch": _ROWS,
            "loader_seq": lengths,
            **model_shape(to_mapping(config.model)),
        },
        spread,
    )


if __name__ == "__main__":
    main()
