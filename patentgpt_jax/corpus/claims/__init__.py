"""Claims understood: numbers, the dependency tree, categories."""

from patentgpt_jax.corpus.claims.tree import RawClaim, build_claims

__all__ = ["RawClaim", "build_claims"]
