"""How far float32 training on a mesh drifts from training on one device, and whose routing flips.

    python -m experiments.benchmarks.mesh_drift [--steps=50] [--fsdp=4] [--expert=2] [--tensor=1]

The default config of `configs/smoe.py` on generated patents, in one process with simulated CPU devices:
the same initial parameters and the same batches on one device, on the mesh, and, as a yardstick for what
another order of adding does, on one device in two microbatches. In exact arithmetic all three are
the same; in float64 they are within 1e-9 (tests/training/test_meshes.py). In float32 sums are rounded
in another order, and where two experts' scores almost tie, another one may be chosen.
"""

import argparse
import dataclasses
import functools
import os
from typing import Any, NamedTuple

os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_force_host_platform_device_count=8"

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import Array

from experiments.benchmarks.results import model_shape, print_result
from experiments.benchmarks.steps import Run
from patentgpt_jax.jobs import data, mixture
from patentgpt_jax.jobs.flags import parse
from patentgpt_jax.jobs.model import resolved_model
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.objective import Batch

_REPORTED = (1, 2, 5, 10, 20, 50, 100, 200)


class Drift(NamedTuple):
    """What sets two runs apart after a step.

    loss: the difference of their losses in it. distance: of the parameters, over their norm.
    flips: for each layer, the share of (token, choice) pairs whose expert the other run did not choose.
    """

    loss: float
    distance: float
    flips: list[float]


def choices(model: FunctionalModel, variables: Variables, batch: Batch) -> Array:
    """The experts that every sparse layer chooses: int [layers, batch, seq, k]."""
    transformer = model.bind(variables)
    positions, segments = batch["positions"], batch["segment_ids"]
    graph, stacked = nnx.split(transformer.layers)

    def body(x: Array, state: nnx.State) -> tuple[Array, Array]:
        chosen = []
        for block in nnx.merge(graph, state).blocks:
            if block.sparse:
                attended, _ = block.attention(block.attention_norm(x), positions, segments)
                chosen.append(block.smoe.choose(block.mlp_norm(x + attended))[1])
            x, _, _ = block(x, positions, segments, None, None)
        return x, jnp.stack(chosen)

    x = transformer.embedding[...][batch["tokens"]].astype(model.config.dtype)
    _, chosen = jax.lax.scan(body, x, stacked)
    return chosen.reshape(-1, *chosen.shape[2:])


def flips(ours: np.ndarray, theirs: np.ndarray, valid: np.ndarray) -> list[float]:
    """The share of our choices [layers, batch, seq, k] at `valid` [batch, seq] that are not theirs."""
    missing = (ours[..., :, None] != theirs[..., None, :]).all(axis=-1)
    return [float(layer[valid].mean()) for layer in missing]


def distance(ours: Any, theirs: Any) -> float:
    """The norm of the difference of two trees of arrays, over the norm of the second."""
    pairs = list(zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True))
    apart = sum(float(np.sum((np.float64(a) - b) ** 2)) for a, b in pairs)
    return float(np.sqrt(apart / sum(float(np.sum(np.float64(b) ** 2)) for _, b in pairs)))


def main() -> None:
    """Train, and print what sets the runs apart."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, default in (("steps", 50), ("fsdp", 4), ("expert", 2), ("tensor", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--cache", default="cache")
    arguments = parser.parse_args()
    config = parse(["--config=configs/smoe.py", f"--config.data.cache={arguments.cache}"]).config
    axes = {name: getattr(arguments, name) for name in ("fsdp", "expert", "tensor")}
    mesh = make_mesh(MeshConfig(**axes))
    model = FunctionalModel(dataclasses.replace(resolved_model(config, None), compute_dtype="float32"))
    train = config.train
    batches = mixture.training_batches(config, data.prepare(config).store)
    probe = jax.tree.map(jnp.asarray, batches.global_batch(arguments.steps))  # which nobody is trained on
    valid = np.asarray(probe["segment_ids"] > 0)
    routing = jax.jit(lambda variables: choices(model, variables, probe))
    start = functools.partial(
        Run,
        model.config,
        config.optimizer,
        objective=config.objective,
        steps=config.train.steps,
        seed=config.seed,
    )
    runs = {"one": start(), "mesh": start(mesh=mesh), "microbatches": start(accumulation=2)}
    drifts: dict[str, dict[int, Drift]] = {"mesh": {}, "microbatches": {}}
    print(f"{'':>4} {'':>12} {'loss':>9} {'parameter':>10}  routing decisions that differ, by layer, %")
    print(f"{'step':>4} {'run':>12} {'apart':>9} {'distance':>10}")
    for done in range(1, arguments.steps + 1):
        batch, losses = batches.global_batch(done - 1), {}
        for name, run in runs.items():
            losses[name] = float(run(run.place(batch))["train/loss"])
        if done not in _REPORTED and done != arguments.steps:
            continue
        variables = {name: jax.tree.map(np.asarray, run.state.variables) for name, run in runs.items()}
        chosen = {name: np.asarray(routing(each)) for name, each in variables.items()}
        for name, found in drifts.items():
            drift = found[done] = Drift(
                losses[name] - losses["one"],
                distance(variables[name].params, variables["one"].params),
                flips(chosen[name], chosen["one"], valid),
            )
            shares = " ".join(f"{100 * each:6.3f}" for each in drift.flips)
            print(f"{done:>4} {name:>12} {drift.loss:>9.1e} {drift.distance:>10.1e}  {shares}", flush=True)
    result: dict[str, float | None] = {
        f"{name}_step{done}_{what}": value
        for name, found in drifts.items()
        for done, drift in found.items()
        for what, value in (
            ("loss_apart", drift.loss),
            ("parameter_distance", drift.distance),
            ("flipped_fraction", float(np.mean(drift.flips))),
        )
    }
    shapes = {"batch": train.batch_size, "seq": train.seq_len, "mesh": axes}
    print_result("mesh_drift", result, shapes | model_shape(to_mapping(model.config)), {})


if __name__ == "__main__":
    main()
