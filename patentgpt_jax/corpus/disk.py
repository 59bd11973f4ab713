"""How much disk a corpus will take, told before it is taken.

Records are Parquet with zstd. On weekly files of the USPTO they and the keys of duplicates took 0.18 to 0.2
bytes for a byte of XML, and 0.9 for a byte of the same file compressed; texts without markup more. Each
document takes some of its own besides, which short rows and many small files make felt. Where anything is
left out of a task its records are written a second time; while duplicates are looked for each document takes
another kilobyte, most of it for its 128 minima and their 32 bands.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from patentgpt_jax import files
from patentgpt_jax.corpus.reading import KEYS, RECORDS
from patentgpt_jax.corpus.tasks import RawFile, Task

_MARKUP, _TEXT, _COMPRESSED = 0.2, 0.4, 1.1  # bytes of records and keys for a byte of a raw file
_MAGIC = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"PAR1")
_A_DOCUMENT, _A_TASK = 1000, 20_000  # bytes of what does not grow with the text
_TABLE = re.compile(rb"(?:\xef\xbb\xbf)?[A-Za-z_\"][\w\"]*[,\t][\w\",\t]*\r?\n")  # its head
_QUOTED = re.compile(rb'"[^"]*(?:"|\Z)')
_HEAD = 1 << 16
_MARGIN = 1.2
_SCRATCH_A_DOCUMENT = 1100


def check_space(tasks: Sequence[Task], copies: bool, cache: Path, say: Callable[[str], None]) -> None:
    """Tell by `say` what the results of `tasks`, and `copies` of what is kept of them, will take in `cache`.

    Raises:
      InputError: the disk has no room for it.
    """
    raw, expected = sum(task.bytes for task in tasks), _predicted_bytes(tasks) * (1 + copies)
    say(f"read: {raw / 1e6:,.1f} MB, of which about {expected / 1e6:,.1f} MB of records go to {cache}")
    files.check_free_space(cache, int(_MARGIN * expected), "the records of config.data.sources")


def check_space_to_keep(results: Sequence[Path], copies: bool, cache: Path) -> None:
    """Check that duplicates can be looked for, and `copies` of what is kept be written.

    Raises:
      InputError: the disk has no room for it.
    """
    documents = sum(pq.read_metadata(result / KEYS).num_rows for result in results)
    records = sum((result / RECORDS).stat().st_size for result in results)
    needed = documents * _SCRATCH_A_DOCUMENT + records * copies
    files.check_free_space(cache, needed, "what is left when duplicates are left out")


def _predicted_bytes(tasks: Sequence[Task]) -> int:
    return sum(_A_TASK + sum(_of_file(file) for file in task.files) for task in tasks)


def _of_file(file: RawFile) -> int:
    with files.asked_for(file.path), open(file.path, "rb") as opened:
        head = opened.read(_HEAD)
    return int(file.bytes * _ratio(head) + _documents(head, file.bytes) * _A_DOCUMENT)


def _documents(head: bytes, size: int) -> float:
    """How many rows a file of `size` bytes seems to have, if it is one of rows."""
    if head.startswith(b"{"):
        return head.count(b"\n") / len(head) * size
    if _TABLE.match(head):
        return _QUOTED.sub(b"", head).count(b"\n") / len(head) * size
    return 1


def _ratio(head: bytes) -> float:
    if head.startswith(_MAGIC):
        return _COMPRESSED
    return _MARKUP if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _TEXT
