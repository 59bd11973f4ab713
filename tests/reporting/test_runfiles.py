import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patentgpt_jax.errors import InputError
from patentgpt_jax.reporting.runfiles import Sample, read_run
from patentgpt_jax.training.metrics import MetricsLog


def write_metrics(workdir: Path, *lines: str) -> None:
    (workdir / "metrics.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_metrics_become_curves_by_step(tmp_path: Path) -> None:
    write_metrics(
        tmp_path,
        '{"step": 2, "train/loss": 8.5, "train/model_flops_utilization": null, "note": "text"}',
        '{"step": 1, "train/loss": 9, "router/load": [[0.25, 0.75]]}',
        '{"step": 2, "eval/english/loss": 8.75}',
        "",
    )
    run = read_run(tmp_path)
    assert run.curves == {"train/loss": [(1, 9.0), (2, 8.5)], "eval/english/loss": [(2, 8.75)]}
    assert run.loads == [(1, [[0.25, 0.75]])]
    assert (run.summary, run.notes) == (None, [])


def test_a_damaged_last_line_is_skipped_and_told(tmp_path: Path) -> None:
    write_metrics(tmp_path, '{"step": 1, "train/loss": 9}', '{"step": 2, "train/lo')
    run = read_run(tmp_path)
    assert run.curves == {"train/loss": [(1, 9.0)]}
    assert run.notes == ["The last line of metrics.jsonl (line 2) is damaged, as after a crash: skipped."]


def test_damaged_lines_in_between_are_counted(tmp_path: Path) -> None:
    write_metrics(tmp_path, '{"step": 1', "[]", '{"step": true}', '{"step": 3, "train/loss": 1}')
    assert read_run(tmp_path).notes == ["3 lines of metrics.jsonl are damaged (line 1, 2, 3): skipped."]


def test_what_the_trainer_writes_of_a_run_that_diverged_is_counted(tmp_path: Path) -> None:
    log = MetricsLog(tmp_path, 0)
    log.write(1, {"train/loss": np.float32(2), "router/load": np.array([[0.5, 0.5]])})
    log.write(2, {"train/loss": np.float32("inf"), "router/load": np.array([[0.5, np.nan]])})
    log.write(3, {"train/loss": np.float32("nan"), "eval/english/loss": float("-inf")})
    log.close()
    run = read_run(tmp_path)
    assert run.curves == {"train/loss": [(1, 2.0)]}
    assert run.loads == [(1, [[0.5, 0.5]])]
    assert run.not_finite == {"train/loss": 2, "router/load": 1, "eval/english/loss": 1}


def test_what_json_calls_a_number_but_cannot_be_drawn_is_counted(tmp_path: Path) -> None:
    """Python reads NaN and Infinity as numbers, though JSON has none: a file that others wrote."""
    write_metrics(
        tmp_path,
        '{"step": 1, "train/loss": NaN, "router/load": [[1.0], [0.5, 0.5]]}',
        '{"step": 2, "train/loss": 1e999, "note": "nano"}',
    )
    run = read_run(tmp_path)
    assert (run.curves, run.loads) == ({}, [])
    assert run.not_finite == {"train/loss": 2, "router/load": 1}


def test_samples(tmp_path: Path) -> None:
    write_metrics(tmp_path)
    entries = [{"step": 4, "prompt": "1.", "text": "一种装置"}, {"step": "4"}]
    (tmp_path / "samples.json").write_text(json.dumps(entries), encoding="utf-8")
    run = read_run(tmp_path)
    assert run.samples == [Sample(4, "1.", "一种装置")]
    assert run.notes == ["1 of 2 entries of samples.json are not samples."]


def test_a_directory_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no run; expected config"):
        read_run(tmp_path)
    with pytest.raises(InputError, match="no such directory"):
        read_run(tmp_path / "absent")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    (
        *(
            "step",
            "prompt",
            "text",
            "config",
            "data",
            "sources",
            "status",
            "tokens",
            "final_step",
            "parameters",
        ),
        *(
            "wall_seconds",
            "tokens_per_second",
            "xz_bits_per_byte",
            "model_flops_utilization",
            "generated_data",
        ),
    )
)
contents = st.binary(max_size=60) | (json_values | st.dictionaries(keys, json_values)).map(
    lambda value: json.dumps(value).encode()
)
names = st.sampled_from(
    ["train/loss", "train/gradient_norm", "router/load", "eval/a/loss", "eval/a/bits_per_byte"]
)
numbers = st.integers() | st.floats() | st.none() | st.sampled_from(["nan", "inf", "-inf"])
logged = st.dictionaries(names, numbers | st.lists(st.lists(numbers, min_size=1, max_size=2), max_size=2))
lines = st.builds(lambda step, values: {"step": step, **values}, st.integers(-1, 10**17), logged)
metrics_files = st.lists(lines.map(lambda line: json.dumps(line).encode()) | contents, max_size=4).map(
    b"\n".join
)


@settings(max_examples=60, deadline=None)
@given(contents, metrics_files, contents, contents)
def test_no_content_is_fatal(
    tmp_path_factory: pytest.TempPathFactory, config: bytes, metrics: bytes, summary: bytes, samples: bytes
) -> None:
    from patentgpt_jax.reporting.report import page

    workdir = tmp_path_factory.mktemp("run")
    for name, content in (
        ("config.json", config),
        ("metrics.jsonl", metrics),
        ("summary.json", summary),
        ("samples.json", samples),
    ):
        (workdir / name).write_bytes(content)
    assert page(read_run(workdir)).endswith("</body></html>\n")
