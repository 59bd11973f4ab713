"""What is known of each record where its duplicates are looked for: some hundred bytes, and no text."""

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from patentgpt_jax.corpus.cleaning.parts import text_bytes
from patentgpt_jax.corpus.duplicates import minhash
from patentgpt_jax.corpus.pairs.stages import stage
from patentgpt_jax.corpus.record import Record

KEYS_VERSION = 1  # to be raised with every change of what the keys of the same record are


class Keys(NamedTuple):
    """What a record is joined and chosen by. All but `minima`, `content` and `links` is as in the record.

    links: hashes of the names of what it belongs to; two records that share one are of one family.
    content: a hash of its words, and of those of its title where it is too short to have minima.
    minima: as `minhash.signature` gives them, or nothing.
    stage: `granted`, `filed`, or nothing.
    claims, translated: whether it has claims, translations.
    """

    number: str
    links: tuple[int, ...]
    content: bytes
    minima: bytes
    application: str
    office: str
    language: str
    stage: str
    date: str
    bytes: int
    claims: bool
    translated: bool


SCHEMA = pa.schema(
    [
        ("number", pa.string()),
        ("links", pa.list_(pa.uint64())),
        ("content", pa.binary()),
        ("minima", pa.binary()),
        ("application", pa.string()),
        ("office", pa.string()),
        ("language", pa.string()),
        ("stage", pa.string()),
        ("date", pa.string()),
        ("bytes", pa.int64()),
        ("claims", pa.bool_()),
        ("translated", pa.bool_()),
    ]
)


def keys_of(record: Record) -> Keys:
    """The keys of a record. Most of the time that duplicates take is spent here."""
    found, length = minhash.words(_text(record))
    minima = minhash.signature_of(found, length)
    if found and minima is None:  # what has hardly more than a title, such as designs, is told by it
        found = minhash.words(record.title)[0] + found
    return Keys(
        number=record.publication_number,
        links=_links(record),
        content=hashlib.blake2b(b" ".join(found), digest_size=16).digest() if found else b"",
        minima=b"" if minima is None else minima.tobytes(),
        application=_application(record),
        office=record.office,
        language=record.language,
        stage=stage(record),
        date=record.publication_date,
        bytes=text_bytes(record),
        claims=bool(record.claims),
        translated=bool(record.translations),
    )


def _application(record: Record) -> str:
    """The application of `record`: a date alone is shared with strangers, and is none."""
    return f"{record.application_number}@{record.filing_date}" if record.application_number else ""


def _links(record: Record) -> tuple[int, ...]:
    """Hashes of the names of what `record` belongs to: two records that share one are joined."""
    links = {record.earliest_priority, _application(record)} - {"", "@"}
    if record.family_id:
        links.add(f"family {record.family_id} of {record.source}")  # others number theirs differently
    if record.publication_number and record.document_type != "text":  # whose numbers any source may use
        number = record.publication_number
        if record.office == "US":  # where no two documents differ in the kind alone, and tables lack it
            number = number.removesuffix(record.kind)
        links.add(f"publication {number}")
    return tuple(sorted(hash_of(name.encode("utf-8", "replace")) for name in links))


def hash_of(text: bytes) -> int:
    """64 bits of a hash of `text`."""
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def _text(record: Record) -> str:
    parts = [record.abstract, *(section.text for section in record.sections)]
    return "\n".join(parts + [claim.text for claim in record.claims])


class Paragraph(NamedTuple):
    """A long paragraph of a record's description: the place of its section and its own in it, a hash."""

    section: int
    paragraph: int
    hash: int


PARAGRAPHS = pa.schema(
    [
        ("row", pa.int32()),
        ("section", pa.int32()),
        ("paragraph", pa.int32()),
        ("hash", pa.uint64()),
    ]
)
"""Of the paragraphs of a file of records; `row` is the record's place in it."""

_BREAK = re.compile(r"\n{2,}")


def paragraphs_of(record: Record, fewest_characters: int) -> Iterator[Paragraph]:
    """The paragraphs of the description that have so many characters.

    Two have one hash if they differ in nothing but case and punctuation: nearly the rule of CCNet (Wenzek et
    al. 2020), which takes all numbers for one as well. Patents differ in their numbers.
    """
    for section_place, section in enumerate(record.sections):
        for place, text in enumerate(split_paragraphs(section.text)):
            if len(text) >= fewest_characters:
                plain = b" ".join(minhash.plain_words(text.lower()))
                yield Paragraph(section_place, place, hash_of(plain))


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a section's text, which are a blank line apart."""
    return _BREAK.split(text)
