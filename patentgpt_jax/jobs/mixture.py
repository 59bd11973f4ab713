"""What a configuration trains on: its batches, and the plan of them that is printed before training."""

from patentgpt_jax.jobs import data
from patentgpt_jax.jobs.config import RunConfig
from patentgpt_jax.tokens.loader import TrainingBatches
from patentgpt_jax.tokens.planner import Plan, make_plan
from patentgpt_jax.tokens.store import TokenStore


def training_batches(config: RunConfig, store: TokenStore) -> TrainingBatches:
    """The batches that `config` trains on.

    Raises:
      InputError: a mixture that the documents cannot give, or not within the limits of epochs.
    """
    train = config.train
    return TrainingBatches(
        store,
        data.TRAIN,
        train.batch_size,
        train.seq_len,
        config.seed,
        config.data.mixture,
        config.data.epoch_limits,
        train.steps,
    )


def plan(config: RunConfig, store: TokenStore) -> Plan:
    """What the steps of `config` take of each source."""
    steps, batches = config.train.steps, training_batches(config, store)
    positions = steps * batches.batch_size * batches.seq_len
    return make_plan(store, data.TRAIN, batches.use(steps), steps, positions)
