"""Documents that attack whoever parses them: refused by name, in bounded time and memory."""

import contextlib
import time
import tracemalloc

import pytest
from patents import grant

from patentgpt_jax.corpus import readers
from patentgpt_jax.corpus.readers import xmltext
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import Malformed, parse

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l9;</a>", "expand"),
        (b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a b='&l9;'/>", "expand"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 50000 + b'">]><a>' + b"&x;" * 50000 + b"</a>", "expand"),
        (b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 32 + b'">]><a>' + b"&x;" * (1 << 21) + b"</a>", "too often"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "external"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "http://example.com/x">]><a b="&x;"/>', "external"),
        (b'<!DOCTYPE a [<!ENTITY % x "<!ENTITY y \'z\'>"> %x;]><a>&y;</a>', "expand"),
        (b'<!DOCTYPE a [<!ENTITY x "&#60;b/>">]><a>&x;</a>', "expand"),
        (b"<a b='" + b"x" * (6 << 20) + b"'/>", "tag, comment or declaration"),
        (b"<a " + b"".join(b"a%d='' " % n for n in range(500_000)) + b"/>", "tag, comment or declaration"),
        (b"<a><!--" + b"x" * (6 << 20), "tag, comment or declaration"),
        (b"<a>" + b"<b/>" * (9 << 20) + b"</a>", "tags and attributes"),
        (b"<a>" + b"<b c='d' e='f'/>" * (3 << 20) + b"</a>", "tags and attributes"),
        (b"<!DOCTYPE a [<!ATTLIST a b CDATA '" + b"x" * 10000 + b"'>]><a/>", "declares attributes"),
        (b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-b+AD4-</a>', "utf-7"),
        (b'<?xml version="1.0" encoding="punycode"?><a>b</a>', "punycode"),
        (b'<?xml version="1.0" encoding="unicode_escape"?><a>b</a>', "unicode_escape"),
        (b'<?xml version="1.0" encoding="zlib"?><a>b</a>', "zlib"),
        (b'<?xml version="1.0" encoding="idna"?><a>b</a>', "idna"),
    ],
)  # fmt: skip
def test_bombs_are_refused_at_once(document, reason):
    tracemalloc.start()
    begin = time.process_time()
    try:
        with pytest.raises(Malformed, match=reason):
            text(parse(document))
        assert time.process_time() - begin < 5
        assert tracemalloc.get_traced_memory()[1] < 120 << 20
    finally:
        tracemalloc.stop()


def test_a_parameter_entity_that_is_a_file_is_not_fetched_and_hides_nothing():
    assert text(parse(b'<!DOCTYPE a [<!ENTITY % x SYSTEM "x.dtd"> %x;]><a>&y;&alpha;</a>')) == "&y;α"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (b"<a b='&lt;&alpha;&amp;'>c</a>", "c"),
        (b"<a><!-- &nosuch; <b> -->c</a>", "c"),
        (b"<a><!-- <![CDATA[ -->&alpha;<!-- ]]> --></a>", "α"),
        (b"<a><![CDATA[<!--]]>&alpha;<![CDATA[-->&alpha;]]></a>", "<!--α-->&alpha;"),
        (b"<!DOCTYPE a [<!-- <!ENTITY alpha '!'> --><!ELEMENT a ANY>]><a>&alpha;</a>", "α"),
        (b"<!DOCTYPE a [<!ENTITY alpha '!'>]><a>&alpha;&beta;</a>", "!β"),
        (b'<?xml version="1.0" encoding="gb2312"?><a>' + "阀".encode("gb18030") + b"</a>", "阀"),
        (b'<?xml version="1.0" encoding="Big5"?><a>' + "閥".encode("big5") + b"</a>", "閥"),
        (b'<?xml version="1.0" encoding="windows-1252"?><a>\x93</a>', "“"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?><a>' + "弁".encode("shift_jis") + b"</a>", "弁"),
    ],
)
def test_lawful_corners_of_xml(markup, expected):
    assert text(parse(markup)) == expected


def test_no_work_grows_with_the_square_of_the_text():
    """Doubling what is repeated does not take four times as long."""
    shapes = [
        b"&alpha;",
        b"x&amp;",
        b"<b>x</b>",
        b"<![CDATA[x]]>",
        b"<?p x?>",
        b"<sub>x</sub>",
        b"& ",
        b"&a",
        b"<!",
    ]
    for shape in shapes:
        seconds = []
        for count in (1 << 13, 1 << 16):
            document = b"<a>" + shape * count + b"</a>"
            begin = time.process_time()
            with contextlib.suppress(Malformed):
                text(parse(document))
            seconds.append(time.process_time() - begin)
        assert seconds[1] < 30 * max(seconds[0], 0.02), shape  # 8 times as much text


def test_the_limit_of_a_document_leaves_real_ones_alone():
    assert len(grant()) * 1000 < xmltext.MAX_DOCUMENT_BYTES


def test_elements_nested_without_end_are_refused():
    deep = grant(description="<p>" * 100_000 + "</p>" * 100_000).encode()
    with pytest.raises(Malformed, match="nested too deep"):
        readers.read_document(deep, "", "")
