"""The text of a patent file, read a second time: what a reader's records are measured against.

Nothing here is shared with the readers. Files are cut by another rule, expat hands over the text without
a tree, named entities come from a table of its own, and each format is a short list of the elements that
hold title, abstract, description and claims. Element names: the USPTO's DTDs (red book v4, PAP 1.6,
PATDOC 2.5), WIPO ST.36, and the files of the EPO; Greenbook has tags of four letters, see `greenbook_text`.
"""

import contextlib
import html.entities
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from experiments.benchmarks import greenbook_text

SECTIONS = ("title", "abstract", "description", "claims")


@dataclass
class SourceDocument:
    """One document: texts by section and language ("" where it is not told), claim by claim."""

    format: str
    texts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    claim_elements: int = 0
    entities: Counter[str] = field(default_factory=Counter)  # the text that each named entity stands for

    def add(self, section: str, language: str, text: str) -> None:
        """Another piece of a section."""
        self.texts.setdefault((section, language), []).append(text)


@dataclass(frozen=True)
class Layout:
    """Where a format has its text."""

    name: str
    sections: dict[str, str]  # the outermost of these elements says which section its text is of
    claim: str  # the element that holds one claim
    # What a record has a placeholder for, or leaves out as its format's own: numbers of paragraphs.
    without: frozenset[str]


_FIGURED = frozenset({"chemistry", "maths", "math"})
_ST36 = {"invention-title": "title", "abstract": "abstract", "description": "description", "claims": "claims"}
_PAP = {
    "title-of-invention": "title",
    "subdoc-abstract": "abstract",
    "subdoc-description": "description",
    "subdoc-claims": "claims",
}
_PATDOC = {"B540": "title", "SDOAB": "abstract", "SDODE": "description", "SDOCL": "claims"}
_EPO = _ST36 | {"B542": "title", "ep-reference-list": "description", "amended-claims": "claims"}
_EPO["amended-claims-statement"] = "description"
FORMATS = {
    "us-patent-grant": Layout("redbook", _ST36, "claim", _FIGURED),
    "us-patent-application": Layout("redbook", _ST36, "claim", _FIGURED),
    "patent-application-publication": Layout(
        "pap", _PAP, "claim", frozenset({"math-cwu", "chemistry-cwu", "number"})
    ),
    "PATDOC": Layout("patdoc", _PATDOC, "CLM", frozenset({"MATH-US", "CHEM-US", "math"})),
    "ep-patent-document": Layout("epo", _EPO, "claim", _FIGURED),
    "lexisnexis-patent-document": Layout("st36", _ST36, "claim", _FIGURED),
}
_LANGUAGES = {"eng": "en", "chi": "zh", "zho": "zh", "ger": "de", "fre": "fr", "jpn": "ja", "kor": "ko"}

_GREEK = {
    "a": "ALPHA", "b": "BETA", "g": "GAMMA", "d": "DELTA", "e": "EPSILON", "z": "ZETA", "ee": "ETA",
    "th": "THETA", "i": "IOTA", "k": "KAPPA", "l": "LAMDA", "m": "MU", "n": "NU", "x": "XI", "o": "OMICRON",
    "p": "PI", "r": "RHO", "s": "SIGMA", "sf": "FINAL SIGMA", "t": "TAU", "u": "UPSILON", "ph": "PHI",
    "kh": "CHI", "ps": "PSI", "oh": "OMEGA",
}  # fmt: skip


_ACCENTS = {"": "", "ac": " WITH TONOS", "di": " WITH DIALYTIKA", "dia": " WITH DIALYTIKA AND TONOS"}
_GREEK_NAME = re.compile("((?i:ee|th|ph|kh|ps|oh|sf|[a-z]))(ac|dia|di|)gr")
_OLD_NAMES = {
    "larr2": "\u21c7", "rarr2": "\u21c9", "uarr2": "\u21c8", "darr2": "\u21ca", "lrarr2": "\u21c6",
    "rlarr2": "\u21c4", "lrhar2": "\u21cb", "rlhar2": "\u21cc", "drarr": "\u2198", "dlarr": "\u2199",
    "ang90": "\u221f", "jnodot": "\u0237", "vprime": "\u2032", "sbsol": "\ufe68", "samalg": "\u2210",
    "lpargt": "\u29a0", "cupre": "\u227c", "ldot": "\u22d6", "gsdot": "\u22d7", "gcedil": "\u0123",
    "epsis": "\u03f5", "thetas": "\u03b8", "phis": "\u03c6",
}  # fmt: skip


def entity_text(name: str) -> str:
    """What a named entity stands for; `&name;` if no table has it, which must then be seen in a record."""
    plain = name.removeprefix("b.")
    known = html.entities.html5.get(f"{plain};") or _OLD_NAMES.get(plain)
    letter = _GREEK_NAME.fullmatch(plain)
    if known is None and letter:
        case = "SMALL" if letter[1].islower() else "CAPITAL"
        known = unicodedata.lookup(f"GREEK {case} LETTER {_GREEK[letter[1].lower()]}{_ACCENTS[letter[2]]}")
    return known or f"&{name};"


def documents(data: bytes) -> Iterator[SourceDocument | None]:
    """The documents of a file in order; None for one that is no patent."""
    if re.match(rb"\s*(?:HHHHHT.*\s+)?PATN\s", data):
        for document in greenbook_text.documents(data):
            read = SourceDocument("greenbook", claim_elements=len(document["claims"]))
            for section in SECTIONS:
                for text in document[section]:
                    read.add(section, "", text)
            yield read
        return
    begins = rb"(?=<\?xml\s)" if b"<?xml" in data else rb"(?=<!DOCTYPE PATDOC\s)"  # SGML declares no XML
    for part in re.split(begins, data):
        if part.strip(b" \t\r\n\x00\x1a\xef\xbb\xbf"):
            yield _xml_document(part.strip(b" \t\r\n\x00\x1a\xef\xbb\xbf"))


def _xml_document(data: bytes) -> SourceDocument | None:
    declared = re.match(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)", data)
    encoding = declared[1].decode() if declared else "utf-8"
    text = data.decode("gb18030" if encoding.lower() in ("gb2312", "gbk") else encoding, "replace")
    text = re.sub(r"&(?![A-Za-z][\w.]*;|#\d+;|#x[0-9A-Fa-f]+;)", "&amp;", text)  # ill-formed EPO files
    text = re.sub(r"<(?![?!/A-Za-z_])|<(?=[^<>]*<)(?!!)", "&lt;", text)
    if not declared and "<PATDOC" in text:
        text = _closed(text[text.index("<PATDOC") :])
    walk = _Walk()
    with contextlib.suppress(expat.ExpatError):  # up to where it is broken
        walk.parser.Parse(text.encode(), True)
    return walk.document


def _closed(sgml: str) -> str:
    """SGML as XML: attributes in quotes, and elements that nobody closes are the empty ones."""
    tags = r"<([A-Za-z][\w.-]*)((?:\s[^<>]*)?)>"
    closed = set(re.findall(r"</([A-Za-z][\w.-]*)", sgml))

    def tag(match: re.Match[str]) -> str:
        attributes = re.sub(r"=\s*([^\s\"'<>/]+)", r'="\1"', match[2].rstrip("/"))
        return f"<{match[1]}{attributes}{'' if match[1] in closed else '/'}>"

    return re.sub(tags, tag, sgml)


class _Walk:
    """expat's events, sorted into a `SourceDocument`."""

    def __init__(self) -> None:
        self.document: SourceDocument | None = None
        self.layout: Layout | None = None
        self.open: list[str] = []
        self.section, self.language = "", ""
        self.pieces: list[str] = []
        self.number = ""  # of the open claim, by its markup
        self.title_language, self.root_language = "", ""
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.UseForeignDTD(True)  # so that undeclared entities are handed over, not refused
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.SkippedEntityHandler = self.entity

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.open:
            self.layout = FORMATS.get(tag)
            self.document = SourceDocument(self.layout.name) if self.layout else None
            self.root_language = attributes.get("lang", "").lower()
        self.open.append(tag)
        if self.layout is None or self.document is None:
            return
        if not self.section and tag in self.layout.sections:
            self.section = self.layout.sections[tag]
            named = attributes.get("lang", "").lower() or self.title_language or self.root_language
            self.language = _LANGUAGES.get(named, named[:2])
            self.pieces = []
        elif self.section == "claims" and tag == self.layout.claim:
            self.document.claim_elements += 1
            self.number, self.pieces = attributes.get("num", ""), []

    def end(self, tag: str) -> None:
        self.open.pop()
        if self.layout is None or self.document is None or not self.section:
            return
        if self.section == "claims" and tag == self.layout.claim:
            self.document.add("claims", self.language, _without_number("".join(self.pieces), self.number))
            self.pieces = []
        elif tag in self.layout.sections and not self.layout.sections.keys() & set(self.open):
            if self.section != "claims":
                self.document.add(self.section, self.language, "".join(self.pieces))
            self.section = self.title_language = ""

    def text(self, content: str) -> None:
        if self.open[-1] == "B541":  # the language of the title that follows
            self.title_language = content.strip().lower()
        elif self.counted():
            self.pieces.append(content)

    def entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and self.counted() and self.document:
            self.pieces.append(entity_text(name))
            self.document.entities[entity_text(name)] += 1

    def counted(self) -> bool:
        """Whether text that stands here should be in the record."""
        if not self.section or not self.layout or not self.layout.without.isdisjoint(self.open):
            return False
        return self.section != "claims" or self.layout.claim in self.open


def _without_number(claim: str, number: str) -> str:
    """The text of a claim without its own number."""
    own = re.match(r"\s*(\d{1,4})\s*[.．、)]{1,2}\s*", claim)
    named = re.fullmatch(r"\s*0*(\d+)\s*", number)
    return claim[own.end() :] if own and (named is None or int(named[1]) == int(own[1])) else claim
