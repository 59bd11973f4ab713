"""How surely the text of benchmarks is found in documents, how often by chance, and how fast.

    python -m experiments.benchmarks.decontamination --benchmarks=SOURCES FILE... [--plants=300] [--list=5]

The files are of any format that `patentgpt_jax.corpus.read` knows, and should hold no text of the
benchmarks. Passages of items are planted into them, at a random place of a random part: whole texts, half
of one, two windows, one window, and one word or character less than a window, which must not be found. The
chance rate is the share of the documents that are flagged as they are, with its 95 % upper bound (Wilson's;
3/n where there is none), for windows of several lengths; `--list` shows what was flagged, since a real
document may be in a benchmark. Where no document is in a benchmark's language its own text is taken: the
lines of every second item against an index of the others, leaving out lines that are in both. Speed is
processor time of one core on the documents as they are.
"""

import argparse
import json
import math
import random
import re
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from experiments.benchmarks.results import print_result
from patentgpt_jax.corpus import Record, read
from patentgpt_jax.corpus.cleaning.parts import text_bytes
from patentgpt_jax.corpus.decontamination import BenchmarkIndex
from patentgpt_jax.corpus.decontamination.building import chosen_files
from patentgpt_jax.corpus.decontamination.items import Item, items
from patentgpt_jax.corpus.decontamination.windows import CHARACTER, WEIGHT, WORD, windows_of
from patentgpt_jax.corpus.wording import normal_form, token_spans

_WEIGHTS = (160, 200, WEIGHT, 300, 325)
_FENCE = "xqzw"  # a word that is nowhere, so that words beside a passage do not complete it
_PLANTS = ("whole", "half", "two_windows", "window", "one_token_less")


class Rate(NamedTuple):
    """`flagged` of `documents`."""

    flagged: int
    documents: int

    @property
    def upper(self) -> float:
        """The 95 % upper bound of the share."""
        if not self.flagged:
            return min(1.0, 3 / self.documents)
        z, share, n = 1.96, self.flagged / self.documents, self.documents
        middle = share + z * z / (2 * n)
        return (middle + z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))) / (1 + z * z / n)


def rate(index: BenchmarkIndex, records: Sequence[Record]) -> Rate:
    """How many of `records` are flagged."""
    filtered = index.filter("document")
    return Rate(sum(filtered(each) is not each for each in records), len(records))


def halves(path: Path, folder: Path) -> tuple[Path, list[Record]]:
    """A file with every second item of the benchmark `path`, and the others' lines that are not in it."""
    every = list(items(path))
    kept, others = _lines(every[::2]), _lines(every[1::2])
    half = folder / f"{path.stem}.jsonl"
    half.write_text("".join(json.dumps({"texts": item.texts}) + "\n" for item in every[::2]))
    clean = sorted(line for line in others - kept if len(windows_of([line]).hashes))
    return half, [Record(f"line {number}", abstract=line) for number, line in enumerate(clean)]


def _lines(every: Sequence[Item]) -> set[str]:
    """The lines of items, without the letters of options."""
    return {
        re.sub(r"\A[A-Z][.:：] ?", "", line.strip())
        for item in every
        for text in item.texts
        for line in text.splitlines()
    }


def plants(index: BenchmarkIndex, texts: Sequence[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, passage) of one random text of a benchmark; a window is one that is no template."""
    text = rng.choice(texts)
    spans, written = list(token_spans(text)), normal_form(text)
    hits = index.hits([text])
    if not len(hits.start):
        return
    place = rng.randrange(len(hits.start))
    start, end = int(hits.start[place]), int(hits.end[place])
    middle = rng.randrange(len(spans) // 2 + 1)
    for kind, first, last in (
        ("whole", 0, len(spans)),
        ("half", middle, middle + len(spans) // 2),
        ("two_windows", start, min(len(spans), 2 * end - start)),
        ("window", start, end),
        ("one_token_less", start, end - 1),
    ):
        yield kind, written[spans[first][0] : spans[last - 1][1]]


def planted(record: Record, passage: str, rng: random.Random) -> Record:
    """`record` with `passage` between two words of its abstract, a section or a claim, fenced."""
    options = [("abstract", 0, record.abstract)]
    options += [("sections", number, each.text) for number, each in enumerate(record.sections)]
    options += [("claims", number, each.text) for number, each in enumerate(record.claims)]
    field, number, text = rng.choice(options)
    words = text.split(" ")
    at = rng.randrange(len(words) + 1)
    changed = " ".join([*words[:at], _FENCE, passage, _FENCE, *words[at:]])
    if field == "abstract":
        return replace(record, abstract=changed)
    parts = list(getattr(record, field))
    parts[number] = replace(parts[number], text=changed)
    changes: dict[str, Any] = {field: tuple(parts)}
    return replace(record, **changes)


def recall(
    index: BenchmarkIndex, texts: Sequence[str], records: Sequence[Record], count: int
) -> dict[str, float]:
    """By kind of plant, the share that is found."""
    rng, found, tried = random.Random(0), Counter[str](), Counter[str]()
    filtered = index.filter("document")
    for _ in range(count):
        for kind, passage in plants(index, texts, rng):
            record = planted(rng.choice(records), passage, rng)
            tried[kind] += 1
            found[kind] += filtered(record) is not record
    return {kind: found[kind] / tried[kind] for kind in _PLANTS if tried[kind]}


def speed(index: BenchmarkIndex, records: Sequence[Record], rounds: int = 5) -> list[float]:
    """Megabytes a second of processor time, by round."""
    filtered = index.filter("document")
    size, found = sum(map(text_bytes, records)) / 1e6, []
    for turn in range(rounds + 1):  # the first warms up
        start = time.process_time()
        for record in records:
            filtered(record)
        if turn:
            found.append(size / (time.process_time() - start))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the files, print the tables and the last line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--benchmarks", required=True, help="in the form of config.data.sources")
    parser.add_argument("--plants", type=int, default=300, help="passages of each length")
    parser.add_argument("--list", type=int, default=5, help="flagged documents to show")
    options = parser.parse_args(arguments)
    records = [record for path in options.files for record in read(path)]
    index = BenchmarkIndex.build(options.benchmarks)
    metrics: dict[str, float | None] = {}
    for name, counts in index.counts().items():
        print(f"{name}: " + ", ".join(f"{value:,} {key}" for key, value in counts.items()))
        metrics |= {f"{name}/{key}": value for key, value in counts.items()}
    paths = [path for _, chosen in chosen_files(options.benchmarks) for path in chosen]
    metrics |= _chance(options.benchmarks, paths, records)
    _show(index, records, options.list)
    clean = [each for each in records if not index.match(each)]
    for path in paths:
        texts = [text for item in items(path) for text in item.texts if len(index.hits([text]).hashes)]
        print(f"\n{'planted of ' + path.name:<40}{'found':>9}")
        for kind, share in recall(index, texts, clean, options.plants).items():
            print(f"{kind:<40}{share:>9.2%}")
            metrics[f"{path.stem}/{kind}_found_share"] = share
    rates = speed(index, records)
    metrics["megabytes_per_core_second"] = statistics.median(rates)
    print(f"\n{statistics.median(rates):.1f} MB a second, one core, {len(index.windows):,} windows indexed")
    shapes = {"documents": len(records), "bytes": sum(map(text_bytes, records)), "plants": options.plants}
    print_result("decontamination", metrics, shapes, {"megabytes_per_core_second": [min(rates), max(rates)]})


def _chance(benchmarks: str, paths: Sequence[Path], records: Sequence[Record]) -> dict[str, float | None]:
    """Print and tell the chance rates by length of window."""
    metrics: dict[str, float | None] = {}
    print(f"\n{'flagged by chance in':<40}{'words':>6}{'chars':>6}{'flagged':>9}{'of':>7}{'95% below':>11}")
    with tempfile.TemporaryDirectory() as folder:
        held = {path.stem: halves(path, Path(folder)) for path in paths}
        for weight in _WEIGHTS:
            words, characters = -(-weight // WORD), -(-weight // CHARACTER)
            rates = {"documents": rate(BenchmarkIndex.build(benchmarks, weight), records)}
            for name, (half, lines) in held.items():
                if lines:
                    rates[f"{name} held out"] = rate(BenchmarkIndex.build(str(half), weight), lines)
            for name, found in rates.items():
                print(f"{name:<40}{words:>6}{characters:>6}{found.flagged:>9}{found.documents:>7}"
                      f"{found.upper:>11.3%}")  # fmt: skip
                key = f"{name.replace(' ', '_')}/{words}_words_{characters}_characters"
                metrics |= {f"{key}/flagged": found.flagged, f"{key}/upper": found.upper}
    return metrics


def _show(index: BenchmarkIndex, records: Sequence[Record], most: int) -> None:
    flagged = [(record, found) for record in records if (found := index.match(record))]
    for record, found in flagged[:most]:
        for match in found:
            print(f"{record.publication_number} {match.part}: {match.items[0]}: {match.text!r}")


if __name__ == "__main__":
    main()
