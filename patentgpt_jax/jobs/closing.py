"""The end of a training run: its summary, and its last lines: what came out, and what to try next."""

import os
import shlex
import sys
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.jobs import data, mixture
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.jobs.evaluate import xz_bits_per_byte
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.workdir import CHECKPOINTS, SAMPLES, SUMMARY
from patentgpt_jax.model.counting import parameter_counts
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.training.metrics import read_metrics


def summary(
    directory: Path, config: RunConfig, model: ModelConfig, prepared: data.Prepared, seconds: float
) -> dict[str, Any]:
    """What `summary.json` says of a run that is done after `seconds`."""
    counts = parameter_counts(model)
    lines = read_metrics(directory)
    last = {name: value for line in lines for name, value in line.items() if value is not None}
    return {
        "job": "train",
        "status": "done",
        "final_step": config.train.steps,
        "parameters": counts.total,
        "active_parameters": counts.active,
        "tokens": config.train.steps * config.train.batch_size * config.train.seq_len,
        "wall_seconds": round(seconds, 1),
        "tokens_per_second": last.get("train/tokens_per_second"),
        "model_flops_utilization": last.get("train/model_flops_utilization"),
        "skipped_steps": last.get("train/skipped_steps"),
        **{name: value for name, value in last.items() if name.startswith("eval/")},
        "xz_bits_per_byte": xz_bits_per_byte(prepared.store, prepared.tokenizer),
        "generated_data": prepared.generated,
        "data": prepared.describe() | mixture.plan(config, prepared.store).to_json(),
    }


def after_training(directory: Path, invocation: Invocation) -> None:
    """Print samples, scores, the files and three commands to try next, from the run's files."""
    summary = files.read_json(directory / SUMMARY)
    for sample in files.read_json(directory / SAMPLES):
        print(f"\n--- {sample['prompt'].splitlines()[0]}\n1.{sample['text']}")
    print()
    scores = [line for line in read_metrics(directory) if any(name.startswith("eval/") for name in line)]
    for metric in ("loss", "bits_per_byte"):
        for name in (name for name in scores[-1] if name.endswith(f"/{metric}")):
            values = [line[name] for line in scores if name in line]
            before = f"{float(values[0]):.3f} before training, " if len(values) > 1 else ""
            print(f"{name}: {before}{float(values[-1]):.3f} after")
    if summary["xz_bits_per_byte"]:
        print(f"xz -9e, document by document: {summary['xz_bits_per_byte']:.3f} bits per byte")
    if summary["generated_data"]:
        print("The data is generated: this proves that the code runs, and says nothing about quality.")
    print("\nTry next:")
    for command in next_commands(directory, invocation):
        print(f"  {command}")
    print(
        f"\nDone in {summary['wall_seconds']:.0f} s: {directory / 'report.html'} (open it), "
        f"{directory / SUMMARY}, {directory / CHECKPOINTS}"
    )


def next_commands(directory: Path, invocation: Invocation) -> list[str]:
    """Three commands as they must be typed in this shell."""
    preset = "" if invocation.preset == "default" else f":{invocation.preset}"
    start = [_as_typed(sys.executable), _as_typed(sys.argv[0]), f"--config={invocation.config_file}{preset}"]
    same = [
        f"--config.{name}={value}"
        for name, value in invocation.overrides.items()
        if name not in ("job", "train.steps")
    ]
    parent = f"--config.parent={directory}"
    steps = 4 * invocation.config.train.steps
    return [
        shlex.join([*start, "--config.job=generate", parent, "--config.generate.prompt=A pump comprising"]),
        shlex.join([*start, "--config.job=inspect", *same]),
        shlex.join([*start, f"--config.train.steps={steps}", *same]),
    ]


def _as_typed(path: str) -> str:
    """A path as one would type it from here."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
