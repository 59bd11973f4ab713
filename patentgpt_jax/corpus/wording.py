"""The tokens of a text for comparing texts, as 64-bit hashes: what its words are, however it is written.

Text is compared in lower case and in Unicode's form NFKC (full-width letters, ligatures and half-width
kana are the usual ones then). A run of letters and digits is a word; each Han or kana character, between
which Chinese and Japanese put no spaces, is a token of its own. Punctuation, signs and white space only
part tokens.

The lowest bit of a token's hash tells which of the two it is. The other 63 are as good as random: they
are BLAKE2b's for words, and those of SplitMix64 (Steele, Lea and Flood 2014) for characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

import numpy as np

CHARACTERS = (  # without the signs among them
    "\u3005\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_CHARACTER = re.compile(f"[{CHARACTERS}]")
_TOKEN = re.compile(rf"[{CHARACTERS}]|[^\W_{CHARACTERS}]+")
_WORD = re.compile(rf"[^\W_{CHARACTERS}]+")
_RANGES = np.array(  # of code points: the first of each, and the first after it
    [
        ord(each) + end
        for first, last in re.findall("(.)(?:-(.))?", CHARACTERS)
        for end, each in enumerate((first, last or first))
    ],
    np.uint32,
)
_ASCII = bytes(range(128))
_SPACED = bytes(  # lower case, and spaces for what is neither letter nor digit
    code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else ord(" ") for code in range(256)
)
_FEW = 100  # characters to replace one by one
_MOST_REMEMBERED = 1 << 20  # distinct words, about 100 MB


def normal_form(text: str) -> str:
    """`text` in NFKC, in its own case; `token_spans` are places in it."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).replace("İ", "I")  # which in lower case are two characters


def token_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each token of `text` begins and ends in `normal_form(text)`."""
    return (match.span() for match in _TOKEN.finditer(_lower(normal_form(text))))


def token_hashes(texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of all tokens of `texts`, one text after another, and how many each text has.

    Returns:
      [tokens] uint64, of which `is_character` tells the kind, and [texts] int64.
    """
    if len(_hashes) > _MOST_REMEMBERED:
        _hashes.clear()
    words: list[bytes] = []  # that are not hashed yet: those of many short texts at once
    parts: list[np.ndarray] = []
    counts = []
    for text in texts:
        plain, has_characters = _plain(text)
        if has_characters:
            parts += [_hashed(words), _mixed(plain.decode())]
            words = []
            counts.append(len(parts[-1]))
        else:
            found = plain.split()
            words += found
            counts.append(len(found))
    parts.append(_hashed(words))
    return np.concatenate(parts), np.array(counts, np.int64)


def is_character(hashes: np.ndarray) -> np.ndarray:
    """Which tokens ([tokens] uint64) are characters of their own, not words ([tokens] bool)."""
    return (hashes & np.uint64(1)).astype(bool)


def mix(values: np.ndarray) -> np.ndarray:
    """SplitMix64's function of 64 bits, which maps no two values ([...] uint64) to one."""
    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _lower(text: str) -> str:
    """In lower case, as long as `text`, and each character whatever its neighbours."""
    return text.lower().replace("ς", "σ")


def _plain(text: str) -> tuple[bytes, bool]:
    """The tokens of `text` as they are compared, spaces between words, and whether some are characters.

    In UTF-8. Each distinct character beyond ASCII is put in normal form once, which is several times as
    fast as the whole text, unless some may join.
    """
    if text.isascii():
        return text.encode().translate(_SPACED), False
    data = text.encode("utf-8", "replace")
    forms = [_form(other) for other in set(data.translate(None, _ASCII).decode())]
    if any(form.joins for form in forms):
        text = _lower(normal_form(text))
        data = text.encode("utf-8", "replace")
        forms = [_form(other) for other in set(data.translate(None, _ASCII).decode())]
    changes = {form.given.decode(): form.plain.decode() for form in forms if form.changes}
    data = substituted(data, changes)  # no form holds a character that another one changes
    return data.translate(_SPACED), any(form.has_characters for form in forms)


def substituted(data: bytes, changes: Mapping[str, str]) -> bytes:
    """`data`, text in UTF-8, with the characters that `changes` names in their other form.

    A few are faster replaced one by one; of many each would be a pass over the text. No form may hold a
    character that is changed, too.
    """
    if len(changes) > _FEW:
        return data.decode().translate({ord(each): form for each, form in changes.items()}).encode()
    for character, form in changes.items():
        data = data.replace(character.encode(), form.encode())
    return data


class _Form(NamedTuple):
    """One character of a text, in UTF-8."""

    given: bytes
    plain: bytes  # in normal form and lower case, with spaces for what is of no token
    changes: bool
    has_characters: bool
    joins: bool  # whether the normal form of a text may make one character of it and what is before it


@lru_cache(1 << 17)
def _form(character: str) -> _Form:
    form = _lower(normal_form(character))
    has_characters = bool(_CHARACTER.search(form))
    given = character.encode()
    plain = "".join(each if _TOKEN.match(each) else " " for each in form).encode()
    joins = "\u1100" <= form[0] <= "\u11ff" or unicodedata.category(form[0])[0] == "M"
    return _Form(given, plain, plain != given, has_characters, joins)


def _mixed(text: str) -> np.ndarray:
    """The hashes of a text in normal form and lower case."""
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    places = np.flatnonzero(np.searchsorted(_RANGES, points, "right") & 1)
    characters = mix(points[places].astype(np.uint64)) | np.uint64(1)
    words = [(match.start(), match[0].encode()) for match in _WORD.finditer(text)]
    order = np.argsort(np.concatenate([places, np.array([place for place, _ in words], np.int64)]))
    return np.concatenate([characters, _hashed([word for _, word in words])])[order]


def _hashed(words: list[bytes]) -> np.ndarray:
    return np.fromiter(map(_hashes.__getitem__, words), np.uint64, len(words))


class _Hashes(dict[bytes, int]):
    """The hash of each word, made when it is first asked for."""

    def __missing__(self, word: bytes) -> int:
        found = self[word] = int.from_bytes(blake2b(word, digest_size=8).digest(), "little") & ~1
        return found


_hashes = _Hashes()
