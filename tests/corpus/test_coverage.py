"""No text may be lost: letters and digits counted by a pass of expat that shares no code with the reader.

Run by hand on real files: PYTHONPATH=. python tests/corpus/test_coverage.py FILE...
"""

import re
import sys
from xml.parsers import expat

from patents import grant

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
    return characters(re.sub(r"\[(chemistry|mathematics|figure|table)\]", "", whole))


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


UNUSUAL = """<p>See <patcit>US 123 of Smith</patcit>, <nplcit>Jones <i>et al</i> 1999</nplcit> and
<patcit><document-id>JP <country>JP</country><doc-number>5</doc-number></document-id><text>B</text></patcit>,
<bio-deposit>ATCC 7 <depositary>X</depositary></bio-deposit>, <addressbook>Kyoto</addressbook>.</p>
<p><tables><table>Loose <title>Title</title><row><entry>1</entry>2<entry>3</entry></row></table></tables>
<tables>Words <img file="x"/> only</tables>
<tables><table><tgroup>a<row><entry/><entry>b</entry></row>c</tgroup>d</table></tables></p>stray"""


def test_every_character_of_the_fixture_reaches_the_record(grants):
    assert [share for _, _, share in report(grants)] == [1, 1, 1]


def test_text_in_unusual_places_reaches_the_record(tmp_path):
    path = tmp_path / "unusual.xml"
    path.write_text(grant(description=UNUSUAL))
    assert [share for _, _, share in report(path)] == [1]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for row in report(name):
            print(*row)
