"""Token shards opened for reading: any document of a split by its number.

A split that fits is read into memory at its first use, since packing visits every document many
times an epoch and in no order; a larger one is read from its shards, a document at a time.
"""

import hashlib
import json
import threading
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from array_record.python.array_record_module import ArrayRecordReader

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.tokens.shards import MANIFEST, record_tokens

_READER_OPTIONS = "readahead_buffer_size:0,max_parallelism:0"  # random access


class Totals(NamedTuple):
    """What some documents are together; `tokens` counts `<s>` and `</s>`, `bytes` the UTF-8 of the texts."""

    documents: int
    tokens: int
    bytes: int


class TokenStore:
    """The token shards in `directory`, which `write_shards` made.

    Args:
      directory: where `manifest.json` is.
      tokenizer_fingerprint, vocab_size: what the model was, or will be, trained with; checked
        where given.
      in_memory_bytes: a split whose tokens need no more than this is held in memory.

    Raises:
      InputError: no token shards there, files missing or of another size, an index that changed, another
        tokenizer or vocabulary.
    """

    def __init__(
        self,
        directory: str | Path,
        *,
        tokenizer_fingerprint: str | None = None,
        vocab_size: int | None = None,
        in_memory_bytes: int = 256 << 20,
    ) -> None:
        self._directory = Path(directory)
        self.manifest, self.fingerprint = _read_manifest(self._directory)
        tokenizer = self.manifest["tokenizer"]
        self.tokenizer_fingerprint: str = tokenizer["fingerprint"]
        self.vocab_size: int = tokenizer["vocab_size"]
        self.pad_id: int = tokenizer["pad_id"]
        self.provenance: dict[str, Any] = self.manifest["provenance"]
        if tokenizer_fingerprint not in (None, self.tokenizer_fingerprint):
            raise InputError(
                f"{directory}: tokens of the tokenizer {self.tokenizer_fingerprint[:12]}, "
                f"expected those of {str(tokenizer_fingerprint)[:12]}"
            )
        if vocab_size not in (None, self.vocab_size):
            raise InputError(
                f"{directory}: tokens of a vocabulary of {self.vocab_size}, expected one of {vocab_size}"
            )
        self.splits: dict[str, _Split] = {
            name: _Split(self._directory, entry, np.dtype(self.manifest["dtype"]), in_memory_bytes)
            for name, entry in self.manifest["splits"].items()
        }

    def lengths(self, split: str) -> np.ndarray:
        """Tokens of each document, with `<s>` and `</s>`: int64 `[documents]`."""
        return self._split(split).column("tokens")

    def bytes(self, split: str) -> np.ndarray:
        """Raw UTF-8 bytes of each document's text: int64 `[documents]`."""
        return self._split(split).column("bytes")

    def ids(self, split: str) -> list[str]:
        """The id of each document."""
        return self._split(split).strings("id")

    def sources(self, split: str) -> list[str]:
        """The source of each document."""
        return self._split(split).strings("source")

    def by_source(self, split: str) -> dict[str, np.ndarray]:
        """The numbers of each source's documents, `[documents of it]`, by source in the order of names."""
        encoded = self._split(split).table["source"].combine_chunks().dictionary_encode()
        codes, names = encoded.indices.to_numpy(), encoded.dictionary.to_pylist()
        return {name: np.flatnonzero(codes == names.index(name)) for name in sorted(names)}

    def totals(self, split: str) -> dict[tuple[str, str], Totals]:
        """What the documents of each (source, language) are together, in the order of names."""
        grouped = self._split(split).table.group_by(["source", "language"])
        sums = grouped.aggregate([("id", "count"), ("tokens", "sum"), ("bytes", "sum")])
        found = {
            (row["source"], row["language"]): Totals(row["id_count"], row["tokens_sum"], row["bytes_sum"])
            for row in sums.to_pylist()
        }
        return dict(sorted(found.items()))

    def clusters(self, split: str) -> list[str]:
        """The cluster (family, near duplicates) of each document."""
        return self._split(split).strings("cluster")

    def id(self, split: str, document: int) -> str:
        """The id of one document."""
        return self._split(split).table["id"][document].as_py()

    def document(self, split: str, document: int) -> np.ndarray:
        """The tokens of one document, `<s> ... </s>`: unsigned, read-only, `[length]`.

        Raises:
          InputError: the shard changed or vanished since it was written.
        """
        return self._split(split).document(document)

    def _split(self, name: str) -> "_Split":
        if name not in self.splits:
            raise InputError(f"{self._directory}: no split {name!r}; {nearest(name, self.splits)}")
        return self.splits[name]


class _Split:
    """The index and the shards of one split."""

    def __init__(self, directory: Path, entry: dict[str, Any], dtype: np.dtype, in_memory_bytes: int) -> None:
        for file in (entry["index"], *entry["shards"]):
            _check_size(directory / file["file"], file["file_bytes"])
        self._paths = [directory / shard["file"] for shard in entry["shards"]]
        self._hashes = [shard["sha256"] for shard in entry["shards"]]
        self._dtype = dtype
        self._in_memory = entry["tokens"] * dtype.itemsize <= in_memory_bytes
        self._tokens: np.ndarray | None = None
        self._readers: dict[int, ArrayRecordReader] = {}
        self._loading = threading.Lock()
        self._opening = [threading.Lock() for _ in self._paths]
        index = directory / entry["index"]["file"]
        _check_hash(index, entry["index"]["sha256"])
        self.table: pa.Table = pa.ipc.open_file(pa.memory_map(str(index))).read_all()
        self._starts = np.concatenate([[0], np.cumsum(self.column("tokens"))])
        self._shard, self._record = self.column("shard"), self.column("record")

    def column(self, name: str) -> np.ndarray:
        """An integer column of the index, `[documents]`."""
        return self.table[name].to_numpy()

    def strings(self, name: str) -> list[str]:
        """A text column of the index, one a document."""
        return self.table[name].to_pylist()

    def document(self, index: int) -> np.ndarray:
        """The tokens of one document."""
        if not self._in_memory:
            (record,) = self._read(int(self._shard[index]), [int(self._record[index])])
            return record_tokens(record, self._dtype)
        tokens = self._load()
        return tokens[self._starts[index] : self._starts[index + 1]]

    def _load(self) -> np.ndarray:
        """All tokens of the split in one array, read by whichever thread comes first."""
        if self._tokens is None:
            with self._loading:
                if self._tokens is None:
                    records = (
                        record
                        for shard, count in enumerate(np.bincount(self._shard))
                        for record in self._read(shard, list(range(count)))
                    )
                    tokens = np.concatenate([record_tokens(record, self._dtype) for record in records])
                    tokens.flags.writeable = False
                    self._tokens = tokens
        return self._tokens

    def _read(self, shard: int, records: list[int]) -> list[bytes]:
        reader = self._reader(shard)
        try:
            found = reader.read(records)
        except (RuntimeError, ValueError, IndexError):
            found = [b""]  # as it also reads from a file that became shorter
        if not all(found):
            raise _changed(self._paths[shard], "it changed while it was in use")
        return found

    def _reader(self, shard: int) -> ArrayRecordReader:
        if shard not in self._readers:
            with self._opening[shard]:  # one thread hashes; those that want other shards go on
                if shard not in self._readers:
                    _check_hash(self._paths[shard], self._hashes[shard])
                    self._readers[shard] = ArrayRecordReader(str(self._paths[shard]), options=_READER_OPTIONS)
        return self._readers[shard]


def _read_manifest(directory: Path) -> tuple[dict[str, Any], str]:
    """The manifest and the SHA-256 of its file."""
    path = directory / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; expected a directory of token shards") from None
    try:
        manifest = json.loads(data)
    except ValueError:
        raise InputError(f"{path}: not JSON; expected the manifest of a directory of tokens") from None
    if not isinstance(manifest, dict) or manifest.get("kind") != "tokens":
        raise InputError(f"{path}: not a manifest of tokens")
    return manifest, hashlib.sha256(data).hexdigest()


def _check_size(path: Path, expected: int) -> None:
    found = path.stat().st_size if path.exists() else None
    if found != expected:
        what = "it is missing" if found is None else f"{found} bytes"
        raise _changed(path, f"{what}, expected {expected} bytes by its manifest")


def _check_hash(path: Path, expected: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _changed(path, f"{error.strerror}; it was there at first") from None
    if found != expected:
        raise _changed(path, f"sha256 {found[:12]}, expected {expected[:12]} by its manifest")


def _changed(path: Path, what: str) -> InputError:
    return InputError(f"{path}: {what}; delete {path.parent}, and the same command writes it again")
