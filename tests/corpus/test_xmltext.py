"""Cutting, parsing and rendering XML: entities, safety, white space."""

import pytest

from patentgpt_jax.corpus.readers import xmltext
from patentgpt_jax.corpus.readers.entities import character
from patentgpt_jax.corpus.readers.plaintext import text
from patentgpt_jax.corpus.readers.xmltext import Instruction, Malformed, OtherDocument, parse


def test_instructions_keep_their_place():
    root = parse(b"<?before?><a>x<?go now?>y<b>z<?stop?></b></a><?after?>")
    assert root.children[:3] == ("x", Instruction("go", "now"), "y")
    assert (list(root.strings()), root.get("b")) == (["x", "y", "z"], "z")


@pytest.mark.parametrize("prolog", [b"", b'<!DOCTYPE a SYSTEM "gone.dtd">', b"<!DOCTYPE a []>"])
def test_named_characters_need_no_dtd(prolog):
    root = parse(prolog + b"<a b='&alpha;'>&ldquo;&agr;&Dgr;&PHgr;&b.alpha;&rdquo; &amp; &#x3b2;</a>")
    assert (text(root), root.attributes) == ("“αΔΦα” & β", {"b": "α"})


def test_an_unknown_name_stays_visible():
    assert text(parse(b'<!DOCTYPE a SYSTEM "gone.dtd"><a>x&nosuch;y</a>')) == "x&nosuch;y"


def test_an_unknown_name_stays_visible_even_without_a_dtd():
    assert text(parse(b"<a>x&nosuch;y</a>")) == "x&nosuch;y"


def test_too_many_tags_are_refused(monkeypatch):
    monkeypatch.setattr(xmltext, "_MAX_MARKUP", 10)
    assert parse(b"<a>" + b"<b/>" * 8 + b"</a>")
    for many in (b"<b/>" * 20, b"<b " + b"".join(b"c%d='' " % each for each in range(20)) + b"/>"):
        with pytest.raises(Malformed, match="tags"):
            parse(b"<a>" + many + b"</a>")


def test_cdata_is_not_touched():
    assert text(parse(b"<a><![CDATA[&alpha;]]>&alpha;</a>")) == "&alpha;α"


def test_iso_8879_names():
    names = {
        "ohgr": "ω",
        "OHgr": "Ω",
        "thgr": "θ",
        "THgr": "Θ",
        "sfgr": "ς",
        "aacgr": "ά",
        "EEacgr": "Ή",
        "udiagr": "ΰ",
    }
    assert {name: character(name) for name in names} == names
    assert character("nosuch") is None


def test_characters_that_the_document_declares():
    subset = b'<!ENTITY mine "&#183;"><!ENTITY dot "."><!ENTITY F SYSTEM "f.tif" NDATA TIF>'
    assert text(parse(b"<!DOCTYPE a [" + subset + b"]><a>x&mine;y&dot;</a>")) == "x·y."


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>',  # expansion
        b'<!DOCTYPE a [<!ENTITY x "' + b"x" * 100 + b'">]><a>&x;</a>',  # quadratic expansion
        b'<!DOCTYPE a [<!ENTITY x "<b/>">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x "y">]><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]><a>&x;</a>',
        b"<a>" * 1000,
        b"<a>cut sho",
        b"<a>&</a>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b'<?xml version="1.0" encoding="ascii"?><a>\xff</a>',
        b"",
    ],
)
def test_unsafe_or_broken_documents_are_refused(document):
    with pytest.raises(Malformed):
        parse(document)


def test_roots_to_pass_over():
    with pytest.raises(OtherDocument, match="sequence-cwu"):
        parse(b"<sequence-cwu>cut sho", pass_over={"sequence-cwu"})


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("H<sub>2</sub>O", "H_2O"),
        ("x<sub>max </sub>is", "x_{max} is"),
        ("10<sup>-3</sup>", "10^{-3}"),
        ("e<sup>x<sub2>i</sub2></sup>", "e^{x_i}"),
        ("<sub> </sub>a", "a"),
        ("a<br/>b", "a\nb"),
        ("a \n\t b\u2003c", "a b c"),
        ("<p>a</p><p>b</p>", "a\nb"),
        ("a<pre>if x:\n    y</pre>b", "a\nif x:\n    y\nb"),
        ("see <img file='x'/> and <?img id='x'?>", "see [figure] and [figure]"),
        ("a<maths><math><mi>x</mi></math><img file='x'/></maths>b", "a\n[mathematics]\nb"),
        ("a<chemistry><chem/><img file='x'/></chemistry>b", "a\n[chemistry]\nb"),
        ("<dl><dt>A</dt><dd>first</dd></dl>", "A\nfirst"),
        ("<tables><img/></tables>", "[table]"),
        ("<patcit><text>US 1</text><date>1999</date></patcit>.", "US 1 1999."),
        (
            "See <patcit>US 123 of Smith</patcit> and <nplcit>Jones 1999</nplcit>.",
            "See US 123 of Smith and Jones 1999.",
        ),
        (
            "(<nplcit>Jones <i>et al.</i>, at 10<sup>3</sup>\n<text>K</text></nplcit>)",
            "(Jones et al., at 10^3 K)",
        ),
        ("(<patcit><?x?><text>US</text><?y?><text>1</text></patcit>)", "(US 1)"),
        ("<patcit><document-id><country>US</country><kind>A</kind></document-id></patcit>.", "US A."),
        (
            "<bio-deposit>ATCC 1</bio-deposit>, <addressbook>Kyoto <city>JP</city></addressbook>",
            "ATCC 1, Kyoto JP",
        ),
        ("<tables><table>Leaks: <p>a lot</p></table></tables>", "Leaks:\na lot"),
        ("<table><row><entry>1</entry><entry>2</entry></row><row><entry>3</entry></row></table>", "1\t2\n3"),
        ("<table><title>A</title><tgroup><row><entry>1</entry></row></tgroup>Notes.</table>", "A\n1\nNotes."),
        (
            "<nplcit><article><author><name>Roe</name></author><atl>On valves</atl>"
            "<serial><sertitle>J. Seals</sertitle><pubdate>1999</pubdate></serial></article></nplcit>",
            "Roe On valves J. Seals 1999",
        ),
        ("<o>AB</o><smallcaps>c</smallcaps><unknown>d</unknown>", "ABcd"),
    ],
)
def test_plain_text(markup, expected):
    assert text(parse(f"<x>{markup}</x>".encode())) == expected


@pytest.mark.parametrize("tag", ["b", "p", "sub", "patcit", "table", "tgroup", "row", "entry", "pre"])
def test_elements_may_nest_deep(tag):
    depth = 256
    assert "deep" in text(parse(f"<{tag}>".encode() * depth + b"deep" + f"</{tag}>".encode() * depth))


def test_an_empty_first_cell_stays_a_cell_at_the_beginning_of_a_text():
    head = "<row><entry/><entry>Leak</entry></row><row><entry>Run 1</entry><entry>0.5</entry></row>"
    table = f"<tables><table><tgroup><thead>{head}</thead></tgroup></table></tables>"
    assert text(parse(f"<p> {table} </p>".encode())) == "\tLeak\nRun 1\t0.5"
    assert text(parse(f"<p> {table} </p>".encode()), hard_wrapped=True) == "\tLeak\nRun 1\t0.5"


def test_a_chemical_drawing_does_not_break_its_row():
    table = "<table><tgroup><row><entry><chemistry/></entry><entry>a<br/>b</entry></row></tgroup></table>"
    assert text(parse(f"<x>{table}</x>".encode())) == "[chemistry]\ta b"


def test_hard_wrapped_lines():
    wrapped = "<x>电力损 \t <br/>\n失，用 SiC\n  <br/>和 Si <br/>基 long<br/>word</x>"
    assert text(parse(wrapped.encode()), hard_wrapped=True) == "电力损失，用 SiC和 Si基 long word"
