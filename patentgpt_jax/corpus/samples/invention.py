"""Sample an invention: the parts, how they connect, sizes, steps and effects, in no language yet.

Both languages and every section of a patent are told from this one object, so that title, abstract,
description and claims agree. Whatever a claim may say is decided here, the wording is not.
"""

import random
from dataclasses import dataclass

from patentgpt_jax.corpus.samples.domains_chemistry import CHEMISTRY_DOMAINS
from patentgpt_jax.corpus.samples.domains_devices import DEVICE_DOMAINS
from patentgpt_jax.corpus.samples.domains_digital import DIGITAL_DOMAINS
from patentgpt_jax.corpus.samples.domains_machines import MACHINE_DOMAINS
from patentgpt_jax.corpus.samples.families import SIGNAL_ADJECTIVES, SIGNAL_FEATURES, SIGNAL_RELATIONS
from patentgpt_jax.corpus.samples.morphology import gerund_phrase
from patentgpt_jax.corpus.samples.vocabulary import Domain, Part, Quantity, Term

DOMAINS: tuple[Domain, ...] = MACHINE_DOMAINS + DEVICE_DOMAINS + DIGITAL_DOMAINS + CHEMISTRY_DOMAINS

_ORDINALS = (Term("first", "第一"), Term("second", "第二"))
_FEATURE_RELATIONS = (
    Term("facing {b}", "朝向{b}"),
    Term("assigned to {b}", "与{b}相对应"),
    Term("associated with {b}", "与{b}相配合"),
    Term("adjacent to {b}", "邻近{b}"),
    Term("directed toward {b}", "指向{b}"),
    Term("accessible from {b}", "可从{b}一侧接近"),
)


@dataclass(frozen=True)
class Link:
    """A relation to one or two other elements, by their index."""

    relation: Term
    targets: tuple[int, ...]


@dataclass(frozen=True)
class Feature:
    """A detail of an element, with its own numeral."""

    name: Term
    numeral: int
    link: Link


@dataclass(frozen=True)
class Span:
    """A range of a quantity, a preferred range inside it, and values that examples used."""

    quantity: Quantity
    outer: tuple[float, float]
    inner: tuple[float, float]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Element:
    """A part as this invention has it. `index` is its place in `Invention.elements`."""

    index: int
    part: Part
    name: Term
    numeral: int
    link: Link | None
    alternative: Link | None
    materials: tuple[Term, ...]
    feature: Feature | None
    span: Span | None


@dataclass(frozen=True)
class Step:
    """One step of the method: an English gerund phrase with {a}, {b}, {m}, and the Chinese one."""

    phrase: Term
    elements: tuple[int, ...]
    condition: Span | None


@dataclass(frozen=True)
class Result:
    """What examples measured, beside a comparative example without the invention."""

    quantity: Quantity
    values: tuple[float, ...]
    comparative: float


@dataclass(frozen=True)
class Invention:
    """Everything that a patent tells; the first `core` elements make up the first claim."""

    domain: Domain
    subject: Term
    numeral: int
    elements: tuple[Element, ...]
    core: int
    method: Term
    steps: tuple[Step, ...]
    extra_steps: tuple[Step, ...]
    conditions: tuple[Span, ...]
    results: tuple[Result, ...]
    medium: Term
    problems: tuple[Term, ...]
    drawbacks: tuple[Term, ...]
    effects: tuple[Term, ...]
    uses: tuple[Term, ...]
    views: tuple[Term, ...]
    examples: int


def sample_invention(rng: random.Random, domain: Domain) -> Invention:
    """A new invention of `domain`."""
    names = _named_parts(rng, domain, rng.randint(5, 7))
    core = rng.randint(4, min(5, len(names) - 1))
    examples = rng.randint(2, 3)
    first, stride = rng.choice(((100, 2), (10, 1), (1, 1), (200, 10), (10, 10), (20, 2), (300, 5), (101, 1)))
    numerals = iter(range(first + stride, first + 60 * stride, stride))
    features = _shuffled(rng, domain.family.features)
    elements: list[Element] = []
    for index, (part, name) in enumerate(names):
        numeral = next(numerals)
        solid = [i for i in range(core) if i != index and not names[i][0].signal] or [
            i for i in range(core) if i != index
        ]
        earlier = [i for i in solid if i < index] or list(range(min(index, core)))
        detail = None
        if features and rng.random() < 0.45:
            own = rng.choice(SIGNAL_FEATURES) if part.signal else features.pop()
            if all(element.feature is None or element.feature.name != own for element in elements):
                link = Link(rng.choice(_FEATURE_RELATIONS), (rng.choice(solid),))
                detail = Feature(own, next(numerals), link)
        sized = rng.random() < 0.6 and not (part.signal and domain.family.tangible)
        elements.append(
            Element(
                index=index,
                part=part,
                name=name,
                numeral=numeral,
                link=_link(rng, domain, part, earlier),
                alternative=_link(rng, domain, part, solid) if rng.random() < 0.5 else None,
                materials=_materials(rng, domain, part),
                feature=detail,
                span=_span(rng, rng.choice(domain.family.dimensions), examples) if sized else None,
            )
        )
    steps = _steps(rng, domain, elements, core, examples)
    main = rng.randint(3, min(6, len(steps) - 2))
    return Invention(
        domain=domain,
        subject=_join(rng.choice(domain.modifiers), rng.choice(domain.subjects)),
        numeral=first if first % 10 == 0 else 100,
        elements=tuple(elements),
        core=core,
        method=rng.choice(domain.family.method),
        steps=tuple(steps[:main]),
        extra_steps=tuple(steps[main : main + 3]),
        conditions=tuple(_span(rng, q, examples) for q in _some(rng, domain.conditions, 2, 4)),
        results=tuple(_result(rng, q, examples) for q in _some(rng, domain.measures, 2, 4)),
        medium=rng.choice(domain.media),
        problems=_some(rng, domain.problems, 2, 4),
        drawbacks=_some(rng, domain.drawbacks, 3, 5),
        effects=_some(rng, domain.effects, 3, 5),
        uses=_some(rng, domain.uses, 2, 4),
        views=_some(rng, domain.family.views, 3, 6),
        examples=examples,
    )


def _some(rng: random.Random, table: tuple, low: int, high: int) -> tuple:
    return tuple(rng.sample(table, min(len(table), rng.randint(low, high))))


def _shuffled(rng: random.Random, table: tuple[Term, ...]) -> list[Term]:
    return rng.sample(table, len(table))


def _join(left: Term, right: Term) -> Term:
    return Term(f"{left.en} {right.en}", left.zh + right.zh)


def _named_parts(rng: random.Random, domain: Domain, count: int) -> list[tuple[Part, Term]]:
    """Parts with names that differ; now and then a first and a second one of a kind."""
    chosen: list[tuple[Part, Term]] = []
    for part in rng.sample(domain.parts, len(domain.parts)):
        adjectives = SIGNAL_ADJECTIVES if part.signal else domain.family.adjectives
        if rng.random() < 0.1 and not part.several:
            chosen += [(part, _join(ordinal, part.name)) for ordinal in _ORDINALS]
        elif rng.random() < 0.5:
            adjective = rng.choice(adjectives)
            clash = adjective.en.lower() in part.name.en.lower() or adjective.zh in part.name.zh
            chosen.append((part, part.name if clash else _join(adjective, part.name)))
        else:
            chosen.append((part, part.name))
        if len(chosen) >= count:
            break
    if all(part.signal == chosen[0][0].signal for part, _ in chosen):
        return chosen
    return sorted(chosen, key=lambda each: each[0].signal and each is not chosen[-1])


def _link(rng: random.Random, domain: Domain, part: Part, others: list[int]) -> Link | None:
    """A relation of `part` to one or two of `others`, or None where there is nothing to relate to."""
    if not others:
        return None
    relations = SIGNAL_RELATIONS if part.signal and domain.family.tangible else domain.family.relations
    relation = rng.choice(relations)
    needed = 2 if "{c}" in relation.en else 1
    while needed > len(others):
        relation = rng.choice(relations)
        needed = 2 if "{c}" in relation.en else 1
    return Link(relation, tuple(rng.sample(others, needed)))


def _materials(rng: random.Random, domain: Domain, part: Part) -> tuple[Term, ...]:
    if part.options:
        return tuple(rng.sample(part.options, len(part.options)))
    if part.signal and domain.family.tangible:
        return ()
    if not domain.family.tangible and domain.family.part_steps:  # a composition: its parts list options
        return ()
    return _some(rng, domain.family.materials, 3, 5)


def _values(rng: random.Random, low: float, high: float, decimals: int, count: int) -> list[float]:
    """`count` values of the quantity, on its grid of decimals."""
    scale = 10**decimals
    return [rng.randint(round(low * scale), round(high * scale)) / scale for _ in range(count)]


def _span(rng: random.Random, quantity: Quantity, examples: int) -> Span:
    low, high, decimals = quantity.low, quantity.high, quantity.decimals
    while True:
        a, b, c, d = sorted(_values(rng, low, high, decimals, 4))
        if a < b < c < d:
            break
    return Span(quantity, (a, d), (b, c), tuple(_values(rng, b, c, decimals, examples)))


def _result(rng: random.Random, quantity: Quantity, examples: int) -> Result:
    third = (quantity.high - quantity.low) / 3
    good, bad = (quantity.low, quantity.low + third), (quantity.high - third, quantity.high)
    if quantity.larger_is_better:
        good, bad = bad, good
    values = _values(rng, *good, quantity.decimals, examples)
    return Result(quantity, tuple(values), _values(rng, *bad, quantity.decimals, 1)[0])


def _steps(
    rng: random.Random, domain: Domain, elements: list[Element], core: int, examples: int
) -> list[Step]:
    steps = []
    for term in rng.sample(domain.steps, min(len(domain.steps), rng.randint(3, 5))):
        steps.append(Step(Term(gerund_phrase(term.en), term.zh), (), None))
    order = rng.sample(range(core), min(core, rng.randint(3, 5)))
    for index in order:
        if domain.family.part_steps:
            other = rng.choice([i for i in range(core) if i != index])
            steps.append(Step(rng.choice(domain.family.part_steps), (index, other), None))
        else:
            function = elements[index].part.function
            means = rng.choice(
                (Term("using {a}", "利用{a}"), Term("by means of {a}", "通过{a}"), Term("with {a}", "由{a}"))
            )
            phrase = Term(f"{gerund_phrase(function.en)} {means.en}", means.zh + function.zh)
            steps.append(Step(phrase, (index,), None))
    rng.shuffle(steps)
    conditions = list(rng.sample(domain.conditions, len(domain.conditions)))
    return [
        Step(s.phrase, s.elements, _span(rng, conditions.pop(), examples))
        if conditions and rng.random() < 0.4
        else s
        for s in steps
    ]
