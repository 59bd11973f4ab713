"""Plan the claims of an invention, before any wording: which claim says what, and on which it depends.

The plan keeps the rules that claims obey in both languages: references point backwards, a fact about an
added element stands below the claim that adds it, a narrower range below the wider one, and no claim
that refers to several claims does so through another one that does.
"""

import random
from dataclasses import dataclass

from patentgpt_jax.corpus.samples.invention import Invention


@dataclass(frozen=True)
class Fact:
    """Something a dependent claim adds: `kind` of the element or step `index`.

    Kinds: extra, materials, material, outer, inner, feature, alternative; of the method: step, at, at_inner.
    """

    kind: str
    index: int


@dataclass(frozen=True)
class PlannedClaim:
    """One claim to be. `category` is thing, method or medium; an independent one has `fact` None.

    `parents` of an independent method: the claim whose subject it uses, if any. `wherein` is a fact that
    an independent claim ends with.
    """

    number: int
    category: str
    parents: tuple[int, ...]
    fact: Fact | None = None
    wherein: Fact | None = None


def thing_facts(invention: Invention) -> dict[Fact, Fact | None]:
    """Every fact about the subject, with the fact that has to be claimed before it."""
    facts: dict[Fact, Fact | None] = {}
    for element in invention.elements:
        base = None
        if element.index >= invention.core:
            base = Fact("extra", element.index)
            facts[base] = None
        if len(element.materials) > 1:
            group = Fact("materials", element.index)
            facts[group] = base
            facts[Fact("material", element.index)] = group
        if element.span:
            outer = Fact("outer", element.index)
            facts[outer] = base
            facts[Fact("inner", element.index)] = outer
        if element.feature:
            facts[Fact("feature", element.index)] = base
        if element.alternative:
            facts[Fact("alternative", element.index)] = base
    return facts


def method_facts(invention: Invention) -> dict[Fact, Fact | None]:
    """Every fact about the method, with the fact that has to be claimed before it."""
    facts: dict[Fact, Fact | None] = {Fact("step", i): None for i in range(len(invention.extra_steps))}
    for index, step in enumerate(invention.steps):
        if step.condition:
            facts[Fact("at", index)] = None
            facts[Fact("at_inner", index)] = Fact("at", index)
    return facts


def plan_claims(invention: Invention, rng: random.Random, methods: bool = True) -> list[PlannedClaim]:
    """A set of claims: the subject first, then (with `methods`) its method, and software as a medium."""
    facts = thing_facts(invention)
    closing = [f for f, base in facts.items() if base is None and f.kind in ("outer", "feature", "materials")]
    wherein = rng.choice(closing) if closing and rng.random() < 0.6 else None
    claims = [PlannedClaim(1, "thing", (), wherein=wherein)]
    _add_dependents(claims, "thing", facts, rng.randint(5, 11), rng)
    if not methods:
        return claims
    first = len(claims) + 1
    uses = rng.random() < 0.2 and not invention.domain.family.part_steps
    claims.append(PlannedClaim(first, "method", (1,) if uses else ()))
    _add_dependents(claims, "method", method_facts(invention), rng.randint(1, 5), rng)
    if not invention.domain.family.tangible and not invention.domain.family.part_steps and rng.random() < 0.6:
        claims.append(PlannedClaim(len(claims) + 1, "medium", ()))
    return claims


def _add_dependents(
    claims: list[PlannedClaim], category: str, facts: dict[Fact, Fact | None], count: int, rng: random.Random
) -> None:
    """Append up to about `count` claims below the last one, each adding a fact whose base is claimed."""
    root = claims[-1].number
    said: dict[Fact | None, int] = {None: root, claims[-1].wherein: root}
    for fact in rng.sample(list(facts), len(facts)):
        if len(claims) - root >= count:
            return
        for needed in _chain(fact, facts):
            if needed not in said:
                number = len(claims) + 1
                parents = _parents(claims, root, said[facts[needed]], rng)
                claims.append(PlannedClaim(number, category, parents, needed))
                said[needed] = number


def _chain(fact: Fact, facts: dict[Fact, Fact | None]) -> list[Fact]:
    base = facts[fact]
    return ([] if base is None else _chain(base, facts)) + [fact]


def _parents(claims: list[PlannedClaim], root: int, base: int, rng: random.Random) -> tuple[int, ...]:
    """The claims to refer to, given that `base` must be among the ancestors."""
    last = claims[-1].number
    if base != root or last == root:
        return (base,)
    choice = rng.random()
    singles = [c.number for c in claims[root - 1 :] if len(c.parents) < 2]
    if choice < 0.12 and singles == list(range(root, last + 1)):
        return tuple(range(root, last + 1))
    if choice < 0.45:
        return (rng.randint(root, last),)
    return (root,)
