"""HTML of patent texts as a small tree: no error in it stops the reading, and no text is lost.

The columns `*_html` of Google's public data and the answers of Chinese services hold fragments that
are almost XML: `<claim num="00001"><claim-text>...`, `<p>1.一种阀门</p>`, with processing instructions
or without. End tags may be missing or stray. What is no tag is text. Nothing is fetched or run.
"""

import html
import re
from xml.etree import ElementTree as etree

from patentgpt_jax.corpus.readers.entities import character
from patentgpt_jax.corpus.readers.xmltext import Element

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
    builder = _Builder()
    position = 0
    for match in _MARKUP.finditer(text):
        builder.add_text(_ENTITY.sub(_character, text[position : match.start()]))
        position = match.end()
        if match["tag"]:
            builder.add_tag(match)
        elif match["target"]:
            builder.add_instruction(match["target"], match["data"].rstrip("?").lstrip())
        elif match["cdata"]:
            builder.add_text(match["cdata"])
    builder.add_text(_ENTITY.sub(_character, text[position:]))
    return builder.finish()


def _character(match: re.Match[str]) -> str:
    return (character(match[1]) or match[0]) if match[1] else html.unescape(match[0])


class _Builder:
    """A tree in the making, and the tags that are open in it."""

    def __init__(self) -> None:
        self._tree = etree.TreeBuilder(insert_pis=True)
        self._open = [""]
        self._tree.start("", {})

    def add_text(self, text: str) -> None:
        if text and self._open[-1] not in _UNSEEN:
            self._tree.data(_FORBIDDEN.sub(" ", text))

    def add_instruction(self, target: str, data: str) -> None:
        self._tree.pi(target, data)

    def add_tag(self, match: re.Match[str]) -> None:
        tag = match["tag"].lower()
        if match["close"]:
            if tag in self._open[1:]:
                while self._close() != tag:
                    pass
            return
        if self._open[-1] in _ENDED_BY.get(tag, ()):
            self._close()
        attributes = {
            name.lower(): html.unescape(quoted or single or bare)
            for name, quoted, single, bare in _ATTRIBUTE.findall(match["rest"])
        }
        self._tree.start(tag, attributes)
        self._open.append(tag)
        if tag in _EMPTY or match[0].endswith("/>") or len(self._open) > _MOST_OPEN:
            self._close()

    def _close(self) -> str:
        tag = self._open.pop()
        self._tree.end(tag)
        return tag

    def finish(self) -> Element:
        while self._open:
            self._close()
        return Element(self._tree.close())
