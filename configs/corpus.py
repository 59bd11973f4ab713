"""The corpus: raw IP files to records, with a manifest and a report. Trains nothing.

    python main.py --config=configs/corpus.py --config.data.sources='uspto=PATH/ipg*.zip;epo=PATH/epo'

Without `--config.data.sources` it reads generated patents. The same command after a source was added,
changed or left out does only what is new, and replaces what stands in the run's directory.
"""

from ml_collections import ConfigDict

from configs import common
from patentgpt_jax.errors import InputError


def get_config(preset: str = "") -> ConfigDict:
    """The config; it has no presets."""
    if preset:
        raise InputError(f"configs/corpus.py:{preset}: no such preset; expected none")
    config = common.base()
    config.job = "corpus"
    return config
