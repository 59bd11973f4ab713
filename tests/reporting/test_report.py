"""The page of whole, dense, tiny, unfinished and huge runs, read back with an HTML parser."""

import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from patentgpt_jax.reporting.report import write_report

VOID = {"meta"}


class Page(HTMLParser):
    """Collects the page's elements and text, and fails on a tag that is not closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    def cells(self) -> int:
        return sum(tag == "path" for tag, _ in self.elements)

    def figures(self) -> int:
        return sum(tag == "figure" for tag, _ in self.elements)


def record(step: int, *, layers: int = 2, experts: int = 4, load: bool = False) -> dict[str, Any]:
    """What the trainer logs at a step."""
    values: dict[str, Any] = {
        "step": step,
        "train/loss": 2 + 7 * math.exp(-step / 50) + 0.1 * math.sin(step),
        "train/gradient_norm": 0.5 + 5 / step,
        "train/learning_rate": 3e-4,
        "train/tokens_per_second": 20_000,
        "train/model_flops_utilization": None,
        "train/data_wait_fraction": 0.01,
        "router/load_balance_loss": 1 + 1 / step,
        "router/z_loss": 3 / step,
        "router/max_load": 1.25,
        "router/dropped_fraction": 0.0,
    }
    if load:
        values["router/load"] = [
            [(expert + 1) / (experts * (experts + 1) / 2) for expert in range(experts)]
        ] * layers
    return values


def evaluation(step: int, loss: float) -> dict[str, Any]:
    return {"step": step, "eval/english/loss": loss, "eval/english/bits_per_byte": loss / 2}


CONFIG = {
    "config": {
        "job": "train",
        "model": {"layers": 2},
        "objective": {"name": "pretrain"},
        "data": {"sources": ""},
    },
    "versions": {"jax": "0.10.2"},
    "git_commit": "0123456789abcdef",
    "lineage": {"data": "sha256:feed"},
}
SUMMARY = {
    "job": "train",
    "status": "done",
    "final_step": 200,
    "parameters": 12_345_678,
    "active_parameters": 4_500_000,
    "tokens": 8_190_000,
    "wall_seconds": 392.4,
    "tokens_per_second": 20_000,
    "model_flops_utilization": None,
    "generated_data": True,
    "xz_bits_per_byte": 1.5,
    "data": {"documents": {"train": 1800}},
}
SAMPLES = [
    {"step": 100, "prompt": "权利要求书", "text": "1. 一种电池管理装置，其特征在于，包括壳体。"},
    {"step": 200, "prompt": "1.", "text": "1. A <script>alert('x')</script> device & a <b>housing</b>."},
]


def write_run(workdir: Path, records: list[dict[str, Any]], **files: Any) -> Path:
    workdir.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(each) + "\n" for each in records)
    (workdir / "metrics.jsonl").write_text(lines, encoding="utf-8")
    for name, value in files.items():
        (workdir / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return workdir


def read(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    records = [record(step, load=step % 20 == 0) for step in range(1, 201)]
    records += [evaluation(1, 9.0), evaluation(100, 3.0), evaluation(200, 2.5)]
    return write_run(tmp_path / "smoe & co", records, config=CONFIG, summary=SUMMARY, samples=SAMPLES)


def test_a_whole_run(whole: Path) -> None:
    path = write_report(whole)
    assert path == whole / "report.html"
    page = read(path)
    for expected in (
        *(
            "smoe & co",
            "done",
            "commit 0123456789ab",
            "12.3M",
            "4.5M active per token",
            "8.19M",
            "6 min 32 s",
        ),
        *("1.250", "from 4.500 at step 1; loss 2.500", "1.500", "nats per token", "No token was dropped"),
        *(
            "with 1.60× its even share",
            "config.model.layers",
            "0.10.2",
            "sha256:feed",
            "documents.train",
            "1,800",
        ),
    ):
        assert expected in page.text, expected
    # Loss, bits per byte; learning rate, norm, speed, waiting; three of the router; the load.
    assert page.figures() == 10
    assert page.cells() == 10 * 2 * 4


def test_the_page_needs_nothing_from_outside(whole: Path) -> None:
    source = write_report(whole).read_text(encoding="utf-8")
    assert "http" not in source and "url(" not in source and "@import" not in source
    assert not {tag for tag, _ in Page(source).elements} & {"script", "link", "img", "iframe", "object"}
    assert not any(name in ("src", "href") for _, attrs in Page(source).elements for name in attrs)


def test_generated_data_is_told_first(whole: Path) -> None:
    body = read(write_report(whole)).text.split("smoe & co", 1)[1]
    told = "Made from generated sample patents: proves that the code runs, says nothing about quality."
    assert body.strip().startswith(told)
    (whole / "summary.json").write_text(json.dumps({**SUMMARY, "generated_data": False}))
    assert told not in read(write_report(whole)).text
    (whole / "summary.json").unlink()
    assert told in read(write_report(whole)).text  # config.data.sources is empty


def test_samples_are_text(whole: Path) -> None:
    source = write_report(whole).read_text(encoding="utf-8")
    page = Page(source)
    assert "1. 一种电池管理装置，其特征在于，包括壳体。" in page.text
    assert "1. A <script>alert('x')</script> device & a <b>housing</b>." in page.text
    assert ("p", {"class": "sample", "lang": "zh"}) in page.elements
    assert page.text.index("Step 200") < page.text.index("Step 100")


def test_a_crash_is_survived_and_told(whole: Path) -> None:
    with (whole / "metrics.jsonl").open("a") as metrics:
        metrics.write('{"step": 201, "train/loss": NaN}\n{"step": 202, "train/lo')
    (whole / "summary.json").write_text('{"job": "tra')
    text = read(write_report(whole)).text
    assert "The last line of metrics.jsonl (line 205) is damaged, as after a crash: skipped." in text
    assert "train/loss has 1 value that is no finite number: left out." in text
    assert "summary.json is damaged (not JSON): left out." in text
    assert "The run has not ended" in text and "not ended" in text


def test_a_run_before_its_first_step(tmp_path: Path) -> None:
    page = read(write_report(write_run(tmp_path, [], config=CONFIG)))
    assert "No metrics were logged." in page.text
    assert page.figures() == 0


def test_a_dense_run_of_one_step(tmp_path: Path) -> None:
    only = {name: value for name, value in record(1).items() if not name.startswith("router/")}
    page = read(write_report(write_run(tmp_path, [only])))
    assert page.figures() == 5
    assert "Experts" not in page.text and "Evaluation" not in page.text
    assert sum(tag == "circle" for tag, _ in page.elements) == 5


def test_skipped_steps_are_shown_where_there_are_any(tmp_path: Path) -> None:
    lines = [{**record(1), "train/skipped_steps": 0}, {**record(2), "train/skipped_steps": 0}]
    assert "Skipped steps" not in read(write_report(write_run(tmp_path, lines))).text
    lines[1] |= {"train/skipped_steps": 1, "train/skipped_documents": ["US1B2"], "train/loss": "nan"}
    assert "Skipped steps" in read(write_report(write_run(tmp_path, lines))).text


def test_dropped_tokens_are_shown(tmp_path: Path) -> None:
    page = read(write_report(write_run(tmp_path, [{**record(1), "router/dropped_fraction": 0.02}])))
    assert "No token was dropped" not in page.text
    assert "Dropped tokens" in page.text


def test_metrics_of_other_objectives_are_drawn_too(tmp_path: Path) -> None:
    values = {"step": 1, "train/reward_margin": 0.5, "eval/exam/accuracy": 0.25}
    text = read(write_report(write_run(tmp_path, [values]))).text
    assert "Train: reward margin" in text and "Accuracy" in text


def test_a_huge_run_stays_small(tmp_path: Path) -> None:
    records = [
        record(step, layers=64, experts=160, load=step % 400_000 == 0) for step in range(1, 2_000_001, 400)
    ]
    records += [record(2_000_001, layers=64, experts=160, load=True)]
    records += [evaluation(step, 3.0) for step in range(1, 2_000_001, 1000)]
    path = write_report(write_run(tmp_path, records, config=CONFIG, summary=SUMMARY))
    page = read(path)
    assert path.stat().st_size < 1_000_000
    assert "38 of 64 layers are shown." in page.text
    lines = [attrs["points"] or "" for tag, attrs in page.elements if tag == "polyline"]
    assert lines and all(len(re.findall(",", line)) <= 600 for line in lines)
