"""XML of patent offices: parse one document safely; `cutting` finds the documents of a file.

A document is parsed by expat into a small tree that keeps processing instructions in their place,
because the red book marks its sections with them.
Nothing is fetched: no DTD, no external entity. Named characters are known without a DTD. Internal
entities may stand for a few characters but not for markup or for other entities, which rules out
expansion attacks.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple, Optional
from xml.parsers import expat

from patentgpt_jax.corpus.readers.entities import character

MAX_DOCUMENT_BYTES = 64 << 20  # the largest real documents are some tens of MB; see _MAX_MARKUP
_MAX_DEPTH = 256
# Tags and attributes take some 200 bytes of memory each; so no document takes more than 2 GB.
_MAX_MARKUP = 8 << 20
_MAX_TOKEN = 4 << 20
_MAX_ENTITY_CHARACTERS = 32
_CHUNK = 1 << 20


class Malformed(ValueError):
    """The document cannot be read; the message says why in a few words."""


class OtherDocument(Exception):
    """The document's root is one that the caller asked to pass over; the argument is its tag."""


class Instruction(NamedTuple):
    """A processing instruction: `<?BRFSUM end="lead"?>` is `("BRFSUM", 'end="lead"')`."""

    target: str
    data: str


class Element:
    """An element with its attributes and its children in document order."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node] = []

    def elements(self, *tags: str) -> Iterator["Element"]:
        """The child elements, or those with one of `tags`."""
        for child in self.children:
            if type(child) is Element and (not tags or child.tag in tags):
                yield child

    def find(self, *path: str) -> Optional["Element"]:
        """The first element down the `path` of tags, trying each way; None if there is none."""
        for child in self.elements(path[0]):
            found = child if len(path) == 1 else child.find(*path[1:])
            if found is not None:
                return found
        return None

    def descendants(self, *tags: str) -> list["Element"]:
        """All elements below this one with one of `tags`, in document order."""
        found = []
        pending = [child for child in reversed(self.children) if type(child) is Element]
        while pending:
            element = pending.pop()
            if element.tag in tags:
                found.append(element)
            pending.extend(child for child in reversed(element.children) if type(child) is Element)
        return found

    def get(self, *path: str) -> str:
        """All text below `find(*path)` on one line, for plain fields; "" if there is none."""
        found = self.find(*path)
        return "" if found is None else " ".join("".join(found.strings()).split())

    def strings(self) -> Iterator[str]:
        """The pieces of text below this element, in document order."""
        for child in self.children:
            if type(child) is str:
                yield child
            elif type(child) is Element:
                yield from child.strings()


Node = Element | str | Instruction


def parse(data: bytes, pass_over: Collection[str] = ()) -> Element:
    """The root element of one document.

    Raises:
      Malformed: not well-formed XML, cut short, or unsafe (see the module's docstring).
      OtherDocument: the root's tag is in `pass_over`; the rest is not looked at.
    """
    _check_size(data)
    data, encoding = _decoded(data)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    document = Element("", {})
    stack = [document]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) == 1 and tag in pass_over:
            raise OtherDocument(tag)
        if len(stack) > _MAX_DEPTH:
            raise Malformed(f"elements nested more than {_MAX_DEPTH} deep")
        element = Element(tag, attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_tag: str) -> None:
        stack.pop()

    def characters(content: str) -> None:
        stack[-1].children.append(content)

    def instruction(target: str, content: str) -> None:
        stack[-1].children.append(Instruction(target, content))

    def skipped(name: str, is_parameter: bool) -> None:
        if not is_parameter:
            stack[-1].children.append(character(name) or f"&{name};")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.ProcessingInstructionHandler = instruction
    parser.SkippedEntityHandler = skipped
    parser.EntityDeclHandler = _check_entity
    parser.AttlistDeclHandler = _refuse_attributes
    parser.specified_attributes = True
    parser.ExternalEntityRefHandler = _refuse_external
    try:
        _feed(parser, _with_numeric_characters(data))
    except expat.ExpatError as error:
        raise Malformed(f"not well-formed XML: {error}") from None
    return next(document.elements())


def _check_size(data: bytes) -> None:
    """Refuse what would take many times its size in memory."""
    if len(data) > _MAX_MARKUP and data.count(b"<") + data.count(b"=") > _MAX_MARKUP:
        raise Malformed(f"more than {_MAX_MARKUP} tags and attributes")
    if b"<!ENTITY" in data and len(data) + data.count(b"&") * _MAX_ENTITY_CHARACTERS > MAX_DOCUMENT_BYTES:
        raise Malformed("refers too often to entities of its own")


def _feed(parser: expat.XMLParserType, data: bytes) -> None:
    """Parse `data` by and by, so that a tag or comment that has no end is noticed before it is taken in.

    (The attributes of a tag come all at once, and are many times as large as the text.)
    """
    for end in range(_CHUNK, max(1, len(data)) + _CHUNK, _CHUNK):
        parser.Parse(data[end - _CHUNK : end], end >= len(data))
        if end - parser.CurrentByteIndex > _MAX_TOKEN:
            raise Malformed(f"a tag, comment or declaration of more than {_MAX_TOKEN >> 20} MiB")


_KNOWN_ENCODINGS = re.compile(
    r"gb18030|big5(?:-hkscs)?|euc-(?:jp|kr|cn|tw)|shift[-_]jis|iso-2022-(?:jp|kr)|koi8-[ru]|tis-620|"
    r"ascii|latin-?1|l1|iso[-_]?8859[-_]\d{1,2}|windows-\d{3,4}|cp\d{3,4}|macintosh|ks_c_5601-1987"
)


def _decoded(data: bytes) -> tuple[bytes, str | None]:
    """`data` in an encoding that expat knows, and that encoding's name if it must be told."""
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.-]*)", data[:256])
    name = declared[1].decode().lower() if declared else ""
    if name in ("utf8", "utf-16"):  # in UTF-16 the declaration would not have matched: it was converted
        return data, "utf-8"
    if name in ("", "utf-8", "iso-8859-1", "us-ascii"):
        return data, None
    if name in ("gb2312", "gbk"):
        name = "gb18030"  # which contains both, and is what such files often really use
    if not _KNOWN_ENCODINGS.fullmatch(name):  # Python has others that are slow to decode, or no text
        raise Malformed(f"its encoding, {name}, is not one that documents are in")
    try:
        return data.decode(name).encode(), "utf-8"
    except (LookupError, UnicodeError):
        raise Malformed(f"its text is not {name}, the encoding that it declares") from None


# Entities that XML knows by itself, CDATA sections and comments are left as they are.
_NAMED = re.compile(
    rb"<!(?:\[CDATA\[.*?(?:\]\]>|\Z)|--.*?(?:-->|\Z))"
    rb"|&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9.]{0,40});",
    re.DOTALL,
)
_DECLARED = re.compile(rb"<!(?:--.*?(?:-->|\Z)|ENTITY\s+([A-Za-z][A-Za-z0-9.]{0,40})\s)", re.DOTALL)


def _with_numeric_characters(data: bytes) -> bytes:
    """`data` with named characters as numeric ones, which need no DTD, where it declares no other."""
    declared = set(_DECLARED.findall(data))

    def numeric(match: re.Match[bytes]) -> bytes:
        name = match[1]
        return match[0] if name is None or name in declared else _numeric(name) or match[0]

    return _NAMED.sub(numeric, data)


@lru_cache(4096)  # a name that comes a million times is held once
def _numeric(name: bytes) -> bytes:
    return b"".join(b"&#%d;" % ord(each) for each in character(name.decode()) or "")


def _check_entity(name: str, is_parameter: bool, value: str | None, *_identifiers: str | None) -> None:
    if value is None:  # an external file, which is never fetched
        return
    if is_parameter or len(value) > _MAX_ENTITY_CHARACTERS or re.search("[&%<]", value):
        raise Malformed(f"the entity {name!r} is declared to expand to markup, entities or long text")


def _refuse_attributes(tag: str, *_declaration: object) -> None:
    """Expat goes through all attributes that a document declares for every element: quadratic work."""
    raise Malformed(f"it declares attributes of <{tag[:80]}> by itself")


def _refuse_external(_context: str | None, _base: str | None, system: str | None, _public: str | None) -> int:
    raise Malformed(f"its text refers to the external file {system!r}")
