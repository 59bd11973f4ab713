"""The plain text of a document's mixed content: what becomes of markup, tables and white space.

`H<sub>2</sub>O` is `H_2O`, `10<sup>-3</sup>` is `10^{-3}` (the notation of TeX: braces around more
than one character). Drawings of formulae and tables that have no text are `[chemistry]`,
`[mathematics]`, `[table]`, other images `[image]`. Tables are one row a line with tabs between
cells. Claim parts, list items and formulae begin a line; white space within a line is one space.
Apart from formulae, no text is left out.
"""

import re

from patentgpt_jax.corpus.readers.xmltext import Element, Instruction

# Stand-ins for what must outlive the collapsing of white space. XML 1.0 forbids these characters.
_LINE, _TAB, _SPACE, _BREAK = "\x01", "\x02", "\x03", "\x04"  # _BREAK is <br/>


def text(node: Element, hard_wrapped: bool = False) -> str:
    """The text of `node` in the plain form of the module's docstring, without outer white space.

    With `hard_wrapped`, `<br/>` and line ends in the text are where the printed page wrapped: they
    become a space, or nothing next to a Chinese character.
    """
    return tidy(raw_text(node), hard_wrapped)


def raw_text(node: Element) -> str:
    """The text of `node` before `tidy`: with stand-ins for line breaks and tabs."""
    pieces: list[str] = []
    _render(node, pieces)
    return "".join(pieces)


_CJK = re.compile("[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


def tidy(raw: str, hard_wrapped: bool = False) -> str:
    """White space put in order; see `text`."""
    parts = (raw if hard_wrapped else raw.replace(_BREAK, _LINE)).split(_LINE)
    lines = (_unwrapped(part) if hard_wrapped else " ".join(part.split()) for part in parts)
    joined = "\n".join(line.rstrip(_TAB) for line in lines if line.strip(_TAB))
    # Not the tabs: one at the beginning is a table's empty first cell.
    return joined.replace(_TAB, "\t").replace(_SPACE, " ").strip(" \n")


def _unwrapped(text: str) -> str:
    """The printed lines of `text` joined: by a space, or by nothing next to a Chinese character."""
    whole: list[str] = []
    for line in text.replace(_BREAK, "\n").split("\n"):
        line = " ".join(line.split())
        if whole and line and not _CJK.match(whole[-1][-1]) and not _CJK.match(line[0]):
            whole.append(" ")
        if line:
            whole.append(line)
    return "".join(whole)


_BLOCKS = frozenset({"p", "heading", "title", "claim-text", "ul", "ol", "li", "dl", "dt", "dd", "div"})
_PLACEHOLDERS = {
    "chemistry": f"{_LINE}[chemistry]{_LINE}",
    "maths": f"{_LINE}[mathematics]{_LINE}",
    "math": f"{_LINE}[mathematics]{_LINE}",
    "img": "[image]",
}
_INSTRUCTIONS = {"in-line-formulae": _LINE, "img": "[image]"}
_LISTS_OF_FIELDS = frozenset({"patcit", "nplcit", "bio-deposit", "document-id", "addressbook"})


def _render(node: Element, pieces: list[str]) -> None:
    for child in node.children:
        if type(child) is str:
            pieces.append(child)
        elif type(child) is Element:
            _render_element(child, pieces)
        elif isinstance(child, Instruction) and child.target in _INSTRUCTIONS:
            pieces.append(_INSTRUCTIONS[child.target])


def _render_element(element: Element, pieces: list[str]) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        pieces.append(_LINE)
        _render(element, pieces)
        pieces.append(_LINE)
    elif tag in ("sub", "sub2"):
        pieces.append(_script("_", raw_text(element)))
    elif tag in ("sup", "sup2"):
        pieces.append(_script("^", raw_text(element)))
    elif tag in _PLACEHOLDERS:
        pieces.append(_PLACEHOLDERS[tag])
    elif tag == "br":
        pieces.append(_BREAK)
    elif tag in ("tables", "table"):
        pieces.append(_table(raw_text(element)))
    elif tag == "tgroup":
        pieces.append(_group(raw_text(element), element.find("colspec")))
    elif tag in ("row", "tr"):
        pieces.append(_LINE + _row(element) + _LINE)
    elif tag == "pre":
        kept = raw_text(element).replace("\n", _LINE).replace("\t", _TAB).replace(" ", _SPACE)
        pieces.append(_LINE + kept + _LINE)
    elif tag in _LISTS_OF_FIELDS:
        _render_fields(element, pieces)
    else:
        _render(element, pieces)


def _render_fields(element: Element, pieces: list[str]) -> None:
    """Fields with a space between them, whatever white space the file has there; text as it stands."""
    after_field = False
    for child in element.children:
        if type(child) is str and child.strip():
            pieces.append(child)
            after_field = False
        elif type(child) is Element:
            if after_field:
                pieces.append(" ")
            _render_element(child, pieces)
            after_field = True


def _script(mark: str, raw: str) -> str:
    """A subscript or superscript; the space that is often set inside it goes outside."""
    core = raw.strip()
    if not core:
        return raw
    before, after = raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]
    return before + mark + (core if len(core) == 1 else "{" + core + "}") + after


def _table(content: str) -> str:
    """The rows and any other text of a table; `[table]` if it is only an image, or nothing."""
    if not tidy(re.sub(r"\[(?:image|table)\]", "", content)):
        content = "[table]"
    return _LINE + content + _LINE


def _group(rows: str, first_column: Element | None) -> str:
    """The rows of a CALS table, without the empty cells of a first column that only indents."""
    offset = first_column is not None and first_column.attributes.get("colname") == "offset"
    return rows.replace(_LINE + _TAB, _LINE) if offset else rows


def _row(row: Element) -> str:
    cells = []
    for child in row.children:
        if type(child) is Element:
            cells.append(_flat(raw_text(child)))
        elif type(child) is str and child.strip():  # loose text is a cell too
            cells.append(_flat(child))
    return _TAB.join(cells)


def _flat(raw: str) -> str:
    """A cell on one line."""
    return " ".join(raw.replace(_LINE, " ").replace(_BREAK, " ").replace(_TAB, " ").split())
