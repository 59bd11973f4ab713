"""Faults put into sound claims, one at a time, to see whether the rule that forbids each notices.

An operator takes the claims of a document, English or Chinese, and returns them with one fault, and the
number of the faulty claim; None where the claims offer no place for it. Those for the rules that European
claims keep know German and French too. The operators read references by
plain patterns of their own, not by the package's.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from patentgpt_jax.corpus.claims import RawClaim, Rule, build_claims
from patentgpt_jax.corpus.record import Claim

_HAN = re.compile("[\u4e00-\u9fff]")
_ONE = {
    "en": re.compile(r"(?<!any )\bclaim (\d+)(?=[,\s]+(?!or\b|and\b|to\b)[a-z])"),
    "de": re.compile(r"\bAnspruch (\d+)(?=[,\s]+(?!oder\b|und\b|bis\b)[a-zäöüß])"),
    "fr": re.compile(r"\brevendication (\d+)(?=[,\s]+(?!ou\b|et\b|à)[a-zéà])"),
    "zh": re.compile("权利要求(\\d+)(?=所述|的)"),
}
_COMMON = {
    "en": ("the", "of", "and", "claim", "said", "to"),
    "de": ("der", "die", "und", "anspruch", "eine", "zu"),
    "fr": ("la", "de", "et", "revendication", "une", "le"),
}
_WORD = {"en": "claim ", "de": "Anspruch ", "fr": "revendication ", "zh": "权利要求"}
_PLACEHOLDER = re.compile(r"\[(?:chemistry|mathematics|table|figure)\]\W*$")


class Mutant(NamedTuple):
    """Claims with one fault, in claim number `claim`."""

    claims: tuple[Claim, ...]
    claim: int


Operator = Callable[[Sequence[Claim], random.Random], Mutant | None]


def _rebuilt(claims: Sequence[Claim], texts: dict[int, str], claim: int) -> Mutant:
    """The claims with some `texts` replaced, read again."""
    raw = [RawClaim(str(each.number), texts.get(each.number, each.text)) for each in claims]
    return Mutant(build_claims(raw), claim)


def _renumbered(claims: Sequence[Claim], numbers: Sequence[int], claim: int) -> Mutant:
    texts = [each.text for each in claims]
    return Mutant(
        build_claims(RawClaim(str(number), text) for number, text in zip(numbers, texts, strict=True)), claim
    )


def language(claims: Sequence[Claim]) -> str:
    """`zh` by script, else `en`, `de` or `fr` by common words."""
    if any(_HAN.search(each.text) for each in claims):
        return "zh"
    words = Counter(word for each in claims for word in re.findall(r"[a-zß-ÿ]+", each.text.lower()))
    return max(_COMMON, key=lambda tongue: sum(words[word] for word in _COMMON[tongue]))


def skip_a_number(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """1, 2, 3, 4 becomes 1, 2, 4, 5."""
    place = rng.randrange(len(claims))
    numbers = [each.number + (index >= place) for index, each in enumerate(claims)]
    return _renumbered(claims, numbers, numbers[place])


def repeat_a_number(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """1, 2, 3, 4 becomes 1, 2, 2, 4."""
    if len(claims) < 2:
        return None
    place = rng.randrange(1, len(claims))
    numbers = [each.number - (index == place) for index, each in enumerate(claims)]
    return _renumbered(claims, numbers, numbers[place])


def drop_a_claim(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """A claim is left out, its number with it."""
    if len(claims) < 2:
        return None
    place = rng.randrange(len(claims) - 1)
    rest = [each for index, each in enumerate(claims) if index != place]
    return _renumbered(rest, [each.number for each in rest], rest[place].number)


def _referring(
    claims: Sequence[Claim], rng: random.Random, least: int = 2
) -> tuple[Claim, re.Match[str]] | None:
    """A claim that refers to one other, and where."""
    pattern = _ONE[language(claims)]
    found = [
        (each, match)
        for each in claims
        if each.number >= least and not each.independent and len(each.depends_on) == 1
        if (match := pattern.search(each.text, 0, 400))
    ]
    return rng.choice(found) if found else None


def _with(claim: Claim, match: re.Match[str], wording: str) -> str:
    return claim.text[: match.start()] + wording + claim.text[match.end() :]


def _refer_to(claims: Sequence[Claim], rng: random.Random, where: Callable[[Claim], int]) -> Mutant | None:
    found = _referring(claims, rng)
    if not found:
        return None
    claim, match = found
    number = where(claim)
    wording = f"{_WORD[language(claims)]}{number}"
    return _rebuilt(claims, {claim.number: _with(claim, match, wording)}, claim.number)


def refer_to_itself(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """Claim 5: "The pump of claim 5"."""
    return _refer_to(claims, rng, lambda claim: claim.number)


def refer_forward(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """Claim 5 of 9: "The pump of claim 7"."""
    numbers = [each.number for each in claims]
    mutant = _refer_to(
        claims, rng, lambda claim: rng.choice([each for each in numbers if each > claim.number] or [0])
    )
    return mutant if mutant and mutant.claim < numbers[-1] else None


def refer_to_nothing(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """Claim 5 of 9: "The pump of claim 12"."""
    return _refer_to(claims, rng, lambda claim: claims[-1].number + rng.randint(1, 20))


def refer_by_no_number(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "The pump of claim, wherein"."""
    found = _referring(claims, rng)
    if not found or not re.search(
        "(?:of|to|in|nach|gemäß|selon la|如|根据|按照)\\s?$", found[0].text[: found[1].start()]
    ):
        return None
    claim, match = found
    word = _WORD[language(claims)].strip()
    return _rebuilt(claims, {claim.number: _with(claim, match, word)}, claim.number)


def _pair(claims: Sequence[Claim], claim: Claim, rng: random.Random) -> tuple[int, int] | None:
    """Two claims before `claim` of its category."""
    lower = [each.number for each in claims if each.number < claim.number and each.category == claim.category]
    if len(lower) < 2:
        return None
    first, second = sorted(rng.sample(lower, 2))
    return first, second


def _several(claims: Sequence[Claim], rng: random.Random, english: str, chinese: str) -> Mutant | None:
    found = _referring(claims, rng, least=3)
    pair = _pair(claims, found[0], rng) if found else None
    if not found or not pair:
        return None
    claim, match = found
    wording = (chinese if language(claims) == "zh" else english).format(*pair)
    return _rebuilt(claims, {claim.number: _with(claim, match, wording)}, claim.number)


def both(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "The pump of claims 1 and 2"."""
    return _several(claims, rng, "claims {0} and {1}", "权利要求{0}和{1}")


def a_range(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "The pump of claims 1 to 3", without "any one of"."""
    return _several(claims, rng, "claims {0} to {1}", "权利要求{0}至{1}")


def both_by_name(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "The pump of claim 1 and claim 2"."""
    return _several(claims, rng, "claim {0} and claim {1}", "权利要求{0}以及权利要求{1}")


def stack_alternatives(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "Claim 3: the pump of claim 1 or 2. Claim 4: the pump of claim 2 or 3"."""
    return _stacked(claims, rng, "claim {0} or {1}", "权利要求{0}或{1}")


def stack_ranges(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "Claim 3: any one of claims 1 to 2. Claim 4: any one of claims 1 to 3"."""
    return _stacked(claims, rng, "any one of claims {0} to {1}", "权利要求{0}至{1}中任一项")


def _stacked(claims: Sequence[Claim], rng: random.Random, english: str, chinese: str) -> Mutant | None:
    wording = chinese if language(claims) == "zh" else english
    lower = _referring(claims, rng, least=3)
    pair = _pair(claims, lower[0], rng) if lower else None
    if not lower or not pair:
        return None
    base, match = lower
    later = [
        (each, found)
        for each in claims
        if each.number > base.number and each.category == base.category and not each.independent
        if len(each.depends_on) == 1 and (found := _ONE[language(claims)].search(each.text, 0, 400))
    ]
    if not later:
        return None
    claim, place = rng.choice(later)
    texts = {
        base.number: _with(base, match, wording.format(*pair)),
        claim.number: _with(claim, place, wording.format(pair[0], base.number)),
    }
    return _rebuilt(claims, texts, claim.number)


def _ending(claims: Sequence[Claim], rng: random.Random, ending: str) -> Mutant | None:
    found = [
        each for each in claims if each.text[-1:] in (".", "。") and not _PLACEHOLDER.search(each.text[:-1])
    ]
    if not found:
        return None
    claim = rng.choice(found)
    return _rebuilt(claims, {claim.number: claim.text[:-1].rstrip() + ending}, claim.number)


def no_stop(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """The final stop is lost."""
    return _ending(claims, rng, "")


def semicolon_for_stop(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """The claim ends as a list's item does."""
    return _ending(claims, rng, "；" if language(claims) == "zh" else ";")


_CUT = {
    "en": re.compile(r"[a-z]{3,}[)\]]?([,;]) (?:and |wherein |but )?([a-z])"),
    "zh": re.compile("[\u4e00-\u9fff]([，；])"),
}


def cut_in_two(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """A comma or semicolon becomes a full stop, and a new sentence begins."""
    tongue = language(claims)
    places = [(each, match) for each in claims for match in _CUT[tongue].finditer(each.text)]
    if not places:
        return None
    claim, match = rng.choice(places)
    before, after = claim.text[: match.start(1)], claim.text[match.end() :]
    joined = before + ("。" + after if tongue == "zh" else ". " + match[2].upper() + after)
    return _rebuilt(claims, {claim.number: joined}, claim.number)


def stop_within(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """A comma or semicolon becomes a full stop, and nothing else changes."""
    tongue = language(claims)
    places = [(each, match) for each in claims for match in _CUT[tongue].finditer(each.text)]
    if not places:
        return None
    claim, match = rng.choice(places)
    text = claim.text[: match.start(1)] + ("。" if tongue == "zh" else ".") + claim.text[match.end(1) :]
    return _rebuilt(claims, {claim.number: text}, claim.number)


def add_a_sentence(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """A second sentence follows the claim."""
    found = [each for each in claims if each.text[-1:] in (".", "。")]
    if not found:
        return None
    claim = rng.choice(found)
    added = "所述部件由钢制成。" if language(claims) == "zh" else " The parts are of steel."
    return _rebuilt(claims, {claim.number: claim.text + added}, claim.number)


_FIGURES = {
    "en": (
        ", as shown in FIG. 1",
        ", as described in the description",
        " as illustrated in Figure 2 of the drawings",
    ),
    "de": (", wie in Fig. 1 gezeigt", ", wie in der Beschreibung beschrieben"),
    "fr": (", comme représenté sur la figure 1", ", tel que décrit dans la description"),
    "zh": ("，如图1所示", "，如说明书第3段所述", "，如附图2所示"),
}


def rely_on_drawings(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "..., as shown in FIG. 1." """
    found = [each for each in claims if each.text[-1:] in (".", "。")]
    if not found:
        return None
    claim = rng.choice(found)
    text = claim.text[:-1] + rng.choice(_FIGURES[language(claims)]) + claim.text[-1]
    return _rebuilt(claims, {claim.number: text}, claim.number)


def lose_the_text(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """A claim of nothing, or of a full stop."""
    claim = rng.choice(claims)
    return _rebuilt(claims, {claim.number: rng.choice(("", ".", "。", " - "))}, claim.number)


_INTRODUCED = re.compile(r"\b(an?) ([a-z]{4,})\b(?! of\b)")


def lose_an_introduction(claims: Sequence[Claim], rng: random.Random) -> Mutant | None:
    """ "a rotor" becomes "the rotor" where it is named first; a Chinese claim names what was never there."""
    tongue = language(claims)
    if tongue not in ("en", "zh"):
        return None
    if tongue == "zh":
        claim = rng.choice(claims)
        return _rebuilt(claims, {claim.number: claim.text[:-1] + "，所述卡箍为钢制。"}, claim.number)
    places = [
        (each, match)
        for each in claims
        if not each.depends_on
        for match in _INTRODUCED.finditer(each.text, 30)
        if match[2] not in each.text[: match.start()].lower()
    ]
    if not places:
        return None
    claim, match = rng.choice(places)
    return _rebuilt(claims, {claim.number: _with(claim, match, f"the {match[2]}")}, claim.number)


OPERATORS: dict[Rule, tuple[Operator, ...]] = {
    "empty": (lose_the_text,),
    "numbering": (skip_a_number, repeat_a_number, drop_a_claim),
    "self_reference": (refer_to_itself,),
    "forward_reference": (refer_forward,),
    "missing_reference": (refer_to_nothing, refer_by_no_number),
    "alternative": (both, a_range, both_by_name),
    "multiple_on_multiple": (stack_alternatives, stack_ranges),
    "final_stop": (no_stop, semicolon_for_stop),
    "single_sentence": (cut_in_two, stop_within, add_a_sentence),
    "description_reference": (rely_on_drawings,),
    "antecedent": (lose_an_introduction,),
}
