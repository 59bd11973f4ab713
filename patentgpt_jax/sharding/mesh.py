"""The device mesh, and the one table from logical axes to mesh axes.

Mesh axes: `slice` (over the data-centre network), `data`, `fsdp`, `expert`, `context`, `tensor`.
Batch rows are split over the first four, the sequence over `context`, experts over `expert`, heads,
mlp and vocab over `tensor`, and every parameter also over whichever of `fsdp`, `context` and
`expert` it has no use of its own for.
"""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import jax
import numpy as np
from jax.experimental import mesh_utils
from jax.sharding import AbstractMesh, AxisType, Mesh, NamedSharding, PartitionSpec

from patentgpt_jax.errors import InputError
from patentgpt_jax.settings import require

Result = TypeVar("Result")

AXES = ("slice", "data", "fsdp", "expert", "context", "tensor")
BATCH_AXES = ("slice", "data", "fsdp", "expert")

_PARAMETER_RULES: Mapping[str, tuple[str, ...]] = {
    "vocab": ("tensor",),
    "heads": ("tensor",),
    "kv_heads": ("tensor",),
    "mlp": ("tensor",),
    "experts": ("expert",),
    "embed": ("fsdp", "context", "expert"),
    "head_dim": (),
    "layers": (),
}


@dataclass(frozen=True)
class MeshConfig:
    """How many devices lie along each mesh axis; one may be -1, which takes all that are left.

    `expert` may be 0: then the rule of `expert_axis` says how many of those it takes; all, if no axis is -1.
    """

    slice: int = 1
    data: int = 1
    fsdp: int = -1
    expert: int = 1
    context: int = 1
    tensor: int = 1

    def __post_init__(self) -> None:
        sizes = asdict(self)
        for name, size in sizes.items():
            require(
                size == -1 or size > 0 or (name == "expert" and size == 0),
                f"{name}={size}: expected 1 or more, or -1 for all that are left",
            )
        free = [name for name, size in sizes.items() if size == -1]
        require(len(free) <= 1, f"{' and '.join(free)}: expected at most one axis of -1")


def make_mesh(config: MeshConfig, devices: Sequence[jax.Device] | None = None) -> Mesh:
    """The mesh over `devices` (default: all present); `expert` is not 0 any more.

    Raises:
      InputError: sizes that do not multiply to the number of devices.
    """
    devices = jax.devices() if devices is None else devices
    sizes = asdict(config)
    fixed = math.prod(size for size in sizes.values() if size > 0)
    if any(size == -1 for size in sizes.values()) and len(devices) % fixed == 0:
        sizes = {name: len(devices) // fixed if size == -1 else size for name, size in sizes.items()}
        fixed = len(devices)
    if fixed != len(devices):
        shape = " x ".join(f"{name} {size}" for name, size in sizes.items() if size != 1)
        raise InputError(
            f"config.mesh: {shape or 'one device'} does not fill the {len(devices)} devices present"
        )
    slices = len({getattr(device, "slice_index", 0) for device in devices})
    if slices > 1 and sizes["slice"] != slices:
        raise InputError(
            f"config.mesh.slice={sizes['slice']}: expected {slices}, the slices that the devices are of"
        )
    sides, types = tuple(sizes[axis] for axis in AXES), (AxisType.Auto,) * len(AXES)
    arranged = over_slices(sides, devices) if slices > 1 else over_links(sides, devices)
    return Mesh(arranged, AXES, axis_types=types)


def over_links(shape: tuple[int, ...], devices: Sequence[jax.Device]) -> np.ndarray:
    """Devices of one slice as an array of `shape`, neighbours along an axis close in the network.

    A side of the network is split where nothing else fits, as for 8 x 8 on 4 x 4 x 4 chips (`jax.make_mesh`
    refuses that).
    """
    return mesh_utils.create_device_mesh(shape, devices, allow_split_physical_axes=True)


def over_slices(shape: tuple[int, ...], devices: Sequence[jax.Device]) -> np.ndarray:
    """Devices of several slices as an array of `shape`, whose first axis counts the slices."""
    slices, *inside = shape
    return mesh_utils.create_hybrid_device_mesh(
        (1, *inside), (slices, *(1 for _ in inside)), devices, allow_split_physical_axes=True
    )


def check_sizes(mesh: Mesh, sizes: Mapping[str, tuple[str, int]]) -> None:
    """Refuse dimensions that the mesh cannot split.

    Args:
      sizes: by the name of a field, the logical axis that it is the size of, and the size; 0 is not there.

    Raises:
      InputError: naming the field and the mesh axis.
    """
    for field, (axis, size) in sizes.items():
        for name in _PARAMETER_RULES[axis]:
            if size % mesh.shape[name]:
                raise InputError(
                    f"config.mesh.{name}={mesh.shape[name]}: expected a divisor of {field}={size}"
                )


def parameter_spec(axes: Sequence[str], shape: Sequence[int], mesh: Mesh | AbstractMesh) -> PartitionSpec:
    """Where the dimensions of one parameter lie.

    Args:
      axes: the logical axis of each dimension.
      shape: its size; a mesh axis that does not divide a dimension is left out of it.

    Raises:
      ValueError: two logical axes that the table lays on one mesh axis.
    """
    taken: set[str] = set()
    for axis in axes:  # first what only this dimension can use; `embed` then takes what is free
        if axis != "embed":
            taken.update(_PARAMETER_RULES[axis])
    if len(taken) < sum(len(_PARAMETER_RULES[axis]) for axis in axes if axis != "embed"):
        raise ValueError(f"{tuple(axes)}: two of these logical axes lie on one mesh axis")
    entries: list[tuple[str, ...] | None] = []
    for axis, size in zip(axes, shape, strict=True):
        chosen: list[str] = []
        for name in _PARAMETER_RULES[axis]:
            ways = mesh.shape[name]
            for each in chosen:
                ways *= mesh.shape[each]
            if mesh.shape[name] > 1 and size % ways == 0 and (axis != "embed" or name not in taken):
                chosen.append(name)
        entries.append(tuple(chosen) or None)
    return PartitionSpec(*entries)


def axes_of(entry: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """The mesh axes of one dimension's entry in a `PartitionSpec`, which keeps a single one as a string."""
    return (entry,) if isinstance(entry, str) else entry or ()


def batch_sharding(mesh: Mesh) -> NamedSharding:
    """Where batch arrays [batch, seq] lie: rows over the batch axes, positions over `context`."""
    return NamedSharding(mesh, PartitionSpec(BATCH_AXES, "context"))


def replicated(mesh: Mesh) -> NamedSharding:
    """The sharding of what every device holds whole."""
    return NamedSharding(mesh, PartitionSpec())


def with_shardings(shapes: Any, shardings: Any) -> Any:
    """A tree of `jax.ShapeDtypeStruct`s with where each is to lie: to compile for, or to restore into."""
    return jax.tree.map(
        lambda leaf, sharding: jax.ShapeDtypeStruct(leaf.shape, leaf.dtype, sharding=sharding),
        shapes,
        shardings,
    )


def on_mesh(mesh: Mesh, function: Callable[..., Result]) -> Callable[..., Result]:
    """`function`, which is to be jitted, traced with `mesh` as the one in use."""

    @functools.wraps(function)
    def traced(*arguments: Any) -> Result:
        with jax.sharding.use_abstract_mesh(mesh.abstract_mesh):
            return function(*arguments)

    return traced


def mesh_in_use() -> AbstractMesh | None:
    """The mesh that `on_mesh` set, or None if there is none or it has one device."""
    mesh = jax.sharding.get_abstract_mesh()
    return None if mesh.empty or mesh.size == 1 else mesh


def batch_ways(mesh: Mesh | AbstractMesh) -> int:
    """Into how many parts the rows of a batch are split."""
    return math.prod(mesh.shape[axis] for axis in BATCH_AXES)


def check_batch(mesh: Mesh, batch_size: int, accumulation: int) -> None:
    """Refuse a batch whose microbatches do not divide over the devices."""
    ways = batch_ways(mesh) * accumulation
    if batch_size % ways:
        raise InputError(
            f"config.train.batch_size={batch_size}: expected a multiple of {ways}, for {batch_ways(mesh)} "
            f"groups of devices and train.gradient_accumulation={accumulation}"
        )


def activation_spec(batch: int) -> PartitionSpec:
    """How activations [batch, seq, ...] lie on the mesh in use; rows that do not divide are not split."""
    mesh = jax.sharding.get_abstract_mesh()
    return PartitionSpec(BATCH_AXES, "context") if batch % batch_ways(mesh) == 0 else PartitionSpec()


def constrain_activations(x: jax.Array) -> jax.Array:
    """Pin activations [batch, seq, ...] to the batch layout of the mesh in use, if there is one."""
    if mesh_in_use() is None:
        return x
    return jax.lax.with_sharding_constraint(x, activation_spec(x.shape[0]))


def at_use(matrix: jax.Array, axes: Sequence[str], x: jax.Array) -> jax.Array:
    """A parameter in the dtype of the activations `x` [batch, seq, ...], and whole along `embed`.

    On a mesh it travels narrow, over one mesh axis after the other, and so does its gradient, which leaves
    scattered as the parameter lies. Left to the compiler, both are all-reduces wherever a matrix is
    split over a whole TPU slice: of twice the bytes, and of the whole gradient on every device.

    Args:
      axes: the logical axes of `matrix`.
    """
    mesh, narrow = mesh_in_use(), matrix.astype(x.dtype)
    if mesh is None or activation_spec(x.shape[0]) == PartitionSpec():
        return narrow  # few rows (decoding one text): they, and not the matrix, should travel
    lies, embed = parameter_spec(axes, matrix.shape, mesh), list(axes).index("embed")
    split = axes_of(lies[embed])
    return _laid(
        narrow,
        tuple(
            PartitionSpec(*lies[:embed], split[:ways] or None, *lies[embed + 1 :])
            for ways in range(len(split), -1, -1)
        ),
    )


@functools.partial(jax.custom_vjp, nondiff_argnums=(1,))
def _laid(x: jax.Array, specs: tuple[PartitionSpec, ...]) -> jax.Array:
    """`x` laid as the specs say, one after the other; its gradient goes back the same way."""
    return functools.reduce(jax.lax.with_sharding_constraint, specs, x)


_laid.defvjp(
    lambda x, specs: (_laid(x, specs), None), lambda specs, _, d_x: (_laid(d_x, tuple(reversed(specs[:-1]))),)
)
