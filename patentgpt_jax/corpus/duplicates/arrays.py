"""Arrays on disk, so that the system decides how much of them is in memory."""

from pathlib import Path
from typing import Any

import numpy as np

_ZEROS = bytes(1 << 20)


def on_disk(path: Path, dtype: Any, rows: int, width: int = 0) -> np.ndarray:
    """An array of zeros in the new file `path`: [rows], or [rows, width].

    The file is written at once, not left sparse: a page that a full disk has no room for would kill the
    process when it is touched.

    Raises:
      OSError: the disk is full.
    """
    shape = (max(rows, 1), width) if width else (max(rows, 1),)
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    with path.open("xb") as file:
        for start in range(0, size, len(_ZEROS)):
            file.write(_ZEROS[: size - start])
    return np.memmap(path, dtype, "r+", shape=shape).view(np.ndarray)  # of which parts are had faster


def flush(array: np.ndarray) -> None:
    """Have what stands in an array of `on_disk` written to its file."""
    assert isinstance(array.base, np.memmap)
    array.base.flush()
