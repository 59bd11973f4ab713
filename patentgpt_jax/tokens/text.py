"""A patent as plain text: the one rendering that models are trained on and asked to continue.

Title, abstract, claims and description follow one another in this order, with the headings of the
record's language. The claims stand before the description because a description is many times
longer than a model's context: with this order the claims are learned, and asked for, right after
the title and the abstract, which a short context still holds, and a full text can still be
continued from claims into a description.
"""

from patentgpt_jax.corpus.record import Record

TEXT_VERSION = 2  # to be raised with every change of what `document_text` gives
_HEADINGS = {
    "en": {"abstract": "Abstract", "claims": "Claims", "description": "Description"},
    "zh": {"abstract": "摘要", "claims": "权利要求书", "description": "说明书"},
    "de": {"abstract": "Zusammenfassung", "claims": "Patentansprüche", "description": "Beschreibung"},
    "fr": {"abstract": "Abrégé", "claims": "Revendications", "description": "Description"},
}


def document_text(record: Record) -> str:
    """The whole document as text; parts that the record lacks, and cancelled claims, are left out.

    Blocks are separated by an empty line and the text ends with a newline. What is no patent has no
    heading "Description" above its text.
    """
    headings = _headings(record.language)
    blocks = _opening(record.title, record.abstract, record.language)
    claims = [f"{claim.number}. {_trimmed(claim.text)}" for claim in record.claims if not claim.cancelled]
    if claims:
        blocks.append("\n".join([headings["claims"], *claims]))
    sections = [_section(section.heading, section.text) for section in record.sections]
    sections = [section for section in sections if section]
    if sections and record.document_type != "text":
        blocks.append(headings["description"])
    blocks += sections
    return "\n\n".join(blocks) + "\n"


def claims_prompt(title: str, abstract: str, language: str = "en") -> str:
    """The beginning of `document_text` up to where the text of claim 1 starts.

    It ends with "1." and no space: tokenizers join a space to the word after it, so that with one
    at the end the model would have to continue from tokens that it never saw.
    """
    heading = _headings(language)["claims"]
    return "\n\n".join([*_opening(title, abstract, language), f"{heading}\n1."])


def _headings(language: str) -> dict[str, str]:
    return _HEADINGS.get(language, _HEADINGS["en"])


def _opening(title: str, abstract: str, language: str) -> list[str]:
    """The blocks before the claims: title and abstract."""
    heading = _headings(language)["abstract"]
    blocks = [title.strip(), f"{heading}\n{_trimmed(abstract)}" if _trimmed(abstract) else ""]
    return [block for block in blocks if block]


def _section(heading: str, text: str) -> str:
    return "\n".join(part for part in (heading.strip(), _trimmed(text)) if part)


def _trimmed(text: str) -> str:
    """Without the space around; a tab stays, as the empty first cell of a table."""
    return text.strip(" \n")
