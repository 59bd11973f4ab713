"""XML of patent offices: parse one document safely; `cutting` finds the documents of a file.

A document is parsed by expat into a small tree that keeps processing instructions in their place,
because the red book marks its sections with them. Nothing is fetched: no DTD, no external entity. Named
characters are known without a DTD. Internal entities may stand for a few characters but not for markup or
for other entities, which rules out expansion attacks.
"""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple, Optional
from xml.etree import ElementTree as etree
from xml.parsers import expat

from patentgpt_jax.corpus.readers.entities import character

MAX_DOCUMENT_BYTES = 64 << 20  # the largest real documents are some tens of MB; see _MAX_MARKUP
# Tags and attributes take some 200 bytes of memory each; so no document takes more than 2 GB.
_MAX_MARKUP = 8 << 20
_MAX_TOKEN = 4 << 20
_MAX_ENTITY_CHARACTERS = 32
_CHUNK = 1 << 20


INSTRUCTION = etree.ProcessingInstruction
"""The tag of an instruction in `Element.tree`; its text is the target, a space and the data."""


class Malformed(ValueError):
    """The document cannot be read; the message says why in a few words."""


class NotWellFormed(Malformed):
    """The document is not well-formed XML; `mending` may find that it nearly is."""


class OtherDocument(Exception):
    """The document's root is one that the caller asked to pass over; the argument is its tag."""


class Instruction(NamedTuple):
    """A processing instruction: `<?BRFSUM end="lead"?>` is `("BRFSUM", 'end="lead"')`."""

    target: str
    data: str


class Element:
    """An element with its attributes and its children in document order; not to be changed."""

    __slots__ = ("_children", "tree")

    def __init__(self, tree: etree.Element) -> None:
        self.tree = tree  # the same as the standard library has it, for code that must be fast
        self._children: tuple[Node, ...] | None = None

    @property
    def tag(self) -> str:
        """The name, with its prefix where it has one."""
        return self.tree.tag

    @property
    def attributes(self) -> dict[str, str]:
        """Values by name."""
        return self.tree.attrib

    @property
    def children(self) -> "tuple[Node, ...]":
        """Elements, strings and instructions."""
        if self._children is None:
            self._children = tuple(_children(self.tree))
        return self._children

    def elements(self, *tags: str) -> Iterator["Element"]:
        """The child elements, or those with one of `tags`."""
        for child in self.tree:
            if child.tag is not INSTRUCTION and (not tags or child.tag in tags):
                yield Element(child)

    def find(self, *path: str) -> Optional["Element"]:
        """The first element down the `path` of tags, trying each way; None if there is none."""
        found = _find(self.tree, path)
        return None if found is None else Element(found)

    def descendants(self, *tags: str) -> list["Element"]:
        """All elements below this one, or those with one of `tags`, in document order."""
        every = self.tree.iter(tags[0] if len(tags) == 1 else None)
        below = (each for each in every if each is not self.tree and each.tag is not INSTRUCTION)
        return [Element(each) for each in below if not tags or each.tag in tags]

    def get(self, *path: str) -> str:
        """All text below `find(*path)` on one line, for plain fields; "" if there is none."""
        found = _find(self.tree, path)
        return "" if found is None else line(found)

    def strings(self) -> Iterator[str]:
        """The pieces of text below this element, in document order."""
        return _strings(self.tree)


Node = Element | str | Instruction


def line(tree: etree.Element) -> str:
    """All text below `tree` on one line."""
    return " ".join((tree.text or "" if not len(tree) else "".join(_strings(tree))).split())


def _strings(tree: etree.Element) -> Iterator[str]:
    """`itertext`, but for the text of instructions."""
    if tree.text:
        yield tree.text
    for child in tree:
        if child.tag is not INSTRUCTION:
            yield from _strings(child)
        if child.tail:
            yield child.tail


def _children(tree: etree.Element) -> Iterator[Node]:
    if tree.text:
        yield tree.text
    for child in tree:
        if child.tag is INSTRUCTION:
            target, _, data = (child.text or "").partition(" ")
            yield Instruction(target, data)
        else:
            yield Element(child)
        if child.tail:
            yield child.tail


def _find(tree: etree.Element, path: tuple[str, ...]) -> etree.Element | None:
    for child in tree:
        if child.tag == path[0]:
            found = child if len(path) == 1 else _find(child, path[1:])
            if found is not None:
                return found
    return None


def parse(data: bytes, pass_over: Collection[str] = ()) -> Element:
    """The root element of one document.

    Raises:
      NotWellFormed: not well-formed XML, or cut short.
      Malformed: unsafe (see the module's docstring).
      OtherDocument: the root's tag is in `pass_over`; the rest is not looked at.
    """
    _check_size(data)
    data, encoding = _decoded(data)
    builder = etree.TreeBuilder(insert_pis=True)
    parser = expat.ParserCreate(encoding)

    def skipped(name: str, is_parameter: bool) -> None:
        if not is_parameter:
            builder.data(character(name) or f"&{name};")

    def root(tag: str, attributes: dict[str, str]) -> None:
        if tag in pass_over:
            raise OtherDocument(tag)
        builder.start(tag, attributes)
        parser.StartElementHandler = builder.start

    parser.buffer_text = True
    parser.StartElementHandler = root
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.ProcessingInstructionHandler = builder.pi
    parser.SkippedEntityHandler = skipped
    parser.EntityDeclHandler = _check_entity
    parser.AttlistDeclHandler = _refuse_attributes
    parser.specified_attributes = True
    parser.ExternalEntityRefHandler = _refuse_external
    try:
        _feed(parser, _with_numeric_characters(data))
    except expat.ExpatError as error:
        raise NotWellFormed(f"not well-formed XML: {error}") from None
    except Malformed:
        raise
    except (LookupError, ValueError) as error:  # an encoding that is declared behind much white space
        raise Malformed(f"its encoding cannot be read: {error}") from None
    return Element(builder.close())


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
    declared, name = _declared_encoding(data), codec(data)
    if name == "utf-8":
        return data, None if declared in ("", "utf-8") else "utf-8"
    if name in ("iso-8859-1", "us-ascii"):
        return data, None
    if not _KNOWN_ENCODINGS.fullmatch(name):  # Python has others that are slow to decode, or no text
        raise Malformed(f"its encoding, {name}, is not one that documents are in")
    try:
        return data.decode(name).encode(), "utf-8"
    except (LookupError, UnicodeError):
        raise NotWellFormed(f"its text is not {name}, the encoding that it declares") from None


def _declared_encoding(data: bytes) -> str:
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z][\w.-]*)", data[:256])
    return declared[1].decode().lower() if declared else ""


def codec(data: bytes) -> str:
    """Python's name of the encoding that a document's XML declaration gives; UTF-8 without one."""
    name = _declared_encoding(data)
    if name in ("", "utf8", "utf-16"):  # UTF-16's declaration would not have matched: it was converted
        return "utf-8"
    # GB 18030 contains both of the others, and is what such files often really use.
    return "gb18030" if name in ("gb2312", "gbk") else name


# What XML knows by itself is left as it is, and so are CDATA sections and comments.
_NAME = rb"[A-Za-z][A-Za-z0-9.]{0,40}"
_PREDEFINED = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_REFERENCE = re.compile(rb"&(%s);" % _NAME)
_OPAQUE_OR_REFERENCE = re.compile(
    rb"<!(?:\[CDATA\[.*?(?:\]\]>|\Z)|--.*?(?:-->|\Z))|&(%s);" % _NAME, re.DOTALL
)
_DECLARED = re.compile(rb"<!(?:--.*?(?:-->|\Z)|ENTITY\s+(%s)\s)" % _NAME, re.DOTALL)


def _with_numeric_characters(data: bytes) -> bytes:
    """`data` with named characters as numeric ones, which need no DTD, where it declares no other.

    A name that nobody knows becomes text: `&nosuch;`.
    """
    if _PREDEFINED.issuperset(_REFERENCE.findall(data)):
        return data
    kept = _PREDEFINED.union(_DECLARED.findall(data))

    def numeric(match: re.Match[bytes]) -> bytes:
        name = match[1]
        return match[0] if name is None or name in kept else _numeric(name)

    return _OPAQUE_OR_REFERENCE.sub(numeric, data)


@lru_cache(4096)  # a name that comes a million times is held once
def _numeric(name: bytes) -> bytes:
    known = character(name.decode())
    return b"".join(b"&#%d;" % ord(each) for each in known) if known else b"&amp;%s;" % name


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
