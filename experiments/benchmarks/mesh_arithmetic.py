"""What published shapes need of meshes, by arithmetic: bytes held by each device and bytes sent in a step.

    python -m experiments.benchmarks.mesh_arithmetic [--tokens=8192]

Nothing is compiled and no device is needed. What is held comes from the shapes and shardings that training
uses (`patentgpt_jax.training.memory`); activations are left out. What is sent is counted from them by the
formulas below, for `model.remat=layer`; collectives are taken to be as good as rings. docs/meshes.md
explains.
"""

import argparse
import math
from collections.abc import Mapping
from typing import Any

import jax
from jax.sharding import AbstractMesh

from experiments.benchmarks.results import print_result
from patentgpt_jax.kernels.expert_all_to_all import capacities
from patentgpt_jax.kernels.expert_parallel import chosen_transport
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.sharding.mesh import AXES
from patentgpt_jax.training.memory import held
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer
from patentgpt_jax.training.state import abstract_state

_NARROW = 2  # bytes of bfloat16: weights, their gradients and activations are narrowed before they travel

CASES: tuple[tuple[str, str, Mapping[str, int]], ...] = (
    ("smoe:8x7b", "mixtral-8x7b", {"fsdp": 8}),
    ("smoe:8x7b", "mixtral-8x7b", {"fsdp": 64}),
    ("smoe:8x7b", "mixtral-8x7b", {"fsdp": 8, "expert": 8}),
    ("smoe:8x7b", "mixtral-8x7b", {"fsdp": 16, "tensor": 4}),
    ("smoe:30b-a3b", "qwen3-30b-a3b", {"fsdp": 8}),
    ("smoe:30b-a3b", "qwen3-30b-a3b", {"fsdp": 64}),
    ("smoe:30b-a3b", "qwen3-30b-a3b", {"fsdp": 8, "expert": 8}),
    ("dense:7b", "llama2-7b", {}),
    ("dense:7b", "llama2-7b", {"fsdp": 8}),
    ("dense:7b", "llama2-7b", {"fsdp": 16}),
    ("dense:70b", "llama2-70b", {"fsdp": 64}),
    ("dense:70b", "llama2-70b", {"fsdp": 64, "tensor": 4}),
    ("dense:70b", "llama2-70b", {"slice": 2, "fsdp": 64}),
)


def abstract(name: str, axes: Mapping[str, int], moments: str) -> Any:
    """The abstract state of an architecture on a mesh of these sizes."""
    mesh: Any = AbstractMesh(tuple(axes.get(axis, 1) for axis in AXES), AXES)
    optimizer = make_optimizer(OptimizerConfig(moment_dtype=moments))
    return abstract_state(FunctionalModel(architecture(name)), optimizer, mesh)


def sent(name: str, state: Any, axes: Mapping[str, int], tokens: int) -> dict[str, float]:
    """Bytes that a device receives in a step.

    parameters: weights gathered for the forward pass and again for the backward, their gradients summed
      and scattered. copies: gradients summed over `slice` and `data`. rows: to experts and back, and backward
      those, their gradients, and back; by the transport that `auto` takes, one round where it has rounds.
      activations: sums over `tensor`, two a layer forward, again, and backward.

    Args:
      tokens: of a step, that each group of devices along `tensor` holds.
    """
    config, ways = architecture(name), {axis: axes.get(axis, 1) for axis in AXES}
    parameters = copies = 0.0
    for path, leaf in jax.tree_util.tree_leaves_with_path(state.variables.params):
        own = math.prod(leaf.sharding.shard_shape(leaf.shape))
        key = jax.tree_util.keystr(path)
        routed = "smoe" in key and "shared" not in key
        gathered = [axis for axis in ("fsdp", "context", *(() if routed else ("expert",))) if ways[axis] > 1]
        used = set(jax.tree.leaves(tuple(leaf.sharding.spec)))
        over = math.prod(ways[axis] for axis in gathered if axis in used)
        parameters += 3 * own * (over - 1) * _NARROW
        copied = ways["slice"] * ways["data"]
        copies += 2 * own * _NARROW * (1 - 1 / copied)
    row = config.embed * _NARROW
    return {
        "parameters": parameters,
        "copies": copies,
        "rows": 5 * config.layers * rows_received(config, ways["expert"], tokens) * row,
        "activations": 6 * config.layers * tokens * row * 2 * (1 - 1 / ways["tensor"]),
    }


def rows_received(config: ModelConfig, ways: int, tokens: int) -> int:
    """Of experts, by one message to a device that holds `tokens`."""
    if ways == 1:
        return 0
    shape = tokens, config.experts_per_token, ways, config.experts // ways
    gathered = chosen_transport(*shape) == "all_gather"
    return (ways - 1) * (tokens if gathered else capacities(*shape, limit=None)[0])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tokens", type=int, default=8192)
    tokens = parser.parse_args().tokens
    print(f"{'':>33} {'held, GB':>13}   received in a step of {tokens} tokens a device, GB")
    heads = ("float32", "bf16", "parameters", "copies", "rows", "activations")
    print(
        f"{'preset':>13} {'mesh':>19} {heads[0]:>7} {heads[1]:>5}  ", *(f"{each:>11}" for each in heads[2:])
    )
    metrics: dict[str, float | None] = {}
    for preset, name, axes in CASES:
        states = [abstract(name, axes, moments) for moments in ("float32", "bfloat16")]
        wide, narrow = (sum(held(state, 1)) / 1e9 for state in states)
        mesh = " x ".join(f"{axis} {size}" for axis, size in axes.items()) or "one device"
        # The devices along `tensor` hold the same tokens.
        got = sent(name, states[0], axes, tokens * axes.get("tensor", 1))
        figures = " ".join(f"{got[part] / 1e9:>11.1f}" for part in heads[2:])
        print(f"{preset:>13} {mesh:>19} {wide:>7.1f} {narrow:>5.1f}   {figures}")
        metrics[f"{preset} {mesh}: held GB"] = wide
        metrics[f"{preset} {mesh}: held GB, bfloat16 moments"] = narrow
        metrics |= {f"{preset} {mesh}: received GB, {part}": got[part] / 1e9 for part in heads[2:]}
    print_result("mesh_arithmetic", metrics, {"tokens_a_device": tokens}, {})


if __name__ == "__main__":
    main()
