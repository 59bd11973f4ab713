"""A benchmark ends with one line of JSON, whatever it printed before."""

import importlib.metadata
import json

import pytest

from experiments.benchmarks.results import model_shape, print_result
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import to_mapping

MODEL = ModelConfig(vocab_size=4096, layers=4, embed=256, experts=8, expert_mlp=512)


def test_the_last_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    print("a table")
    print_result(
        "train_step",
        {"seconds": 0.71, "dropped_fraction": 0.0},
        {"batch": 4, "seq": 256, **model_shape(to_mapping(MODEL))},
        {"seconds": [0.7, 0.9]},
    )
    table, last = capsys.readouterr().out.splitlines()
    result = json.loads(last)
    assert table == "a table"
    assert list(result) == ["benchmark", "metrics", "shapes", "versions", "spread"]
    assert result["benchmark"] == "train_step"
    assert result["metrics"] == {"seconds": 0.71, "dropped_fraction": 0.0}
    assert result["spread"] == {"seconds": [0.7, 0.9]}
    expected = {"batch": 4, "seq": 256, "vocab_size": 4096, "layers": 4, "embed": 256, "experts": 8}
    assert result["shapes"].items() >= expected.items()
    assert result["versions"]["jax"] == importlib.metadata.version("jax")


def test_peers_are_told_with_their_versions(capsys: pytest.CaptureFixture[str]) -> None:
    print_result("any", {}, {}, {}, peers=("pytest",))
    versions = json.loads(capsys.readouterr().out)["versions"]
    assert versions["pytest"] == pytest.__version__


def test_a_peer_that_is_not_there_was_not_compared_with() -> None:
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        print_result("any", {}, {}, {}, peers=("no-such-peer",))
