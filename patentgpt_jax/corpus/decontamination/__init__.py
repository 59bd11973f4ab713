"""Decontamination: no text of the benchmarks that models are tested on gets into their corpus.

`windows` says by what a passage is recognised, `items` reads benchmarks, `building` makes the `index` of
them, which finds what a record has of them (`match`) and takes it out (`passages`).
"""

from patentgpt_jax.corpus.decontamination.config import ACTIONS, DecontaminationConfig
from patentgpt_jax.corpus.decontamination.index import BenchmarkIndex
from patentgpt_jax.corpus.decontamination.match import Match

__all__ = ["ACTIONS", "BenchmarkIndex", "DecontaminationConfig", "Match"]
