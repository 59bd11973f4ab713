"""A process that reads tasks: `python -m patentgpt_jax.corpus.worker`, started by `pool`.

It takes one task a line on standard input and tells on standard output, a JSON object a line, which file
it is at, how far it is, and how the task ended. It ends with its parent.
"""

import contextlib
import ctypes
import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, TextIO

from patentgpt_jax.corpus.raised import described
from patentgpt_jax.corpus.reading import read_task
from patentgpt_jax.corpus.tasks import Task

_SECONDS_BETWEEN_MESSAGES = 0.25
_PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


def main() -> None:
    """Read one task after another until there are no more."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it goes to the parent too, which decides
    messages = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no message
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    while True:
        _tell(messages, _outcome(json.loads(lines.get()), messages))


def _end_with_parent() -> None:
    """Have Linux kill this process with its parent, even if it is stopped and reads nothing.

    The parent is the thread that started it: those of `pool` last as long as their processes.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(lines: "queue.SimpleQueue[str]") -> None:
    """Pass the lines of standard input on; its end means that the parent is gone or done."""
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)


def _outcome(request: dict[str, Any], messages: TextIO) -> dict[str, Any]:
    told, last = 0.0, -1

    def progress(place: int, done: int) -> None:
        nonlocal told, last
        now = time.monotonic()
        if place != last or now - told > _SECONDS_BETWEEN_MESSAGES:
            told, last = now, place
            _tell(messages, {"file": place, "bytes": done})

    try:
        read_task(Task.from_json(request["task"]), Path(request["folder"]), progress, request["killers"])
    except Exception as error:
        return described(error)
    return {"done": True}


def _tell(messages: TextIO, message: dict[str, Any]) -> None:
    messages.write(json.dumps(message) + "\n")


if __name__ == "__main__":
    main()
