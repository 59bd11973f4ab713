"""The global batch of a step is the same on any number of hosts, workers and devices of any mesh.

Hosts are simulated: the eight devices are dealt out, and each host reads with a store of its own what
the sharding lays on its devices, as `place` does with those that it can address. The last test runs
`place` in two processes of JAX.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh
from patentgpt_jax.tokens.device import placed_ahead
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.packing import BATCH_DTYPES
from patentgpt_jax.tokens.store import TokenStore

ROWS, POSITIONS = SHAPE = (16, 96)
MESHES = [
    MeshConfig(fsdp=8),
    MeshConfig(slice=2, data=2, fsdp=1, expert=2),
    MeshConfig(fsdp=2, context=2, tensor=2),
    MeshConfig(fsdp=2, expert=2, context=2),
    MeshConfig(data=2, fsdp=1, context=4),
    MeshConfig(fsdp=1, context=8),
]
DEALT = {
    "side by side": lambda device, hosts: device * hosts // 8,
    "in turns": lambda device, hosts: device % hosts,  # hosts share rows where the sequence is split
}
Part = tuple[slice, slice]


def name_of(mesh: MeshConfig) -> str:
    sizes = {"slice": mesh.slice, "data": mesh.data, "fsdp": mesh.fsdp, "expert": mesh.expert}
    sizes |= {"context": mesh.context, "tensor": mesh.tensor}
    return "-".join(f"{axis}{size}" for axis, size in sizes.items() if size > 1)


def parts_of_hosts(mesh: jax.sharding.Mesh, hosts: int, dealt: str) -> list[set[tuple[tuple[int, int], ...]]]:
    """The rows and positions (begin, end) of each part of the batch that each host needs, once."""
    parts: list[set[tuple[tuple[int, int], ...]]] = [set() for _ in range(hosts)]
    place = {device: number for number, device in enumerate(mesh.devices.flat)}
    for device, index in batch_sharding(mesh).devices_indices_map(SHAPE).items():
        part = tuple(each.indices(size)[:2] for each, size in zip(index, SHAPE, strict=True))
        parts[DEALT[dealt](place[device], hosts)].add(part)
    return parts


class Host:
    """One host's batches, from a store of its own, with the documents that were read."""

    def __init__(self, directory: Path, mixture: str) -> None:
        store = TokenStore(directory, in_memory_bytes=0)
        self.batches = TrainingBatches(store, "train", ROWS, POSITIONS, seed=3, mixture=mixture)
        self.documents: set[int] = set()
        document = store.document
        store.document = lambda split, index: self.documents.add(index) or document(split, index)


@pytest.mark.parametrize("mixture", ["", "us=0.3;cn=0.7"])
@pytest.mark.parametrize("dealt", DEALT)
@pytest.mark.parametrize("hosts", [1, 2, 4, 8])
@pytest.mark.parametrize("mesh", MESHES, ids=name_of)
def test_hosts_that_read_their_own_parts_assemble_the_global_batch(
    directory: Path, mesh: MeshConfig, hosts: int, dealt: str, mixture: str
) -> None:
    whole = TrainingBatches(TokenStore(directory), "train", ROWS, POSITIONS, seed=3, mixture=mixture)
    expected = whole.global_batch(5)
    found = {name: np.full(SHAPE, -1, dtype) for name, dtype in BATCH_DTYPES.items()}
    for parts in parts_of_hosts(make_mesh(mesh), hosts, dealt):
        host, needed = Host(directory, mixture), set()
        for (top, bottom), (left, right) in parts:
            here = slice(top, bottom), slice(left, right)
            for name, array in host.batches.rows(5, *here).items():
                found[name][here] = array
            for row in range(top, bottom):
                fragments = whole.fragments(5, row)
                segments = set(expected["segment_ids"][row, left:right].tolist()) - {0}
                needed |= {fragments[segment - 1].document for segment in segments}
        assert host.documents == needed
    for name in BATCH_DTYPES:
        np.testing.assert_array_equal(found[name], expected[name], err_msg=name)


def test_the_meshes_above_make_hosts_share_rows_and_read_less_than_all() -> None:
    mesh = make_mesh(MeshConfig(fsdp=2, expert=2, context=2))
    one, other = parts_of_hosts(mesh, 2, "in turns")
    assert {rows for rows, _ in one} == {rows for rows, _ in other} == {(0, 4), (4, 8), (8, 12), (12, 16)}
    assert {positions for _, positions in one} == {(0, 48)} and {positions for _, positions in other} == {
        (48, 96)
    }
    one, other = parts_of_hosts(mesh, 2, "side by side")
    assert not {rows for rows, _ in one} & {rows for rows, _ in other}


@pytest.mark.parametrize("mixture", ["", "us=0.3;cn=0.7"])
@pytest.mark.parametrize("prefetch", [0, 1, 4])
@pytest.mark.parametrize("mesh", [MESHES[0], MESHES[3]], ids=name_of)
def test_workers_that_read_ahead_change_nothing(
    store: TokenStore, mesh: MeshConfig, prefetch: int, mixture: str
) -> None:
    batches = TrainingBatches(store, "train", ROWS, POSITIONS, seed=3, mixture=mixture)
    with placed_ahead(batches, batch_sharding(make_mesh(mesh)), prefetch, start=5, stop=9) as ahead:
        for step, placed in enumerate(ahead, 5):
            for name, expected in batches.global_batch(step).items():
                np.testing.assert_array_equal(placed[name], expected, err_msg=name)
    assert step == 8


_PROCESS = """
import sys
import jax
import numpy as np
from patentgpt_jax.sharding.mesh import AXES, batch_sharding
from patentgpt_jax.tokens.device import place
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.store import TokenStore

directory, coordinator, process = sys.argv[1:]
jax.distributed.initialize(coordinator, num_processes=2, process_id=int(process))
batches = TrainingBatches(TokenStore(directory), "train", 16, 96, seed=3)
devices = sorted(jax.devices(), key=lambda device: (device.id % 4, device.process_index))  # in turns
mesh = jax.sharding.Mesh(np.array(devices).reshape(1, 1, 2, 1, 4, 1), AXES)
parts, rows = [], batches.rows
batches.rows = lambda *part: parts.append(part) or rows(*part)
placed = place(batches, 5, batch_sharding(mesh))
assert sorted((rows.start, positions.start) for _, rows, positions in parts) == [
    (top, left + 24 * int(process)) for top in (0, 8) for left in (0, 48)
]
for name, expected in batches.global_batch(5).items():
    assert len(placed[name].addressable_shards) == 4
    for shard in placed[name].addressable_shards:
        np.testing.assert_array_equal(shard.data, expected[shard.index], err_msg=name)
"""


def test_two_processes_that_share_rows_place_their_parts_only(directory: Path) -> None:
    with socket.create_server(("localhost", 0)) as server:
        coordinator = f"localhost:{server.getsockname()[1]}"
    environment = os.environ | {"XLA_FLAGS": "--xla_force_host_platform_device_count=4"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(directory), coordinator, str(process)],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for process in range(2)
    ]
    try:
        for process in processes:
            _, errors = process.communicate(timeout=120)
            assert process.returncode == 0, errors
    finally:
        for process in processes:  # one that failed leaves the other waiting for it
            process.kill()
