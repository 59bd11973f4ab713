"""The metrics file: whole lines, valid after a crash, cut back when a run resumes."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

from patentgpt_jax.training.metrics import MetricsLog, read_metrics


@pytest.fixture
def log(tmp_path: Path) -> MetricsLog:
    return MetricsLog(tmp_path, 0)


def test_numbers_arrays_and_unknowns_come_back(log: MetricsLog, tmp_path: Path) -> None:
    log.write(1, {"train/loss": np.float32(2.5), "router/load": jnp.ones((2, 2)), "train/speed": None})
    log.close()
    assert read_metrics(tmp_path) == [
        {"step": 1, "train/loss": 2.5, "router/load": [[1.0, 1.0], [1.0, 1.0]], "train/speed": None}
    ]


def test_what_json_lacks_is_told_by_name(log: MetricsLog, tmp_path: Path) -> None:
    log.write(1, {"train/loss": float("nan"), "router/load": jnp.array([jnp.inf])})
    log.close()
    assert read_metrics(tmp_path) == [{"step": 1, "train/loss": "nan", "router/load": ["inf"]}]


def test_a_line_can_be_read_as_soon_as_it_is_written(log: MetricsLog, tmp_path: Path) -> None:
    log.write(1, {"train/loss": 1.0})
    assert [line["step"] for line in read_metrics(tmp_path)] == [1]
    log.close()


def test_a_resumed_run_drops_later_and_broken_lines(log: MetricsLog, tmp_path: Path) -> None:
    for step in range(1, 5):
        log.write(step, {"train/loss": 1.0})
    log.close()
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 5, "tr')
    again = MetricsLog(tmp_path, 2)
    again.write(3, {"train/loss": 2.0})
    again.close()
    assert [(line["step"], line["train/loss"]) for line in read_metrics(tmp_path)] == [(1, 1), (2, 1), (3, 2)]


def test_a_run_without_metrics_has_none(tmp_path: Path) -> None:
    assert read_metrics(tmp_path) == []


def test_a_damaged_line_is_left_out_and_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "metrics.jsonl").write_bytes(
        b'{"step": 1, "a": 1}\n{"step": 2, "a\xff": 1\n{"Step": 3}\n{"step": 4, "a": 2}\n{"step": 5, "a'
    )
    assert [line["step"] for line in read_metrics(tmp_path)] == [1, 4]
    assert "metrics.jsonl, line 2: expected a JSON object with a step" in caplog.text
    assert "line 3" in caplog.text and "line 5" not in caplog.text
