"""Tasks shared among processes that are started for it, and outlive a death in their midst.

The processes run `worker`, which imports no jax, and are told their tasks one at a time, so that it is
known what a process was reading when it died. Its task is given to a fresh process; a file that kills
that one as well is left out and named, or ends the reading.
"""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import patentgpt_jax
from patentgpt_jax.corpus.raised import raise_again
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError

_MOST_DEATHS = 3  # at one file, which is left out after two; or before anything was read
_NOWHERE = -1  # before the first file
_LEFT_OUT = ("GLIBC_TUNABLES",)  # what suits a training process: there freed memory is kept


def read_in_processes(
    tasks: Sequence[tuple[Task, Path]],
    count: int,
    progress: Callable[[int], None],
    finished: Callable[[Path], None],
    leave_out: bool = True,
) -> None:
    """Read each task into its directory, `count` at a time.

    Args:
      leave_out: whether a file at which processes die is left out, and found to be so at the next time
        too; or else ends the reading, and is tried again then.
      progress: told how many more bytes were read, from several threads.
      finished: told of each directory that was made; what it raises ends the reading.

    Raises:
      InputError, OSError: what ended a task; those that were done stay.
    """
    waiting: queue.SimpleQueue[tuple[Task, Path]] = queue.SimpleQueue()
    for pair in sorted(tasks, key=lambda each: -each[0].bytes):  # the largest first: they end together
        waiting.put(pair)
    stop = threading.Event()
    workers = [Worker() for _ in range(min(count, len(tasks)))]

    def serve(worker: Worker) -> None:
        while not stop.is_set():
            try:
                task, folder = waiting.get_nowait()
            except queue.Empty:
                return
            worker.read(task, folder, progress, leave_out)
            finished(folder)

    with ThreadPoolExecutor(len(workers)) as executor:
        try:
            served = [executor.submit(serve, worker) for worker in workers]
            done, _ = wait(served, return_when=FIRST_EXCEPTION)
            for each in done:
                each.result()
        finally:
            stop.set()
            for worker in workers:
                worker.end()


class Worker:
    """One process, replaced when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        self._lock = threading.Lock()  # so that none is started once it has ended

    def read(self, task: Task, folder: Path, progress: Callable[[int], None], leave_out: bool) -> None:
        """Read `task` into `folder`; arguments and what is raised as for `read_in_processes`."""
        deaths: dict[int, int] = {}
        most = _MOST_DEATHS if leave_out else 1
        while True:
            killers = [place for place, times in deaths.items() if times > 1]
            request = {"task": task.to_json(), "folder": str(folder), "killers": killers}
            died_at = self._ask(request, progress)
            if died_at is None:
                return
            deaths[died_at] = deaths.get(died_at, 0) + 1
            if died_at == _NOWHERE:
                logging.warning("a process that reads died before it read anything")
                if deaths[died_at] >= _MOST_DEATHS:
                    raise InputError(
                        "processes that read end as soon as they start; is there memory for them?"
                    )
                continue
            path = task.files[died_at].path
            logging.warning("%s: the process that read it died", path)
            if deaths[died_at] > most:
                raise InputError(
                    f"{path}: processes at this file die again and again; is there memory for them?"
                )

    def _ask(self, request: dict[str, Any], progress: Callable[[int], None]) -> int | None:
        """None once the task is done; the place of the file at which the process died, if it did."""
        with self._lock:
            if self._ended:
                raise InputError("reading was stopped")
            process = self._process = self._process or _start()
        assert process.stdin and process.stdout
        place, told = _NOWHERE, 0
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            pass
        for line in process.stdout:
            message = json.loads(line)
            if message.get("done"):
                return None
            raise_again(message)
            place = min(message["file"], len(request["task"]["files"]) - 1)
            progress(message["bytes"] - told)
            told = message["bytes"]
        process.wait()
        self._process = None
        progress(-told)
        if self._ended:
            raise InputError("reading was stopped")
        return place

    def end(self) -> None:
        """Kill the process; a thread that waits for it goes on."""
        with self._lock:
            self._ended = True
            process = self._process
        if process:
            process.kill()
            process.wait()


def _start() -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    root = str(Path(patentgpt_jax.__file__).parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (root, environment.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "patentgpt_jax.corpus.worker"]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
