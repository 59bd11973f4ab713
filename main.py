"""The one entrypoint: `python main.py --config=configs/<family>.py[:preset] [--config.a.b=value ...]`.

`config.job` names what runs (train by default; see configs/common.py and docs/configs.md). Exit
status: 0 done; 2 bad input, told in one line; 143 stopped by a signal after saving a checkpoint.
"""

import contextlib
import errno
import logging
import os
import signal
import sys
import traceback
from types import FrameType

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(143))  # while modules load there is nothing to save
    signal.signal(signal.SIGINT, lambda *_: os._exit(143))

if __name__ == "__main__" and sys.platform == "linux" and "GLIBC_TUNABLES" not in os.environ:
    # XLA on CPU takes and returns its buffers at every step. With huge pages, and freed memory kept,
    # a small training step is 1.2 times as fast; the allocator reads this only when a process starts.
    os.environ["GLIBC_TUNABLES"] = (
        "glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592"
    )
    os.execv(sys.executable, sys.orig_argv)

from patentgpt_jax import jobs
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.flags import USAGE, parse
from patentgpt_jax.sharding import processes
from patentgpt_jax.training.checkpoints import silence_abandoned_transfers
from patentgpt_jax.training.stopping import Stopped

# What a disk or its owner refuses is told in one line; any other OSError is a bug of ours.
_REFUSALS = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EEXIST, errno.ENOTDIR}

_PATIENCE_SECONDS = 20  # with other processes, which may not know that this one has to leave


def main(arguments: list[str]) -> int:
    """Run what the command line asks for and return the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s", force=True)
    logging.getLogger("absl").setLevel(logging.CRITICAL)  # Orbax warns of what is meant, and raises the rest
    if not arguments or "--help" in arguments:
        print(f"{__doc__}\n{USAGE}")
        return 0 if arguments else 2
    try:
        jobs.run(parse(arguments))
    except InputError as error:
        _tell(f"error: {error}")
        return 2
    except OSError as error:
        if error.errno not in _REFUSALS:
            raise
        _tell(f"error: {error.filename or 'writing'}: {error.strerror}")
        return 2
    except (Stopped, KeyboardInterrupt) as stopped:
        _tell(str(stopped) or "stopped; the same command starts it again")
        return 143
    return 0


def _tell(line: str) -> None:
    with contextlib.suppress(OSError):  # the disk that is full may be that of the log
        print(line, file=sys.stderr, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)
    silence_abandoned_transfers()
    try:
        status = main(sys.argv[1:])
    except BaseException:
        _tell(traceback.format_exc())
        os._exit(1)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(status or 143))
    signal.signal(signal.SIGINT, lambda *_: os._exit(status or 143))
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    processes.leave(_PATIENCE_SECONDS if status else None)
    if status:
        os._exit(status)  # not sys.exit, which would wait for a compilation in the background
