"""The rules themselves: each finds its breaches in a set of claims, whatever the office.

A rule yields (claim number, start, end, message); `lint` adds severity and citation by office.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from patentgpt_jax.corpus.claims import faults
from patentgpt_jax.corpus.claims.anatomy import ends_with_stop, sentence_breaks
from patentgpt_jax.corpus.claims.antecedents import without_antecedent
from patentgpt_jax.corpus.claims.law import Office, Rule
from patentgpt_jax.corpus.claims.references import Reference, find_references, is_alternative
from patentgpt_jax.corpus.record import Claim


class Breach(NamedTuple):
    """Where a claim breaks a rule, as offsets in its text, and how."""

    claim: int
    start: int
    end: int
    message: str


class ClaimSet:
    """The claims of one document with their references read once."""

    def __init__(self, claims: Sequence[Claim], office: Office, language: str = "") -> None:
        self.claims = claims
        self.office = office
        self.language = language

    @cached_property
    def live(self) -> list[Claim]:
        """The claims that are not cancelled and say something."""
        return [claim for claim in self.claims if not claim.cancelled and _LETTER.search(claim.text)]

    @cached_property
    def by_number(self) -> dict[int, Claim]:
        """The live claims by number."""
        return {claim.number: claim for claim in self.live}

    @cached_property
    def categories(self) -> dict[int, str]:
        """The category of each live claim."""
        return {claim.number: claim.category for claim in self.live}

    @cached_property
    def references(self) -> list[tuple[Claim, Reference]]:
        """Every reference of every live claim."""
        return [(claim, each) for claim in self.live for each in find_references(claim.text)]

    @cached_property
    def multiple(self) -> list[tuple[Claim, Reference, set[int]]]:
        """The references to several claims at a time, with the claims meant, of dependent claims.

        Rule 25(2) of the Chinese Regulations is about dependent claims: one of another category that
        refers to several is none, unless it is worded as one (根据权利要求1和2所述的方法).
        """
        found = []
        for claim, reference in self.references:
            meant = {
                number for number in reference.claims(claim.number, self.categories) if number < claim.number
            }
            stated = {number for span in reference.spans for number in span}
            if max(len(meant), len(stated)) < 2:
                continue
            if self.office != "CN" or not claim.independent or _dependent_in_form(claim.text, reference):
                found.append((claim, reference, meant))
        return found

    @cached_property
    def ancestors(self) -> dict[int, frozenset[int]]:
        """By the number of each live claim, those of the live claims that it depends on, directly or not."""
        found: dict[int, frozenset[int]] = {}
        for number, claim in sorted(self.by_number.items()):
            parents = [each for each in claim.depends_on if each in found]  # which are lower
            found[number] = frozenset(parents).union(*(found[each] for each in parents))
        return found


def multiple_dependents(claims: Sequence[Claim]) -> dict[int, bool]:
    """The numbers of the claims that refer to several others at a time, and whether in the alternative."""
    found: dict[int, bool] = {}
    for claim, reference, _ in ClaimSet(claims, "US").multiple:
        found[claim.number] = found.get(claim.number, True) and is_alternative(claim.text, reference)
    return found


_ACCORDING = re.compile(r"\s{0,9}(?:(?:根据|根據|如|按照?|依照?|依据|依據|由)(?:所述|上述|前述)?)?\s{0,9}")
_NAMES_NOTHING_NEW = re.compile(
    r"[\s中之任一意何项項个個]{0,9}(?:所述的?|所要求的|的)[^，,。；：:的在用]{0,24}(?:[，,。；：:]|其特[征徵]|$)"
)


def _dependent_in_form(text: str, reference: Reference) -> bool:
    """Whether a Chinese claim begins by saying that it is the thing of the claims referred to."""
    return bool(
        _ACCORDING.fullmatch(text[: reference.start]) and _NAMES_NOTHING_NEW.match(text, reference.end)
    )


_LETTER = re.compile(r"[^\W\d_]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def _empty(claims: ClaimSet) -> Iterator[Breach]:
    for claim in claims.claims:
        if not claim.cancelled and not _LETTER.search(claim.text):
            yield Breach(claim.number, 0, len(claim.text), "the claim has no text")


_PRINTED_NUMBER = re.compile(
    r"\s*(\d{1,4})\s?[.．、]\s?(?=[^\d\s])"
)  # `build_claims` takes the right one off


def _numbering(claims: ClaimSet) -> Iterator[Breach]:
    previous = 0
    for claim in claims.claims:
        if claim.number != previous + 1:
            message = f"claim {claim.number} stands where claim {previous + 1} should"
            yield Breach(claim.number, 0, 0, message)
        printed = _PRINTED_NUMBER.match(claim.text)
        if printed and int(printed[1]) != claim.number and not claim.cancelled:
            message = f"claim {claim.number} bears the number {printed[1]}"
            yield Breach(claim.number, printed.start(1), printed.end(1), message)
        previous = claim.number


def _self_reference(claims: ClaimSet) -> Iterator[Breach]:
    for claim, reference in claims.references:
        if claim.number in reference.named():
            yield Breach(claim.number, reference.start, reference.end, "the claim refers to itself")


def _forward_reference(claims: ClaimSet) -> Iterator[Breach]:
    for claim, reference in claims.references:
        later = [
            number for number in reference.named() if number > claim.number and number in claims.by_number
        ]
        if later:
            message = f"the claim refers forward, to claim {later[0]}"
            yield Breach(claim.number, reference.start, reference.end, message)
    for claim in claims.live:
        if place := faults.to_following(claim.text):
            yield Breach(claim.number, *place, "the claim refers forward, to the following claims")


def _missing_reference(claims: ClaimSet) -> Iterator[Breach]:
    for claim, reference in claims.references:
        missing = [number for number in reference.named() if number not in claims.by_number]
        if missing:
            message = f"the claim refers to claim {missing[0]}, which is not there"
            yield Breach(claim.number, reference.start, reference.end, message)
        elif reference.scope != "numbers" and not reference.claims(claim.number, claims.categories):
            message = "the claim refers to preceding claims, and there is none"
            yield Breach(claim.number, reference.start, reference.end, message)
    for claim in claims.live:
        if place := faults.without_number(claim.text):
            yield Breach(claim.number, *place, "the claim refers to a claim by no number")


def _alternative(claims: ClaimSet) -> Iterator[Breach]:
    for claim, reference, _ in claims.multiple:
        if not is_alternative(claim.text, reference):
            message = "the claim refers to several claims together, not in the alternative"
            yield Breach(claim.number, reference.start, reference.end, message)
    if claims.office == "US":
        yield from _several_sets(claims)


def _several_sets(claims: ClaimSet) -> Iterator[Breach]:
    """ "as in claims 1, 2, 3 or 4, made by a process of claims 5, 6, 7 or 8" (MPEP 608.01(n), I)."""
    sets: dict[int, set[int]] = {}
    for claim, reference, meant in claims.multiple:
        first = sets.setdefault(claim.number, meant)
        if first != meant and first.isdisjoint(meant):
            message = "the claim refers to more than one set of claims"
            yield Breach(claim.number, reference.start, reference.end, message)


def _multiple_on_multiple(claims: ClaimSet) -> Iterator[Breach]:
    multiple = {claim.number for claim, _, _ in claims.multiple}
    for claim, reference, meant in claims.multiple:
        bases = set(meant)
        if claims.office == "US":  # "directly or indirectly", MPEP 608.01(n)
            bases.update(*(claims.ancestors[number] for number in meant))
        if found := sorted(bases & multiple - {claim.number}):
            message = f"a multiple dependent claim rests on another one, claim {found[0]}"
            yield Breach(claim.number, reference.start, reference.end, message)


def _final_stop(claims: ClaimSet) -> Iterator[Breach]:
    for claim in claims.live:
        if not ends_with_stop(claim.text):
            end = len(claim.text)
            yield Breach(claim.number, max(0, end - 1), end, "the claim does not end with a full stop")


def _single_sentence(claims: ClaimSet) -> Iterator[Breach]:
    for claim in claims.live:
        for place in sentence_breaks(claim.text)[:1]:
            yield Breach(claim.number, place - 1, place, "the claim is more than one sentence")


def _description_reference(claims: ClaimSet) -> Iterator[Breach]:
    for claim in claims.live:
        if place := faults.reliance(claim.text):
            yield Breach(claim.number, *place, "the claim relies on the description or the drawings")


def _duplicate(claims: ClaimSet) -> Iterator[Breach]:
    first: dict[str, int] = {}
    for claim in claims.live:
        same = first.setdefault(" ".join(claim.text.lower().split()), claim.number)
        if same != claim.number:
            yield Breach(claim.number, 0, len(claim.text), f"the claim repeats claim {same}")


def _independents_per_category(claims: ClaimSet) -> Iterator[Breach]:
    first: dict[str, int] = {}
    for claim in claims.live:
        if claim.category and not claim.depends_on:
            earlier = first.setdefault(claim.category, claim.number)
            if earlier != claim.number:
                message = f"a second independent {claim.category} claim, after claim {earlier}"
                yield Breach(claim.number, 0, 0, message)


def _antecedent(claims: ClaimSet) -> Iterator[Breach]:
    for claim in claims.live:
        language = claims.language or ("zh" if _HAN.search(claim.text) else "en")
        texts = [claims.by_number[number].text for number in claims.ancestors[claim.number]]
        for start, end in without_antecedent(claim.text, texts, language):
            message = f"nothing before introduces {claim.text[start:end]!r}"
            yield Breach(claim.number, start, end, message)


RULES: dict[Rule, Callable[[ClaimSet], Iterator[Breach]]] = {
    "empty": _empty,
    "numbering": _numbering,
    "self_reference": _self_reference,
    "forward_reference": _forward_reference,
    "missing_reference": _missing_reference,
    "alternative": _alternative,
    "multiple_on_multiple": _multiple_on_multiple,
    "final_stop": _final_stop,
    "single_sentence": _single_sentence,
    "description_reference": _description_reference,
    "duplicate": _duplicate,
    "independents_per_category": _independents_per_category,
    "antecedent": _antecedent,
}
