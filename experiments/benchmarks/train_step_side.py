"""This project's side of `train_step`, and the matrix product that its time is compared with."""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.steps import Run
from experiments.benchmarks.turns import Job, take_turns
from patentgpt_jax import __version__
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.training.optimizer import OptimizerConfig

_SIDE = 1024
_TOLD = {"loss": "train/loss", "dropped_fraction": "router/dropped_fraction"}


def make(asked: Mapping[str, Any]) -> dict[str, Job]:
    """The step of `model` and `optimizer` on a batch of `batch` rows of `seq` tokens, and a large product."""
    config = from_mapping(ModelConfig, asked["model"], "model")
    run = Run(config, from_mapping(OptimizerConfig, asked["optimizer"], "optimizer"))
    batch = run.place(full_rows(random_tokens(asked["batch"], asked["seq"], config.vocab_size)))

    def step() -> dict[str, float]:
        metrics = run(batch)
        return {name: float(metrics[metric]) for name, metric in _TOLD.items()}

    a = jax.random.normal(jax.random.key(0), (4 * _SIDE, _SIDE)).astype(config.dtype)
    b, multiplied = a[:_SIDE], jax.jit(jnp.matmul)

    def product() -> dict[str, float]:
        jax.block_until_ready(multiplied(a, b))
        return {"flops": 2 * 4 * _SIDE**3}

    about = {"version": __version__, "how": config.compute_dtype}
    return {"about": lambda: about, "step": step, "product": product}


if __name__ == "__main__":
    take_turns(make)
