"""What the model's sections refuse, by the name of the field, and what follows from their fields."""

import math

import pytest

from patentgpt_jax.errors import InputError
from patentgpt_jax.model.hyperparameters import ModelConfig, RopeConfig, RouterConfig

SPARSE = {"experts": 8, "expert_mlp": 16}


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("layers", {"layers": 0}),
        ("kv_heads", {"heads": 4, "kv_heads": 3}),
        ("head_dim", {"head_dim": 7}),
        ("head_dim", {"head_dim": 2, "rope": RopeConfig(scaling="ntk", factor=2.0)}),
        ("norm_epsilon", {"norm_epsilon": 0.0}),
        ("initializer_range", {"initializer_range": 0.0}),
        ("expert_mlp", {"experts": 8}),
        ("experts_per_token", SPARSE | {"experts_per_token": 9}),
        ("dense_every", SPARSE | {"dense_every": 3}),  # does not divide the 4 layers
        ("dense_every", SPARSE | {"dense_every": 1}),  # every layer would be dense
        ("mlp", {"mlp": 0}),
        ("remat", {"remat": "layers"}),
        ("expert_transport", {"expert_transport": "ring"}),
    ],
)
def test_a_model_that_cannot_be_built_is_refused(field: str, fields: dict) -> None:
    with pytest.raises(InputError, match=f"^{field}="):
        ModelConfig(**fields)


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("scaling", {"scaling": "llama"}),
        ("base", {"base": 1.0}),
        ("factor", {"factor": 0.5}),
        ("original_length", {"scaling": "llama3"}),
        ("beta_slow", {"scaling": "yarn", "original_length": 64, "beta_slow": 0.0}),
        ("beta_fast", {"scaling": "yarn", "original_length": 64, "beta_fast": 1.0}),
        ("high_frequency_factor", {"scaling": "llama3", "original_length": 64, "low_frequency_factor": 4.0}),
    ],
)
def test_a_stretch_without_frequencies_is_refused(field: str, fields: dict) -> None:
    with pytest.raises(InputError, match=f"^{field}="):
        RopeConfig(**fields)


def test_the_bands_of_a_scaling_that_is_not_used_do_not_matter() -> None:
    assert RopeConfig(high_frequency_factor=1.0, beta_fast=1.0).scaling == "none"


@pytest.mark.parametrize(
    ("field", "value"),
    [("balance", "losses"), ("z_coefficient", -1.0), ("capacity_factor", 0.5), ("capacity_factor", math.inf)],
)
def test_a_bad_router_is_refused(field: str, value: object) -> None:
    with pytest.raises(InputError, match=f"^{field}="):
        RouterConfig(**{field: value})  # type: ignore[arg-type]


def test_the_group_that_repeats_is_a_layer_or_ends_with_a_dense_one() -> None:
    assert ModelConfig(layers=4).group_size == 1
    assert ModelConfig(layers=4, dense_every=2).group_size == 1  # all are dense: nothing alternates
    assert ModelConfig(layers=4, experts=8, expert_mlp=16).group_size == 1
    assert ModelConfig(layers=4, experts=8, expert_mlp=16, dense_every=2).group_size == 2


def test_what_writes_into_the_residual_stream_starts_smaller() -> None:
    """Two writers in each of 8 layers: a standard deviation 4 times as small."""
    assert ModelConfig(layers=8, initializer_range=0.02).residual_range == pytest.approx(0.005)
