"""Filter: one form of every character, and none that cannot be seen.

Unicode Normalization Form C (Unicode Standard Annex 15). Not Form KC, which would take superscripts and
the full-width punctuation of Chinese for their plain look-alikes. Invisible characters follow the Unicode
Character Database: controls, zero-width characters and direction marks go, joiners stay in scripts that
are written with them (Unicode Technical Report 31, section 2.3), spaces of every width are one.
"""

import re
import unicodedata

from patentgpt_jax.corpus.cleaning.parts import map_texts
from patentgpt_jax.corpus.record import Record

_ASCII = bytes(range(128))
_CONTROLS = bytes(each for each in range(32) if each not in b"\n\t") + b"\x7f"
_LINE_ENDS = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# Arabic to Myanmar, Khmer and Mongolian, and later Indic scripts; emoji are joined by U+200D as well.
_JOINED = (
    "\u0600-\u109f\u1780-\u18af\u1a20-\u1cff\ua800-\uabff\U00010a00-\U00011fff\ufe0f\U0001f000-\U0001faff"
)
_STRAY_JOINERS = re.compile(f"(?<![{_JOINED}])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+")
_BEYOND_ASCII = re.compile(
    "|".join(each.pattern for each in (_LINE_ENDS, _SPACES, _SURROGATES, _INVISIBLE)) + "|[\u200c\u200d]"
)


def characters(record: Record) -> Record:
    """`record` with its texts in Unicode NFC, without control and invisible characters.

    Line feeds and tabs stay, other line ends become line feeds, other spaces a space. U+FFFD stays, for
    the filter that counts damage. A surrogate, which is half a character, becomes U+FFFD.
    """
    return map_texts(record, normal_characters)


def normal_characters(text: str) -> str:
    """`text` with every character in its one form; see `characters`."""
    encoded = text.encode(errors="surrogatepass")
    if len(encoded.translate(None, _CONTROLS)) != len(encoded):
        text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    if _BEYOND_ASCII.search(beyond_ascii(text)):
        text = _SPACES.sub(" ", _LINE_ENDS.sub("\n", text))
        text = _INVISIBLE.sub("", _SURROGATES.sub("\ufffd", text))
        text = _STRAY_JOINERS.sub("", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def beyond_ascii(text: str) -> str:
    """The characters of `text` that are not ASCII, joined: quickly, for most patents have few."""
    return text.encode(errors="surrogatepass").translate(None, _ASCII).decode(errors="surrogatepass")
