"""What `config.job` can name: here, and only here, are the rooms put together."""

import importlib
import logging
import os

from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.workdir import check_same_everywhere, check_workdir, default_workdir
from patentgpt_jax.progress import silence
from patentgpt_jax.sharding import processes
from patentgpt_jax.training.stopping import in_background

_MODULES = {
    "corpus": ("prepare", "corpus"),
    "tokenizer": ("tokenizer", "run"),
    "tokens": ("prepare", "tokens"),
    "train": ("train", "run"),
    "evaluate": ("evaluate", "run"),
    "generate": ("generate", "run"),
    "inspect": ("inspect", "run"),
}
_FOR_ONE_PROCESS = ("corpus", "tokenizer", "tokens", "inspect")


def run(invocation: Invocation) -> None:
    """Run the job that the configuration names, in its working directory."""
    job = invocation.config.job
    if job in _FOR_ONE_PROCESS:
        cluster = processes.find_cluster(os.environ)
        if cluster and cluster.index > 0:
            return
    else:
        in_background(lambda: processes.join(invocation.config.processes))()
    directory = invocation.workdir or default_workdir(invocation)
    check_same_everywhere(directory, invocation)
    processes.in_first(lambda: check_workdir(directory, invocation))
    if not processes.is_first():
        silence()
        logging.getLogger().setLevel(logging.ERROR)
    module, function = _MODULES[job]
    work = getattr(importlib.import_module(f"patentgpt_jax.jobs.{module}"), function)
    if job == "train":  # which takes signals itself
        work(invocation, directory)
    else:
        in_background(lambda: work(invocation, directory))()
