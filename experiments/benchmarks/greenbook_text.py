"""The text of a Greenbook file, line by line, for `source_text`: no code is shared with the reader.

A line has a tag in its first four columns, or spaces where it continues the one above. Tags of four
letters begin a part of the document, and the part decides what the text below it is. Codes such as
`.alpha.` and `.sub.` stand for characters and scripts; words that they spell are no text. Source: the
USPTO's documentation of the Patent Full Text/APS file.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator

_DESCRIBING = {"PARN", "RLAP", "GOVT", "BSUM", "DRWD", "DETD", "DRWR", "DRSU"}
_PARTS = {"ABST": "abstract", "CLMS": "claims", "DCLM": "claims"} | dict.fromkeys(_DESCRIBING, "description")
_CLAIM_BEGINS = {"NUM"}
_STATEMENT = "STM"
_TEXT = re.compile(r"PA[LRC0-9]|TB[LP]|EQU|FNT|NUM|STM")
_DRAWING = re.compile(r"##[A-Z]{3}[0-9.]*[A-Za-z]?##")  # ##STR1##: a record has a placeholder
_CODE_OF_WORDS = re.compile(
    r"\.(?:4th root|English Pound|not [<>]"
    r"|[a-zA-Z-]+ (?:slashed|butted|cons|right|left|open-st|close-st|brkt-top|brkt-bot))\."
)


def documents(data: bytes) -> Iterator[dict[str, list[str]]]:
    """Texts by section of each document; claims one by one, without their numbers."""
    lines = data.decode("latin-1").splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith("PATN")] + [len(lines)]
    for first, last in itertools.pairwise(starts):
        yield _document(lines[first:last])


def _document(lines: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"title": [], "abstract": [], "description": [], "claims": []}
    section, kept, tag = "", False, ""
    for line in lines:
        if line[:4].strip():
            tag = line[:4].strip()
            if len(tag) == 4 and not line[4:].strip():
                section, kept = _PARTS.get(tag, ""), False
                continue
            if tag == "TTL":
                found["title"].append("")
            kept = tag == "TTL" or bool(section and tag != _STATEMENT and _TEXT.fullmatch(tag))
        if not kept:
            continue
        part = "title" if tag == "TTL" else section
        begins = tag in _CLAIM_BEGINS and line[:4].strip()
        if part == "claims" and (begins or not found["claims"]):
            found["claims"].append("")
        if part == "claims" and begins:
            continue  # the number itself
        piece = " " + _decoded(line[5:])
        found[part][-1:] = [(found[part][-1] if found[part] else "") + piece]
    found["claims"] = [
        re.sub(r"^\s*\[?\d{1,3}\s*\.\s*", "", claim) for claim in found["claims"] if claim.strip()
    ]
    return found


def _decoded(text: str) -> str:
    """The letters that codes stand for; other codes and drawings are dropped, a reissue's brackets kept."""
    text = _DRAWING.sub(" ", text.replace(".[.", "[").replace(".].", "]"))
    text = _CODE_OF_WORDS.sub(" ", text)
    return re.sub(r"\.([A-Za-z][A-Za-z-]{1,14})\.", _code, text)


def _code(match: re.Match[str]) -> str:
    name, case = match[1], "SMALL" if match[1].islower() else "CAPITAL"
    try:
        return unicodedata.lookup(
            f"GREEK {case} LETTER {'LAMDA' if name.lower() == 'lambda' else name.upper()}"
        )
    except KeyError:
        return " "
