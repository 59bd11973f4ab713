"""Two programs that do the same work in turns, each in its own process and with its own packages.

A side is a module that calls `serve` with its jobs, or `take_turns`; it may run in another interpreter, so
that this module needs nothing but the standard library. While one side works the others wait for a line, and
whatever else the machine does falls on all. `serve` compares the processor times of one core; `take_turns`
the time that passes, with all cores.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"),
    *("ARROW_NUM_THREADS", "ARROW_IO_THREADS", "RAYON_NUM_THREADS"),
)

# What main.py starts itself again with; a process reads it only when it starts.
ALLOCATOR = (
    "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592"
)

Job = Callable[[], Mapping[str, Any]]
"""Does its work, waits for it, and tells something of it."""


def one_thread() -> dict[str, str]:
    """The environment of a process whose libraries start no threads of their own."""
    return {**os.environ, **dict.fromkeys(_THREADS, "1"), "PYTHONPATH": str(ROOT)}


def whole_machine() -> dict[str, str]:
    """The environment of a process that trains on the processor's cores, as main.py does."""
    return {"GLIBC_TUNABLES": ALLOCATOR, **os.environ, "JAX_PLATFORMS": "cpu", "PYTHONPATH": str(ROOT)}


def serve(jobs: Mapping[str, Callable[[Sequence[str]], Callable[[], int]]]) -> None:
    """Do the jobs that standard input names, one a line, and tell the seconds that each took.

    A line holds the name of a job, and of a JSON file of texts. A job is given the texts beforehand, and
    then does its work; it returns how many of the texts it kept.
    """
    prepared: dict[tuple[str, str], Callable[[], int]] = {}
    for line in sys.stdin:
        name, path = json.loads(line)
        if (name, path) not in prepared:
            prepared[name, path] = jobs[name](json.loads(Path(path).read_text()))
        start = time.process_time()
        kept = prepared[name, path]()
        print(json.dumps({"seconds": time.process_time() - start, "kept": kept}), flush=True)


def take_turns(make: Callable[[Any], Mapping[str, Job]]) -> None:
    """Make jobs from the first line of standard input, and do those that the other lines name, one a line.

    Lines are JSON; each is answered by an object: what the job told, and the `seconds` that it took.
    """
    jobs: Mapping[str, Job] = {}
    for line in sys.stdin:
        question = json.loads(line)
        start = time.perf_counter()
        if jobs:
            told = jobs[question]()
        else:
            jobs, told = make(question), {}
        print(json.dumps({"seconds": time.perf_counter() - start, **told}), flush=True)


class Side:
    """A process that does jobs, by default without threads of its own."""

    def __init__(self, python: str, module: str, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [python, "-m", module],
            cwd=ROOT,
            env=one_thread() if environment is None else environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def end(self) -> None:
        """End the process."""
        self._process.communicate()

    def do(self, job: str, texts: Path) -> dict[str, Any]:
        """Do a job once: the `seconds` it took, and how many texts it `kept`.

        Raises:
          RuntimeError: the side ended.
        """
        return self.ask([job, str(texts)])

    def ask(self, question: Any) -> dict[str, Any]:
        """What the side answers.

        Raises:
          RuntimeError: the side ended.
        """
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("{"):  # a library's own lines are passed over
                return json.loads(line)
        raise RuntimeError(f"{question}: the process that does it ended with {self._process.wait()}")
