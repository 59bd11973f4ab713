"""The little English word formation that sample patents need: articles, plurals, verb forms."""

from collections.abc import Callable

_SPOKEN_WITH_VOWEL = tuple("AEFHILMNORSX")  # letters whose names start with a vowel: an LED
_A = ("uni", "use", "u-", "one", "ure", "eu")
_AN = ("hour", "honest")
_DOUBLING = frozenset(
    [
        "admit",
        "control",
        "cut",
        "emit",
        "expel",
        "grip",
        "output",
        "overlap",
        "plan",
        "run",
        "set",
        "skip",
        "stir",
        "stop",
        "strip",
        "sum",
        "transfer",
        "transmit",
        "wet",
    ]
)


def with_article(noun: str) -> str:
    """`noun` with `a` or `an`: an impeller, a unit, an LED driver, a U-shaped frame."""
    first = noun.split()[0]
    lower = first.lower()
    if len(first) > 1 and first.isupper():
        vowel = first[0] in _SPOKEN_WITH_VOWEL
    else:
        vowel = lower.startswith(_AN) or (lower[0] in "aeiou" and not lower.startswith(_A))
    return f"{'an' if vowel else 'a'} {noun}"


def plural(noun: str) -> str:
    """The regular plural of the last word of `noun`."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def gerund(verb: str) -> str:
    """The -ing form of a base form: reduce, reducing; cut, cutting."""
    if verb in _DOUBLING:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return verb + "ing"


def third_person(verb: str) -> str:
    """The third person singular of a base form: carry, carries; is for be."""
    if verb == "be":
        return "is"
    if verb.endswith(("s", "x", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def gerund_phrase(phrase: str) -> str:
    """A verb phrase with its verbs turned to -ing: raise and lower units, raising and lowering units."""
    return _inflected(phrase, gerund)


def third_person_phrase(phrase: str) -> str:
    """A verb phrase in the third person singular."""
    return _inflected(phrase, third_person)


_SECOND_VERBS = ("lower", "close", "accumulate", "pelletize", "lock")


def _inflected(phrase: str, form: Callable[[str], str]) -> str:
    words = phrase.split(" ")
    words[0] = form(words[0])
    if len(words) > 2 and words[1] == "and" and words[2] in _SECOND_VERBS:
        words[2] = form(words[2])
    return " ".join(words)
