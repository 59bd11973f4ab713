"""Files of many XML documents are cut into these, whatever their sizes."""

import io

import pytest

from patentgpt_jax.corpus.readers import cutting, read_document, xmltext
from patentgpt_jax.corpus.readers.cutting import Oversize, split
from patentgpt_jax.corpus.readers.xmltext import Malformed

DECLARATION = b'<?xml version="1.0"?>'


@pytest.mark.parametrize("chunk", [3, 64, 1 << 20])
def test_split_at_declarations(chunk, monkeypatch):
    monkeypatch.setattr(cutting, "_CHUNK", chunk)
    parts = [DECLARATION + b"\r\n<a>" + b"x" * size + b"</a>" for size in (0, 1, 200)]
    assert list(split(io.BytesIO(b"\xef\xbb\xbf\n" + b"\n\xef\xbb\xbf".join(parts) + b"\x1a\n"))) == parts


def test_split_keeps_what_precedes_the_first_declaration():
    assert list(split(io.BytesIO(b"tail</a>" + DECLARATION + b"<b/>"))) == [
        b"tail</a>",
        DECLARATION + b"<b/>",
    ]


def test_split_reports_a_document_past_the_limit_and_goes_on(monkeypatch):
    monkeypatch.setattr(cutting, "_CHUNK", 16)
    monkeypatch.setattr(xmltext, "MAX_DOCUMENT_BYTES", 100)
    large, small = DECLARATION + b"<a>" + b"x" * 500, DECLARATION + b"<b/>"
    first, second, third = split(io.BytesIO(large + small + large))
    assert second == small
    assert isinstance(first, Oversize) and isinstance(third, Oversize) and large.startswith(first)


def test_an_oversize_attachment_is_still_one_and_anything_else_is_refused():
    assert read_document(Oversize(DECLARATION + b"<!DOCTYPE x []><sequence-cwu><s400>acgt"), "", "") is None
    with pytest.raises(Malformed, match="larger than 64 MiB"):
        read_document(Oversize(DECLARATION + b"<us-patent-grant><p>a"), "", "")
