"""The one exception for what a user can put right: bad input, told in one line.

`main.py` prints it as `error: <message>` and exits with status 2, without a traceback. Whatever
else escapes is a bug of ours. The message names the file, field or flag, what was found, and what
was expected.
"""

import difflib
from collections.abc import Iterable


class InputError(Exception):
    """Something in the user's files, configuration or flags is wrong."""


def nearest(name: str, valid: Iterable[str]) -> str:
    """A clause naming the valid name most like `name`, to end an error message with."""
    names = sorted(valid)
    leaf = name.rsplit(".", 1)[-1]  # a qualified name may be right but for its section
    same_leaf = [each for each in names if each.rsplit(".", 1)[-1] == leaf]
    close = difflib.get_close_matches(name, same_leaf or names, n=1, cutoff=0.0 if same_leaf else 0.5)
    if not close:  # or almost right
        leaves = {each.rsplit(".", 1)[-1]: each for each in names}
        close = [leaves[each] for each in difflib.get_close_matches(leaf, leaves, n=1, cutoff=0.6)]
    if close:
        return f"did you mean {close[0]!r}?"
    return f"expected one of: {', '.join(names)}"
