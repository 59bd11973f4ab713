"""A reading process that is killed at the file `deadly.xml`: always, or once if `once` lies beside it."""

import os
import signal
from pathlib import Path

from patentgpt_jax.corpus import reading, worker


def deadly(path, *arguments, read_all=reading.read_all):
    marker = Path(path).parent / "once"
    if path.name == "deadly.xml" and (not marker.exists() or marker.read_text() == "not yet"):
        if marker.exists():
            marker.write_text("done")
        os.kill(os.getpid(), signal.SIGKILL)
    return read_all(path, *arguments)


if __name__ == "__main__":
    reading.read_all = deadly
    worker.main()
