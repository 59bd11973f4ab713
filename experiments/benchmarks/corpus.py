"""How fast a corpus is curated on one core, against DataTrove, and how time and memory grow with it.

    python3 -m venv .venv-peer
    .venv-peer/bin/pip install "datatrove[processing]" spacy
    python -m experiments.benchmarks.corpus --peer-python=.venv-peer/bin/python [--files FILE...]

Four tables:

1. Against DataTrove, on the same texts held in memory, each side in a process of its own with one thread; the
   two take turns, and the ratio is the median of the rounds' ratios of processor times. No side writes files,
   and on both what is timed begins with the text, so that words are cut in it. MinHash: `minhash.signature`
   (128 minima of shingles of 5 words) and what `MinhashDedupSignature` does with a document (14 x 8 = 112
   minima of shingles of 5 words). Gopher: the cleaning filters `length`, `symbols`, `repetition`, and
   `GopherRepetitionFilter` and `GopherQualityFilter`, in both cases until one of them leaves a text out. The
   texts are generated, of 120 and of 4,000 words, and pass all filters; real ones are given by `--files`.
2. Each stage of the corpus job by itself, and the job with one process that reads.
3. The job, and the finding of duplicates alone, for 1, 10 and 100 times as many documents, each in a fresh
   process, by processor time. Duplicates are planted among them: pairs of several similarities, copies,
   families, one template. Then, of `--large` records each, what is worst for finding duplicates: all of one
   family, chains, one form.
4. Of pairs of texts with a known Jaccard similarity, which share is found to be of one cluster, and which
   leaves one of the two out, beside what theory says (`minhash.detection`).

Texts are invented: nothing but speed, memory and the finding of what was planted is measured on them.
"""

import argparse
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from experiments.benchmarks import corpus_growth, planted, synthetic_keys
from experiments.benchmarks.corpus_detection import SIMILARITIES, detected
from experiments.benchmarks.corpus_side import GOPHER
from experiments.benchmarks.corpus_stages import stages
from experiments.benchmarks.results import print_result
from experiments.benchmarks.turns import Side
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.cleaning.cleaner import make_filters
from patentgpt_jax.corpus.cleaning.config import CleaningConfig

_LENGTHS = {120: 500, 4000: 15}  # words of a text: how many there are
_REAL_BYTES = 1_000_000  # of real texts that are compared
_TIMES = (1, 10, 100)
_KEYS_A_DOCUMENT = 5  # so many times as many records where keys alone are made
_NAMES = str.maketrans(" -", "__")
_VERSION = "import importlib.metadata as m; import datatrove, spacy; print(m.version('datatrove'))"


class Result:
    """What the last line tells."""

    def __init__(self) -> None:
        self.metrics: dict[str, float | None] = {}
        self.spread: dict[str, list[float]] = {}

    def add(self, name: str, values: list[float]) -> float:
        """A metric by its values in the rounds; returns the median."""
        median = self.metrics[name] = statistics.median(values)
        self.spread[name] = [min(values), max(values)]
        return median


def peer_version(python: str) -> str:
    """The version of DataTrove that an interpreter has, or nothing."""
    try:
        done = subprocess.run([python, "-c", _VERSION], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def texts(folder: Path, lengths: dict[int, int], files: list[Path]) -> dict[str, Path]:
    """Files of texts by a name: generated ones by their words, and `real` ones."""
    found = {}
    for length, count in lengths.items():
        draw = random.Random(length)
        found[str(length)] = _written(
            folder, str(length), [planted.document(draw, length) for _ in range(count)]
        )
    if files:
        found["real"] = _written(folder, "real", list(_real(files)))
    return found


def _written(folder: Path, name: str, found: list[str]) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps(found))
    return path


def _real(files: list[Path]) -> Iterator[str]:
    size = 0
    for path in files:
        for record in read(path):
            text = "\n\n".join(section.text for section in record.sections) or record.abstract
            if text and size < _REAL_BYTES:
                size += len(text)
                yield text


def compare(inputs: dict[str, Path], peer_python: str, rounds: int, result: Result) -> None:
    """Print the first table; without `peer_python` our side alone."""
    jobs = ["minhash", *(["gopher"] if _has_filters(GOPHER) else [])]
    if "gopher" not in jobs:
        print(f"gopher: left out, as there is not each of the filters {GOPHER.filters} yet")
    if not peer_python:
        print("datatrove: left out, as --peer-python has none; our side alone")
    print(f"{'work':<8} {'texts':>6} {'docs/s':>9} {'MB/s':>7} {'datatrove':>9} {'speedup':>7} {'least':>6} "
          f"{'most':>6} {'kept':>11}")  # fmt: skip
    sides = {"": (sys.executable, "experiments.benchmarks.corpus_side")}
    if peer_python:
        sides["datatrove_"] = (peer_python, "experiments.benchmarks.datatrove_side")
    for job in jobs:
        for name, path in inputs.items():
            found = json.loads(path.read_text())
            size = sum(len(text.encode()) for text in found)
            seconds, kept = _rounds(sides, job, path, rounds)
            label = "" if name == "120" else f"_{name}"
            rates = {
                side: result.add(
                    f"{job}_{side}documents_per_core_second{label}", [len(found) / each for each in taken]
                )
                for side, taken in seconds.items()
            }
            line = f"{job:<8} {name:>6} {rates['']:>9,.0f} {rates[''] * size / len(found) / 1e6:>7.1f}"
            if peer_python:
                ratios = [theirs / ours for ours, theirs in zip(*seconds.values(), strict=True)]
                speedup = result.add(f"{job}_speedup_vs_datatrove{label}", ratios)
                line += (
                    f" {rates['datatrove_']:>9,.0f} {speedup:>7.2f} {min(ratios):>6.2f} {max(ratios):>6.2f}"
                )
            shown = "/".join(str(each) for each in kept.values())
            print(f"{line} {shown:>11}", flush=True)


def _has_filters(config: CleaningConfig) -> bool:
    try:
        return bool(make_filters(config))
    except KeyError:
        return False


def _rounds(
    sides: dict[str, tuple[str, str]], job: str, path: Path, rounds: int
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """By side the seconds of each round but the first, which warms up, and how many texts it kept."""
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    kept = {}
    running = {name: Side(*each) for name, each in sides.items()}
    try:
        for turn in range(rounds + 1):
            for name in sorted(running, reverse=bool(turn % 2)):  # neither always comes first
                done = running[name].do(job, path)
                kept[name] = done["kept"]
                if turn:
                    seconds[name].append(done["seconds"])
    finally:
        for side in running.values():
            side.end()
    return seconds, kept


def show_stages(path: Path, filters: str, result: Result) -> None:
    """Print the second table."""
    print(f"{'stage':<22} {'docs/s':>9} {'MB/s':>7}")
    for stage in stages(path, filters):
        rate = stage.documents / max(stage.seconds, 1e-9)
        result.metrics[f"{stage.name.translate(_NAMES)}_documents_per_second"] = rate
        print(
            f"{stage.name:<22} {rate:>9,.0f} {stage.bytes / max(stage.seconds, 1e-9) / 1e6:>7.1f}", flush=True
        )


def show_growth(count: int, filters: str, large: int, result: Result) -> None:
    """Print the third table."""
    print(f"{'documents':<17} {'count':>9} {'wall s':>7} {'processor s':>11} {'us each':>8} "
          f"{'anonymous MB':>12} {'resident MB':>11}")  # fmt: skip
    for kind, name in ((corpus_growth.BUILD, ""), ("mixed", "duplicates_")):
        found = []
        for times in _TIMES:
            size = count * times * (1 if kind == corpus_growth.BUILD else _KEYS_A_DOCUMENT)
            found.append(corpus_growth.measure(kind, size, 120, filters))
            _show(kind, found[-1])
        first, last = found[0], found[-1]
        label = f"{name}{{}}_growth_{_TIMES[-1]}x"
        result.metrics[label.format("time")] = last.processor / first.processor / _TIMES[-1]
        result.metrics[label.format("memory")] = last.anonymous / first.anonymous
        result.metrics[f"{name}memory_bytes_{_TIMES[-1]}x"] = last.anonymous
        exponent = math.log(last.processor / found[-2].processor, last.documents / found[-2].documents)
        result.metrics[f"{name}time_exponent"] = exponent
        print(f"from the second to the third, time grows as the {exponent:.2f}th power of the documents")
    for kind in synthetic_keys.KINDS if large else ():
        measured = corpus_growth.measure(kind, large, 0, filters)
        _show(kind, measured)
        label = f"duplicates_{kind.translate(_NAMES)}"
        result.metrics[f"{label}_processor_seconds"] = measured.processor
        result.metrics[f"{label}_memory_bytes"] = measured.anonymous


def _show(kind: str, measured: corpus_growth.Measured) -> None:
    print(f"{kind:<17} {measured.documents:>9,} {measured.seconds:>7.1f} {measured.processor:>11.1f} "
          f"{measured.processor / measured.documents * 1e6:>8.0f} {measured.anonymous / 1e6:>12.0f} "
          f"{measured.resident / 1e6:>11.0f}", flush=True)  # fmt: skip


def show_detection(count: int, result: Result) -> None:
    """Print the fourth table."""
    print(f"{'Jaccard':<8} {'joined':>7} {'theory':>7} {'left out':>8} {'theory':>7}")
    for similarity in SIMILARITIES:
        found = detected(similarity, count)
        result.metrics[f"joined_share_{similarity}"] = found.joined
        result.metrics[f"left_out_share_{similarity}"] = found.left_out
        print(f"{similarity:<8} {found.joined:>7.3f} {found.joined_expected:>7.3f} {found.left_out:>8.3f} "
              f"{found.left_out_expected:>7.3f}", flush=True)  # fmt: skip


def main() -> None:
    """Print the tables and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer-python", default=sys.executable, help="the interpreter that has datatrove")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--documents", type=int, default=400, help="of the smallest of three sizes")
    parser.add_argument(
        "--large", type=int, default=50_000, help="records of each worst case; 0 leaves them out"
    )
    parser.add_argument("--pairs", type=int, default=400, help="of each similarity")
    parser.add_argument("--filters", default=None, help="cleaning filters of the job; by default its own")
    parser.add_argument("--files", nargs="*", type=Path, default=[], metavar="FILE", help="real documents")
    arguments = parser.parse_args()
    config = CleaningConfig() if arguments.filters is None else CleaningConfig(filters=arguments.filters)
    if not _has_filters(config) and config.filters:
        print(f"filters: none, as there is not each of {config.filters} yet")
        config = CleaningConfig(filters="")
    result, version = Result(), peer_version(arguments.peer_python)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inputs = texts(folder, _LENGTHS, arguments.files)
        compare(inputs, arguments.peer_python if version else "", arguments.rounds, result)
        path = folder / "patents.jsonl"
        planted.write_corpus(path, 10 * arguments.documents, 120)
        show_stages(path, config.filters, result)
    show_growth(arguments.documents, config.filters, arguments.large, result)
    show_detection(arguments.pairs, result)
    load = os.getloadavg()[0]
    print(f"load average at the end: {load:.2f}, of which this benchmark makes about 1")
    shapes: dict[str, Any] = {"texts": _LENGTHS, "documents": arguments.documents, "large": arguments.large}
    shapes |= {"filters": config.filters, "rounds": arguments.rounds, "load_average": load}
    print_result(
        "corpus", result.metrics, shapes, result.spread, peers={"datatrove": version} if version else {}
    )


if __name__ == "__main__":
    main()
