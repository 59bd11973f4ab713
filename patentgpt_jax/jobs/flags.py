"""From the command line to a configuration: `--config=FILE[:preset] --config.a.b=value --workdir=DIR`.

A config file is a Python file whose `get_config(preset)` returns an ml-collections ConfigDict. A
flag can set any field that is there, to a value of its type. Everything wrong is an `InputError`
that names the flag and the nearest valid one.
"""

import importlib.util
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.settings import from_mapping

USAGE = "usage: python main.py --config=configs/FAMILY.py[:PRESET] [--workdir=DIR] [--config.FIELD=VALUE ...]"


@dataclass(frozen=True)
class Invocation:
    """What a command line asks for.

    config: the sections. family, preset: of the config file. workdir: as given, or None.
    overrides: the fields that flags set, by dotted name without the leading `config.`.
    """

    config: RunConfig
    config_file: str
    family: str
    preset: str
    workdir: Path | None
    overrides: Mapping[str, Any]


def parse(arguments: Sequence[str]) -> Invocation:
    """Understand the command line's arguments, the program's name left out."""
    flags = _pairs(arguments)
    if not flags.get("config"):
        raise InputError(f"--config is missing; {USAGE}")
    path, _, preset = flags.pop("config").partition(":")
    workdir = flags.pop("workdir", None)
    config = _load(path, preset)
    fields = _leaves(config)
    overrides = {}
    for flag, text in flags.items():
        name = flag.removeprefix("config.")
        if flag == name or name not in fields:
            valid = ["--config", "--workdir", *(f"--config.{field}" for field in fields)]
            raise InputError(f"--{flag}: no such flag; {nearest('--' + flag, valid)}")
        overrides[name] = _value(flag, text, fields[name])
    for name, value in overrides.items():
        section, _, leaf = name.rpartition(".")
        target = config
        for part in section.split(".") if section else ():
            target = target[part]
        target[leaf] = value
    return Invocation(
        from_mapping(RunConfig, config.to_dict(), "config"),
        path,
        Path(path).stem,
        preset or "default",
        Path(workdir) if workdir else None,
        overrides,
    )


def _pairs(arguments: Sequence[str]) -> dict[str, str]:
    """Flags and their texts; `--flag value` is `--flag=value`."""
    flags: dict[str, str] = {}
    remaining = list(arguments)
    while remaining:
        argument = remaining.pop(0)
        if not argument.startswith("--") or argument == "--":
            raise InputError(f"{argument!r}: expected a flag; {USAGE}")
        name, equals, text = argument[2:].partition("=")
        if not equals:
            if not remaining or remaining[0].startswith("--"):
                raise InputError(f"--{name}: expected a value, as in --{name}=VALUE; {USAGE}")
            text = remaining.pop(0)
        flags[name] = text
    return flags


def _load(path: str, preset: str) -> ConfigDict:
    file = Path(path)
    if not file.is_file():
        raise InputError(f"--config={path}: no such file; expected a Python file such as configs/smoe.py")
    spec = importlib.util.spec_from_file_location(f"config_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise InputError(f"--config={path}: expected a Python file such as configs/smoe.py")
    sys.path.insert(
        0, str(file.resolve().parent.parent)
    )  # a config may build on its siblings: configs.common
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.pop(0)
    if not hasattr(module, "get_config"):
        raise InputError(f"--config={path}: expected a function get_config(preset) in it, found none")
    return module.get_config(preset)


def _leaves(config: ConfigDict, prefix: str = "") -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for name, value in config.items():
        if isinstance(value, ConfigDict):
            leaves |= _leaves(value, f"{prefix}{name}.")
        else:
            leaves[prefix + name] = value
    return leaves


def _value(flag: str, text: str, current: Any) -> Any:
    """`text` as a value of the type that the field has."""
    kind = type(current)
    if kind is bool:
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        raise InputError(f"--{flag}={text}: expected true or false")
    try:
        return kind(text)
    except ValueError:
        raise InputError(f"--{flag}={text}: expected {_NAMES.get(kind, kind.__name__)}") from None


_NAMES = {int: "a whole number", float: "a number"}
