"""From plain text to XML text: escapes, sub- and superscripts, and wrapped Chinese lines."""

import re

_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUB = re.compile("[₀-₉]+")
_SUP = re.compile("[⁰¹²³⁴-⁹]+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WIDTH = 34  # characters on a printed line of a Chinese patent
_CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_NO_LINE_START = "，。；：、）”～％"


def escape(text: str) -> str:
    """Text with the three XML characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ascii_entities(xml: str) -> str:
    """The same XML with every character beyond ASCII as `&#x..;`, as the red book is published."""
    return _BEYOND_ASCII.sub(lambda match: f"&#x{ord(match[0]):x};", xml)


def scripts(xml: str) -> str:
    """Unicode sub- and superscript digits as `<sub>` and `<sup>` elements."""
    xml = _SUB.sub(lambda match: f"<sub>{match[0].translate(_LOWERED)}</sub>", xml)
    return _SUP.sub(lambda match: f"<sup>{match[0].translate(_RAISED)}</sup>", xml)


def wrapped(text: str) -> list[str]:
    """The text cut into printed lines; never inside a Latin word or a number."""
    lines = []
    while len(text) > _WIDTH + 2:
        cut = _WIDTH
        while cut > 1 and not _breakable(text[cut - 1], text[cut]):
            cut -= 1
        cut = cut if cut > 1 else _WIDTH
        lines.append(text[:cut])
        text = text[cut:]
    return [*lines, text]


def _breakable(left: str, right: str) -> bool:
    return right not in _NO_LINE_START and bool(_CJK.match(left) or _CJK.match(right))
