"""Tell an invention as an English patent: title, abstract, the sections of the description, claims."""

import random

from patentgpt_jax.corpus.samples import english_phrases as phrases
from patentgpt_jax.corpus.samples.document import Section, Text
from patentgpt_jax.corpus.samples.english import English, listed, sentence
from patentgpt_jax.corpus.samples.english_claims import english_claims
from patentgpt_jax.corpus.samples.invention import Element, Invention
from patentgpt_jax.corpus.samples.morphology import with_article
from patentgpt_jax.corpus.samples.plan import plan_claims
from patentgpt_jax.corpus.samples.telling import Bound, value_of

_HEADINGS = {
    "field": ("TECHNICAL FIELD", "FIELD OF THE INVENTION", "FIELD", "1. Field of the Invention"),
    "background": (
        "BACKGROUND",
        "BACKGROUND OF THE INVENTION",
        "BACKGROUND ART",
        "2. Description of the Related Art",
    ),
    "summary": ("SUMMARY", "SUMMARY OF THE INVENTION", "BRIEF SUMMARY", "DISCLOSURE OF THE INVENTION"),
    "drawings": (
        "BRIEF DESCRIPTION OF THE DRAWINGS",
        "BRIEF DESCRIPTION OF DRAWINGS",
        "DESCRIPTION OF DRAWINGS",
    ),
    "detail": (
        "DETAILED DESCRIPTION",
        "DETAILED DESCRIPTION OF THE PREFERRED EMBODIMENTS",
        "DESCRIPTION OF EMBODIMENTS",
        "DETAILED DESCRIPTION OF THE INVENTION",
    ),
}


def english_text(invention: Invention, seed: str, claims_seed: str) -> Text:
    """The invention in English. A continuation keeps `seed` and has a `claims_seed` of its own."""
    rng = random.Random(f"{seed}/english")
    claims_rng = random.Random(f"{claims_seed}/english claims")
    teller = English(invention, rng, numerals=True)
    headings = {name: rng.choice(options) for name, options in _HEADINGS.items()}
    sections = [
        ("field", [sentence(teller.pick(phrases.FIELD))]),
        ("background", _background(teller)),
        ("summary", _summary(invention, rng)),
        ("drawings", _drawings(invention, rng)),
        ("detail", _detail(teller)),
    ]
    return Text(
        title=english_title(invention),
        abstract=english_abstract(invention, rng),
        sections=tuple(Section(name, headings[name], tuple(lines)) for name, lines in sections),
        claims=english_claims(
            English(invention, claims_rng, numerals=False), plan_claims(invention, claims_rng)
        ),
    )


def english_title(invention: Invention) -> str:
    """The title, the same for every member of a family."""
    teller = English(invention, random.Random(repr(invention.subject)), numerals=False)
    element = max(teller.core(), key=lambda e: len(e.name.en))
    name = invention.subject.en
    method = f"method of {invention.method.en} the same"
    title = teller.say(
        "[{name} [having|with|including] {a}|{name} and {method}|{name} [having|with] {a} and {method}|"
        "{name} for {use}|{name}]",
        name=name,
        method=method,
        a=lambda: element.name.en if not element.part.several else teller.name(element),
    )
    return title[0].upper() + title[1:]


def english_abstract(invention: Invention, rng: random.Random) -> str:
    """A short paragraph about the core of the invention, without numerals in half of the cases."""
    teller = English(invention, rng, numerals=rng.random() < 0.5)
    lines = [teller.pick(phrases.ABSTRACT_OPENING, list=lambda: _list(teller))]
    for element in rng.sample(teller.core(), rng.randint(1, 3)):
        lines.append(_pick(teller, phrases.ABSTRACT_MORE[:3], element))
    lines.append(teller.pick(phrases.ABSTRACT_MORE[3:], step=lambda: teller.step(invention.steps[0])))
    return " ".join(map(sentence, lines))


def _list(teller: English) -> str:
    """The core elements, some with what they do."""
    items = []
    for element in teller.core():
        more = teller.say("[| configured to {function}| for {functioning}|]", **teller.about(element))
        items.append(teller.mention(element) + more)
    return listed(items, "and")


def _pick(teller: English, templates: tuple[str, ...], element: Element, **more: Bound) -> str:
    """One of the templates for which the element has what they speak of."""
    slots = teller.about(element) | more
    optional = {
        "link": element.link,
        "alternative": element.alternative,
        "made_of": element.materials,
        "materials": element.materials,
        "dimension": element.span,
    }
    missing = [f"{{{slot}}}" for slot, there in optional.items() if not there]
    possible = [t for t in templates if not any(slot in t for slot in missing)]
    return teller.pick(tuple(possible or phrases.FUNCTIONS[:1]), **slots)


def _background(teller: English) -> list[str]:
    rng = teller.rng
    paragraphs = [[teller.pick(phrases.BACKGROUND_OPENING) for _ in range(rng.randint(1, 3))]]
    for _ in range(rng.randint(1, 3)):
        prior = [teller.pick(phrases.BACKGROUND_PRIOR)]
        prior += [teller.pick(phrases.BACKGROUND_PROBLEM) for _ in range(rng.randint(1, 2))]
        paragraphs.append(prior)
    if rng.random() < 0.7:
        paragraphs.append([teller.pick(phrases.BACKGROUND_NEED)])
    return [" ".join(map(sentence, lines)) for lines in paragraphs]


def _summary(invention: Invention, rng: random.Random) -> list[str]:
    """The object, the core as in the first claim, and effects."""
    teller = English(invention, rng, numerals=False)
    paragraphs = [[teller.pick(phrases.SUMMARY_OBJECT) for _ in range(rng.randint(1, 2))]]
    solution = teller.say(
        "[According to [one|a first] aspect[ of the invention|], |In accordance with the invention, |]"
        "{a_kind} "
        "[comprises|includes] {list}",
        list=lambda: _list(teller),
    )
    linked = [element for element in teller.core() if element.link]
    effect = _pick(teller, phrases.SUMMARY_EFFECT, rng.choice(linked))
    paragraphs.append([solution, *(_pick(teller, phrases.LINKS[2:], e) for e in linked[:2]), effect])
    if rng.random() < 0.7:
        steps = [teller.step(step) for step in invention.steps]
        aspect = (
            "[According to|In] [another|a second|a further] aspect, a method of {method} {a_kind} "
            "[includes|comprises] {steps}"
        )
        paragraphs.append([teller.say(aspect, steps=listed(steps, "and"))])
    return [" ".join(map(sentence, lines)) for lines in paragraphs]


def _drawings(invention: Invention, rng: random.Random) -> list[str]:
    teller = English(invention, rng, numerals=False)
    teller.known = set(range(len(invention.elements)))
    paragraphs = []
    for index, view in enumerate(invention.views):
        element, other = rng.sample(invention.elements, 2)
        templates = phrases.FIGURES if index else phrases.FIGURES[:1]
        slots: dict[str, Bound] = {"fig": f"FIG. {index + 1}", "a_view": with_article(view.en), "b": other}
        line = _pick(teller, templates, element, **slots)
        paragraphs.append(line + (";" if index + 1 < len(invention.views) else "."))
    return paragraphs


def _detail(teller: English) -> list[str]:
    """The embodiment as a whole, element by element, in operation, with examples and variants."""
    overview = teller.pick(phrases.OVERVIEW, list=lambda: _list(teller))
    later = [e.index for e in teller.extras()]
    added = "{s} [further|also|optionally] [includes|comprises] {list}"
    items = [teller.mention(teller.invention.elements[i]) for i in later]
    paragraphs = [sentence(overview) + " " + sentence(teller.say(added, list=listed(items, "and")))]
    paragraphs += [_element(teller, element) for element in teller.invention.elements]
    paragraphs += _operation(teller)
    paragraphs += _examples(teller)
    variants = [
        _pick(teller, phrases.VARIANTS, element, b=other, number="S1", number2="S2")
        for element, other in [teller.rng.sample(teller.core(), 2) for _ in range(teller.rng.randint(1, 4))]
    ]
    paragraphs += [sentence(line) for line in variants]
    return [*paragraphs, sentence(teller.pick(phrases.CLOSING))]


def _element(teller: English, element: Element) -> str:
    """A paragraph that says all that claims may later say of the element, in a varying order."""
    rng = teller.rng
    other = rng.choice([e for e in teller.core() if e is not element])
    more: dict[str, Bound] = {"b": other, "functions_b": lambda: teller.functions(other)}
    lines = [_pick(teller, phrases.FUNCTIONS, element, **more)]
    if element.link:
        lines.insert(rng.randint(0, 1), _pick(teller, phrases.LINKS, element))
    if element.feature:
        lines.append(_pick(teller, phrases.FEATURES, element))
    if element.span:
        lines.append(_pick(teller, phrases.DIMENSIONS[:2], element))
        if rng.random() < 0.35:
            lines.append(_pick(teller, phrases.DIMENSIONS[2:], element))
    if element.materials:
        if rng.random() < 0.4:
            lines.append(_pick(teller, phrases.MATERIALS[:2], element))
        lines.append(_pick(teller, phrases.MATERIALS[2:], element))
    if element.alternative:
        lines.append(_pick(teller, phrases.ALTERNATIVES, element))
    return " ".join(map(sentence, lines))


def _operation(teller: English) -> list[str]:
    opening = (
        "[The operation|A method of {method} {the_kind}|The method] [will now be|is] [described|explained] "
        "with reference to {fig}"
    )
    lines = [sentence(teller.say(opening))]
    steps = teller.invention.steps + teller.invention.extra_steps
    for index, step in enumerate(steps):
        condition = ""
        if (span := step.condition) is not None:
            template = " at {q} of {outer}[, preferably {inner}|, in particular {inner}]"
            condition = teller.say(
                template,
                q=teller.quantity(span.quantity),
                outer=teller.range(span, False),
                inner=teller.range(span, True),
            )
        line = teller.pick(
            phrases.STEPS,
            number=f"S{index + 1}",
            step=lambda step=step: teller.step(step),  # type: ignore[misc]
            at_condition=condition,
        )
        lines.append(sentence(line))
    half = len(lines) // 2
    return [" ".join(lines[:half]), " ".join(lines[half:])]


def _examples(teller: English) -> list[str]:
    """Examples with the numbers that the invention was given."""
    invention, rng = teller.invention, teller.rng
    spans = [(e, e.span) for e in invention.elements if e.span]
    paragraphs = []
    for index in range(invention.examples):
        chosen = rng.sample(spans, min(len(spans), 2))
        settings = [
            f"{teller.quantity(span.quantity)} of {value_of(span.values[index], span.quantity)} for "
            + teller.mention(element)
            for element, span in chosen
        ] or [teller.word("condition_value")]
        first, second = rng.sample(invention.results, 2)
        more = f"the {second.quantity.name.en} was {value_of(second.values[index], second.quantity)}"
        line = teller.pick(
            phrases.EXAMPLES,
            n=str(index + 1),
            sample=teller.say("[a sample|a prototype|a specimen]"),
            settings=listed(settings, "and"),
            measure=first.quantity.name.en,
            result=value_of(first.values[index], first.quantity),
            comparative=value_of(first.comparative, first.quantity),
            result2=more,
        )
        paragraphs.append(sentence(line))
    result = rng.choice(invention.results)
    values = [value_of(value, result.quantity) for value in result.values]
    slots: dict[str, Bound] = {
        "a": rng.choice(teller.core()),
        "measure": result.quantity.name.en,
        "values": listed(values, "and"),
        "comparative": value_of(result.comparative, result.quantity),
        "count": str(invention.examples),
    }
    closing = [sentence(teller.pick((template,), **slots)) for template in phrases.RESULTS[1:]]
    return [" ".join(paragraphs), " ".join([sentence(teller.pick(phrases.RESULTS[:1], **slots)), *closing])]
