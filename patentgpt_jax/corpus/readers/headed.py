"""Texts that come in parts with headings: the `body_text` of papers, the chapters of books.

Sets of papers (S2ORC, CORD-19) give a list of `{"section": "Methods", "text": ...}`, a paragraph
each; books and laws come as lists of `{"title": ..., "text": ...}`, or as an object from headings to
texts.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from patentgpt_jax.corpus.readers import values

_TEXTS = ("text", "content", "paragraphs", "paragraph", "body", "sentences")
_HEADINGS = ("section", "heading", "section_title", "section_name", "header", "title", "chapter", "name")


def parts(value: Any) -> list[tuple[str, str]]:
    """The (heading or "", text) of each part of `value`; neighbours with one heading are one part."""
    value = values.decoded(value)
    found: Iterable[tuple[str, str]]
    if isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value):
        found = map(_part, value)
    elif isinstance(value, Mapping) and not _named(value, _TEXTS):
        found = ((str(name), values.text(each)) for name, each in value.items())
    else:
        found = [("", values.text(value))]
    return [
        (heading, text)
        for heading, group in groupby(found, key=lambda each: each[0])
        if (text := "\n\n".join(filter(None, (each for _, each in group)))) or heading
    ]


def _part(value: Any) -> tuple[str, str]:
    if not isinstance(value, Mapping):
        return "", values.text(value)
    heading = next(iter(_named(value, _HEADINGS)), "")
    texts = _named(value, _TEXTS)[:1] or [name for name in value if name != heading]
    return values.line(value.get(heading)), values.text([value[name] for name in texts])


def _named(value: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [name for name in names if values.text(value.get(name))]
