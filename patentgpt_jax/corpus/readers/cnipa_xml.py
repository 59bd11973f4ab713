"""Publications as the Chinese office's data service delivers them: `business:PatentDocumentAndRelated`.

The schema (V2.2.1, namespaces `.../XMLSchema/business` and `.../base`) says in its own names what WIPO
Standard ST.36 says: `<business:Disclosure><base:Paragraphs>` is `<disclosure><p>`. So the names are
translated, and the document is read as one of ST.36. Designs come under names of their own.
"""

import re

from patentgpt_jax.corpus.readers import st36
from patentgpt_jax.corpus.readers.xmltext import INSTRUCTION, Element
from patentgpt_jax.corpus.record import Record

# Those that differ by more than their spelling: `DocNumber` is `doc-number`.
_NAMES = {
    "wipost3-code": "country",
    "main-class": "class",
    "design-bibliographic-data": "bibliographic-data",
    "design-title": "invention-title",
    "design-brief-explanation": "description",
    "classification-ipcrdetails": "classifications-ipcr",
    "priority-details": "priority-claims",
    "address-book": "addressbook",
    "organization-name": "orgname",
    "application-citation": "patcit",
    "drawings-description": "description-of-drawings",
    "invention-mode": "mode-for-invention",
    "technical-problem": "tech-problem",
    "technical-solution": "tech-solution",
    "paragraphs": "p",
    "paragraph": "p",
    "image": "img",
    "subscript": "sub",
    "superscript": "sup",
    "break": "br",
    "formula": "maths",
    "chemical-formula": "chemistry",
}


def record(root: Element, path: str, source: str) -> Record:
    """The record of a `PatentDocumentAndRelated`, with any prefix.

    Raises:
      Malformed: the document has no bibliographic data or no publication number.
    """
    tree = root.tree  # nobody else has it
    for each in tree.iter():
        if each.tag is not INSTRUCTION:
            each.tag = _st36_name(each.tag)
    for abstract in tree.iter("abstract"):
        for drawing in abstract.findall("abstract-figure"):  # printed beside it
            abstract.remove(drawing)
    return st36.record(root, path, source)


def _st36_name(tag: str) -> str:
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", tag.rpartition(":")[2]).lower()
    return _NAMES.get(name, name)
