"""Both stages of PatentGPT through `main.py`, one after the other, on generated sources."""

import re
from pathlib import Path

import pytest
from shell import ROOT, SMALL, Shell

from patentgpt_jax import files
from patentgpt_jax.training.metrics import read_metrics

SOURCES = {
    "stage1": ["general", "law", "literature", "patents"],
    "stage2": ["books", "chat", "exams", "general", "law", "literature", "patents"],
}


def table(printed: str) -> dict[str, list[str]]:
    """The rows of the planner's table, by source."""
    lines = printed[printed.index("source ") :].partition("\n\n")[0].splitlines()
    assert lines[0].split()[:3] == ["source", "documents", "tokens"]
    return {line.split()[0]: line.split() for line in lines[1:] if not line.startswith("language ")}


@pytest.fixture(scope="module")
def stages(shell: Shell, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """The directory of each stage's run, and what it printed; the second one's parent is the first."""
    folder = tmp_path_factory.mktemp("stages")
    ran: dict[str, tuple[Path, str]] = {}
    for stage, more in (("stage1", []), ("stage2", [f"--config.parent={folder / 'stage1'}"])):
        flags = [f"--config={ROOT}/configs/{stage}.py:tiny", f"--workdir={folder / stage}", *SMALL, *more]
        ran[stage] = folder / stage, shell.run(*flags)
    return ran


@pytest.mark.slow
def test_the_second_stage_takes_the_firsts_parameters_and_tokenizer(stages) -> None:
    first, second = (stages[stage][0] for stage in SOURCES)
    assert (first / "tokenizer.model").read_bytes() == (second / "tokenizer.model").read_bytes()
    before, after = read_metrics(first), read_metrics(second)
    name = "eval/held_out_sample/loss"
    assert after[0]["step"] == 0 and after[0][name] < before[0][name] - 0.1  # other documents are held out
    lineage = files.read_json(second / "config.json")["lineage"]
    assert "parent" in lineage
    assert lineage["tokenizer"] == files.read_json(first / "config.json")["lineage"]["tokenizer"]


@pytest.mark.slow
@pytest.mark.parametrize("stage", SOURCES)
def test_the_plan_is_printed_before_training_and_stands_in_the_summary(stages, stage: str) -> None:
    directory, printed = stages[stage]
    assert printed.index(" steps draw ") < printed.index("Try next:")
    rows = table(printed)
    assert list(rows) == [*SOURCES[stage], "total"]
    planned = files.read_json(directory / "summary.json")["data"]
    for name, source in planned["sources"].items():
        assert rows[name][1] == f"{source['documents']:,}" and rows[name][3] == f"{source['drawn']:,}"
        assert rows[name][7] == "4" and source["limit"] == 4
    assert set(planned["languages"]) == {"en", "zh"}


@pytest.mark.slow
def test_the_table_is_had_without_training(stages, shell: Shell, tmp_path: Path) -> None:
    flags = [f"--config={ROOT}/configs/stage2.py:tiny", *SMALL, f"--config.parent={stages['stage1'][0]}"]
    printed = shell.run(*flags, "--config.job=tokens", f"--workdir={tmp_path / 'tokens'}")
    assert table(printed) == table(stages["stage2"][1])
    summary = files.read_json(tmp_path / "tokens" / "summary.json")
    assert summary["sources"] == files.read_json(stages["stage2"][0] / "summary.json")["data"]["sources"]
    assert not list(tmp_path.rglob("checkpoints"))


def test_a_run_longer_than_its_limits_is_refused_in_one_line(shell: Shell, tmp_path: Path) -> None:
    flags = [f"--config={ROOT}/configs/stage1.py:tiny", *SMALL, "--config.data.epoch_limits=*=0.01"]
    process = shell.start(*flags, f"--workdir={tmp_path / 'run'}")
    _, errors = process.communicate(timeout=100)
    (line,) = (each for each in errors.splitlines() if each.startswith("error: "))
    assert process.returncode == 2
    assert re.search(r"epoch_limits: 8 steps of 4 rows are 32 rows, but the limits allow .* enough for", line)
    assert not (tmp_path / "run").exists()
