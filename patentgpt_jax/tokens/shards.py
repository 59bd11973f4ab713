"""Token shards: every document tokenised once, kept whole, and found again by number.

A directory holds, for each split, ArrayRecord files of documents and one Arrow index of their
lengths, so that packing never scans the shards; `manifest.json` says what is in it, made with which
tokenizer, and the hash of every file. A record is the length of a header (4 bytes, little-endian),
the header (JSON: id, source, cluster, split, language, raw UTF-8 bytes of the text), and the tokens
`<s> ... </s>` as little-endian uint16 (uint32 from 65,537 vocabulary entries on).

ArrayRecord: github.com/google/array_record; one record a group (`group_size:1`) is its setting for
random access.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from array_record.python.array_record_module import ArrayRecordWriter

from patentgpt_jax.errors import InputError
from patentgpt_jax.files import build_once, write_json
from patentgpt_jax.settings import require
from patentgpt_jax.tokens.tokenizer import Tokenizer

MANIFEST = "manifest.json"
SHARDS_VERSION = 2  # to be raised with every change of what is written for the same documents
_WRITER_OPTIONS = "group_size:1,zstd:1"  # zstd:3, the default, takes twice as long and saves nothing here
_ENCODE_BYTES = 8 << 20  # text encoded at a time, in parallel over its documents
_INDEX_ROWS = 1 << 16  # rows of the index written at a time
_INDEX_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("source", pa.string()),
        ("cluster", pa.string()),
        ("language", pa.string()),
        ("tokens", pa.int64()),
        ("bytes", pa.int64()),
        ("shard", pa.int32()),
        ("record", pa.int32()),
    ]
)


@dataclass(frozen=True)
class Document:
    """A text to tokenise; documents of one `cluster` (family, near duplicates) share a `split`.

    `language` is its ISO 639-1 code, or empty.
    """

    id: str
    source: str
    cluster: str
    split: str
    text: str
    language: str = ""


def write_shards(
    documents: Iterable[Document],
    tokenizer: Tokenizer,
    directory: Path,
    shard_bytes: int = 256 << 20,
    provenance: Mapping[str, Any] | None = None,
) -> None:
    """Tokenise `documents` into `directory`, unless it stands there.

    Documents keep their order within a split. A shard is closed once it holds `shard_bytes` of
    records before compression. The same documents and tokenizer give the same files. `provenance` is what
    the manifest says of the documents under that name, as JSON.

    Raises:
      InputError: no documents, or one whose text UTF-8 cannot hold.
    """
    told = dict(provenance or {})
    build_once(directory, lambda temporary: _write(documents, tokenizer, temporary, shard_bytes, told))


def _write(
    documents: Iterable[Document],
    tokenizer: Tokenizer,
    directory: Path,
    shard_bytes: int,
    provenance: dict[str, Any],
) -> None:
    dtype = np.dtype("<u2" if tokenizer.vocab_size <= 1 << 16 else "<u4")
    writers: dict[str, _SplitWriter] = {}
    for chunk in _chunks(documents):
        for document, tokens in zip(chunk, tokenizer.encode_many([each.text for each in chunk]), strict=True):
            if document.split not in writers:
                writers[document.split] = _SplitWriter(directory, document.split, shard_bytes)
            framed = np.array([tokenizer.bos_id, *tokens, tokenizer.eos_id], dtype)
            writers[document.split].add(document, framed)
    require(bool(writers), "no documents to tokenise; expected at least one")
    manifest = {
        "kind": "tokens",
        "version": SHARDS_VERSION,
        "tokenizer": {
            "fingerprint": tokenizer.fingerprint,
            "vocab_size": tokenizer.vocab_size,
            "bos_id": tokenizer.bos_id,
            "eos_id": tokenizer.eos_id,
            "pad_id": tokenizer.pad_id,
        },
        "dtype": dtype.name,
        "provenance": provenance,
        "splits": {split: writers[split].finish() for split in sorted(writers)},
    }
    write_json(directory / MANIFEST, manifest)


def record_tokens(record: bytes, dtype: np.dtype) -> np.ndarray:
    """The tokens of a record: `[length]`, read-only, no copy."""
    return np.frombuffer(record, dtype, offset=4 + int.from_bytes(record[:4], "little"))


def _pack(document: Document, text_bytes: int, tokens: np.ndarray) -> bytes:
    fields = {key: value for key, value in asdict(document).items() if key != "text"}
    header = json.dumps({**fields, "bytes": text_bytes}).encode()
    header += b" " * (-len(header) % 4)  # the tokens begin at a multiple of their size
    return len(header).to_bytes(4, "little") + header + tokens.tobytes()


def _chunks(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents in lists of about `_ENCODE_BYTES` of text."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        chunk.append(document)
        size += _utf8_bytes(document)
        if size >= _ENCODE_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


class _SplitWriter:
    """Writes the shards and the index of one split."""

    def __init__(self, directory: Path, split: str, shard_bytes: int) -> None:
        require(
            re.fullmatch(r"[\w-]+", split) is not None,
            f"split {split!r}: expected letters, digits, '-' and '_', since it names files",
        )
        self._directory = directory
        self._split = split
        self._shard_bytes = shard_bytes
        self._shard: ArrayRecordWriter | None = None
        self._shards: list[dict[str, Any]] = []
        self._size = 0  # bytes in the open shard
        self._index_path = directory / f"{split}.index.arrow"
        self._index = pa.ipc.new_file(str(self._index_path), _INDEX_SCHEMA)
        self._rows: list[dict[str, Any]] = []  # not yet in the index
        self._totals = {"documents": 0, "tokens": 0, "bytes": 0}

    def add(self, document: Document, tokens: np.ndarray) -> None:
        """Write one document to the open shard, or to a new one where that is full."""
        text_bytes = _utf8_bytes(document)
        record = _pack(document, text_bytes, tokens)
        if self._shard is None or self._size + len(record) > self._shard_bytes:
            self._open_shard()
        assert self._shard is not None
        self._shard.write(record)
        self._size += len(record)
        self._rows.append(
            {
                "id": document.id,
                "source": document.source,
                "cluster": document.cluster,
                "language": document.language,
                "tokens": len(tokens),
                "bytes": text_bytes,
                "shard": len(self._shards) - 1,
                "record": self._shards[-1]["documents"],
            }
        )
        self._shards[-1]["documents"] += 1
        self._totals["documents"] += 1
        self._totals["tokens"] += len(tokens)
        self._totals["bytes"] += text_bytes
        if len(self._rows) == _INDEX_ROWS:
            self._write_rows()

    def finish(self) -> dict[str, Any]:
        """Close the files and return the split's part of the manifest."""
        self._close_shard()
        self._write_rows()
        self._index.close()
        return {**self._totals, "index": _file_entry(self._index_path), "shards": self._shards}

    def _write_rows(self) -> None:
        self._index.write_batch(pa.RecordBatch.from_pylist(self._rows, schema=_INDEX_SCHEMA))
        self._rows = []

    def _open_shard(self) -> None:
        self._close_shard()
        name = f"{self._split}-{len(self._shards):05d}.arrayrecord"
        self._shard = ArrayRecordWriter(str(self._directory / name), _WRITER_OPTIONS)
        self._shards.append({"file": name, "documents": 0})
        self._size = 0

    def _close_shard(self) -> None:
        if self._shard is None:
            return
        self._shard.close()
        self._shards[-1] |= _file_entry(self._directory / self._shards[-1]["file"])
        self._shard = None


def _utf8_bytes(document: Document) -> int:
    try:
        return len(document.text.encode())
    except UnicodeEncodeError as error:
        raise InputError(f"document {document.id}: not text ({error.reason})") from None


def _file_entry(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "sha256": digest, "file_bytes": path.stat().st_size}
