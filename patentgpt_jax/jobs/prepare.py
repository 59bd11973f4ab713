"""The jobs `corpus` and `tokens`: the data as far as that stage, without training."""

from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline
from patentgpt_jax.jobs import data, workdir
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.reporting.corpus import write_corpus_report


def corpus(invocation: Invocation, directory: Path) -> None:
    """Read the sources into records, in the cache and in `directory`, with a report."""
    folder = data.prepare_corpus(invocation.config)
    workdir.write_config(directory, invocation, None, {})
    pipeline.publish(folder, directory)
    manifest = files.read_json(directory / pipeline.MANIFEST)
    found = {name: manifest[name] for name in ("documents", "sources", "characters", "failures")}
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
    """Write the token shards."""
    _finish(invocation, directory, "tokens", data.prepare(invocation.config).describe())


def _finish(invocation: Invocation, directory: Path, job: str, found: dict[str, Any]) -> None:
    workdir.write_config(directory, invocation, None, {})
    files.write_json(directory / workdir.SUMMARY, {"job": job, "status": "done", **found})
    for name, value in found.items():
        print(f"{name}: {value}")
    print(f"written: {directory / workdir.SUMMARY}")
