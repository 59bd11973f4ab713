"""How every benchmark ends: one line of JSON that another program can read and compare."""

import importlib.metadata
import json
import os
import platform
from collections.abc import Mapping, Sequence
from typing import Any

from patentgpt_jax.versions import versions

_MODEL_FIELDS = (
    *("vocab_size", "layers", "embed", "heads", "kv_heads", "head_dim", "mlp"),
    *("experts", "experts_per_token", "expert_mlp", "shared_mlp", "dense_every"),
    *("sliding_window", "tied_embeddings", "compute_dtype", "remat"),
)


def model_shape(model: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a `ModelConfig`, as a mapping, that say how much a step computes."""
    return {name: model[name] for name in _MODEL_FIELDS}


def print_result(
    benchmark: str,
    metrics: Mapping[str, float | None],
    shapes: Mapping[str, Any],
    spread: Mapping[str, Any],
    peers: Sequence[str] | Mapping[str, str] = (),
) -> None:
    """Print the last line.

    Args:
      metrics: what was measured, by name; speed and memory beside the `dropped_fraction` of the same run.
      shapes: what it was measured on: that of the batch, and `model_shape`.
      spread: for a metric, how far repetitions lay apart: [least, most].
      peers: names of the packages that were compared with, whose versions are told too; or, of those that
        another interpreter has, with their versions.

    Raises:
      importlib.metadata.PackageNotFoundError: a peer is not installed.
    """
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    known = peers if isinstance(peers, Mapping) else {}
    compared = {name: known.get(name) or importlib.metadata.version(name) for name in peers}
    result = {"benchmark": benchmark, "metrics": metrics, "shapes": shapes}
    print(json.dumps(result | {"versions": versions() | compared | machine, "spread": spread}))
