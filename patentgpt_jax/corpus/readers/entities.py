"""Named characters of the SGML and XML of patent offices.

The standard library's `html.entities.html5` has HTML's names, which include MathML's and most of ISO
8879. What it lacks, and patents use, are the Greek letters of ISOgrk1, ISOgrk2 and ISOgrk4 and the names
of 1986 that were spelled anew in 1991. Source: ISO 8879:1986 Annex D and ISO/IEC TR 9573-13:1991, but
for its drawings of benzene rings (ISOchem), which no DTD of the USPTO declares.
"""

import html.entities
import re


def _paired(names: str, characters: str) -> dict[str, str]:
    return dict(zip(names.split(), characters, strict=True))


# ISOgrk1: transliterations; the capital of each is written with the same first letter(s) in capitals.
_LETTERS = _paired("a b g d e z ee th i k l m n x o p r sf s t u ph kh ps oh", "αβγδεζηθικλμνξοπρςστυφχψω")
# ISOgrk2: the same with a tonos (acute), a dialytika, or both.
_ACCENTED = _paired("aac eac eeac iac oac uac ohac idi udi idia udia", "άέήίόύώϊϋΐΰ")


def _capital(name: str) -> str:
    """`ee` as `EE`, `ohac` as `OHac`: the letters that stand for the Greek one, in capitals."""
    stem = re.match(r"ee|oh|th|ph|kh|ps|.", name)[0]  # type: ignore[index]
    return stem.upper() + name[len(stem) :]


_TABLE = {f"{name}gr": letter for name, letter in _LETTERS.items()}
_TABLE |= {f"{_capital(name)}gr": letter.upper() for name, letter in _LETTERS.items() if name != "sf"}
# ISOgrk2 names end in "gr" after "aac", "idi", ...: aacgr, idigr, idiagr.
_TABLE |= {f"{name}gr": letter for name, letter in _ACCENTED.items()}
_TABLE |= {
    f"{_capital(name)}gr": letter.upper() for name, letter in _ACCENTED.items() if len(letter.upper()) == 1
}
_TABLE |= {"epsis": "ϵ", "thetas": "θ", "phis": "φ", "gammad": "ϝ"}  # ISOgrk3, before they were renamed
_TABLE |= _paired("darr2 larr2 rarr2 uarr2 lrarr2 rlarr2 lrhar2 rlhar2 dlarr drarr", "⇊⇇⇉⇈⇆⇄⇋⇌↙↘")  # ISOamsa
_TABLE |= _paired("lpargt jnodot sbsol vprime", "⦠ȷ﹨′")  # ISOamsc, ISOamso
_TABLE |= _paired("cupre gsdot ldot samalg ang90 gcedil", "≼⋗⋖∐∟ģ")  # ISOamsr, ISOtech, ISOlat2


def character(name: str) -> str | None:
    """The text of the entity `name` (`ldquo`, `agr`, `b.alpha`), or None if no table has it."""
    known = html.entities.html5.get(f"{name};") or _TABLE.get(name)
    if known is None and name.startswith("b."):  # ISOgrk4: the bold letters; bold is not kept
        return character(name[2:])
    return known
