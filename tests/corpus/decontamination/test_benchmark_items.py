"""Items of benchmarks as they are published: in any kind of file, with columns of any names."""

import gzip
import io
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patentgpt_jax.corpus.decontamination.items import items
from patentgpt_jax.errors import InputError

QUIZ = {
    "language": "en",
    "problem": "Who may apply?",
    "candidates": {"A": "An inventor", "B": "Nobody"},
    "answer": "A",
}
QUIZ_TEXTS = ("en", "Who may apply?", "An inventor", "Nobody", "A",
              "Who may apply?\n\nA. An inventor\nB. Nobody\n\nAnswer: A")  # fmt: skip
MATCH = {"instruction": "Select A or B.\nA valve.\nA: A gate.\nB: A tap.", "input": "", "output": "B"}
EVAL = 'domain,claims,abstract\nA,"1. A valve, new.\n2. A gate.",A valve is told.\n'
MMLU = 'Which is one?,a law,a tort,a tax,a fee,B\n"Which, of ""these""?",w,x,y,z,D\n'


def found(tmp_path, content, name="file"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [each.texts for each in items(path)]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([QUIZ, QUIZ], indent=1),
        json.dumps(QUIZ) + "\n" + json.dumps(QUIZ) + "\n",
        json.dumps({"data": [QUIZ, QUIZ]}),
        json.dumps({"validation": [QUIZ, QUIZ]}),
        json.dumps({"train": [QUIZ], "test": [QUIZ]}),
        json.dumps({"7": QUIZ, "8": QUIZ}),
        json.dumps({"en": {"dev": [QUIZ, QUIZ]}}),
        json.dumps({name: [value, value] for name, value in QUIZ.items()}),
        json.dumps([QUIZ, QUIZ]).encode("utf-16"),
        gzip.compress(json.dumps([QUIZ, QUIZ]).encode()),
    ],
)
def test_json_of_any_layout_gives_an_item_for_each_question(tmp_path, content):
    assert found(tmp_path, content) == [QUIZ_TEXTS, QUIZ_TEXTS]


def test_published_layouts(tmp_path):
    ((instruction, *_, question),) = found(tmp_path, json.dumps(MATCH))
    assert instruction == MATCH["instruction"] and question == instruction + "\n\nB"
    assert found(tmp_path, EVAL) == [("A", "1. A valve, new.\n2. A gate.", "A valve is told.")]
    first, second = found(tmp_path, MMLU)
    assert first[:2] == ("Which is one?", "a law")
    assert first[-1] == "Which is one?\n\nA. a law\nB. a tort\nC. a tax\nD. a fee\n\nAnswer: B"
    assert second[0] == 'Which, of "these"?'
    assert found(tmp_path, MMLU.replace(",", "\t"))[0][1] == "a law"
    assert found(tmp_path, '[["Why?", "So."], ["How?", ["Thus.", 3]]]') == [
        ("Why?", "So."),
        ("How?", "Thus."),
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.table({"q": ["Why?"], "options": [["So.", "Thus."]]}), buffer)
    assert found(tmp_path, buffer.getvalue()) == [("Why?", "So.", "Thus.")]


def test_a_paper_of_an_examination_is_one_item(tmp_path):
    paper = "1. What is a patent?\nA. A right, to exclude.\nB. A tax, on use.\n"
    ((*_, text),) = found(tmp_path, paper)
    assert text.split() == paper.split()
    ((*_, text),) = found(tmp_path, "[1] What is a patent? A right, to exclude others.")
    assert text.startswith("[1] What is")


def test_patents_are_items_with_all_their_texts(grants):
    first = next(items(grants))
    assert first.number == 1 and len(first.texts) > 5


def test_files_in_an_archive_number_their_own_items(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("b.jsonl", json.dumps(QUIZ) + "\n" + json.dumps(QUIZ))
        archive.writestr("a.csv", MMLU)
        archive.writestr("exam.txt", "What is a patent? It is a right to exclude others from a use.")
    each = [(item.file.rsplit("/", 1)[1], item.number) for item in items(tmp_path / "all.zip")]
    assert each == [("b.jsonl", 1), ("b.jsonl", 2), ("a.csv", 1), ("a.csv", 2), ("exam.txt", 1)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the file is empty"),
        ("[]", "few of its characters are letters"),
        ('{"a": 1}\n{"a": 2}\n', "holds no item; expected the items of a benchmark"),
        (json.dumps(QUIZ) + '\n{"problem":\n', "item 2: not JSON"),
        ("%PDF-1.4 ...", "a PDF, which is not read"),
        (gzip.compress(json.dumps([QUIZ] * 9).encode())[:-20], "gzip data cut short"),
    ],
)
def test_what_holds_no_items_or_damaged_ones_is_one_line(tmp_path, content, says):
    with pytest.raises(InputError, match=says) as caught:
        found(tmp_path, content, "bad.json")
    assert "\n" not in str(caught.value) and "bad.json" in str(caught.value)
