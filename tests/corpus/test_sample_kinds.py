"""Generated texts come in the forms of real sources, in both languages, and the same for a seed."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from planting import clusters_of

from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.record import Failure, Record
from patentgpt_jax.corpus.samples.invention import DOMAINS
from patentgpt_jax.corpus.samples.kinds import KINDS, PATENTS, write_texts
from patentgpt_jax.tokens.text import document_text

TEXTS = [kind for kind in KINDS if kind != PATENTS]
PATENT_COUNT = 120


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    folder = tmp_path_factory.mktemp("kinds")
    return {kind: write_texts(kind, folder / kind, PATENT_COUNT) for kind in TEXTS}


@pytest.fixture(scope="module")
def records(files: dict[str, list[Path]]) -> dict[str, list[Record]]:
    return {kind: [each for path in paths for each in read(path)] for kind, paths in files.items()}


def rows(paths: list[Path]) -> list[dict]:
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_bytes_are_the_same_for_a_seed_whatever_hashes_strings(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from patentgpt_jax.corpus.samples.kinds import *\n"
        "for kind in KINDS[1:]: write_texts(kind, Path(sys.argv[1]), 20, int(sys.argv[2]))"
    )
    digests = []
    for hash_seed, seed in (("1", "0"), ("2", "0"), ("1", "3")):
        folder = tmp_path / f"{hash_seed}-{seed}"
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", script, str(folder), seed], check=True, env=environment)
        data = b"".join(path.name.encode() + path.read_bytes() for path in sorted(folder.iterdir()))
        digests.append(hashlib.sha256(data).hexdigest())
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("kind", TEXTS)
def test_readers_read_every_text_of_both_languages(kind: str, files, records) -> None:
    found = records[kind]
    assert not any(isinstance(each, Failure) for each in found)
    assert len(found) == (len(files[kind]) if kind == "books" else len(rows(files[kind])))
    assert {each.document_type for each in found} == {"text"}
    chinese = sum(each.language == "zh" for each in found)
    assert {each.language for each in found} == {"en", "zh"} and 0.3 < chinese / len(found) < 0.5
    assert len({each.publication_number for each in found}) == len(found)


@pytest.mark.parametrize("kind", TEXTS)
def test_no_mark_of_a_template_is_left(kind: str, records) -> None:
    for record in records[kind]:
        text = document_text(record)
        assert not re.search(r"[{}|]|\.\.|  |。。|，。| [.,;?]|None", text), text


def test_questions_have_the_fields_of_ipquiz_and_right_answers(files) -> None:
    parts = {part.name.en: part.function for domain in DOMAINS for part in domain.parts}
    several = checked = 0
    for row in rows(files["exams"]):
        assert list(row) == ["language", "problem", "candidates", "answer"]
        assert list(row["candidates"]) == list("ABCD") and len(set(row["candidates"].values())) == 4
        letters = row["answer"].split(", ")
        assert letters == sorted(letters) and set(letters) <= set("ABCD")
        several += len(letters) > 1
        asked = re.search(r" (?:serves|is there) to ([a-z ]+)\?", row["problem"])
        if asked and row["language"] == "en" and "{" not in asked[1]:
            name = row["candidates"][letters[0]].split(" ", 1)[1]
            verb = parts[name].en.split("{")[0].strip()
            assert asked[1].startswith(verb)
            checked += 1
    assert several > 20 and checked > 20


def test_an_examination_is_read_with_its_options_and_its_answer(records) -> None:
    for record in records["exams"]:
        (section,) = record.sections
        assert re.search(r"\n\nA\. .+\nB\. .+\nC\. .+\nD\. .+\n\n(Answer: |答案：)[A-D]", section.text)


def test_conversations_take_turns(files, records) -> None:
    for row, record in zip(rows(files["chat"]), records["chat"], strict=True):
        roles = [each["role"] for each in row["messages"] if each["role"] != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        marks = re.findall("^(?:User: |Assistant: |用户：|助手：)", record.sections[0].text, re.MULTILINE)
        assert len(marks) == len(roles)


def test_books_have_chapters_papers_sections_and_judgments_parties(records) -> None:
    for book in records["books"]:
        assert book.title and len(book.sections) >= 3
        assert all(re.match(r"Chapter \d\. |第.章 ", each.heading) for each in book.sections)
    for paper in records["literature"]:
        assert paper.title and paper.abstract and len(paper.sections) == 4
    for judgment in records["law"]:
        assert re.search(" v. |诉", judgment.title) and re.fullmatch(
            r"20\d\d-\d\d-\d\d", judgment.publication_date
        )


def test_texts_differ(records, tmp_path: Path) -> None:
    """Splits are by near-duplicate cluster: texts that were all alike would fall on one side."""

    for kind, found in records.items():
        assert len(set(clusters_of(tmp_path / kind, found))) > 0.95 * len(found), kind
