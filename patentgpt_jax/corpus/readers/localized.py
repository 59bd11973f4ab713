"""Values that are given in several languages: `[{"lang": "EN", "text": ...}, {"lang": "CN", ...}]`."""

from collections.abc import Mapping
from typing import Any

from patentgpt_jax.corpus.readers import values
from patentgpt_jax.corpus.readers.language import NATIVE, language_code

_TAGS = ("lang", "language", "language_code", "locale")


def split(
    fields: Mapping[str, Any], names: tuple[str, ...], office: str, language: str
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """`fields` in one language, and those of `names` that are given in others, by language.

    The one is `language` or the office's own where a field has it, else the first.
    """
    given = {name: found for name in names if (found := _by_language(fields.get(name)))}
    tags = [tag for found in given.values() for tag in found]
    wanted = next((tag for tag in (language, NATIVE.get(office, "")) if tag in tags), tags[0] if tags else "")
    own, others = dict(fields), dict[str, dict[str, Any]]()
    for name, found in given.items():
        own[name] = found.get(wanted, "")
        for tag, value in found.items():
            if tag != wanted:
                others.setdefault(tag, {})[name] = value
    return own, others


def _by_language(value: Any) -> dict[str, Any]:
    value = values.decoded(value)
    if not isinstance(value, list | tuple) or not all(isinstance(each, Mapping) for each in value):
        return {}
    found: dict[str, Any] = {}
    for each in value:
        tag = next((values.line(each[name]) for name in _TAGS if each.get(name)), "")
        code = language_code(tag)
        if not code:
            return {}
        inner = {name: part for name, part in each.items() if name not in _TAGS}
        text = next((inner[name] for name in ("text", "value", "content") if name in inner), inner)
        found.setdefault("zh" if code == "tw" else code, []).append(text)
    return {code: texts[0] if len(texts) == 1 else texts for code, texts in found.items()}
