"""How fast each reader is, against lxml's bare iterparse of the same bytes, and whether memory is bounded.

    python -m experiments.benchmarks.readers [FILE...] [--rounds=7] [--megabytes=8]

Without files the input is the generated sample patents, written in each format; with files it is those,
recognised by their content. A reader's time is that of `for record in read(path)`: reading the file,
cutting it, parsing, and everything up to the record. lxml gets the documents already cut, and builds its
tree without anything being done with it. Both are processor time of one core; they take turns, so that
whatever else the machine does falls on both, and the ratio is the median of the rounds' ratios. Peak
memory is that of a fresh process that reads the same documents (8 MB of them at least) once and ten times
over.
"""

import argparse
import gc
import io
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from experiments.benchmarks import sample_formats
from experiments.benchmarks.results import print_result
from experiments.benchmarks.source_text import FORMATS
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers.cutting import split
from patentgpt_jax.corpus.record import Failure

_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)[\s>/]")
_FILLING = 8_000_000  # bytes that fill all buffers; smaller inputs are repeated for the smaller of the two
_TIMES = 10  # the larger input of the two whose memory is compared
_PEAK = """
import os, resource, sys
from patentgpt_jax.corpus import read
for record in read(sys.argv[1]):
    pass
if os.path.exists("/proc/self/status"):  # elsewhere `ru_maxrss` does; on Linux it begins with the parent's
    lines = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(int(lines["VmHWM"].split()[0]) * 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class Timing(NamedTuple):
    """Of one format: bytes, records, processor seconds of each round."""

    size: int
    records: int
    reader: list[float]
    lxml: list[float]  # empty for what is no XML

    @property
    def ratios(self) -> list[float]:
        """The reader's time over lxml's, by round; none for what is no XML."""
        if not self.lxml:
            return []
        return [ours / theirs for ours, theirs in zip(self.reader, self.lxml, strict=True)]


def grouped(paths: list[Path], folder: Path) -> dict[str, Path]:
    """One file in `folder` for each format among `paths`, with all its documents."""
    documents: dict[str, list[bytes]] = defaultdict(list)
    for path in paths:
        data = path.read_bytes()
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            documents["greenbook" if b"PATN" in data[:4096] else path.suffix[1:]].append(data)
            continue
        for document in split(io.BytesIO(data)):
            root = _ROOT.search(document or b"")
            layout = FORMATS.get(root[1].decode()) if root else None
            if document and layout:
                declared = document if document.startswith(b"<?xml") else b'<?xml version="1.0"?>' + document
                documents[layout.name].append(declared + b"\n")
    return {name: _written(folder / f"{name}.input", b"".join(each)) for name, each in documents.items()}


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def timed(path: Path, is_xml: bool, rounds: int) -> Timing:
    """Time both, in turns."""
    parsers = [(data, _recovers(data)) for data in _documents(path)] if is_xml else []
    gc.collect()
    gc.freeze()  # the modules that the benchmark itself loads are no garbage to look for in either's time
    failures: list[Failure] = []
    records, reader, lxml = 0, [], []
    for turn in range(rounds + 1):  # the first warms up
        start = time.process_time()
        records = sum(1 for _ in read(path, on_failure=failures.append))
        between = time.process_time()
        for data, recover in parsers:
            for _ in etree.iterparse(io.BytesIO(data), recover=recover, huge_tree=True):
                pass
        if turn:
            reader.append(between - start)
            lxml.append(time.process_time() - between)
    if failures:
        print(f"{path.name}: {len(failures) // (rounds + 1)} documents not read: {failures[0].reason}")
    return Timing(path.stat().st_size, records, reader, lxml if is_xml else [])


def _documents(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [document for document in split(file) if document]


def _recovers(data: bytes) -> bool:
    """Whether lxml must be told to go on after an error, as with an entity that is not declared."""
    try:
        for _ in etree.iterparse(io.BytesIO(data), huge_tree=True):
            pass
    except etree.XMLSyntaxError:
        return True
    return False


def peak(path: Path) -> int:
    """Bytes of memory that a fresh process holds at most while it reads `path`."""
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, str(path)], check=True, capture_output=True, text=True
    )
    return int(done.stdout)


def main() -> None:
    """Print the table and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--megabytes", type=float, default=8, help="of generated input for each format")
    arguments = parser.parse_args()
    metrics: dict[str, float | None] = {}
    spread: dict[str, list[float]] = {}
    print(f"{'format':<10} {'MB':>6} {'records':>7} {'MB/s':>6} {'lxml':>6} {'ratio':>6} {'least':>6} "
          f"{'most':>6} {'peak MB':>8} {'10x':>6}")  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = grouped(arguments.files, folder) or {
            each: _written(folder / each, sample_formats.sample_file(each, arguments.megabytes))
            for each in sample_formats.FORMATS
        }
        is_xml = {layout.name for layout in FORMATS.values()}
        for format, path in inputs.items():
            timing = timed(path, format in is_xml, arguments.rounds)
            if not timing.records:
                continue
            once = path.read_bytes() * max(1, -(-_FILLING // timing.size))
            peaks = peak(_written(folder / "once", once)), peak(_written(folder / "larger", once * _TIMES))
            found = _metrics(format, timing, peaks)
            metrics |= found
            ratios = timing.ratios
            if ratios:
                spread[f"{format}_time_over_lxml"] = [min(ratios), max(ratios)]
            rates = [
                timing.size / 1e6 / statistics.median(each) for each in (timing.reader, timing.lxml) if each
            ]
            cells = [
                *rates,
                found.get(f"{format}_time_over_lxml"),
                *(spread.get(f"{format}_time_over_lxml", [])),
            ]
            shown = " ".join(f"{each:>6.2f}" for each in cells if each is not None)
            print(f"{format:<10} {timing.size / 1e6:>6.1f} {timing.records:>7} {shown:<34} "
                  f"{peaks[0] / 1e6:>8.0f} {peaks[1] / peaks[0]:>6.3f}", flush=True)  # fmt: skip
    growth = [value for name, value in metrics.items() if name.endswith("_peak_memory_10x_over_1x")]
    metrics["peak_memory_10x_over_1x"] = max(filter(None, growth), default=None)
    print_result("readers", metrics, {"rounds": arguments.rounds}, spread, peers=("lxml",))


def _metrics(format: str, timing: Timing, peaks: tuple[int, int]) -> dict[str, float | None]:
    ratios = timing.ratios
    found: dict[str, float | None] = {
        f"{format}_megabytes_per_core_second": timing.size / 1e6 / statistics.median(timing.reader),
        f"{format}_peak_memory_10x_over_1x": peaks[1] / peaks[0],
    }
    return found | ({f"{format}_time_over_lxml": statistics.median(ratios)} if ratios else {})


if __name__ == "__main__":
    main()
