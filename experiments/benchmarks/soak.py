"""Training that is killed again and again, against the same training left alone: bit for bit.

    python -m experiments.benchmarks.soak [--kills=50] [--seed=0] [--directory=DIR]

A small SMoE on generated patents is started by `main.py` and killed with SIGKILL, in turn at a random
moment of its start-up, after a random number of steps, and in the middle of writing a checkpoint, and
started again by the same command. At the end its `metrics.jsonl`, timings aside, and the checksums of
all arrays of its last checkpoint are compared with those of a run that nothing happened to.
"""

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.benchmarks.results import model_shape, print_result
from patentgpt_jax import files
from patentgpt_jax.training.metrics import read_metrics, without_timings

ROOT = Path(__file__).parents[2]
_FLAGS = (
    f"--config={ROOT / 'configs/smoe.py'}:tiny",
    "--config.train.seq_len=64",
    "--config.train.checkpoint_every=5",
    "--config.evaluation.sample_tokens=1000",
    "--config.sampling.max_new_tokens=2",
)
_STEPS_A_KILL = 40  # more than the run goes on, on average, before it is killed again
_START_UP_SECONDS = 10.0
_PATIENCE_SECONDS = 600.0


@dataclass
class Soaked:
    """What came of a soak.

    moments: how many kills fell into which moment, by name.
    lines: of metrics that were compared; differing: those of them that are not the same.
    same_arrays: whether all arrays of the last checkpoints are.
    """

    moments: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    differing: int = 0
    same_arrays: bool = False
    resumed: list[int] = field(default_factory=list)


def soak(directory: Path, kills: int, seed: int, flags: Sequence[str] = ()) -> Soaked:
    """Train in `directory` with and without `kills`, and compare.

    Raises:
      SystemExit: a run ended otherwise than by a kill, or did not end.
    """
    steps = kills * _STEPS_A_KILL
    command = [sys.executable, str(ROOT / "main.py"), *_FLAGS, f"--config.data.cache={directory / 'cache'}"]
    command += [f"--config.train.steps={steps}", f"--config.train.evaluate_every={steps // 4}", *flags]
    alone, killed = directory / "alone", directory / "killed"
    _finish(_start(command, alone, directory))
    draw, soaked = random.Random(seed), Soaked()
    moments = itertools.cycle((_at_start_up, _after_steps, _in_a_save))
    while soaked.moments.total() < kills:
        process = _start(command, killed, directory)
        before = _last_step(killed)
        moment = next(moments)
        moment(process, killed, draw)
        if process.poll() is not None:
            _finish(process)
            break  # it was done first
        process.kill()
        process.wait()
        name = moment.__name__.strip("_").replace("_", " ")
        soaked.moments[name] += 1
        soaked.resumed.append(_last_step(killed))
        print(
            f"kill {soaked.moments.total():>3}: {name}, lines up to step {before} -> {_last_step(killed)}, "
            f"checkpoints {_checkpoints(killed)}",
            flush=True,
        )
    _finish(_start(command, killed, directory))
    ours, theirs = (without_timings(read_metrics(run)) for run in (killed, alone))
    pairs = list(itertools.zip_longest(ours, theirs))
    soaked.lines, soaked.differing = len(pairs), sum(one != other for one, other in pairs)
    soaked.same_arrays = _fingerprints(killed, steps) == _fingerprints(alone, steps)
    return soaked


def _at_start_up(process: subprocess.Popen[bytes], run: Path, draw: random.Random) -> None:
    end = time.monotonic() + draw.uniform(0, _START_UP_SECONDS)
    at = _last_step(run) + _STEPS_A_KILL  # a fast machine is past its start-up then
    _wait_until(process, lambda: time.monotonic() > end or _last_step(run) > at)


def _after_steps(process: subprocess.Popen[bytes], run: Path, draw: random.Random) -> None:
    at = (_checkpoints(run) or [0])[-1] + draw.randint(1, _STEPS_A_KILL)
    _wait_until(process, lambda: _last_step(run) >= at)
    time.sleep(draw.uniform(0, 0.05))


def _in_a_save(process: subprocess.Popen[bytes], run: Path, draw: random.Random) -> None:
    at = (_checkpoints(run) or [0])[-1] + draw.randint(1, _STEPS_A_KILL)
    checkpoints = run / "checkpoints"

    def saving() -> bool:
        if not checkpoints.is_dir() or _last_step(run) < at:
            return False
        return any("tmp" in entry.name for entry in os.scandir(checkpoints))

    _wait_until(process, saving)
    time.sleep(draw.uniform(0, 0.03))


def _wait_until(process: subprocess.Popen[bytes], reached: Any) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and not reached():
        if time.monotonic() > end:
            process.kill()
            sys.exit(f"error: nothing happened for {_PATIENCE_SECONDS:.0f} s")
        time.sleep(0.002)


def _start(command: Sequence[str], run: Path, directory: Path) -> subprocess.Popen[bytes]:
    alone = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}  # of one device
    environment = alone | {
        "JAX_COMPILATION_CACHE_DIR": str(directory / "compiled"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.2",
    }
    log = (directory / f"{run.name}.log").open("ab")
    return subprocess.Popen([*command, f"--workdir={run}"], stdout=log, stderr=log, env=environment)


def _finish(process: subprocess.Popen[bytes]) -> None:
    if process.wait(_PATIENCE_SECONDS):
        sys.exit(f"error: {' '.join(map(str, process.args))} ended with {process.returncode}")  # type: ignore[arg-type]


def _last_step(run: Path) -> int:
    lines = read_metrics(run)
    return lines[-1]["step"] if lines else 0


def _checkpoints(run: Path) -> list[int]:
    return sorted(int(path.name) for path in (run / "checkpoints").glob("*") if path.name.isdecimal())


def _fingerprints(run: Path, step: int) -> dict[str, int]:
    return files.read_json(run / "checkpoints" / str(step) / "data" / "metadata")["fingerprints"]


def main() -> None:
    """Soak, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--directory", type=Path, default=None)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        directory = arguments.directory or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        soaked = soak(directory.absolute(), arguments.kills, arguments.seed)
        config = files.read_json(directory / "alone" / "config.json")["config"]
    for name, count in soaked.moments.items():
        print(f"{count:>4} kills {name}")
    print(
        f"{soaked.differing} of {soaked.lines} lines of metrics differ; the last checkpoints' arrays are "
        f"{'the same' if soaked.same_arrays else 'not the same'}"
    )
    print_result(
        "soak",
        {
            "kills": soaked.moments.total(),
            "differing_lines": soaked.differing,
            "differing_arrays": float(not soaked.same_arrays),
            "minutes": (time.monotonic() - started) / 60,
        },
        {
            "steps": config["train"]["steps"],
            "batch": config["train"]["batch_size"],
            "seq": config["train"]["seq_len"],
            **model_shape(config["model"]),
        },
        {},
    )


if __name__ == "__main__":
    main()
