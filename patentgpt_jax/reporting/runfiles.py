"""Read what a run left in its workdir, whole or not: a crash or a running job must not hide the rest.

Nothing here fails on a damaged file: what could not be read is left out and told in `Run.notes`, which the
report prints at its top. Only a directory that holds no run at all is an error.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeGuard

from patentgpt_jax.errors import InputError
from patentgpt_jax.reporting.scales import Point

Load = list[list[float]]
"""Fractions of the routed tokens, `[layers][experts]`."""

# JSON has no such numbers: the trainer writes their names, so that each line can be read by anything.
_NOT_FINITE = ("nan", "inf", "-inf")


@dataclass(frozen=True)
class Sample:
    """A text that the model wrote at `step`, continuing `prompt`."""

    step: int
    prompt: str
    text: str


@dataclass
class Run:
    """The files of one workdir, read.

    Attributes:
      name: the directory's name.
      config: `config.json` as it stands: `config`, `versions`, `git_commit`, `lineage`.
      summary: `summary.json`, or None while the run has not ended.
      curves: finite values of each metric by step, ascending.
      loads: `(step, router/load)`, ascending.
      samples: in the file's order.
      not_finite: how many values of each metric were NaN or infinite (`router/load`: or not a matrix) and are
        left out.
      notes: one sentence for each thing that could not be read.
    """

    name: str
    config: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, Any] | None = None
    curves: dict[str, list[Point]] = field(default_factory=dict)
    loads: list[tuple[int, Load]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    not_finite: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_run(workdir: Path) -> Run:
    """Read `config.json`, `metrics.jsonl`, `summary.json` and `samples.json`, as far as they are there.

    Raises:
      InputError: `workdir` is not a directory, or holds none of config.json, metrics.jsonl, summary.json.
    """
    if not workdir.is_dir():
        raise InputError(f"{workdir}: no such directory; expected the workdir of a run")
    if not any((workdir / name).exists() for name in ("config.json", "metrics.jsonl", "summary.json")):
        raise InputError(f"{workdir}: holds no run; expected config.json, metrics.jsonl or summary.json")
    run = Run(workdir.resolve().name)
    run.config = _read_object(workdir / "config.json", run.notes) or {}
    run.summary = _read_object(workdir / "summary.json", run.notes)
    run.samples = _read_samples(workdir / "samples.json", run.notes)
    _read_metrics(workdir / "metrics.jsonl", run)
    return run


def _read_json(path: Path, notes: list[str]) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        notes.append(f"{path.name} is damaged (not JSON): left out.")
        return None


def _read_object(path: Path, notes: list[str]) -> dict[str, Any] | None:
    value = _read_json(path, notes)
    if value is None or isinstance(value, dict):
        return value
    notes.append(f"{path.name} does not hold a JSON object: left out.")
    return None


def _read_samples(path: Path, notes: list[str]) -> list[Sample]:
    entries = _read_json(path, notes)
    if entries is None:
        return []
    if not isinstance(entries, list):
        notes.append(f"{path.name} does not hold a JSON list: left out.")
        return []
    samples = []
    for entry in entries:
        match entry:
            case {"step": int(step), "prompt": str(prompt), "text": str(text)}:
                samples.append(Sample(step, prompt, text))
    if len(samples) < len(entries):
        notes.append(
            f"{len(entries) - len(samples)} of {len(entries)} entries of {path.name} are not samples."
        )
    return samples


def _read_metrics(path: Path, run: Run) -> None:
    curves: dict[str, dict[int, float]] = {}
    loads: dict[int, Load] = {}
    for record in _records(path, run.notes):
        step = record.pop("step")
        load = record.pop("router/load", None)
        if _is_load(load):
            loads[step] = load
        elif load is not None:
            run.not_finite["router/load"] = run.not_finite.get("router/load", 0) + 1
        for name, value in record.items():
            value = _decoded(value)
            if not is_number(value):
                continue
            if is_finite(value):
                curves.setdefault(name, {})[step] = float(value)
            else:
                run.not_finite[name] = run.not_finite.get(name, 0) + 1
    # A step that was logged twice counts as it was logged last.
    run.curves = {name: sorted(values.items()) for name, values in curves.items()}
    run.loads = sorted(loads.items(), key=lambda item: item[0])


def _records(path: Path, notes: list[str]) -> Iterator[dict[str, Any]]:
    damaged = []
    number = 0
    if path.exists():
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                record = _record(line)
                if record is None:
                    damaged.append(number)
                else:
                    yield record
    if damaged == [number]:
        notes.append(f"The last line of {path.name} (line {number}) is damaged, as after a crash: skipped.")
    elif damaged:
        first = ", ".join(str(each) for each in damaged[:5]) + (", ..." if len(damaged) > 5 else "")
        notes.append(f"{len(damaged)} lines of {path.name} are damaged (line {first}): skipped.")


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    match record:
        case {"step": bool()}:
            return None
        case {"step": int(step)} if 0 <= step < 2**53:
            return record
    return None


def _decoded(value: Any) -> Any:
    """The number that a name in `_NOT_FINITE` stands for; any other value as it is."""
    return float(value) if value in _NOT_FINITE else value


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a JSON value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_finite(value: float) -> bool:
    """Whether a number can be drawn: neither NaN nor infinite, nor near the end of what floats hold."""
    try:
        return math.isfinite(value) and abs(value) < 1e300
    except OverflowError:  # an integer beyond floats
        return False


def _is_load(value: Any) -> bool:
    rows = isinstance(value, list) and len(value) > 0 and all(isinstance(row, list) and row for row in value)
    return rows and all(
        len(row) == len(value[0]) and all(is_number(each) and is_finite(each) and each >= 0 for each in row)
        for row in value
    )
