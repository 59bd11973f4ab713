"""`config.data.sources`, and fields like it: one string that names files."""

import glob
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from patentgpt_jax import files
from patentgpt_jax.errors import InputError

EXPECTED = "expected a directory, a file or a quoted glob, or several as 'name=glob;name=glob'"


@dataclass(frozen=True)
class SourceFiles:
    """The files of the source `name`, sorted."""

    name: str
    files: tuple[Path, ...]


def resolve(sources: str, field: str = "config.data.sources") -> tuple[SourceFiles, ...]:
    """The files that `sources` names, by source, in a fixed order.

    `sources` is a directory (every file below it that is not hidden), a file, a glob (`**` goes
    down), or `name=glob;name=glob`. Without a name the source is called `default`. A file belongs to
    the first source that names it, by whatever path.

    Args:
      field: of the configuration, for messages.

    Raises:
      InputError: a path does not exist, or a glob matches no file.
    """
    patterns: dict[str, list[str]] = {}
    for part in filter(None, (each.strip() for each in sources.split(";"))):
        named = re.fullmatch(r"([A-Za-z][\w-]*)=(.+)", part)
        name, pattern = (named[1], named[2].strip()) if named else ("default", part)
        patterns.setdefault(name, []).append(pattern)
    if not patterns:
        raise InputError(f"{field}={sources!r}: names no files; {EXPECTED}")
    taken: set[Path] = set()
    resolved = []
    for name, each in patterns.items():
        chosen = []
        for file in sorted({file for pattern in each for file in _matches(pattern, field)}):
            place = file.resolve()  # a relative and an absolute path, or a link, name one file
            if place not in taken:
                taken.add(place)
                chosen.append(file)
        resolved.append(SourceFiles(name, tuple(chosen)))
    return tuple(resolved)


def _matches(pattern: str, field: str) -> list[Path]:
    path = Path(pattern).expanduser()
    if path.is_dir():
        found = list(_below(path, {path.resolve()}))
    elif path.exists():
        found = [path]
    elif glob.has_magic(pattern):
        found = [Path(each) for each in glob.glob(str(path), recursive=True)]
    else:
        raise InputError(f"{field}: the path {pattern!r} does not exist; {EXPECTED}")
    matching = [each for each in found if _is_file(each)]
    if not matching:
        what = "the directory is empty" if path.is_dir() else "the glob matches no file"
        raise InputError(f"{field}: {pattern!r}: {what}; {EXPECTED}")
    return matching


def _below(folder: Path, seen: set[Path]) -> Iterator[Path]:
    """What lies below `folder` and is not hidden; links are followed, to each directory once."""
    with files.asked_for(folder):
        entries = sorted(folder.iterdir())
    for each in entries:
        if each.name.startswith("."):
            continue
        if not each.is_dir():
            yield each
        elif (place := each.resolve()) not in seen:
            seen.add(place)
            yield from _below(each, seen)


def _is_file(path: Path) -> bool:
    if path.is_symlink() and not path.exists():
        logging.warning("%s: a link to nothing, left out", path)
    return path.is_file()
