"""Held-out scores: by hand where it can be done, and each token once however windows are cut."""

import math
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import DENSE, SHAPE

from patentgpt_jax.model.functional import FunctionalModel, Variables
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh
from patentgpt_jax.tokens.loader import EvaluationBatches
from patentgpt_jax.tokens.shards import Document, write_shards
from patentgpt_jax.tokens.store import TokenStore
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig, train
from patentgpt_jax.training.held_out import held_out_evaluator, make_score


def _variables(model: FunctionalModel) -> Variables:
    return jax.jit(model.create)(jax.random.key(0))


def test_a_model_that_knows_nothing_needs_log_of_the_vocabulary() -> None:
    """Zero weights give every token 1/24: 5 scored tokens of 4 bytes are 5 log2(24) / 4 bits a byte."""
    model, mesh = FunctionalModel(DENSE), make_mesh(MeshConfig(), jax.devices()[:1])
    row = np.arange(8, dtype=np.int32)[None]
    mask = np.array([[1, 1, 1, 1, 1, 0, 0, 0]], np.float32)
    batch = {"tokens": row, "targets": row + 1, "positions": row, "segment_ids": 0 * row + 1}
    evaluate = held_out_evaluator(make_score(model, mesh), lambda: [batch | {"loss_mask": mask}], 4)
    scores = evaluate(jax.tree.map(jnp.zeros_like, _variables(model)), lambda: None)
    assert scores["loss"] == pytest.approx(math.log(SHAPE["vocab_size"]), rel=1e-6)
    assert scores["bits_per_byte"] == pytest.approx(5 * math.log2(SHAPE["vocab_size"]) / 4, rel=1e-6)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TokenStore:
    folder: Path = tmp_path_factory.mktemp("held_out")
    texts = ["a bad cab " * (3 + 7 * number) for number in range(4)]
    tokenizer = train(
        (("", text) for text in texts), TokenizerConfig(vocab_size=278), folder / "tokenizer.model"
    )
    documents = (Document(f"US{n}", "made-up", f"f{n}", "held_out", text) for n, text in enumerate(texts))
    write_shards(documents, tokenizer, folder / "tokens")
    return TokenStore(folder / "tokens")


@pytest.mark.parametrize("overlap", [0, 3, 8])
def test_windows_score_every_token_once(store: TokenStore, overlap: int) -> None:
    """A model without context: where windows are cut is nothing to it, what is scored is."""
    model = FunctionalModel(
        type(DENSE)(**{**SHAPE, "vocab_size": store.vocab_size, "layers": 1, "tied_embeddings": False})
    )
    mesh = make_mesh(MeshConfig(), jax.devices()[:1])
    variables = _variables(model)
    no_context = jax.tree_util.tree_map_with_path(
        lambda path, each: 0 * each if "attention" in str(path) and "norm" not in str(path) else each,
        variables.params,
    )
    variables = Variables(no_context, variables.router_bias)
    batches = EvaluationBatches(store, "held_out", 2, 16, overlap)
    text_bytes = int(store.bytes("held_out").sum())
    evaluate = held_out_evaluator(
        make_score(model, mesh), lambda: map(batches.global_batch, range(batches.steps)), text_bytes
    )

    bound = model.bind(variables)
    expected = []
    for number in range(len(store.lengths("held_out"))):
        tokens = jnp.asarray(store.document("held_out", number).astype(np.int32))[None]
        hidden = bound(tokens, 0 * tokens, 0 * tokens + 1).hidden
        scores = jax.nn.log_softmax(bound.logits(hidden))[0, :-1]
        expected.append(-np.asarray(scores)[np.arange(tokens.shape[1] - 1), np.asarray(tokens)[0, 1:]])
    losses = np.concatenate(expected)
    found = evaluate(variables, lambda: None)
    assert found["loss"] == pytest.approx(losses.mean(), rel=1e-5)
    assert found["bits_per_byte"] == pytest.approx(losses.sum() / math.log(2) / text_bytes, rel=1e-5)
