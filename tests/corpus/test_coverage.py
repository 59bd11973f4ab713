"""No text may be lost: letters and digits counted by a pass of expat that shares no code with the reader.

Run by hand on real files: python tests/corpus/test_coverage.py FILE...
"""

import re
import sys
from xml.parsers import expat

from patentgpt_jax.corpus import Record, read

COUNTED = {"description", "claims", "abstract", "invention-title"}
PLACED = {"chemistry", "maths"}  # what stands as a placeholder in the record


def characters(text):
    return sum(each.isalnum() for each in text)


def source_characters(document: bytes) -> int:
    """Letters and digits in the counted elements, less the numbers that claims begin with."""
    total, open_tags, claim_start = 0, [], False
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag, _attributes):
        nonlocal claim_start
        open_tags.append(tag)
        claim_start = claim_start or tag == "claim"

    def text(content):
        nonlocal total, claim_start
        if COUNTED.intersection(open_tags) and not PLACED.intersection(open_tags):
            if claim_start and content.strip():
                content, claim_start = re.sub(r"^\s*\d+\s*\. ?", "", content), False
            total += characters(content)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: open_tags.pop()
    parser.CharacterDataHandler = text
    parser.Parse(document, True)
    return total


def record_characters(record: Record) -> int:
    parts = [record.title, record.abstract, *(claim.text for claim in record.claims)]
    parts += [part for section in record.sections for part in (section.heading, section.text)]
    whole = "\n".join(parts)
    return characters(re.sub(r"\[(chemistry|mathematics|image|table)\]", "", whole))


def report(path) -> list[tuple[str, str, float]]:
    """(publication number, type, share of the source's characters that the record has)."""
    with open(path, "rb") as file:
        documents = [part for part in re.split(rb"(?=<\?xml )", file.read()) if b"<us-patent-" in part]
    records = list(read(path))
    assert len(documents) == len(records)
    return [
        (
            record.publication_number,
            record.document_type,
            record_characters(record) / source_characters(document),
        )
        for document, record in zip(documents, records, strict=True)
    ]


def test_every_character_of_the_fixture_reaches_the_record(grants):
    for number, _, share in report(grants):
        assert 0.995 <= share <= 1.005, number


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for row in report(name):
            print(*row)
