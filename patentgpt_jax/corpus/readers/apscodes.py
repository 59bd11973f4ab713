"""Inline codes of the USPTO's APS text ("Green Book", 1976-2001): characters, scripts, drawings.

Its files are ASCII. Other characters are names between dots (`.alpha.`, `.ltoreq.`), sub- and
superscripts begin with `.sub.` and `.sup.` and end at a space (`H.sub.2 O`), drawings of formulae
are `##STR1##` (structures) or `##EQU1##`. Source: the USPTO's Green Book documentation, as public
parsers of the format (USPTO PatentPublicData, CC0) list the codes. Unknown codes stay as they are.
"""

import re
import unicodedata

from patentgpt_jax.corpus.readers.entities import character

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "lamda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "omicron": "ο", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω",
}  # fmt: skip
_SYMBOLS = {
    # operators and relations
    "+-": "±", "-+": "∓", "times": "×", "div": "÷", "multidot": "·", "sqroot": "√", "cuberoot": "∛",
    "fourthroot": "∜", "4th root": "∜", "ltoreq": "≤", "gtoreq": "≥", "lmtoreq": "≤", "ltoreg": "≤",
    "gtoreg": "≥", "LT": "<", "GT": ">", "not <": "≮", "not >": "≯", "notlessthan": "≮",
    "notgreaterthan": "≯", "lmorsim": "≲", "ltorsim": "≲", "gtorsim": "≳", "about": "~", "apprxeq": "≈",
    "approxeq": "≈", "congruent": "≅", "perspectiveto": "≃", "apprch": "≐", "noteq": "≠", "ident": "≡",
    "notident": "≢", "varies": "∝", "infin": "∞", "differential": "∂", "gradient": "∇", "increment": "∆",
    "intg": "∫", "angle": "∠", "perp": "⊥", "orthogonal": "⊥", "parallel": "∥", "vertline": "|",
    "andgate": "∩", "orgate": "∪", "thrfore": "∴", "because": "∵", "BECAUSE": "∵", "A-inverted": "∀",
    "E-backward": "∃", "di-elect cons": "∈", "OR right": "⊂", "OR left": "⊃", "sym": "⊕", "crclbar": "⊖",
    "circle-w/dot": "⊙", "function": "ƒ", "prime": "′", "dblprime": "″", "dblquote": '"',
    # arrows and bonds
    "fwdarw": "→", "rarw": "←", "uparw": "↑", "dwnarw": "↓", "revreaction": "⇄", "reveaction": "⇄",
    "dbd": "=", "tbd": "≡", "quadbond": "≣", "guadbond": "≣",
    # units and signs
    "degree": "°", "ANG": "Å", "ang": "å", "cent": "¢", "English Pound": "£", "permill": "‰",
    "Salinity": "‰", "sctn": "§", "dagger": "†", "dagger-dbl": "‡", "RTM": "®", "TM": "™", "SM": "℠",
    "COPYRGT": "©", "COPYRG": "©", "AMP": "&", "male": "♂", "female": "♀", "music-sharp": "♯",
    "music-flat": "♭", "music-natural": "♮", "music-natrual": "♮", "asterisk-pseud": "※",
    # shapes
    "cndot": "•", "circle-solid": "●", "smallcircle": "∘", "largecircle": "◯", "circle": "◯",
    "circleincircle": "◎", "dottedcircle": "◌", "lhalfcircle": "◐", "rhalfcircle": "◑",
    "solthalfcircle": "◓", "solbhalfcircle": "◒", "quadrature": "□", "box-solid": "■",
    "tangle-solidup": "▲", "tangle-soliddn": "▼", "diamond": "◇", "diamond-solid": "◆", "star": "☆",
    "star-solid": "★", "hoarfrost": "␣",
    # brackets: of a repeating unit, of the floor and the ceiling, of a reissue
    "paren open-st": "(", "paren close-st": ")", "brket open-st": "[", "brket close-st": "]",
    "left brkt-top": "⌈", "right brkt-top": "⌉", "left brkt-bot": "⌊", "right brkt-bot": "⌋",
    "[": "[", "]": "]", "THorizBrace": "⏞", "BHorizBrace": "⏟",
    # letters
    "O slashed": "Ø", "o slashed": "ø", "ae butted": "æ", "AE butted": "Æ", "cedilla": "ç",
    # what a reissue adds stands between these; it is kept, as the law then reads
    "Iadd": "", "Iaddend": "", "Badd": "", "Baddend": "",
}  # fmt: skip
CODES = _GREEK | {name.upper(): letter.upper() for name, letter in _GREEK.items()} | _SYMBOLS
_ACCENTS = {
    "acute": "\u0301", "grave": "\u0300", "circumflex": "\u0302", "tilde": "\u0303", "umlaut": "\u0308",
    "uml": "\u0308", "dieresis": "\u0308", "caron": "\u030c", "hacek": "\u030c", "ring": "\u030a",
    "ovrhdot": "\u0307", "dot": "\u0307", "overscore": "\u0305", "right arrow": "\u20d7",
}  # fmt: skip
_DRAWINGS = {
    "STR": "[chemistry]", "SPC": "[chemistry]", "EQU": "[mathematics]", "MAT": "[mathematics]",
    "TBL": "[table]", "FIG": "[figure]",
}  # fmt: skip

_NAMES = "|".join(sorted(map(re.escape, CODES), key=len, reverse=True))
_CODE = re.compile(rf"\.({_NAMES})\.")
_SLASHED_ZERO = re.compile(r"\.0\.(?<![\w.]...)(?!\d)")  # not that of 1.0.2
_ACCENT = re.compile(r"\.(acute|grave|circumflex|tilde|umlaut|ovrhdot)\.([A-Za-z])")
_OVER = re.compile(rf"\{{({'|'.join(_ACCENTS)}) over \((.)\)\}}")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,30});")
_DRAWING = re.compile(rf"[ ]{{0,9}}##({'|'.join(_DRAWINGS)})[0-9.]{{0,9}}[A-Za-z]?##[ ]{{0,9}}")

# What a script holds: codes (`.sup..crclbar.`), or an expression in parentheses, or else what follows
# up to a space, comma, bracket, quotation mark or full stop that is no decimal point.
_WORD = r"[^\s.,;:()\[\]{}'\"#]"
_CONTENT = (
    rf"(?:(?:\.(?:{_NAMES})\.)+[A-Za-z0-9]{{0,8}}"
    r"|\([^\s()]{1,40}\)"
    rf"|{_WORD}(?:(?!--){_WORD}){{0,40}}(?:(?<=\d)\.\d+)?"
    r"|[()\[\]'\"])"
)
_SCRIPT = re.compile(rf"\.(su[bp])\.({_CONTENT})(?:\.s[bp](s[bp])\.({_CONTENT}))?( ?)")
_MARKS = {"sub": "_", "sup": "^", "sb": "_", "sp": "^"}
# Chemical elements and the letters of common groups, the longer ones first.
_ELEMENT = (
    "He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Sc|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Ga|Ge|As|Se|Br|Kr|Rb|Sr|Zr|Nb|Mo|Tc|Ru|Rh"
    "|Pd|Ag|Cd|In|Sn|Sb|Te|Xe|Cs|Ba|La|Ce|Pr|Nd|Sm|Eu|Gd|Tb|Dy|Ho|Er|Tm|Yb|Lu|Hf|Ta|Re|Os|Ir|Pt|Au|Hg|Tl|Pb"
    "|Bi|Th|Me|Et|Ph|H|B|C|N|O|F|P|S|K|V|Y|I|W|U|R|X|Z|D"
)
# After the space that ends a script: the rest of its formula, which print sets close, but no word.
_FORMULA_GOES_ON = re.compile(
    rf"(?!(?:As|At|Be|He|I|In|No)[ ])"
    rf"(?:[),;:'\"\]]|\.(?![\w\[+-])|--|[-+=/][^\s-]|\.(?:[dt]bd|su[bp])\."
    rf"|[(\[]*(?:{_ELEMENT})(?:{_ELEMENT}|[()\[\]0-9=-])*(?=\.su[bp]\.|\.[dt]bd\.|[\s,.;:]|$))"
)
_LONGEST_FORMULA = 80


def plain(text: str) -> str:
    """`text` with its codes as characters, `_2` and `^{-3}`, and placeholders on lines of their own."""
    if ".su" in text:
        text = _SCRIPT.sub(_script, text)
    if "." in text:
        text = _CODE.sub(lambda match: CODES[match[1]], text)
        text = _SLASHED_ZERO.sub("ø", text)
        text = _ACCENT.sub(_accented, text)
    if "{" in text:
        text = _OVER.sub(_accented, text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: character(match[1]) or match[0], text)
    if "##" in text:
        text = _DRAWING.sub(lambda match: f"\n{_DRAWINGS[match[1]]}\n", text)
    return text.strip("\n")


def _script(match: re.Match[str]) -> str:
    """`_{max}` for `.sub.max`; a script's own script, as in `.sub.i.sbsb.2`, stands inside."""
    content = _CODE.sub(lambda code: CODES[code[1]], match[2])
    if match[3]:
        content += _braced(_MARKS[match[3]], _CODE.sub(lambda code: CODES[code[1]], match[4]))
    rest = match.string[match.end() : match.end() + _LONGEST_FORMULA]
    goes_on = match[5] and _FORMULA_GOES_ON.match(rest)
    return _braced(_MARKS[match[1]], content) + ("" if goes_on else match[5])


def _braced(mark: str, content: str) -> str:
    return mark + (content if len(content) == 1 else "{" + content + "}")


def _accented(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", match[2] + _ACCENTS[match[1]])
