"""A step that hangs ends the process, and says where it hung."""

import subprocess
import sys
import time

import pytest

PROGRAM = """
import time
from patentgpt_jax.training.watchdog import Watchdog

def a_collective_that_nobody_joins():
    time.sleep({sleep})

with Watchdog({seconds}) as watchdog:
    for _ in range(3):
        watchdog.goes_on()
        time.sleep(0.2)
    {call}
time.sleep(1.5 if {seconds} == 1 else 0)
print("done")
"""


@pytest.mark.parametrize(
    ("seconds", "call", "status"),
    [
        (1, "a_collective_that_nobody_joins()", 1),
        (1, "pass", 0),  # and what comes after it may take longer
        (0, "a_collective_that_nobody_joins()", 0),
    ],
    ids=["hangs", "goes on", "may hang"],
)
def test_a_hang_is_noticed(seconds: int, call: str, status: int) -> None:
    started = time.monotonic()
    program = PROGRAM.format(seconds=seconds, call=call, sleep=60 if status else 1)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50)
    assert done.returncode == status
    assert ("a_collective_that_nobody_joins" in done.stderr) == bool(status)
    assert ("done" in done.stdout) == (not status)
    assert time.monotonic() - started < 40
