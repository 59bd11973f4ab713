"""From raw files to a cached corpus: `records.parquet` and `manifest.json` in one directory.

The directory's name holds a hash of the files (path, size, modification time), the configuration
and the readers' version, so an unchanged corpus is found again and a changed one is built beside it.
"""

import hashlib
import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.corpus import store
from patentgpt_jax.corpus.families import Clusters
from patentgpt_jax.corpus.read import read_all
from patentgpt_jax.corpus.record import DOCUMENT_TYPES, Failure, Record
from patentgpt_jax.corpus.sources import SourceFiles, fingerprint, resolve
from patentgpt_jax.errors import InputError
from patentgpt_jax.settings import one_of, require

READER_VERSION = 3  # to be raised with every change of what the readers or the clusters give
RECORDS, MANIFEST = "records.parquet", "manifest.json"
_EXAMPLES, _WARNINGS = 5, 10

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CorpusConfig:
    """What of the raw files becomes the corpus."""

    document_types: str = "utility"  # those that are kept, comma-separated; others are counted only

    def __post_init__(self) -> None:
        expected = f"expected some of {', '.join(DOCUMENT_TYPES)}"
        require(bool(self.types), f"document_types={self.document_types!r}: {expected}")
        for each in self.types:
            one_of("document_types", each, DOCUMENT_TYPES)

    @property
    def types(self) -> tuple[str, ...]:
        """`document_types` as a tuple."""
        return tuple(each.strip() for each in self.document_types.split(",") if each.strip())


def build(sources: str, config: CorpusConfig, cache: Path, progress: Progress | None = None) -> Path:
    """The directory of the corpus made from `sources`, built under `cache` unless it stands there.

    `progress` is told (bytes read, bytes in all). Records carry their cluster key.

    Raises:
      InputError: `sources` names no files, or no document of the wanted types could be read.
    """
    resolved = resolve(sources)
    rows = fingerprint(resolved)
    key = hashlib.sha256(json.dumps([rows, asdict(config), READER_VERSION]).encode()).hexdigest()[:12]
    folder = cache / f"corpus-{key}"
    if (folder / MANIFEST).exists():
        logging.info("corpus: reusing %s", folder)
        return folder
    tally, joined = _Tally(), Clusters()

    def fill(temporary: Path) -> None:
        unclustered = temporary / "unclustered.parquet"
        total = sum(size for _, _, size, _ in rows)
        kept = store.write(unclustered, _kept(resolved, config, tally, joined, total, progress))
        if not kept:
            raise InputError(f"config.data.sources={sources!r}: {tally.nothing(config)}")
        keys = joined.keys()
        store.copy_with_clusters(unclustered, temporary / RECORDS, keys)
        unclustered.unlink()
        manifest = {**tally.manifest(keys), "config": asdict(config), "reader_version": READER_VERSION}
        names = ("source", "path", "bytes", "mtime_ns")
        manifest["files"] = [dict(zip(names, row, strict=True)) for row in rows]
        files.write_json(temporary / MANIFEST, manifest)
        logging.info("corpus: %d documents in %d clusters, %s", kept, len(set(keys)), folder)

    files.build_once(folder, fill)
    return folder


def _kept(
    sources: tuple[SourceFiles, ...],
    config: CorpusConfig,
    tally: "_Tally",
    joined: Clusters,
    total: int,
    progress: Progress | None,
) -> Iterator[Record]:
    done = 0
    for source in sources:
        tally.sources[source.name].update(files=len(source.files), documents=0, claims=0, failures=0)
        for path in source.files:
            base = done
            report = (lambda read, base=base: progress(base + read, total)) if progress else None
            for found in read_all(path, source.name, on_bytes=report):
                if tally.take(found, source.name, config.types):
                    assert isinstance(found, Record)
                    joined.add(found)
                    yield found
            done += path.stat().st_size
            if progress:
                progress(min(done, total), total)


@dataclass
class _Tally:
    """Counts of everything that was read."""

    sources: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    types_read: Counter[str] = field(default_factory=Counter)
    types_kept: Counter[str] = field(default_factory=Counter)
    characters: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    failure_counts: Counter[str] = field(default_factory=Counter)
    sequence_listings: int = 0

    def take(self, found: Record | Failure | None, source: str, types: tuple[str, ...]) -> bool:
        """Count what was found; whether it is a record to keep."""
        if found is None:
            self.sequence_listings += 1
        elif isinstance(found, Failure):
            self._fail(found, source)
        else:
            self.types_read[found.document_type] += 1
            if found.document_type in types:
                self._keep(found, source)
                return True
        return False

    def _keep(self, record: Record, source: str) -> None:
        self.types_kept[record.document_type] += 1
        self.sources[source].update(documents=1, claims=len(record.claims))
        counts = self.characters[record.language or "unknown"]
        counts.update(title=len(record.title), abstract=len(record.abstract))
        counts.update(claims=sum(len(claim.text) for claim in record.claims))
        for section in record.sections:
            counts[section.kind] += len(section.heading) + len(section.text)

    def _fail(self, failure: Failure, source: str) -> None:
        if sum(self.failure_counts.values()) < _WARNINGS:
            logging.warning("%s, document %d: skipped: %s", failure.path, failure.position, failure.reason)
        reason = re.sub(r": line \d+, column \d+", "", failure.reason)
        self.sources[source]["failures"] += 1
        self.failure_counts[reason] += 1
        if len(self.failures[reason]) < _EXAMPLES:
            example = {"path": str(failure.path), "position": failure.position, "reason": failure.reason}
            self.failures[reason].append(example)

    def nothing(self, config: CorpusConfig) -> str:
        """Why there is no corpus, in one line."""
        read = ", ".join(f"{count} {name}" for name, count in self.types_read.most_common())
        if read:
            wanted = f"config.corpus.document_types={config.document_types!r}"
            return f"holds no patent of {wanted}, only {read}"
        example = next((each[0] for each in self.failures.values()), None)
        if example is None:
            return "holds only sequence listings, no patent"
        count = sum(self.failure_counts.values())
        where = f"{example['path']}, document {example['position']}"
        return f"none of the {count} documents could be read; the first: {where}: {example['reason']}"

    def manifest(self, keys: list[str]) -> dict[str, Any]:
        """The counts for manifest.json, with the sizes of the clusters that `keys` names."""
        sizes = Counter(keys)
        return {
            "documents": len(keys),
            "sources": {name: dict(counts) for name, counts in self.sources.items()},
            "characters": {language: dict(counts) for language, counts in self.characters.items()},
            "document_types": {
                name: {"read": count, "kept": self.types_kept[name]}
                for name, count in self.types_read.items()
            },
            "sequence_listings": self.sequence_listings,
            "failures": {
                reason: {"count": count, "examples": self.failures[reason]}
                for reason, count in self.failure_counts.items()
            },
            "clusters": {
                "count": len(sizes),
                "largest": max(sizes.values()),
                "sizes": {str(size): count for size, count in sorted(Counter(sizes.values()).items())},
            },
        }
