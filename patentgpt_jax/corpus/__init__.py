"""Raw IP files to clean records. Works by itself, without jax: `for record in read(path)`."""

from patentgpt_jax.corpus.read import read
from patentgpt_jax.corpus.record import Claim, Failure, Record, Section, Translation

__all__ = ["Claim", "Failure", "Record", "Section", "Translation", "read"]
