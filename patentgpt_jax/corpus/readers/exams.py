"""Questions of examinations as text: what is asked, the options by letters, the answer, why.

Published sets name these columns in many ways: `question, options, answer`; `question, A, B, C, D,
answer`; `question, choices, answer` with the number of the choice, from 0; `instruction, input,
output`; 题目, 选项, 答案. The options are spelled `A. ...`, one a line.
"""

import re
import string
from collections.abc import Iterator, Mapping
from itertools import chain, count
from typing import Any

from patentgpt_jax.corpus.readers import values

_QUESTION = ("question", "stem", "statement", "problem", "instruction", "题目", "问题", "题干")
_CONTEXT = ("input", "context")
_OPTIONS = ("options", "choices", "optionlist", "option", "candidates", "选项")
_ANSWER = (
    *("answer", "answers", "correctanswer", "answerkey", "correctoption", "output", "response", "cop"),
    *("答案", "正确答案"),
)
_REASON = ("explanation", "rationale", "analysis", "solution", "exp", "解析")
KNOWN = frozenset({"question", "options", "choices", "answer", "题目", "问题", "选项", "答案"})
"""Names of columns by which a table of questions is known from other text."""
_LETTERS = string.ascii_uppercase
_COLUMNS = _LETTERS[:10]  # that may hold an option each
_LETTERED = re.compile(r"\s*[(（]?[A-Za-z]\s?[.．:：、)）]")


def text(row: Mapping[str, Any]) -> str:
    """A question with its answer or options, a blank line between the parts; "" of other rows."""
    columns = {values.plain_name(str(name)): value for name, value in row.items()}
    question = _first(columns, _QUESTION)
    options = list(_options(columns))
    answer = _answer(_value(columns, _ANSWER), options)
    reason = _first(columns, _REASON)
    if not question or not (options or answer or reason):
        return ""
    if options and answer:
        chinese = re.search("[\u4e00-\u9fff]", question)
        answer = f"答案：{answer}" if chinese else f"Answer: {answer}"
    parts = [question, _first(columns, _CONTEXT), "\n".join(options), answer, reason]
    return "\n\n".join(filter(None, parts))


def _value(columns: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((columns[name] for name in names if values.text(columns.get(name))), None)


def _first(columns: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return values.text(_value(columns, names))


def _options(columns: Mapping[str, Any]) -> Iterator[str]:
    given = values.decoded(_value(columns, _OPTIONS))
    if isinstance(given, Mapping) and isinstance(given.get("text"), list):  # with the labels beside them
        labels = given.get("label")
        if isinstance(labels, list) and len(labels) == len(given["text"]):
            named = zip(map(values.line, labels), map(values.line, given["text"]), strict=True)
            yield from (f"{label}. {content}" for label, content in named if content)
            return
        given = given["text"]
    if isinstance(given, Mapping):
        yield from (f"{label}. {content}" for label, each in given.items() if (content := values.line(each)))
    elif isinstance(given, list | tuple):
        labels = chain(_LETTERS, map(str, count(len(_LETTERS) + 1)))
        for label, each in zip(labels, map(values.line, given), strict=False):
            yield each if _LETTERED.match(each) else f"{label}. {each}"
    elif given is not None:
        yield values.text(given)
    else:
        for label in _COLUMNS:
            names = (label.lower(), f"option{label.lower()}", f"op{label.lower()}")
            if content := _first(columns, names):
                yield f"{label}. {content}"


def _answer(given: Any, options: list[str]) -> str:
    """The answer; the letter of the option where it is the number of one."""
    if (
        isinstance(given, int)
        and not isinstance(given, bool)
        and 0 <= given < min(len(options), len(_LETTERS))
    ):
        return _LETTERS[given]
    if isinstance(given, list | tuple):
        return ", ".join(filter(None, map(values.line, given)))
    return values.text(given)
