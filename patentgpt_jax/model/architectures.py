"""The named architectures: published models as values of `ModelConfig`, exact to their shapes.

Each function says where its numbers come from: the `config.json` of a Hugging Face repository and
the paper. Only what the forward pass depends on is taken over; how the router is kept balanced in
training is `RouterConfig`'s, not the architecture's.
"""

import dataclasses
from collections.abc import Mapping

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.model.hyperparameters import ModelConfig, RopeConfig

# LLaMA-2's 32,000 entries and 23,296 more for Chinese and technical words: the extended vocabulary
# reported for PharmaGPT (arXiv 2406.18045). PatentGPT's own is not public; this one stands in for it.
_EXTENDED_VOCABULARY = 55_296


def architecture(name: str) -> ModelConfig:
    """The hyperparameters of the architecture called `name`.

    Raises:
      InputError: no architecture has that name.
    """
    if name not in ARCHITECTURES:
        raise InputError(f"architecture {name!r}: {nearest(name, ARCHITECTURES)}")
    return ARCHITECTURES[name]


def _llama2(*, layers: int, embed: int, heads: int, kv_heads: int, mlp: int) -> ModelConfig:
    """LLaMA-2 (arXiv 2307.09288; config.json of meta-llama/Llama-2-{7b,13b,70b}-hf)."""
    return ModelConfig(
        vocab_size=32_000,
        layers=layers,
        embed=embed,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=128,
        mlp=mlp,
        norm_epsilon=1e-5,
        maximum_length=4_096,
        rope=RopeConfig(base=10_000.0),
    )


def _mixtral(*, layers: int, embed: int, heads: int, expert_mlp: int, maximum_length: int) -> ModelConfig:
    """Mixtral (arXiv 2401.04088; config.json of mistralai/Mixtral-8x7B-v0.1 and Mixtral-8x22B-v0.1)."""
    return ModelConfig(
        vocab_size=32_000,
        layers=layers,
        embed=embed,
        heads=heads,
        kv_heads=8,
        head_dim=128,
        mlp=0,
        experts=8,
        experts_per_token=2,
        expert_mlp=expert_mlp,
        norm_epsilon=1e-5,
        maximum_length=maximum_length,
        rope=RopeConfig(base=1_000_000.0),
    )


def _qwen2_5(
    *, layers: int, embed: int, heads: int, kv_heads: int, mlp: int, norm_epsilon: float
) -> ModelConfig:
    """Qwen2.5 (arXiv 2412.15115; config.json of the base models Qwen/Qwen2.5-{7B,14B,72B}).

    Their config.json names a sliding window but switches it off (`use_sliding_window: false`).
    """
    return ModelConfig(
        vocab_size=152_064,
        layers=layers,
        embed=embed,
        heads=heads,
        kv_heads=kv_heads,
        head_dim=128,
        mlp=mlp,
        qkv_bias=True,
        norm_epsilon=norm_epsilon,
        maximum_length=131_072,
        rope=RopeConfig(base=1_000_000.0),
    )


def _qwen3_30b_a3b() -> ModelConfig:
    """Qwen3-30B-A3B (arXiv 2505.09388; config.json of Qwen/Qwen3-30B-A3B).

    Every layer is sparse (`decoder_sparse_step: 1`, `mlp_only_layers: []`), so the dense width that
    config.json names (6,144) is not used.
    """
    return ModelConfig(
        vocab_size=151_936,
        layers=48,
        embed=2_048,
        heads=32,
        kv_heads=4,
        head_dim=128,
        mlp=0,
        experts=128,
        experts_per_token=8,
        expert_mlp=768,
        qk_norm=True,
        norm_epsilon=1e-6,
        maximum_length=40_960,
        rope=RopeConfig(base=1_000_000.0),
    )


def _patentgpt(base: ModelConfig) -> ModelConfig:
    """A PatentGPT-like model (arXiv 2404.18255): `base` with the extended vocabulary."""
    return dataclasses.replace(base, vocab_size=_EXTENDED_VOCABULARY)


_LLAMA2_7B = _llama2(layers=32, embed=4_096, heads=32, kv_heads=32, mlp=11_008)
_LLAMA2_13B = _llama2(layers=40, embed=5_120, heads=40, kv_heads=40, mlp=13_824)
_LLAMA2_70B = _llama2(layers=80, embed=8_192, heads=64, kv_heads=8, mlp=28_672)
_MIXTRAL_8X7B = _mixtral(layers=32, embed=4_096, heads=32, expert_mlp=14_336, maximum_length=32_768)
_MIXTRAL_8X22B = _mixtral(layers=56, embed=6_144, heads=48, expert_mlp=16_384, maximum_length=65_536)

ARCHITECTURES: Mapping[str, ModelConfig] = {
    "llama2-7b": _LLAMA2_7B,
    "llama2-13b": _LLAMA2_13B,
    "llama2-70b": _LLAMA2_70B,
    "mixtral-8x7b": _MIXTRAL_8X7B,
    "mixtral-8x22b": _MIXTRAL_8X22B,
    "qwen2.5-7b": _qwen2_5(layers=28, embed=3_584, heads=28, kv_heads=4, mlp=18_944, norm_epsilon=1e-6),
    "qwen2.5-14b": _qwen2_5(layers=48, embed=5_120, heads=40, kv_heads=8, mlp=13_824, norm_epsilon=1e-5),
    "qwen2.5-72b": _qwen2_5(layers=80, embed=8_192, heads=64, kv_heads=8, mlp=29_568, norm_epsilon=1e-5),
    "qwen3-30b-a3b": _qwen3_30b_a3b(),
    "patentgpt-llama2-7b": _patentgpt(_LLAMA2_7B),
    "patentgpt-llama2-13b": _patentgpt(_LLAMA2_13B),
    "patentgpt-llama2-70b": _patentgpt(_LLAMA2_70B),
    "patentgpt-mixtral-8x7b": _patentgpt(_MIXTRAL_8X7B),
}
