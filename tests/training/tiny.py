"""Models, batches and runs small enough that a test trains them in a moment, on one device."""

from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from patentgpt_jax.model.functional import FunctionalModel
from patentgpt_jax.model.hyperparameters import ModelConfig, RouterConfig
from patentgpt_jax.model.transformer import Transformer
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.training.checkpoints import Checkpoints
from patentgpt_jax.training.held_out import held_out_evaluator, make_score
from patentgpt_jax.training.metrics import MetricsLog
from patentgpt_jax.training.objective import Batch, ObjectiveConfig, Totals, pretraining
from patentgpt_jax.training.optimizer import OptimizerConfig, make_optimizer, make_schedule
from patentgpt_jax.training.state import TrainState, abstract_state, create_state
from patentgpt_jax.training.step import make_train_step
from patentgpt_jax.training.step_log import Accounting
from patentgpt_jax.training.trainer import TrainConfig, Training

SHAPE: dict[str, Any] = {
    "vocab_size": 24,
    "layers": 2,
    "embed": 16,
    "heads": 2,
    "kv_heads": 1,
    "head_dim": 8,
    "mlp": 32,
    "maximum_length": 64,
}
DENSE = ModelConfig(**SHAPE)
SPARSE = ModelConfig(**SHAPE, experts=4, expert_mlp=16, router=RouterConfig(balance_coefficient=0.1))
OPTIMIZER = OptimizerConfig(learning_rate=1e-2, warmup_steps=3)
BAD_LOSS, BAD_GRADIENT, TOO_LARGE = 0, 1, 2  # tokens that `packed_batch` never draws


def packed_batch(step: int, rows: int = 4, seq: int = 12) -> dict[str, np.ndarray]:
    """Two documents a row and some padding, drawn from `step`; rows differ in how much they hold."""
    draw = np.random.default_rng(step)
    tokens = draw.integers(3, SHAPE["vocab_size"], (rows, seq), np.int32)
    first, used = draw.integers(2, seq // 2, (rows, 1)), draw.integers(seq // 2, seq + 1, (rows, 1))
    at = np.arange(seq)[None]
    segments = np.where(at < first, 1, np.where(at < used, 2, 0)).astype(np.int32)
    return {
        "tokens": tokens,
        "targets": np.roll(tokens, -1, axis=1),
        "loss_mask": (segments > 0).astype(np.float32),
        "segment_ids": segments,
        "positions": np.where(at < first, at, at - first).astype(np.int32) * (segments > 0),
    }


def objective(model: Transformer, batch: Batch, totals: Totals) -> tuple[Array, dict[str, Array]]:
    """Pretraining's; a marker makes its loss nan, or its gradients nan or too large to square."""
    loss, metrics = pretraining(ObjectiveConfig())(model, batch, totals)
    gain = jnp.sum(model.norm.scale[...])

    def holds(token: int) -> Array:
        return jnp.any(batch["tokens"] == token)

    root = jnp.sqrt(jnp.where(holds(BAD_GRADIENT), 0.0, 1.0) * gain**2)  # finite, but steep at zero
    large = jnp.where(holds(TOO_LARGE), 1e30, 0.0) * (gain - jax.lax.stop_gradient(gain))
    return loss + jnp.where(holds(BAD_LOSS), jnp.nan, 0.0) + 0.0 * root + large, metrics


class Runs:
    """Runs of one small sparse model through the training loop; they share a compiled step."""

    steps = 8

    def __init__(self) -> None:
        self._mesh = make_mesh(MeshConfig(), jax.devices()[:1])
        self._model = FunctionalModel(SPARSE)
        self._optimizer = make_optimizer(OPTIMIZER)
        self._step = make_train_step(
            self._model,
            objective,
            self._optimizer,
            make_schedule(OPTIMIZER, self.steps),
            self._mesh,
            clip_norm=1.0,
        )
        self._score = make_score(self._model, self._mesh)

    def run(
        self,
        directory: Path,
        before: Callable[[int], None] = lambda step: None,
        evaluating: Callable[[], None] = lambda: None,
        bad_steps: Container[int] = (),
        max_skipped_steps: int = 10,
    ) -> TrainState:
        """Train in `directory`, from its newest checkpoint if there is one.

        Args:
          before: called with each step before its batch is made.
          evaluating: called in the middle of every evaluation.
          bad_steps: those whose loss is not finite, counted from 0.
        """

        def held_out() -> Iterator[dict[str, np.ndarray]]:
            yield packed_batch(1000)
            evaluating()
            yield packed_batch(1001)

        evaluator = held_out_evaluator(self._score, held_out, 100)

        def batches(start: int) -> Iterator[dict[str, np.ndarray]]:
            for step in range(start, self.steps + 1):
                before(step)
                batch = packed_batch(step)
                if step in bad_steps:
                    batch["tokens"][0, 0] = BAD_LOSS
                yield batch

        def documents(step: int) -> list[str]:
            return [f"US{step}B2"]

        checkpoints = Checkpoints(directory / "checkpoints", keep=2)
        restored = checkpoints.restore_newest(abstract_state(self._model, self._optimizer, self._mesh))
        if restored is None:
            state = create_state(self._model, self._optimizer, self._mesh, seed=0)
        else:
            state = restored[0]
        metrics = MetricsLog(directory, int(state.step))
        try:
            return Training(
                config=TrainConfig(
                    steps=self.steps,
                    evaluate_every=3,
                    checkpoint_every=2,
                    max_skipped_steps=max_skipped_steps,
                ),
                step=lambda: self._step,
                batches=batches,
                data_position=lambda step: {"step": step},
                evaluators={"held_out_sample": evaluator},
                final_evaluators={"held_out": evaluator},
                checkpoints=checkpoints,
                metrics=metrics,
                report=lambda: None,
                accounting=Accounting(48, lambda tokens, pairs: tokens + pairs, None, documents),
            ).run(state)
        finally:
            metrics.close()
            checkpoints.close()
