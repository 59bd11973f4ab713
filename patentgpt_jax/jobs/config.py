"""The whole configuration of one invocation: a section for each part, the same in every family."""

from dataclasses import dataclass, field

import jax

from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.licences import parse_licences
from patentgpt_jax.corpus.samples.kinds import KINDS
from patentgpt_jax.inference.sampling import SamplingConfig
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.settings import one_of, require
from patentgpt_jax.sharding.mesh import MeshConfig
from patentgpt_jax.sharding.processes import ProcessesConfig
from patentgpt_jax.tokens.limits import parse_limits
from patentgpt_jax.tokens.mixture import parse_mixture
from patentgpt_jax.tokens.train_tokenizer import TokenizerConfig
from patentgpt_jax.training.objective import ObjectiveConfig
from patentgpt_jax.training.optimizer import OptimizerConfig
from patentgpt_jax.training.trainer import TrainConfig

JOBS = ("corpus", "tokenizer", "tokens", "train", "evaluate", "generate", "inspect")


@dataclass(frozen=True)
class DataConfig:
    """Where raw documents come from, and which are held out.

    `sources` is a directory, a glob, or `name=glob;name=glob`; empty takes `samples` generated patents, or,
    where `sample_kinds` names them (comma-separated), a generated source of each kind. `mixture` weighs
    them, as `name=weight;name=weight`; empty takes each in proportion to its tokens. `epoch_limits` says
    how often a run may go through each at most, as `name=epochs;name=epochs`, where `*` is all that are not
    named. `licences` says under which licence each comes, as `name=licence;name=licence`
    (`corpus.licences`); some are never trained on. What is made of them is cached under `cache`. Clusters
    of related documents fall into `folds` parts, of which `fold` is held out. `prefetch` batches are read
    ahead.
    """

    sources: str = ""
    mixture: str = ""
    epoch_limits: str = ""
    licences: str = ""
    samples: int = 240
    sample_kinds: str = ""
    cache: str = "cache"
    folds: int = 5
    fold: int = 0
    prefetch: int = 2

    def __post_init__(self) -> None:
        parse_mixture(self.mixture)
        parse_limits(self.epoch_limits)
        parse_licences(self.licences)
        for kind in self.kinds:
            one_of("sample_kinds", kind, KINDS)
        require(self.samples >= 20, f"samples={self.samples}: expected 20 or more")
        require(self.folds >= 2, f"folds={self.folds}: expected 2 or more")
        require(0 <= self.fold < self.folds, f"fold={self.fold}: expected 0 to {self.folds - 1}")
        require(self.prefetch >= 1, f"prefetch={self.prefetch}: expected 1 or more")

    @property
    def kinds(self) -> tuple[str, ...]:
        """`sample_kinds` as a tuple, each once."""
        return tuple(dict.fromkeys(each.strip() for each in self.sample_kinds.split(",") if each.strip()))


@dataclass(frozen=True)
class EvaluationConfig:
    """How held-out text is scored.

    A document longer than a row is read in windows that repeat `overlap` (a share of seq_len) of
    context. While training goes on, only whole documents of about `sample_tokens` tokens are scored.
    """

    overlap: float = 0.25
    sample_tokens: int = 8_192

    def __post_init__(self) -> None:
        require(0 <= self.overlap < 1, f"overlap={self.overlap}: expected 0 to less than 1")
        require(self.sample_tokens >= 1, f"sample_tokens={self.sample_tokens}: expected 1 or more")


@dataclass(frozen=True)
class GenerateConfig:
    """What the job `generate` continues, and how many times."""

    prompt: str = ""
    count: int = 1

    def __post_init__(self) -> None:
        require(self.count >= 1, f"count={self.count}: expected 1 or more")


@dataclass(frozen=True)
class RunConfig:
    """Everything an invocation can set. `parent` is a run's directory or one of its checkpoints."""

    job: str = "train"
    seed: int = 0
    parent: str = ""
    model: ModelConfig = field(default_factory=ModelConfig)
    objective: ObjectiveConfig = field(default_factory=ObjectiveConfig)
    data: DataConfig = field(default_factory=DataConfig)
    corpus: CorpusConfig = field(default_factory=CorpusConfig)
    tokenizer: TokenizerConfig = field(default_factory=TokenizerConfig)
    mesh: MeshConfig = field(default_factory=MeshConfig)
    processes: ProcessesConfig = field(default_factory=ProcessesConfig)
    train: TrainConfig = field(default_factory=TrainConfig)
    optimizer: OptimizerConfig = field(default_factory=OptimizerConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)
    generate: GenerateConfig = field(default_factory=GenerateConfig)
    sampling: SamplingConfig = field(default_factory=SamplingConfig)

    def __post_init__(self) -> None:
        one_of("job", self.job, JOBS)
        require(0 <= self.seed < 2**63, f"seed={self.seed}: expected 0 to 2**63 - 1")
        require(
            self.mesh.context == 1,
            f"mesh.context={self.mesh.context}: expected 1; splitting a sequence needs ring attention, "
            "which is not there yet",
        )
        require(
            self.model.compute_dtype != "float64" or jax.dtypes.canonicalize_dtype("float64") == "float64",
            "model.compute_dtype=float64: expected JAX_ENABLE_X64=1 in the environment as well",
        )
        if not self.parent:  # whose model, and tokenizer, are what counts
            check_lengths(self, self.model)
            require(
                self.model.vocab_size in (0, self.tokenizer.vocab_size) or self.tokenizer.vocab_size == 0,
                f"model.vocab_size={self.model.vocab_size}: expected tokenizer.vocab_size="
                f"{self.tokenizer.vocab_size}, or 0 for the same",
            )


def check_lengths(config: RunConfig, model: ModelConfig) -> None:
    """Refuse rows, or texts to write, that are longer than the `model`.

    Raises:
      InputError: naming the field.
    """
    longest = model.maximum_length
    require(
        config.train.seq_len <= longest,
        f"train.seq_len={config.train.seq_len}: expected at most model.maximum_length={longest}",
    )
    require(
        config.sampling.max_new_tokens < longest,
        f"sampling.max_new_tokens={config.sampling.max_new_tokens}: expected less than "
        f"model.maximum_length={longest}",
    )
