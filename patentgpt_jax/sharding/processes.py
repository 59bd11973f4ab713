"""Several processes as one job: how they find each other, agree, and notice that one of them is gone.

JAX runs one process a host (or a device), each of which runs the same program over one mesh of all
devices. They meet at a coordinator in process 0, whose address comes from the environment: plain
variables, SLURM, a Kubernetes JobSet (GKE), or a Cloud TPU's own. Process 0 alone writes a run's
files and speaks on its log; checkpoints are written by all.

A process that dies, or whose host does, misses its heartbeats, and JAX then ends all others with a
status that is not 0, so that a scheduler can start the job again.
"""

import hashlib
import importlib.util
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import multihost_utils
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from patentgpt_jax.errors import InputError
from patentgpt_jax.settings import require

_PORT = 8476
_FOR_EVER = 30 * 24 * 3600
_SLURM = ("SLURM_JOB_ID", "SLURM_STEP_NODELIST", "SLURM_NTASKS", "SLURM_PROCID", "SLURM_LOCALID")


@dataclass(frozen=True)
class ProcessesConfig:
    """What counts as dead. A process that is silent for `heartbeat_seconds` ends the job, as does one
    whose step, evaluated batch or save takes longer than `hang_seconds` (0: it may take for ever), after
    its stacks are printed."""

    heartbeat_seconds: int = 60
    hang_seconds: int = 1800

    def __post_init__(self) -> None:
        require(self.heartbeat_seconds > 0, f"heartbeat_seconds={self.heartbeat_seconds}: expected 1 or more")
        require(self.hang_seconds >= 0, f"hang_seconds={self.hang_seconds}: expected 0 or more")


@dataclass(frozen=True)
class Cluster:
    """Where a process stands among its job's.

    coordinator: host:port of process 0. count, index: processes, and this one's number.
    local_device: the number of the one device on its host that this process takes; None takes all.
    """

    coordinator: str
    count: int
    index: int
    local_device: int | None = None


def find_cluster(environment: Mapping[str, str]) -> Cluster | None:
    """The job that environment variables tell of, or None where this process is alone.

    - plain: JAX_COORDINATOR_ADDRESS (host:port), or JAX_COORDINATOR_IP and JAX_COORDINATOR_PORT, with
      JAX_NUM_PROCESSES or NNODES, and JAX_PROCESS_ID or NODE_RANK;
    - a JobSet: JOBSET_NAME, REPLICATED_JOB_NAME, NNODES, and JOB_COMPLETION_INDEX, which Kubernetes sets
      (not on TPUs, whose hosts JAX finds by itself);
    - SLURM: the variables that `srun` sets for each task.

    Raises:
      InputError: a variable that is missing beside others, or is not a number in range.
    """
    address = environment.get("JAX_COORDINATOR_ADDRESS")
    if not address and environment.get("JAX_COORDINATOR_IP"):
        address = f"{environment['JAX_COORDINATOR_IP']}:{environment.get('JAX_COORDINATOR_PORT', _PORT)}"
    if address:
        return _cluster(
            address, environment, ("JAX_NUM_PROCESSES", "NNODES"), ("JAX_PROCESS_ID", "NODE_RANK")
        )
    if environment.get("JOBSET_NAME") and "TPU_WORKER_HOSTNAMES" not in environment:
        _, job = _value(environment, ("REPLICATED_JOB_NAME",))
        jobset = environment["JOBSET_NAME"]
        host = f"{jobset}-{job}-0-0.{jobset}:{_PORT}"
        return _cluster(host, environment, ("NNODES",), ("JOB_COMPLETION_INDEX",))
    if all(environment.get(name) for name in _SLURM) and environment["SLURM_NTASKS"] != "1":
        host = _first_host(environment["SLURM_STEP_NODELIST"])
        port = 61440 + int(environment["SLURM_JOB_ID"]) % 4096
        cluster = _cluster(f"{host}:{port}", environment, ("SLURM_NTASKS",), ("SLURM_PROCID",))
        return Cluster(cluster.coordinator, cluster.count, cluster.index, _slurm_device(environment))
    return None


def _cluster(
    coordinator: str, environment: Mapping[str, str], counts: tuple[str, ...], indices: tuple[str, ...]
) -> Cluster:
    name, text = _value(environment, counts)
    require(text.isdecimal() and int(text) > 0, f"{name}={text!r}: expected the number of processes")
    count = int(text)
    name, text = _value(environment, indices)
    require(
        text.isdecimal() and int(text) < count,
        f"{name}={text!r}: expected this process's number, from 0 to {count - 1}",
    )
    return Cluster(coordinator, count, int(text))


def _value(environment: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
    """The first of these variables that is set, and its value."""
    for name in names:
        if environment.get(name):
            return name, environment[name]
    raise InputError(f"{' or '.join(names)}: expected it in the environment, for a job of several processes")


def _first_host(nodes: str) -> str:
    """The first host of SLURM's list: `node[003-005,9],other` is `node003`."""
    prefix, bracket, rest = nodes.partition("[")
    if "," in prefix or not bracket:
        return prefix.split(",")[0]
    return prefix + rest.split("]")[0].split(",")[0].split("-")[0]


def _slurm_device(environment: Mapping[str, str]) -> int | None:
    """Several tasks on a host share its devices, one each, unless SLURM gave each task its own."""
    tasks = environment.get("SLURM_STEP_TASKS_PER_NODE", environment.get("SLURM_TASKS_PER_NODE", "1"))
    count = tasks.split("(")[0].split(",")[0]
    visible = environment.get("CUDA_VISIBLE_DEVICES")
    own = visible is not None and str(len(visible.split(","))) != count
    return None if count == "1" or own else int(environment["SLURM_LOCALID"])


def join(config: ProcessesConfig, environment: Mapping[str, str] = os.environ) -> None:
    """Join the job that the environment tells of, if it does; to be called before JAX is used.

    Raises:
      InputError: the environment is not understood.

    Where the others are not found, JAX itself ends the process, with a status that is not 0.
    """
    cluster = find_cluster(environment)
    if cluster is None and not _on_cloud_tpu(environment):
        return
    # Signals are ours to take: JAX's own handler would only tell of them at its synchronisation points.
    jax.config.update("jax_enable_preemption_service", False)
    where: dict[str, object] = {}
    if cluster is not None:
        where = {
            "coordinator_address": cluster.coordinator,
            "num_processes": cluster.count,
            "process_id": cluster.index,
            "local_device_ids": cluster.local_device,
            "cluster_detection_method": "deactivate",
        }
    try:
        jax.distributed.initialize(
            **where,  # type: ignore[arg-type]
            heartbeat_timeout_seconds=config.heartbeat_seconds,
            shutdown_timeout_seconds=_FOR_EVER,  # heartbeats tell who is gone
        )
    except ValueError:
        if cluster is not None:
            raise
        # Not a Cloud TPU after all, or one that tells of no other hosts.
    except RuntimeError as error:
        raise InputError(f"{cluster or 'Cloud TPU'}: {str(error).splitlines()[0]}") from None


def _on_cloud_tpu(environment: Mapping[str, str]) -> bool:
    """Whether this may be a host of a Cloud TPU, whose hosts JAX finds by the machine's metadata."""
    if "tpu" not in environment.get("JAX_PLATFORMS", "tpu") or not importlib.util.find_spec("libtpu"):
        return False
    chips = any(any(Path("/dev").glob(name)) for name in ("accel[0-9]*", "vfio/[0-9]*"))
    return chips or "TPU_WORKER_HOSTNAMES" in environment


def is_first() -> bool:
    """Whether this process writes the files and the log that the job has one of."""
    return not jax.distributed.is_initialized() or jax.process_index() == 0


def are_several() -> bool:
    """Whether the job has more than one process."""
    return jax.distributed.is_initialized() and jax.process_count() > 1


def wait_for_all(name: str) -> None:
    """Return when every process has come to this point, which `name` tells apart from others."""
    if are_several():
        multihost_utils.sync_global_devices(name)


def check_same(name: str, value: str) -> None:
    """Refuse to go on where processes differ in what all must have.

    Raises:
      InputError: in every process, with the numbers of those that differ from process 0.
    """
    if not are_several():
        return
    digest = np.frombuffer(hashlib.sha256(value.encode()).digest()[:8], np.uint32)
    found = multihost_utils.process_allgather(digest)
    differing = np.flatnonzero((found != found[0]).any(axis=1)).tolist()
    if differing:
        raise InputError(
            f"{name}: expected the same in every process, but it differs from that of process 0 in "
            f"{', '.join(map(str, differing))}"
        )


def in_first(function: Callable[[], object]) -> None:
    """Call `function` in process 0 alone, while the others wait; where it refuses, no process goes on.

    Raises:
      InputError, OSError: what `function` raised, in process 0; in the others, that it did.
    """
    problem: InputError | OSError | None = None
    if is_first():
        try:
            function()
        except (InputError, OSError) as error:
            problem = error
    if not everywhere(problem is None):
        raise problem or InputError("process 0 refused, for the reason that it tells")


def everywhere(yes: bool) -> bool:
    """Whether all processes say yes; all call it together."""
    return bool(np.all(multihost_utils.process_allgather(np.array(yes)))) if are_several() else yes


def make_vote(mesh: Mesh) -> Callable[[bool], jax.Array] | None:
    """A function by which processes find out whether any says yes; None where there is one process.

    All call it together. It returns before the answer is there, so that it can be asked at one step
    and read at the next.
    """
    if not are_several():
        return None
    everyone = NamedSharding(mesh, PartitionSpec(mesh.axis_names))
    any_of = jax.jit(jnp.any, out_shardings=NamedSharding(mesh, PartitionSpec()))

    def vote(yes: bool) -> jax.Array:
        return any_of(
            jax.make_array_from_callback((mesh.size,), everyone, lambda index: np.full(mesh.size, yes)[index])
        )

    return vote


def leave(patience: float | None) -> None:
    """Leave the job in good order: when all do.

    Args:
      patience: for so many seconds the others are waited for, if this process alone has to leave; None
        is for as long as they live.
    """
    if jax.distributed.is_initialized():
        leaving = threading.Thread(target=jax.distributed.shutdown, daemon=True)
        leaving.start()
        leaving.join(patience)
