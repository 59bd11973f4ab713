"""What of the raw files becomes the corpus, and how they are read."""

from dataclasses import dataclass

from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.record import DOCUMENT_TYPES
from patentgpt_jax.settings import one_of, require

ON_FAILURE = ("skip", "stop")


@dataclass(frozen=True)
class CorpusConfig:
    """What of the raw files becomes the corpus, and how they are read.

    `document_types` are those that are kept, comma-separated; others are counted only. `columns` says
    what the columns of tables are (`corpus.columns`). `workers` is the number of processes that read;
    0 takes one for each processor core, or none besides this one where there is little to read.
    `on_failure` says whether reading goes on after a document that cannot be read. `forget` names a
    source, or files by a glob, of which everything is first deleted from the cache.
    """

    document_types: str = "utility,text"
    columns: str = ""
    workers: int = 0
    on_failure: str = "skip"
    forget: str = ""

    def __post_init__(self) -> None:
        expected = f"expected some of {', '.join(DOCUMENT_TYPES)}"
        require(bool(self.types), f"document_types={self.document_types!r}: {expected}")
        for each in self.types:
            one_of("document_types", each, DOCUMENT_TYPES)
        require(self.workers >= 0, f"workers={self.workers}: expected 0 or more")
        one_of("on_failure", self.on_failure, ON_FAILURE)
        parse_columns(self.columns)

    @property
    def types(self) -> tuple[str, ...]:
        """`document_types` as a tuple, in a fixed order."""
        asked = [each.strip() for each in self.document_types.split(",") if each.strip()]
        return tuple(sorted(set(asked)))
