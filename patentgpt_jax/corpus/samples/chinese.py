"""How Chinese speaks of an invention: mentions, ranges, clauses, and the words that templates ask for."""

import random

from patentgpt_jax.corpus.samples.chinese_phrases import UNITS
from patentgpt_jax.corpus.samples.invention import Element, Feature, Invention, Span, Step
from patentgpt_jax.corpus.samples.telling import Bound, Teller, bounds, number
from patentgpt_jax.corpus.samples.vocabulary import Quantity, Term


class Chinese(Teller):
    """A Chinese teller. In claims (`claims`) what is known is 所述, and numerals stand in parentheses."""

    def __init__(
        self,
        invention: Invention,
        rng: random.Random,
        numerals: bool,
        claims: bool = False,
        utility: bool = False,
    ):
        super().__init__(invention, rng, numerals)
        self.claims = claims
        self.utility = utility
        self._decks: dict[str, list[Term]] = {}

    def mention(self, element: Element) -> str:
        """The element's name: with 所述 in claims once it is known, with its numeral if asked for."""
        known = element.index in self.known
        self.known.add(element.index)
        noun = self._signed(element.name.zh, element.numeral)
        if known:
            return f"所述{noun}" if self.claims else noun
        if element.part.several:
            return f"{'多个' if self.claims else self.rng.choice(('多个', '若干', '至少两个'))}{noun}"
        return noun

    def agree(self, element: Element, form: str) -> str:
        """Chinese verbs do not agree: a template that asks is wrong."""
        raise KeyError(f"template slot .{form}: Chinese verbs do not agree")

    def feature(self, element: Element, feature: Feature) -> str:
        """The detail, introduced or referred to; its key in `known` is negative."""
        key = -1 - element.index
        known = key in self.known
        self.known.add(key)
        noun = self._signed(feature.name.zh, feature.numeral)
        return f"所述{noun}" if known and self.claims else noun

    def _signed(self, noun: str, numeral: int) -> str:
        if not self.numerals:
            return noun
        return f"{noun}({numeral})" if self.claims else f"{noun}{numeral}"

    def word(self, slot: str) -> str:
        """A word of the context, as chinese_phrases.py lists them."""
        invention = self.invention
        match slot:
            case "inv":
                return "本实用新型" if self.utility else "本发明"
            case "kind":
                return invention.subject.zh
            case "s":
                return f"{invention.subject.zh}{invention.numeral if self.numerals else ''}"
            case "field":
                return invention.domain.field.zh
            case "m":
                return invention.medium.zh
            case "method":
                return "使用方法" if self.utility else invention.method.zh
            case "use" | "problem" | "drawback" | "effect":
                return self.deal(slot, getattr(invention, slot + "s")).zh
            case "part":
                return self.rng.choice(invention.domain.parts).name.zh
            case "function":
                return self.say(self.rng.choice(invention.domain.parts).function.zh)
            case "condition":
                span = self.rng.choice(invention.conditions)
                return f"{span.quantity.name.zh}为{self.range(span, self.rng.random() < 0.5)}"
            case "condition_value":
                span = self.rng.choice(invention.conditions)
                return f"{span.quantity.name.zh}为{value_of(self.rng.choice(span.values), span.quantity)}"
            case "measure":
                return self.rng.choice(invention.results).quantity.name.zh
            case "fig":
                return f"图{self.rng.randint(1, len(invention.views))}"
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
        year = rng.randint(1999, 2011)
        return rng.choice(
            (
                f"中国专利CN{rng.randint(1000000, 2999999)}A",
                f"公开号为CN{rng.randint(101000000, 101999999)}A的中国专利申请",
                f"授权公告号为CN{rng.randint(200900000, 201900000)}U的实用新型专利",
                f"美国专利US{rng.randint(5000000, 7999999)}",
                f"日本特开{year}-{rng.randint(10000, 350000)}号公报",
                f"专利文献{rng.randint(1, 4)}（WO{year}/{rng.randint(10_000, 150_000):06d}）",
            )
        )

    def range(self, span: Span, inner: bool) -> str:
        """`2.0～5.5mm`, or one of the other ways to say it."""
        low, high = bounds(span, inner)
        unit = unit_of(span.quantity)
        return self.rng.choice((f"{low}～{high}{unit}", f"{low}{unit}至{high}{unit}", f"{low}-{high}{unit}"))

    def link(self, element: Element, alternative: bool = False) -> str:
        """The relation of the element to others: 安装于轴上."""
        link = element.alternative if alternative else element.link
        return self.say(link.relation.zh, **self.targets(link)) if link else "构成装置的一部分"

    def function(self, element: Element) -> str:
        """What the element does, as a verb phrase."""
        return self.say(element.part.function.zh)

    def made_of(self, element: Element, group: bool) -> str:
        """A clause about what the element consists of."""
        family = self.invention.domain.family
        if group:
            return self.say(family.made_of_one.zh, a=element, xs=self.materials(element, "和"))
        return self.say(family.made_of.zh, a=element, x=element.materials[0].zh)

    def materials(self, element: Element, conjunction: str) -> str:
        """The element's materials as a list."""
        return listed([material.zh for material in element.materials], conjunction)

    def step(self, step: Step) -> str:
        """The step as a verb phrase."""
        elements: dict[str, Bound] = {
            slot: self.invention.elements[i] for slot, i in zip("ab", step.elements, strict=False)
        }
        return self.say(step.phrase.zh, **elements)

    def about(self, element: Element) -> dict[str, Bound]:
        """The slots that templates about one element use, filled when they are reached."""
        slots: dict[str, Bound] = {
            "a": element,
            "link": lambda: self.link(element),
            "function": lambda: self.function(element),
        }
        if element.alternative:
            slots["alternative"] = lambda: self.link(element, alternative=True)
        if element.materials:
            slots["materials"] = lambda: self.materials(element, "或")
            slots["made_of"] = lambda: self.made_of(element, False)
        if (span := element.span) is not None:
            low, high = (value_of(value, span.quantity) for value in span.outer)
            slots |= {"quantity": span.quantity.name.zh, "low": low, "high": high}
            slots["outer"] = lambda: self.range(span, False)
            slots["inner"] = lambda: self.range(span, True)
            slots["value"] = lambda: value_of(self.rng.choice(span.values), span.quantity)
        if (feature := element.feature) is not None:
            slots["feature"] = lambda: self.feature(element, feature)
            slots["feature_link"] = lambda: self.say(feature.link.relation.zh, **self.targets(feature.link))
        return slots


def unit_of(quantity: Quantity) -> str:
    """The unit as Chinese writes it after a number."""
    return UNITS.get(quantity.unit, quantity.unit)


def value_of(value: float, quantity: Quantity) -> str:
    """A value with its unit."""
    return number(value, quantity.decimals) + unit_of(quantity)


def listed(items: list[str], conjunction: str) -> str:
    """`甲、乙和丙`."""
    if len(items) < 2:
        return "".join(items)
    return f"{'、'.join(items[:-1])}{conjunction}{items[-1]}"
