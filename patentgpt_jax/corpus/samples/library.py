"""Decide what the sample library holds: which inventions, in which language, who continues whom.

Most documents are inventions of their own. Some US grants continue an earlier one (same description,
other claims), some Chinese documents claim the priority of a US grant (same invention, other language),
so that families exist; a few are design patents.
"""

import datetime
import random
from dataclasses import dataclass

from patentgpt_jax.corpus.samples.chinese_description import chinese_text
from patentgpt_jax.corpus.samples.document import Cited, Claim, Publication, Section, Text
from patentgpt_jax.corpus.samples.english_description import english_abstract, english_text, english_title
from patentgpt_jax.corpus.samples.families import MACHINE
from patentgpt_jax.corpus.samples.invention import DOMAINS, Invention, sample_invention
from patentgpt_jax.corpus.samples.morphology import plural, with_article
from patentgpt_jax.corpus.samples.people import (
    chinese_company,
    chinese_person,
    cited_documents,
    company,
    person,
)
from patentgpt_jax.corpus.samples.vocabulary import Term

_PER_WEEK, _MOST_WEEKS = 40, 600
_CONTINUED, _FOREIGN, _TRANSLATED = 0.09, 0.2, 0.15  # shares of all inventions
_DESIGNS, _UTILITY = 0.12, 0.35  # shares of the mechanical, of the tangible ones
_EPOCHS = ((datetime.date(2008, 1, 1), 7_313_500), (datetime.date(2015, 1, 6), 8_925_000))  # Tuesdays
_VIEWS = (
    "a perspective view",
    "a front elevational view",
    "a rear view",
    "a left side view",
    "a top plan view",
)

Told = tuple[Publication, Invention, str]  # a utility grant, what it tells, and the seed it was told with


@dataclass(frozen=True)
class Library:
    """The sample publications: US grants by week of issue, and Chinese documents."""

    weeks: tuple[tuple[Publication, ...], ...]
    chinese: tuple[Publication, ...]


def sample_library(us_count: int, chinese_count: int, seed: int) -> Library:
    """So many US grants and Chinese publications; all follow from the seed."""
    weeks = _weeks(us_count, seed)
    grants = tuple(tuple(publication for publication, *_ in week) for week in weeks)
    return Library(grants, tuple(_chinese_documents(chinese_count, weeks, seed)))


def _chinese_documents(count: int, weeks: list[list[Told]], seed: int) -> list[Publication]:
    """`count` Chinese publications; some belong to families of the grants."""
    abroad = [each for week in weeks for each in week if not each[0].design and each[0].parent is None]
    random.Random(f"{seed}/abroad").shuffle(abroad)
    found = []
    for index in range(count):
        rng = random.Random(f"{seed}/cn/{index}")
        original = abroad.pop() if abroad and rng.random() < _TRANSLATED else None
        found.append(_chinese(index, f"{seed}/cn/{index}", rng, original))
    return found


def _weeks(count: int, seed: int) -> list[list[Told]]:
    per_week = max(_PER_WEEK, -(-count // _MOST_WEEKS))
    weeks = min(count, max(2, -(-count // per_week)))
    issued: list[list[Told]] = [[] for _ in range(weeks)]
    parents: list[Told] = []
    for index in range(count):
        week = index * weeks // count
        name = f"{seed}/us/{index}"
        rng = random.Random(name)
        date, number = _issue(week, weeks, index, rng)
        if rng.random() < _CONTINUED and parents and parents[0][0].date < date:
            parent = rng.choice([each for each in parents if each[0].date < date][-_PER_WEEK:])
            parents.remove(parent)
            issued[week].append(_continuation(parent, index, date, number, name, rng))
            continue
        invention = sample_invention(rng, rng.choice(DOMAINS))
        if invention.domain.family is MACHINE and rng.random() < _DESIGNS:
            issued[week].append((_design(invention, index, date, rng), invention, name))
            continue
        told = (_utility(invention, index, date, number, name, rng), invention, name)
        issued[week].append(told)
        parents.append(told)
    return [sorted(week, key=lambda each: (not each[0].design, each[0].number)) for week in issued]


def _issue(week: int, weeks: int, index: int, rng: random.Random) -> tuple[str, str]:
    """The date of the week's issue and a patent number of that time."""
    half = (weeks + 1) // 2
    start, first = _EPOCHS[week >= half]
    date = start + datetime.timedelta(weeks=max(1, 300 // half) * (week % half))
    return _day(date), f"{first + index * 17 + rng.randint(0, 16):08d}"


def _day(date: datetime.date) -> str:
    return f"{date.year:04d}{date.month:02d}{date.day:02d}"


def _date(day: str) -> datetime.date:
    return datetime.date(int(day[:4]), int(day[4:6]), int(day[6:]))


def _application(index: int, filed: str, rng: random.Random) -> str:
    """A US application number with the series code of its time."""
    series = "11" if filed < "2008" else "12" if filed < "2011" else "13" if filed < "2014" else "14"
    return f"{series}{(index * 37 + rng.randint(0, 36) + 20_000) % 1_000_000:06d}"


def _bold(invention: Invention) -> tuple[str, ...]:
    """What a description writes with a numeral, longest first."""
    pairs = [f"{invention.subject.en} {invention.numeral}"]
    for element in invention.elements:
        noun = plural(element.name.en) if element.part.several else element.name.en
        pairs.append(f"{noun} {element.numeral}")
        if element.feature:
            pairs.append(f"{element.feature.name.en} {element.feature.numeral}")
    return tuple(sorted(pairs, key=lambda pair: (-len(pair), pair)))


def _utility(
    invention: Invention, index: int, date: str, number: str, name: str, rng: random.Random
) -> Publication:
    filed = _day(_date(date) - datetime.timedelta(days=rng.randint(600, 1500)))
    text = english_text(invention, name, name)
    priority: tuple[Cited, ...] = ()
    if rng.random() < _FOREIGN:
        earlier = _day(_date(filed) - datetime.timedelta(days=rng.randint(300, 364)))
        country, long_name = rng.choice(
            (("JP", "Japanese"), ("DE", "German"), ("KR", "Korean"), ("GB", "British"))
        )
        priority = (Cited(country, f"{earlier[:4]}-{rng.randint(10000, 299999):06d}", "", earlier),)
        line = f"This application claims priority of {long_name} Patent Application No. {priority[0].number}."
        text = _with_related(text, line)
    return Publication(
        text=text,
        number=number,
        kind="B2" if rng.random() < 0.8 else "B1",
        date=date,
        application=_application(index, filed, rng),
        filed=filed,
        classes=_classes(invention, rng),
        inventors=tuple(person(rng) for _ in range(rng.randint(1, 4))),
        assignee=company(rng),
        examiner=person(rng),
        cited=cited_documents(rng, int(date[:4])),
        priority=priority,
        bold=_bold(invention),
    )


def _continuation(parent: Told, index: int, date: str, number: str, name: str, rng: random.Random) -> Told:
    """A grant with the parent's description and claims of its own."""
    publication, invention, parent_name = parent
    filed = _day(_date(publication.date) - datetime.timedelta(days=rng.randint(10, 400)))
    serial = publication.application
    line = (
        f"This application is a continuation of U.S. patent application Ser. No. {serial[:2]}/{serial[2:5]},"
        f"{serial[5:]}, filed {publication.filed[:4]}, now U.S. Pat. No. {int(publication.number):,}, the "
        "disclosure of which is incorporated herein by reference."
    )
    child = Publication(
        text=_with_related(english_text(invention, parent_name, name), line),
        number=number,
        kind="B2",
        date=date,
        application=_application(index, filed, rng),
        filed=filed,
        classes=publication.classes,
        inventors=publication.inventors,
        assignee=publication.assignee,
        examiner=person(rng),
        cited=cited_documents(rng, int(date[:4])),
        priority=publication.priority,
        parent=publication,
        bold=publication.bold,
    )
    return child, invention, name


def _with_related(text: Text, line: str) -> Text:
    related = Section("related", "CROSS-REFERENCE TO RELATED APPLICATIONS", (line,))
    return Text(text.title, text.abstract, (related, *text.sections), text.claims)


def _classes(invention: Invention, rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(invention.domain.classes, rng.randint(1, 4)))


def _design(invention: Invention, index: int, date: str, rng: random.Random) -> Publication:
    """A design patent: figures and a claim of one line."""
    name: Term = rng.choice(invention.domain.subjects)
    views = _VIEWS[: rng.randint(3, len(_VIEWS))]
    shown = [f"of {with_article(name.en)} showing the new design"] + ["thereof"] * (len(views) - 1)
    lines = [f"FIG. {i + 1} is {view} {shown[i]}" for i, view in enumerate(views)]
    ends = [";"] * (len(lines) - 2) + ["; and,", "."]
    drawings = Section("drawings", "", tuple(a + b for a, b in zip(lines, ends, strict=True)))
    claim = Claim(1, (), f"The ornamental design for {with_article(name.en)}, as shown and described.")
    filed = _day(_date(date) - datetime.timedelta(days=rng.randint(300, 700)))
    return Publication(
        text=Text(name.en[0].upper() + name.en[1:], "", (drawings,), (claim,)),
        number=f"D{(560_000 if date < '2014' else 720_000) + index * 7:07d}",
        kind="S1",
        date=date,
        application=f"29{(index * 37 + 20_000) % 1_000_000:06d}",
        filed=filed,
        classes=(),
        inventors=(person(rng),),
        assignee=company(rng),
        examiner=person(rng),
        cited=cited_documents(rng, int(date[:4])),
        design=True,
    )


def _chinese(index: int, name: str, rng: random.Random, original: Told | None) -> Publication:
    priority: tuple[Cited, ...] = ()
    if original:
        first, invention, _ = original
        priority = (Cited("US", first.application, "", first.filed),)
        filed = _date(first.filed) + datetime.timedelta(days=rng.randint(300, 364))
    else:
        invention = sample_invention(rng, rng.choice(DOMAINS))
        filed = datetime.date(2006, 1, 2) + datetime.timedelta(days=rng.randint(0, 2500))
    utility = not original and invention.domain.family.tangible and rng.random() < _UTILITY
    date = filed + datetime.timedelta(days=rng.randint(180, 400) if utility else rng.randint(540, 1300))
    kind = "U" if utility else rng.choice(("A", "A", "C" if date.year < 2010 else "B"))
    base = 201_000_000 if utility else 101_000_000
    return Publication(
        text=chinese_text(invention, name, utility),
        number=str(base + index * 1913 + rng.randint(0, 1912)),
        kind=kind,
        date=_day(date),
        application=f"{filed.year}{2 if utility else 1}{(index * 311 + rng.randint(0, 310) + 40_000):07d}",
        filed=_day(filed),
        classes=_classes(invention, rng),
        inventors=tuple(chinese_person(rng) for _ in range(rng.randint(1, 4))),
        assignee=chinese_company(rng),
        examiner=chinese_person(rng),
        priority=priority,
        foreign_text=Text(english_title(invention), english_abstract(invention, rng), (), ()),
    )
