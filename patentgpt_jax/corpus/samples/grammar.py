"""Sentence templates with alternatives, expanded left to right by a seeded generator.

`"[In use|During operation], {a} [turns|rotates][ freely|]"`: brackets hold alternatives (nested as
deep as one likes, an empty one is allowed), braces name a slot. Slots are filled by a callback in
reading order, so that the first mention of a thing can be told from the later ones.
"""

import functools
import random
import re
from collections.abc import Callable

Fill = Callable[[str], str]
_TOKEN = re.compile(r"[\[\]|]|\{[^}]*\}|[^\[\]|{]+")

# A compiled template: literal text, a slot as a 1-tuple with its name, or a list of alternatives.
Node = str | tuple[str] | list[list["Node"]]


@functools.cache
def compile_template(template: str) -> list[Node]:
    """Parse a template; raises ValueError for brackets that do not match."""
    tokens = _TOKEN.findall(template)
    tokens.reverse()
    branches = _branches(tokens)
    if tokens or len(branches) != 1:
        raise ValueError(f"template {template!r}: unbalanced brackets or a bare '|'")
    return branches[0]


def _branches(tokens: list[str]) -> list[list[Node]]:
    """Read alternatives up to the closing bracket, which is left for the caller."""
    branches: list[list[Node]] = [[]]
    while tokens and tokens[-1] != "]":
        token = tokens.pop()
        if token == "|":
            branches.append([])
        elif token == "[":
            branches[-1].append(_branches(tokens))
            if not tokens or tokens.pop() != "]":
                raise ValueError("template: '[' without ']'")
        elif token.startswith("{"):
            branches[-1].append((token[1:-1],))
        else:
            branches[-1].append(token)
    return branches


def expand(template: str, rng: random.Random, fill: Fill) -> str:
    """One sentence of the template: alternatives by `rng`, slots by `fill`."""
    out: list[str] = []
    _expand(compile_template(template), rng, fill, out)
    return "".join(out)


def _expand(nodes: list[Node], rng: random.Random, fill: Fill, out: list[str]) -> None:
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, tuple):
            out.append(fill(node[0]))
        else:
            _expand(rng.choice(node), rng, fill, out)
