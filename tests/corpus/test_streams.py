"""Compressed streams: told by content, read to where they are damaged, bounded in what they expand to."""

import bz2
import gzip
import io
import lzma

import pyarrow as pa
import pytest

from patentgpt_jax.corpus import streams
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.streams import Stream, compression, decompressed

COMPRESS = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": lambda data: pa.compress(data, codec="zstd", asbytes=True),
}
TEXT = b"".join(b"line %d of a text that is not short\n" % n for n in range(20_000))


def unpack(packed: bytes) -> bytes:
    pieces = iter([packed[n : n + 1000] for n in range(0, len(packed), 1000)])
    return b"".join(decompressed(pieces, compression(packed), lambda _: None))


def unpack_until_damage(packed: bytes) -> tuple[bytes, str]:
    found: list[bytes] = []
    with pytest.raises(Malformed) as error:
        stream = Stream(decompressed(iter([packed]), compression(packed), lambda _: None))
        while piece := stream.read(1 << 20):
            found.append(piece)
    return b"".join(found), str(error.value)


@pytest.mark.parametrize("name", COMPRESS)
def test_every_compression(name):
    packed = COMPRESS[name](TEXT)
    assert compression(packed) == name
    assert unpack(packed) == TEXT
    assert unpack(packed + COMPRESS[name](b"more")) == TEXT + b"more"
    assert unpack(COMPRESS[name](b"")) == b""


@pytest.mark.parametrize("text", [b"BZhang, inventor", b"PK", b"", b"\x1f\x8b", b"<a/>"])
def test_what_is_not_compressed(text):
    assert compression(text) == ""


@pytest.mark.parametrize("name", COMPRESS)
def test_what_precedes_a_cut_is_read(name):
    packed = COMPRESS[name](TEXT)
    found, reason = unpack_until_damage(packed + packed[: len(packed) // 2])
    assert TEXT.startswith(found[len(TEXT) :]) and found.startswith(TEXT)
    assert "cut short" in reason


@pytest.mark.parametrize("name", COMPRESS)
def test_damage_is_noticed(name):
    packed = bytearray(COMPRESS[name](TEXT))
    packed[len(packed) // 2] ^= 0xFF
    found, reason = unpack_until_damage(bytes(packed))
    assert len(found) <= len(TEXT)
    assert name in reason


def test_whoever_reads_on_hears_of_the_damage_too():
    stream = Stream(decompressed(iter([gzip.compress(TEXT)[:-9]]), "gzip", lambda _: None))
    for _ in range(2):
        with pytest.raises(Malformed, match="cut short"):
            while stream.read(1 << 20):
                pass


def test_zeros_after_gzip_are_padding_and_anything_else_is_damage():
    packed = gzip.compress(TEXT)
    assert unpack(packed + b"\0" * 512) == TEXT
    found, reason = unpack_until_damage(packed + b"a signature")
    assert found == TEXT and "gzip" in reason


@pytest.mark.parametrize("name", ["gzip", "zstd", "xz", "bzip2"])
def test_a_bomb_is_defused(name, monkeypatch):
    monkeypatch.setattr(streams, "FLOOR_BYTES", 1 << 20)
    found, reason = unpack_until_damage(COMPRESS[name](b"\0" * (20 << 20)))
    assert "expands to more than 200 times its size" in reason
    assert len(found) < 12 << 20


def test_a_window_larger_than_memory_is_refused():
    packed = bytearray(lzma.compress(b"x" * 100, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 30}]))
    with pytest.raises(Malformed, match="xz"):
        unpack(bytes(packed))


def test_a_stream_gives_its_head_and_is_still_at_its_beginning():
    stream = Stream(iter([b"", b"ab", b"", b"c\nd"]))
    assert stream.head == b"abc\nd"
    assert stream.readline() == b"abc\n"
    assert stream.read(100) == b"d"
    assert stream.read() == b""
    assert not stream.seekable()
    assert Stream(iter([TEXT])).read() == TEXT
    assert io.TextIOWrapper(Stream(iter([TEXT])), "utf-8").read().encode() == TEXT


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_becomes_utf8_wherever_it_is_cut(encoding):
    data = "<a>阀\U0001f600</a>".encode(encoding)
    pieces = iter([data[n : n + 1] for n in range(len(data))])
    assert b"".join(streams.as_utf8(pieces, streams.utf16(data))).decode() == "<a>阀\U0001f600</a>"
    with pytest.raises(Malformed, match="UTF-16"):
        list(streams.as_utf8(iter([data, b"x"]), streams.utf16(data)))
