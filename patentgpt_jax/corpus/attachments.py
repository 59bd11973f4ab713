"""What lies in archives beside the documents and holds no text to keep: images, molecules, style sheets.

Told by content: magic numbers, and the shapes of a molecule (MDL's connection table) and of a DTD.
Texts that look like any other, such as a licence or a style sheet, are told by their names.
"""

import re

_MAGICS = (
    b"II*\0", b"MM\0*", b"II+\0", b"MM\0+",  # TIFF
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\0\0\0\x0cjP  ", b"\x97JB2",  # other images
    b"%PDF", b"%!PS", b"\xd7\xcd\xc6\x9a", b"{\\rtf", b"\xd0\xcf\x11\xe0",  # PDF, PS, WMF, RTF, Word
    b"VjCD0100",  # ChemDraw
    b"\0\x05\x16\x07", b"\0\0\0\x01Bud1",  # what macOS leaves in archives
)  # fmt: skip
_WINDOWS_IMAGE = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_VIDEO_OR_SOUND = re.compile(rb"RIFF.{4}(?:AVI |WAVE|WEBP)|.{4}ftyp", re.DOTALL)
_MOLECULE = re.compile(rb"(?:[^\n]{0,200}\n){3}[ \d]{6}[^\n]{0,40}V[23]000[ \r\n]")
_NOTEBOOK = re.compile(rb"\s*\(\*\*?\*?(?: Content-type: application/(?:vnd\.wolfram\.)?mathematica|\*{10})")
_DTD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
    rb"<!(?:ELEMENT|ENTITY|ATTLIST|NOTATION)\s"
)
_NAMES = re.compile(
    r"(?i)(?:.*/)?(?:(?:readme|licen[cs]e)(?:\.txt|\.md)?|[^/]+\.(?:css|js|sty|cls|bat|md5|sha\d*))"
)


def is_attachment(path: str, head: bytes) -> bool:
    """Whether the member `path` of an archive, which begins with `head`, is no document."""
    shapes = (_WINDOWS_IMAGE, _VIDEO_OR_SOUND, _MOLECULE, _NOTEBOOK, _DTD)
    if head.startswith(_MAGICS) or any(shape.match(head) for shape in shapes):
        return True
    return bool(_NAMES.fullmatch(path)) and not head.lstrip().startswith(b"<?xml")
