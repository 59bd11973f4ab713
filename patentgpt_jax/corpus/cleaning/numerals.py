"""Filter, as an option: reference numerals are taken out of claims, abstract and description.

"The housing 12 holds springs 14a and 14b" becomes "the housing holds springs". That a number is a reference
numeral is judged by the document itself, as in work on the parts of patents (Shinmori et al. 2003, "Patent
Claim Processing for Readability"): it follows the same word twice or more, bare or in parentheses. What only
looks like one, by the words around it, stays (see `numeral_words`): figures, claims, steps, quantities.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from patentgpt_jax.corpus.cleaning.numeral_words import (
    NO_PARTS,
    NO_PARTS_CHINESE,
    NO_PARTS_ENDS,
    UNITS,
    UNITS_CHINESE,
)
from patentgpt_jax.corpus.record import Record, Translation

Texts = TypeVar("Texts", Record, Translation)
Pair = tuple[str, str]
"""A word and the number after it."""

_LEFT_ALONE = ("drawings", "cross_reference", "government_interest")
_FEWEST = 2  # times that a number must follow the same word
_MOST_IN_A_ROW = 8  # lists of numerals behind one word; a longer row is one of numbers

_NUMERAL = r"(?!(?:19|20)[0-9]{2}(?![0-9A-Za-z]))[1-9][0-9]{0,3}[A-Za-z]?['′″]{0,2}(?![0-9A-Za-z′″'])"
_LIST = rf"{_NUMERAL}(?:(?:, ?(?:and |or )?|/| (?:and|or|und|oder|et|ou) ){_NUMERAL}){{0,12}}"
_NO_QUANTITY = (
    rf"(?! ?(?:{UNITS})(?![A-Za-z])| ?[%°℃‰ÅΩ×±=<>≤≥^_{{~*+]| ?[-–—/:][0-9A-Za-z(\[]|[.,][0-9]|['’]s?[A-Za-z]"
    r"| (?:to|through|thru|bis|à|x|by|out of) [0-9]| ?\([^()]{0,12}%)"
)
_LATIN = re.compile(
    r"(?<![A-Za-zÀ-ÿ0-9_.^-])(?P<head>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ-]{1,39}[A-Za-zÀ-ÿ])"
    rf"(?: ?\((?P<enclosed>{_LIST})\)| (?P<bare>{_LIST}){_NO_QUANTITY})"
)
_HAN = "\u4e00-\u9fff"
_CHINESE_LIST = rf"{_NUMERAL}(?:[、，,和与及或]{_NUMERAL}){{0,12}}"
_CHINESE = re.compile(
    rf"(?P<head>[{_HAN}]{{2}})(?<!{')(?<!'.join(NO_PARTS_CHINESE.split('|'))})"
    rf"(?:\s?[（(](?P<enclosed>{_CHINESE_LIST})[）)]"
    rf"|(?P<bare>{_CHINESE_LIST})(?! ?(?:{UNITS_CHINESE})|[.．~～:：×*/=+^_-]|—|至[0-9]|到[0-9]))"
)
_SINGLE = re.compile("[0-9]+[A-Za-z]?['′″]*")


def numerals(record: Record) -> Record:
    """`record` without the reference numerals of claims, abstract and description.

    Lists of drawings and the title stay as they are.
    """
    new = _without(record)
    translations = tuple(_without(each) for each in new.translations)
    return new if translations == new.translations else replace(new, translations=translations)


def _without(texts: Texts) -> Texts:
    for _ in range(_MOST_IN_A_ROW):  # behind one numeral there may be another: "the valve 12 (14)"
        new = _map(texts, functools.partial(_removed, known=_known(texts)))
        if new == texts:
            break
        texts = new
    return texts


def _texts(texts: Record | Translation) -> Iterator[str]:
    yield texts.abstract
    yield from (each.text for each in texts.sections if each.kind not in _LEFT_ALONE)
    yield from (each.text for each in texts.claims)


def _map(texts: Texts, change: Callable[[str], str]) -> Texts:
    return replace(
        texts,
        abstract=change(texts.abstract),
        sections=tuple(
            each if each.kind in _LEFT_ALONE else replace(each, text=change(each.text))
            for each in texts.sections
        ),
        claims=tuple(replace(each, text=change(each.text)) for each in texts.claims),
    )


def _known(texts: Record | Translation) -> set[Pair]:
    """The pairs of which the number is a reference numeral.

    A word with a capital within a sentence is a name (Tween 80), but in German. So it also has to be seen
    without one.
    """
    seen: Counter[Pair] = Counter()
    in_lower_case: set[Pair] = set()
    for text in _texts(texts):
        for pattern in (_LATIN, _CHINESE):
            for match in pattern.finditer(text):
                pairs = _pairs(match)
                seen.update(pairs)
                if not match["head"].istitle() or texts.language == "de":
                    in_lower_case.update(pairs)
    return {pair for pair in in_lower_case if seen[pair] >= _FEWEST}


def _removed(text: str, known: set[Pair]) -> str:
    def head_alone(match: re.Match[str]) -> str:
        pairs = _pairs(match)
        return match["head"] if pairs and known.issuperset(pairs) else match[0]

    return _CHINESE.sub(head_alone, _LATIN.sub(head_alone, text))


def _pairs(match: re.Match[str]) -> list[Pair]:
    """The word of a match with each of its numbers; none if the word names no part."""
    word = match["head"].lower()
    if word in NO_PARTS or word.endswith(NO_PARTS_ENDS):
        return []
    if word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return [(word, each) for each in _SINGLE.findall(match["enclosed"] or match["bare"])]
