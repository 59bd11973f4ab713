"""Where documents begin in a file that holds one after another, found part by part.

Weekly files have an XML declaration before each document, or, in the SGML of 2001, its document type
(`<!DOCTYPE PATDOC ...`); documents that were taken out of such a file may begin with `<PATDOC`.
"""

import re
from collections.abc import Iterator

LONGEST = 32  # bytes of a beginning, at most
_DECLARATION = re.compile(rb"<\?xml[ \t\r\n]")
_DECLARATION_OR_PATDOC = re.compile(
    rb"<(?:\?xml[ \t\r\n]|!DOCTYPE[ \t\r\n]{1,8}PATDOC\b|PATDOC[ \t\r\n>])",
)
_START_TAG = re.compile(rb"<[A-Za-z]")


class Beginnings:
    """Finds the beginnings in the parts of a file, which it is given in order."""

    def __init__(self) -> None:
        self._inside = False  # whether a start tag of the current document has been seen
        self._unseen = 0  # bytes at the end of a part that may be half of a beginning

    def positions(self, part: bytes, overlap: int) -> Iterator[int]:
        """The beginnings in `part`, whose first `overlap` bytes have been searched before.

        A `PATDOC` begins a document only where another one has had a start tag. Before it, it belongs to
        the declaration or the document type that stands before it.
        """
        pattern = _DECLARATION_OR_PATDOC if b"PATDOC" in part else _DECLARATION
        seen = max(0, overlap - self._unseen)
        for match in pattern.finditer(part, max(0, overlap - LONGEST)):
            if match.end() > overlap:
                self._look(part, seen, match.start())
                seen = match.start()
                if self._inside or match[0].startswith(b"<?"):
                    self._inside = False
                    yield match.start()
        self._look(part, seen, len(part) - LONGEST + 1)  # a start tag is seen by two bytes
        self._unseen = min(LONGEST, len(part) - seen)

    def _look(self, part: bytes, first: int, last: int) -> None:
        self._inside = self._inside or bool(_START_TAG.search(part, first, last))
