"""Our transformer gives the logits that transformers recorded for every architecture.

The fixtures are written by `tests/fixtures/record_transformers_logits.py`.
"""

import dataclasses
import functools
from pathlib import Path

import jax
import numpy as np
import pytest
from fixtures.hugging_face_weights import load_model
from flax import nnx

from patentgpt_jax.model.hyperparameters import ModelConfig, RopeConfig, RouterConfig

_FIXTURES = Path(__file__).parents[1] / "fixtures"
_BASE = ModelConfig(
    vocab_size=64,
    layers=2,
    embed=32,
    heads=4,
    kv_heads=2,
    head_dim=8,
    mlp=48,
    maximum_length=64,
    compute_dtype="float32",
)
_MIXTRAL = dataclasses.replace(_BASE, experts=4, experts_per_token=2, expert_mlp=24)
_QWEN3_MOE = dataclasses.replace(
    _BASE, head_dim=16, qk_norm=True, experts=6, experts_per_token=3, expert_mlp=24
)


def _stretched(**rope: float | str) -> ModelConfig:
    return dataclasses.replace(_BASE, layers=1, head_dim=16, rope=RopeConfig(**rope))


CASES = {
    "llama": _BASE,
    "llama_linear": dataclasses.replace(_stretched(scaling="linear", factor=4.0), tied_embeddings=True),
    "llama_yarn": _stretched(scaling="yarn", factor=4.0, original_length=16),
    "llama_llama3": _stretched(scaling="llama3", factor=8.0, original_length=32),
    "mixtral": _MIXTRAL,
    "mixtral_window": dataclasses.replace(_MIXTRAL, sliding_window=7),
    "qwen2": dataclasses.replace(_BASE, qkv_bias=True, tied_embeddings=True),
    "qwen2_window": dataclasses.replace(_BASE, qkv_bias=True, sliding_window=5),
    "qwen3": dataclasses.replace(_BASE, head_dim=16, qk_norm=True, tied_embeddings=True),
    "qwen3_moe": _QWEN3_MOE,
    "qwen3_moe_softmax_first": dataclasses.replace(_QWEN3_MOE, router=RouterConfig(renormalize=False)),
    "qwen3_moe_mixed": dataclasses.replace(
        _QWEN3_MOE, layers=4, experts=4, experts_per_token=3, dense_every=2
    ),
}


# Two documents and padding in one row: the first tokens of the first two recorded rows.
_PACKED = (17, 14)


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Our logits of the recorded rows and of the packed row below them; and what was recorded."""
    with np.load(_FIXTURES / f"logits_{request.param}.npz") as file:
        recorded = dict(file)
    padding = (0, recorded["tokens"].shape[1] - sum(_PACKED))
    tokens = np.concatenate([recorded["tokens"][row, :length] for row, length in enumerate(_PACKED)])
    positions = np.concatenate([np.arange(length) for length in _PACKED])
    rows = {
        "tokens": np.pad(tokens, padding),
        "positions": np.pad(positions, padding),
        "attention_mask": np.pad(np.repeat([1, 2], _PACKED), padding),
    }
    batch = [np.concatenate([recorded[name], row[None]]) for name, row in rows.items()]
    graph, state = nnx.split(load_model(CASES[request.param], recorded))

    # Compiling is most of the time here, and the optimiser most of compiling.
    @functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})
    def logits(state: nnx.State, *batch: jax.Array) -> jax.Array:
        model = nnx.merge(graph, state)
        return model.logits(model(*batch).hidden)

    return np.asarray(logits(state, *batch)), recorded


def test_logits_are_those_of_transformers(case) -> None:
    ours, recorded = case
    real = recorded["attention_mask"] > 0
    np.testing.assert_allclose(ours[:3][real], recorded["logits"][real], atol=1e-4)


def test_packed_documents_do_not_see_each_other(case) -> None:
    """Each document scores as it does alone in its row."""
    ours, recorded = case
    expected = np.concatenate([recorded["logits"][row, :length] for row, length in enumerate(_PACKED)])
    np.testing.assert_allclose(ours[3, : sum(_PACKED)], expected, atol=1e-4)
