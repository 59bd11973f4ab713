"""What a filter of the corpus is: a function from a record to what stays of it.

A filter that changes nothing returns the record that it was given, the very object, so that what it did
can be counted without comparing texts.
"""

from collections.abc import Callable
from dataclasses import dataclass

from patentgpt_jax.corpus.record import Record


@dataclass(frozen=True)
class Removed:
    """A document is left out: `reason`, in a few words that never vary with the document, is counted by;
    `shown` is the passage that a sample shows, or nothing for the document's beginning."""

    reason: str
    shown: str = ""


Filter = Callable[[Record], Record | Removed]
