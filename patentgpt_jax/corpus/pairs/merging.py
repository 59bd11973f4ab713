"""Dependent claims whose text was taken into an independent claim before grant.

The commonest amendment: the examiner allows a dependent claim, and what it adds is written into the claim
that it refers to. A filed claim counts as merged if most pairs of neighbouring words of what it adds
stand in what was inserted into the granted claim. The best explained claim is taken first, and what it
explains is used up, so that "wherein the rotor is of brass" is not found where "of steel" was inserted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from patentgpt_jax.corpus.claims import find_references
from patentgpt_jax.corpus.pairs.words import claim_words
from patentgpt_jax.corpus.record import Claim

_SHARE = 0.6  # of the pairs of words of a claim that must have been inserted
_FEWEST = 4  # pairs; less is no evidence

Pairs = Counter[tuple[str, str]]


def merged_claims(
    claims: Sequence[Claim], origin: int, candidates: Iterable[int], inserted: Pairs
) -> list[int]:
    """Places of those of `candidates` whose text was inserted into the claim that came from `origin`.

    Args:
      claims: as filed.
      origin: the place of the filed claim.
      candidates: places of filed claims that are no longer there by themselves.
      inserted: pairs of neighbouring words of the granted claim, at least one of which is new.
    """
    family = _relatives(claims, origin)
    added = {place: _pairs(_addition(claims[place])) for place in candidates if place in family}
    left, found = inserted.copy(), []
    while added:
        shares = {place: _share(pairs, left) for place, pairs in added.items()}
        best = max(shares, key=lambda place: (shares[place], -place))
        if shares[best] < _SHARE:
            break
        left -= added.pop(best)
        found.append(best)
    return sorted(found)


def inserted_pairs(words: Sequence[str], kept: Iterable[int]) -> Pairs:
    """Pairs of neighbouring `words` but for those of which both places are `kept`."""
    old = set(kept)
    places = range(len(words) - 1)
    return Counter(
        (words[place], words[place + 1]) for place in places if place not in old or place + 1 not in old
    )


def _relatives(claims: Sequence[Claim], origin: int) -> set[int]:
    """Places of the claims that `origin` depends on or that depend on it, through others too."""
    return _closure(claims, origin, up=True) | _closure(claims, origin, up=False)


def _closure(claims: Sequence[Claim], origin: int, up: bool) -> set[int]:
    """Claims depend on lower numbers only, so one pass finds all."""
    numbers, found = {claims[origin].number}, set()
    if up:
        numbers = set(claims[origin].depends_on)
    for place in range(len(claims))[:: -1 if up else 1]:
        claim = claims[place]
        if up and claim.number in numbers:
            numbers.update(claim.depends_on)
            found.add(place)
        elif not up and numbers.intersection(claim.depends_on):
            numbers.add(claim.number)
            found.add(place)
    return found


def _addition(claim: Claim) -> list[str]:
    """The words after what the claim refers to; all of them if there are hardly any."""
    references = find_references(claim.text) if claim.depends_on else ()
    end = next((each.end for each in references), 0)
    after = claim_words(claim.text[end:])
    return after if len(after) > _FEWEST else claim_words(claim.text)


def _pairs(words: Sequence[str]) -> Pairs:
    return Counter(pairwise(words))


def _share(pairs: Pairs, inserted: Pairs) -> float:
    total = pairs.total()
    return (pairs & inserted).total() / total if total >= _FEWEST else 0.0
