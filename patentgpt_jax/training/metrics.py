"""A run's metrics: `metrics.jsonl`, one JSON object a line, and the same as TensorBoard events."""

import json
import logging
import math
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event, SessionLog
from tensorboardX.summary import scalar

from patentgpt_jax import files

_TIMINGS = ("train/tokens_per_second", "train/model_flops_utilization", "train/data_wait_fraction")


class MetricsLog:
    """Appends metrics by step; lines past the step that a run resumes from are dropped first.

    evaluated: the steps whose evaluation is written.
    """

    def __init__(self, workdir: Path, resume_step: int, *, reads_only: bool = False):
        """`reads_only`: another process writes the lines, and this one only keeps count."""
        path = workdir / "metrics.jsonl"
        kept = [line for line in read_metrics(workdir) if line["step"] <= resume_step]
        self.evaluated = {line["step"] for line in kept if any(name.startswith("eval/") for name in line)}
        self._file: TextIO | None = None
        if not reads_only:
            files.write_text(path, "".join(json.dumps(line, allow_nan=False) + "\n" for line in kept))
            self._file = path.open("a", encoding="utf-8")
            (workdir / "tensorboard").mkdir(exist_ok=True)
            # Not SummaryWriter: its thread dies of a full disk, and whoever writes then waits for ever.
            self._events = EventsWriter(str(workdir / "tensorboard" / "events"))
            # Hides what a run wrote past the step that it resumes from.
            start = SessionLog(status=SessionLog.START)
            self._events.write_event(Event(wall_time=time.time(), step=resume_step + 1, session_log=start))

    def write(self, step: int, metrics: Mapping[str, Any]) -> None:
        """Write one line: numbers, nested lists (arrays) of numbers, or None where unknown."""
        if any(name.startswith("eval/") for name in metrics):
            self.evaluated.add(step)
        if self._file is None:
            return
        values = {name: plain(value) for name, value in metrics.items()}
        self._file.write(json.dumps({"step": step} | values, allow_nan=False) + "\n")
        self._file.flush()
        for name, value in values.items():
            if isinstance(value, int | float):
                self._events.write_event(Event(wall_time=time.time(), step=step, summary=scalar(name, value)))

    def sync(self) -> None:
        """Put what is written on disk: before a checkpoint is, which must not be ahead of it."""
        if self._file is not None:
            os.fsync(self._file.fileno())
            self._events.flush()

    def close(self) -> None:
        """Put everything on disk, and write no more."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._events.close()


def read_metrics(workdir: Path) -> list[dict[str, Any]]:
    """The run's lines so far; a last line that a crash cut off is left out.

    Numbers that were not finite come as the names they were written by: "nan", "inf", "-inf".
    """
    path = workdir / "metrics.jsonl"
    return _whole_lines(path) if path.exists() else []


def without_timings(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines without what a clock said: in which a run that was interrupted is like one that was not."""
    return [{name: value for name, value in line.items() if name not in _TIMINGS} for line in lines]


def plain(value: Any) -> Any:
    """A JSON value; non-finite numbers, which JSON lacks, become their names."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if hasattr(value, "tolist"):
        return plain(np.asarray(value).tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _whole_lines(path: Path) -> list[dict[str, Any]]:
    lines, text = [], path.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(text, 1):
        try:
            value = json.loads(line)
        except json.JSONDecodeError:
            value = None
        if isinstance(value, dict) and isinstance(value.get("step"), int):
            lines.append(value)
        elif number < len(text):
            logging.warning("%s, line %d: expected a JSON object with a step; left out", path, number)
    return lines
