"""The tokenizer: trained on the corpus, or an existing one extended by pieces learned from it.

    python main.py --config=configs/tokenizer.py --config.data.sources=PATH
    python main.py --config=configs/tokenizer.py --config.data.sources=PATH \\
        --config.tokenizer.base=llama2/tokenizer.model --config.tokenizer.vocab_size=55296

Writes the model and a report on held-out documents. Without `--config.data.sources` it reads generated
patents, which say nothing about a tokenizer's worth.
"""

from ml_collections import ConfigDict

from configs import common
from patentgpt_jax.errors import InputError


def get_config(preset: str = "") -> ConfigDict:
    """The config; it has no presets."""
    if preset:
        raise InputError(f"configs/tokenizer.py:{preset}: no such preset; expected none")
    config = common.base()
    config.job = "tokenizer"
    return config
