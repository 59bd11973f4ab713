"""What `config.job` can name: here, and only here, are the rooms put together."""

import importlib

from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.workdir import check_workdir, default_workdir

_MODULES = {
    "corpus": ("prepare", "corpus"),
    "tokenizer": ("prepare", "tokenizer"),
    "tokens": ("prepare", "tokens"),
    "train": ("train", "run"),
    "evaluate": ("evaluate", "run"),
    "generate": ("generate", "run"),
    "inspect": ("inspect", "run"),
}


def run(invocation: Invocation) -> None:
    """Run the job that the configuration names, in its working directory."""
    directory = invocation.workdir or default_workdir(invocation)
    check_workdir(directory, invocation)
    module, function = _MODULES[invocation.config.job]
    getattr(importlib.import_module(f"patentgpt_jax.jobs.{module}"), function)(invocation, directory)
