"""Claims understood: numbers, the dependency tree, categories, their parts, and the rules they must keep."""

from patentgpt_jax.corpus.claims.anatomy import (
    Parts,
    ReferenceSign,
    Transition,
    find_transition,
    reference_signs,
    sentence_breaks,
    split,
)
from patentgpt_jax.corpus.claims.antecedents import without_antecedent
from patentgpt_jax.corpus.claims.category import preamble_category
from patentgpt_jax.corpus.claims.law import (
    PROFILES,
    Holding,
    Office,
    Rule,
    Severity,
    State,
    hard_rules,
    publication_state,
)
from patentgpt_jax.corpus.claims.lint import Finding, lint
from patentgpt_jax.corpus.claims.references import Reference, find_references, is_alternative
from patentgpt_jax.corpus.claims.rules import multiple_dependents
from patentgpt_jax.corpus.claims.tags import Tag, tags
from patentgpt_jax.corpus.claims.tree import RawClaim, build_claims

__all__ = [
    "PROFILES",
    "Finding",
    "Holding",
    "Office",
    "Parts",
    "RawClaim",
    "Reference",
    "ReferenceSign",
    "Rule",
    "Severity",
    "State",
    "Tag",
    "Transition",
    "build_claims",
    "find_references",
    "find_transition",
    "hard_rules",
    "is_alternative",
    "lint",
    "multiple_dependents",
    "preamble_category",
    "publication_state",
    "reference_signs",
    "sentence_breaks",
    "split",
    "tags",
    "without_antecedent",
]
