"""The hyperparameters of the one transformer: every supported architecture is a value of these.

LLaMA-2, Mixtral, Qwen2/2.5, Qwen3 and Qwen3-MoE differ only in the fields below; the named ones
stand in `architectures.py`.
"""

import math
from dataclasses import dataclass, field
from fractions import Fraction

import jax.numpy as jnp

from patentgpt_jax.kernels.platform import platform_in_use
from patentgpt_jax.model.remat import POLICIES
from patentgpt_jax.settings import one_of, require


@dataclass(frozen=True)
class RopeConfig:
    """Rotary position embedding (RoFormer, arXiv 2104.09864) and how it is stretched.

    `scaling` is `none`; `linear` (position interpolation, 2306.15595); `ntk` (NTK-aware: a larger
    base); `yarn` (2309.00071); or `llama3` (the Llama-3.1 frequency bands). `factor` is the
    stretch and `original_length` the context length the model was trained with.
    """

    base: float = 10_000.0
    scaling: str = "none"
    factor: float = 1.0
    original_length: int = 0
    beta_fast: float = 32.0
    beta_slow: float = 1.0
    low_frequency_factor: float = 1.0
    high_frequency_factor: float = 4.0

    def __post_init__(self) -> None:
        one_of("scaling", self.scaling, ("none", "linear", "ntk", "yarn", "llama3"))
        require(self.base > 1, f"base={self.base}: expected more than 1")
        require(self.factor >= 1, f"factor={self.factor}: expected at least 1")
        if self.scaling in ("yarn", "llama3"):
            require(
                self.original_length > 0,
                f"original_length={self.original_length}: expected the length "
                f"that the model was trained with, for scaling={self.scaling!r}",
            )
        if self.scaling == "yarn":
            require(self.beta_slow > 0, f"beta_slow={self.beta_slow}: expected more than 0")
            require(
                self.beta_fast > self.beta_slow,
                f"beta_fast={self.beta_fast}: expected more than beta_slow={self.beta_slow}",
            )
        if self.scaling == "llama3":
            require(
                self.high_frequency_factor > self.low_frequency_factor,
                f"high_frequency_factor={self.high_frequency_factor}: expected more than "
                f"low_frequency_factor={self.low_frequency_factor}",
            )


@dataclass(frozen=True)
class RouterConfig:
    """How tokens choose experts, and what keeps the experts evenly loaded.

    `renormalize`: the weights of the chosen experts are their softmax among themselves (Mixtral,
    Qwen3-MoE); otherwise their share of the softmax over all experts.
    `balance`: `loss`, the load-balance loss of each row of the batch (Switch, 2101.03961; 1.0 at
    perfect balance); `loss_hugging_face`, the form of transformers, for parity (top-k at perfect
    balance, over a microbatch and all layers at once); `bias`, auxiliary-loss-free (2408.15664);
    `none`.
    `capacity_factor`: 0 drops nothing. Otherwise an expert serves, of each row of the batch, at most this
    many times what perfect balance would give it: the first in the row; the others are dropped (GShard,
    2006.16668).
    """

    renormalize: bool = True
    balance: str = "loss"
    balance_coefficient: float = 0.01
    z_coefficient: float = 0.001
    bias_rate: float = 0.001
    capacity_factor: float = 0.0

    def __post_init__(self) -> None:
        one_of("balance", self.balance, ("loss", "loss_hugging_face", "bias", "none"))
        for name in ("balance_coefficient", "z_coefficient", "bias_rate"):
            require(getattr(self, name) >= 0, f"{name}={getattr(self, name)}: expected 0 or more")
        require(
            self.capacity_factor == 0 or 1 <= self.capacity_factor < math.inf,
            f"capacity_factor={self.capacity_factor}: expected 1 or more, or 0 to drop nothing",
        )

    def capacity(self, length: int, k: int, experts: int) -> int | None:
        """The most tokens of a row of `length` that an expert serves; None where that is no limit."""
        if not self.capacity_factor:
            return None
        fair = Fraction(length * k, experts)
        most = math.ceil(Fraction(str(self.capacity_factor)) * fair)  # 1.1 is to be 11/10, and no bit more
        return most if most < length else None


@dataclass(frozen=True)
class ModelConfig:
    """The transformer's shape. Widths are in features, lengths in tokens.

    `vocab_size` 0 takes the tokenizer's. `experts` 0 is a dense model; with experts, every
    `dense_every`-th layer is dense all the same (0: none is), `expert_mlp` is the width of one
    expert and `shared_mlp` that of the experts every token passes (0: none). `mlp` is the width of
    the dense layers. `sliding_window` 0 attends to everything before. `maximum_length` is the
    longest sequence the positions are meant for. `expert_transport` is how rows reach experts of other
    devices: `all_to_all`, `all_gather`, or `auto`, the one that sends fewer. `unroll` is how many layers
    (or groups of `dense_every`) one turn of the loop over them holds: 1 compiles fastest.
    """

    vocab_size: int = 0
    layers: int = 4
    embed: int = 256
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    mlp: int = 1024
    experts: int = 0
    experts_per_token: int = 2
    expert_mlp: int = 0
    shared_mlp: int = 0
    dense_every: int = 0
    qkv_bias: bool = False
    qk_norm: bool = False
    sliding_window: int = 0
    tied_embeddings: bool = False
    norm_epsilon: float = 1e-5
    maximum_length: int = 4096
    initializer_range: float = 0.02
    rope: RopeConfig = field(default_factory=RopeConfig)
    router: RouterConfig = field(default_factory=RouterConfig)
    compute_dtype: str = "auto"
    remat: str = "none"
    expert_transport: str = "auto"
    unroll: int = 1

    def __post_init__(self) -> None:
        for name in ("layers", "embed", "heads", "kv_heads", "head_dim", "maximum_length", "unroll"):
            require(getattr(self, name) > 0, f"{name}={getattr(self, name)}: expected 1 or more")
        for name in (
            "vocab_size",
            "mlp",
            "experts",
            "expert_mlp",
            "shared_mlp",
            "dense_every",
            "sliding_window",
        ):
            require(getattr(self, name) >= 0, f"{name}={getattr(self, name)}: expected 0 or more")
        for name in ("norm_epsilon", "initializer_range"):
            require(getattr(self, name) > 0, f"{name}={getattr(self, name)}: expected more than 0")
        require(
            self.heads % self.kv_heads == 0,
            f"kv_heads={self.kv_heads}: expected a divisor of heads={self.heads}",
        )
        require(
            self.head_dim % 2 == 0, f"head_dim={self.head_dim}: expected an even number, for rotary pairs"
        )
        require(
            self.head_dim > 2 or self.rope.scaling != "ntk",
            f"head_dim={self.head_dim}: expected 4 or more, for rope.scaling='ntk'",
        )
        one_of("compute_dtype", self.compute_dtype, ("auto", "float64", "float32", "bfloat16"))
        one_of("remat", self.remat, POLICIES)
        one_of("expert_transport", self.expert_transport, ("auto", "all_to_all", "all_gather"))
        if self.experts:
            require(
                self.expert_mlp > 0,
                f"expert_mlp={self.expert_mlp}: expected the width of an expert, "
                f"since experts={self.experts}",
            )
            require(
                1 <= self.experts_per_token <= self.experts,
                f"experts_per_token={self.experts_per_token}: expected 1 to experts={self.experts}",
            )
            if self.dense_every:
                require(
                    self.dense_every > 1,
                    f"dense_every={self.dense_every}: expected 0, or 2 or more, since experts="
                    f"{self.experts} (1 leaves no sparse layer)",
                )
                require(
                    self.layers % self.dense_every == 0,
                    f"dense_every={self.dense_every}: expected a divisor of layers={self.layers}",
                )
        if not self.experts or self.dense_every:
            require(self.mlp > 0, f"mlp={self.mlp}: expected the width of the dense layers")

    @property
    def dtype(self) -> jnp.dtype:
        """The dtype of matrix products: bfloat16 on accelerators and float32 on CPU, if `auto`."""
        if self.compute_dtype != "auto":
            return jnp.dtype(self.compute_dtype)
        return jnp.dtype(jnp.float32 if platform_in_use() == "cpu" else jnp.bfloat16)

    @property
    def group_size(self) -> int:
        """The layers of the group that repeats: one, or `dense_every` of which the last is dense."""
        return self.dense_every if self.experts and self.dense_every else 1

    @property
    def residual_range(self) -> float:
        """The standard deviation of initial weights that write into the residual stream (GPT-2's rule).

        Two of them in each layer add up, so each is smaller by the root of their number.
        """
        return self.initializer_range / (2 * self.layers) ** 0.5
