"""References of US claims to each other in the markup, and claims of the older formats, which need them.

The identifier `CLM-00002` is the place of a claim in the document, which is not its number where claims
are missing or cancelled: "1-20. (canceled)" has the first one, "21. ..." the second.
"""

import re
from collections.abc import Iterable

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.reissues import cancel_deleted, number_outside
from patentgpt_jax.corpus.readers.xmltext import Element
from patentgpt_jax.corpus.record import Claim

_OWN_NUMBER = re.compile(r"(\d{1,5})\s*[.:)](?:\s|(?!\d))")
_IDENTIFIER_NUMBER = re.compile(r"CLM-0*(\d{1,5})$")
_REFERRED = re.compile(r"CLM-0*(\d{1,5})\b")


def referred_numbers(claim: Element) -> tuple[int, ...]:
    """The numbers in `idref="CLM-00003 CLM-00004"` of the references of a red book's claim."""
    idrefs = " ".join([each.attributes.get("idref", "") for each in claim.descendants("claim-ref")])
    return tuple(map(int, _REFERRED.findall(idrefs)))


def identified_claims(
    elements: Iterable[Element], identifier: str, tag: str, attribute: str, reissue: bool = False
) -> tuple[Claim, ...]:
    """The claims in `elements`, which have an `identifier`; a `tag` refers to others by `attribute`."""
    read = (lambda each: number_outside(text(each))) if reissue else text
    found = [(each.attributes.get(identifier, ""), read(each), each.descendants(tag)) for each in elements]
    numbers: dict[str, str] = {}
    for name, content, _ in found:
        numbers.setdefault(name, _number(name, content))
    claims = build_claims(
        RawClaim(_number(name, content), content, _references(references, attribute, numbers))
        for name, content, references in found
    )
    return cancel_deleted(claims) if reissue else claims


def _number(identifier: str, content: str) -> str:
    """What the text begins with, or else what the identifier ends in."""
    match = _OWN_NUMBER.match(content) or _IDENTIFIER_NUMBER.search(identifier)
    return match[1] if match else ""


def _references(elements: list[Element], attribute: str, numbers: dict[str, str]) -> tuple[int, ...]:
    names = " ".join(each.attributes.get(attribute, "") for each in elements).split()
    found = [numbers[name] for name in names if name in numbers]
    return tuple(int(number) for number in found if number)
