"""Files beside the documents: passed over, or named where they may be documents themselves."""

import gzip
import io
import zipfile
from dataclasses import replace

import pytest
from patents import grant

from patentgpt_jax.corpus import Failure
from patentgpt_jax.corpus.attachments import is_attachment
from patentgpt_jax.corpus.read import read_all

ATTACHMENTS = {
    "a.tif": b"II*\0rest",
    "b.png": b"\x89PNG\r\n",
    "c.mol": b"name\n  program\n\n  3  2  0  0  0  0            999 V2000\n",
    "d.cdx": b"VjCD0100....",
    "e.dtd": b"<?xml version='1.0'?>\n<!-- a -- b -->\n<!-- c -->\n<!ELEMENT patent (#PCDATA)>\n",
    "f.dtd": b"%common;\n<!ELEMENT patent (#PCDATA)>\n",
    "g": b"<!ENTITY alpha '&#945;'>",
    "h.xsl": b"<?xml version='1.0'?><xsl:stylesheet><a/></xsl:stylesheet>",
    "i.css": b"p { color: red }",
    "README": b"Read me before you read the patents.",
    "readme.txt": b"Read me.",
    "README_weekly.html": b"<p>Read me.</p>",
    "LICENSE": b"Permission is hereby granted.",
    "Licence.md": b"Permission is hereby granted.",
    "LICENSE-data.txt": b"Permission is hereby granted.",
}
UNREAD = {
    "a.pdf": b"%PDF-1.4",
    "b.ps": b"%!PS-Adobe",
    "c.rtf": b"{\\rtf1",
    "d.doc": b"\xd0\xcf\x11\xe0\xa1\xb1",
}


@pytest.fixture
def found(tmp_path):
    """What `read_all` makes of a file of some name and content."""

    def read(name, content):
        (tmp_path / name).write_bytes(content)
        return list(read_all(tmp_path / name, ""))

    return read


@pytest.mark.parametrize("name", ATTACHMENTS)
def test_attachments_are_passed_over_wherever_they_lie(found, name):
    assert found(name, ATTACHMENTS[name]) == [None]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"week/{name}", ATTACHMENTS[name])
    assert found("week.zip", packed.getvalue()) == [None]


@pytest.mark.parametrize("name", UNREAD)
def test_what_may_be_a_document_is_named_unless_it_was_packed_with_others(found, name):
    (failure,) = found(name, UNREAD[name])
    assert isinstance(failure, Failure)
    assert failure.reason.endswith(", which is not read; convert it to text first")
    assert found(f"{name}.gz", gzip.compress(UNREAD[name])) == [None]


@pytest.mark.parametrize(
    "name", ["patent.xml", "readmes.csv", "licence agreements.txt", "license_cases.jsonl", "x.dtd.txt"]
)
def test_other_names_say_nothing(name):
    assert not is_attachment(name, b"A licence was granted.")


def test_a_patent_is_one_whatever_its_file_is_called(found):
    (record,) = found("README.xml", grant().encode())
    assert found("patent.xml", grant().encode()) == [
        replace(record, path=record.path.replace("README", "patent"))
    ]
