"""Checkpoints of a run: the whole training state and the data position, written in the background."""

from pathlib import Path
from typing import Any

import orbax.checkpoint as ocp

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.functional import Variables
from patentgpt_jax.sharding.mesh import with_shardings
from patentgpt_jax.training.step import TrainState


class Checkpoints:
    """The checkpoints under one directory, `<step>/`; each is whole or absent."""

    def __init__(self, directory: Path, keep: int):
        """Keep the newest `keep` of them."""
        options = ocp.CheckpointManagerOptions(max_to_keep=keep, enable_async_checkpointing=True)
        self._manager = ocp.CheckpointManager(
            directory.absolute(),
            options=options,
            item_names=("state", "data"),
            item_handlers={"state": ocp.StandardCheckpointHandler(), "data": ocp.JsonCheckpointHandler()},
        )

    def latest_step(self) -> int | None:
        """The newest checkpoint's step, or None."""
        return self._manager.latest_step()

    def save(self, step: int, state: TrainState, data: dict[str, Any]) -> None:
        """Start to save; returns when the state may change again, before it is on disk."""
        if step == self.latest_step():
            return
        self._manager.save(
            step,
            args=ocp.args.Composite(state=ocp.args.StandardSave(_tree(state)), data=ocp.args.JsonSave(data)),
        )

    def restore(self, step: int, like: Any) -> tuple[TrainState, dict[str, Any]]:
        """The state and data position saved at `step`.

        Args:
          like: `jax.ShapeDtypeStruct`s of the state, with where each array is to lie.
        """
        restored = self._manager.restore(
            step,
            args=ocp.args.Composite(state=ocp.args.StandardRestore(_tree(like)), data=ocp.args.JsonRestore()),
        )
        return _untree(restored["state"], like), restored["data"]

    def wait(self) -> None:
        """Return when everything saved so far is on disk."""
        self._manager.wait_until_finished()

    def close(self) -> None:
        """Finish pending writes and let go of threads."""
        self._manager.close()


def restore_variables(
    directory: Path, like: Variables, shardings: Variables, step: int | None = None
) -> tuple[int, Variables]:
    """A checkpoint's step and model variables, without the optimizer's state; the newest, if `step` is None.

    Raises:
      InputError: there is no such checkpoint under `directory`.
    """
    if not directory.is_dir():
        raise InputError(f"{directory}: expected a run's checkpoints there, found none")
    with ocp.CheckpointManager(
        directory.absolute(),
        item_names=("state", "data"),
        options=ocp.CheckpointManagerOptions(read_only=True, create=False),
    ) as manager:
        found = manager.all_steps()
        step = max(found, default=None) if step is None else step
        if step is None or step not in found:
            raise InputError(
                f"{directory}: expected {'a checkpoint' if step is None else f'step {step}'} there, "
                f"found {'none' if not found else 'steps ' + ', '.join(map(str, found))}"
            )
        abstract = with_shardings(like, shardings)
        restored = manager.restore(
            step,
            args=ocp.args.Composite(
                state=ocp.args.PyTreeRestore(
                    item={"variables": _tree(abstract)},
                    restore_args=ocp.checkpoint_utils.construct_restore_args({"variables": _tree(abstract)}),
                    partial_restore=True,
                )
            ),
        )
    return step, _untree(restored["state"]["variables"], like)


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
