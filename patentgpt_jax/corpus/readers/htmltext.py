"""HTML of patent texts as a small tree: no error in it stops the reading, and no text is lost.

The columns `*_html` of Google's public data and the answers of Chinese services hold fragments that
are almost XML: `<claim num="00001"><claim-text>...`, `<p>1.一种阀门</p>`, with processing instructions
or without. End tags may be missing or stray. What is no tag is text. Nothing is fetched or run.
"""

import html
import re

from patentgpt_jax.corpus.readers.entities import character
from patentgpt_jax.corpus.readers.xmltext import Element, Instruction

_MARKUP = re.compile(
    r"<(?P<close>/?)(?P<tag>[A-Za-z][\w:.-]{0,40})(?P<rest>(?:\s[^<>]*)?)/?>"
    r"|<\?(?P<target>[A-Za-z][\w:.-]{0,80})(?P<data>[^<>]*)>"
    r"|<!(?:--(?P<comment>.*?)(?:-->|\Z)|\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)|[A-Za-z][^<>]*>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([A-Za-z][\w:.-]{0,40})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ENTITY = re.compile(r"&(?:#(?:[0-9]{1,7}|[xX][0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9.]{0,40}));")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_EMPTY = frozenset({"br", "img", "hr", "wbr", "col", "colspec", "meta", "link", "input"})
_UNSEEN = frozenset({"script", "style"})
# Elements that may lack their end tags, by what ends them.
_ENDED_BY = {"p": {"p"}, "heading": {"p"}, "div": {"p"}, "li": {"li", "p"}, "tr": {"tr", "td"}, "td": {"td"}}
_ENDED_BY |= {f"h{level}": {"p"} for level in range(1, 7)}
_MOST_OPEN = 100


def looks_like_html(text: str) -> bool:
    """Whether `text` has tags of the kind that patent texts have."""
    return bool(
        re.search(
            r"</?(?:p|br|div|claims?|claim-text|description|heading|sub|sup|b|i|span|ul|li)\b[^<>]*>", text
        )
    )


def parse(text: str) -> Element:
    """The tree of the fragment `text`, below a root without a tag."""
    root = Element("", {})
    open_elements = [root]
    position = 0
    for match in _MARKUP.finditer(text):
        _add_text(open_elements[-1], text[position : match.start()])
        position = match.end()
        if match["tag"]:
            _add_tag(open_elements, match)
        elif match["target"]:
            open_elements[-1].children.append(Instruction(match["target"], match["data"].rstrip("?")))
        elif match["cdata"]:
            open_elements[-1].children.append(_FORBIDDEN.sub(" ", match["cdata"]))
    _add_text(open_elements[-1], text[position:])
    return root


def _add_text(parent: Element, text: str) -> None:
    if text and parent.tag not in _UNSEEN:
        parent.children.append(_FORBIDDEN.sub(" ", _ENTITY.sub(_character, text)))


def _character(match: re.Match[str]) -> str:
    return (character(match[1]) or match[0]) if match[1] else html.unescape(match[0])


def _add_tag(open_elements: list[Element], match: re.Match[str]) -> None:
    tag = match["tag"].lower()
    if match["close"]:
        tags = [each.tag for each in open_elements]
        if tag in tags[1:]:
            del open_elements[len(tags) - 1 - tags[::-1].index(tag) :]
        return
    if open_elements[-1].tag in _ENDED_BY.get(tag, ()):
        open_elements.pop()
    element = Element(
        tag,
        {
            each[0].lower(): html.unescape(each[1] or each[2] or each[3])
            for each in _ATTRIBUTE.findall(match["rest"])
        },
    )
    open_elements[-1].children.append(element)
    if tag not in _EMPTY and not match[0].endswith("/>") and len(open_elements) < _MOST_OPEN:
        open_elements.append(element)
