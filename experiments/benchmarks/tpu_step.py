"""What a Mixtral-8x7B step needs of 64 TPU v5p that are not there: memory, bytes sent, FLOPs.

    python -m experiments.benchmarks.tpu_step [--topology=v5p:4x4x4] [--mesh=fsdp:8,expert:8]
        [--tokens=8192,16384] [--layers=32] [--remat=layer] [--libtpu=DIR]

The real step (`make_train_step` on `abstract_state`) is compiled ahead of time by the TPU compiler in
libtpu, which need not be installed: DIR is where `pip install --target=DIR libtpu` has put it. Nothing
runs, so no time is told. Vocabulary 55,296, AdamW in float32, bfloat16 compute, sequences of 4,096,
dropless.

- peak_gib_T: what a chip holds at most at T tokens a chip, as XLA's buffer assignment has it.
- all_to_all_over_bound: bytes of expert rows received, over those of T k rows in each of 5 exchanges a
  layer (there and back in the forward pass; there, back and back again in the backward), of which the
  device's own part stays: T k embed 2 (1 - 1 / n) 5 layers. Rounds after the first are left out.
- flops_over_useful: of the experts' network alone, forward and backward, at 16,384 rows, the worst of 1, 2
  and 8 local experts. Counted is what the kernels' grids compute, the rows too that they compute twice where
  groups share a tile: the mean of 64 draws of sizes, each row's expert being random. Useful are 9 products
  of each row once, 3 forward and 6 backward; and 2 more, gate and up, recomputed by a backward pass that has
  kept nothing as wide as `mlp`. `..._with_recomputation` is over the 9 alone.
"""

import argparse
import collections
import dataclasses
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from experiments.benchmarks.results import model_shape, print_result
from patentgpt_jax.kernels.expert_ffn import expert_ffn
from patentgpt_jax.kernels.grouped_matmul_tpu import PIECE
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.remat import POLICIES
from patentgpt_jax.planning.collectives import Collective, collectives, received_by_kind
from patentgpt_jax.planning.flops import matmul_flops
from patentgpt_jax.planning.topology import topology_devices
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh, on_mesh
from patentgpt_jax.training.objective import ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import abstract_state
from patentgpt_jax.training.step import make_train_step

_SEQ, _ROWS, _DRAWS = 4096, 16384, 64
_EXCHANGES = 5
_GIB, _MIB = 2**30, 2**20
_LISTED = 24


class Needs(NamedTuple):
    """What a compiled step needs of a device.

    peak, arguments: bytes. seconds: of the compilation. sent: what it receives of others in a step.
    """

    peak: int
    arguments: int
    seconds: float
    sent: list[Collective]


def compiled_step(config: ModelConfig, axes: Mapping[str, int], devices: Sequence[Any], tokens: int) -> Needs:
    """Compile the training step of `config` for `devices`, with `tokens` of a step on each of them."""
    mesh, settings = make_mesh(MeshConfig(**axes), devices), OptimizerConfig()
    model, optimizer = FunctionalModel(config), make_optimizer(settings)
    jitted: Any = make_train_step(
        model,
        pretraining(ObjectiveConfig()),
        optimizer,
        make_schedule(settings, 1000),
        mesh,
        clip_norm=settings.clip_norm,
    )
    rows, sharding = tokens * len(devices) // _SEQ, batch_sharding(mesh)
    types = dict.fromkeys(("tokens", "targets", "segment_ids", "positions"), jnp.int32)
    batch = {
        name: jax.ShapeDtypeStruct((rows, _SEQ), dtype, sharding=sharding)
        for name, dtype in (types | {"loss_mask": jnp.float32}).items()
    }
    start = time.perf_counter()
    compiled = jitted.lower(abstract_state(model, optimizer, mesh), batch).compile()
    seconds, needs = time.perf_counter() - start, compiled.memory_analysis()
    sent = collectives(compiled.as_text(), len(devices))
    return Needs(needs.peak_memory_in_bytes, needs.argument_size_in_bytes, seconds, sent)


def exchanged_rows(sent: Sequence[Collective], ways: int) -> float:
    """Bytes received in all-to-alls over `expert`, `ways` devices; the embedding's are over all of them."""
    return sum(each.received for each in sent if each.kind == "all-to-all" and each.group == ways)


def rows_bound(config: ModelConfig, tokens: int, ways: int) -> float:
    """Bytes of expert rows that a device must receive in a step of `tokens` of its own, as above."""
    row = config.embed * jnp.dtype(config.dtype).itemsize
    return tokens * config.experts_per_token * row * (1 - 1 / ways) * _EXCHANGES * config.layers


def computed_rows(experts: int) -> float:
    """Of the rows of `experts` that are equally likely, those that a TPU kernel computes: mean of the draws.

    A group's rows are computed in whole pieces, whatever the height of tiles, so that one in which a group
    ends and another begins is computed for both.
    """
    sizes = np.random.default_rng(0).multinomial(_ROWS, np.full(experts, 1 / experts), size=_DRAWS)
    ends = np.cumsum(sizes, axis=1)
    pieces = -(-ends // PIECE) - (ends - sizes) // PIECE
    return float(np.where(sizes > 0, pieces, 0).sum(axis=1).mean() * PIECE)


def network_flops(config: ModelConfig, experts: int, device: Any) -> tuple[float, float]:
    """FLOPs of the experts' network, forward and backward, over the useful ones and over nine products.

    Args:
      experts: those of the device; rows come to it one expert each, as expert parallelism sends them.
    """
    embed, mlp, dtype = config.embed, config.expert_mlp, config.dtype
    shape = jax.ShapeDtypeStruct
    matrices = [shape((experts, *sides), dtype) for sides in ((embed, mlp), (embed, mlp), (mlp, embed))]
    chosen, real = shape((_ROWS, 1), jnp.int32), shape((_ROWS,), jnp.bool_)
    inputs = (shape((_ROWS, embed), dtype), shape((_ROWS, 1), jnp.float32), *matrices)

    def pull(chosen: Array, real: Array, *inputs: Array) -> Any:
        return jax.vjp(lambda x, weights, *w: expert_ffn(x, chosen, weights, real, *w), *inputs)[1]

    def both(chosen: Array, real: Array, d_y: Array, *inputs: Array) -> Any:
        return pull(chosen, real, *inputs)(d_y)

    mesh = make_mesh(MeshConfig(), [device])
    declared = matmul_flops(on_mesh(mesh, both), chosen, real, inputs[0], *inputs)
    flops = declared * computed_rows(experts) / _ROWS
    kept = jax.tree.leaves(jax.eval_shape(on_mesh(mesh, pull), chosen, real, *inputs))
    wide = sum(each.ndim == 2 and each.shape[1] == mlp and each.shape[0] >= _ROWS for each in kept)
    one = 2.0 * _ROWS * embed * mlp
    return flops / (one * (9 + max(0, 2 - wide))), flops / (one * 9)


def parsed_mesh(text: str) -> dict[str, int]:
    """`fsdp:8,expert:8` as sizes by axis."""
    return {name: int(size) for name, size in (each.split(":") for each in text.split(","))}


def show(sent: Sequence[Collective]) -> None:
    """The largest receivers, those of one kind, shape and place in the program together."""
    alike: dict[tuple[str, ...], list[Collective]] = collections.defaultdict(list)
    for each in sent:
        alike[each.kind, each.shape[:60], str(each.group), each.name[-72:]].append(each)
    table = sorted(alike.items(), key=lambda item: -sum(each.received for each in item[1]))
    for (kind, shape, group, name), those in table[:_LISTED]:
        received, times = sum(each.received for each in those) / _GIB, sum(each.times for each in those)
        print(f"  {received:7.2f} GiB  {times:>4} x {kind:<18} of {group:>3}  {shape:<60}  {name}")


def main() -> None:
    """Print the tables and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--topology", default="v5p:4x4x4")
    parser.add_argument("--mesh", type=parsed_mesh, default=parsed_mesh("fsdp:8,expert:8"))
    parser.add_argument("--tokens", type=lambda text: [int(each) for each in text.split(",")])
    parser.add_argument("--layers", type=int, default=32)
    parser.add_argument("--remat", choices=POLICIES, default="layer")
    parser.add_argument("--libtpu", help="the directory in which libtpu is, where it is not installed")
    arguments = parser.parse_args()
    if arguments.libtpu:
        sys.path.append(arguments.libtpu)
    devices = topology_devices(arguments.topology)
    config = dataclasses.replace(
        architecture("patentgpt-mixtral-8x7b"),
        layers=arguments.layers,
        compute_dtype="bfloat16",
        remat=arguments.remat,
    )
    counted = {experts: network_flops(config, experts, devices[0]) for experts in (1, 2, 8)}
    print(
        "FLOPs of the experts' network, forward and backward, random sizes: over nine products and two "
        "recomputed; over nine"
    )
    for experts, (useful, nine) in counted.items():
        print(f"  {experts} local experts: {useful:.4f}; {nine:.4f}")
    metrics: dict[str, float | None] = {
        "flops_over_useful": max(useful for useful, _ in counted.values()),
        "flops_over_useful_with_recomputation": max(nine for _, nine in counted.values()),
    }
    ways = {"expert": 1} | arguments.mesh
    for tokens in arguments.tokens or (8192, 16384):
        needs = compiled_step(config, arguments.mesh, devices, tokens)
        by_kind = {kind: received / _GIB for kind, received in received_by_kind(needs.sent).items()}
        reduced = max((each.array_bytes for each in needs.sent if each.kind == "all-reduce"), default=0)
        metrics |= {
            f"peak_gib_{tokens}": needs.peak / _GIB,
            f"arguments_gib_{tokens}": needs.arguments / _GIB,
            f"compile_seconds_{tokens}": needs.seconds,
            f"largest_all_reduce_mib_{tokens}": reduced / _MIB,
            **{f"{kind.replace('-', '_')}_gib_{tokens}": received for kind, received in by_kind.items()},
        }
        if ways["expert"] > 1:
            bound = rows_bound(config, tokens, ways["expert"])
            metrics.setdefault("all_to_all_over_bound", exchanged_rows(needs.sent, ways["expert"]) / bound)
        print(
            f"\n{tokens} tokens a chip: peak {needs.peak / _GIB:.2f} GiB, of which arguments "
            f"{needs.arguments / _GIB:.2f}; compiled in {needs.seconds:.0f} s; received in a step: "
            + ", ".join(f"{kind} {received:.2f} GiB" for kind, received in by_kind.items()),
            flush=True,
        )
        show(needs.sent)
    shapes = {"topology": arguments.topology, "mesh": arguments.mesh, "seq": _SEQ, "expert_rows": _ROWS}
    print_result("tpu_step", metrics, shapes | model_shape(to_mapping(config)), {})


if __name__ == "__main__":
    main()
