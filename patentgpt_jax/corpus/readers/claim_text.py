"""Claims that a source gives as one text, cut into single claims at their numbers.

Numbers begin a line (`1. A device`, `2、根据权利要求1所述的`, `Claim 3:`) or, where no line does, a
sentence. They must count up by one, so that a list within a claim is not taken for claims; only after
cancelled claims, or a number that a source left out, may they jump.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from patentgpt_jax.corpus.claims import RawClaim

_OWN = r"(?:claim\s{0,3}|权利要求\s{0,3})?(\d{1,4})(?:\s{0,3}(?:-|–|—|~|～|至|to)\s{0,3}(\d{1,4}))?"
_END = r"\s{0,3}(?:[.．、:：)](?!\d)\s{0,20}|\s{1,3}(?=[(\[]\s?cancel))"
_AT_LINE = re.compile(rf"(?:\A|\n)[^\S\n]{{0,40}}{_OWN}{_END}", re.IGNORECASE)
_AT_SENTENCE = re.compile(
    rf"(?:\A\s{{0,20}}|(?<=[.;:)])\s{{1,8}}|(?<=[。；：])\s{{0,8}}){_OWN}{_END}(?=[A-Z(\[\u3400-\u9fff])",
)
_ABBREVIATION = re.compile(
    r"\b(?:figs?|nos?|eqs?|ex|claims?|steps?|vol|pp?|secs?|refs?|tables?|approx)\.?\s*\Z"
)
_SENTENCE_END = ".。;；"
_LARGEST_JUMP = 20
_REFERENCE = re.compile(r"\bclaims?\s+\d|权利要求\s*\d|請求項\s*\d", re.IGNORECASE)


def split_claims(text: str) -> list[RawClaim]:
    """The claims in `text`, with their numbers; one claim where there are no numbers to cut at."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return []
    starts = list(_chain(text, _AT_LINE))
    if len(starts) < 2:
        starts = list(_chain(text, _AT_SENTENCE)) or starts
    if not starts:
        return [RawClaim("", each) for each in _unnumbered(text)]
    ends = [start.begin for start in starts[1:]] + [len(text)]
    claims = [
        RawClaim(start.number, text[start.text : end].strip())
        for start, end in zip(starts, ends, strict=True)
    ]
    before = text[: starts[0].begin].strip()  # "What is claimed is:", or a first claim without its number
    return ([RawClaim("", before)] if before and not _is_preamble(before) else []) + claims


class _Start(NamedTuple):
    begin: int  # of the claim's number in the text
    text: int  # of what follows it
    number: str


def _chain(text: str, pattern: re.Pattern[str]) -> Iterator[_Start]:
    """Where each claim begins, numbers ascending."""
    last = 0
    for match in pattern.finditer(text):
        first = int(match[1])
        final = int(match[2] or first)
        if first <= final and _follows(text, match, first, last):
            yield _Start(match.start(), match.end(), f"{first}-{final}" if final > first else str(first))
            last = final


def _follows(text: str, match: re.Match[str], number: int, last: int) -> bool:
    if match.start() == 0:
        return True  # a text may hold some of the claims only
    before = text[max(0, match.start() - 20) : match.start()].rstrip().lower()
    if match.re is _AT_SENTENCE and _ABBREVIATION.search(before):
        return False
    if number == last + 1:
        return True
    return (
        last + 1 < number <= last + _LARGEST_JUMP and match.re is _AT_LINE and before.endswith(tuple(".。)"))
    )


def _unnumbered(text: str) -> list[str]:
    """One claim a line where every line is a sentence and one of them refers to another claim."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    sentences = all(line[-1] in _SENTENCE_END for line in lines)
    return lines if len(lines) > 1 and sentences and _REFERENCE.search(text) else [text]


def _is_preamble(text: str) -> bool:
    return len(text) <= 120 and not text.endswith((".", "。"))
