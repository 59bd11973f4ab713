"""Claims of US reissues, which print what went in brackets and what came in italics (37 CFR 1.173).

A claim that stands in brackets as a whole is cancelled. Its text is kept: claims that were not reissued
may still refer to it.
"""

import re

from patentgpt_jax.corpus.record import Claim

_NUMBER_INSIDE = re.compile(r"\[\s*(\d{1,5}\s*\.\s*)(?!\d)")


def number_outside(claim: str) -> str:
    """`[1. A valve.]` as `1. [A valve.]`, so that the number is found where all claims have it.

    Brackets that the markup has on lines of their own come beside what they hold.
    """
    claim = claim.replace("[\n", "[").replace("\n]", "]")
    return _NUMBER_INSIDE.sub(r"\1[", claim, count=1) if _NUMBER_INSIDE.match(claim) else claim


def cancel_deleted(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """The claims, with those labelled as cancelled that are in brackets from beginning to end."""
    return tuple(
        Claim(each.number, each.text, cancelled=True) if _is_deleted(each.text) else each for each in claims
    )


def _is_deleted(text: str) -> bool:
    depth = 0
    for character in text if text.startswith("[") else "x":
        depth += (character == "[") - (character == "]")
        if depth <= 0 and character.isalnum():
            return False
    return True
