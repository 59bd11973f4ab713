"""PLACEHOLDER until merged."""

from typing import Any


def open_filter(path: str, action: str) -> Any:
    """PLACEHOLDER."""
    raise NotImplementedError


class BenchmarkIndex:
    """PLACEHOLDER."""
