"""Ill-formed XML mended where the fault is plainly text that was not escaped.

Offices' files hold a raw `&` ("Smith & Sons"), a raw `<` ("<First Embodiment"), control characters and
bytes that are not of the declared encoding; expat then refuses the whole document. What can only be
text is escaped, no text is taken out, and every place is counted. Markup that does not balance, as in a
document that was cut short, cannot be mended so and is still refused afterwards. Two passes, in linear
time. Source of the grammar: XML 1.0 (fifth edition), sections 2.2 to 2.8.
"""

import re

from patentgpt_jax.corpus.readers.xmltext import codec

_REPLACEMENT = "\ufffd"
# XML 1.0 section 2.2. Surrogates cannot occur in decoded text.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME = r"[A-Za-z_:][\w:.\-]*+"
_ATTRIBUTE = rf"""\s++{_NAME}\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
# A part without an end takes the rest of the document with it, so that nothing is searched twice.
_MARKUP = re.compile(
    rf"""(?P<kept><!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?[A-Za-z_:].*?(?:\?>|\Z)
        |<!DOCTYPE[^\[>]*+(?:\[.*?(?:\]\s*>|\Z)|>?))
    |(?P<tag><(?P<slash>/?)(?P<name>{_NAME})(?P<attributes>(?:{_ATTRIBUTE})*+)\s*+(?P<empty>/?)>)
    |(?P<broken><{_NAME}\s++{_NAME}\s*+=\s*+["'])  # a fault inside a tag is no text
    |(?P<reference>&(?:\#[0-9]{{1,8}};|\#x[0-9A-Fa-f]{{1,8}};|[A-Za-z][A-Za-z0-9.]{{0,40}};)?)
    |(?P<text><|\]\]>)""",
    re.DOTALL | re.VERBOSE,
)
_AMPERSAND = re.compile(r"&(?:#[0-9]{1,8};|#x[0-9A-Fa-f]{1,8};|[A-Za-z][A-Za-z0-9.]{0,40};)?")
_START, _END = re.compile(rf"<({_NAME})"), re.compile(rf"</({_NAME})")
_ENCODING = re.compile(r"""^(<\?xml[^>]*?encoding\s*=\s*["'])[A-Za-z][\w.\-]*""")
_WITHOUT_CONTENT = frozenset({"br", "img", "hr"})


def mend(data: bytes) -> tuple[bytes, int]:
    """The document `data` in UTF-8 with its text escaped, and how many places were mended."""
    name = codec(data)
    try:
        text = data.decode(name, "replace")
    except LookupError:
        return data, 0
    foreign = text.count(_REPLACEMENT) - data.decode(name, "ignore").count(_REPLACEMENT)
    text = _ENCODING.sub(r"\1utf-8", text[:256]) + text[256:]
    text, forbidden = _FORBIDDEN.subn(_REPLACEMENT, text)
    mender = _Mender(text)
    mended = _MARKUP.sub(mender.piece, text)
    return mended.encode(), foreign + forbidden + mender.places


class _Mender:
    """Gives each piece of markup back as it is, or escaped, and counts the latter."""

    def __init__(self, text: str) -> None:
        self.places = 0
        self._opened, self._closed = set(_START.findall(text)), set(_END.findall(text))

    def piece(self, match: re.Match[str]) -> str:
        whole = match[0]
        if match["tag"]:
            return self._tag(match)
        if match["reference"]:
            return self._reference(whole)
        if match["text"]:
            return self._mended("&lt;" if whole == "<" else "]]&gt;")
        if whole.startswith("<!--") and "--" in whole[4:-3]:
            return self._mended("")  # two hyphens may not stand in a comment, which is no text
        return whole

    def _tag(self, match: re.Match[str]) -> str:
        name, whole = match["name"], match[0]
        partners = self._opened if match["slash"] else self._closed
        if name in partners or match["empty"]:
            return _AMPERSAND.sub(lambda each: self._reference(each[0]), whole) if "&" in whole else whole
        if name in _WITHOUT_CONTENT:
            return self._mended(f"<{name}{match['attributes']}/>")
        # An element that is nowhere closed, or nowhere opened, is none: "the formula <IMAGE>".
        return whole if match["attributes"] else self._mended("&lt;" + whole[1:])

    def _reference(self, whole: str) -> str:
        if whole == "&":
            return self._mended("&amp;")
        if whole[1] == "#":
            code = int(whole[3:-1], 16) if whole[2] == "x" else int(whole[2:-1])
            allowed = code < 0x110000 and not 0xD800 <= code < 0xE000 and code not in (0xFFFE, 0xFFFF)
            if not allowed or (code < 0x20 and code not in (9, 10, 13)):
                return self._mended(_REPLACEMENT)
        return whole

    def _mended(self, piece: str) -> str:
        self.places += 1
        return piece
