"""How English speaks of an invention: mentions, ranges, clauses, and the words that templates ask for."""

import random

from patentgpt_jax.corpus.samples.invention import Element, Feature, Invention, Span, Step
from patentgpt_jax.corpus.samples.morphology import (
    gerund_phrase,
    plural,
    third_person_phrase,
    with_article,
)
from patentgpt_jax.corpus.samples.telling import Bound, Teller, bounds, unit_of, value_of
from patentgpt_jax.corpus.samples.vocabulary import Quantity, Term

_AGREEMENT = {"is": ("is", "are"), "was": ("was", "were"), "s": ("s", ""), "has": ("has", "each have")}
_SEVERAL = ("a plurality of", "a plurality of", "a plurality of", "at least two", "several")


class English(Teller):
    """An English teller; in claims it is made with `numerals` off."""

    def __init__(self, invention: Invention, rng: random.Random, numerals: bool):
        super().__init__(invention, rng, numerals)
        self._decks: dict[str, list[Term]] = {}
        self._subject_known = False

    def name(self, element: Element) -> str:
        """The element's noun in the number that it has."""
        return plural(element.name.en) if element.part.several else element.name.en

    def mention(self, element: Element) -> str:
        """`a shaft 12` at first, `the shaft 12` later; without numerals in claims."""
        noun = self.name(element)
        sign = f" {element.numeral}" if self.numerals else ""
        if element.index in self.known:
            return f"the {noun}{sign}"
        self.known.add(element.index)
        if element.part.several:
            several = self.rng.choice(_SEVERAL) if self.numerals else "a plurality of"
            return f"{several} {noun}{sign}"
        return with_article(noun) + sign

    def agree(self, element: Element, form: str) -> str:
        """A verb form (`is`, `was`, `has`) or ending (`s`) that agrees with the element."""
        return _AGREEMENT[form][element.part.several]

    def feature(self, element: Element, feature: Feature) -> str:
        """The detail, introduced or referred to; its key in `known` is negative."""
        sign = f" {feature.numeral}" if self.numerals else ""
        key = -1 - element.index
        if key in self.known:
            return f"the {feature.name.en}{sign}"
        self.known.add(key)
        return with_article(feature.name.en) + sign

    def word(self, slot: str) -> str:
        """A word of the context, as english_phrases.py lists them."""
        invention = self.invention
        kind = invention.subject.en
        match slot:
            case "kind" | "kinds" | "a_kind" | "A_kind" | "the_kind":
                return {"kind": kind, "kinds": plural(kind), "the_kind": f"the {kind}"}.get(
                    slot, with_article(kind)
                )
            case "s":
                article, self._subject_known = self._subject_known, True
                return f"{'the ' + kind if article else with_article(kind)} {invention.numeral}"
            case "field":
                return invention.domain.field.en
            case "m":
                return invention.medium.en
            case "method":
                return invention.method.en
            case "use" | "problem" | "drawback" | "effect":
                return self.deal(slot, getattr(invention, slot + "s")).en
            case "effecting":
                return gerund_phrase(self.deal("effect", invention.effects).en)
            case "effects":
                return third_person_phrase(self.deal("effect", invention.effects).en)
            case "part":
                return with_article(self.rng.choice(invention.domain.parts).name.en)
            case "function":
                return self.say(self.rng.choice(invention.domain.parts).function.en)
            case "functioning":
                return self.functioning(self.rng.choice(self.core()))
            case "condition":
                span = self.rng.choice(invention.conditions)
                return f"{self.quantity(span.quantity)} of {self.range(span, self.rng.random() < 0.5)}"
            case "condition_value":
                span = self.rng.choice(invention.conditions)
                value = self.rng.choice(span.values)
                return f"{self.quantity(span.quantity)} of {value_of(value, span.quantity)}"
            case "measure":
                return self.rng.choice(invention.results).quantity.name.en
            case "fig":
                return f"FIG. {self.rng.randint(1, len(invention.views))}"
            case "citation":
                return self.citation()
        raise KeyError(f"template slot {slot!r}")

    def deal(self, key: str, table: tuple[Term, ...]) -> Term:
        """One of the table; each comes once before any comes again."""
        if not self._decks.get(key):
            self._decks[key] = self.rng.sample(table, len(table))
        return self._decks[key].pop()

    def citation(self) -> str:
        """An earlier document, made up."""
        rng = self.rng
        serial = f"{rng.randint(1, 999):03d},{rng.randint(0, 999):03d}"
        year, six = rng.randint(1999, 2010), rng.randint(100_000, 350_000)
        return rng.choice(
            (
                f"U.S. Pat. No. {rng.randint(4, 7)},{serial}",
                f"U.S. Patent Application Publication No. {max(year, 2001)}/0{six}",
                f"EP {rng.randint(0, 2)} {str(six)[:3]} {str(six)[3:]} A{rng.randint(1, 2)}",
                f"Japanese Laid-Open Patent Publication No. {year}-{six}",
                f"WO {year}/{six // 3:06d}",
                f"DE 10 {year} {str(six)[:3]} {str(six)[3:]} A1",
            )
        )

    def quantity(self, quantity: Quantity) -> str:
        """The quantity's name with its article."""
        return with_article(quantity.name.en)

    def range(self, span: Span, inner: bool) -> str:
        """`2.0 to 5.5 mm`, or one of the other ways to say it."""
        low, high = bounds(span, inner)
        unit = unit_of(span.quantity)
        return self.rng.choice(
            (
                f"{low} to {high}{unit}",
                f"{low}{unit} to {high}{unit}",
                f"from {low}{unit} to {high}{unit}",
                f"between {low} and {high}{unit}",
                f"about {low} to about {high}{unit}",
            )
        )

    def link(self, element: Element, alternative: bool = False) -> str:
        """The relation of the element to others: `mounted on the shaft`."""
        link = element.alternative if alternative else element.link
        return self.say(link.relation.en, **self.targets(link)) if link else "part of the assembly"

    def functioning(self, element: Element) -> str:
        """What the element does, as a gerund phrase."""
        return self.say(gerund_phrase(element.part.function.en))

    def function(self, element: Element) -> str:
        """What the element does, in the base form."""
        return self.say(element.part.function.en)

    def functions(self, element: Element) -> str:
        """What the element does, agreeing with it."""
        if element.part.several:
            return self.function(element)
        return self.say(third_person_phrase(element.part.function.en))

    def materials(self, element: Element, conjunction: str) -> str:
        """The element's materials as a list."""
        return listed([material.en for material in element.materials], conjunction)

    def made_of(self, element: Element, group: bool) -> str:
        """A clause about what the element consists of."""
        family = self.invention.domain.family
        if group:
            return self.say(family.made_of_one.en, a=element, xs=lambda: self.materials(element, "and"))
        return self.say(family.made_of.en, a=element, x=element.materials[0].en)

    def dimension(self, element: Element, inner: bool) -> str:
        """`has a wall thickness of 2 to 5 mm`, without the element."""
        assert element.span is not None
        return f"{self.quantity(element.span.quantity)} of {self.range(element.span, inner)}"

    def feature_link(self, feature: Feature) -> str:
        """Where the detail points: `facing the shaft`."""
        return self.say(feature.link.relation.en, **self.targets(feature.link))

    def step(self, step: Step) -> str:
        """The step as a gerund phrase."""
        elements: dict[str, Bound] = {
            slot: self.invention.elements[i] for slot, i in zip("ab", step.elements, strict=False)
        }
        return self.say(step.phrase.en, **elements)

    def about(self, element: Element) -> dict[str, Bound]:
        """The slots that templates about one element use, filled when they are reached."""
        slots: dict[str, Bound] = {
            "a": element,
            "link": lambda: self.link(element),
            "function": lambda: self.function(element),
            "functioning": lambda: self.functioning(element),
            "functions": lambda: self.functions(element),
        }
        if element.alternative:
            slots["alternative"] = lambda: self.link(element, alternative=True)
        if element.materials:
            slots["materials"] = lambda: self.materials(element, "or")
            slots["made_of"] = lambda: self.made_of(element, False)
        if (span := element.span) is not None:
            low, high = (value_of(value, span.quantity) for value in span.outer)
            slots |= {"quantity": span.quantity.name.en, "low": low, "high": high}
            slots["dimension"] = self.quantity(span.quantity)
            slots["outer"] = lambda: self.range(span, False)
            slots["inner"] = lambda: self.range(span, True)
            slots["plain"] = " to ".join(bounds(span, False)) + unit_of(span.quantity)
            slots["value"] = lambda: value_of(self.rng.choice(span.values), span.quantity)
        if (feature := element.feature) is not None:
            slots["feature"] = lambda: self.feature(element, feature)
            slots["feature_link"] = lambda: self.feature_link(feature)
        return slots


def listed(items: list[str], conjunction: str) -> str:
    """`a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}."
