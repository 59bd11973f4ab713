"""Claims that a source gives as one text, cut at their numbers, in any of the usual languages.

A number may stand at the start of a line (`1. A valve`, `【請求項１】`, `Claim 2:`, `3、根据权利要求`,
`4 - Procédé`) or after a sentence on the same line. Numbers also stand where no claim begins: in
lists of steps, at the end of "claim 1." and in decimals. So of all the places where a claim may
begin, those are taken that give the best run of ascending numbers, where a place counts more if it
begins a line and is followed by what claims begin with. The search is by dynamic programming and
takes time linear in the text. Without any numbers, sentences on lines of their own are claims if later
ones refer to the earlier ones.
"""

import re
from typing import NamedTuple

from patentgpt_jax.corpus.claims import RawClaim
from patentgpt_jax.corpus.readers.values import lines

_WORD = (
    r"(?:claims?|patentansprüche?|ansprüche?|anspruch|patentanspruch|revendications?|权利要求|權利要求"
    r"|請求項|请求项|청구항)"
)
_DIGITS = "[0-9０-９]{1,4}"
_DASH = r"\s?(?:-|‐|–|—|~|～|至|to)\s?"
_CANCELLED = (
    r"(?=\s?[.．、:)]?\s{0,3}[(\[（]?\s?(?:previously\s|currently\s)?(?:cancel|delet|withdrawn|取消|删除))"
)
_PLACE = re.compile(
    # 【請求項１】, [Claim 2]
    rf"[【\[]\s?{_WORD}\s?(?P<bracketed>{_DIGITS})\s?[】\]][ \t:：.．、]{{0,4}}"
    rf"|(?<![\w.,/$%°-])(?:{_WORD}\s?)?(?:"
    # 1-18. (canceled)
    rf"(?P<first>{_DIGITS}){_DASH}(?P<last>{_DIGITS}){_CANCELLED}\s?[.．、:)]?"
    # 1. A    1 . A    1、一种    1) A    1 - Procédé
    rf"|(?P<number>{_DIGITS})(?:\s?(?:[.．:：](?![0-9])|[、)）]|°\s?\)?)|\s?[-–—](?=\s)|\.?{_CANCELLED})"
    r")[ \t\u3000]{0,8}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;:。；：)）\]]\s{0,9}\Z")
_ABBREVIATION = re.compile(
    r"(?:\b(?:figs?|nos?|claims?|eqs?|pp?|vol|table|abb|art)|权利要求|請求項)\.?\s{0,9}\Z", re.IGNORECASE
)
_OPENER = re.compile(
    r"\s{0,9}(?:(?:An?|The|In|One|Method|Process|Apparatus|System|Device|Use|Compounds?|Compositions?|At"
    r"|According|As|Any|For|Non|Computer|Ein|Eine|Einen?|Der|Die|Das|Verfahren|Vorrichtung|Verwendung|Anordnung"
    r"|Un|Une|Le|La|Les|Procédé|Dispositif|Utilisation|Système|Appareil)\b"
    r"|L'|一种|一個|一个|根据|根據|如|按|按照|依据|依據|权利要求|前記|請求項|[\u3040-\u30ff\u3400-\u9fff])"
)
_LOWER_CASE = re.compile(r"\s{0,9}[a-zäöüéèà]")
# A claim ends with a full stop, if with any sign; what follows another sign is a step within a claim.
_GOES_ON = re.compile(r"[;:,；：，、]\s{0,9}\Z")
_REFERS = re.compile(rf"[^;；。\n]{{0,36}}{_WORD}", re.IGNORECASE)
_AFTER, _BEFORE = 40, 24  # characters looked at on either side
_LINE, _SENTENCE, _OPENS, _LOWERS, _IN_A_SENTENCE = 2.0, 0.4, 1.0, -1.2, -3.5
_GAP, _LONGEST_GAP = -2.5, 30  # numbers that are missing
_MOST_PLACES = 20_000


class _Place(NamedTuple):
    start: int
    text: int  # where the claim's text starts, after its number
    first: int
    last: int
    worth: float


def split_claims(text: str) -> list[RawClaim]:
    """The claims of `text`, each with its number; without numbers where `text` numbers none."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    run = _best_run(_places(text))
    if not run:
        return [RawClaim("", each) for each in _unnumbered(text)]
    ends = [place.start for place in run[1:]] + [len(text)]
    claims = [
        RawClaim(
            str(place.first) if place.first == place.last else f"{place.first}-{place.last}",
            lines(text[place.text : end]),
        )
        for place, end in zip(run, ends, strict=True)
    ]
    before = lines(text[: run[0].start])
    if not before or _is_introduction(before):
        return claims
    if run[0].first > 1:  # the first number is missing
        return [RawClaim("", before), *claims]
    return [RawClaim(claims[0].number, before + "\n" + claims[0].text), *claims[1:]]


def without_number(text: str, number: str) -> str:
    """The text of one claim without its own number at the beginning: `【請求項１】`, `Claim 1.`, `1.`"""
    match = _PLACE.match(text)
    own = match and (match["bracketed"] or match["number"])
    same = own and (not re.fullmatch("[0-9]{1,5}", number) or int(own) == int(number))
    return text[match.end() :].lstrip() if match and same else text


_REFERENCE = re.compile(rf"{_WORD}\s?({_DIGITS})", re.IGNORECASE)
_STOPS = (".", "。", "．")


def _unnumbered(text: str) -> list[str]:
    """The claims of a text without numbers: its paragraphs, its lines, or all of it as one."""
    for separator in (r"\n[ \t]*\n", r"\n"):
        pieces = [piece for each in re.split(separator, text) if (piece := lines(each))]
        if pieces and _is_announcement(pieces[0]):
            pieces.pop(0)
        if _refer_to_earlier_ones(pieces):
            return pieces
    whole = lines(text)
    return [whole] if whole and not _is_introduction(whole) else []


def _refer_to_earlier_ones(pieces: list[str]) -> bool:
    """Whether these are sentences, some of which refer to others by their places, as claims do."""
    if not all(each.endswith(_STOPS) for each in pieces):
        return False
    found = [(int(number), place) for place, each in enumerate(pieces) for number in _REFERENCE.findall(each)]
    return bool(found) and all(0 < number <= place for number, place in found)  # place 1 follows claim 1


_ANNOUNCEMENT = re.compile(
    r"\W{0,3}(?:what is |having .{0,80})?.{0,40}claim(?:s|ed)?\W*(?:is|are)?\W*"
    r"|\W*(?:patentansprüche|ansprüche|revendications?|权利要求书?|權利要求書?|特許請求の範囲)\W*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_INTRODUCTION = 161


def _is_introduction(text: str) -> bool:
    """Whether `text` leads to what follows it: `What is claimed is:`, `Patentansprüche`."""
    leads_on = len(text) <= _LONGEST_INTRODUCTION and text.endswith((":", "："))
    return leads_on or _is_announcement(text)


def _is_announcement(text: str) -> bool:
    return len(text) <= _LONGEST_INTRODUCTION and bool(_ANNOUNCEMENT.fullmatch(text))


def _places(text: str) -> list[_Place]:
    found = []
    for match in _PLACE.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        first = match["bracketed"] or match["first"] or match["number"]
        last = match["last"] or first
        begins_line = not before.rpartition("\n")[2].strip() and ("\n" in before or match.start() <= _BEFORE)
        if match["bracketed"] or begins_line:
            worth = _LINE
        elif _SENTENCE_END.search(before) and not _ABBREVIATION.search(before):
            worth = _SENTENCE
        else:
            continue
        after = text[match.end() : match.end() + _AFTER]
        if int(first) > 1 and _GOES_ON.search(before) and not _REFERS.match(after):
            worth += _IN_A_SENTENCE
        worth += _OPENS if _OPENER.match(after) else _LOWERS if _LOWER_CASE.match(after) else 0.0
        if match["last"]:
            worth = _LINE + _OPENS
        if 0 < int(first) <= int(last):
            found.append(_Place(match.start(), match.end(), int(first), int(last), worth))
        if len(found) >= _MOST_PLACES:
            break
    return found


def _best_run(places: list[_Place]) -> list[_Place]:
    """The run of places with ascending numbers that is worth most; missing numbers cost."""
    best: dict[int, tuple[float, int]] = {}  # by last number: what the best run to it is worth, and its end
    previous: list[int] = []
    top = (0.0, -1)
    for index, place in enumerate(places):
        worth, before = (place.worth if place.first == 1 else place.worth + _GAP), -1
        for number in range(max(1, place.first - _LONGEST_GAP), place.first):
            gap = 0.0 if number == place.first - 1 else _GAP
            if number in best and best[number][0] + gap + place.worth > worth:
                worth, before = best[number][0] + gap + place.worth, best[number][1]
        previous.append(before)
        if worth > best.get(place.last, (0.0,))[0]:
            best[place.last] = (worth, index)
        top = max(top, (worth, -index)) if worth > top[0] else top
    run = []
    index = -top[1] if top[0] > 0 else -1
    while index >= 0:
        run.append(places[index])
        index = previous[index]
    return run[::-1]
