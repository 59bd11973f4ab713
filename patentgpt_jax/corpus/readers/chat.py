"""Conversations as text: each turn under the name of who speaks, a blank line apart.

Published sets have them as `messages` of `{"role": "user", "content": ...}`, or as `conversations` of
`{"from": "human", "value": ...}`. Names of roles are those of the conversation's language: `User: ...`,
`用户：...`. Training on answers alone takes the roles themselves and does not start from this text.
"""

import re
from collections.abc import Mapping
from typing import Any

from patentgpt_jax.corpus.readers import values

_TURNS = ("messages", "conversations", "conversation", "dialogue", "dialog", "turns")
_ROLE, _CONTENT = ("role", "from", "speaker"), ("content", "value", "text", "utterance")
_NAMES = {
    **dict.fromkeys(("user", "human", "prompter"), ("User", "用户")),
    **dict.fromkeys(("assistant", "gpt", "bot", "model", "chatgpt"), ("Assistant", "助手")),
    "system": ("System", "系统"),
    **dict.fromkeys(("tool", "function", "observation"), ("Tool", "工具")),
}
KNOWN = frozenset({"messages", "conversations"})
"""Names of columns by which a table of conversations is known from other text."""


def text(row: Mapping[str, Any]) -> str:
    """A conversation with its roles; "" of other rows."""
    columns = {values.plain_name(str(name)): value for name, value in row.items()}
    given = next((columns[name] for name in _TURNS if name in columns), None)
    turns = values.decoded(given)
    if not isinstance(turns, list | tuple) or not all(isinstance(each, Mapping) for each in turns):
        return ""
    told = [(_first(each, _ROLE), _first(each, _CONTENT)) for each in turns]
    said = [(role, content) for role, content in told if content]
    if not any(role for role, _ in said):
        return ""
    chinese = any(re.search("[\u4e00-\u9fff]", content) for _, content in said)
    return "\n\n".join(_turn(role, content, chinese) for role, content in said)


def _first(turn: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((found for name in names if (found := values.text(turn.get(name)))), "")


def _turn(role: str, content: str, chinese: bool) -> str:
    english, other = _NAMES.get(role.lower(), (role.capitalize(), role))
    if not role:
        return content
    return f"{other}：{content}" if chinese else f"{english}: {content}"
