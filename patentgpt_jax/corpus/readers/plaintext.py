"""The plain text of a document's mixed content: what becomes of markup, tables and white space.

`H<sub>2</sub>O` is `H_2O`, `10<sup>-3</sup>` is `10^{-3}` (the notation of TeX: braces around more
than one character). Drawings of formulae and tables that have no text are `[chemistry]`,
`[mathematics]`, `[table]`, other images `[image]`. Tables are one row a line with tabs between
cells. Claim parts, list items and formulae begin a line; white space within a line is one space.
"""

import re

from patentgpt_jax.corpus.readers.xmltext import Element, Instruction

# Stand-ins for what must outlive the collapsing of white space. XML 1.0 forbids these characters.
_LINE, _TAB, _SPACE = "\x01", "\x02", "\x03"
BREAK = "\x04"  # <br/> in `raw_text`


def text(node: Element, hard_wrapped: bool = False) -> str:
    """The text of `node` in the plain form of the module's docstring, without outer white space.

    With `hard_wrapped`, `<br/>` and line ends in the text are where the printed page wrapped: they
    become a space, or nothing next to a Chinese character.
    """
    return tidy(raw_text(node), hard_wrapped)


def raw_text(node: Element) -> str:
    """The text of `node` before `tidy`: `<br/>` is `BREAK`, other line breaks are stand-ins."""
    pieces: list[str] = []
    _render(node, pieces)
    return "".join(pieces)


_CJK = re.compile("[\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")


def tidy(raw: str, hard_wrapped: bool = False) -> str:
    """White space put in order; see `text`."""
    parts = (raw if hard_wrapped else raw.replace(BREAK, _LINE)).split(_LINE)
    lines = (_unwrapped(part) if hard_wrapped else " ".join(part.split()) for part in parts)
    joined = "\n".join(line.rstrip(_TAB) for line in lines if line.strip(_TAB))
    return joined.replace(_TAB, "\t").replace(_SPACE, " ").strip()


def _unwrapped(text: str) -> str:
    """The printed lines of `text` joined: by a space, or by nothing next to a Chinese character."""
    whole: list[str] = []
    for line in text.replace(BREAK, "\n").split("\n"):
        line = " ".join(line.split())
        if whole and line and not _CJK.match(whole[-1][-1]) and not _CJK.match(line[0]):
            whole.append(" ")
        if line:
            whole.append(line)
    return "".join(whole)


_BLOCKS = frozenset({"p", "heading", "claim-text", "ul", "ol", "li", "dl", "dt", "dd"})
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
        pieces.append(BREAK)
    elif tag in ("tables", "table"):
        pieces.append(_table(element))
    elif tag == "pre":
        kept = raw_text(element).replace("\n", _LINE).replace("\t", _TAB).replace(" ", _SPACE)
        pieces.append(_LINE + kept + _LINE)
    elif tag in _LISTS_OF_FIELDS:
        pieces.append(" ".join(raw_text(each) for each in element.elements()))
    else:
        _render(element, pieces)


def _script(mark: str, raw: str) -> str:
    """A subscript or superscript; the space that is often set inside it goes outside."""
    core = raw.strip()
    if not core:
        return raw
    before, after = raw[: len(raw) - len(raw.lstrip())], raw[len(raw.rstrip()) :]
    return before + mark + (core if len(core) == 1 else "{" + core + "}") + after


def _table(element: Element) -> str:
    """A CALS table as lines with tabs; `[table]` if it holds no text, only an image."""
    lines = []
    for part in element.descendants("title", "tgroup"):
        if part.tag == "title":
            lines.append(raw_text(part))
            continue
        columns = list(part.elements("colspec"))
        offset = bool(columns) and columns[0].attributes.get("colname") == "offset"
        for row in part.descendants("row"):
            cells = [_cell(entry) for entry in row.elements("entry")]
            if offset and cells and not cells[0]:  # a column that only indents
                cells = cells[1:]
            lines.append(_TAB.join(cells))
    if not any(line.strip(_TAB) for line in lines):
        return f"{_LINE}[table]{_LINE}"
    return _LINE + _LINE.join(lines) + _LINE


def _cell(entry: Element) -> str:
    flat = raw_text(entry).replace(_LINE, " ").replace(BREAK, " ").replace(_TAB, " ")
    return " ".join(flat.split())
