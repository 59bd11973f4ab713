"""The Green Book: APS full text of US grants, 1976 to 2001."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import greenbook
from patentgpt_jax.corpus.readers.apscodes import CODES, plain
from patentgpt_jax.corpus.readers.xmltext import Malformed

HEADER = "HHHHHT  APS1  ISSUE - 800101\n"
HEAD = """PATN
WKU  041809997
SRC  5
APN  9012344
APT  1
APD  19780301
TTL  Valve for the storage
      of gases
ISD  19800101
NCL  2
"""
BODY = """INVT
NAM  Smith, Jr.; John A.
CTY  Dayton
PRIR
CNT  JPX
APD  19770302
APN  52/22000
CLAS
OCL  137 12
EDF  2
ICL  F16K  900
ICL  A61K  9127
ICL  A61K 31505
UREF
PNO  3000111
ISD  19610900
NAM  Brown
UREF
PNO  RE28000
FREF
PNO  1234567
CNT  DTX
OREF
PAL  Jones, On Valves, 1970.
LREP
FRM  A Firm
ABST
PAL  A valve holds H.sub.2 at
      10.sup.-3 bar.
PARN
PAR  This continues Ser. No. 801,234.
BSUM
PAC  BACKGROUND OF THE INVENTION
PAR  1. Field of the Invention
PAR  Valves.
PAC  SUMMARY OF THE INVENTION
PAR  A compound of the formula:
      ##STR1##
      wherein R is H.
DRWD
PAR  FIG. 1 is a view.
DETD
PAC  EXAMPLE 1
PAR  The DNA
DNA is near.
TBL                TABLE 1
     ______________________
     Run          Leak
     1            0.5
     ______________________
FNT  .sup.a Measured.
PAR  The end.
CLMS
STM  What is claimed is:
NUM  1.
PAR  1. A valve comprising:
PA1  a ring, and
PA1  a seal at 5.degree. C.
NUM  2.
PAR  2. The valve of claim 1.
"""
ONE = HEAD + BODY


def read(text, path="week.txt"):
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    return [greenbook.record(each, path, "us") for each in greenbook.split(io.BytesIO(data))]


def sections(record):
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_identity():
    (record,) = read(ONE)
    assert (record.publication_number, record.kind, record.office) == ("US4180999A", "A", "US")
    assert (record.application_number, record.filing_date) == ("US05901234", "1978-03-01")
    assert (record.document_type, record.language) == ("utility", "en")
    assert record.publication_date == "1980-01-01"
    assert record.earliest_priority == "JP5222000@1977-03-02"
    assert record.title == "Valve for the storage of gases"
    assert record.classifications == ("F16K 9/00", "A61K 9/127", "A61K 31/505")
    assert record.citations == ("US3000111", "USRE28000", "DE1234567")
    assert record.applicants == ("John A. Smith, Jr.",)
    assert (record.source, record.path) == ("us", "week.txt")


def test_text():
    (record,) = read(ONE)
    assert record.abstract == "A valve holds H_2 at 10^{-3} bar."
    assert sections(record) == [
        ("cross_reference", "", "This continues Ser. No. 801,234."),
        ("background", "BACKGROUND OF THE INVENTION", ""),
        ("technical_field", "1. Field of the Invention", "Valves."),
        (
            "summary",
            "SUMMARY OF THE INVENTION",
            "A compound of the formula:\n[chemistry]\nwherein R is H.",
        ),
        ("drawings", "", "FIG. 1 is a view."),
        (
            "detailed_description",
            "EXAMPLE 1",
            "The DNA DNA is near.\n\n              TABLE 1\nRun          Leak\n1            0.5\n\n"
            "^a Measured.\n\nThe end.",
        ),
    ]


def test_claims_without_their_numbers_and_with_their_lines():
    (record,) = read(ONE)
    assert [(each.number, each.depends_on, each.text) for each in record.claims] == [
        (1, (), "A valve comprising:\na ring, and\na seal at 5° C."),
        (2, (1,), "The valve of claim 1."),
    ]


@pytest.mark.parametrize(
    "head",
    [ONE, HEADER + ONE, "\r\n \r\n" + HEADER.replace("\n", "\r\n"), "\n\nPATN   \n\nWKU  1", HEADER],
)
def test_sniffed_with_or_without_a_header(head):
    assert greenbook.matches(head.encode())


@pytest.mark.parametrize(
    "head", ["", "PATN", "<?xml version='1.0'?>", "PATN is a word\nWKU", "WKU  041809997"]
)
def test_other_files_are_not(head):
    assert not greenbook.matches(head.encode())


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_week_is_cut_into_its_documents(newline):
    second = ONE.replace("041809997", "RE0300012").replace("APT  1", "APT  2")
    week = (HEADER + ONE + second).replace("\n", newline) + "\x1a"
    first, reissue = read(week)
    assert first == read(ONE)[0]
    assert (reissue.publication_number, reissue.document_type) == ("USRE30001E", "reissue")


def test_cuts_do_not_depend_on_the_chunks(monkeypatch):
    week = (HEADER + ONE + ONE).encode()
    whole = list(greenbook.split(io.BytesIO(week)))
    monkeypatch.setattr(greenbook, "_CHUNK", 7)
    assert list(greenbook.split(io.BytesIO(week))) == whole
    assert len(whole) == 2


def test_a_document_past_the_limit_is_passed_over(monkeypatch):
    monkeypatch.setattr(greenbook, "_CHUNK", 64)
    monkeypatch.setattr(greenbook, "MAX_DOCUMENT_BYTES", len(ONE) + 300)
    large = HEAD + "DETD\n" + "PAR  Much text.\n" * 200
    kept = [each and len(each) for each in greenbook.split(io.BytesIO((ONE + large + ONE).encode()))]
    assert kept == [len(ONE) - 1, None, len(ONE) - 1]


def test_the_rest_of_a_document_that_was_cut_is_not_lost_silently():
    rest, whole = greenbook.split(io.BytesIO((ONE[700:] + ONE).encode()))
    assert whole == ONE.strip().encode()
    with pytest.raises(Malformed, match="without PATN"):
        greenbook.record(rest, "", "")


def test_a_design_has_one_claim_without_a_number():
    text = (
        HEAD.replace("041809997", "D02417884").replace("SRC  5", "SRC  D").replace("APT  1", "APT  4")
        + "DCLM\nPAR  The ornamental design for a valve, as shown.\n"
    )
    (record,) = read(text)
    assert (record.publication_number, record.document_type) == ("USD241788S", "design")
    assert record.application_number == "US29901234"
    assert [each.text for each in record.claims] == ["The ornamental design for a valve, as shown."]


def test_claims_may_lack_their_number_lines():
    claims = "CLMS\nSTM  I claim:\nPAR  1. A valve.\nPA1  It leaks.\nPAR  2. Claim 1 with a seal.\n"
    (record,) = read(HEAD + claims)
    assert [(each.number, each.text) for each in record.claims] == [
        (1, "A valve.\nIt leaks."),
        (2, "Claim 1 with a seal."),
    ]


def test_a_statement_alone_is_the_claim_of_a_plant_but_not_an_introduction():
    plant = HEAD.replace("041809997", "PP0045671").replace("APT  1", "APT  6")
    (record,) = read(plant + "CLMS\nSTM  A rose as shown and described.\n")
    assert (record.publication_number, record.document_type) == ("USPP4567P", "plant")
    assert [each.text for each in record.claims] == ["A rose as shown and described."]
    assert read(plant + "CLMS\nSTM  What is claimed is:\n")[0].claims == ()


def test_a_reissue_shows_what_went_and_keeps_what_came():
    text = HEAD + "CLMS\nNUM  1.\nPAR  .Iadd.1. A .[.tap.]. valve..Iaddend.\n"
    assert read(text)[0].claims[0].text == "A [tap] valve."


@pytest.mark.parametrize(
    "fields, expected",
    [
        ("RLAP\nCOD  72\nAPN  351745\nAPD  19730416\n", "US05351745@1973-04-16"),
        ("RLAP\nCOD  71\nAPN  900302\nAPD  19720618\nPARN\nPAR  Of 03/900,302.\n", "US03900302@1972-06-18"),
        ("PCTA\nPCN  PCT/JP78/00178\nPD1  19800310\nPD3  19770705\n", "PCT/JP1978/000178@1977-07-05"),
        ("PRIR\nCNT  GBX\nAPD  19770705\nAPN  7728132.4\n", "GB7728132@1977-07-05"),
        ("", "US05901234@1978-03-01"),
    ],
)
def test_the_earliest_application(fields, expected):
    assert read(HEAD + fields)[0].earliest_priority == expected


def test_the_kind_of_2001_is_given():
    (record,) = read(HEAD.replace("APT  1", "APT  1\nPBL  B2"))
    assert (record.publication_number, record.kind, record.document_type) == ("US4180999B2", "B2", "utility")


def test_a_defensive_publication_is_no_patent():
    (record,) = read(HEAD.replace("041809997", "T09550081").replace("APT  1", "APT  5"))
    assert (record.publication_number, record.document_type) == ("UST955008I4", "other")


@pytest.mark.parametrize("data", [b"", b"PATN\n", b"PATN\nWKU  \n", b"PATN\nWKU  *****\n", b"\x00\xff" * 50])
def test_without_a_number_it_is_malformed(data):
    with pytest.raises(Malformed):
        greenbook.record(data, "", "")


@pytest.mark.parametrize(
    "coded, expected",
    [
        ("C.sub.2 H.sub.5 OH and", "C_2H_5OH and"),
        ("R.sub.1 through R.sub.7 ; r.sub.1 ' is", "R_1 through R_7; r_1' is"),
        ("H.sub.2 In a, R.sub.1 10 ohms, R.sup.' and .sup.1 H NMR", "H_2 In a, R_1 10 ohms, R^' and ^1H NMR"),
        (".SIGMA..sub.i=1 .sup.n x", "Σ_{i=1}^n x"),
        ("X.sub.2.sup..crclbar. is, x.sub.i.sbsb.2 too", "X_2^⊖ is, x_{i_2} too"),
        ("10.sup.5. The t.sub.(n+1) of .lambda.max, V.sub.0.5", "10^5. The t_{(n+1)} of λmax, V_{0.5}"),
        ("O.dbd.C.dbd.N, 3.times.10.sup.6 .mu.g.DNA", "O=C=N, 3×10^6 μg.DNA"),
        (".OMEGA. .+-.5 .ltoreq.x, Poincar.acute.e, {umlaut over (o)}", "Ω ±5 ≤x, Poincaré, ö"),
        ("a ##STR12## b ##EQU3.1##", "a\n[chemistry]\nb\n[mathematics]"),
        ("##FIG1##", "[figure]"),
        ("1.0.2 and .0.5, e.g. this, .unknown. too", "1.0.2 and .0.5, e.g. this, .unknown. too"),
        ("AT&amp;T", "AT&T"),
    ],
)
def test_inline_codes(coded, expected):
    assert plain(coded) == expected


def test_every_code_is_replaced_between_words():
    for name, character in CODES.items():
        assert plain(f"a .{name}. b") == f"a {character} b"


TAGS = ["PAR", "PAC", "PA1", "TBL", "NUM", "STM", "CLMS", "DETD", "PATN", "WKU", "ICL", "APN"]
words = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=12)
lines = st.one_of(
    st.builds("{:<5}{}".format, st.sampled_from(TAGS), words),
    st.builds("      {}".format, words),
    words,
)


@given(st.lists(lines, max_size=25).map("\n".join))
def test_any_lines_give_a_record_or_are_malformed(text):
    for document in greenbook.split(io.BytesIO((HEADER + text).encode("latin-1"))):
        with contextlib.suppress(Malformed):
            greenbook.record(document, "", "")


paragraphs = st.lists(
    st.lists(st.text("abcXYZ019,#&", min_size=1, max_size=8), min_size=1, max_size=30),
    min_size=1,
    max_size=6,
)


@given(paragraphs)
def test_wrapped_words_are_all_there_in_order(written):
    body = "".join("PAR  " + "\n      ".join(words) + "\n" for words in written)
    (record,) = read(HEAD + "DETD\n" + body)
    text = " ".join(section.heading + " " + section.text for section in record.sections)
    assert [each for each in text if each.isalnum()] == [
        each for words in written for each in "".join(words) if each.isalnum()
    ]


def test_odd_lines_take_no_long_time():
    odd = "PAR  " + ".sub." * 20_000 + " " * 50_000 + "##" * 20_000 + ".sub." + "(" * 50_000 + "\n"
    (record,) = read(HEAD + "DETD\n" + odd)
    assert record.sections
