"""The kinds of sample sources, each in a form in which real ones come.

    patents      red book files and Chinese documents      (samples.write_samples)
    literature   papers: JSON lines, paragraphs under headings
    law          judgments: JSON lines, with Chinese columns for Chinese ones
    exams        multiple-choice questions: JSON lines as IPQuiz has them
    chat         conversations: JSON lines of messages
    books        plain text with chapters, a file each
    general      JSON lines of nothing but text

Like the patents they are invented, in English and (three of eight) in Chinese, and prove only that code runs.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from patentgpt_jax.corpus.samples import prose, questions
from patentgpt_jax.files import write_text

PATENTS = "patents"


def write_texts(kind: str, directory: Path, patents: int, seed: int = 0) -> list[Path]:
    """Write the source `kind` (not `patents`) as it goes with so many sample patents.

    Returns the files in order. The same arguments give the same bytes on any machine and any Python.
    """
    contents = dict(_TEXTS[kind](patents, seed))
    for name, content in contents.items():
        write_text(directory / name, content)
    return [directory / name for name in contents]


def _literature(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    yield "papers.jsonl", _lines(prose.papers(_count(patents, 1 / 2), seed))


def _law(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    judgments = list(prose.judgments(_count(patents, 1 / 4), seed))
    for language in (prose.ENGLISH, prose.CHINESE):
        yield f"judgments-{language}.jsonl", _lines(case for of, case in judgments if of == language)


def _exams(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    asked = list(questions.examinations(_count(patents, 2), seed))
    for language in (prose.ENGLISH, prose.CHINESE):
        yield f"exams-{language}.jsonl", _lines(each for each in asked if each["language"] == language)


def _chat(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    yield "chat.jsonl", _lines(questions.conversations(_count(patents, 1), seed))


def _books(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(prose.books(_count(patents, 1 / 10), seed)):
        yield f"book-{number:04d}.txt", text


def _general(patents: int, seed: int) -> Iterator[tuple[str, str]]:
    yield "general.jsonl", _lines(prose.news(_count(patents, 1 / 2), seed))


def _count(patents: int, each: float) -> int:
    """So many texts for each patent, but enough for a few in each fold."""
    return max(8, round(patents * each))


def _lines(rows: Iterable[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


_TEXTS: Mapping[str, Callable[[int, int], Iterator[tuple[str, str]]]] = {
    "literature": _literature,
    "law": _law,
    "exams": _exams,
    "chat": _chat,
    "books": _books,
    "general": _general,
}
KINDS = (PATENTS, *_TEXTS)
