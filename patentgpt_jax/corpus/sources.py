"""`config.data.sources`: one string that names raw files, and what identifies them for the cache."""

import glob
import re
from dataclasses import dataclass
from pathlib import Path

from patentgpt_jax.errors import InputError

EXPECTED = "expected a directory, a file or a quoted glob, or several as 'name=glob;name=glob'"


@dataclass(frozen=True)
class SourceFiles:
    """The files of the source `name`, sorted."""

    name: str
    files: tuple[Path, ...]


def resolve(sources: str) -> tuple[SourceFiles, ...]:
    """The files that `sources` names, by source, in a fixed order.

    `sources` is a directory (every file below it that is not hidden), a file, a glob (`**` goes
    down), or `name=glob;name=glob`. Without a name the source is called `default`. A file belongs to
    the first source that names it, by whatever path.

    Raises:
      InputError: a path does not exist, or a glob matches no file.
    """
    patterns: dict[str, list[str]] = {}
    for part in filter(None, (each.strip() for each in sources.split(";"))):
        named = re.fullmatch(r"([A-Za-z][\w-]*)=(.+)", part)
        name, pattern = (named[1], named[2].strip()) if named else ("default", part)
        patterns.setdefault(name, []).append(pattern)
    if not patterns:
        raise InputError(f"config.data.sources={sources!r}: names no files; {EXPECTED}")
    taken: set[Path] = set()
    resolved = []
    for name, each in patterns.items():
        files = []
        for file in sorted({file for pattern in each for file in _matches(pattern)}):
            place = file.resolve()  # a relative and an absolute path, or a link, name one file
            if place not in taken:
                taken.add(place)
                files.append(file)
        resolved.append(SourceFiles(name, tuple(files)))
    return tuple(resolved)


def _matches(pattern: str) -> list[Path]:
    path = Path(pattern).expanduser()
    if path.is_dir():
        found = [each for each in path.rglob("*") if not _hidden(each.relative_to(path))]
    elif path.exists():
        found = [path]
    elif glob.has_magic(pattern):
        found = [Path(each) for each in glob.glob(str(path), recursive=True)]
    else:
        raise InputError(f"config.data.sources: the path {pattern!r} does not exist; {EXPECTED}")
    files = [each for each in found if each.is_file()]
    if not files:
        what = "the directory is empty" if path.is_dir() else "the glob matches no file"
        raise InputError(f"config.data.sources: {pattern!r}: {what}; {EXPECTED}")
    return files


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def fingerprint(sources: tuple[SourceFiles, ...]) -> list[tuple[str, str, int, int]]:
    """(source, absolute path, bytes, modification time in nanoseconds) of every file."""
    rows = []
    for source in sources:
        for file in source.files:
            status = file.stat()
            rows.append((source.name, str(file.resolve()), status.st_size, status.st_mtime_ns))
    return rows
