"""PatentGPT's second stage: patents in balance with exams, conversations, books and general text.

    python main.py --config=configs/stage2.py --config.parent=runs/train-stage1-default-...
    python main.py --config=configs/stage2.py:tiny --config.parent=runs/train-stage1-tiny-...
    python main.py --config=configs/stage2.py:13b --config.parent=RUN      (also 70b, 8x7b)

The parent is a run of the first stage, whose model and tokenizer are taken. Name your sources patents,
literature, law, exams, chat, books and general in `--config.data.sources`, or set `--config.data.mixture` to
your own names. Without sources it trains on generated ones. What a model will be tested on is no source of
exams: state `--config.data.licences='NAME=evaluation-only'` for it.
"""

from ml_collections import ConfigDict

from configs import stages


def get_config(preset: str = "") -> ConfigDict:
    """The config of a preset; none is the laptop's."""
    config = stages.stage("stage2", preset, 1 - stages.FIRST_STAGE)
    config.data.mixture = "patents=30;literature=10;law=10;exams=15;chat=10;books=15;general=10"
    config.data.sample_kinds = "patents,literature,law,exams,chat,books,general"
    return config
