"""The model of an invocation: its own, or its parent's, whose configuration wins; and its first state."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import optax
from jax.sharding import Mesh

from patentgpt_jax.errors import InputError
from patentgpt_jax.jobs.config import RunConfig, check_lengths
from patentgpt_jax.jobs.flags import Invocation
from patentgpt_jax.jobs.workdir import CHECKPOINTS, read_parent
from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import from_mapping
from patentgpt_jax.sharding.expert_axis import expert_ways
from patentgpt_jax.sharding.mesh import MeshConfig, check_sizes, make_mesh
from patentgpt_jax.tokens.extend import planned_size
from patentgpt_jax.training.checkpoints import Checkpoints, restore_variables
from patentgpt_jax.training.state import TrainState, create_state

# Not of the architecture: how it is computed may differ from the parent's.
_FREE = ("compute_dtype", "remat", "expert_transport", "unroll")
_TOKENIZER_ONLY = ("tokens", "inspect")  # jobs that take no more from a parent


@dataclass(frozen=True)
class Parent:
    """The run that an invocation starts from.

    step: the one asked for; None is the newest. lineage: what the run was made from, by hash.
    """

    run: Path
    step: int | None
    model: ModelConfig
    lineage: Mapping[str, str]

    @property
    def tokenizer(self) -> Path:
        """Where the parent's tokenizer is: its files lie in its directory."""
        return self.run

    def load(self, model: FunctionalModel, mesh: Mesh) -> tuple[int, Variables]:
        """The step and the variables of its checkpoint, laid out on `mesh`."""
        shapes = jax.eval_shape(model.create, jax.random.key(0))
        return restore_variables(self.run / CHECKPOINTS, shapes, model.shardings(mesh), self.step)


def find_parent(invocation: Invocation, *, required: bool = False) -> Parent | None:
    """The parent of `config.parent`, or None where that is empty.

    Raises:
      InputError: there is no such run, it has no model, it is empty but `required`, or a flag sets a field of
        the model, or the tokenizer's vocabulary, to something else than the parent's.
    """
    name = invocation.config.parent
    if not name:
        if required:
            raise InputError(
                f"config.parent: expected a run's directory for the job {invocation.config.job!r}, "
                "found none; give --config.parent=runs/..."
            )
        return None
    run, stored = read_parent(name)
    model = from_mapping(ModelConfig, stored["config"]["model"], f"{run}: config.model")
    if not model.vocab_size and invocation.config.job not in _TOKENIZER_ONLY:
        raise InputError(
            f"config.parent={name}: a run of the job {stored['config']['job']!r}, which has no model; "
            "expected one that trained (a tokenizer alone is --config.tokenizer.base)"
        )
    for field, value in invocation.overrides.items():
        section, _, leaf = field.partition(".")
        if (section == "model" and leaf not in _FREE) or field == "tokenizer.vocab_size":
            theirs = stored["config"]["model"]  # the tokenizer comes with the model, and so fits it
            for part in leaf.split("."):
                theirs = theirs[part]
            if theirs != value:
                raise InputError(
                    f"--config.{field}={value}: the parent {name} has {theirs}; leave the flag out"
                )
    if "tokenizer.base" in invocation.overrides:
        raise InputError(
            f"--config.tokenizer.base: the parent {name} has its own tokenizer; leave the flag out"
        )
    own = invocation.config.model
    model = dataclasses.replace(model, **{field: getattr(own, field) for field in _FREE})
    step = Path(name).name if Path(name).parent.name == CHECKPOINTS else None
    if step and not step.isdecimal():
        raise InputError(
            f"config.parent={name}: expected a step's number after {CHECKPOINTS}/, found {step!r}"
        )
    return Parent(run, int(step) if step else None, model, stored["lineage"])


def check_mesh(model: ModelConfig, mesh: Mesh) -> None:
    """Refuse a mesh that cannot split the model's heads, experts, hidden units or vocabulary evenly."""
    fields = {
        "heads": "heads",
        "kv_heads": "kv_heads",
        "mlp": "mlp",
        "expert_mlp": "mlp",
        "shared_mlp": "mlp",
        "vocab_size": "vocab",
        "experts": "experts",
    }
    check_sizes(mesh, {f"model.{name}": (axis, getattr(model, name)) for name, axis in fields.items()})
    if model.embed % mesh.shape["fsdp"]:  # or every device would hold all parameters
        raise InputError(
            f"config.mesh.fsdp={mesh.shape['fsdp']}: expected a divisor of model.embed={model.embed}"
        )


def chosen_mesh(config: MeshConfig, model: ModelConfig, tokens: int) -> Mesh:
    """The mesh of all devices, with `expert` by the rule where that is 0.

    Args:
      tokens: of one pass through the model, over all devices.

    Raises:
      InputError: a mesh that does not fill the devices, or cannot split the model.
    """
    if config.expert == 0:
        devices = jax.device_count()
        sizes = dataclasses.asdict(config).values()
        free = max(1, devices // math.prod(size for size in sizes if size > 0))
        matrices = 3 * model.experts * model.embed * model.expert_mlp
        ways = 1 if -1 in sizes else free
        if model.experts and -1 in sizes:
            ways = expert_ways(
                free,
                model.experts,
                model.experts_per_token,
                tokens * config.tensor // devices,
                matrices * model.dtype.itemsize // config.tensor,
            )
        config = dataclasses.replace(config, expert=ways)
    mesh = make_mesh(config)
    check_mesh(model, mesh)
    return mesh


def resolved_model(config: RunConfig, parent: Parent | None) -> ModelConfig:
    """The parent's hyperparameters, or the config's with the vocabulary of the tokenizer to be trained.

    Raises:
      InputError: rows, or texts to write, that are longer than the parent's model; another vocabulary than
        the tokenizer's.
    """
    if parent is None:
        vocab_size = planned_size(config.tokenizer)
        if config.model.vocab_size not in (0, vocab_size):
            raise InputError(
                f"config.model.vocab_size={config.model.vocab_size}: the tokenizer has {vocab_size} entries; "
                "expected the same, or 0 for the tokenizer's"
            )
        model = dataclasses.replace(config.model, vocab_size=vocab_size)
    else:
        model = parent.model
        try:
            check_lengths(config, model)
        except InputError as error:
            raise InputError(f"config.{error} of the parent {parent.run}") from None
    return model


def initial_state(
    config: RunConfig,
    model: FunctionalModel,
    optimizer: optax.GradientTransformation,
    mesh: Mesh,
    checkpoints: Checkpoints,
    parent: Parent | None,
    position: dict[str, Any],
    like: Any,
) -> tuple[TrainState, float]:
    """The newest checkpoint's state and the seconds spent, or a fresh one, with the parent's variables.

    Args:
      like: of `abstract_state`.

    Raises:
      InputError: the checkpoint is of other data than `position` tells.
    """
    restored = checkpoints.restore_newest(like)
    if restored is not None:
        state, found = restored
        for name, value in position.items():
            if found[name] != value:
                step = int(state.step)
                raise InputError(f"checkpoint {step}: made with {name}={found[name]!r}, expected {value!r}")
        return state, found["seconds"]
    state = create_state(model, optimizer, mesh, config.seed)
    return state._replace(variables=parent.load(model, mesh)[1]) if parent else state, 0.0
