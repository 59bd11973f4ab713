"""SGML of US grants (`PATDOC` version 2.4, the weekly files of 2001) made into XML, in linear time.

SGML needs no end tags for empty elements, no quotes around attribute values and no declaration of its
characters, and does not tell capitals in names. The names of empty elements come from the USPTO's DTD,
`ST32-US-Grant-025xml`, and MathML 1.0. Tags that do not match are mended and counted.
"""

import io
import re
from collections import Counter
from functools import lru_cache

from patentgpt_jax.corpus.readers.entities import character
from patentgpt_jax.corpus.readers.xmltext import Malformed

_START = re.compile(rb"<(?:!DOCTYPE\s+)?PATDOC[\s>\[]", re.IGNORECASE)
_ROOT = re.compile(r"<PATDOC[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.-]*)((?:[^<>\"']|\"[^<\"]*\"|'[^<']*')*+)>")
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+)))?")
_AMPERSAND = re.compile(r"&(?:#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9.]{0,40})( ?;)?)?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ASIDES = {"<!--": "-->", "<![CDATA[": "]]>", "<!": ">", "<?": ">"}  # what is no tag, and its end

_EMPTY_NAMES = (
    "B221US B473US B597US CHEMCDX CHEMMOL CITED-BY-EXAMINER CITED-BY-OTHER CRF CUSTOM-CHARACTER DEL-E DEL-S"
    " DFREF EMI EMR FOR INS-E INS-S LSTREF MATHEMATICA PAREF SEQREF TBLREF"
    " colspec spanspec MALIGNGROUP MALIGNMARK MCHAR MGLYPH MPRESCRIPTS MSPACE NONE SEP"
)
_ONCE_EMPTY = frozenset({"B222US", "CLREF", "FGREF"})  # until some day of 2000 or 2001
# Names that the readers know in small letters: tables and formulae.
_SMALL = frozenset(
    {"table", "tgroup", "colspec", "spanspec", "thead", "tfoot", "tbody", "row", "entry", "title", "math"}
)


def is_sgml(data: bytes) -> bool:
    """Whether a document is a `PATDOC` without an XML declaration."""
    return bool(_START.match(data[:64].lstrip()))


def to_xml(data: bytes) -> tuple[bytes, int]:
    """The document as XML, and how many places of ill-formed markup were mended.

    Raises:
      Malformed: it is cut short.
    """
    text = _CONTROL.sub(" ", _decoded(data))
    root = _ROOT.search(text)
    if root is None:
        raise Malformed("<PATDOC> is missing")
    writer = _Writer({*_EMPTY_NAMES.split(), *(name for name in _ONCE_EMPTY if f"</{name}>" not in text)})
    position = root.start()
    while not writer.finished:
        bracket = text.find("<", position)
        if bracket < 0:
            raise Malformed("cut short: <PATDOC> is not closed")
        writer.text(text[position:bracket])
        tag = _TAG.match(text, bracket)
        if tag:
            writer.tag(*tag.groups())
            position = tag.end()
        else:
            position = _pass_aside(text, bracket, writer)
    return writer.xml.getvalue().encode(), writer.repairs


@lru_cache(1024)
def _canonical(name: str) -> str:
    return name.lower() if name.lower() in _SMALL else name.upper()


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _pass_aside(text: str, start: int, writer: "_Writer") -> int:
    """The end of the comment, declaration or character data at `start`, or of a `<` that is text."""
    opening = next((each for each in _ASIDES if text.startswith(each, start)), "")
    if not opening:
        writer.text("<")
        return start + 1
    closing = _ASIDES[opening]
    end = text.find(closing, start + len(opening))
    if end < 0:
        raise Malformed(f"cut short after {opening}")
    if opening == "<![CDATA[":
        writer.text(text[start + len(opening) : end].replace("&", "&amp;"))
    return end + len(closing)


class _Writer:
    """Writes XML and keeps count of what is open."""

    def __init__(self, empty: set[str]) -> None:
        self.xml = io.StringIO()
        self.repairs = 0
        self.finished = False
        self._empty = empty
        self._stack: list[str] = []
        self._open: Counter[str] = Counter()

    def text(self, content: str) -> None:
        """Character data: named characters stay, other ampersands and brackets are escaped."""
        if "&" in content:
            content = _AMPERSAND.sub(self._reference, content)
        if "<" in content or ">" in content:
            content = content.replace("<", "&lt;").replace(">", "&gt;")
        self.xml.write(content)

    def _reference(self, match: re.Match[str]) -> str:
        name, ended = match[1], match[2]
        if name is None:  # a number, or an ampersand alone
            return match[0] if len(match[0]) > 1 else "&amp;"
        if ended and (character(name) or ended == ";"):  # `&circ ;` is met in the files
            return f"&{name};"
        self.repairs += not ended
        return "&amp;" + match[0][1:]

    def tag(self, slash: str, name: str, attributes: str) -> None:
        """A start or end tag."""
        name = _canonical(name)
        if not slash:
            self._start(name, attributes)
        elif name not in self._empty:
            self._end(name)

    def _start(self, name: str, attributes: str) -> None:
        written = self._attributes(name, attributes) if attributes else ""
        self.xml.write(f"<{name}{written}")
        if name in self._empty or attributes.endswith("/"):
            self.xml.write("/>")
        else:
            self.xml.write(">")
            self._stack.append(name)
            self._open[name] += 1

    def _attributes(self, name: str, source: str) -> str:
        found = {}
        for match in _ATTRIBUTE.finditer(source):
            key = match[1].lower() if name in _SMALL else match[1].upper()
            value = next((each for each in match.groups()[1:] if each is not None), match[1])
            found[key] = _AMPERSAND.sub(self._reference, value).replace('"', "&quot;")
        return "".join(f' {key}="{value}"' for key, value in found.items())

    def _end(self, name: str) -> None:
        """Close `name`, and first what is open inside it; an end tag of nothing is left out."""
        if not self._open[name]:
            self.repairs += 1
            return
        while True:
            inner = self._stack.pop()
            self._open[inner] -= 1
            self.xml.write(f"</{inner}>")
            if inner == name:
                break
            self.repairs += 1
        self.finished = not self._stack
