"""The bounds and counts of the benchmarks of programs compiled for a mesh, against sums done by hand."""

import dataclasses

import jax
import numpy as np
import pytest

from experiments.benchmarks import expert_mesh
from experiments.benchmarks.batches import full_rows, random_tokens
from experiments.benchmarks.tpu_step import (
    compiled_step,
    computed_rows,
    exchanged_rows,
    parsed_mesh,
    rows_bound,
)
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.planning.collectives import Collective
from patentgpt_jax.sharding.mesh import MeshConfig, make_mesh

TINY = ModelConfig(
    vocab_size=64, layers=2, embed=16, heads=2, kv_heads=1, head_dim=8, mlp=0, experts=8, expert_mlp=24
)


def test_the_bound_on_rows_is_five_exchanges_a_layer() -> None:
    config = dataclasses.replace(architecture("patentgpt-mixtral-8x7b"), compute_dtype="bfloat16")
    # 8,192 tokens x 2 rows x 4,096 x 2 bytes are 128 MiB, an eighth of them the device's own.
    assert rows_bound(config, 8192, 8) == 32 * 5 * 112 * 2**20


def test_rows_are_exchanged_over_expert_and_embeddings_over_more() -> None:
    def sent(kind: str, group: int) -> Collective:
        return Collective(kind, "", 800, group, 3, "")

    found = [sent("all-to-all", 8), sent("all-to-all", 64), sent("all-gather", 8)]
    assert exchanged_rows(found, 8) == 3 * 700


def test_rows_are_computed_twice_where_groups_meet_within_a_piece() -> None:
    assert computed_rows(1) == 16384
    for experts in (2, 8):  # a border lies between two pieces once in 32 draws
        assert 0.9 < (computed_rows(experts) - 16384) / (32 * (experts - 1)) <= 1


def test_a_mesh_is_read_from_a_flag() -> None:
    assert parsed_mesh("fsdp:8,expert:4") == {"fsdp": 8, "expert": 4}


@pytest.mark.slow
def test_a_compiled_step_holds_its_arguments_and_sends() -> None:
    config = dataclasses.replace(TINY, layers=1)
    needs = compiled_step(config, {"fsdp": 2, "expert": 4}, jax.devices(), 4096)
    assert needs.peak >= needs.arguments > 0
    assert exchanged_rows(needs.sent, 4) >= rows_bound(config, 4096, 4)


@pytest.mark.slow
def test_losses_do_not_depend_on_the_mesh() -> None:
    batches = [full_rows(each) for each in np.split(random_tokens(16, 12, TINY.vocab_size), 2)]
    mesh = make_mesh(expert_mesh.MESHES["fsdp_2_expert_4"])
    found, dropped = expert_mesh.losses(TINY, mesh, batches)
    alone, _ = expert_mesh.losses(TINY, make_mesh(MeshConfig(), jax.devices()[:1]), batches)
    np.testing.assert_allclose(found, alone, rtol=0, atol=1e-12)
    assert dropped == 0
