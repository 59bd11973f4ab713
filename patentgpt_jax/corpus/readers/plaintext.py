"""The plain text of a document's mixed content: what becomes of markup, tables and white space.

`H<sub>2</sub>O` is `H_2O`, `10<sup>-3</sup>` is `10^{-3}` (the notation of TeX: braces around more
than one character). Drawings of formulae and tables that have no text are `[chemistry]`,
`[mathematics]`, `[table]`, other images `[figure]`. Tables are one row a line with tabs between
cells. Claim parts, list items and formulae begin a line; white space within a line is one space.
Apart from formulae, no text is left out.
"""

import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as etree

from patentgpt_jax.corpus.readers.xmltext import INSTRUCTION, Element

_Renderer = Callable[[etree.Element, list[str]], None]
_NO_TEXT = re.compile(r"\[(?:figure|table)\]")
# Stand-ins for what must outlive the collapsing of white space. XML 1.0 forbids these characters.
_LINE, _TAB, _SPACE, _BREAK = "\x01", "\x02", "\x03", "\x04"  # _BREAK is <br/>
LINE, BREAK = _LINE, _BREAK  # in a `raw_text`


def text(node: Element, hard_wrapped: bool = False) -> str:
    """The text of `node` in the plain form of the module's docstring, without outer white space.

    With `hard_wrapped`, `<br/>` and line ends in the text are where the printed page wrapped: they
    become a space, or nothing next to a Chinese character, at a hyphen and within a number.
    """
    return tidy(_rendered(node.tree), hard_wrapped)


def outer_text(node: Element) -> str:
    """`text` of the element itself: `<chemistry/>` is `[chemistry]`, where `text` has its inside."""
    return tidy(raw_outer_text(node))


def raw_outer_text(node: Element) -> str:
    """`outer_text` before `tidy`."""
    pieces: list[str] = []
    _RENDERERS.get(node.tag, _render)(node.tree, pieces)
    return "".join(pieces)


def raw_text(node: Element) -> str:
    """The text of `node` before `tidy`: with stand-ins for line breaks and tabs."""
    return _rendered(node.tree)


_CJK = re.compile("[\u2e80-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


def tidy(raw: str, hard_wrapped: bool = False) -> str:
    """White space put in order; see `text`."""
    if hard_wrapped:
        return _lines([_unwrapped(part) for part in raw.split(_LINE)])
    if _LINE in raw or _BREAK in raw or _TAB in raw or _SPACE in raw:
        return _lines([_one_line(part) for part in raw.replace(_BREAK, _LINE).split(_LINE) if part])
    return _one_line(raw)


def _lines(lines: list[str]) -> str:
    joined = "\n".join(filter(None, lines))
    if _TAB in joined:
        joined = "\n".join(line.rstrip(_TAB) for line in lines if line.strip(_TAB))
    # Not the tabs: one at the beginning is a table's empty first cell.
    return joined.replace(_TAB, "\t").replace(_SPACE, " ").strip(" \n")


def _one_line(text: str) -> str:
    """White space as one space each, without the outer one."""
    # Looking is faster than splitting. Of white space, only the plain space is printable.
    others = "\n" in text or "\t" in text or "\r" in text if text.isascii() else not text.isprintable()
    return " ".join(text.split()) if others or "  " in text else text.strip()


def _unwrapped(text: str) -> str:
    """The printed lines of `text` joined: by a space, or by nothing where none was printed."""
    whole = ""
    columns = False  # whether the line before has gaps wider than a space, as lists of signs have
    pieces: list[str] = []
    for line in text.replace(_BREAK, "\n").split("\n"):
        gaps = _COLUMNS.search(line.strip())
        line = " ".join(line.split())
        if not line:
            continue
        if whole and (_is_apart(whole, line) or (columns and _ENTRY.match(line))):
            pieces.append(" ")
        pieces.append(line)
        whole, columns = line, bool(gaps)
    return "".join(pieces)


_COLUMNS = re.compile(r"\S[ \t\u3000]{2}\S|\S\u3000\S")
_ENTRY = re.compile("[0-9A-Za-z]{1,5}[-、.．:：—– ]")
_NO_SPACE_BEFORE = re.compile(r"[%％‰℃°,.;:)\]}]|/\S|-[0-9A-Za-z]")
_NO_SPACE_AFTER = re.compile(r"(?:\S[-–/]|[(\[{])\Z")
_NUMBER_BROKEN = re.compile(f"(?:{_CJK.pattern}|[(~±≤≥<>=])[A-Z]{{0,3}}[0-9][0-9.,/]{{0,14}}\\Z")
_NUMBER_GOES_ON = re.compile(f"[0-9][0-9.]{{0,8}}\\s?(?:{_CJK.pattern}|[A-Za-z%‰℃°μΩ)])")


def _is_apart(before: str, after: str) -> bool:
    """Whether a space stood where the page wrapped: not in Chinese, at a hyphen or within a number."""
    if _CJK.match(before[-1]) or _CJK.match(after[0]):
        return False
    if _NO_SPACE_BEFORE.match(after) or _NO_SPACE_AFTER.search(before[-2:]):
        return False
    if re.search(r"_[0-9]\Z", before[-2:]) and after[0].isupper():  # within a chemical formula
        return False
    return not (_NUMBER_BROKEN.search(before[-20:]) and _NUMBER_GOES_ON.match(after))


def _render(tree: etree.Element, pieces: list[str]) -> None:
    if tree.text:
        pieces.append(tree.text)
    for child in tree:
        render = _RENDERERS.get(child.tag)
        if render:
            render(child, pieces)
        elif len(child):
            _render(child, pieces)
        elif child.text:  # the same without a call: `<b>10</b>` is what patents have most
            pieces.append(child.text)
        if child.tail:
            pieces.append(child.tail)


def _rendered(tree: etree.Element) -> str:
    if not len(tree):
        return tree.text or ""
    pieces: list[str] = []
    _render(tree, pieces)
    return "".join(pieces)


def _render_block(tree: etree.Element, pieces: list[str]) -> None:
    pieces.append(_LINE)
    _render(tree, pieces)
    pieces.append(_LINE)


def _render_pre(tree: etree.Element, pieces: list[str]) -> None:
    kept = _rendered(tree).replace("\n", _LINE).replace("\t", _TAB).replace(" ", _SPACE)
    pieces.append(_LINE + kept + _LINE)


def _render_instruction(tree: etree.Element, pieces: list[str]) -> None:
    pieces.append(_INSTRUCTIONS.get((tree.text or "").partition(" ")[0], ""))


def _render_fields(tree: etree.Element, pieces: list[str]) -> None:
    """Fields with a space between them, whatever white space the file has there; text as it stands."""
    if tree.text and tree.text.strip():
        pieces.append(tree.text)
    after_field = False
    for child in tree:
        is_field = child.tag is not INSTRUCTION
        if after_field and is_field:
            pieces.append(" ")
        _RENDERERS.get(child.tag, _render)(child, pieces)
        after_field = is_field or after_field
        if child.tail and child.tail.strip():
            pieces.append(child.tail)
            after_field = False


def _render_crossref(tree: etree.Element, pieces: list[str]) -> None:
    """A reference to a paragraph, apart from what it follows: `EP 1 [0002] [0003]`."""
    last = pieces[-1][-1:] if pieces else ""
    if last.isalnum() or last in ")].":
        pieces.append(" ")
    _render(tree, pieces)


def _render_table(tree: etree.Element, pieces: list[str]) -> None:
    """The rows and any other text of a table; `[table]` if it is only an image, or nothing."""
    content = _rendered(tree)
    if not tidy(_NO_TEXT.sub("", content)):
        content = "[table]"
    pieces.append(_LINE + content + _LINE)


def _render_group(tree: etree.Element, pieces: list[str]) -> None:
    """The rows of a CALS table, without the empty cells of a first column that only indents."""
    rows, column = _rendered(tree), tree.find("colspec")
    offset = column is not None and column.get("colname", "").lower() == "offset"
    pieces.append(rows.replace(_LINE + _TAB, _LINE) if offset else rows)


def _render_row(tree: etree.Element, pieces: list[str]) -> None:
    """Cells with tabs between them; loose text is a cell too."""
    cells = [_flat(tree.text)] if tree.text and tree.text.strip() else []
    for child in tree:
        if child.tag is not INSTRUCTION:
            cells.append(_flat(_rendered(child)))
        if child.tail and child.tail.strip():
            cells.append(_flat(child.tail))
    pieces.append(_LINE + _TAB.join(cells) + _LINE)


def _render_inline(tree: etree.Element, pieces: list[str]) -> None:
    """What stays within its line although it has parts that begin one elsewhere."""
    pieces.append(_rendered(tree).replace(_LINE, ""))


def _render_reference(tree: etree.Element, pieces: list[str]) -> None:
    """A reference to a figure; some files have lost the space after it: "FIG. 1is a view"."""
    _render(tree, pieces)
    if re.match("[a-z]{2}", tree.tail or ""):
        pieces.append(" ")


def _render_lines(tree: etree.Element, pieces: list[str]) -> None:
    """Each field on a line of its own, however deep: sequence listings."""
    pieces.extend(_LINE + each + _LINE for each in tree.itertext())


def _flat(raw: str) -> str:
    """A cell on one line."""
    return " ".join(raw.replace(_LINE, " ").replace(_BREAK, " ").replace(_TAB, " ").split())


def _script_renderer(mark: str) -> _Renderer:
    def render(tree: etree.Element, pieces: list[str]) -> None:
        pieces.append(_script(mark, _rendered(tree)))

    return render


_OUTER = " \t\r\n" + _BREAK


def _script(mark: str, raw: str) -> str:
    """A subscript or superscript; the space that is often set inside it goes outside."""
    core = raw.strip(_OUTER)
    if not core:
        return raw
    before, after = raw[: len(raw) - len(raw.lstrip(_OUTER))], raw[len(raw.rstrip(_OUTER)) :]
    return before + mark + (core if len(core) == 1 else "{" + core + "}") + after


def _constant(piece: str) -> _Renderer:
    def render(_tree: etree.Element, pieces: list[str]) -> None:
        pieces.append(piece)

    return render


_INSTRUCTIONS = {
    "in-line-formulae": _LINE,
    "img": "[figure]",
    "delete-start": "[",  # reissues print deleted matter in brackets, added matter in italics
    "delete-end": "]",
}
_BLOCKS = ("p", "heading", "title", "claim-text", "ul", "ol", "li", "dl", "dt", "dd", "div")
_LISTS_OF_FIELDS = (
    *("patcit", "nplcit", "bio-deposit", "document-id", "addressbook", "address", "rel-passage", "author"),
    *(
        "article",
        "book",
        "online",
        "serial",
        "conference",
        "imprint",
        "series",
        "location",
        "history",
        "pp",
        "pubdate",
    ),
)
# What becomes of an element, by its tag; of any other element only the text is kept.
_RENDERERS: dict[Any, _Renderer] = {
    INSTRUCTION: _render_instruction,
    "crossref": _render_crossref,
    "br": _constant(_BREAK),
    "chemistry": _constant(f"{_LINE}[chemistry]{_LINE}"),
    "maths": _constant(f"{_LINE}[mathematics]{_LINE}"),
    "math": _constant(f"{_LINE}[mathematics]{_LINE}"),
    "img": _constant("[figure]"),
    "sub": _script_renderer("_"),
    "sub2": _script_renderer("_"),
    "sup": _script_renderer("^"),
    "sup2": _script_renderer("^"),
    "tables": _render_table,
    "table": _render_table,
    "tgroup": _render_group,
    "row": _render_row,
    "tr": _render_row,
    "pre": _render_pre,
    **dict.fromkeys(_BLOCKS, _render_block),
    **dict.fromkeys(_LISTS_OF_FIELDS, _render_fields),
}

# The older US formats: PATDOC abbreviates names in capitals, PAP spells them out.
_OLDER_NAMES = {
    "p": "PARA PTEXT H F FOO ELE CLMSTEP LST UL OL SL LI DL DT DD SEQLST-US TITLE",
    "li": "paragraph footnote in-line-formula lists list-item markush-group markush-item sequence-cwu",
    "sub": "SB subscript",
    "sup": "SP superscript",
    "chemistry": "CHEM-US chemistry-cwu",
    "maths": "MATH-US MATHML math-cwu",
    "img": "EMI CUSTOM-CHARACTER image custom-character",
    "tables": "TABLE-US TABLE table-cwu",
    "tgroup": "TGROUP",
    "row": "ROW",
    "pre": "program-listing",
    "patcit": "B830 CIT DOC NAM PARTY-US ADR biological-deposit biological-deposit-citation depository"
    " citation cited-patent-literature party name address",
}
_RENDERERS |= {name: _RENDERERS[new] for new, names in _OLDER_NAMES.items() for name in names.split()}
_RENDERERS |= {
    "dependent-claim-reference": _render_inline,  # in PAP 1.5 it holds a `claim-text`
    "cross-reference": _render_reference,
    "DEL-S": _constant("["),
    "DEL-E": _constant("]"),
    **dict.fromkeys(("SEQ-LST-OLD", "SEQ-LST-NEW"), _render_lines),
    **dict.fromkeys(("sequence-list-old-rules", "sequence-list-new-rules"), _render_lines),
}
