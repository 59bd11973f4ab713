"""The same training over `expert` and over `fsdp`: losses side by side, and the bytes that each mesh moves.

    python -m experiments.benchmarks.expert_mesh [--steps=5] [--batch=16] [--seq=256]

A small sparse model on 8 simulated CPU devices: every device an expert of its own, to which rows travel
(expert 8), or all devices all experts, whose matrices travel (fsdp 8), and between the two. Losses are of
training in float64, where another order of adding does not show, and must agree to 1e-9. Bytes are those that
a device receives in a step of the same model in float32, read from the compiled program; rounds of experts
after the first, which balanced routing does not need, are left out.
"""

import argparse
import os

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_force_host_platform_device_count=8"

import dataclasses
from collections.abc import Mapping

import jax
import numpy as np
from jax.sharding import Mesh

from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.steps import Run, one_device
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.planning.collectives import collectives, received_by_kind
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.optimizer import OptimizerConfig

_MODEL = ModelConfig(
    vocab_size=1024, layers=2, embed=128, heads=4, kv_heads=2, head_dim=32, mlp=0, experts=8, expert_mlp=256
)
# A large epsilon, or rounding would show in g / |g| where gradients are almost zero.
_SETTINGS = OptimizerConfig(warmup_steps=0, epsilon=1e-3)
MESHES: Mapping[str, MeshConfig] = {
    "fsdp_8": MeshConfig(fsdp=8),
    "fsdp_2_expert_4": MeshConfig(fsdp=2, expert=4),
    "expert_8": MeshConfig(fsdp=1, expert=8),
}
_TOLERANCE = 1e-9


def losses(
    config: ModelConfig, mesh: Mesh, batches: list[dict[str, np.ndarray]]
) -> tuple[list[float], float]:
    """The loss of every step in float64, from the same initial state, and the largest dropped fraction."""
    with jax.enable_x64(True):
        config = dataclasses.replace(config, compute_dtype="float64")
        run = Run(config, _SETTINGS, mesh=mesh, steps=len(batches))
        run.state = jax.tree.map(lambda x: x.astype(np.float64) if x.dtype == np.float32 else x, run.state)
        told = [run(run.place(batch)) for batch in batches]
        dropped = max(float(each["router/dropped_fraction"]) for each in told)
        return [float(each["train/loss"]) for each in told], dropped


def received(config: ModelConfig, mesh: Mesh, batch: dict[str, np.ndarray]) -> Mapping[str, float]:
    """Bytes that a device receives in a step, by kind of collective."""
    run = Run(config, _SETTINGS, mesh=mesh)
    run.compile(run.place(batch))
    return received_by_kind(collectives(run.step.as_text(), mesh.size))


def main() -> None:
    """Train on each mesh, print both tables and the result; fails where losses differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("steps", 5), ("batch", 16), ("seq", 256)):
        parser.add_argument(f"--{name}", type=int, default=default)
    arguments = parser.parse_args()
    tokens = random_tokens(arguments.steps * arguments.batch, arguments.seq, _MODEL.vocab_size)
    batches = [full_rows(each) for each in np.split(tokens, arguments.steps)]
    meshes = {name: make_mesh(config) for name, config in MESHES.items()}
    runs = {"one_device": losses(_MODEL, one_device(), batches)}
    runs |= {name: losses(_MODEL, mesh, batches) for name, mesh in meshes.items()}
    alone = np.array(runs["one_device"][0])
    apart = {name: float(np.abs(np.array(found) - alone).max()) for name, (found, _) in runs.items()}
    print(f"{'step':>4} " + " ".join(f"{name:>18}" for name in runs))
    for step in range(arguments.steps):
        print(f"{step + 1:>4} " + " ".join(f"{found[step]:>18.12f}" for found, _ in runs.values()))
    bytes_of = {name: received(_MODEL, mesh, batches[0]) for name, mesh in meshes.items()}
    kinds = list(next(iter(bytes_of.values())))
    print("\nMB that a device receives in a step")
    print(f"{'mesh':>16} " + " ".join(f"{kind:>18}" for kind in (*kinds, "sum")))
    for name, by_kind in bytes_of.items():
        figures = (*by_kind.values(), sum(by_kind.values()))
        print(f"{name:>16} " + " ".join(f"{each / 1e6:>18.2f}" for each in figures))
    if max(apart.values()) > _TOLERANCE:
        raise SystemExit(f"error: losses differ by up to {max(apart.values()):.1e}")
    metrics: dict[str, float | None] = {"dropped_fraction": max(dropped for _, dropped in runs.values())}
    metrics |= {f"{name}_loss_apart": apart[name] for name in meshes}
    for name, by_kind in bytes_of.items():
        metrics |= {f"{name}_{kind.replace('-', '_')}_bytes": each for kind, each in by_kind.items()}
        metrics[f"{name}_bytes"] = sum(by_kind.values())
    shapes = {"batch": arguments.batch, "seq": arguments.seq, "steps": arguments.steps}
    print_result("expert_mesh", metrics, shapes | model_shape(to_mapping(_MODEL)), {})


if __name__ == "__main__":
    main()
