"""The dense language model: LLaMA-2 and Qwen2.5 shapes, and a small one.

    python main.py --config=configs/dense.py              a small one, for a laptop
    python main.py --config=configs/dense.py:7b           LLaMA-2 7B's shape (also 13b, 70b, qwen2.5-7b, ...)
    python main.py --config=configs/dense.py:patentgpt-13b    LLaMA-2's with 55,296 entries

Without `--config.data.sources` it trains on generated patents.
"""

from ml_collections import ConfigDict

from configs import common

_PUBLISHED = {
    "7b": "llama2-7b",
    "13b": "llama2-13b",
    "70b": "llama2-70b",
    "qwen2.5-7b": "qwen2.5-7b",
    "qwen2.5-14b": "qwen2.5-14b",
    "qwen2.5-72b": "qwen2.5-72b",
    "patentgpt-13b": "patentgpt-llama2-13b",
    "patentgpt-70b": "patentgpt-llama2-70b",
}


def get_config(preset: str = "") -> ConfigDict:
    """The config of a preset; none is the laptop's."""
    if preset:
        return common.published("dense", preset, _PUBLISHED)
    config = common.base()
    config.model = common.model(common.LAPTOP)
    common.train_on_laptop(config)
    return config
