"""A told patent, ready for a writer of some source format: plain text with its structure, and the
bibliographic facts around it. Sub- and superscripts are Unicode characters; writers turn them to markup.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


class Section(NamedTuple):
    """A part of the description. `name` is one of field, background, summary, drawings, detail."""

    name: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Claim:
    """A claim: `lead`, then the indented `limbs`. `parents` are the claims that it refers to."""

    number: int
    parents: tuple[int, ...]
    lead: str
    limbs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The claim without its number, on one line."""
        return " ".join((self.lead, *self.limbs))


@dataclass(frozen=True)
class Text:
    """What a patent says in one language."""

    title: str
    abstract: str
    sections: tuple[Section, ...]
    claims: tuple[Claim, ...]

    @property
    def plain(self) -> str:
        """Title, abstract, description and claims as lines."""
        lines = [self.title, self.abstract]
        for section in self.sections:
            lines += [section.heading, *section.paragraphs]
        return "\n".join(lines + [f"{claim.number}. {claim.text}" for claim in self.claims])


class Person(NamedTuple):
    """An inventor, examiner or attorney."""

    last: str
    first: str
    city: str
    country: str


class Cited(NamedTuple):
    """A cited or prior document, or an application."""

    country: str
    number: str
    kind: str
    date: str
    name: str = ""


@dataclass(frozen=True)
class Publication:
    """One document: its text, numbers, dates (YYYYMMDD), people and relatives."""

    text: Text
    number: str
    kind: str
    date: str
    application: str
    filed: str
    classes: tuple[str, ...]
    inventors: tuple[Person, ...]
    assignee: tuple[str, str]  # name, city
    examiner: Person
    cited: tuple[Cited, ...] = ()
    priority: tuple[Cited, ...] = ()  # foreign applications whose priority is claimed
    parent: "Publication | None" = None  # it continues this one
    bold: tuple[str, ...] = field(default=())  # `name numeral` pairs, for writers that mark numerals
    foreign_text: Text | None = None  # title and abstract in a second language
    design: bool = False
