"""Claims from their texts: numbers, cancelled ones, which claims each one depends on, categories.

References in the markup (`claim-ref`) give the ends of a range only and are missing in many files,
so the wording is read too, and both are united. A claim can only depend on claims of a lower number
(35 U.S.C. 112(d), Rule 43(4) EPC, Rule 25 of the Chinese Implementing Regulations), so references to
itself or forward are misprints and are left out; the claim tree has no cycles.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from patentgpt_jax.corpus.claims.category import preamble_category
from patentgpt_jax.corpus.claims.references import find_references
from patentgpt_jax.corpus.record import Claim

_LONGEST_RANGE = 1000  # of cancelled claims; a longer one is a misprint
_MOST_DEPENDENCIES = 1_000_000  # in one document: past them, only the numbers that stand in the text count
_LONGEST_CANCELLED = 500  # characters of "1-3, 5, 7-20. (previously cancelled)"


class RawClaim(NamedTuple):
    """What a reader finds: the number as the markup gives it, the whole text, referred numbers."""

    number: str
    text: str
    references: tuple[int, ...] = ()


_RANGE = r"\s*(?:-|‐|–|—|－|~|～|至|到|to|through)\s*"
# A claim that says "(withdrawn)" and nothing else has no text to examine either.
_CANCELLED = re.compile(
    rf"\s*(?:claims?\s*)?(\d{{1,4}}(?:\s*\.?(?:{_RANGE}|\s*(?:,|、|and)\s*)\d{{1,4}}){{0,99}})?[\s.．、:)]*"
    r"[(\[（【]?\s*(?:previously\s+|now\s+|has\s+been\s+|have\s+been\s+)?"
    r"(?:cancell?ed|deleted|cancell?ation|withdrawn|omitted|not\s+entered|gestrichen|entfällt|entfallen"
    r"|supprimée?s?|annulée?s?|已?取消|已?删除|被删除|已?刪除|已?撤回|撤销)"
    r"(?:\s+without\s+prejudice)?\s*[)\]）】]?[\s.。]*$",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(
    r"\s*(?:claim\s+)?[(（]?(\d{1,5})\s*(?:、\s*|\.?\s?[)）](?![-\w])\s*|\.?\)\s*(?=[A-Z])"
    r"|[.．。:：](?:\s+|(?!\d)))",  # "1.5 mm" has none
    re.IGNORECASE,
)
_PLAIN_NUMBER = re.compile(r"\s*([0-9]{1,5})\s*")
_NUMBER_RANGE = re.compile(rf"\s*([0-9]{{1,5}})(?:{_RANGE}([0-9]{{1,5}}))?\s*")


def build_claims(raw_claims: Iterable[RawClaim]) -> tuple[Claim, ...]:
    """The claims in order; a range such as "1-18. (canceled)" becomes one claim for each number."""
    claims: list[Claim] = []
    categories: dict[int, str] = {}  # of the claims so far that are not cancelled
    cancelled: set[int] = set()
    left = _MOST_DEPENDENCIES
    for raw in raw_claims:
        text = raw.text.strip()
        following = claims[-1].number + 1 if claims else 1
        gone = _CANCELLED.match(text) if len(text) <= _LONGEST_CANCELLED else None
        if gone:
            numbers = _cancelled_numbers(gone[1] or "", raw.number, following)
            claims.extend(Claim(number, "(canceled)", cancelled=True) for number in numbers)
            cancelled.update(numbers)
            continue
        number, text = _without_number(text, raw.number, following)
        meant, left = _meant(number, text, categories, bool(cancelled), left)
        claim = _understood(number, text, meant.union(raw.references), categories, cancelled)
        categories[number] = claim.category
        claims.append(claim)
    return tuple(claims)


def _meant(
    number: int, text: str, categories: dict[int, str], also_named: bool, left: int
) -> tuple[set[int], int]:
    """The claims that the wording refers to, and how many more dependencies may be `left` after them.

    `also_named` asks for those that stand in the text and are not in `categories`.
    """
    found: set[int] = set()
    for reference in find_references(text):
        if left > 0:
            claims = reference.claims(number, categories)
            found |= claims
            left -= len(claims)
        if also_named or left <= 0:
            found.update(reference.named())
    return found, left


def _understood(
    number: int, text: str, found: set[int], categories: dict[int, str], cancelled: set[int]
) -> Claim:
    """The claim with what of `found` it depends on, its category, and whether it is independent."""
    lower = tuple(
        sorted([each for each in found if each < number and (each in categories or each in cancelled)])
    )
    category = preamble_category(text)
    if not lower:
        return Claim(number, text, category=category)
    category = category or categories.get(lower[0], "")
    parents = {categories.get(each, "") for each in lower}
    independent = bool(category) and "" not in parents and category not in parents
    return Claim(number, text, lower, category=category, independent=independent)


def _without_number(text: str, marked: str, following: int) -> tuple[int, str]:
    """The claim's number, as in the markup or as printed, and its text without it."""
    own = _OWN_NUMBER.match(text)
    named = _PLAIN_NUMBER.fullmatch(marked) or own
    number = int(named[1]) if named else following
    return number, text[own.end() :] if own and int(own[1]) == number else text


def _cancelled_numbers(printed: str, number: str, following: int) -> list[int]:
    """The claims of "1-3, 5. (canceled)", or those in the markup's `num="01-18"`."""
    ends = _NUMBER_RANGE.fullmatch(number)
    single = int(ends[1]) if ends else following
    if ends and ends[2]:
        spans = [(int(ends[1]), int(ends[2]))]
    else:
        pairs = re.findall(rf"(\d+)(?:\s*\.?{_RANGE}(\d+))?", printed)
        spans = [(int(first), int(last or first)) for first, last in pairs]
        if len(spans) == 1 and spans[0][0] == spans[0][1]:
            spans = []
    numbers = [
        each for first, last in spans if last < first + _LONGEST_RANGE for each in range(first, last + 1)
    ]
    return numbers or [single]
