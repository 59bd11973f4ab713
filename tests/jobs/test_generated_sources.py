"""What a configuration says of sources is checked before anything takes time."""

import pytest
from shell import ROOT

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs import sources
from patentgpt_jax.jobs.config import DataConfig, RunConfig
from patentgpt_jax.jobs.flags import parse
from patentgpt_jax.settings import from_mapping


@pytest.fixture
def raw(tmp_path) -> str:
    for name in ("mine", "mozip"):
        (tmp_path / f"{name}.txt").write_text("A text of some words.", encoding="utf-8")
    return f"mine={tmp_path}/mine.txt;mozip={tmp_path}/mozip.txt"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"mixture": "patents=7;books=3"},
            "mixture: 'books', 'patents' are no names in data.sources; expected some of: mine, mozip; for "
            "all of yours: --config.data.mixture='mine=WEIGHT;mozip=WEIGHT'",
        ),
        ({"mixture": "mnie=7"}, "mixture: 'mnie' is no name in data.sources; did you mean 'mine'?"),
        (
            {"epoch_limits": "mines=4"},
            "epoch_limits: 'mines' is no name in data.sources; did you mean 'mine'",
        ),
        ({"licences": "mosip=MIT"}, "licences: 'mosip' is no name in data.sources; did you mean 'mozip'?"),
        (
            {"licences": "mozip=evaluation-only", "mixture": "mine=1;mozip=1"},
            "mixture: 'mozip' is for evaluation only by config.data.licences; leave it out",
        ),
        (
            {"licences": "mozip=CC-BY-NC-4.0", "mixture": "mozip=1"},
            "mixture: 'mozip' is for evaluation only by config.data.licences: CC-BY-NC-4.0 is for "
            "non-commercial use; leave it out",
        ),
        (
            {"licences": "mozip=evaluation-only;mine=evaluation-only"},
            "licences: 'mine' is for evaluation only",
        ),
    ],
)
def test_what_is_said_of_other_sources_is_refused(raw: str, fields: dict[str, str], expected: str) -> None:
    with pytest.raises(InputError) as error:
        sources.check(DataConfig(sources=raw, **fields))
    assert str(error.value).startswith(f"config.data.{expected}")


def test_what_is_said_of_sources_that_are_there_is_taken(raw: str) -> None:
    sources.check(DataConfig(sources=raw, mixture="mine=1", epoch_limits="*=4;mozip=1", licences="mozip=MIT"))
    sources.check(DataConfig(mixture="generated=1"))
    with pytest.raises(InputError, match=r"'us' is no name in data\.sources; expected one of: generated"):
        sources.check(DataConfig(mixture="us=1"))


def test_kinds_of_samples_are_sources_of_their_own_names(tmp_path) -> None:
    config = DataConfig(sample_kinds="patents, exams", samples=20, cache=str(tmp_path))
    assert sources.names(config) == ["patents", "exams"]
    patents, exams = sources.generate(config).split(";")
    assert patents == f"patents={tmp_path}/samples-20-1" and exams == f"exams={tmp_path}/samples-20-1-exams"
    # The patents are those that a configuration without kinds reads.
    assert (
        sources.generate(DataConfig(samples=20, cache=str(tmp_path))) == f"generated={tmp_path}/samples-20-1"
    )
    with pytest.raises(InputError, match=r"sample_kinds='exam': did you mean 'exams'"):
        from_mapping(DataConfig, {"sample_kinds": "patents,exam"}, "config.data")


@pytest.mark.parametrize("stage", ["stage1", "stage2"])
@pytest.mark.parametrize("preset", ["", ":tiny", ":13b", ":70b", ":8x7b"])
def test_stages_weigh_the_sources_that_they_generate(stage: str, preset: str) -> None:
    config: RunConfig = parse([f"--config={ROOT}/configs/{stage}.py{preset}"]).config
    sources.check(config.data)
    assert config.data.epoch_limits == "*=4"
    if preset not in ("", ":tiny"):
        assert config.model.vocab_size == config.tokenizer.vocab_size == 55_296


def test_both_stages_read_the_tokens_that_are_reported_of_patentgpt() -> None:
    trains = [
        parse([f"--config={ROOT}/configs/{stage}.py:13b"]).config.train for stage in ("stage1", "stage2")
    ]
    tokens = [train.steps * train.batch_size * train.seq_len for train in trains]
    assert sum(tokens) == pytest.approx(240e9, rel=1e-4)
    assert tokens[0] / tokens[1] == pytest.approx(153 / 43, rel=1e-3)
