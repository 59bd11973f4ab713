"""A run's directory: its name, what may resume in it, and the files that say what the run was."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import to_mapping
from patentgpt_jax.sharding import processes
from patentgpt_jax.versions import versions

CONFIG, SUMMARY, SAMPLES = "config.json", "summary.json", "samples.json"
CHECKPOINTS = "checkpoints"

# Fields that change where, how fast or how visibly a run happens, but not what it computes.
_NOT_DEFINING = (
    "mesh.",
    "model.expert_transport",
    "processes.",
    "data.cache",
    "data.prefetch",
    "corpus.workers",
    "corpus.engine",
    "corpus.beam_options",
    "corpus.on_failure",
    "corpus.forget",
    "train.log_every",
    "train.keep_checkpoints",
    "train.checkpoint_every",
    "train.max_skipped_steps",
)


def default_workdir(invocation: Invocation) -> Path:
    """`runs/<job>-<family>-<preset>-<hash>`, with a hash of what defines the run."""
    defining = json.dumps(_defining(to_mapping(invocation.config)), sort_keys=True)
    key = hashlib.sha256(defining.encode()).hexdigest()[:8]
    return Path("runs") / f"{invocation.config.job}-{invocation.family}-{invocation.preset}-{key}"


def check_workdir(workdir: Path, invocation: Invocation) -> None:
    """Check that `workdir` can be written to, and is free or holds this very run.

    Raises:
      InputError: it holds another run, or files that are no run's, or cannot be written to.
    """
    files.check_writable(workdir)
    path = workdir / CONFIG
    if not path.exists():
        # What begins with a dot is a file that a killed run was about to name.
        if workdir.is_dir() and any(not each.name.startswith(".") for each in workdir.iterdir()):
            raise InputError(f"--workdir={workdir}: expected an empty or new directory, or that of this run")
        return
    found, wanted = _defining(_read_config(path)["asked"]), _defining(to_mapping(invocation.config))
    if found.get("job") == wanted["job"] == "corpus":
        return  # it is brought up to date, whatever the sources were before
    differing = [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]
    if differing:
        fields = ", ".join(
            f"{name} (there {found.get(name)!r}, here {wanted.get(name)!r})" for name in differing[:5]
        )
        more = f" and {len(differing) - 5} more" if len(differing) > 5 else ""
        raise InputError(
            f"--workdir={workdir}: it holds another run, which differs in {fields}{more}; "
            "give another --workdir, or none"
        )


def check_same_everywhere(workdir: Path, invocation: Invocation) -> None:
    """Refuse processes of one job that were given different flags.

    Raises:
      InputError: in every process.
    """
    asked = to_mapping(invocation.config)
    asked["data"].pop("cache")  # each may have its own
    processes.check_same("the command line", json.dumps([str(workdir), asked], sort_keys=True))


def write_config(
    workdir: Path, invocation: Invocation, model: ModelConfig | None, lineage: Mapping[str, Any]
) -> None:
    """Write `config.json` in process 0: the resolved configuration, versions, commit and lineage.

    `model` is what the configuration's `model` became, by the parent or the tokenizer; the
    configuration as it was given stands beside it, under `asked`.

    Raises:
      InputError: the run stands there with another lineage (its data or its parent changed), or
        another process has another lineage.
    """
    for name, value in sorted(lineage.items()):
        processes.check_same(f"lineage.{name}", str(value))
    processes.in_first(lambda: _write_config(workdir, invocation, model, lineage))
    if not processes.everywhere((workdir / CONFIG).exists()):
        raise InputError(f"--workdir={workdir}: expected a directory that all processes see")


def _write_config(
    workdir: Path, invocation: Invocation, model: ModelConfig | None, lineage: Mapping[str, Any]
) -> None:
    path = workdir / CONFIG
    files.hold(workdir / ".lock")
    if path.exists():
        before = _read_config(path)["lineage"]
        for name, value in lineage.items():
            if before.get(name) != value:
                raise InputError(
                    f"{path}: lineage.{name} is {before.get(name)!r}, but now {value!r}: the {name} "
                    "of this run changed; give another --workdir, or put it back"
                )
    files.write_json(
        path,
        {
            "config": to_mapping(invocation.config) | ({"model": to_mapping(model)} if model else {}),
            "asked": to_mapping(invocation.config),
            "config_file": invocation.config_file,
            "preset": invocation.preset,
            "versions": versions(),
            "git_commit": _git_commit(),
            "lineage": dict(lineage),
        },
    )


def read_parent(parent: str) -> tuple[Path, dict[str, Any]]:
    """The run that `config.parent` names, and its `config.json`.

    Raises:
      InputError: there is none.
    """
    run = Path(parent)
    if run.parent.name == CHECKPOINTS:
        run = run.parent.parent
    path = run / CONFIG
    if not path.is_file():
        raise InputError(f"config.parent={parent!r}: expected a run's directory with a {CONFIG}, found none")
    return run, _read_config(path)


def file_hash(path: Path) -> str:
    """The sha256 of a file, shortened to what tells runs apart."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _read_config(path: Path) -> dict[str, Any]:
    try:
        found = files.read_json(path)
    except ValueError:  # not JSON, or not text
        found = None
    parts = ("config", "asked", "lineage")
    if isinstance(found, dict) and all(isinstance(found.get(part), dict) for part in parts):
        return found
    raise InputError(f"{path}: expected a run's configuration in JSON, found something else")


def _defining(config: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """The fields that define a run, by dotted name."""
    fields: dict[str, Any] = {}
    for name, value in config.items():
        if isinstance(value, Mapping):
            fields |= _defining(value, f"{prefix}{name}.")
        elif not f"{prefix}{name}".startswith(_NOT_DEFINING):
            fields[prefix + name] = value
    return fields


def _git_commit() -> str | None:
    """The commit of the code, if it is a git checkout; `-dirty` where files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
