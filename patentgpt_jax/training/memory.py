"""Whether parameters, moments and gradients fit, told by arithmetic before anything is compiled.

All three are laid out by the mesh, so that what a device will hold of them follows from shapes and
shardings alone. Activations do not, and are not counted: what is refused here could never run.
"""

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import jax
from jax.sharding import Mesh

from patentgpt_jax.errors import InputError

# Where control groups stand and what their limit is called, by the controllers of a line of
# /proc/self/cgroup: of version 2, which names none, and of version 1.
_LIMITS = {
    "": (Path("/sys/fs/cgroup"), "memory.max"),
    "memory": (Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes"),
}


class Held(NamedTuple):
    """Bytes that each device holds while it trains, activations left out."""

    parameters: int
    moments: int
    gradients: int


def held(state: Any, accumulation: int) -> Held:
    """What a device holds of a training state and its gradients.

    Args:
      state: of `abstract_state`; the mesh may be an abstract one.
      accumulation: with more than one microbatch, the sum of gradients is kept beside those of one.
    """
    parameters = _share(state.variables.params)
    return Held(parameters, _share(state.optimizer), parameters * min(accumulation, 2))


def check_memory(state: Any, accumulation: int, mesh: Mesh, limit: int | None = None) -> None:
    """Refuse a mesh whose devices cannot hold the state and its gradients.

    Args:
      state: of `abstract_state` on `mesh`.
      limit: bytes of one device; by default what `device_limit` finds.

    Raises:
      InputError: with the bytes that are needed and that are there.
    """
    limit = device_limit(mesh) if limit is None else limit
    needed = held(state, accumulation)
    if limit is None or sum(needed) <= limit:
        return
    count = sum(leaf.size for leaf in jax.tree.leaves(state.variables.params))
    ways = 1 << (-(-sum(needed) // limit) - 1).bit_length()  # the next power of two
    parts = ", ".join(f"{name} {size / 1e9:.1f}" for name, size in needed._asdict().items())
    where = "the one device" if mesh.size == 1 else f"each of {mesh.size} devices"
    narrower = "optimizer.moment_dtype=bfloat16 for 4 bytes a parameter less, "
    raise InputError(
        f"config.mesh: {count / 1e9:.1f} billion parameters need {sum(needed) / 1e9:.1f} GB on {where} "
        f"before activations ({parts}), where {limit / 1e9:.1f} GB are; "
        f"expected such devices with mesh.fsdp={mesh.shape['fsdp'] * ways} or more, "
        f"{narrower * (needed.moments > 1.5 * needed.parameters)}or a smaller model"
    )


def device_limit(mesh: Mesh) -> int | None:
    """The bytes that a device of `mesh` may use, or None if its backend does not tell.

    CPU devices of a process share the memory of its machine; that other processes do too is not known here.
    """
    device = mesh.local_devices[0]
    if device.platform == "cpu":
        return min(_host_limits()) // len(mesh.local_devices)
    return (device.memory_stats() or {}).get("bytes_limit")


def _host_limits() -> Iterable[int]:
    """The machine's memory, and the limits of this process's control groups."""
    yield os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        groups = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    except OSError:  # not Linux
        return
    for _, controllers, path in groups:
        if controllers not in _LIMITS:
            continue
        folder, name = _LIMITS[controllers]
        own = folder / path.lstrip("/")
        for each in (own, *own.parents):  # in a container only the last may be there
            if (each / name).is_file() and (text := (each / name).read_text().strip()) != "max":
                yield int(text)


def _share(tree: Any) -> int:
    return sum(_shard_bytes(leaf) for leaf in jax.tree.leaves(tree))


def _shard_bytes(leaf: jax.ShapeDtypeStruct) -> int:
    assert leaf.sharding is not None
    return math.prod(leaf.sharding.shard_shape(leaf.shape)) * leaf.dtype.itemsize
