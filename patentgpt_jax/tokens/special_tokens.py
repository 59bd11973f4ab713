"""The control tokens that frame documents and chats: in every tokenizer that is trained or extended here.

| token | what for |
|---|---|
| `<|system|>`, `<|user|>`, `<|assistant|>` | begins a message of a chat and says whose it is |
| `<|end|>` | ends a message |
| `<|reserved_0|>` to `<|reserved_3|>` | free: for a role or a mark that a later stage needs |

No text encodes to them: the characters `<|user|>` in a document, or in what somebody types, are plain text.
A program that wants the token asks for its id by name: `tokenizer.special_id("<|user|>")`.
"""

from collections.abc import Mapping

from patentgpt_jax.errors import InputError, nearest

SYSTEM, USER, ASSISTANT, END = "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"
SPECIAL_TOKENS = (SYSTEM, USER, ASSISTANT, END, *(f"<|reserved_{number}|>" for number in range(4)))


def special_id(ids: Mapping[str, int], name: str, path: str) -> int:
    """The id of the control token `name` among `ids`, those of the tokenizer in the file `path`.

    Raises:
      InputError: it has no such token.
    """
    if name not in ids:
        raise InputError(f"{path}: the tokenizer has no control token {name!r}; {nearest(name, list(ids))}")
    return ids[name]
