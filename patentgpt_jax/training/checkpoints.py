"""Checkpoints of a run: the whole training state and the data position, written in the background.

A checkpoint appears whole or not at all (Orbax writes it under another name first), and says by
checksums what is in it. One that turns out to be damaged all the same is set aside, and the one before
it is taken.
"""

import contextlib
import hashlib
import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import jax
import orbax.checkpoint as ocp

from patentgpt_jax import files
from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import Variables
from patentgpt_jax.sharding import processes
from patentgpt_jax.sharding.mesh import with_shardings
from patentgpt_jax.training.fingerprint import fingerprints
from patentgpt_jax.training.state import TrainState

_ITEMS = ("state", "data")
_FULL = ("No space left", "Disk quota exceeded")


class Damaged(Exception):
    """A checkpoint that is not what was saved; the message says what is wrong with it."""


class Checkpoints:
    """The checkpoints under one directory, `<step>/`; each is whole or absent."""

    def __init__(self, directory: Path, keep: int):
        """Keep the newest `keep` of them; what a killed run left half-written is cleared away."""
        self._directory = directory.absolute()
        self._manager = ocp.CheckpointManager(
            self._directory,
            options=ocp.CheckpointManagerOptions(
                max_to_keep=keep, enable_async_checkpointing=True, cleanup_tmp_directories=True
            ),
            item_names=_ITEMS,
            item_handlers={"state": ocp.StandardCheckpointHandler(), "data": ocp.JsonCheckpointHandler()},
        )

    def latest_step(self) -> int | None:
        """The newest checkpoint's step, or None."""
        return self._manager.latest_step()

    def save(self, step: int, state: TrainState, data: dict[str, Any]) -> None:
        """Start to save; returns when the state may change again, before it is on disk.

        Raises:
          InputError: the disk was full, now or when the one before was written.
        """
        if step == self.latest_step():
            return
        tree = _tree(state)
        stored = {"position": data, "fingerprints": fingerprints(tree)}
        with self._full_disk_told():
            self._manager.save(
                step,
                args=ocp.args.Composite(
                    state=ocp.args.StandardSave(tree),
                    data=ocp.args.JsonSave(stored | {"sha256": _digest(stored)}),
                ),
            )

    def restore_newest(self, like: Any) -> tuple[TrainState, dict[str, Any]] | None:
        """The newest whole checkpoint's state and data position; None where there is no checkpoint.

        Damaged ones are told of, and set aside as `damaged-<step>`.

        Args:
          like: `jax.ShapeDtypeStruct`s of the state, with where each array is to lie.

        Raises:
          InputError: there are checkpoints, and all are damaged.
        """
        tree = _tree(like)

        def read(path: Path) -> Any:
            return ocp.StandardCheckpointHandler().restore(path, args=ocp.args.StandardRestore(tree))

        found = _newest_whole(self._directory, self._manager.all_steps(), read)
        if found is None:
            return None
        _, state, stored, damaged = found
        if damaged:
            if processes.is_first():
                for each in damaged:
                    _set_aside(self._directory / str(each))
            processes.wait_for_all("damaged checkpoints are set aside")
            self._manager.reload()
        return _untree(state, like), stored["position"]

    def wait(self) -> None:
        """Return when everything saved so far is on disk.

        Raises:
          InputError: the disk was full.
        """
        with self._full_disk_told():
            self._manager.wait_until_finished()

    def close(self) -> None:
        """Finish pending writes and let go of threads."""
        with self._full_disk_told():
            self._manager.close()

    @contextlib.contextmanager
    def _full_disk_told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if not any(words in str(error) for words in _FULL):
                raise
            raise InputError(
                f"{self._directory}: no space left for a checkpoint; those that stand there are whole, and "
                "the same command goes on from the newest"
            ) from None


def check_space(directory: Path, keep: int, like: Any) -> None:
    """Refuse a disk that cannot hold a run's checkpoints under `directory`, before time is spent on it.

    Args:
      like: shapes of the state.

    Raises:
      InputError: with the arithmetic.
    """
    size = sum(leaf.size * leaf.dtype.itemsize for leaf in jax.tree.leaves(like))
    kept = [each for each in directory.glob("*") if not each.name.startswith("damaged-")]
    there = sum(file.stat().st_size for each in kept for file in each.rglob("*") if file.is_file())
    files.check_free_space(
        directory,
        (keep + 1) * size - there,
        f"{keep + 1} checkpoints of {size / 1e9:.3g} GB (train.keep_checkpoints={keep}, and one being "
        "written)",
    )


def restore_variables(
    directory: Path, like: Variables, shardings: Variables, step: int | None = None
) -> tuple[int, Variables]:
    """A checkpoint's step and model variables, without the optimizer's state.

    Args:
      step: None takes the newest that is whole.

    Raises:
      InputError: there is no such checkpoint under `directory`, or it is damaged.
    """
    if not directory.is_dir():
        raise InputError(f"{directory}: expected a run's checkpoints there, found none")
    with ocp.CheckpointManager(
        directory.absolute(),
        item_names=_ITEMS,
        options=ocp.CheckpointManagerOptions(read_only=True, create=False),
    ) as manager:
        steps = manager.all_steps()
    if not steps or step not in (None, *steps):
        raise InputError(
            f"{directory}: expected {'a checkpoint' if step is None else f'step {step}'} there, "
            f"found {'none' if not steps else 'steps ' + ', '.join(map(str, steps))}"
        )
    abstract = {"variables": _tree(with_shardings(like, shardings))}

    def read(path: Path) -> Any:
        arguments = ocp.args.PyTreeRestore(
            item=abstract,
            restore_args=ocp.checkpoint_utils.construct_restore_args(abstract),
            partial_restore=True,
        )
        return ocp.PyTreeCheckpointHandler().restore(path, args=arguments)

    found = _newest_whole(directory.absolute(), steps if step is None else [step], read)
    assert found is not None
    return found[0], _untree(found[1]["variables"], like)


def silence_abandoned_transfers() -> None:
    """Keep TensorStore from printing of each read or write that was given up when another one failed.

    What failed is raised where it was asked for; the others find nobody to tell.
    """
    before = sys.unraisablehook

    def unraisable(what: "sys.UnraisableHookArgs") -> None:
        if str(what.exc_value) != "Event loop is closed":
            before(what)

    sys.unraisablehook = unraisable
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def _newest_whole(
    directory: Path, steps: list[int], read: Callable[[Path], Any]
) -> tuple[int, Any, dict[str, Any], list[int]] | None:
    """Of the checkpoints of `steps`, the newest whole one: its step, state and data; and the damaged ones."""
    damaged: dict[int, str] = {}
    for step in sorted(steps, reverse=True):
        try:
            state, stored = _read(directory / str(step), read)
        except Damaged as error:
            damaged[step] = str(error)
            continue
        for number, reason in damaged.items():
            if processes.is_first():
                logging.warning(
                    "%s is damaged (%s): taking step %d instead", directory / str(number), reason, step
                )
        return step, state, stored, list(damaged)
    if damaged:
        reasons = "; ".join(f"step {step}: {reason}" for step, reason in damaged.items())
        raise InputError(f"{directory}: expected a whole checkpoint, found only damaged ones ({reasons})")
    return None


def _read(path: Path, read: Callable[[Path], Any]) -> tuple[Any, dict[str, Any]]:
    """The state and the data of one checkpoint, as they were saved; every process has read it, or none."""
    problem = ""
    try:
        stored = ocp.JsonCheckpointHandler().restore(path / "data", args=ocp.args.JsonRestore())
        if stored["sha256"] != _digest(stored):
            raise ValueError("its data position is not what was saved")
        state = read(path / "state")
    except Exception as error:  # Orbax raises all kinds, bare Exception among them
        if isinstance(error, MemoryError) or "RESOURCE_EXHAUSTED" in str(error):
            raise
        problem = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
    if not processes.everywhere(not problem):
        raise Damaged(problem or "another process could not read it")
    differing = [
        name for name, each in fingerprints(state).items() if stored["fingerprints"].get(name) != each
    ]
    if differing:
        raise Damaged(f"arrays that are not what was saved: {len(differing)}, first {differing[0]}")
    return state, stored


def _digest(stored: Mapping[str, Any]) -> str:
    parts = {name: stored[name] for name in ("position", "fingerprints")}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _set_aside(path: Path) -> None:
    """Rename a damaged checkpoint, so that its step can be saved anew."""
    aside = path.with_name(f"damaged-{path.name}")
    if aside.exists():
        shutil.rmtree(aside)
    path.rename(aside)


def _tree(state: Any) -> Any:
    """Named tuples as dictionaries: the layout on disk, which outlives our classes."""
    if isinstance(state, tuple) and hasattr(state, "_asdict"):
        return {name: _tree(value) for name, value in state._asdict().items()}
    if isinstance(state, dict):
        return {str(name): _tree(value) for name, value in state.items()}
    if isinstance(state, list | tuple):
        return {str(i): _tree(value) for i, value in enumerate(state)}
    return state


def _untree(tree: Any, like: Any) -> Any:
    """What `_tree` made a dictionary of, with the classes of `like`: by name, since names sort otherwise."""
    if isinstance(like, tuple) and hasattr(like, "_asdict"):
        return type(like)(*(_untree(tree[name], value) for name, value in like._asdict().items()))
    if isinstance(like, dict):
        return {name: _untree(tree[str(name)], value) for name, value in like.items()}
    if isinstance(like, list | tuple):
        return type(like)(_untree(tree[str(i)], value) for i, value in enumerate(like))
    return tree
