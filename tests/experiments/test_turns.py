"""A side of a benchmark does the jobs it is asked for, in the process and the environment it is given."""

import sys
from pathlib import Path

import pytest

from experiments.benchmarks.turns import ROOT, Side, whole_machine

JOBS = '''"""Counts the steps it made, from where it is told to start."""

import itertools
import os

from experiments.benchmarks.turns import take_turns


def make(asked):
    steps = itertools.count(asked["first"])
    print("a library's own line")
    return {
        "step": lambda: {"made": next(steps)},
        "about": lambda: {"process": os.getpid(), "allocator": os.environ["GLIBC_TUNABLES"]},
        "fail": lambda: os._exit(3),
    }


if __name__ == "__main__":
    take_turns(make)
'''


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    (tmp_path / "counting_side.py").write_text(JOBS)
    given = whole_machine()
    return given | {"PYTHONPATH": f"{given['PYTHONPATH']}:{tmp_path}"}


def test_sides_take_turns_each_in_its_own_process(environment: dict[str, str]) -> None:
    sides = [Side(sys.executable, "counting_side", environment) for _ in range(2)]
    for side, first in zip(sides, (0, 10), strict=True):
        assert set(side.ask({"first": first})) == {"seconds"}
    made = [[side.ask("step")["made"] for side in sides] for _ in range(2)]
    about = [side.ask("about") for side in sides]
    for side in sides:
        side.end()
    assert made == [[0, 10], [1, 11]]
    assert about[0]["process"] != about[1]["process"]


def test_a_side_has_the_allocator_of_training(environment: dict[str, str]) -> None:
    side = Side(sys.executable, "counting_side", environment)
    side.ask({"first": 0})
    allocator = side.ask("about")["allocator"]
    side.end()
    assert f'"{allocator}"' in (ROOT / "main.py").read_text()


def test_a_side_that_ends_is_told(environment: dict[str, str]) -> None:
    side = Side(sys.executable, "counting_side", environment)
    side.ask({"first": 0})
    with pytest.raises(RuntimeError, match=r"fail: .* ended with 3"):
        side.ask("fail")
