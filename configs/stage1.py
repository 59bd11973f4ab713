"""PatentGPT's first stage: patents first.

    python main.py --config=configs/stage1.py             a small mixture of experts, for a laptop
    python main.py --config=configs/stage1.py:tiny        a smaller one, to see the whole path in a minute
    python main.py --config=configs/stage1.py:13b         LLaMA-2 13B's shape with 55,296 entries (also 70b)
    python main.py --config=configs/stage1.py:8x7b        Mixtral 8x7B's shape with 55,296 entries

The last ones are to go on from an open model: `--config.parent=RUN`. Name your sources patents, literature,
law and general in `--config.data.sources`, or set `--config.data.mixture` to your own names. Without sources
it trains on generated ones.
"""

from ml_collections import ConfigDict

from configs import stages


def get_config(preset: str = "") -> ConfigDict:
    """The config of a preset; none is the laptop's."""
    config = stages.stage("stage1", preset, stages.FIRST_STAGE)
    config.data.mixture = "patents=70;literature=15;law=10;general=5"
    config.data.sample_kinds = "patents,literature,law,general"
    return config
