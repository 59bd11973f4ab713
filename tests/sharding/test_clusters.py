"""How a process finds the others: what the environments of schedulers say, and what is missing in them."""

import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.sharding import processes
from patentgpt_jax.sharding.processes import Cluster, ProcessesConfig, find_cluster

SLURM = {
    "SLURM_JOB_ID": "8193",
    "SLURM_STEP_NODELIST": "gpu[003-005,9],other",
    "SLURM_NTASKS": "4",
    "SLURM_PROCID": "2",
    "SLURM_LOCALID": "0",
    "SLURM_STEP_TASKS_PER_NODE": "1(x4)",
}
JOBSET = {
    "JOBSET_NAME": "patents",
    "REPLICATED_JOB_NAME": "workers",
    "JOB_COMPLETION_INDEX": "3",
    "NNODES": "4",
}


@pytest.mark.parametrize(
    ("environment", "cluster"),
    [
        ({}, None),
        (
            {"JAX_COORDINATOR_ADDRESS": "host:1234", "JAX_NUM_PROCESSES": "2", "JAX_PROCESS_ID": "1"},
            Cluster("host:1234", 2, 1),
        ),
        (
            {
                "JAX_COORDINATOR_IP": "10.0.0.1",
                "JAX_COORDINATOR_PORT": "99",
                "NNODES": "3",
                "NODE_RANK": "0",
            },
            Cluster("10.0.0.1:99", 3, 0),
        ),
        (JOBSET, Cluster("patents-workers-0-0.patents:8476", 4, 3)),
        (SLURM, Cluster("gpu003:61441", 4, 2)),
    ],
    ids=["alone", "plain", "plain, address in two", "JobSet", "SLURM"],
)
def test_the_environment_tells_where_a_process_stands(
    environment: dict[str, str], cluster: Cluster | None
) -> None:
    assert find_cluster(environment) == cluster


@pytest.mark.parametrize(
    ("nodes", "first"),
    [
        ("node7", "node7"),
        ("node7,node8", "node7"),
        ("node[07-09]", "node07"),
        ("node[3,5-9],x1", "node3"),
        ("a1,b[2-3]", "a1"),
    ],
)
def test_slurm_lists_of_hosts(nodes: str, first: str) -> None:
    cluster = find_cluster(SLURM | {"SLURM_STEP_NODELIST": nodes})
    assert cluster is not None and cluster.coordinator.startswith(f"{first}:")


@pytest.mark.parametrize(
    ("changed", "device"),
    [
        ({}, None),  # one task a host takes all its devices
        ({"SLURM_STEP_TASKS_PER_NODE": "8", "SLURM_LOCALID": "5"}, 5),
        (
            {
                "SLURM_STEP_TASKS_PER_NODE": "8",
                "SLURM_LOCALID": "5",
                "CUDA_VISIBLE_DEVICES": "0,1,2,3,4,5,6,7",
            },
            5,
        ),
        # SLURM gave each task its own, which is then the only one that the task sees.
        ({"SLURM_STEP_TASKS_PER_NODE": "8", "SLURM_LOCALID": "5", "CUDA_VISIBLE_DEVICES": "5"}, None),
        ({"SLURM_STEP_TASKS_PER_NODE": "2", "SLURM_LOCALID": "1", "CUDA_VISIBLE_DEVICES": "4,5,6,7"}, None),
    ],
)
def test_tasks_on_one_host_share_its_devices(changed: dict[str, str], device: int | None) -> None:
    cluster = find_cluster(SLURM | changed)
    assert cluster is not None and cluster.local_device == device


def test_a_batch_script_and_a_single_task_are_alone() -> None:
    """`sbatch` sets SLURM_NTASKS too, but only `srun` starts the tasks that it counts."""
    script = {name: value for name, value in SLURM.items() if name != "SLURM_STEP_NODELIST"}
    assert find_cluster(script) is None
    assert find_cluster(SLURM | {"SLURM_NTASKS": "1", "SLURM_PROCID": "0"}) is None


def test_hosts_of_a_tpu_find_each_other_by_themselves() -> None:
    assert find_cluster(JOBSET | {"TPU_WORKER_HOSTNAMES": "a,b"}) is None


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        (
            {"JAX_COORDINATOR_ADDRESS": "host:1"},
            "JAX_NUM_PROCESSES or NNODES: expected it in the environment",
        ),
        (
            {"JAX_COORDINATOR_ADDRESS": "host:1", "NNODES": "2", "NODE_RANK": "2"},
            "NODE_RANK='2': expected this process's number, from 0 to 1",
        ),
        (
            {"JAX_COORDINATOR_ADDRESS": "host:1", "NNODES": "two", "NODE_RANK": "0"},
            "NNODES='two': expected the number of processes",
        ),
        ({"JOBSET_NAME": "patents"}, "REPLICATED_JOB_NAME: expected it in the environment"),
        (JOBSET | {"NNODES": ""}, "NNODES: expected it in the environment"),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        find_cluster(environment)


def test_one_process_is_the_first_and_needs_no_agreement() -> None:
    called: list[int] = []
    processes.in_first(lambda: called.append(1))
    processes.check_same("anything", "x")
    processes.wait_for_all("nobody")
    assert called == [1] and processes.is_first() and not processes.are_several()
    assert processes.everywhere(True) and not processes.everywhere(False)

    def refuse() -> None:
        raise InputError("no")

    with pytest.raises(InputError, match="no"):
        processes.in_first(refuse)


def test_limits_are_checked() -> None:
    with pytest.raises(InputError, match="heartbeat_seconds=0: expected 1 or more"):
        ProcessesConfig(heartbeat_seconds=0)
    with pytest.raises(InputError, match="hang_seconds=-1: expected 0 or more"):
        ProcessesConfig(hang_seconds=-1)
