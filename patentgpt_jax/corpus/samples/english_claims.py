"""Word the planned claims in English: one sentence each, every `the` with its antecedent."""

from patentgpt_jax.corpus.samples.document import Claim
from patentgpt_jax.corpus.samples.english import English
from patentgpt_jax.corpus.samples.plan import Fact, PlannedClaim

_FIRST = ("{a} [configured|adapted|arranged] to {function}", "{a} for {functioning}")
_ELEMENT = (
    "{a} {link} and [configured|adapted|arranged|operable] to {function}",
    "{a} for {functioning}, {a} being {link}",
    "{a} {link}, {a} being [configured|operable|arranged] to {function}",
    "{a} {link}, wherein {a} {a.is} [configured|provided] to {function}",
    "{a} [configured|arranged] to {function}, {a} being {link}",
)
_PREAMBLE = ("{a_kind}[ for {use}|], comprising:", "{a_kind}[ for use in {use}|] comprising:")
_METHOD = (
    "A method of {method} {kind}, [the method |]comprising:",
    "A method for {method} {kind}, comprising [the steps of|the following steps]:",
)
_MEDIUM = (
    "A non-transitory computer-readable [storage |]medium storing instructions [that|which], when executed "
    "by one or "
    "more processors, cause the one or more processors to perform operations comprising:"
)
_REFERENCE = ("of", "of", "according to", "as claimed in", "as recited in")


def english_claims(teller: English, plan: list[PlannedClaim]) -> tuple[Claim, ...]:
    """The claims of the plan; `teller` has its numerals off."""
    reference = teller.rng.choice(_REFERENCE)
    known: dict[int, set[int]] = {}
    claims = []
    for planned in plan:
        teller.known = set.intersection(*(known[p] for p in planned.parents)) if planned.parents else set()
        if planned.fact is None:
            claims.append(_independent(teller, planned))
        else:
            claims.append(_dependent(teller, planned, planned.fact, reference))
        known[planned.number] = teller.known
    return tuple(claims)


def _independent(teller: English, planned: PlannedClaim) -> Claim:
    if planned.category == "thing":
        lead = _capital(teller.pick(_PREAMBLE))
        elements = teller.core()
        limbs = [teller.pick(_ELEMENT if e.link else _FIRST, **teller.about(e)) for e in elements]
        if planned.wherein:
            limbs.append(f"wherein {_clause(teller, planned.wherein)}")
    else:
        known_kind = (
            f"the {teller.invention.subject.en} of claim 1" if planned.parents else teller.word("a_kind")
        )
        lead = teller.pick(_METHOD, kind=known_kind) if planned.category == "method" else teller.say(_MEDIUM)
        limbs = [teller.step(step) for step in teller.invention.steps]
    ends = [";"] * (len(limbs) - 2) + ["; and", "."]
    return Claim(
        planned.number, planned.parents, lead, tuple(a + b for a, b in zip(limbs, ends, strict=True))
    )


def _dependent(teller: English, planned: PlannedClaim, fact: Fact, reference: str) -> Claim:
    parents = planned.parents
    numbers = f"claim {parents[0]}"
    if len(parents) == 2:
        numbers = f"claim {parents[0]} or {parents[1]}"
    elif len(parents) > 2:
        numbers = f"any one of claims {parents[0]} to {parents[-1]}"
    noun = teller.invention.subject.en if planned.category == "thing" else "method"
    lead = f"The {noun} {reference} {numbers}, "
    if fact.kind == "extra":
        element = teller.invention.elements[fact.index]
        template = _ELEMENT if element.link else _FIRST
        body = f"further comprising {teller.pick(template, **teller.about(element))}"
    elif fact.kind == "step":
        body = f"further comprising {teller.step(teller.invention.extra_steps[fact.index])}"
    else:
        body = f"{teller.say('[wherein|in which|wherein]')} {_clause(teller, fact)}"
    return Claim(planned.number, parents, f"{lead}{body}.")


def _clause(teller: English, fact: Fact) -> str:
    """The fact as a clause that can follow `wherein`."""
    if fact.kind in ("at", "at_inner"):
        step = teller.invention.steps[fact.index]
        assert step.condition is not None
        span = teller.range(step.condition, fact.kind == "at_inner")
        doing = teller.step(step)
        return teller.say(
            "{doing} is [performed|carried out|effected] at {q} of {span}",
            doing=doing,
            q=teller.quantity(step.condition.quantity),
            span=span,
        )
    element = teller.invention.elements[fact.index]
    slots = teller.about(element)
    match fact.kind:
        case "materials":
            return teller.made_of(element, group=True)
        case "material":
            return teller.made_of(element, group=False)
        case "outer":
            return teller.say("{a} {a.has} {dimension} of {outer}", **slots)
        case "inner":
            return teller.say("[the {quantity} of {a} is|{a} {a.has} {dimension} of] {inner}", **slots)
        case "feature":
            return teller.say("{a} [include{a.s}|comprise{a.s}|{a.has}] {feature} {feature_link}", **slots)
    return teller.say("{a} {a.is} [further |also |]{alternative}", **slots)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
