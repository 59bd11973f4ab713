"""Configurations that the tests of the corpus share."""

from typing import Any

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig


def read_only(**changes: Any) -> CorpusConfig:
    """A corpus that is read, and nothing else: no filter runs and duplicates stay."""
    duplicates = DuplicatesConfig(exact=False, similarity=0, paragraphs=0)
    return CorpusConfig(**{"cleaning": CleaningConfig(filters=""), "duplicates": duplicates} | changes)


def deduplicated(workers: int = 0, forget: str = "", **changes: Any) -> CorpusConfig:
    """A corpus in which no filter runs, and the duplicates that `changes` say are left out."""
    return read_only(workers=workers, forget=forget, duplicates=DuplicatesConfig(**changes))
