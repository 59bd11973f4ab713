"""What is read in one go: a large raw file, or some small ones that lie together.

A task's key says all that its result depends on, so that a result is found again as long as nothing of
it changed. Small files are grouped by their paths' hashes, not by counting: a file that is added or
removed changes the group that it is in, and no other.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from patentgpt_jax import files
from patentgpt_jax.corpus.cleaning.cleaner import FILTERS_VERSION
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.columns import columns_of
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates.keys import KEYS_VERSION
from patentgpt_jax.corpus.sources import SourceFiles
from patentgpt_jax.settings import from_mapping

READER_VERSION = 9  # to be raised with every change of what the readers or the clusters' keys give

_SMALL_BYTES = 1 << 20
_GROUP_BYTES, _GROUP_FILES = 64 << 20, 1024  # at most
_GROUP_ENDS = 64  # a group ends at one path in so many


@dataclass(frozen=True)
class RawFile:
    """A raw file: `path` as it was named, `place` as the absolute path; time in nanoseconds."""

    path: str
    place: str
    bytes: int
    mtime_ns: int


@dataclass(frozen=True)
class Curation:
    """What is done to each record by itself.

    index: the file of the benchmarks' index, or nothing; its name says what it holds. action: what is
    left out where a benchmark is found. paragraph_characters: the fewest of a paragraph that is compared.
    """

    cleaning: CleaningConfig = field(default_factory=CleaningConfig)
    index: str = ""
    action: str = "document"
    paragraph_characters: int = 100


@dataclass(frozen=True)
class Task:
    """Files of one source that are read one after another by one process."""

    source: str
    files: tuple[RawFile, ...]
    columns: str
    document_types: tuple[str, ...]
    curation: Curation = Curation()

    @cached_property
    def key(self) -> str:
        """A hash of everything that the result depends on."""
        fields = asdict(self)
        fields["curation"]["index"] = Path(self.curation.index).name
        return _hash([fields, READER_VERSION, FILTERS_VERSION, KEYS_VERSION])

    @property
    def bytes(self) -> int:
        """The files' sizes."""
        return sum(file.bytes for file in self.files)

    def to_json(self) -> dict[str, Any]:
        """This task as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Task":
        """A task from `to_json`."""
        raw_files = tuple(RawFile(**file) for file in value["files"])
        curation = from_mapping(Curation, value["curation"], "curation")
        return cls(value["source"], raw_files, value["columns"], tuple(value["document_types"]), curation)


def make_tasks(sources: tuple[SourceFiles, ...], config: CorpusConfig, index: str = "") -> list[Task]:
    """The tasks of all sources, in the order of the corpus; `index` is the file of the benchmarks' index."""
    curation = Curation(
        config.cleaning, index, config.decontamination.action, config.duplicates.paragraph_characters
    )
    return [
        Task(source.name, group, columns_of(config.columns, source.name), config.types, curation)
        for source in sources
        for group in _groups([_raw_file(path) for path in source.files])
    ]


def _raw_file(path: Path) -> RawFile:
    with files.asked_for(path):
        status = path.stat()
        return RawFile(str(path), str(path.resolve()), status.st_size, status.st_mtime_ns)


def _groups(raw_files: list[RawFile]) -> list[tuple[RawFile, ...]]:
    groups: list[list[RawFile]] = []
    ended, size = True, 0
    for file in raw_files:
        large = file.bytes >= _SMALL_BYTES
        if ended or large or size + file.bytes > _GROUP_BYTES or len(groups[-1]) >= _GROUP_FILES:
            groups.append([])
            size = 0
        groups[-1].append(file)
        size += file.bytes
        ended = large or crc32(file.place.encode("utf-8", "surrogateescape")) % _GROUP_ENDS == 0
    return [tuple(group) for group in groups]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
