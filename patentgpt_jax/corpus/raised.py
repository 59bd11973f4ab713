"""What was raised in another process, as JSON between processes, and raised again in the one that asked."""

import traceback
from typing import Any

from patentgpt_jax.errors import InputError


def described(error: Exception) -> dict[str, Any]:
    """What `raise_again` makes the same kind of error of."""
    if isinstance(error, InputError):
        return {"input_error": str(error)}
    if isinstance(error, OSError):
        return {"os_error": [error.errno, error.strerror or str(error), error.filename]}
    return {"bug": "".join(traceback.format_exception(error))}


def raise_again(message: dict[str, Any]) -> None:
    """Raise what `message` describes, if it describes an error.

    Raises:
      InputError, OSError: as they were.
      RuntimeError: anything else, with its traceback.
    """
    if "input_error" in message:
        raise InputError(message["input_error"])
    if "os_error" in message:
        raise OSError(*message["os_error"])
    if "bug" in message:
        raise RuntimeError(message["bug"])
