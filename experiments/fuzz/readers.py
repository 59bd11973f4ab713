"""Damage real files at random and read them: only records and failures may come out.

    python -m experiments.fuzz.readers [--minutes=10] [--seed=0] [--keep=DIRECTORY] FILE...

Files of every format will do; archives and compressed files are made of them besides. A case is made
from the seed and its number alone, so that it can be had again. Reported are exceptions, cases that take
longer than 20 s or more than 4 GB, and records that cannot be written down; each is kept in the
directory. The exit status is 1 if there is any.
"""

import argparse
import bz2
import gzip
import io
import lzma
import random
import resource
import signal
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

from patentgpt_jax.corpus import Failure, Record
from patentgpt_jax.corpus.read import read_all
from patentgpt_jax.corpus.record import CLAIM_CATEGORIES, DOCUMENT_TYPES, SECTION_KINDS

SECONDS, MEMORY = 20, 4 << 30
_MOST_BYTES = 300_000  # of a file; longer ones are cut
_TOKENS = (
    b"<?xml version='1.0'?>\n", b"<!DOCTYPE a [", b"]>", b"<!ENTITY x 'y'>", b"<![CDATA[", b"]]>", b"<!--",
    b"-->", b"&", b"&#0;", b"&#xD800;", b"&alpha;", b"<", b">", b"</claim>", b"<claim num=''>", b"<p>",
    b"</p>", b"<row>", b"<b>" * 300, b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xff" * 9, b"\r",
    b"\n", b"\n\n", b"\t", b"      ", b"\x1a", b'"', b"'", b",", b";", b"{", b"}", b"[", b"]", b":", b"\\",
    b"\\ud800", b"null", b"NaN", b"1e999", b"-1", b"9" * 40, b"9" * 5000, b"claims 1 to 99999999", b"claim 0",
    "权利要求1～99999".encode(), b"PATN\n", b"PAR  ", b"PK\x01\x02", b"PK\x05\x06", b"\x1f\x8b\x08",
    b"(" * 2000, b"{" * 2000,
)  # fmt: skip


def seeds(files: list[Path]) -> list[tuple[str, bytes]]:
    """(name, content) of the files and of archives made of them."""
    plain = [(path.name, path.read_bytes()[:_MOST_BYTES]) for path in files]
    found = list(plain)
    for number, (name, data) in enumerate(plain):
        pack = (gzip.compress, bz2.compress, lzma.compress, _zstd)[number % 4]
        found.append((f"{name} compressed", pack(data)))
    for number in range(0, len(plain), 3):
        inner = zipped(plain[number : number + 3])
        found.append((f"archive {number}", inner))
        found.append((f"tar {number}", tarred(plain[number : number + 3])))
        found.append((f"nested {number}", gzip.compress(tarred([("inner.zip", inner), plain[number]]))))
    return found


def _zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    """A zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, data) in enumerate(files):
            archive.writestr(f"{number}/{name}", data)
    return packed.getvalue()


def tarred(files: list[tuple[str, bytes]]) -> bytes:
    """A tar archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def damaged(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """`data` after one to six accidents; pieces of `other` may come into it."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(changed) + 1)
        size = chance.choice((1, 2, 4, 16, 100, 1000, 20_000))
        match chance.randrange(9):
            case 0:
                for _ in range(chance.choice((1, 4, 30))):
                    if changed:
                        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            case 1:
                del changed[at : at + size]
            case 2:
                changed[at:at] = changed[at : at + size] * chance.choice((1, 2, 20))
            case 3:
                del changed[at:]
            case 4:
                begin = chance.randrange(len(other) + 1)
                changed[at : at + chance.choice((0, size))] = other[begin : begin + size]
            case 5:
                changed[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 3))
            case 6:
                changed[at : at + size] = chance.randbytes(min(size, 16))
            case 7:
                _swap_tokens(changed, chance)
            case 8:
                del changed[:at]
    return bytes(changed)


def _swap_tokens(data: bytearray, chance: random.Random) -> None:
    """Exchange two pieces that end at the same sign, such as two tags."""
    sign = chance.choice((b"<", b">", b"\n", b'"', b" ", b","))
    places = sorted(data.find(sign, chance.randrange(len(data) + 1)) for _ in range(2))
    if places[0] < 0:
        return
    first, second = places
    ends = [min(len(data), data.find(sign, place + 1) % (len(data) + 1)) for place in places]
    if first < ends[0] <= second < ends[1]:
        data[second : ends[1]], data[first : ends[0]] = data[first : ends[0]], data[second : ends[1]]


def outcome(path: Path) -> Counter[str]:
    """What reading `path` gives, counted by kind.

    Raises:
      AssertionError: something that cannot be written down, or that no reader may give.
    """
    counts: Counter[str] = Counter()
    for position, found in enumerate(read_all(path, "fuzz"), 1):
        counts[type(found).__name__] += 1
        if isinstance(found, Record):
            _check(found)
        elif isinstance(found, Failure):
            assert found.position == position
            f"{found.path}{found.reason}".encode()
    return counts


def _check(record: Record) -> None:
    assert record.publication_number
    assert record.document_type in DOCUMENT_TYPES
    assert all(section.kind in SECTION_KINDS for section in record.sections)
    for claim in record.claims:
        assert claim.category in CLAIM_CATEGORIES
        assert all(1 <= each < claim.number for each in claim.depends_on)
    for text in _strings(asdict(record)):
        text.encode()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


class _TooLong(Exception):
    pass


def _interrupt(*_signal: object) -> None:
    raise _TooLong(f"longer than {SECONDS} s")


def main() -> int:
    """Fuzz for some minutes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz"))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, _interrupt)
    cases = seeds(options.files)
    counts: Counter[str] = Counter()
    slowest = (0.0, "")
    end, number, broken = time.monotonic() + 60 * options.minutes, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case"
        while time.monotonic() < end:
            chance = random.Random(f"{options.seed} {number}")
            name, data = chance.choice(cases)
            path.write_bytes(damaged(data, chance.choice(cases)[1], chance))
            begin = time.process_time()
            signal.alarm(SECONDS)
            try:
                counts += outcome(path)
            except Exception as error:
                broken += 1
                options.keep.mkdir(exist_ok=True)
                kept = options.keep / f"{options.seed}-{number}"
                kept.write_bytes(path.read_bytes())
                print(f"case {number} of {name}: {type(error).__name__}: {error}; kept as {kept}", flush=True)
            signal.alarm(0)
            slowest = max(slowest, (time.process_time() - begin, f"case {number} of {name}"))
            number += 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{number} cases, {broken} broken: {dict(counts)}")
    print(f"slowest {slowest[0]:.1f} s ({slowest[1]}); {memory} MiB")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
