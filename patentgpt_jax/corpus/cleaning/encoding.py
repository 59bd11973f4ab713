"""Filter: text that was once decoded with the wrong character encoding is put right.

`Ã©` is the two bytes of `é` in UTF-8, read as Windows-1252. The repair is that of ftfy (Speer 2019, "ftfy",
doi:10.5281/zenodo.2591652), line by line and only where a line holds what UTF-8 looks like after such a
reading; nothing else that ftfy can do is done. What formulae and names have is no evidence, although ftfy
takes it for some: `30 Å³`, `Ø±0.1 mm`, `CAFÉ®`.
"""

import re

from patentgpt_jax.corpus.cleaning.characters import beyond_ascii
from patentgpt_jax.corpus.cleaning.parts import map_texts
from patentgpt_jax.corpus.record import Record

# What the bytes 80 to BF of UTF-8 become: in Latin-1 these code points, in Windows-1252 partly others. No
# sequence begins with a multiplication sign, as Hebrew's would: formulae are full of them.
_NEXT = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCE = f"[Â-ÖØ-ß]{_NEXT}|[à-ï]{_NEXT}{{2}}|[ð-ô]{_NEXT}{{3}}"
# Byte A0 became a space ("voilÃ "); C1 controls, which nobody writes; the same damage through other pages:
# MacRoman, code page 437, Windows-1250, -1251, -1253 and -1257.
_OTHERS = "[ÂÃ] |[\x80-\x9f]|‚Ä|ΓÇ|Ă[©¨¶¼¤]|вЂ|β€|ā€"
_DAMAGE = re.compile(f"{_SEQUENCE}|{_OTHERS}")
# Whole characters of `_DAMAGE`, to look for among the characters beyond ASCII alone.
_HINT = re.compile(f"[Â-ÖØ-ß]{_NEXT}|[à-ô]{_NEXT}{{2}}|[ÂÃ]|{_OTHERS}")
# Units and symbols that stand apart; words in capitals; a sequence that is shown, in quotes or alone.
_INNOCENT = re.compile(
    "((?<![^\\W\\d_])(?<![^\x00-\x7f])[ÄÅÖØÜ][²³¹±·°½¼¾®™](?![^\x00-\x7f])"
    "|(?<=[A-Z])[ÀÁÄ-ÍÒ-ß][®™°…”“»–—]"
    f"|(?<=[\"'“‘«])(?:{_SEQUENCE})(?=[\"'”’»])|\\A(?:{_SEQUENCE}|[ÂÃ] )\\Z)"
)


def encoding(record: Record) -> Record:
    """`record` with its texts repaired where a wrong encoding damaged them."""
    return map_texts(record, repaired)


def repaired(text: str) -> str:
    """`text` with those of its lines repaired that were decoded with the wrong encoding."""
    if text.isascii() or not _HINT.search(beyond_ascii(text)) or not _DAMAGE.search(text):
        return text
    return "\n".join(_line(each) for each in text.split("\n"))


def _line(line: str) -> str:
    pieces = _INNOCENT.split(line)  # every other one is innocent
    if not any(_DAMAGE.search(each) for each in pieces[::2]):
        return line
    from ftfy import fix_encoding  # only here, so that clean text does not wait for its import

    return "".join(
        each if index % 2 or not _DAMAGE.search(each) else fix_encoding(each)
        for index, each in enumerate(pieces)
    )
