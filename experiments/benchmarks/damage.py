"""Texts spoiled on purpose, by seed: what a scanner misreads, what a model repeats, what a page repeats."""

import random

_LOOKALIKE = {
    "o": "0", "l": "1", "i": "!", "e": "c", "s": "5", "b": "6", "a": "8", "t": "f", "c": "e", "n": "ri",
    "m": "rn", "h": "li", "g": "q", "u": "ii", "r": "n", "f": "t", "d": "cl",
}  # fmt: skip
_MARKS = ",;!|~^*"


def scanned(text: str, share: float, rng: random.Random) -> str:
    """`text` in which a `share` of the letters is misread.

    Half of them become what they look like, the others are followed by a mark or a space, are lost, read
    as something that is no character, or read several times.
    """
    out = []
    for letter in text:
        if not letter.isalpha() or rng.random() >= share:
            out.append(letter)
            continue
        kind = rng.randrange(10)
        if kind < 5:
            out.append(_LOOKALIKE.get(letter.lower(), letter.swapcase()))
        elif kind < 7:
            out.append(letter + rng.choice(_MARKS))
        elif kind < 8:
            out.append(letter + " ")
        elif kind < 9:
            out.append(rng.choice(("", "\ufffd")))
        else:
            out.append(letter * 4)
    return "".join(out)


def looping(text: str, share: float, period: int, rng: random.Random) -> str:
    """`text` of which the last `share` of the words is one phrase of `period` words over and over.

    What a language model writes once it is caught in a loop.
    """
    words = text.split()
    kept = max(period, round(len(words) * (1 - share)))
    start = rng.randrange(kept - period + 1)
    phrase = words[start : start + period]
    loops = -(-(len(words) - kept) // period)
    return " ".join(words[:kept] + phrase * loops)


def repeated_paragraphs(text: str, share: float, rng: random.Random) -> str:
    """`text` with copies of its paragraphs put between them, which make up a `share` of the whole."""
    paragraphs = [each for each in text.split("\n\n") if each]
    out = list(paragraphs)
    length = sum(map(len, paragraphs))
    total = length
    while total - length < share * total:
        copy = rng.choice(paragraphs)
        out.insert(rng.randrange(len(out) + 1), copy)
        total += len(copy)
    return "\n\n".join(out)


def running_headers(text: str, words_a_page: int) -> str:
    """`text` cut into pages, each with the same header and footer, as scans of a book are."""
    words = text.split()
    pages = [" ".join(words[at : at + words_a_page]) for at in range(0, len(words), words_a_page)]
    lines = ("Annual Report of the Committee on Patents and Trade Marks", "Reproduced from the best copy")
    return "\n".join(f"{lines[0]}\n{page}\n{lines[1]}" for page in pages)
