"""What of the raw files becomes the corpus, and how they are read."""

from dataclasses import dataclass, field

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.decontamination.config import DecontaminationConfig
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.record import DOCUMENT_TYPES
from patentgpt_jax.settings import one_of, require

ON_FAILURE = ("skip", "stop")
ENGINES = ("processes", "beam")


@dataclass(frozen=True)
class CorpusConfig:
    """What of the raw files becomes the corpus, and how they are read.

    `document_types` are those that are kept, comma-separated; others are counted only. `columns` says
    what the columns of tables are (`corpus.columns`). `workers` is the number of processes that read;
    0 takes one for each processor core, or none besides this one where there is little to read.
    `on_failure` says whether reading goes on after a document that cannot be read. `forget` names a
    source, or files by a glob, of which everything is first deleted from the cache. `engine` is what
    runs it: processes of this machine, or Apache Beam, with the flags `beam_options` of its own. `cleaning`,
    `duplicates` and `decontamination` say what is left out.
    """

    document_types: str = "utility,text"
    columns: str = ""
    workers: int = 0
    on_failure: str = "skip"
    forget: str = ""
    engine: str = "processes"
    beam_options: str = ""
    cleaning: CleaningConfig = field(default_factory=CleaningConfig)
    duplicates: DuplicatesConfig = field(default_factory=DuplicatesConfig)
    decontamination: DecontaminationConfig = field(default_factory=DecontaminationConfig)

    def __post_init__(self) -> None:
        expected = f"expected some of {', '.join(DOCUMENT_TYPES)}"
        require(bool(self.types), f"document_types={self.document_types!r}: {expected}")
        for each in self.types:
            one_of("document_types", each, DOCUMENT_TYPES)
        require(self.workers >= 0, f"workers={self.workers}: expected 0 or more")
        one_of("on_failure", self.on_failure, ON_FAILURE)
        one_of("engine", self.engine, ENGINES)
        require(
            not self.beam_options or self.engine == "beam",
            f"beam_options={self.beam_options!r}: engine is {self.engine!r}; expected engine=beam, or none",
        )
        parse_columns(self.columns)

    @property
    def types(self) -> tuple[str, ...]:
        """`document_types` as a tuple, in a fixed order."""
        asked = [each.strip() for each in self.document_types.split(",") if each.strip()]
        return tuple(sorted(set(asked)))
