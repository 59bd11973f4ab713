"""The optimizer, its learning-rate schedules, and which parameters decay."""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import optax

from patentgpt_jax.settings import one_of, require


@dataclass(frozen=True)
class OptimizerConfig:
    """How parameters move.

    `schedule`: after `warmup_steps` of linear warm-up, `cosine` or `linear` decay to
    `final_fraction` of the peak, `wsd` (warmup-stable-decay, arXiv 2404.06395: constant, then linear
    decay over the last `decay_fraction` of the steps), or `constant`. `moment_dtype` is that of both
    moments between updates.
    """

    name: str = "adamw"
    learning_rate: float = 3e-4
    schedule: str = "cosine"
    warmup_steps: int = 100
    final_fraction: float = 0.1
    decay_fraction: float = 0.2
    weight_decay: float = 0.1
    beta1: float = 0.9
    beta2: float = 0.95
    epsilon: float = 1e-8
    clip_norm: float = 1.0
    moment_dtype: str = "float32"

    def __post_init__(self) -> None:
        one_of("name", self.name, ("adamw",))
        one_of("schedule", self.schedule, ("cosine", "linear", "wsd", "constant"))
        one_of("moment_dtype", self.moment_dtype, ("float32", "bfloat16"))
        require(self.learning_rate > 0, f"learning_rate={self.learning_rate}: expected more than 0")
        require(self.warmup_steps >= 0, f"warmup_steps={self.warmup_steps}: expected 0 or more")
        require(self.weight_decay >= 0, f"weight_decay={self.weight_decay}: expected 0 or more")
        require(self.clip_norm > 0, f"clip_norm={self.clip_norm}: expected more than 0")
        require(self.epsilon > 0, f"epsilon={self.epsilon}: expected more than 0")
        for name in ("final_fraction", "decay_fraction"):
            require(0 <= getattr(self, name) <= 1, f"{name}={getattr(self, name)}: expected 0 to 1")
        for name in ("beta1", "beta2"):
            beta = getattr(self, name)
            require(0 <= beta < 1, f"{name}={beta}: expected 0 to less than 1")
            # An update changes a moment by a share 1 - beta, and bfloat16 tells shares of 2^-7 apart.
            require(
                beta <= 0.99 or self.moment_dtype == "float32",
                f"{name}={beta}: expected 0.99 or less, since with moment_dtype={self.moment_dtype} "
                "smaller changes of a moment are rounded away",
            )


def make_schedule(config: OptimizerConfig, steps: int) -> optax.Schedule:
    """The learning rate as a function of the update's index, for a run of `steps` updates."""
    peak, warmup = config.learning_rate, min(config.warmup_steps, steps)
    rest = max(steps - warmup, 1)
    if config.schedule == "cosine":
        after = optax.cosine_decay_schedule(peak, rest, alpha=config.final_fraction)
    elif config.schedule == "linear":
        after = optax.linear_schedule(peak, peak * config.final_fraction, rest)
    elif config.schedule == "wsd":
        decay = max(round(steps * config.decay_fraction), 1)
        after = optax.linear_schedule(peak, peak * config.final_fraction, decay, max(rest - decay, 0))
    else:
        after = optax.constant_schedule(peak)
    if not warmup:
        return after
    # The first update moves already: warm-up reaches the peak at update `warmup`.
    return optax.join_schedules(
        [optax.linear_schedule(peak / warmup, peak, max(warmup - 1, 1)), after], [warmup]
    )


def decays(params: Any) -> Any:
    """Which parameters weight decay shrinks: every matrix, but no norm's gain and no bias."""

    def is_matrix(path: tuple, _: Any) -> bool:
        name = str(getattr(path[-1], "key", path[-1]))
        return name != "scale" and not name.endswith("bias")

    return jax.tree_util.tree_map_with_path(is_matrix, params)


def make_optimizer(config: OptimizerConfig) -> optax.GradientTransformation:
    """AdamW (arXiv 1711.05101) over a tree of parameters, for a learning rate of -1.

    Its updates are directions, weight decay among them. Clipping, and the learning rate by which the
    parameters go against them, are the training step's: what is applied is then a function of the step
    alone, also after steps that were skipped, which the optimizer's own count leaves out.
    """
    adam = optax.scale_by_adam(config.beta1, config.beta2, config.epsilon)
    if config.moment_dtype != "float32":
        adam = stored_as(jnp.dtype(config.moment_dtype), adam)
    return optax.chain(adam, optax.add_decayed_weights(config.weight_decay, mask=decays))


def stored_as(dtype: jnp.dtype, inner: optax.GradientTransformation) -> optax.GradientTransformation:
    """`inner`, whose moments (what its state holds for each parameter) lie in `dtype` between updates.

    An update is computed in float32 from the moments as they lie, and rounds them once, at its end.
    """

    def cast(state: Any, to: jnp.dtype) -> Any:
        return optax.tree_utils.tree_map_params(inner, lambda moment: moment.astype(to), state)

    def init(params: Any) -> Any:
        return cast(inner.init(params), dtype)

    def update(grads: Any, state: Any, params: Any = None) -> tuple[Any, Any]:
        directions, state = inner.update(grads, cast(state, jnp.dtype(jnp.float32)), params)
        return directions, cast(state, dtype)

    return optax.GradientTransformation(init, update)
