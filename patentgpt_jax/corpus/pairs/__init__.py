"""Records put side by side: claims as filed and as granted, texts in two languages."""

from patentgpt_jax.corpus.pairs.parallel import ParallelText, between, within
from patentgpt_jax.corpus.pairs.prosecution import AlignedClaim, Amendment, ClaimText, join_key, pairs
from patentgpt_jax.corpus.pairs.stages import stage
from patentgpt_jax.corpus.pairs.table import (
    PARALLEL_TEXTS,
    PROSECUTION_PAIRS,
    write_amendments,
    write_parallel_texts,
)

__all__ = [
    "PARALLEL_TEXTS",
    "PROSECUTION_PAIRS",
    "AlignedClaim",
    "Amendment",
    "ClaimText",
    "ParallelText",
    "between",
    "join_key",
    "pairs",
    "stage",
    "within",
    "write_amendments",
    "write_parallel_texts",
]
