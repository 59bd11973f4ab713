"""The shape of the word tables that sample patents are made of.

A table is plain text, one entry a line, columns separated by `|`: English beside Chinese, so that
one sampled invention can be told in both languages. Verb phrases start with an English verb in its
base form and hold no definite articles, because they appear in claims before anything else is
introduced; `{m}` stands for the medium an invention works on, `{b}` and `{c}` for other parts.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Term(NamedTuple):
    """One notion in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class Part:
    """A component (or an ingredient) and what it is there for."""

    name: Term
    function: Term
    several: bool  # comes in numbers: "a plurality of blades"
    signal: bool  # electrical or logical: it is connected rather than fastened
    options: tuple[Term, ...]  # what it may consist of; empty: one of the family's materials


class Quantity(NamedTuple):
    """Something measured, with the range in which believable values lie."""

    name: Term
    unit: str
    low: float
    high: float
    decimals: int
    larger_is_better: bool


@dataclass(frozen=True)
class Family:
    """What neighbouring domains share: how parts look, connect, are made and put together."""

    adjectives: tuple[Term, ...]
    relations: tuple[Term, ...]
    features: tuple[Term, ...]
    materials: tuple[Term, ...]
    dimensions: tuple[Quantity, ...]
    made_of: Term  # a clause with {a} and one material {x}
    made_of_one: Term  # a clause with {a} and a list of materials {xs}
    method: tuple[Term, ...]  # what the method does with the subject: "operating"
    part_steps: tuple[Term, ...]  # steps with {a} and {b}, gerunds; empty: steps come from functions
    views: tuple[Term, ...]  # kinds of drawing
    tangible: bool  # has an outside that a design patent can show


@dataclass(frozen=True)
class Domain:
    """One field of technology."""

    name: str
    family: Family
    classes: tuple[str, ...]  # IPC symbols, "F04D 29/22"
    field: Term
    subjects: tuple[Term, ...]
    modifiers: tuple[Term, ...]
    media: tuple[Term, ...]
    parts: tuple[Part, ...]
    steps: tuple[Term, ...]
    conditions: tuple[Quantity, ...]  # how it is run
    measures: tuple[Quantity, ...]  # what gets better when it works
    problems: tuple[Term, ...]
    drawbacks: tuple[Term, ...]
    effects: tuple[Term, ...]
    uses: tuple[Term, ...]


def rows(table: str, columns: tuple[int, ...]) -> list[list[str]]:
    """The cells of a table; refuses a row whose number of cells is not among `columns`."""
    found = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    for row in found:
        if len(row) not in columns:
            raise ValueError(f"vocabulary row {row}: expected {columns} columns")
    return found


def terms(table: str) -> tuple[Term, ...]:
    """A table of `English | Chinese`; several entries may share a line, separated by `;`."""
    return tuple(Term(*row) for row in rows("\n".join(table.replace(";", "\n").split("\n")), (2,)))


def quantities(table: str) -> tuple[Quantity, ...]:
    """A table of `English | Chinese | unit | low | high | decimals`.

    A `+` after the English name marks a quantity that one wants large.
    """
    return tuple(
        Quantity(Term(en.rstrip("+"), zh), unit, float(low), float(high), int(decimals), en.endswith("+"))
        for en, zh, unit, low, high, decimals in rows(table, (6,))
    )


def parts(table: str) -> tuple[Part, ...]:
    """A table of `name | Chinese | function | Chinese [| options]`.

    A `*` after the English name marks what comes in numbers, a `~` what is electrical or logical.
    Options are written `English=Chinese`, separated by commas.
    """
    return tuple(_part(row) for row in rows(table, (4, 5)))


def _part(row: list[str]) -> Part:
    name, zh, function, zh_function = row[:4]
    options = row[4].split(",") if len(row) == 5 else []
    return Part(
        name=Term(name.rstrip("*~"), zh),
        function=Term(function, zh_function),
        several="*" in name,
        signal="~" in name,
        options=tuple(Term(*(cell.strip() for cell in option.split("="))) for option in options),
    )
