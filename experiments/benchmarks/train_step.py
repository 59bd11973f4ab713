"""One whole training step against transformers' Mixtral with torch, on CPU.

    pip install -r experiments/benchmarks/requirements-peers.txt
    python -m experiments.benchmarks.train_step [--rounds=9] [--vocab=4096] [--batch=4] [--seq=256]
        [--maxtext-python=.venv-maxtext/bin/python]

Forward, backward and AdamW in float32, the router's load-balance loss included, on the same shapes
and batches, with the same parameters decaying. The two alternate in one process, so that whatever else
the machine does falls on both. Neither drops a token: neither layer has a capacity.

With `--maxtext-python` MaxText takes its turns too, dropless, in a process of its own (`maxtext_side` says
how to install it); its layers are rematerialised and its load-balance loss is off.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.turns import ROOT, Side
from patentgpt_jax.model.counting import training_flops
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import create_state
from patentgpt_jax.training.step import make_train_step

_BALANCE = 0.02
_OPTIMIZER = OptimizerConfig(schedule="constant", warmup_steps=0)

Step = Callable[[], dict[str, float]]
"""Makes one optimizer step, waits for it, and returns its `loss` and what else it tells."""


def shape(vocab: int) -> ModelConfig:
    """The small Mixtral that both sides train."""
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
        router=RouterConfig(balance="loss_hugging_face", balance_coefficient=_BALANCE, z_coefficient=0.0),
        compute_dtype="float32",
    )


def ours(config: ModelConfig, tokens: np.ndarray) -> Step:
    """Our step, which tells its `dropped_fraction` too.

    Args:
      tokens: int [batch, seq + 1].
    """
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    model = FunctionalModel(config)
    optimizer, schedule = make_optimizer(_OPTIMIZER), make_schedule(_OPTIMIZER, 1000)
    step = make_train_step(
        model, pretraining(ObjectiveConfig()), optimizer, schedule, mesh, clip_norm=_OPTIMIZER.clip_norm
    )
    placed = jax.device_put(full_rows(tokens), batch_sharding(mesh))
    state = create_state(model, optimizer, mesh, seed=0)

    def once() -> dict[str, float]:
        nonlocal state
        state, metrics = jax.block_until_ready(step(state, placed))
        names = {"loss": "train/loss", "dropped_fraction": "router/dropped_fraction"}
        return {name: float(metrics[metric]) for name, metric in names.items()}

    return once


def transformers_mixtral(config: ModelConfig, tokens: np.ndarray) -> Step:
    """The same of transformers and torch, with the experts' implementation that it takes by default."""
    try:
        import torch
        import transformers
    except ImportError as error:
        sys.exit(f"error: {error}; pip install -r {Path(__file__).parent / 'requirements-peers.txt'}")
    model = transformers.MixtralForCausalLM(
        transformers.MixtralConfig(
            vocab_size=config.vocab_size,
            hidden_size=config.embed,
            intermediate_size=config.expert_mlp,
            num_hidden_layers=config.layers,
            num_attention_heads=config.heads,
            num_key_value_heads=config.kv_heads,
            head_dim=config.head_dim,
            num_local_experts=config.experts,
            num_experts_per_tok=config.experts_per_token,
            output_router_logits=True,
            router_aux_loss_coef=_BALANCE,
            use_cache=False,
        )
    ).float()
    optimizer = torch.optim.AdamW(
        decay_groups(model, _OPTIMIZER.weight_decay),
        lr=_OPTIMIZER.learning_rate,
        betas=(_OPTIMIZER.beta1, _OPTIMIZER.beta2),
        eps=_OPTIMIZER.epsilon,
    )
    # One token more than ours: transformers shifts inside, and so both predict the same targets.
    ids = torch.from_numpy(tokens.astype(np.int64))

    def once() -> dict[str, float]:
        optimizer.zero_grad(set_to_none=True)
        loss = model(input_ids=ids, labels=ids).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), _OPTIMIZER.clip_norm)
        optimizer.step()
        return {"loss": loss.item()}

    return once


def maxtext(python: str, config: ModelConfig, batch: int, seq: int) -> tuple[Side, Step]:
    """MaxText's dropless step, with its interpreter, and the process that makes it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    side = Side(python, "experiments.benchmarks.maxtext_side", environment)
    settings = {
        "base_emb_dim": config.embed,
        "base_num_query_heads": config.heads,
        "base_num_kv_heads": config.kv_heads,
        "head_dim": config.head_dim,
        "base_mlp_dim": config.expert_mlp,
        "base_moe_mlp_dim": config.expert_mlp,
        "base_num_decoder_layers": config.layers,
        "vocab_size": config.vocab_size,
        "num_experts": config.experts,
        "num_experts_per_tok": config.experts_per_token,
        "dtype": config.compute_dtype,
        "per_device_batch_size": batch,
        "max_target_length": seq,
    }
    asked = {"settings": settings, "batch": batch, "seq": seq, "vocab_size": config.vocab_size}
    return side, lambda: side.ask(asked)


def decay_groups(model: Any, weight_decay: float) -> list[dict[str, Any]]:
    """The parameters of a torch module in two groups, as ours: matrices decay, gains and biases do not."""
    parameters = list(model.parameters())
    return [
        {"params": [each for each in parameters if each.ndim > 1], "weight_decay": weight_decay},
        {"params": [each for each in parameters if each.ndim == 1], "weight_decay": 0.0},
    ]


def matmul_rate() -> float:
    """FLOP/s of a large float32 product on this machine now."""
    size = 1024
    a = jax.random.normal(jax.random.key(0), (4 * size, size))
    product = jax.jit(lambda x: x @ a[:size])
    jax.block_until_ready(product(a))
    return 2 * 4 * size**3 / min(_timed(lambda: jax.block_until_ready(product(a)))[0] for _ in range(5))


def _timed(function: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds that a call took, and what it returned."""
    start = time.perf_counter()
    returned = function()
    return time.perf_counter() - start, returned


def main() -> None:
    """Alternate the two, and print their times and the ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("rounds", 9), ("vocab", 4096), ("batch", 4), ("seq", 256)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--maxtext-python", default="", help="an interpreter that has maxtext 0.2.4")
    arguments = parser.parse_args()
    config = shape(arguments.vocab)
    tokens = random_tokens(arguments.batch, arguments.seq, arguments.vocab)
    steps = {"patentgpt_jax": ours(config, tokens), "transformers": transformers_mixtral(config, tokens)}
    side = None
    if arguments.maxtext_python:
        side, steps["maxtext"] = maxtext(arguments.maxtext_python, config, arguments.batch, arguments.seq)
    else:
        print("maxtext: left out; maxtext_side.py says how to install it, for --maxtext-python")
    for step in steps.values():
        step(), step()  # compile and warm up
    times: dict[str, list[float]] = {name: [] for name in steps}
    rates, dropped = [], []
    for _ in range(arguments.rounds):
        rates.append(matmul_rate())
        for name, step in steps.items():
            seconds, told = _timed(step)
            times[name].append(seconds)
            if "dropped_fraction" in told:
                dropped.append(told["dropped_fraction"])
    if side:
        side.end()
    pairs = arguments.batch * arguments.seq * (arguments.seq + 1) / 2
    bound = training_flops(config, arguments.batch * arguments.seq, pairs) / statistics.median(rates)
    print(f"{'':>14} {'median s':>9} {'least s':>9} {'most s':>9}")
    for name, each in times.items():
        print(f"{name:>14} {statistics.median(each):>9.3f} {min(each):>9.3f} {max(each):>9.3f}")
    medians = {name: statistics.median(each) for name, each in times.items()}
    print(f"matrix products alone, at {statistics.median(rates) / 1e9:.0f} GFLOP/s: {bound:.3f} s")
    ratios = [theirs / our for theirs, our in zip(times["transformers"], times["patentgpt_jax"], strict=True)]
    print_result(
        "train_step",
        {
            "seconds": medians["patentgpt_jax"],
            "transformers_seconds": medians["transformers"],
            "speedup_vs_transformers": medians["transformers"] / medians["patentgpt_jax"],
            "speedup_vs_maxtext_dropless": medians["maxtext"] / medians["patentgpt_jax"] if side else None,
            "time_over_matmul_bound": medians["patentgpt_jax"] / bound,
            "dropped_fraction": max(dropped),
        },
        {"batch": arguments.batch, "seq": arguments.seq, **model_shape(to_mapping(config))},
        {"speedup_vs_transformers": [min(ratios), max(ratios)]},
        peers=("torch", "transformers"),
    )


if __name__ == "__main__":
    main()
