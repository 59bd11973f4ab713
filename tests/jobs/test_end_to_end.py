"""From nothing to a trained, inspected, evaluated, writing model, through `main.py` alone."""

import json
import os
import shlex
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from shell import ROOT, Shell, Trained

import main
from patentgpt_jax import files
from patentgpt_jax.jobs import closing
from patentgpt_jax.jobs.flags import parse
from patentgpt_jax.tokens.store import TokenStore
from patentgpt_jax.training.metrics import read_metrics, without_timings


def _summary(directory: Path) -> dict[str, Any]:
    return files.read_json(directory / "summary.json")


def _data_flags(trained: Trained) -> list[str]:
    return [flag for flag in trained.flags if "model" not in flag and "workdir" not in flag]


def _cache_times(trained: Trained, shell: Shell) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in shell.cache.rglob("*")}


# What a run leaves behind


def test_a_run_leaves_the_files_of_the_contract(trained: Trained) -> None:
    names = ("config.json", "metrics.jsonl", "summary.json", "report.html", "samples.json", "tokenizer.model")
    for name in names:
        assert (trained.directory / name).stat().st_size > 0
    assert {path.name for path in (trained.directory / "checkpoints").iterdir()} == {"4", "8"}
    assert list((trained.directory / "tensorboard").glob("events.out.tfevents.*"))


def test_metrics_have_the_names_of_the_contract(trained: Trained) -> None:
    lines = read_metrics(trained.directory)
    steps = [line for line in lines if "train/loss" in line]
    assert [line["step"] for line in steps] == list(range(1, 9))
    for line in steps:
        assert set(line) == {
            "step",
            *(f"train/{name}" for name in ("loss", "gradient_norm", "learning_rate", "tokens_per_second")),
            *("train/model_flops_utilization", "train/data_wait_fraction", "train/skipped_steps"),
            *(f"router/{name}" for name in ("load_balance_loss", "z_loss", "max_load", "dropped_fraction")),
            "router/load",
        }
        assert line["router/dropped_fraction"] == 0
        assert all(sum(layer) == pytest.approx(1) for layer in line["router/load"])
    scored = [line for line in lines if any(name.startswith("eval/") for name in line)]
    assert [line["step"] for line in scored] == [0, 4, 8]
    for name in ("eval/held_out_sample/loss", "eval/held_out_sample/bits_per_byte"):
        assert all(name in line for line in scored)
    assert "eval/held_out/bits_per_byte" in scored[-1]


def test_the_summary_has_the_fields_of_the_contract(trained: Trained) -> None:
    summary, last = _summary(trained.directory), read_metrics(trained.directory)[-1]
    assert (summary["job"], summary["status"], summary["final_step"]) == ("train", "done", 8)
    assert summary["tokens"] == 8 * 4 * 64
    assert summary["active_parameters"] < summary["parameters"]
    assert summary["eval/held_out/loss"] == last["eval/held_out/loss"]
    assert summary["model_flops_utilization"] is None  # the peak of a CPU is not known
    assert summary["tokens_per_second"] > 0 and summary["wall_seconds"] > 0
    assert summary["generated_data"] is True
    assert set(summary["data"]["splits"]) == {"train", "held_out"}
    train = summary["data"]["splits"]["train"]
    rows = -(-(train["tokens"] - train["documents"]) // 64)
    (source,) = summary["data"]["sources"].values()
    assert {name: source[name] for name in ("documents", "tokens", "bytes")} == {
        name: train[name] for name in ("documents", "tokens", "bytes")
    }
    assert (source["asked"], source["share"], source["limit"], source["epochs"]) == (1, 1, None, 8 * 4 / rows)
    assert source["licence"] == "not stated" and set(source["languages"]) == {"en", "zh"}
    assert summary["data"]["drawn"] == pytest.approx(8 * 4 * 64, rel=0.01)


def test_the_configuration_stands_with_its_lineage(trained: Trained) -> None:
    stored = files.read_json(trained.directory / "config.json")
    assert stored["config"]["train"]["steps"] == 8
    assert stored["config"]["model"]["vocab_size"] == 1024
    assert set(stored["lineage"]) == {"corpus", "tokens", "tokenizer"}
    assert "jax" in stored["versions"]


def test_loss_fell(trained: Trained) -> None:
    scored = [line for line in read_metrics(trained.directory) if "eval/held_out_sample/loss" in line]
    losses = [line["eval/held_out_sample/loss"] for line in scored]
    assert losses[-1] < losses[0] - 0.1


def test_report_says_that_the_data_is_generated(trained: Trained) -> None:
    report = (trained.directory / "report.html").read_text(encoding="utf-8")
    assert (
        "says nothing about quality" in report and "<svg" in report and "http" not in report.split("<svg")[0]
    )


def test_samples_continue_held_out_patents(trained: Trained) -> None:
    samples = json.loads((trained.directory / "samples.json").read_text(encoding="utf-8"))
    assert samples
    for sample in samples:
        assert sample["step"] == 8
        assert sample["prompt"].endswith("\n1.")


def test_families_are_never_split(trained: Trained) -> None:
    store = TokenStore(_summary(trained.directory)["data"]["shards"])
    assert not set(store.clusters("train")) & set(store.clusters("held_out"))


# What to type next


def _commands(printed: str) -> list[list[str]]:
    lines = printed.partition("Try next:\n")[2].splitlines()
    return [shlex.split(line) for line in lines[: lines.index("")]]


def _check_commands(commands: Sequence[Sequence[str]]) -> None:
    assert len(commands) == 3
    for interpreter, script, config, *_ in commands:
        assert os.access(interpreter, os.X_OK)
        assert script == str(ROOT / "main.py")  # the run was started from another directory
        assert config == f"--config={ROOT / 'configs/smoe.py'}:tiny"
    for command in commands:
        parse(command[2:])


def test_a_run_ends_with_three_commands(trained: Trained) -> None:
    _check_commands(_commands(trained.printed))
    assert "report.html" in trained.printed.splitlines()[-1]


def test_the_commands_inspect_and_prolong_this_very_run(trained: Trained) -> None:
    _, inspect, longer = (parse(command[2:]).config for command in _commands(trained.printed))
    config = parse(trained.flags).config
    assert inspect.job == "inspect" and inspect.data == config.data
    assert inspect.tokenizer == config.tokenizer and inspect.train.seq_len == config.train.seq_len
    assert longer.train.steps == 4 * config.train.steps and longer.model == config.model


def test_a_run_that_diverged_still_ends_with_its_scores(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("summary.json", "samples.json", "metrics.jsonl"):
        shutil.copyfile(trained.directory / name, tmp_path / name)
    with (tmp_path / "metrics.jsonl").open("a") as lines:
        lines.write('{"step": 9, "eval/held_out_sample/loss": "nan"}\n')
    closing.after_training(tmp_path, parse(trained.flags))
    assert "nan after" in capsys.readouterr().out


def test_globs_are_quoted(trained: Trained) -> None:
    invocation = parse([*trained.flags, "--config.data.sources=us=raw/*.xml;cn=raw (2)/*.xml"])
    command = closing.next_commands(trained.directory, invocation)[1]
    assert "'--config.data.sources=us=raw/*.xml;cn=raw (2)/*.xml'" in command


def test_the_same_command_again_only_prints(
    trained: Trained, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [str(ROOT / "main.py")])
    monkeypatch.chdir(trained.directory)
    before = (trained.directory / "metrics.jsonl").read_bytes()
    assert main.main(trained.flags) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1] == trained.printed.splitlines()[-1]
    _check_commands(_commands(printed))
    assert (trained.directory / "metrics.jsonl").read_bytes() == before


# What can be done with it


def test_inspect_shows_batches_and_reuses_the_cache(
    trained: Trained, shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _cache_times(trained, shell)
    for _ in range(2):  # a job that is done can be asked for again
        flags = [*_data_flags(trained), "--config.job=inspect", f"--workdir={tmp_path / 'look'}"]
        assert main.main(flags) == 0
        assert _cache_times(trained, shell) == before
        printed = capsys.readouterr().out
        assert printed.startswith("batch 0: 4 rows of 64 tokens")
        assert "\n8 steps draw 2,0" in printed and "\ngenerated " in printed
        assert (tmp_path / "look" / "inspect.txt").read_text().count("\nrow ") == 4
    assert _summary(tmp_path / "look")["job"] == "inspect"


def test_generate_continues_the_prompt(trained: Trained, shell: Shell, tmp_path: Path) -> None:
    printed = shell.run(
        *(f"--config={ROOT / 'configs/smoe.py'}", f"--workdir={tmp_path}", "--config.job=generate"),
        *(f"--config.parent={trained.directory}", "--config.generate.prompt=A pump comprising"),
        *("--config.generate.count=2", "--config.sampling.max_new_tokens=8"),
    )
    assert printed.count("A pump comprising") == 2
    samples = json.loads((tmp_path / "samples.json").read_text(encoding="utf-8"))
    assert len(samples) == 2 and all(each["text"] in printed for each in samples)


def test_evaluate_scores_as_training_did(trained: Trained, shell: Shell, tmp_path: Path) -> None:
    flags = [flag for flag in trained.flags if "workdir" not in flag and "cache" not in flag]
    parent = f"--config.parent={trained.directory}"
    shell.run(*flags, f"--workdir={tmp_path}", "--config.job=evaluate", parent)
    found, expected = _summary(tmp_path), _summary(trained.directory)
    for name in ("eval/held_out/bits_per_byte", "eval/held_out/loss"):
        assert found[name] == pytest.approx(expected[name], rel=1e-5)
    assert found["final_step"] == 8
    assert found["held_out_by_parent"] is True


def test_a_child_starts_at_its_parents_loss_with_its_parents_model(
    trained: Trained, shell: Shell, tmp_path: Path
) -> None:
    shell.run(
        *(f"--config={ROOT / 'configs/dense.py'}", f"--workdir={tmp_path}", "--config.train.batch_size=4"),
        *(flag for flag in trained.flags if flag.startswith("--config.") and "cache" not in flag),
        *("--config.train.steps=1", f"--config.parent={trained.directory}"),
    )
    name = "eval/held_out_sample/loss"
    child, parent = read_metrics(tmp_path)[0], read_metrics(trained.directory)[-1]
    assert child["step"] == 0
    assert child[name] == pytest.approx(parent[name], rel=1e-5)
    stored = files.read_json(tmp_path / "config.json")
    assert stored["config"]["model"]["experts"] == 4
    assert "parent" in stored["lineage"]


def test_a_flag_against_the_parents_model_is_refused(
    trained: Trained, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = [*_data_flags(trained), f"--workdir={tmp_path / 'child'}", f"--config.parent={trained.directory}"]
    assert main.main([*flags, "--config.model.heads=4"]) == 2
    assert "--config.model.heads=4: the parent" in capsys.readouterr().err


# Stopped on the way


@pytest.mark.slow
def test_a_terminated_process_saves_and_goes_on_bit_for_bit(
    trained: Trained, shell: Shell, tmp_path: Path
) -> None:
    flags = [flag for flag in trained.flags if "workdir" not in flag and "cache" not in flag]
    flags += ["--config.train.steps=300", "--config.train.evaluate_every=0", "--config.train.seq_len=32"]
    process = shell.start(*flags, f"--workdir={tmp_path / 'stopped'}")
    metrics = tmp_path / "stopped" / "metrics.jsonl"
    while process.poll() is None and not (metrics.exists() and '"step": 3,' in metrics.read_text()):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 143, errors
    assert "the same command goes on from there" in errors.splitlines()[-1]
    assert (tmp_path / "stopped" / "report.html").exists()
    shell.run(*flags, f"--workdir={tmp_path / 'stopped'}")
    shell.run(*flags, f"--workdir={tmp_path / 'whole'}")
    assert _without_timings(tmp_path / "stopped") == _without_timings(tmp_path / "whole")
    assert len(_without_timings(tmp_path / "whole")) == 302


def _without_timings(directory: Path) -> list[dict[str, Any]]:
    return without_timings(read_metrics(directory))
