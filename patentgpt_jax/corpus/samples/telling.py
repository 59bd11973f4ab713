"""What telling an invention has in common in both languages: slots bound to elements and context."""

import random
from collections.abc import Callable

from patentgpt_jax.corpus.samples.grammar import expand
from patentgpt_jax.corpus.samples.invention import Element, Invention, Link, Span
from patentgpt_jax.corpus.samples.vocabulary import Quantity

Bound = str | Element | Callable[[], str]


class Teller:
    """Expands templates about one invention.

    Elements already mentioned are in `known`, so that a first mention differs from the later ones. A
    slot is looked up among the bound values, then as `element.word`, then as a word of the context.
    """

    def __init__(self, invention: Invention, rng: random.Random, numerals: bool):
        self.invention = invention
        self.rng = rng
        self.numerals = numerals
        self.known: set[int] = set()

    def say(self, template: str, **bound: Bound) -> str:
        """The template told once; `bound` gives elements, text, or text to be made when it is reached."""

        def fill(slot: str) -> str:
            name, _, form = slot.partition(".")
            value = bound.get(name)
            if isinstance(value, Element):
                return self.agree(value, form) if form else self.mention(value)
            if value is None:
                return self.word(slot)
            return value if isinstance(value, str) else value()

        return expand(template, self.rng, fill)

    def pick(self, templates: tuple[str, ...], **bound: Bound) -> str:
        """One of the templates, told."""
        return self.say(self.rng.choice(templates), **bound)

    def mention(self, element: Element) -> str:
        """The element's name as it is due: introduced, or referred to."""
        raise NotImplementedError

    def agree(self, element: Element, form: str) -> str:
        """A verb form that agrees with the element."""
        raise NotImplementedError

    def word(self, slot: str) -> str:
        """A word of the context: an effect, the medium, the subject."""
        raise NotImplementedError

    def targets(self, link: Link) -> dict[str, Bound]:
        """The elements that a link's relation speaks of, bound to its slots."""
        elements = [self.invention.elements[i] for i in link.targets]
        return dict(zip("bc", elements, strict=False))

    def core(self) -> tuple[Element, ...]:
        """The elements of the first claim."""
        return self.invention.elements[: self.invention.core]

    def extras(self) -> tuple[Element, ...]:
        """The elements that dependent claims add."""
        return self.invention.elements[self.invention.core :]


def number(value: float, decimals: int) -> str:
    """The value on its grid of decimals."""
    return f"{value:.{decimals}f}"


def bounds(span: Span, inner: bool) -> tuple[str, str]:
    """Both ends of the outer or the preferred range, as numbers."""
    low, high = span.inner if inner else span.outer
    return number(low, span.quantity.decimals), number(high, span.quantity.decimals)


def unit_of(quantity: Quantity) -> str:
    """The unit as English writes it after a number: ` mm`, but `%`."""
    return quantity.unit if quantity.unit in ("%", "°", "") else f" {quantity.unit}"


def value_of(value: float, quantity: Quantity) -> str:
    """A value with its unit, English spacing."""
    return number(value, quantity.decimals) + unit_of(quantity)
