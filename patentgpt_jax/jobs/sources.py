"""The sources of a configuration: their names, what may be said of them, and the generated ones."""

import functools
from collections.abc import Iterable
from pathlib import Path

from patentgpt_jax import files
from patentgpt_jax.corpus.licences import is_evaluation_only, parse_licences, why_closed
from patentgpt_jax.corpus.samples import write_samples
from patentgpt_jax.corpus.samples.kinds import PATENTS, write_texts
from patentgpt_jax.corpus.sources import resolve
from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.jobs.config import DataConfig
from patentgpt_jax.tokens.limits import ANY, parse_limits
from patentgpt_jax.tokens.mixture import parse_mixture

_GENERATED = "generated"  # the source of sample patents where they are all there is
_SAMPLES_VERSION = 1  # to be raised with every change of what the generator writes


def names(config: DataConfig) -> list[str]:
    """The names of the sources.

    Raises:
      InputError: `config.sources` names no files.
    """
    if config.sources:
        return [source.name for source in resolve(config.sources)]
    return list(config.kinds) or [_GENERATED]


def check(config: DataConfig) -> None:
    """Refuse, before anything takes time, sources that name no files, and what is said of others.

    Raises:
      InputError: naming the field and the sources; a mixture or limits of sources that are not there, or a
        mixture of one that is for evaluation only.
    """
    there = names(config)
    weighed = parse_mixture(config.mixture)
    _check_names("mixture", weighed, there)
    _check_names("epoch_limits", parse_limits(config.epoch_limits).keys() - {ANY} - weighed.keys(), there)
    _check_licences(config, there)


def check_licences(config: DataConfig) -> None:
    """Refuse licences of sources that are not there, as a misspelled name would leave one open.

    Raises:
      InputError: that, a mixture of a source that is for evaluation only, or no other source.
    """
    if config.licences:
        _check_licences(config, names(config))


def _check_licences(config: DataConfig, there: list[str]) -> None:
    licences = parse_licences(config.licences)
    _check_names("licences", licences, there)
    closed = {name: why_closed(name, each) for name, each in licences.items() if is_evaluation_only(each)}
    for name in parse_mixture(config.mixture):
        if name in closed:
            raise InputError(f"config.data.mixture: {closed[name]}; leave it out")
    if len(closed) == len(there):
        raise InputError(f"config.data.licences: {'; '.join(closed.values())}; expected a source to train on")


def _check_names(field: str, said: Iterable[str], there: list[str]) -> None:
    missing = [name for name in sorted(said) if name not in there]
    if not missing:
        return
    listed = ", ".join(map(repr, missing))
    are = f"{listed} is no name" if len(missing) == 1 else f"{listed} are no names"
    expected = nearest(missing[0], there) if len(missing) == 1 else f"expected some of: {', '.join(there)}"
    example = {"mixture": "WEIGHT", "epoch_limits": "EPOCHS", "licences": "LICENCE"}[field]
    own = f"--config.data.{field}='{';'.join(f'{name}={example}' for name in there)}'"
    raise InputError(f"config.data.{field}: {are} in data.sources; {expected}; for all of yours: {own}")


def generate(config: DataConfig) -> str:
    """What `config.sources` would say of the generated sources, which are written into the cache."""

    folders = {kind: _folder(config, kind) for kind in config.kinds or (PATENTS,)}
    for kind, folder in folders.items():
        files.build_once(folder, functools.partial(_write, kind, patents=config.samples))
    if not config.kinds:
        return f"{_GENERATED}={folders[PATENTS]}"
    return ";".join(f"{kind}={folder}" for kind, folder in folders.items())


def _folder(config: DataConfig, kind: str) -> Path:
    suffix = "" if kind == PATENTS else f"-{kind}"
    return Path(config.cache) / f"samples-{config.samples}-{_SAMPLES_VERSION}{suffix}"


def _write(kind: str, directory: Path, patents: int) -> None:
    if kind == PATENTS:
        write_samples(directory, patents)
    else:
        write_texts(kind, directory, patents)
