"""One whole training step against transformers' Mixtral with torch, and against MaxText, on CPU.

    pip install -r experiments/benchmarks/requirements-peers.txt
    python -m experiments.benchmarks.train_step [--rounds=9] [--vocab=4096] [--batch=4] [--seq=256]
        [--dtype=float32] [--maxtext-python=.venv-maxtext/bin/python]

Forward, backward and AdamW, the router's load-balance loss included, on the same shapes and batches, with
the same parameters decaying. None drops a token: no layer has a capacity. `--dtype=bfloat16` is that of the
products; parameters and moments stay float32 in ours, whose layers are unrolled, as MaxText's are.
`transformers_side` and `maxtext_side` say which of their ways is taken.

Each has a process of its own, with the allocator's settings that main.py gives itself, and works while the
others wait; a round is one step of each that is timed, after one that is not, so that whatever else the
machine does falls on all.
"""

import argparse
import importlib.util
import statistics
import sys
from pathlib import Path
from typing import Any

from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.turns import Side, whole_machine
from patentgpt_jax.model.counting import training_flops
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.training.optimizer import OptimizerConfig

_OPTIMIZER = OptimizerConfig(schedule="constant", warmup_steps=0)
_OURS, _TRANSFORMERS, _MAXTEXT = "patentgpt_jax", "transformers", "maxtext"
_PRODUCTS = 5  # of a round, of which the fastest counts


def shape(vocab: int, dtype: str) -> ModelConfig:
    """The small Mixtral that all sides train."""
    return ModelConfig(
        vocab_size=vocab,
        layers=4,
        embed=256,
        heads=4,
        kv_heads=2,
        head_dim=64,
        mlp=0,
        experts=8,
        experts_per_token=2,
        expert_mlp=512,
        router=RouterConfig(balance="loss_hugging_face", balance_coefficient=0.02, z_coefficient=0.0),
        compute_dtype=dtype,
        unroll=4,
    )


def start(maxtext_python: str) -> dict[str, Side]:
    """The sides, each of which waits for its first question."""
    missing = [name for name in ("torch", "transformers") if not importlib.util.find_spec(name)]
    if missing:
        requirements = Path(__file__).parent / "requirements-peers.txt"
        sys.exit(f"error: no {' or '.join(missing)}; pip install -r {requirements}")
    interpreters = {
        _OURS: (sys.executable, "train_step_side"),
        _TRANSFORMERS: (sys.executable, "transformers_side"),
    }
    if maxtext_python:
        interpreters[_MAXTEXT] = (maxtext_python, "maxtext_side")
    else:
        print("maxtext: left out; maxtext_side.py says how to install it, for --maxtext-python")
    return {
        name: Side(python, f"experiments.benchmarks.{module}", whole_machine())
        for name, (python, module) in interpreters.items()
    }


def product_rate(side: Side) -> float:
    """FLOP/s of a large product, in the dtype of the run, on this machine now."""
    return max(told["flops"] / told["seconds"] for told in (side.ask("product") for _ in range(_PRODUCTS)))


def main() -> None:
    """Take turns, and print the times and their ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("rounds", 9), ("vocab", 4096), ("batch", 4), ("seq", 256)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--dtype", default="float32", choices=("float32", "bfloat16"))
    parser.add_argument("--maxtext-python", default="", help="an interpreter that has maxtext 0.2.4")
    arguments = parser.parse_args()
    config, batch, seq = shape(arguments.vocab, arguments.dtype), arguments.batch, arguments.seq
    asked = {"model": to_mapping(config), "optimizer": to_mapping(_OPTIMIZER), "batch": batch, "seq": seq}
    sides, about = start(arguments.maxtext_python), {}
    for name, side in sides.items():
        side.ask(asked)
        about[name] = side.ask("about")
        side.ask("step"), side.ask("step")  # compile and warm up
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    rates = []
    for _ in range(arguments.rounds):
        rates.append(product_rate(sides[_OURS]))
        for name, side in sides.items():
            side.ask(
                "step"
            )  # not timed: another process has just used the caches, and its threads may linger
            told[name].append(side.ask("step"))
    for side in sides.values():
        side.end()
    times = {name: [step["seconds"] for step in steps] for name, steps in told.items()}
    medians = {name: statistics.median(each) for name, each in times.items()}
    flops = training_flops(config, batch * seq, batch * seq * (seq + 1) / 2)
    print(f"{'':>14} {'median s':>9} {'least s':>9} {'most s':>9} {'loss':>7}  how")
    for name, each in times.items():
        print(
            f"{name:>14} {medians[name]:>9.3f} {min(each):>9.3f} {max(each):>9.3f} "
            f"{told[name][-1]['loss']:>7.3f}  {about[name]['how']}"
        )
    bounds = [flops / rate for rate in rates]
    rate = statistics.median(rates)
    print(f"matrix products alone, at {rate / 1e9:.0f} GFLOP/s: {flops / rate:.3f} s")
    # A round's ratio is of steps that followed one another.
    ratios = {
        f"speedup_vs_{peer}": [theirs / our for theirs, our in zip(times[name], times[_OURS], strict=True)]
        for peer, name in (("transformers", _TRANSFORMERS), ("maxtext_dropless", _MAXTEXT))
        if name in times
    }
    ratios["time_over_matmul_bound"] = [our / bound for our, bound in zip(times[_OURS], bounds, strict=True)]
    print_result(
        "train_step",
        {
            "seconds": medians[_OURS],
            "transformers_seconds": medians[_TRANSFORMERS],
            "maxtext_seconds": medians.get(_MAXTEXT),
            "speedup_vs_transformers": medians[_TRANSFORMERS] / medians[_OURS],
            "speedup_vs_maxtext_dropless": medians[_MAXTEXT] / medians[_OURS] if _MAXTEXT in sides else None,
            "time_over_matmul_bound": medians[_OURS] * rate / flops,
            "dropped_fraction": max(step["dropped_fraction"] for step in told[_OURS]),
        },
        {"batch": batch, "seq": seq, **model_shape(to_mapping(config))},
        {name: [min(each), max(each)] for name, each in ratios.items()},
        peers={
            "torch": about[_TRANSFORMERS]["torch"],
            **{name: each["version"] for name, each in about.items() if name != _OURS},
        },
    )


if __name__ == "__main__":
    main()
