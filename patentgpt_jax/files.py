"""Files that are either whole or absent: write under a temporary name, then rename."""

import contextlib
import fcntl
import glob
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from patentgpt_jax.errors import InputError


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old content or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_whole(path) as temporary:
        temporary.write_bytes(data)


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name to write to, which becomes `path` once that is on disk: `.NAME.` and some letters, beside it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _sync(temporary)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """`write_bytes` for UTF-8 text."""
    write_bytes(path, text.encode())


def write_json(path: Path, value: Any) -> None:
    """Write `value` as indented JSON, whole or not at all. Names of files may be in any encoding."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_bytes(path, text.encode("utf-8", "backslashreplace"))  # an escape of JSON too


def read_json(path: Path) -> Any:
    """The JSON value in the file `path`."""
    return json.loads(path.read_text(encoding="utf-8"))


def build_once(path: Path, build: Callable[[Path], object]) -> None:
    """Make the directory `path` by `build`, unless it stands there; it appears whole or not at all.

    Processes that want the same directory wait for one another, and the first makes it; what a
    killed one left is cleared away. For directories whose name says what they hold (a cache's).

    Args:
      build: fills the empty directory that it is given, a sibling of `path`.
    """
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.parent / f".{path.name}.lock"):
        if path.exists():
            return
        for left in path.parent.glob(f".{glob.escape(path.name)}.tmp-*"):
            shutil.rmtree(left)
        temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.tmp-"))
        try:
            build(temporary)
            os.chmod(temporary, 0o755)
            for each in [*temporary.rglob("*"), temporary]:
                _sync(each)
            os.replace(temporary, path)
            _sync(path.parent)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Have the lock file `path` to oneself; others wait."""
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def link(path: Path, link: Path) -> None:
    """Make `link` another name of the file `path`, or a copy where the disk is another one."""
    try:
        os.link(path, link)
    except OSError:  # another disk, or one without links
        try:
            shutil.copyfile(path, link)
        except OSError as error:  # which would name the file that is copied, not the disk that is full
            missing = isinstance(error, FileNotFoundError)
            raise OSError(error.errno, error.strerror, str(path if missing else link)) from None


def clear_abandoned(parent: Path) -> None:
    """Delete what killed processes left in `parent` when they made directories by `build_once`."""
    for left in parent.glob(".*.tmp-*"):
        lock_path = parent / f"{left.name.split('.tmp-')[0]}.lock"
        with lock_path.open("a") as lock, contextlib.suppress(BlockingIOError):  # someone is at work there
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(left)


def delete(path: Path) -> None:
    """Delete the directory `path`: its name is gone at once, what a killed process leaves is abandoned.

    Another process may do the same at the same time.
    """
    gone = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.tmp-"))
    with contextlib.suppress(FileNotFoundError):
        path.rename(gone)
    _remove(gone)


def _remove(path: Path) -> None:
    """Remove a directory, unless another process is about to."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(path)


@contextlib.contextmanager
def asked_for(path: str | Path) -> Iterator[None]:
    """Where a file is read that the user named: what the disk says of it is bad input.

    Raises:
      InputError: naming the file and what is wrong.
    """
    try:
        yield
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None


def check_writable(directory: Path) -> None:
    """Refuse a directory that could not be written to, or made, before work is done for it.

    Raises:
      InputError: naming what stands in the way.
    """
    standing = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    if not standing.is_dir():
        raise InputError(f"{directory}: expected a directory, but {standing} is a file")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise InputError(f"{directory}: expected a directory to write to, but {standing} is not writable")


_held: dict[Path, TextIO] = {}


def hold(path: Path, patience: float = 60.0) -> None:
    """Keep the lock file `path` to this process until its end, and wait for one that is about to end.

    Args:
      patience: seconds to wait.

    Raises:
      InputError: another process still has it.
    """
    if path.absolute() in _held:  # a second handle, once closed, would let go of the lock
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    file, end = path.open("a"), time.monotonic() + patience
    while True:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            if time.monotonic() > end:
                raise InputError(f"{path.parent}: another process is at work in it") from None
            time.sleep(0.2)
        except OSError:  # a file system without locks
            return
        else:
            _held[path.absolute()] = file
            return


def check_free_space(directory: Path, needed: int, purpose: str) -> None:
    """Refuse a directory whose disk has less room than `needed` bytes.

    Raises:
      InputError: telling the `purpose`, what it needs and what there is.
    """
    standing = next(each for each in (directory, *directory.absolute().parents) if each.exists())
    free = shutil.disk_usage(standing).free
    if free < needed:
        raise InputError(
            f"{directory}: {free / 1e9:.3g} GB are free there, expected {needed / 1e9:.3g} GB for {purpose}"
        )


def _sync(path: Path) -> None:
    """Put a file's content, or a directory's names, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
