"""What lies beside the documents, in archives and directories, and holds no text that is read.

Images, molecules, style sheets, DTDs, licences are no documents, and are passed over. PDF, Word and
the like may be documents: these too are passed over where they were packed together with others, but
not where a source names them. All are told by content: magic numbers, and the shapes of a molecule
(MDL's connection table) and of a DTD. Texts that look like any other, such as a licence or a style
sheet, are told by their names.
"""

import re

_MAGICS = (
    b"II*\0", b"MM\0*", b"II+\0", b"MM\0+",  # TIFF
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\0\0\0\x0cjP  ", b"\x97JB2",  # other images
    b"\xd7\xcd\xc6\x9a",  # WMF
    b"VjCD0100",  # ChemDraw
    b"\0\x05\x16\x07", b"\0\0\0\x01Bud1",  # what macOS leaves in archives
)  # fmt: skip
_UNREAD = {
    b"%PDF": "a PDF",
    b"%!PS": "a PostScript file",
    b"{\\rtf": "an RTF file",
    b"\xd0\xcf\x11\xe0": "a Word document, or another of Microsoft Office",
}
_WINDOWS_IMAGE = re.compile(rb"BM.{4}\0{4}", re.DOTALL)
_VIDEO_OR_SOUND = re.compile(rb"RIFF.{4}(?:AVI |WAVE|WEBP)|.{4}ftyp", re.DOTALL)
_MOLECULE = re.compile(rb"(?:[^\n]{0,200}\n){3}[ \d]{6}[^\n]{0,40}V[23]000[ \r\n]")
_NOTEBOOK = re.compile(rb"\s*\(\*\*?\*?(?: Content-type: application/(?:vnd\.wolfram\.)?mathematica|\*{10})")
_DTD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->))*-->\s*)*"
    rb"<!(?:ELEMENT|ENTITY|ATTLIST|NOTATION)\s"
)
_SHAPES = (_WINDOWS_IMAGE, _VIDEO_OR_SOUND, _MOLECULE, _NOTEBOOK, _DTD)
# README, readme.txt, LICENSE.md, README-weekly.html, LICENSE_2004; no "licence agreements.txt"
_NAMES = re.compile(
    r"(?:.*/)?(?:(?i:readme|licen[cs]e)(?i:\.txt|\.md|\.rst)?|(?:README|LICEN[CS]E)[-_.][^/]*"
    r"|[^/]+\.(?i:css|js|sty|cls|bat|md5|sha\d*|dtd|ent))",
    re.DOTALL,
)


def is_attachment(path: str, head: bytes) -> bool:
    """Whether the file or member `path`, which begins with `head`, is no document."""
    if head.startswith(_MAGICS) or any(shape.match(head) for shape in _SHAPES):
        return True
    return bool(_NAMES.fullmatch(path)) and not head.lstrip().startswith(b"<?xml")


def unread_format(head: bytes) -> str:
    """What a file is that begins with `head` and may be a document, but not one that is read; or ""."""
    return next((name for magic, name in _UNREAD.items() if head.startswith(magic)), "")
