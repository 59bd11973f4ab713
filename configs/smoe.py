"""The sparse mixture-of-experts language model.

    python main.py --config=configs/smoe.py               a small one, for a laptop: minutes on 2 cores
    python main.py --config=configs/smoe.py:tiny          a smaller one, to see the whole path in a minute
    python main.py --config=configs/smoe.py:8x7b          Mixtral 8x7B's shape (also 8x22b, 30b-a3b)
    python main.py --config=configs/smoe.py:patentgpt-8x7b   the same with 55,296 entries

Without `--config.data.sources` it trains on generated patents.
"""

import dataclasses

from ml_collections import ConfigDict

from configs import common

_PUBLISHED = {
    "8x7b": "mixtral-8x7b",
    "8x22b": "mixtral-8x22b",
    "30b-a3b": "qwen3-30b-a3b",
    "patentgpt-8x7b": "patentgpt-mixtral-8x7b",
}


def get_config(preset: str = "") -> ConfigDict:
    """The config of a preset; none is the laptop's."""
    if preset not in ("", "tiny"):
        config = common.published("smoe", preset, _PUBLISHED, small=("tiny",))
        config.mesh.expert = 0  # by the rule of patentgpt_jax/sharding/expert_axis.py
        return config
    config = common.base()
    config.model = common.model(
        dataclasses.replace(common.LAPTOP, mlp=0, experts=8, experts_per_token=2, expert_mlp=512)
    )
    common.train_on_laptop(config)
    if preset == "tiny":
        config.model.update(
            {
                "layers": 2,
                "embed": 64,
                "heads": 2,
                "kv_heads": 1,
                "head_dim": 32,
                "experts": 4,
                "expert_mlp": 128,
            }
        )
        config.tokenizer.vocab_size = 1024
        config.data.samples = 40
        config.train.update(
            {"steps": 30, "batch_size": 4, "seq_len": 128, "evaluate_every": 10, "checkpoint_every": 10}
        )
        config.sampling.max_new_tokens = 40
    return config
