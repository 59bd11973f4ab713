"""This project's training step, as the benchmarks measure it: made in one place, moved by calling it."""

from collections.abc import Mapping
from typing import Any

import jax
from jax import Array
from jax.sharding import Mesh

from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.sharding.mesh import MeshConfig, batch_sharding, make_mesh
from patentgpt_jax.training.objective import Batch, ObjectiveConfig, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import create_state
from patentgpt_jax.training.step import make_train_step


def one_device() -> Mesh:
    """The mesh of the first device alone."""
    return make_mesh(MeshConfig(), jax.devices()[:1])


class Run:
    """A training run, which goes on with every call.

    step: the function, jitted or compiled, from a state and a batch to the next state and metrics; its
      state is donated.
    state: what the next call starts from.
    """

    def __init__(
        self,
        config: ModelConfig,
        optimizer: OptimizerConfig,
        *,
        mesh: Mesh | None = None,
        objective: ObjectiveConfig | None = None,
        steps: int = 1000,
        accumulation: int = 1,
        seed: int = 0,
    ) -> None:
        """Make the step and a fresh state.

        Args:
          mesh: by default that of `one_device`.
          objective: by default that of pretraining.
          steps: of the whole run, for the learning rate's schedule.
          accumulation: into how many microbatches a batch is split.
        """
        self.mesh = mesh or one_device()
        model, moves = FunctionalModel(config), make_optimizer(optimizer)
        self.step: Any = make_train_step(
            model,
            pretraining(objective or ObjectiveConfig()),
            moves,
            make_schedule(optimizer, steps),
            self.mesh,
            clip_norm=optimizer.clip_norm,
            accumulation=accumulation,
        )
        self.state = create_state(model, moves, self.mesh, seed)

    def place(self, batch: Mapping[str, Any]) -> Batch:
        """A batch of [batch, seq] arrays where the step takes it."""
        return jax.device_put(batch, batch_sharding(self.mesh))

    def compile(self, batch: Batch) -> Any:
        """Compile the step for batches like this one; returns the compiler's account of its memory."""
        compiled = self.step.lower(self.state, batch).compile()
        self.step = compiled
        return compiled.memory_analysis()

    def __call__(self, batch: Batch) -> dict[str, Array]:
        """Make one step, wait for it, and return its metrics."""
        self.state, metrics = jax.block_until_ready(self.step(self.state, batch))
        return metrics
