"""The job `tokenizer` as a user runs it: trained, extended from what was trained, used as it is."""

import json
import shutil
from pathlib import Path

import pytest
from shell import ROOT, SMALL, Shell
from tokenizers import Tokenizer, models, pre_tokenizers

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.tokens.tokenizer import open_tokenizer

CONFIG = f"--config={ROOT / 'configs/tokenizer.py'}"
SAMPLES = "--config.data.samples=40"


@pytest.fixture(scope="module")
def base(shell: Shell) -> Path:
    """The directory of a tokenizer that a user trained."""
    run = shell.cache.parent / "base"
    shell.run(CONFIG, f"--workdir={run}", SAMPLES, "--config.tokenizer.vocab_size=1200")
    return run


def test_a_run_holds_the_tokenizer_its_figures_and_a_page(base: Path) -> None:
    summary = json.loads((base / "summary.json").read_text())
    opened = open_tokenizer(base)
    assert summary["vocab_size"] == opened.vocab_size == 1200
    assert summary["special_tokens"]["<|user|>"] == opened.special_id("<|user|>")
    assert set(summary["held_out"]) == {"en", "zh"} and summary["base_vocab_size"] is None
    report = json.loads((base / "tokenizer_report.json").read_text())
    assert {"claims", "abstract", "title"} <= set(report["figures"]["section"])
    assert {"Han", "Latin"} <= set(report["pieces"])
    assert "generated sample patents" in (base / "report.html").read_text()


def test_it_is_extended_by_what_it_is_given(shell: Shell, base: Path, tmp_path: Path) -> None:
    flags = [CONFIG, f"--workdir={tmp_path / 'run'}", SAMPLES, f"--config.tokenizer.base={base}"]
    printed = shell.run(*flags, "--config.tokenizer.vocab_size=1500")
    assert "before) characters a token of held-out text" in printed
    old, new = open_tokenizer(base), open_tokenizer(tmp_path / "run")
    assert [new.piece(id) for id in range(1200)] == [old.piece(id) for id in range(1200)]
    report = json.loads((tmp_path / "run" / "tokenizer_report.json").read_text())
    for each in report["figures"]["language"].values():
        assert each["after"]["tokens"] < each["before"]["tokens"]
    assert sum(each["count"] for each in report["pieces"].values()) == 300
    assert all(each["before"] != each["after"] for each in report["examples"])


@pytest.mark.parametrize("kind", ["sentencepiece", "json"])
def test_shards_are_written_with_one_as_it_is(
    shell: Shell, base: Path, like_qwen: Path, tmp_path: Path, kind: str
) -> None:
    used = base if kind == "sentencepiece" else like_qwen
    flags = ["--config.job=tokens", f"--config.tokenizer.base={used}", "--config.tokenizer.vocab_size=0"]
    shell.run(CONFIG, f"--workdir={tmp_path / 'run'}", SAMPLES, *flags)
    shards = json.loads((tmp_path / "run" / "summary.json").read_text())["shards"]
    manifest = json.loads((shell.cache.parent / shards / "manifest.json").read_text())
    assert manifest["tokenizer"]["fingerprint"] == open_tokenizer(used).fingerprint


@pytest.mark.slow
def test_a_model_is_trained_with_it_and_its_run_needs_no_other_file(
    shell: Shell, like_qwen: Path, tmp_path: Path
) -> None:
    used, run = tmp_path / "given", tmp_path / "run"
    shutil.copytree(like_qwen, used)
    flags = [f"--config={ROOT / 'configs/smoe.py'}:tiny", f"--workdir={run}", *SMALL]
    shell.run(*flags, f"--config.tokenizer.base={used}", "--config.tokenizer.vocab_size=0")
    shutil.rmtree(used)
    config = json.loads((run / "config.json").read_text())
    opened = open_tokenizer(run)
    assert config["lineage"]["tokenizer"] == opened.fingerprint == open_tokenizer(like_qwen).fingerprint
    assert config["config"]["model"]["vocab_size"] == opened.vocab_size
    more = [f"--config.parent={run}", "--config.generate.prompt=A pump", "--config.job=generate"]
    assert "A pump" in shell.run(flags[0], *more, "--config.sampling.max_new_tokens=4")


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["--config.tokenizer.base=nowhere.model"], "nowhere.model: cannot be read"),
        (
            ["--config.tokenizer.base=BASE", "--config.tokenizer.vocab_size=600"],
            "0 control tokens are added; expected more than 1200, or 0 to use it as it is",
        ),
        (
            [
                f"--config={ROOT / 'configs/smoe.py'}",
                "--config.tokenizer.base=BASE",
                "--config.tokenizer.vocab_size=0",
                "--config.model.vocab_size=1000",
            ],
            "config.model.vocab_size=1000: the tokenizer has 1200 entries; expected the same, or 0",
        ),
        (
            [f"--config={ROOT / 'configs/smoe.py'}", "--config.parent=BASE"],
            "a run of the job 'tokenizer', which has no model; expected one that trained",
        ),
    ],
)
def test_bad_input_is_one_line(
    shell: Shell, base: Path, tmp_path: Path, flags: list[str], expected: str
) -> None:
    flags = [flag.replace("BASE", str(base)) for flag in flags]
    process = shell.start(*([] if "smoe" in flags[0] else [CONFIG]), *flags, f"--workdir={tmp_path / 'run'}")
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 2 and expected in errors and len(errors.splitlines()) == 1, errors


def test_without_a_base_there_must_be_a_size() -> None:
    assert from_mapping(RunConfig, {"tokenizer": {"base": "x", "vocab_size": 0}}, "config")
    with pytest.raises(InputError, match=r"tokenizer\.vocab_size=0: expected more than the 269 reserved"):
        from_mapping(RunConfig, {"tokenizer": {"vocab_size": 0}}, "config")


@pytest.fixture(scope="module")
def like_qwen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a byte-level BPE as Qwen's, of bytes alone."""
    vocabulary = {each: id for id, each in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.add_special_tokens(["<|endoftext|>"])
    folder = tmp_path_factory.mktemp("like_qwen")
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text('{"eos_token": "<|endoftext|>"}')
    return folder
