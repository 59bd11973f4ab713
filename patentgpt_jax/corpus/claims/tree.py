"""Claims from their texts: numbers, cancelled ones, and which claims each one depends on.

References in the markup (`claim-ref`) give the ends of a range only and are missing in many files,
so the wording is read too, in English and Chinese, and both are united. A claim can only depend on
claims of a lower number (35 U.S.C. 112(d), Rule 22 of the Chinese Implementing Regulations), so
references to itself or forward are misprints and are left out; the claim tree has no cycles.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from patentgpt_jax.corpus.record import Claim

_LONGEST_RANGE = 1000  # of cancelled claims; a longer one is a misprint


class RawClaim(NamedTuple):
    """What a reader finds: the number as the markup gives it, the whole text, referred numbers."""

    number: str
    text: str
    references: tuple[int, ...] = ()


_RANGE = r"\s*(?:-|‐|–|—|－|~|～|至|到|to|through)\s*"
_CANCELLED = re.compile(
    rf"^(?:claims?\s*)?(?:(\d{{1,4}})\s*\.?{_RANGE}(\d{{1,4}})|\d{{1,4}})?[\s.．、:]*"
    r"[(\[（]?\s*(?:previously\s+)?(?:cancell?ed|deleted|cancell?ation|取消|删除|已删除)\s*[)\]）]?[\s.。]*$",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(r"^(\d{1,5})\s*(?:、\s*|[.．。:)](?:\s+|(?!\d)))")  # "1.5 mm" has none


def build_claims(raw_claims: Iterable[RawClaim]) -> tuple[Claim, ...]:
    """The claims in order; a range such as "1-18. (canceled)" becomes one claim for each number."""
    claims: list[Claim] = []
    numbers: set[int] = set()
    for raw in raw_claims:
        for claim in _claims_of(raw, claims[-1].number + 1 if claims else 1):
            claims.append(claim if claim.cancelled else _with_dependencies(claim, raw.references, numbers))
            numbers.add(claim.number)
    return tuple(claims)


def _with_dependencies(claim: Claim, references: tuple[int, ...], numbers: set[int]) -> Claim:
    lower = {number for number in numbers if number < claim.number}
    found = (_references(claim.text, lower) | set(references)) & lower
    return Claim(claim.number, claim.text, tuple(sorted(found)))


def _claims_of(raw: RawClaim, following: int) -> Iterator[Claim]:
    cancelled = _CANCELLED.match(raw.text)
    if cancelled:
        first, last = _range(cancelled, raw.number, following)
        for number in range(first, last + 1):
            yield Claim(number, "(canceled)", cancelled=True)
        return
    own = _OWN_NUMBER.match(raw.text)
    named = re.fullmatch(r"\s*([0-9]{1,5})\s*", raw.number) or own
    number = int(named[1]) if named else following
    stripped = raw.text[own.end() :] if own and int(own[1]) == number else raw.text
    yield Claim(number, stripped)


def _range(cancelled: re.Match[str], number: str, following: int) -> tuple[int, int]:
    ends = re.fullmatch(rf"\s*([0-9]{{1,5}})(?:{_RANGE}([0-9]{{1,5}}))?\s*", number)
    single = int(ends[1]) if ends else following
    if ends and ends[2]:
        first, last = int(ends[1]), int(ends[2])
    elif cancelled[1]:
        first, last = int(cancelled[1]), int(cancelled[2])
    else:
        first = last = single
    return (first, last) if first <= last < first + _LONGEST_RANGE else (single, single)


_LIST = r"\d{1,5}(?:%s\d{1,5})*"
_ENGLISH = re.compile(
    r"\bclaims?\s+(?:no\.?\s*|nos\.?\s*)?("
    + _LIST % r"\s*(?:,|;|/|-|‐|–|—|~|\b(?:and|or|to|through|thru|any\s+of|any\s+one\s+of|claims?)\b|\s)+\s*"
    + ")",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?:权利要求|權利要求|请求项|請求項|申请专利范围|申請專利範圍)书?(?:中)?\s*第?\s*("
    + _LIST % r"\s*项?\s*(?:[、,，~～\-‐—–－―至到和与或及]|或者|以及|任一|权利要求|第|\s)+\s*"
    + ")"
)
_SPAN = re.compile(
    r"(\d+)(?:\s*项?\s*(-|‐|–|—|－|―|~|～|至|到|\bto\b|\bthrough\b|\bthru\b)\s*"
    r"(?:claims?|权利要求|第)?\s*(\d+))?",
    re.IGNORECASE,
)
_ALL_BEFORE = re.compile(
    r"\b(?:preceding|previous|foregoing|above|prior)\s+claims?\b(?!\s*\d)"
    r"|\bclaims?\s+(?:above|before)\b"
    r"|(?:前述|上述|前面|以上|在前)[的任意何一各所有项个]{0,8}权利要求(?!\s*\d)",
    re.IGNORECASE,
)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _references(text: str, lower: set[int]) -> set[int]:
    """Those of the `lower` claim numbers that the wording refers to."""
    text = text.translate(_DIGITS)
    if _ALL_BEFORE.search(text):
        return lower
    found: set[int] = set()
    for pattern in (_ENGLISH, _CHINESE):
        for match in pattern.finditer(text):
            for first, joined, last in _SPAN.findall(match[1]):
                ends = int(first), int(last if joined else first)
                found.update(number for number in lower if ends[0] <= number <= ends[1])
    return found
