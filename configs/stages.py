"""What both stages of PatentGPT share: their presets, and the sources that their mixtures name.

The sources, each a name in `data.sources`:

    patents      publications of patent offices
    literature   papers and technical documents
    law          statutes, judgments, decisions of offices
    exams        examination questions with their answers
    chat         conversations and instructions
    books        books
    general      general text, which keeps what a base model knows

Reported of PatentGPT (arXiv 2404.18255, and talks of its authors): 240 billion tokens, 37% of them Chinese,
in two stages, patents first, then a balance of exams, conversations and books; LLaMA-2 and Mixtral were
continued. The weights of the sources and the tokens of each stage were not published: the weights here are a
choice, and the 240 billion are divided as the 153 and 43 billion of PharmaGPT's stages (arXiv 2406.18045).
The share of Chinese follows from the documents; the planner's table shows it.
"""

from ml_collections import ConfigDict

from configs import common, smoe

TOKENS = 240e9
FIRST_STAGE = 153 / (153 + 43)
_PUBLISHED = {
    "13b": "patentgpt-llama2-13b",
    "70b": "patentgpt-llama2-70b",
    "8x7b": "patentgpt-mixtral-8x7b",
}


def stage(family: str, preset: str, share: float) -> ConfigDict:
    """The model and the training of a stage that reads `share` of all tokens."""
    if preset in ("", "tiny"):
        config = smoe.get_config(preset)
        config.train.steps = min(config.train.steps, 200)
        config.tokenizer.vocab_size = max(config.tokenizer.vocab_size, 2048)  # its texts have more characters
    else:
        config = common.published(family, preset, _PUBLISHED, small=("tiny",))
        config.train.steps = round(share * TOKENS / (config.train.batch_size * config.train.seq_len))
    config.data.epoch_limits = "*=4"
    return config
