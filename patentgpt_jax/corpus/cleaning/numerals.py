"""Takes out reference numerals, "the housing 12" or 壳体（1）, which a model of text cannot look up.

The offices' rules that put them there: 37 CFR 1.84(p) (US), EPC Rule 43(7), Rule 22 of China's Implementing
Regulations. A number is taken for one by the evidence of the document alone: it follows the same word, bare
or in parentheses, at least twice, and the word is none that numbers something else (a figure, a claim, a
step) or that stands before quantities. A number with a unit behind it stays, and the list of drawings.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from patentgpt_jax.corpus.record import Record

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_NUMERAL = r"[1-9][0-9]{0,3}[a-wyzA-WYZ]?['′]{0,2}"  # 10x is ten times
_LIST = (
    rf"{_NUMERAL}(?:(?:\s?[,;，、]\s?(?:(?:and|und|et)\s)?|\s(?:and|or|und|oder|et|ou)\s|[-–]){_NUMERAL})*"
)
_UNITS = (
    r"(?:[munpkMG]?(?:m|g|s|A|V|W|Hz|Pa|J|N|F|H|Ω|L|l|mol|eV|bar|ohms?)|c[mc]|mm|km|in|ft|lbs?|oz|psi|rpm|ppm|min|hr?s?|sec|"
    r"d[Bb]m?|[CFK]|degrees?|percent|wt|mol|times|parts|days?|hours?|minutes?|seconds?|years?|inch(?:es)?|bits?|bytes?|"
    r"volts?|watts?|microns?|meters?|mil|[KMG]B|Stunden|Minuten|heures)"
)
_MARKED = re.compile(
    rf"(?:(?<=[A-Za-zÀ-ÿ])\s?|(?<=[{_HAN}])\s?)[(（](?P<enclosed>{_LIST})[)）]"
    rf"|(?:(?<=[A-Za-zÀ-ÿ])\s|(?<=[{_HAN}]))(?P<bare>{_LIST})"
    rf"(?![0-9A-Za-z%°℃‰$€£×/'′]|[.,:][0-9]|[–-]\S|\s?[%°℃×]|\s{_UNITS}\b)"
)
_WORD = re.compile(rf"(?:[A-Za-zÀ-ÿ-]+|[{_HAN}]{{1,2}})\Z")
_LONGEST_WORD = 40
_ONE = re.compile(_NUMERAL)
_LEAST = 2  # times that a number follows the same word
_NUMBERED = """
fig figs figure figures figur figuren claim claims anspruch ansprüche ansprüchen revendication
revendications step steps schritt schritte étape étapes example examples beispiel beispiele exemple
exemples table tables tabelle tableau formula formulae formel formule equation equations eq eqs
embodiment embodiments paragraph section chapter no nos number numbers nr id scheme compound compounds
preparation experiment test sample run group groups grade class type version volume vol page pages line
lines column columns item items rule article patent pat application ser series document documents round
visit day days week phase dose cohort
"""
_QUANTIFIED = """
of to from by at in on about approximately around than least most over under between and or up is are
was were be with for the a an every per each into within after before during through until only nearly
exceeds equals say ca circa some von bis mit jeweils und oder etwa ungefähr zwischen de du des à et ou
ph diluted environ entre plus moins january february march april may june july august september october
november december 图 如图 见图 和图 为图 至图 在图 式 公式 表 如表 例 施例 步骤
骤 权利要求 要求 为 约 于 至 到 和 或 在 达 第 的
"""
_NO_PARTS = frozenset(f"{_NUMBERED} {_QUANTIFIED}".split())  # numbered but in no drawing; before quantities


def numerals(record: Record) -> Record:
    """`record` without its reference numerals in abstract, claims and description."""
    count: Counter[tuple[str, str]] = Counter()
    for text in _texts(record):
        count.update(pair for match in _MARKED.finditer(text) for pair in _pairs(match))
    known = frozenset(pair for pair, times in count.items() if times >= _LEAST)
    if not known:
        return record
    numbers = frozenset(number for _, number in known)

    def without(text: str) -> str:
        return _MARKED.sub(lambda match: _kept(match, known, numbers), text)

    cleaned = replace(
        record,
        abstract=without(record.abstract),
        claims=tuple(replace(claim, text=without(claim.text)) for claim in record.claims),
        sections=tuple(
            section if section.kind == "drawings" else replace(section, text=without(section.text))
            for section in record.sections
        ),
    )
    return record if cleaned == record else cleaned


def _texts(record: Record) -> Iterator[str]:
    yield record.abstract
    yield from (section.text for section in record.sections if section.kind != "drawings")
    yield from (claim.text for claim in record.claims)


def _pairs(match: re.Match[str]) -> list[tuple[str, str]]:
    """The (word, number) of a mark, for each of its numbers; nothing if the word is that of no part."""
    found = _WORD.search(match.string[max(match.start() - _LONGEST_WORD, 0) : match.start()])
    word = found[0].lower() if found else ""
    if not word or word in _NO_PARTS or word[-1] in _NO_PARTS:
        return []
    return [(word, number) for number in _ONE.findall(match["enclosed"] or match["bare"])]


def _kept(match: re.Match[str], known: frozenset[tuple[str, str]], numbers: frozenset[str]) -> str:
    """What stays of the numbers behind a word: a list goes if all of it are known numbers."""
    pairs = _pairs(match)
    if pairs and pairs[0] in known and all(number in numbers for _, number in pairs):
        return ""
    return match[0]
