"""What every config starts from: all sections, with the defaults that stand in their dataclasses."""

from collections.abc import Mapping

from ml_collections import ConfigDict

from patentgpt_jax.errors import InputError, nearest
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.model.architectures import architecture
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import to_mapping

# A few million parameters; a family changes its feed-forward layers.
LAPTOP = ModelConfig(
    layers=3,
    embed=256,
    heads=4,
    kv_heads=2,
    head_dim=64,
    mlp=1024,
    tied_embeddings=True,
    maximum_length=2048,
)


def base() -> ConfigDict:
    """A ConfigDict of every section."""
    return ConfigDict(to_mapping(RunConfig()))


def model(hyperparameters: ModelConfig) -> ConfigDict:
    """The section `model` from hyperparameters, such as those of a named architecture."""
    return ConfigDict(to_mapping(hyperparameters))


def published(family: str, preset: str, names: Mapping[str, str], small: tuple[str, ...] = ()) -> ConfigDict:
    """An architecture that `names` gives the preset, at its own scale; the file `family` and the presets
    `small` stand in the error for a preset that is not there."""
    if preset not in names:
        raise InputError(f"configs/{family}.py:{preset}: no such preset; {nearest(preset, [*small, *names])}")
    config = base()
    config.model = model(architecture(names[preset]))
    train_on_pod(config)
    return config


def train_on_laptop(config: ConfigDict) -> None:
    """Training of a few million parameters in some minutes on 2 cores."""
    config.tokenizer.vocab_size = 4096
    config.optimizer.update(
        {
            "learning_rate": 1.2e-3,
            "warmup_steps": 40,
            "schedule": "linear",
            "final_fraction": 0.05,
            "weight_decay": 0.5,
        }
    )
    config.train.update(
        {"steps": 260, "batch_size": 8, "seq_len": 256, "evaluate_every": 65, "checkpoint_every": 65}
    )


def train_on_pod(config: ConfigDict) -> None:
    """Training of a published architecture at scale: 4 million tokens a step."""
    config.model.remat = "layer"
    config.tokenizer.vocab_size = config.model.vocab_size
    config.optimizer.update({"learning_rate": 1e-4, "warmup_steps": 500})
    config.train.update(
        {
            "steps": 10_000,
            "batch_size": 1024,
            "seq_len": 4096,
            "evaluate_every": 500,
            "checkpoint_every": 500,
            "log_every": 10,
        }
    )
