"""Antecedent basis: things that a claim calls "the X" or "said X", 所述X or 该X, before it named them.

Deciding this needs a reader: "the surface of the disc" is there with the disc, "the user" with the device,
and granted claims are full of both (MPEP 2173.05(e)). So only what nothing before gives a hint of is
reported: no word of the phrase stands earlier in the claim or in a claim that it depends on, and it is
not "the X of". English and Chinese.
"""

import itertools
import re
from collections.abc import Iterable, Iterator

from patentgpt_jax.corpus.claims.anatomy import words

_PHRASE = re.compile(
    r"\b(?:the|said)\s{1,9}(?=((?:[a-z][a-z'’-]{0,30}\s{1,9}){0,5}[a-z][a-z'’-]*)(\s{1,9}of\b)?)"
)
_END_OF_PHRASE = words("""
    of to in on at by for from with and or is are was be being has have having which that wherein when
    where as into onto through than between via within under over upon can may will shall must includes
    including comprises comprise comprising contains containing using such based the said a an each if
    while so not further then but per without during after before according against along toward
    towards out up off consists consisting corresponding about around whose also thereof relative
    located configured adapted extending provided arranged disposed
""")
# What is there without being named: degrees and order, parts of the claim itself, sides and measures.
_INHERENT = words("""
    description specification drawing drawings figure figures ornamental
    first second third fourth fifth last next previous following same other latter former respective
    one two three more most least claim claims method process step steps group art use present
    invention improvement apparatus system device combination composition product article formula
    presence absence amount number order form case event way manner time top bottom left right front
    rear back side inside outside middle center upper lower inner outer interior exterior surface end
    ends sum total range vicinity proviso improvements above entire whole rest remainder user person
    world internet environment maximum minimum average mean size length width height depth thickness
    weight mass volume temperature pressure direction axis position air ground
""")
_CHINESE_PHRASE = re.compile(
    "(?:所述的?|该)((?:第[一二三四五六七八九十]+|至少一个|多个|各个?|每个?|若干)?[\u4e00-\u9fff]{2,8})"
)
_CHINESE_ORDINAL = re.compile("第[一二三四五六七八九十]+|至少一个|多个|各个?|每个?|若干")
_AFTER_NUMBER = re.compile("(?:权利要求|權利要求|请求项|請求項)[^，。；]*$")  # 权利要求1所述的泵
_CHINESE_INHERENT = re.compile("方法|装置|步骤|系统|工艺|用途|组合|产品|设备|任[一意何]|权利要求|的")


def without_antecedent(
    text: str, ancestors: Iterable[str] = (), language: str = "en"
) -> list[tuple[int, int]]:
    """Places in the claim `text` of phrases that nothing before them introduces.

    Args:
      ancestors: the texts of the claims that it depends on, directly or not.
      language: "en" or "zh"; for another nothing is reported.
    """
    earlier = " ".join(ancestors)
    if language == "zh":
        return list(_chinese(text, earlier))
    return list(_english(text, earlier)) if language == "en" else []


def _english(text: str, earlier: str) -> Iterator[tuple[int, int]]:
    known = {_stem(word) for word in re.findall(r"[a-z]+", earlier.lower())}
    lower, read = text.lower(), 0
    for match in _PHRASE.finditer(lower):
        known.update(_stem(word) for word in re.findall(r"[a-z]+", lower[read : match.start()]))
        read = match.start(1)
        phrase: list[str] = []
        for word in re.findall(r"[a-z]+", match[1]):
            if word in _END_OF_PHRASE:
                break
            phrase.append(word)
        followed_by_of = bool(match[2]) or " ".join(phrase) + " of" in " ".join(match[1].split())
        hinted = any(_stem(word) in known or word in _INHERENT or word.endswith("est") for word in phrase)
        if phrase and not followed_by_of and not hinted:
            yield match.start(), match.start(1) + len(phrase[0])


def _stem(word: str) -> str:
    """A word without what makes "rotate", "rotating", "rotatable" and "rotation" differ."""
    return word if len(word) < 5 else word[: max(4, len(word) - 4)]


def _chinese(text: str, earlier: str) -> Iterator[tuple[int, int]]:
    known, read = _pairs(earlier), 0
    for match in _CHINESE_PHRASE.finditer(text):
        known |= _pairs(text[max(0, read - 1) : match.start()])
        read = match.start()
        phrase = _CHINESE_ORDINAL.sub("", match[1], count=1)
        if _AFTER_NUMBER.search(text[max(0, match.start() - 30) : match.start()]):
            continue
        if len(phrase) < 2 or _CHINESE_INHERENT.match(phrase):
            continue
        if phrase[:2] not in known:
            yield match.start(), match.start(1) + 2


def _pairs(text: str) -> set[str]:
    return {first + second for first, second in itertools.pairwise(text)}
