"""MaxText's side of `train_step`: its own jitted training step, on one fixed batch.

Runs with MaxText's interpreter (Python 3.12), which need not have this project's packages:

    python3.12 -m venv .venv-maxtext && .venv-maxtext/bin/pip install uv
    .venv-maxtext/bin/uv pip install --python .venv-maxtext --no-deps maxtext==0.2.4
    .venv-maxtext/bin/uv pip install --python .venv-maxtext --resolution=lowest jax==0.10.2 jaxlib==0.10.2 \
        -r .venv-maxtext/lib/python3.12/site-packages/dependencies/requirements/generated_requirements/\
decoupled-requirements.txt

Dropless: `sparse_matmul` by `lax.ragged_dot`, megablox off; with `capacity_factor` tokens are dropped. The
layers are rematerialised by MaxText's default policy, and the load-balance loss is off.
"""

import os
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Any

os.environ |= {"DECOUPLE_GCLOUD": "TRUE", "JAX_PLATFORMS": "cpu"}  # before MaxText is imported

import jax
import numpy as np
from flax import nnx
from flax.linen import partitioning
from maxtext.configs import pyconfig
from maxtext.trainers.pre_train import train
from maxtext.utils import sharding, train_utils

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.turns import answer

_FIXED = {
    "run_name": "train_step",
    "model_name": "default",
    "decoder_block": "mixtral",
    "mlp_activations": ["silu", "linear"],
    "enable_dropout": False,
    "logits_via_embedding": False,
    "weight_dtype": "float32",
    "attention": "dot_product",
    "megablox": False,
    "enable_checkpointing": False,
    "dataset_type": "synthetic",
    "packing": False,
    "steps": 1000,
    "skip_jax_distributed_system": True,
    "hardware": "cpu",
    "learning_rate": 3e-4,
    "log_config": False,
}


def make(asked: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """The step of `settings` of MaxText beside `_FIXED`, on a batch of `batch`, `seq`, `vocab_size`."""
    config = pyconfig.initialize(
        [""], **_FIXED, **asked["settings"], base_output_directory=tempfile.mkdtemp()
    )
    _, _, shardings, _, mesh, *_, trained = train_utils.setup_train_loop(config, None)
    graph, state = nnx.split(trained)
    of_parameters, shardings = sharding.maybe_update_params_sharding_with_opt(config, shardings)
    step, _ = train_utils.jit_train_and_eval_step(
        config, graph, mesh, state, shardings, train.train_step, params_shardings=of_parameters
    )
    rows = full_rows(random_tokens(asked["batch"], asked["seq"], asked["vocab_size"]))
    batch: dict[str, np.ndarray] = {"inputs": rows["tokens"], "targets": rows["targets"]}
    for name in batch.copy():
        batch |= {f"{name}_position": rows["positions"], f"{name}_segmentation": rows["segment_ids"]}

    def once() -> dict[str, Any]:
        nonlocal state
        with jax.set_mesh(mesh), partitioning.axis_rules(config.logical_axis_rules):
            start = time.perf_counter()
            state, metrics = jax.block_until_ready(step(state, batch))
            seconds = time.perf_counter() - start
        return {"seconds": seconds, "loss": float(metrics["scalar"]["learning/loss"])}

    return once


if __name__ == "__main__":
    made: list[Callable[[], dict[str, Any]]] = []

    def served(asked: Any) -> dict[str, Any]:
        """One step; the first question describes it."""
        if not made:
            made.append(make(asked))
        return made[0]()

    answer(served)
