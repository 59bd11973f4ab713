"""Bad input of every kind is one line that names it, and status 2."""

import random
from pathlib import Path

import pytest
from shell import ROOT, SMALL, Trained

import main
from patentgpt_jax import files
from patentgpt_jax.jobs.flags import parse
from patentgpt_jax.training import memory

SMOE = f"--config={ROOT / 'configs/smoe.py'}"
GOOD = """<us-patent-grant lang="EN" country="US"><us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>B2</kind>
<date>20090106</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country>
<doc-number>{number}</doc-number><date>20050302</date></document-id></application-reference>
<invention-title>Valve {number}</invention-title></us-bibliographic-data-grant>
<abstract><p>A valve with {number} seats.</p></abstract><description><p>{words}</p></description>
<claims><claim num="1"><claim-text>1. A valve of {number} parts.</claim-text></claim></claims>
</us-patent-grant>
"""

WORDS = ["".join(random.Random(seed).choices("aeilnorst", k=6)) for seed in range(500)]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """The one line that a command says before it ends with status 2, having written no run."""
    monkeypatch.chdir(tmp_path)

    def refuse(*flags: str) -> str:
        assert main.main(list(flags)) == 2
        out, errors = capsys.readouterr()
        (line,) = (line for line in errors.splitlines() if not line.startswith(("WARNING", "read:")))
        assert line.startswith("error: ") and out == ""
        assert not (tmp_path / "runs").exists()
        return line

    return refuse


def _patents(directory: Path, count: int = 30) -> Path:
    directory.mkdir()
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    for number in range(count):
        words = " ".join(random.Random(number).choices(WORDS, k=80))  # no two are near duplicates
        text = declaration + GOOD.format(number=7_000_000 + number, words=words)
        (directory / f"{number}.xml").write_text(text, encoding="utf-8")
    return directory


# Flags


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        (
            "--config.train.stepz=3",
            "--config.train.stepz: no such flag; did you mean '--config.train.steps'?",
        ),
        ("--config.steps=3", "did you mean '--config.train.steps'?"),
        ("--config.optimiser.learning_rate=1", "did you mean '--config.optimizer.learning_rate'?"),
        ("--workdirr=x", "--workdirr: no such flag; did you mean '--workdir'?"),
        ("--config.train.steps=many", "--config.train.steps=many: expected a whole number"),
        ("--config.train.steps=1.5", "--config.train.steps=1.5: expected a whole number"),
        ("--config.optimizer.learning_rate=fast", "expected a number"),
        ("--config.model.tied_embeddings=yes", "--config.model.tied_embeddings=yes: expected true or false"),
        ("--config.train.steps=-1", "config.train.steps=-1: expected 1 or more"),
        ("--config.train.steps", "--config.train.steps: expected a value"),
        ("train", "'train': expected a flag"),
        ("--config.job=fly", "config.job='fly': expected one of: corpus,"),
        ("--config.job=evaluat", "did you mean 'evaluate'?"),
        ("--config.model.kv_heads=3", "config.model.kv_heads=3: expected a divisor of heads=4"),
        ("--config.data.fold=9", "config.data.fold=9: expected 0 to 4"),
        ("--config.train.seq_len=100000", "expected at most model.maximum_length=2048"),
        ("--config.train.gradient_accumulation=3", "expected a divisor of batch_size=8"),
        ("--config.seed=9223372036854775808", "config.seed=9223372036854775808: expected 0 to 2**63 - 1"),
        ("--config.sampling.max_new_tokens=2048", "expected less than model.maximum_length=2048"),
        ("--config.model.vocab_size=5000", "expected tokenizer.vocab_size=4096, or 0"),
        ("--config.model.compute_dtype=float64", "expected JAX_ENABLE_X64=1"),
        ("--config.mesh.data=3", "does not fill the 8 devices"),
        ("--config.train.batch_size=3", "config.train.batch_size=3: expected a multiple of 8"),
    ],
)
def test_a_bad_flag_is_named(refused, flag: str, expected: str) -> None:
    assert expected in refused(SMOE, flag)


@pytest.mark.parametrize(
    ("axes", "fields", "expected"),
    [
        ({"tensor": 8}, {}, "config.mesh.tensor=8: expected a divisor of model.heads=4"),
        ({"fsdp": 8}, {"model.embed": 260}, "config.mesh.fsdp=8: expected a divisor of model.embed=260"),
        ({"tensor": 4, "fsdp": 2}, {}, "config.mesh.tensor=4: expected a divisor of model.kv_heads=2"),
        (
            {"tensor": 2, "fsdp": 4},
            {"model.expert_mlp": 511},
            "tensor=2: expected a divisor of model.expert_mlp=511",
        ),
        (
            {"tensor": 2, "fsdp": 4},
            {"model.shared_mlp": 3},
            "tensor=2: expected a divisor of model.shared_mlp=3",
        ),
        ({"tensor": 2, "fsdp": 4}, {"model.mlp": 1023}, "tensor=2: expected a divisor of model.mlp=1023"),
        (
            {"tensor": 2, "fsdp": 4},
            {"tokenizer.vocab_size": 4097},
            "tensor=2: expected a divisor of model.vocab_size=4097",
        ),
        (
            {"expert": 8},
            {"model.experts": 12},
            "config.mesh.expert=8: expected a divisor of model.experts=12",
        ),
        ({"context": 2}, {}, "config.mesh.context=2: expected 1"),
        ({"fsdp": 2}, {}, "config.mesh: fsdp 2 does not fill the 8 devices present"),
        (
            {"fsdp": 4, "expert": 2},
            {"train.batch_size": 12},
            "config.train.batch_size=12: expected a multiple of 8",
        ),
    ],
)
def test_a_mesh_that_cannot_split_the_run_is_refused(
    refused, axes: dict[str, int], fields: dict[str, int], expected: str
) -> None:
    sizes = {f"mesh.{name}": size for name, size in ({"fsdp": 1} | axes).items()}
    assert expected in refused(
        SMOE, *(f"--config.{name}={value}" for name, value in (sizes | fields).items())
    )


def test_a_model_that_cannot_fit_is_refused_before_anything_is_prepared(
    refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_host_limits", lambda: [200 * 10**9])
    line = refused(f"{SMOE}:8x7b", "--config.mesh.expert=1")
    assert "46.7 billion parameters need 93.4 GB on each of 8 devices before activations" in line
    assert "where 25.0 GB are; expected such devices with mesh.fsdp=32 or more" in line
    assert not Path("cache").exists()


def test_a_config_must_be_given_and_exist(refused, tmp_path: Path) -> None:
    assert "--config is missing" in refused("--config.train.steps=3")
    assert "--config=configs/smo.py: no such file" in refused("--config=configs/smo.py")
    (tmp_path / "empty.py").write_text("")
    assert "expected a function get_config(preset)" in refused("--config=empty.py")


@pytest.mark.parametrize("family", ["smoe", "dense"])
def test_an_unknown_preset_is_named(refused, family: str) -> None:
    assert f"configs/{family}.py:9x9b: no such preset" in refused(f"--config={ROOT}/configs/{family}.py:9x9b")


def test_values_may_stand_apart_and_take_the_type_of_their_field() -> None:
    invocation = parse(
        [SMOE, "--config.train.steps", "3", "--config.model.qk_norm=TRUE", "--config.optimizer.beta1=1e-1"]
    )
    assert invocation.config.train.steps == 3
    assert invocation.config.model.qk_norm is True
    assert invocation.overrides["optimizer.beta1"] == 0.1


def test_no_flags_explain_how_to_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main([]) == 2
    assert main.main(["--help"]) == 0
    assert capsys.readouterr().out.count("usage: python main.py --config=") == 2


# Parents


@pytest.mark.parametrize("job", ["generate", "evaluate"])
def test_a_job_that_needs_a_parent_says_so(refused, job: str) -> None:
    assert f"expected a run's directory for the job {job!r}" in refused(SMOE, f"--config.job={job}")


def test_a_parent_that_is_no_run_is_named(refused, tmp_path: Path) -> None:
    assert "config.parent=" in refused(SMOE, f"--config.parent={tmp_path / 'nowhere'}")


def test_a_parents_checkpoint_has_a_number(refused, trained: Trained) -> None:
    line = refused(SMOE, f"--config.parent={trained.directory / 'checkpoints' / 'latest'}")
    assert "expected a step's number after checkpoints/, found 'latest'" in line


def test_a_parents_length_is_what_counts(refused, trained: Trained) -> None:
    line = refused(SMOE, f"--config.parent={trained.directory}", "--config.train.seq_len=4096")
    assert "config.train.seq_len=4096: expected at most model.maximum_length=2048 of the parent" in line


def test_another_programs_config_is_no_runs(refused, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"architectures": ["LlamaForCausalLM"]}')
    for flag in ("--config.parent", "--workdir"):
        assert "config.json: expected a run's configuration in JSON" in refused(SMOE, f"{flag}={tmp_path}")


def test_a_config_that_names_no_job_is_another_runs(refused, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"config": {}, "asked": {}, "lineage": {}}')
    assert "it holds another run" in refused(SMOE, f"--workdir={tmp_path}")


def test_generate_needs_a_prompt(refused, trained: Trained) -> None:
    line = refused(SMOE, "--config.job=generate", f"--config.parent={trained.directory}")
    assert "config.generate.prompt: expected the text to continue" in line


@pytest.mark.parametrize("field", ["model.vocab_size", "tokenizer.vocab_size"])
def test_a_parents_vocabulary_stays(refused, trained: Trained, field: str) -> None:
    line = refused(SMOE, f"--config.parent={trained.directory}", f"--config.{field}=5000")
    assert f"--config.{field}=5000: the parent {trained.directory} has 1024; leave the flag out" in line


def test_a_parents_tokenizer_stays(refused, trained: Trained) -> None:
    line = refused(SMOE, f"--config.parent={trained.directory}", "--config.tokenizer.base=other.model")
    assert f"--config.tokenizer.base: the parent {trained.directory} has its own tokenizer" in line


# Working directories


def test_foreign_files_are_left_alone(refused, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("mine")
    assert "expected an empty or new directory" in refused(SMOE, f"--workdir={tmp_path / 'home'}")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["thesis.txt"]


def test_the_directory_of_another_run_is_refused_with_what_differs(refused, trained: Trained) -> None:
    line = refused(*trained.flags, "--config.optimizer.learning_rate=0.5", "--config.seed=3")
    assert "seed (there 0, here 3)" in line
    assert "optimizer.learning_rate (there 0.0012, here 0.5)" in line


def test_fields_that_do_not_define_a_run_may_change(
    trained: Trained, capsys: pytest.CaptureFixture[str]
) -> None:
    flags = ["--config.train.log_every=5", "--config.data.prefetch=4", "--config.train.keep_checkpoints=9"]
    assert main.main([*trained.flags, *flags]) == 0
    assert "Done in" in capsys.readouterr().out


def test_a_workdir_or_cache_that_cannot_be_made(refused, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "file is a file" in refused(SMOE, f"--workdir={tmp_path / 'file' / 'run'}")
    line = refused(SMOE, "--config.job=corpus", f"--config.data.cache={tmp_path / 'file'}")
    assert str(tmp_path / "file") in line


# Sources


def test_a_path_that_is_not_there(refused) -> None:
    assert "the path 'nowhere/raw' does not exist" in refused(SMOE, "--config.data.sources=nowhere/raw")


def test_a_glob_that_matches_nothing(refused) -> None:
    assert "'raw/*.xml': the glob matches no file" in refused(SMOE, "--config.data.sources=us=raw/*.xml")


def test_files_that_are_no_patents(refused, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.xml").write_text("<html><body>not found</body></html>")
    line = refused(SMOE, "--config.job=corpus", "--config.data.sources=raw")
    assert "none of the 1 documents could be read" in line and "a.xml" in line


def test_a_fold_without_documents_is_refused_each_time(refused, tmp_path: Path) -> None:
    """The shards of such a split stand in the cache the second time; they are no better for it."""
    flags = [SMOE, f"--config.data.sources={_patents(tmp_path / 'raw')}", "--config.job=tokens"]
    flags += ["--config.tokenizer.vocab_size=340", "--config.data.folds=1000"]
    for _ in range(2):
        assert "config.data.fold=0: no document falls into the split 'held_out'" in refused(*flags)


def test_a_cut_off_file_among_good_ones_is_named_and_skipped(tmp_path: Path) -> None:
    sources, cache = _patents(tmp_path / "raw"), tmp_path / "cache"
    (sources / "cut.xml").write_text((sources / "0.xml").read_text()[:-200])
    flags = [SMOE + ":tiny", *SMALL, f"--config.data.sources={sources}", f"--config.data.cache={cache}"]
    flags += [f"--workdir={tmp_path / 'out'}", "--config.tokenizer.vocab_size=340"]
    assert main.main([*flags, "--config.job=tokens"]) == 0
    (manifest,) = (files.read_json(path) for path in cache.glob("corpus-*/manifest.json"))
    assert manifest["read"] == 30
    ((reason, failures),) = manifest["failures"].items()
    assert failures["count"] == 1
    assert failures["examples"][0]["path"].endswith("cut.xml")
    assert reason
