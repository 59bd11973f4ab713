"""The jobs `corpus` and `tokens`: the data as far as that stage, without training."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline
from patentgpt_jax.jobs import data, mixture, sources, workdir
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.model import find_parent
from patentgpt_jax.reporting.corpus import write_corpus_report
from patentgpt_jax.tokens import planner


def corpus(invocation: Invocation, directory: Path) -> None:
    """Read the sources into records, in the cache and in `directory`, with a report."""
    folder = data.prepare_corpus(invocation.config)
    workdir.write_config(directory, invocation, None, {})
    pipeline.publish(folder, directory)
    manifest = files.read_json(directory / pipeline.MANIFEST)
    left_out = {each["filter"]: each["removed"] for each in manifest["filters"] if each["removed"]}
    told = {"read": manifest["read"], "left_out": left_out}
    found = told | {name: manifest[name] for name in ("documents", "sources", "characters", "failures")}
    generated = not invocation.config.data.sources
    _finish(
        invocation,
        directory,
        "corpus",
        {
            "corpus": str(folder),
            "manifest": str(directory / pipeline.MANIFEST),
            **found,
            "generated_data": generated,
        },
    )
    print(f"written: {write_corpus_report(directory)}")


def tokens(invocation: Invocation, directory: Path) -> None:
    """Write the token shards, with a parent's tokenizer where there is one, and plan what is trained on."""
    config, parent = invocation.config, find_parent(invocation)
    sources.check(config.data)
    prepared = data.prepare(config, parent.tokenizer if parent else None)
    plan = mixture.plan(config, prepared.store)
    print(planner.table(plan))
    _finish(invocation, directory, "tokens", prepared.describe(), plan.to_json())


def _finish(
    invocation: Invocation,
    directory: Path,
    job: str,
    found: dict[str, Any],
    unprinted: Mapping[str, Any] | None = None,
) -> None:
    workdir.write_config(directory, invocation, None, {})
    files.write_json(
        directory / workdir.SUMMARY, {"job": job, "status": "done", **found, **(unprinted or {})}
    )
    for name, value in found.items():
        print(f"{name}: {value}")
    print(f"written: {directory / workdir.SUMMARY}")
