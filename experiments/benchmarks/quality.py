"""What the quality filters measure, what they leave out, what junk they find, and how fast they are.

    python -m experiments.benchmarks.quality [FILE...] [--rounds=3]

Without files the input is the generated sample patents, which says nothing about real ones; with files it
is their utility patents and texts of at least three hundred characters. Three tables: each measure's
distribution and how many of the documents are over the published threshold and over the default one; how
much junk planted in the English ones is found (`damage`), by kind and amount; and the speed of each filter,
on whole documents and on documents of 120 words cut from them, in processor time of one core.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from experiments.benchmarks import damage
from experiments.benchmarks.results import print_result
from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.language import make_language
from patentgpt_jax.corpus.cleaning.length import make_length, mean_word_length
from patentgpt_jax.corpus.cleaning.ocr import garbage_share, make_ocr
from patentgpt_jax.corpus.cleaning.own_text import UNSPACED, body_text, count_words, own_text
from patentgpt_jax.corpus.cleaning.repetition import METRICS, make_repetition, repetition_metrics
from patentgpt_jax.corpus.cleaning.symbols import make_symbols, symbol_metrics
from patentgpt_jax.corpus.record import Record, Section
from patentgpt_jax.corpus.samples import write_samples

CONFIG = CleaningConfig()
FILTERS: dict[str, Filter] = {
    "language": make_language(CONFIG),
    "length": make_length(CONFIG),
    "symbols": make_symbols(CONFIG),
    "repetition": make_repetition(CONFIG),
    "ocr": make_ocr(CONFIG),
}
_TABLE = (0.30, 0.30, 0.20, 0.20, 0.20, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.11, 0.10)
_GOPHER = dict(zip(METRICS[:-1], _TABLE, strict=True))
PUBLISHED: dict[str, float] = _GOPHER | {
    "too few words": 50, "too many words": 100_000, "words too short": 3, "words too long": 10,
    "hashes": 0.1, "ellipses": 0.1, "bullet_lines": 0.9, "ellipsis_lines": 0.3, "letter_words": 0.8,
    "stop_words": 2,
}  # fmt: skip
_QUALITY = CONFIG.quality
DEFAULT: dict[str, float] = asdict(_QUALITY.repetition) | {
    "too few words": _QUALITY.min_words, "too many words": _QUALITY.max_words,
    "words too short": _QUALITY.min_word_length, "words too long": _QUALITY.max_word_length,
    "hashes": _QUALITY.max_symbols, "ellipses": _QUALITY.max_symbols,
    "bullet_lines": _QUALITY.max_bullet_lines, "ellipsis_lines": _QUALITY.max_ellipsis_lines,
    "letter_words": _QUALITY.min_letter_words, "stop_words": _QUALITY.min_stop_words,
    "digits": _QUALITY.max_digits, "non_letters": _QUALITY.max_non_letters,
    "garbage": _QUALITY.max_garbage_words,
}  # fmt: skip
LEAST = frozenset({"too few words", "words too short", "letter_words", "stop_words"})
"""Measures that are to be high, not low."""

_LEAST_CHARACTERS = 300
_SHORT_WORDS = 120
_SHARES = (0.1, 0.2, 0.3, 0.5, 0.7)
_LETTERS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1)
JUNK: dict[str, tuple[tuple[float, ...], Callable[[str, float, random.Random], str]]] = {
    "loop of 3 words": (_SHARES, lambda text, share, rng: damage.looping(text, share, 3, rng)),
    "loop of 12 words": (_SHARES, lambda text, share, rng: damage.looping(text, share, 12, rng)),
    "loop of 40 words": (_SHARES, lambda text, share, rng: damage.looping(text, share, 40, rng)),
    "paragraphs again": (_SHARES, damage.repeated_paragraphs),
    "header each words": ((40, 80, 150), lambda text, words, rng: damage.running_headers(text, int(words))),
    "letters misread": (_LETTERS, damage.scanned),
}


def measures(record: Record) -> dict[str, float]:
    """Every measure of a record by name."""
    text, body = own_text(record), body_text(record)
    words, mean = count_words(body), mean_word_length(body)
    found: dict[str, float] = {"too few words": words, "too many words": words}
    if record.language not in UNSPACED:
        found |= {"words too short": mean, "words too long": mean}
    symbols = asdict(symbol_metrics(text, record.language))
    found |= {name: value for name, value in symbols.items() if value is not None}
    return found | {"garbage": garbage_share(text)} | asdict(repetition_metrics(text, record.language))


def failing(values: list[float], name: str, threshold: float | None) -> float | None:
    """The share of `values` on the wrong side of `threshold`."""
    if threshold is None:
        return None
    return sum(value < threshold if name in LEAST else value > threshold for value in values) / len(values)


def caught(text: str) -> bool:
    """Whether a filter leaves out a document of `text`, or would if nothing else were wrong with it."""
    record = Record("US1", language="en", sections=(Section("other", "", text),))
    return any(isinstance(FILTERS[name](record), Removed) for name in ("symbols", "repetition", "ocr"))


def megabytes_and_documents(judge: Filter, records: list[Record], rounds: int) -> tuple[float, float]:
    """A second of processor time."""
    size = sum(len(own_text(record).encode()) for record in records) / 1e6
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for record in records:
            judge(record)
        taken.append(time.process_time() - start)
    seconds = statistics.median(taken)
    return size / seconds, len(records) / seconds


def short_documents(records: Iterable[Record]) -> list[Record]:
    """Documents of 120 words each, cut from the English ones; two thousand at most."""
    found: list[Record] = []
    for record in records:
        words = body_text(record).split() if record.language == "en" else []
        for start in range(0, len(words) - _SHORT_WORDS, _SHORT_WORDS):
            text = " ".join(words[start : start + _SHORT_WORDS])
            found.append(Record("US1", language="en", sections=(Section("other", "", text),)))
    return found[:: max(1, len(found) // 2000)]


def _documents(files: list[Path]) -> list[Record]:
    with tempfile.TemporaryDirectory() as folder:
        records = [record for path in files or write_samples(Path(folder), 120) for record in read(path)]
    wanted = [record for record in records if record.document_type in ("utility", "text")]
    return [record for record in wanted if len(own_text(record)) >= _LEAST_CHARACTERS]


def _print_measures(records: list[Record]) -> dict[str, float | None]:
    measured = [measures(record) for record in records]
    metrics: dict[str, float | None] = {}
    print(f"{len(records)} documents\n{'measure':<32} {'median':>9} {'1 %':>9} {'99 %':>9} {'most':>9} "
          f"{'published':>9} {'fail':>7} {'default':>9} {'fail':>7}")  # fmt: skip
    for name in dict.fromkeys(name for each in measured for name in each):
        values = sorted(each[name] for each in measured if name in each)
        places = (len(values) // 2, len(values) // 100, len(values) * 99 // 100, -1)
        shown = " ".join(f"{values[place]:>9.4g}" for place in places)
        for threshold, kind in ((PUBLISHED.get(name), "published"), (DEFAULT.get(name), "default")):
            share = failing(values, name, threshold)
            shown += f" {threshold:>9g} {share:>7.2%}" if share is not None else " " * 18
            metrics[f"{name.replace(' ', '_')}_{kind}_fail"] = share
        print(f"{name:<32} {shown}")
    over = sum(any(each[name] > most for name, most in _GOPHER.items()) for each in measured)
    removed: Counter[str] = Counter()
    for record in records:
        answers = (judge(record) for judge in FILTERS.values())
        removed.update([each.reason for each in answers if isinstance(each, Removed)][:1])
    share_over, share_removed = over / len(records), removed.total() / len(records)
    print(f"left out: {removed.total()} ({share_removed:.2%}) {dict(removed)}; by Gopher's own table of "
          f"repetition: {over} ({share_over:.2%})")  # fmt: skip
    return metrics | {"repetition_published_fail": share_over, "removed": share_removed}


def _print_junk(records: list[Record]) -> dict[str, float | None]:
    texts = [own_text(record)[:100_000] for record in records if record.language == "en"][:200]
    rng = random.Random(0)
    metrics: dict[str, float | None] = {}
    for name, (amounts, spoil) in JUNK.items() if texts else ():
        shares = [sum(caught(spoil(text, amount, rng)) for text in texts) / len(texts) for amount in amounts]
        pairs = list(zip(amounts, shares, strict=True))
        print(f"{name:<18} found " + "  ".join(f"{amount:g}: {share:.0%}" for amount, share in pairs))
        metrics |= {f"{name.replace(' ', '_')}_{amount:g}_found": share for amount, share in pairs}
    return metrics


def _print_speeds(records: list[Record], rounds: int) -> dict[str, float | None]:
    short = short_documents(records)
    metrics: dict[str, float | None] = {}
    print(f"{'filter':<12} {'MB/s':>7} {'short MB/s':>11} {'short documents/s':>18}")
    for name, judge in FILTERS.items():
        whole, _ = megabytes_and_documents(judge, records, rounds)
        metrics[f"{name}_megabytes_per_core_second"] = whole
        shown = f"{name:<12} {whole:>7.1f}"
        if short:
            pieces, rate = megabytes_and_documents(judge, short, rounds)
            metrics[f"{name}_documents_per_core_second"] = rate
            shown += f" {pieces:>11.1f} {rate:>18.0f}"
        print(shown)
    return metrics


def main() -> None:
    """Print the tables and the result."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    records = _documents(arguments.files)
    if not records:
        parser.error("no utility patents or texts of three hundred characters in these files")
    metrics = _print_measures(records)
    print()
    metrics |= _print_junk(records)
    print()
    metrics |= _print_speeds(records, arguments.rounds)
    print_result("quality", metrics, {"documents": len(records)}, {})


if __name__ == "__main__":
    main()
