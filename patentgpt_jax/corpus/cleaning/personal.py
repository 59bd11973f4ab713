"""Masks what reaches a person: addresses of e-mail and numbers of telephones.

As for other corpora (Dolma, Soldaini et al. 2024, arXiv 2402.00159, which masks both), but with evidence
for a telephone, since patents are full of numbers: it is an international number with its country code and
separators, or one that stands behind a word such as "telephone". Names, and the addresses of attorneys, are
public parts of a patent and stay.
"""

import re

from patentgpt_jax.corpus.cleaning.parts import map_texts
from patentgpt_jax.corpus.record import Record

EMAIL, PHONE = "[email]", "[phone]"
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9](?:[\w.+-]{0,62}\w)?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,4}"
    r"[A-Za-z]{2,24}(?![\w-])",
    re.ASCII,
)
_INTERNATIONAL = re.compile(
    r"(?<![\w+.,-])\+[1-9][0-9]{0,2}[ .-]?(?:\(0?\)[ .-]?)?\(?[0-9]{1,4}\)?(?:[ .-][0-9]{2,4}){2,4}"
    r"(?![\w-]|[.,]\d)"
)
_NUMBER = re.compile(r"(?<![A-Za-z0-9.,/(+-])[(+]?[0-9][0-9() ./-]{4,18}[0-9](?![\w-]|[.,/][0-9])")
_CUE = re.compile(
    r"(?:\b(?:tele(?:phone|fax|fon|copier)|t[ée]l[ée](?:phone|copie)|phone|fax|facsimile|hotline)"
    r"(?:\s+(?:number|no\.?|nr\.?|n°))?|\b(?:tel|ph)\b\.?(?:\s*(?:no|nr)\.?)?|电话|手机|传真|電話)"
    r"(?:\s*(?:is|at|号码|号))?\s*[:：.]?\s*\Z",
    re.IGNORECASE,
)
_CALL = re.compile(r"\b(?:call|dial)(?:ing)?\s+(?:at\s+)?\Z", re.IGNORECASE)
_AMERICAN = re.compile(r"\+?1?[ .-]?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}")
_BEFORE = 40  # characters in which the word is looked for
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164 allows 15


def personal(record: Record) -> Record:
    """`record` with `[email]` and `[phone]` in the place of addresses and numbers."""
    return map_texts(record, mask)


def mask(text: str) -> str:
    """`text` with its e-mail addresses and telephone numbers masked."""
    if "@" in text:
        text = _EMAIL.sub(EMAIL, text)
    if "+" in text:
        text = _INTERNATIONAL.sub(lambda match: _masked(match[0]), text)
    return _NUMBER.sub(_if_said_to_be, text)


def _if_said_to_be(match: re.Match[str]) -> str:
    """The number masked, if the word before it says that it is a telephone's."""
    before = match.string[max(match.start() - _BEFORE, 0) : match.start()]
    if _CUE.search(before) or (_CALL.search(before) and _AMERICAN.fullmatch(match[0])):
        return _masked(match[0])
    return match[0]


def _masked(number: str) -> str:
    """`PHONE`, if `number` has as many digits as one."""
    digits = sum(character.isdigit() for character in number)
    return PHONE if _FEWEST_DIGITS <= digits <= _MOST_DIGITS else number
