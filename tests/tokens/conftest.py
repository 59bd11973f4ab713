import random
from pathlib import Path

import pytest
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    trainers,
)

from patentgpt_jax.tokens.sentencepiece_tokenizer import SentencePieceTokenizer
from patentgpt_jax.tokens.shards import Document, write_shards
from patentgpt_jax.tokens.store import TokenStore
from patentgpt_jax.tokens.tokenizer_json import HuggingFaceTokenizer
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig, train

DRAW = random.Random(0)
WORDS = [
    *("一种", "装置", "包括", "壳体", "传感器", "控制器", "其特征在于", "所述", "第一", "信号"),
    *("".join(DRAW.choices("aeinorst", k=DRAW.randint(2, 9))) for _ in range(100)),
]


def sentences(count: int, seed: int = 0) -> str:
    """A made-up text of `count` sentences in Latin letters and Chinese."""
    draw = random.Random(seed)
    return "\n".join(
        f"{number}. " + " ".join(draw.choices(WORDS, k=draw.randint(4, 12))) + "." for number in range(count)
    )


@pytest.fixture(scope="session")
def texts() -> list[str]:
    return [sentences(20, seed) for seed in range(10)]


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> SentencePieceTokenizer:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.model"
    return train((("", text) for text in texts), TokenizerConfig(vocab_size=400), path)


@pytest.fixture(scope="session")
def like_qwen(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> HuggingFaceTokenizer:
    """A byte-level BPE in the shape of Qwen's tokenizer.json, with a small vocabulary."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(
                Regex(r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"),
                "isolated",
            ),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet, show_progress=False)
    )
    tokenizer.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    tokenizer.add_tokens([AddedToken("<think>", normalized=False)])
    path = tmp_path_factory.mktemp("like_qwen") / "tokenizer.json"
    tokenizer.save(str(path))
    return HuggingFaceTokenizer(path)


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    return [
        Document(
            id=f"US{number}B2",
            source="cn" if number % 3 == 2 else "us",
            cluster=f"family-{number // 2}",
            split="validation" if number % 5 == 4 else "train",
            text=sentences(1 + number % 7, seed=100 + number),
        )
        for number in range(40)
    ]


@pytest.fixture(scope="session")
def directory(
    tmp_path_factory: pytest.TempPathFactory, tokenizer: SentencePieceTokenizer, documents: list[Document]
) -> Path:
    """Token shards of `documents`, small enough that a split has several."""
    path = tmp_path_factory.mktemp("shards") / "tokens"
    write_shards(documents, tokenizer, path, shard_bytes=4000)
    return path


@pytest.fixture
def store(directory: Path) -> TokenStore:
    return TokenStore(directory)
