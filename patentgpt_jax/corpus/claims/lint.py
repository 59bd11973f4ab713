"""Claims held against the rules of an office: findings with a place, a severity and a citation.

Hard rules (errors) are the formal ones that a program can decide; antecedent basis, which it cannot, is a
warning. `law.PROFILES` says which rules each office has.
"""

from collections.abc import Sequence
from typing import NamedTuple

from patentgpt_jax.corpus.claims.law import PROFILES, Office, Rule, Severity, State
from patentgpt_jax.corpus.claims.rules import RULES, ClaimSet
from patentgpt_jax.corpus.record import Claim


class Finding(NamedTuple):
    """One breach of a rule; `start` and `end` are offsets in the text of claim number `claim`.

    Both are 0 where the breach is not in the text, as with a wrong number.
    """

    rule: Rule
    severity: Severity
    claim: int
    start: int
    end: int
    message: str
    citation: str


def lint(
    claims: Sequence[Claim], office: Office, state: State = "granted", language: str = ""
) -> list[Finding]:
    """What breaks the rules of `office` in `claims`, in the order of the claims, errors first.

    Args:
      claims: one document's, in one language, as `build_claims` gives them.
      language: ISO 639-1; by default told apart by script for each claim.

    Raises:
      ValueError: no rules are known for `office`.
    """
    if office not in PROFILES:
        raise ValueError(f"no claim rules for office {office!r}; there are some for {', '.join(PROFILES)}")
    claim_set = ClaimSet(claims, office, language)
    findings = [
        Finding(rule, holding.severity(state), *breach, holding.citation)
        for rule, holding in PROFILES[office].items()
        for breach in RULES[rule](claim_set)
    ]
    return sorted(findings, key=lambda each: (each.claim, each.severity, each.start))
