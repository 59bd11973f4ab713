"""How every benchmark ends: one line of JSON that another program can read."""

import json
import os
import platform
from typing import Any

from patentgpt_jax.jobs.workdir import versions


def print_result(benchmark: str, metrics: dict[str, float | None], shapes: Any, spread: Any) -> None:
    """Print the last line: the metrics, what they were measured on, and how far repetitions lay apart."""
    machine = {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()}
    result = {"benchmark": benchmark, "metrics": metrics, "shapes": shapes}
    print(json.dumps(result | {"versions": versions() | machine, "spread": spread}))
