"""Archives: their members in order, whatever their nesting; each fault is named and the rest goes on."""

import bz2
import gzip
import io
import stat
import struct
import tarfile
import tracemalloc
import warnings
import zipfile
import zlib

import pyarrow as pa
import pytest
from patents import grant

from patentgpt_jax.corpus import Failure, Record, archives, streams
from patentgpt_jax.corpus.archives import members
from patentgpt_jax.corpus.read import read_all


def document(number: int) -> bytes:
    return grant(f"{number:08}").encode()


def zipped(files: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def tarred(files: dict[str, bytes], form=tarfile.GNU_FORMAT, kind=tarfile.REGTYPE) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(data), kind, "/etc/passwd"
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


def zstd(data: bytes) -> bytes:
    return pa.compress(data, codec="zstd", asbytes=True)


@pytest.fixture
def found(tmp_path):
    """What reading a file of some bytes gives: numbers, reasons of failures by path, None."""

    def read(content: bytes) -> list[str | tuple[str, str] | None]:
        path = tmp_path / "file"
        path.write_bytes(content)
        each_found = list(read_all(path, ""))
        positions = [(each.position, n) for n, each in enumerate(each_found, 1) if isinstance(each, Failure)]
        assert all(position == n for position, n in positions)
        return [_brief(each, tmp_path) for each in each_found]

    return read


def _brief(each, folder):
    if isinstance(each, Record):
        return each.publication_number
    return (str(each.path.relative_to(folder)), each.reason) if each else None


ONE, TWO, THREE = "US1B2", "US2B2", "US3B2"
PAIR = {"a/one.xml": document(1), "two.xml": document(2)}


@pytest.mark.parametrize(
    "content",
    [
        zipped(PAIR),
        zipped(PAIR, zipfile.ZIP_STORED),
        zipped(PAIR, zipfile.ZIP_BZIP2),
        zipped(PAIR, zipfile.ZIP_LZMA),
        tarred(PAIR),
        tarred(PAIR, tarfile.PAX_FORMAT),
        tarred(PAIR, tarfile.USTAR_FORMAT),
        gzip.compress(tarred(PAIR)),
        bz2.compress(tarred(PAIR)),
        zstd(tarred(PAIR)),
        gzip.compress(document(1)) + gzip.compress(document(2)),
        tarred({"week.zip": zipped(PAIR)}),
        zipped({"DOC/a.zip": zipped({"a.xml": document(1)}), "DOC/b.zip": zipped({"b.xml": document(2)})}),
        zipped({"a.tar.gz": gzip.compress(tarred({"a.xml.zst": zstd(document(1))})), "b": document(2)}),
        tarred({"a": document(1).decode().encode("utf-16"), "b": document(2)}),
        tarred({"a.xml": document(1)}) + tarred({"b.xml": document(2)}),
        b"".join(tarred({"n" * 300 + name: data}, tarfile.GNU_FORMAT) for name, data in PAIR.items()),
    ],
)
def test_the_documents_of_archives(found, content):
    assert found(content) == [ONE, TWO]


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
def test_members_have_a_path_a_head_and_a_stream(tmp_path, form):
    name = "d" * 90 + "/" + ("阀" * 30 if form != tarfile.USTAR_FORMAT else "valve")
    path = tmp_path / "week.tar"
    path.write_bytes(tarred({name: b"x" * 100_000, "b\\c.zip": zipped({"d.xml": b"<d/>"})}, form))
    seen = []
    for member in members(path):
        assert not isinstance(member, Failure)
        seen.append((member.path, len(member.head), len(member.stream.read()), member.archived))
    assert seen == [(f"{path}/{name}", 1 << 16, 100_000, True), (f"{path}/b/c.zip/d.xml", 4, 4, True)]


def test_a_plain_file_is_its_own_member_and_can_seek(tmp_path):
    (tmp_path / "file").write_bytes(b"<a/>")
    for member in members(tmp_path / "file"):
        assert not isinstance(member, Failure)
        assert (member.head, member.archived, member.stream.seekable()) == (b"<a/>", False, True)


@pytest.mark.parametrize("content", [zipped(PAIR), gzip.compress(tarred(PAIR)), document(1)])
def test_progress_grows_to_the_size_of_the_file(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    steps: list[int] = []
    assert all(isinstance(each, Record) for each in read_all(tmp_path / "file", "", on_bytes=steps.append))
    assert steps == sorted(steps) and steps[-1] == len(content)


def test_what_is_no_document_is_passed_over(found):
    others = {
        "a.tif": b"II*\0rest",
        "b.png": b"\x89PNG\r\n",
        "c.pdf": b"%PDF-1.4",
        "d.mol": b"name\n  program\n\n  3  2  0  0  0  0            999 V2000\n",
        "e.cdx": b"VjCD0100....",
        "f.nb": b"(* Content-type: application/mathematica *)\n",
        "g.dtd": b"<?xml version='1.0'?>\n<!-- a -- b -->\n<!-- c -->\n<!ENTITY % x 'y'>\n",
        "h.ent": b"<!-- (C) ISO -->\n<!ENTITY alpha '&#945;'>",
        "i.xsl": b"<?xml version='1.0'?><xsl:stylesheet><a/></xsl:stylesheet>",
        "j.xsd": b"<xs:schema><a/></xs:schema>",
        "k.css": b"p { color: red }",
        "README.txt": b"Read me.",
        "__MACOSX/._a.xml": b"\0\x05\x16\x07\0\2",
    }
    assert found(zipped({"one.xml": document(1), **others, "two.xml": document(2)})) == [
        ONE,
        *[None] * len(others),
        TWO,
    ]


def test_empty_archives_and_directories(found):
    assert found(zipped({})) == []
    assert found(zipped({"a/": b"", "a/b/": b""})) == []
    assert found(tarred({"a": b""}, kind=tarfile.DIRTYPE)) == []
    assert found(zipped({"a": b"", "b": document(1)}))[1:] == [ONE]


def test_names_that_lead_out_of_the_archive_are_refused(found):
    names = [
        "/etc/passwd",
        "../up.xml",
        "a/../../up.xml",
        "C:/x.xml",
        "C:\\x.xml",
        "..\\up.xml",
        "\\\\host\\x",
    ]
    for pack in (zipped, tarred):
        outcome = found(pack({**dict.fromkeys(names, document(1)), "two.xml": document(2)}))
        assert outcome[-1] == TWO
        assert [reason for _, reason in outcome[:-1]] == ["names a path outside of its archive"] * len(names)


def test_links_and_devices_are_not_followed(found):
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    for kind in kinds:
        ((path, reason), second) = found(
            tarred({"a": b""}, kind=kind).rstrip(b"\0").ljust(512, b"\0") + tarred({"b": document(2)})
        )
        assert path == "file/a" and ("link" in reason or "device" in reason or "pipe" in reason)
        assert second == TWO


def test_a_link_in_a_zip_is_not_followed(found):
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    ((_, reason),) = found(zipped({link: b"/etc/passwd"}))
    assert reason == "a link, which is not followed"


def test_a_truncated_tar(found):
    whole = tarred({"one.xml": document(1), "two.xml": document(2), "three.xml": document(3)})
    outcome = found(whole[: len(whole) // 3 * 2])
    assert outcome[0] == ONE
    assert ("file", "the tar archive is cut short") in outcome
    assert found(tarred(PAIR).rstrip(b"\0") + b"\0" * 10)[-1] == ("file", "the tar archive is cut short")


def test_a_truncated_gzip_gives_the_documents_before_the_cut(found):
    packed = gzip.compress(b"".join(document(n) for n in range(1, 200)))[:-1000]
    whole = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed).count(b"</us-patent-grant>")
    *first, (_, document_reason), last = found(packed)
    assert first == [f"US{n}B2" for n in range(1, whole + 1)] and whole > 20
    assert "not well-formed" in document_reason
    assert last == ("file", "gzip data cut short")


def test_a_damaged_header_of_tar_costs_one_member(found):
    whole = bytearray(tarred({"one.xml": document(1)}).rstrip(b"\0") + b"\0" * 1024)
    one = len(whole) // 512 * 512 - 512
    content = bytes(whole[:one]) + b"\xff" * 1024 + tarred({"three.xml": document(3)})
    assert found(content) == [ONE, ("file", "a damaged header in the tar archive, or no header"), THREE]


def test_headers_of_tar_that_lie(found):
    for size in (b"77777777777\0", b"\x80" + b"\xff" * 11):  # of a long name, of pax records
        for kind in (b"L", b"x"):
            header = bytearray(tarred({"a": b""})[:512])
            header[124:136], header[156:157] = size, kind
            header[148:156] = b"%06o\0 " % (sum(header[:148]) + 256 + sum(header[156:]))
            ((_, reason),) = found(bytes(header) + b"9" * 100_000)
            assert "a header of" in reason


def test_sparse_files_and_large_sizes_in_pax_headers(found):
    info = tarfile.TarInfo("a.xml")
    info.size = len(document(1))
    for headers, expected in (
        ({"size": f"{info.size:020}"}, ONE),
        ({"GNU.sparse.major": "1"}, "a sparse file"),
    ):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            info.pax_headers = {**headers, "comment": "阀" * 5000}
            archive.addfile(info, io.BytesIO(document(1)))
        first, *_ = found(packed.getvalue())
        assert first == expected or first[1] == expected


def test_a_zip_without_its_directory(found):
    ((path, reason),) = found(zipped(PAIR)[:2000])
    assert path == "file" and "cut short" in reason


def test_a_damaged_member_of_a_zip(found):
    content = bytearray(zipped({"one.xml": document(1), "two.xml": document(2)}, zipfile.ZIP_STORED))
    place = content.index(b"Valve")
    content[place : place + 5] = b"Vulve"
    (path, reason), second = found(bytes(content))  # the document is well-formed, but
    assert path == "file/one.xml" and "CRC" in reason
    assert second == TWO


def _patched(content: bytes, local: int, central: int, form: str, value: int) -> bytes:
    """A zip of one member with a field of its two headers changed."""
    data = bytearray(content)
    struct.pack_into(form, data, local, value)
    struct.pack_into(form, data, data.index(b"PK\x01\x02") + central, value)
    return bytes(data)


def test_members_of_a_zip_that_cannot_be_read(found):
    one = zipped({"one.xml": document(1)})
    for content, word in (
        (_patched(one, 6, 8, "<H", 1), "encrypted"),
        (_patched(one, 8, 10, "<H", 9), "method 9"),
        (_patched(one, 22, 24, "<I", 100), "CRC"),
        (_patched(one, 22, 24, "<I", 1 << 30), "where the zip archive says"),
        (_patched(one, 18, 20, "<I", 1 << 30), "overlaps"),
    ):
        outcome = found(content)
        assert outcome[-1][0] == "file/one.xml" and word in outcome[-1][1]


def test_a_member_of_a_zip_without_a_name(found):
    content = bytearray(zipped({"x": document(1)}, zipfile.ZIP_STORED))
    for place in (30, content.index(b"PK\x01\x02") + 46):
        content[place] = 0  # where the name ends, for Python's reader
    assert found(bytes(content)) == [ONE]


def test_overlapping_members_are_read_once(found):
    content = bytearray(zipped({f"{n}.xml": document(1) for n in range(50)}))
    start = content.index(b"PK\x01\x02")
    entry = start
    for _ in range(50):  # all name the first member's place
        struct.pack_into("<I", content, entry + 42, 0)
        content[entry + 46] = ord("0")
        name = struct.unpack_from("<H", content, entry + 28)[0]
        entry += 46 + name
    outcome = found(bytes(content))
    assert sum("overlaps" in each[1] for each in outcome if isinstance(each, tuple)) == 49


def test_names_that_come_twice(found):
    same = zipfile.ZipInfo("a.xml"), zipfile.ZipInfo("a.xml")
    assert found(zipped(dict(zip(same, (document(1), document(2)), strict=True)))) == [ONE, TWO]


def test_bombs(found, monkeypatch):
    monkeypatch.setattr(streams, "FLOOR_BYTES", 1 << 20)
    bomb = zipped({"bomb.xml": b"<a>" + b" " * (20 << 20)})
    *_, first, second = found(zipped({"bomb.zip": bomb, "two.xml": document(2)}))
    assert first[0] == "file/bomb.zip/bomb.xml" and "expands" in first[1]
    assert second == TWO
    many = zipped({f"{n}.zip": zipped({"x": b"<a>" + b" " * 900_000}) for n in range(50)})
    assert "the whole file expands" in found(zipped({"many.zip": many}))[-1][1]


def test_archives_without_end(found):
    nested = document(1)
    for _ in range(archives.MAX_DEPTH + 1):
        nested = zipped({"x": nested}, zipfile.ZIP_STORED)
    ((path, reason),) = found(nested)
    assert path == "file" + "/x" * archives.MAX_DEPTH and "nested" in reason
    packed = document(1)
    for _ in range(archives.MAX_DEPTH + 1):
        packed = gzip.compress(packed)
    ((_, reason),) = found(packed)
    assert "nested" in reason


def test_an_inner_zip_that_memory_does_not_hold(found, monkeypatch):
    monkeypatch.setattr(archives, "MAX_INNER_ZIPS", 1000)
    content = tarred({"one.zip": zipped({"one.xml": document(1)}), "two.xml": document(2)})
    (path, reason), second = found(content)
    assert path == "file/one.zip" and "within other archives" in reason
    assert second == TWO
    inner = zipped({"one.zip": zipped({"one.xml": document(1)}), "two.xml": document(2)})
    monkeypatch.setattr(archives, "MAX_INNER_ZIPS", len(inner) + 1000)
    (path, reason), second, third = found(zipped({"inner.zip": inner, "3.zip": zipped({"x": document(3)})}))
    assert path == "file/inner.zip/one.zip" and (second, third) == (TWO, THREE)


def test_memory_does_not_grow_with_the_members(tmp_path):
    path = tmp_path / "many.tar"
    info = tarfile.TarInfo("a.xml")
    info.size = 4
    path.write_bytes((info.tobuf() + b"<a/>".ljust(512, b"\0")) * 3000 + b"\0" * 1024)
    tracemalloc.start()
    assert sum(isinstance(each, Failure) for each in read_all(path, "")) == 3000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_names_of_any_bytes_can_be_written_down(tmp_path):
    content = bytearray(tarred({"abcd.xml": document(1)}))
    content[0:4] = b"\xff\n\x1b\xb7"
    content[148:156] = b"%06o\0 " % (sum(content[:148]) + 256 + sum(content[156:512]))
    path = tmp_path / "file"
    path.write_bytes(content)
    (record,) = read_all(path, "")
    assert isinstance(record, Record)
    assert record.path == f"{path}/\\udcff\\n\\x1b\\udcb7.xml"
