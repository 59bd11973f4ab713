"""Held-out bits per byte on real patents, over five folds, beside `xz -9e`.

    python -m experiments.benchmarks.held_out --sources='PATH/ipg*.xml' [--steps=1300] [--folds=0,1,2,3,4]

Each fold trains `configs/smoe.py` anew, tokenizer included, on the documents that are not held out
(related documents are held out together) and scores every held-out document whole. xz compresses
each document by itself. `--steps=1300` trained 17 to 22 minutes a fold on 2 cores that had other work
for a part of the time; the table shows what it took.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from experiments.benchmarks.results import model_shape, print_result
from patentgpt_jax import files
from patentgpt_jax.training.metrics import read_metrics

_FOLDS = 5


def run_fold(sources: str, steps: int, fold: int) -> dict[str, Any]:
    """Train and score one fold in a process of its own; a finished fold is not run again.

    Returns the fold's figures, and what they were measured on as `shapes`.
    """
    workdir = Path(f"runs/held-out-{steps}-fold{fold}")
    command = [sys.executable, "main.py", "--config=configs/smoe.py", f"--workdir={workdir}"]
    command += [
        f"--config.data.sources={sources}",
        f"--config.data.folds={_FOLDS}",
        f"--config.data.fold={fold}",
    ]
    command += [f"--config.train.steps={steps}", "--config.train.evaluate_every=0"]
    if subprocess.run(command, stdout=subprocess.DEVNULL).returncode:
        sys.exit(f"error: fold {fold} failed: {' '.join(command)}")
    summary = files.read_json(workdir / "summary.json")
    lines = read_metrics(workdir)
    speeds = [line.get("train/tokens_per_second") for line in lines]
    config = files.read_json(workdir / "config.json")["config"]
    batch, seq = config["train"]["batch_size"], config["train"]["seq_len"]
    return {
        "documents": summary["data"]["splits"]["held_out"]["documents"],
        "bytes": summary["data"]["splits"]["held_out"]["bytes"],
        "bits_per_byte": float(summary["eval/held_out/bits_per_byte"]),
        "xz_bits_per_byte": summary["xz_bits_per_byte"],
        "training_minutes": sum(batch * seq / speed for speed in speeds if speed) / 60,
        "dropped_fraction": max(line.get("router/dropped_fraction", 0.0) for line in lines),
        "shapes": {"batch": batch, "seq": seq, **model_shape(config["model"])},
    }


def main() -> None:
    """Run the folds that the command line names and print their table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sources", required=True)
    parser.add_argument("--steps", type=int, default=1300)
    parser.add_argument("--folds", default="0,1,2,3,4")
    arguments = parser.parse_args()
    folds = [int(fold) for fold in arguments.folds.split(",")]
    print(f"{'fold':>4} {'documents':>9} {'bytes':>10} {'bits/byte':>9} {'xz -9e':>7} {'minutes':>8}")
    results = []
    for fold in folds:
        result = run_fold(arguments.sources, arguments.steps, fold)
        results.append(result)
        print(
            f"{fold:>4} {result['documents']:>9} {result['bytes']:>10,} {result['bits_per_byte']:>9.3f} "
            f"{result['xz_bits_per_byte']:>7.3f} {result['training_minutes']:>8.1f}",
            flush=True,
        )
    ours = [result["bits_per_byte"] for result in results]
    theirs = [result["xz_bits_per_byte"] for result in results]
    print(f"mean {statistics.mean(ours):.3f} bits per byte, xz -9e {statistics.mean(theirs):.3f}")
    print_result(
        "held_out",
        {
            "bits_per_byte": statistics.mean(ours),
            "xz_bits_per_byte": statistics.mean(theirs),
            "training_minutes": statistics.mean(result["training_minutes"] for result in results),
            "dropped_fraction": max(result["dropped_fraction"] for result in results),
        },
        {"steps": arguments.steps, "folds": folds, **results[0]["shapes"]},
        {"bits_per_byte": [min(ours), max(ours)]},
    )


if __name__ == "__main__":
    main()
