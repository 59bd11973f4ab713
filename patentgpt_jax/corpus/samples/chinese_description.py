"""Tell an invention as a Chinese patent: title, abstract, the sections of the description, claims."""

import random

from patentgpt_jax.corpus.samples import chinese_phrases as phrases
from patentgpt_jax.corpus.samples.chinese import Chinese, listed, value_of
from patentgpt_jax.corpus.samples.chinese_claims import chinese_claims
from patentgpt_jax.corpus.samples.document import Section, Text
from patentgpt_jax.corpus.samples.invention import Element, Invention
from patentgpt_jax.corpus.samples.plan import plan_claims
from patentgpt_jax.corpus.samples.telling import Bound


def chinese_text(invention: Invention, seed: str, utility: bool) -> Text:
    """The invention in Chinese; a `utility` model calls itself 实用新型 and claims no method."""
    rng = random.Random(f"{seed}/chinese")
    teller = Chinese(invention, rng, numerals=True, utility=utility)
    claims_teller = Chinese(invention, rng, numerals=rng.random() < 0.4, claims=True, utility=utility)
    paragraphs = {
        "field": [_sentence(teller.pick(phrases.FIELD))],
        "background": _background(teller),
        "summary": _summary(teller),
        "drawings": _drawings(teller),
        "detail": _detail(teller),
    }
    content = "实用新型内容" if utility else "发明内容"
    headings = ("技术领域", "背景技术", content, "附图说明", "具体实施方式")
    return Text(
        title=_title(invention, utility),
        abstract=_abstract(invention, rng, utility),
        sections=tuple(
            Section(name, heading, tuple(lines))
            for (name, lines), heading in zip(paragraphs.items(), headings, strict=True)
        ),
        claims=chinese_claims(claims_teller, plan_claims(invention, rng, methods=not utility)),
    )


def _sentence(text: str) -> str:
    return f"{text}。"


def _title(invention: Invention, utility: bool) -> str:
    teller = Chinese(invention, random.Random(repr(invention.subject)), numerals=False, utility=utility)
    element = max(teller.core(), key=lambda e: len(e.name.zh))
    templates = "[一种{kind}|带有{name}的{kind}|{kind}|一种用于{use}的{kind}|一种具有{name}的{kind}]"
    if not utility:
        templates = f"[{templates}|{{kind}}及其{{method}}|一种{{kind}}及{{method}}]"
    return teller.say(templates, name=element.name.zh)


def _abstract(invention: Invention, rng: random.Random, utility: bool) -> str:
    teller = Chinese(invention, rng, numerals=False, utility=utility)
    lines = [teller.pick(phrases.ABSTRACT_OPENING, list=lambda: _list(teller))]
    linked = [element for element in teller.core() if element.link]
    for element in rng.sample(linked, rng.randint(1, 3)):
        lines.append(teller.pick(phrases.ABSTRACT_MORE[:2], **teller.about(element)))
    lines.append(teller.pick(phrases.ABSTRACT_MORE[2:]))
    return "".join(map(_sentence, lines))


def _list(teller: Chinese) -> str:
    """The core elements, some with what they do."""
    items = []
    for element in teller.core():
        purpose = teller.function(element) if teller.rng.random() < 0.35 else ""
        items.append((f"用于{purpose}的" if purpose else "") + teller.mention(element))
    return listed(items, teller.rng.choice(("和", "以及", "及")))


def _pick(teller: Chinese, templates: tuple[str, ...], element: Element, **more: Bound) -> str:
    """One of the templates for which the element has what they speak of."""
    optional = {"{link}": element.link, "{alternative}": element.alternative}
    missing = [slot for slot, there in optional.items() if not there]
    possible = tuple(t for t in templates if not any(slot in t for slot in missing))
    return teller.pick(possible, **(teller.about(element) | more))


def _background(teller: Chinese) -> list[str]:
    rng = teller.rng
    paragraphs = [[teller.pick(phrases.BACKGROUND_OPENING) for _ in range(rng.randint(1, 3))]]
    for _ in range(rng.randint(1, 3)):
        prior = [teller.pick(phrases.BACKGROUND_PRIOR)]
        prior += [teller.pick(phrases.BACKGROUND_PROBLEM) for _ in range(rng.randint(1, 3))]
        paragraphs.append(prior)
    if rng.random() < 0.7:
        paragraphs.append([teller.pick(phrases.BACKGROUND_NEED)])
    return ["".join(map(_sentence, lines)) for lines in paragraphs]


def _summary(teller: Chinese) -> list[str]:
    invention, rng = teller.invention, teller.rng
    plain = Chinese(invention, rng, numerals=False, utility=teller.utility)
    lines = [plain.pick(phrases.OBJECT), plain.pick(phrases.SOLUTION, list=lambda: _list(plain))]
    linked = [element for element in plain.core() if element.link]
    lines += [plain.pick(phrases.LINKS[1:2], **plain.about(element)) for element in linked]
    lines += [_pick(plain, phrases.DIMENSIONS[:1], e) for e in plain.core() if e.span][:2]
    if not teller.utility:
        steps = "；".join(plain.step(step) for step in invention.steps)
        lines.append(plain.say("{inv}还提供了[上述|所述]{kind}的{method}，包括以下步骤：") + steps)
    lines.append(_pick(plain, phrases.EFFECT, rng.choice(linked)))
    return [_sentence(line) for line in lines]


def _drawings(teller: Chinese) -> list[str]:
    invention = teller.invention
    plain = Chinese(invention, teller.rng, numerals=False, utility=teller.utility)
    plain.known = set(range(len(invention.elements)))
    paragraphs = []
    for index, view in enumerate(invention.views):
        element, other = teller.rng.sample(invention.elements, 2)
        count = 1 if index == 0 else 3 if teller.utility else len(phrases.FIGURES)
        templates = phrases.FIGURES[:count]
        line = plain.pick(templates, fig=f"图{index + 1}", view=view.zh, a=element, b=other)
        paragraphs.append(line + ("；" if index + 1 < len(invention.views) else "。"))
    if teller.numerals and teller.rng.random() < 0.4:
        marks = [f"{element.numeral}-{element.name.zh}" for element in invention.elements]
        paragraphs.append(f"图中：{'，'.join(marks)}。")
    return paragraphs


def _detail(teller: Chinese) -> list[str]:
    """The embodiment as a whole, element by element, in operation, with examples and variants."""
    invention, rng = teller.invention, teller.rng
    opening = teller.say("下面结合附图[和实施例|及具体实施方式|]对{inv}作进一步[详细|]说明。")
    overview = teller.pick(phrases.OVERVIEW, list=lambda: _list(teller))
    added = listed([teller.mention(element) for element in teller.extras()], "和")
    paragraphs = [opening, _sentence(overview) + teller.say("[此外，|]{s}还[可以|]包括{list}。", list=added)]
    paragraphs += [_element(teller, element) for element in invention.elements]
    if not teller.utility:
        paragraphs.append(_operation(teller))
    paragraphs += _examples(teller)
    for _ in range(rng.randint(1, 3)):
        element, other = rng.sample(teller.core(), 2)
        templates = phrases.VARIANTS[:3] if teller.utility else phrases.VARIANTS
        paragraphs.append(_sentence(_pick(teller, templates, element, b=other, number="S1", number2="S2")))
    return [*paragraphs, _sentence(teller.pick(phrases.CLOSING, a=rng.choice(teller.core())))]


def _element(teller: Chinese, element: Element) -> str:
    """A paragraph that says all that claims may later say of the element."""
    rng = teller.rng
    other = rng.choice([e for e in teller.core() if e is not element])
    more: dict[str, Bound] = {"b": other, "function_b": lambda: teller.function(other)}
    lines = [_pick(teller, phrases.FUNCTIONS, element, **more)]
    if element.link:
        lines.insert(rng.randint(0, 1), _pick(teller, phrases.LINKS, element, b=other))
    if element.feature:
        lines.append(_pick(teller, phrases.FEATURES, element))
    if element.span:
        lines.append(_pick(teller, phrases.DIMENSIONS[:2], element))
        lines += [_pick(teller, phrases.DIMENSIONS[2:], element)] * (rng.random() < 0.4)
    if element.materials:
        lines += [_pick(teller, phrases.MATERIALS[:1], element)] * (rng.random() < 0.5)
        lines.append(_pick(teller, phrases.MATERIALS[1:], element))
    if element.alternative:
        lines.append(_pick(teller, phrases.ALTERNATIVES, element))
    return "".join(map(_sentence, lines))


def _operation(teller: Chinese) -> str:
    lines = [
        teller.say(
            "[下面说明{kind}的{method}|以下对{kind}的{method}作具体说明|{kind}的{method}如下]，[参见|"
            "请参阅]{fig}"
        )
    ]
    for index, step in enumerate(teller.invention.steps + teller.invention.extra_steps):
        condition = ""
        if (span := step.condition) is not None:
            condition = f"，此时{span.quantity.name.zh}为{teller.range(span, False)}"
            condition += teller.say("[，优选为|，更优选为]") + teller.range(span, True)
        slots: dict[str, Bound] = {"number": f"S{index + 1}", "condition_clause": condition}
        lines.append(teller.pick(phrases.STEPS, step=teller.step(step), **slots))
    return "".join(map(_sentence, lines))


def _examples(teller: Chinese) -> list[str]:
    """Examples with the numbers that the invention was given."""
    invention, rng = teller.invention, teller.rng
    spans = [(e, e.span) for e in invention.elements if e.span]
    paragraphs = []
    for index in range(invention.examples):
        settings = [
            teller.say("{a}的{q}为", a=element, q=span.quantity.name.zh)
            + value_of(span.values[index], span.quantity)
            for element, span in rng.sample(spans, min(len(spans), 2))
        ] or [teller.word("condition_value")]
        first, second = rng.sample(invention.results, 2)
        line = teller.pick(
            phrases.EXAMPLES,
            n=str(index + 1),
            settings="，".join(settings),
            measure=first.quantity.name.zh,
            result=value_of(first.values[index], first.quantity),
            comparative=value_of(first.comparative, first.quantity),
            result2=f"{second.quantity.name.zh}为{value_of(second.values[index], second.quantity)}",
        )
        paragraphs.append(_sentence(line))
    result = rng.choice(invention.results)
    slots: dict[str, Bound] = {
        "a": rng.choice(teller.core()),
        "measure": result.quantity.name.zh,
        "values": listed([value_of(value, result.quantity) for value in result.values], "和"),
        "comparative": value_of(result.comparative, result.quantity),
        "count": str(invention.examples),
    }
    return [*paragraphs, "".join(_sentence(teller.say(template, **slots)) for template in phrases.RESULTS)]
