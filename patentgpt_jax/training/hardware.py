"""Peak arithmetic rates of accelerators, to measure utilization against."""

from jax.sharding import Mesh

# Dense bfloat16 FLOP/s of one device as JAX counts devices, from the vendors' data sheets.
_PEAK_BF16 = {
    "NVIDIA A100": 312e12,
    "NVIDIA H100 PCIe": 756e12,
    "NVIDIA H100": 989e12,
    "NVIDIA H200": 989e12,
    "NVIDIA B200": 2250e12,
    "TPU v4": 275e12,
    "TPU v5 lite": 197e12,
    "TPU v5e": 197e12,
    "TPU v5p": 459e12,
    "TPU v5": 459e12,
    "TPU v6 lite": 918e12,
    "TPU v6e": 918e12,
    "TPU7x": 2307e12 / 2,
}


def peak_flops(mesh: Mesh) -> float | None:
    """The bfloat16 FLOP/s of all devices of `mesh` together; None for a device not known."""
    kind = mesh.devices.flat[0].device_kind
    known = [name for name in _PEAK_BF16 if kind.startswith(name)]
    return _PEAK_BF16[max(known, key=len)] * mesh.size if known else None
