"""The last lines of a training run: what came out, where it lies, and what to try next."""

import os
import shlex
import sys
from pathlib import Path
from typing import Any

from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.workdir import CHECKPOINTS, SUMMARY
from patentgpt_jax.training.metrics import read_metrics


def after_training(
    directory: Path, invocation: Invocation, summary: dict[str, Any], samples: list[dict[str, Any]]
) -> None:
    """Print samples, scores, the files and three commands to try next."""
    for sample in samples:
        print(f"\n--- {sample['prompt'].splitlines()[0]}\n1.{sample['text']}")
    print()
    for name in ("bits_per_byte", "loss"):
        values = [
            line[key]
            for line in read_metrics(directory)
            for key in sorted(line)
            if key.startswith("eval/") and key.endswith(name)
        ]
        if values:
            print(
                f"held-out {name.replace('_', ' ')}: {values[0]:.3f} before training, {values[-1]:.3f} after"
                + (
                    f" (xz -9e, document by document: {summary['xz_bits_per_byte']:.3f})"
                    if name == "bits_per_byte" and summary["xz_bits_per_byte"]
                    else ""
                )
            )
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
    start = [_python(), "main.py", f"--config={invocation.config_file}"]
    same = [
        f"--config.{name}={value}" for name, value in invocation.overrides.items() if name.startswith("data.")
    ]
    parent = f"--config.parent={directory}"
    steps = 4 * invocation.config.train.steps
    return [
        shlex.join([*start, "--config.job=generate", parent, "--config.generate.prompt=A pump comprising"]),
        shlex.join([*start, "--config.job=inspect", *same]),
        shlex.join([*start, f"--config.train.steps={steps}", *same]),
    ]


def _python() -> str:
    """The interpreter as one would type it from here."""
    relative = os.path.relpath(sys.executable)
    return sys.executable if relative.startswith("..") else relative
