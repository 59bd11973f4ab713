"""MaxText's side of `train_step`: its own jitted training step, on one fixed batch.

Runs with MaxText's interpreter (Python 3.12), which need not have this project's packages:

    python3.12 -m venv .venv-maxtext && .venv-maxtext/bin/pip install uv
    .venv-maxtext/bin/uv pip install --python .venv-maxtext --no-deps maxtext==0.2.4
    .venv-maxtext/bin/uv pip install --python .venv-maxtext --resolution=lowest jax==0.10.2 jaxlib==0.10.2 \
        -r .venv-maxtext/lib/python3.12/site-packages/dependencies/requirements/generated_requirements/\
decoupled-requirements.txt

Dropless: `sparse_matmul` by `lax.ragged_dot`, megablox off; with `capacity_factor` tokens are dropped. Its
fastest way without load-balance loss on 2 cores: layers unrolled and nothing rematerialised, 1.5 to 1.75 s a
step; scanned 1.8 to 2.2 s, the same with its default policy (`full`); its Linen modules take as long as NNX.
"""

import importlib.metadata
import os
import tempfile
from collections.abc import Mapping
from typing import Any

os.environ["DECOUPLE_GCLOUD"] = "TRUE"  # before MaxText is imported

import jax
import numpy as np
from flax import nnx
from flax.linen import partitioning
from maxtext.configs import pyconfig
from maxtext.trainers.pre_train import train
from maxtext.utils import sharding, train_utils

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.turns import Job, take_turns

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
    "remat_policy": "none",
    "scan_layers": False,
    "enable_checkpointing": False,
    "dataset_type": "synthetic",
    "packing": False,
    "steps": 1000,
    "skip_jax_distributed_system": True,
    "hardware": "cpu",
    "adamw_mask": ["norm"],
    "log_config": False,
}


def settings(asked: Mapping[str, Any]) -> dict[str, Any]:
    """MaxText's names for what is asked."""
    shape, optimizer = asked["model"], asked["optimizer"]
    return {
        "base_emb_dim": shape["embed"],
        "base_num_query_heads": shape["heads"],
        "base_num_kv_heads": shape["kv_heads"],
        "head_dim": shape["head_dim"],
        "base_mlp_dim": shape["expert_mlp"],
        "base_moe_mlp_dim": shape["expert_mlp"],
        "base_num_decoder_layers": shape["layers"],
        "vocab_size": shape["vocab_size"],
        "num_experts": shape["experts"],
        "num_experts_per_tok": shape["experts_per_token"],
        "load_balance_loss_weight": shape["router"]["balance_coefficient"],
        "dtype": shape["compute_dtype"],
        "per_device_batch_size": asked["batch"],
        "max_target_length": asked["seq"],
        "learning_rate": optimizer["learning_rate"],
        "adam_b1": optimizer["beta1"],
        "adam_b2": optimizer["beta2"],
        "adam_eps": optimizer["epsilon"],
        "adam_weight_decay": optimizer["weight_decay"],
        "gradient_clipping_threshold": optimizer["clip_norm"],
    }


def make(asked: Mapping[str, Any]) -> dict[str, Job]:
    """The step of `model` and `optimizer` on a batch of `batch` rows of `seq` tokens."""
    config = pyconfig.initialize([""], **_FIXED, **settings(asked), base_output_directory=tempfile.mkdtemp())
    _, _, shardings, _, mesh, *_, trained = train_utils.setup_train_loop(config, None)
    graph, state = nnx.split(trained)
    of_parameters, shardings = sharding.maybe_update_params_sharding_with_opt(config, shardings)
    jitted, _ = train_utils.jit_train_and_eval_step(
        config, graph, mesh, state, shardings, train.train_step, params_shardings=of_parameters
    )
    rows = full_rows(random_tokens(asked["batch"], asked["seq"], config.vocab_size))
    batch: dict[str, np.ndarray] = {"inputs": rows["tokens"], "targets": rows["targets"]}
    for name in batch.copy():
        batch |= {f"{name}_position": rows["positions"], f"{name}_segmentation": rows["segment_ids"]}

    def step() -> dict[str, Any]:
        nonlocal state
        with jax.set_mesh(mesh), partitioning.axis_rules(config.logical_axis_rules):
            state, metrics = jax.block_until_ready(jitted(state, batch))
        return {"loss": float(metrics["scalar"]["learning/loss"])}

    about = {"version": importlib.metadata.version("maxtext"), "how": "dropless, ragged_dot"}
    return {"about": lambda: about, "step": step}


if __name__ == "__main__":
    take_turns(make)
