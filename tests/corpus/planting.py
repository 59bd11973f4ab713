"""Planted duplicates: records of one's own, texts of known similarity, and what becomes of them."""

import random
import string
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from patentgpt_jax.corpus import Record, Section
from patentgpt_jax.corpus.duplicates import keys
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.duplicates.resolve import Duplicates, KeyFiles
from patentgpt_jax.corpus.rows import RowWriter

SHINGLE = 5  # words

BOILERPLATE = (
    "While the invention has been described with reference to preferred embodiments, it will be understood "
    "by those skilled in the art that various changes may be made and equivalents may be substituted for "
    "elements thereof without departing from the scope of the invention as defined by the appended claims."
)


def words(seed: int, count: int = 1500) -> list[str]:
    """Text of its own: seeded words from a vocabulary of its own."""
    random_ = random.Random(seed)
    vocabulary = ["".join(random_.choices(string.ascii_lowercase, k=6)) for _ in range(300)]
    return random_.choices(vocabulary, k=count)


def text(seed: int, count: int = 1500) -> str:
    return " ".join(words(seed, count))


def record(number: int, content: str, **changes: Any) -> Record:
    """A grant with an application and a family of its own."""
    own: dict[str, Any] = {"application_number": f"US{number:08}", "filing_date": "2005-01-01"}
    own |= {"earliest_priority": f"{own['application_number']}@{own['filing_date']}"}
    own |= {"publication_number": f"US{number}B2", "source": "us", "language": "en"}
    return Record(**{**own, "sections": (Section("detailed_description", "", content),), **changes})


def pair(seed: int, jaccard: float, union: int = 400) -> tuple[str, str, float]:
    """Two texts, and the exact Jaccard similarity of their shingles, which is near `jaccard`.

    They share one stretch of words; all words are different, so that all shingles are.
    """
    shared = round(jaccard * union)
    alone = (union - shared) // 2
    names = [f"w{seed}x{place}" for place in range(union + 2 * SHINGLE)]
    one = names[: shared + alone + SHINGLE - 1]
    other = names[alone : 2 * alone + shared + SHINGLE - 1]
    return " ".join(one), " ".join(other), shared / (shared + 2 * alone)


def jaccard(one: str, other: str) -> float:
    """The Jaccard similarity of two texts' shingles, by its definition."""
    first, second = (
        {tuple(found[start : start + SHINGLE]) for start in range(len(found) - SHINGLE + 1)}
        for found in (one.split(), other.split())
    )
    return len(first & second) / len(first | second)


class Fate(NamedTuple):
    """What becomes of a record."""

    cluster: str
    reason: str
    kept: str
    paragraphs: tuple[tuple[int, int], ...]


def write_keys(
    folder: Path, tasks: Sequence[Sequence[Record]], fewest_characters: int = 100
) -> list[KeyFiles]:
    """The files that the reading of `tasks` would leave of their records."""
    folder.mkdir(parents=True)
    found = []
    for number, records in enumerate(tasks):
        found.append(KeyFiles(folder / f"{number}-keys", folder / f"{number}-paragraphs"))
        with (
            RowWriter(found[-1].keys, keys.SCHEMA) as key_rows,
            RowWriter(found[-1].paragraphs, keys.PARAGRAPHS) as paragraph_rows,
        ):
            for row, each in enumerate(records):
                key_rows.add(keys.keys_of(each)._asdict())
                for place in keys.paragraphs_of(each, fewest_characters):
                    paragraph_rows.add({"row": row, **place._asdict()})
    return found


def fates(folder: Path, tasks: Sequence[Sequence[Record]], **config: Any) -> list[Fate]:
    """What becomes of the records of `tasks`, in order."""
    decided = Duplicates(
        write_keys(folder, tasks), DuplicatesConfig(**config), folder / "scratch"
    ).decisions()
    told = []
    for records, decisions in zip(tasks, decided, strict=True):
        choices = {each["row"]: each for each in decisions.choices.to_pylist()}
        places = decisions.paragraphs.to_pylist()
        for row, each in enumerate(records):
            alone = {"cluster": each.publication_number, "reason": "", "kept": ""}
            choice = choices.get(row, alone)
            left_out = tuple(
                (place["section"], place["paragraph"]) for place in places if place["row"] == row
            )
            told.append(Fate(choice["cluster"], choice["reason"], choice["kept"], left_out))
    return told


def clusters_of(folder: Path, records: Sequence[Record]) -> list[str]:
    """The cluster of each record."""
    return [each.cluster for each in fates(folder, [records])]
