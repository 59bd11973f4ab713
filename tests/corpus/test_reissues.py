"""US reissues in each format: deleted matter in brackets, claims that went as a whole are cancelled."""

import pytest
from olderas import patdoc
from patents import grant

from patentgpt_jax.corpus.readers import greenbook, read_document
from patentgpt_jax.corpus.readers.reissues import cancel_deleted, number_outside
from patentgpt_jax.corpus.record import Claim


def went(text):
    return f'<?delete-start id="REI-1" date="20180102" ?>{text}<?delete-end id="REI-1" ?>'


def came(text):
    return f'<?insert-start id="REI-2" date="20180102" ?>{text}<?insert-end id="REI-2" ?>'


def one(description="", claims=""):
    document = grant(number="RE046653", kind="E1", type="reissue", description=description, claims=claims)
    return read_document(document.encode(), "", "")


def test_deleted_words_are_in_brackets():
    text = f"<p>It has {went('lead')} {came('led ')}to loss{came(', often')}.</p>"
    assert one(text).sections[0].text == "It has [lead] led to loss, often."


def test_deleted_paragraphs_are_in_brackets_and_headings_still_decide():
    text = went("<p>Old.</p>\n<p>Older.</p>") + came("<heading>SUMMARY</heading><p>New.</p>")
    assert [(each.kind, each.text) for each in one(text).sections] == [
        ("other", "[Old.]\n\n[Older.]"),
        ("summary", "New."),
    ]


def test_claims_of_the_red_book():
    last = f"The valve of claim 1 in {went('red')} blue."
    claims = (
        f'<claim num="00001"><claim-text>{went("<b>1</b>. A valve.")}</claim-text></claim>'
        + went('<claim num="00002"><claim-text>2. A tap.</claim-text></claim>')
        + f'<claim num="00003">{went("<claim-text>3. A pipe.</claim-text>")}</claim>'
        + f'<claim num="00004"><claim-text>4. {last}</claim-text></claim>'
        + f'<claim num="00005"><claim-text>{came("5. A seal.")}</claim-text></claim>'
    )
    found = [(each.number, each.text, each.cancelled, each.depends_on) for each in one(claims=claims).claims]
    assert found == [
        (1, "[A valve.]", True, ()),
        (2, "[A tap.]", True, ()),
        (3, "[A pipe.]", True, ()),
        (4, "The valve of claim 1 in [red] blue.", False, (1,)),
        (5, "A seal.", False, ()),
    ]


def test_claims_of_patdoc():
    texts = '<DEL-S ID="D"/>1. A valve.<DEL-E ID="D"/>', "2. The valve of claim 1."
    claims = "".join(
        f'<CLM ID="CLM-0000{number}"><PARA><PTEXT><PDAT>{text}</PDAT></PTEXT></PARA></CLM>'
        for number, text in enumerate(texts, 1)
    )
    record = read_document(patdoc(number="RE037540", kind="E1", claims=claims).encode(), "", "")
    assert [(each.text, each.cancelled, each.depends_on) for each in record.claims] == [
        ("[A valve.]", True, ()),
        ("The valve of claim 1.", False, (1,)),
    ]


def test_claims_of_the_green_book():
    text = (
        "PATN\nWKU  RE0346623\nAPT  2\nCLMS\nSTM  I claim:\nNUM  1.\nPAR  .[.1. A valve comprising:\n"
        "PA1  a seat..].\nNUM  2.\nPAR  2. The valve of claim 1 in .[.red.]. .Iadd.blue.Iaddend..\n"
    )
    claims = greenbook.record(text.encode(), "", "").claims
    assert [(each.number, each.text, each.cancelled) for each in claims] == [
        (1, "[A valve comprising:\na seat.]", True),
        (2, "The valve of claim 1 in [red] blue.", False),
    ]


@pytest.mark.parametrize(
    ("text", "cancelled"),
    [
        ("[A valve.]", True),
        ("[A valve,]\n[having a seat [old].]", True),
        ("[A] valve.", False),
        ("A valve [and a seat.]", False),
        ("[1,1'-Biphenyl]-4-ol.", False),
        ("[A valve that is not closed", True),
        ("", False),
    ],
)
def test_what_is_deleted_as_a_whole(text, cancelled):
    (claim,) = cancel_deleted((Claim(1, text, category="product"),))
    assert (claim.text, claim.cancelled) == (text, cancelled)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("[1. A valve.]", "1. [A valve.]"), ("[1.5 mm] wide", "[1.5 mm] wide"), ("1. A [2. b]", "1. A [2. b]")],
)
def test_the_number_of_a_deleted_claim(text, expected):
    assert number_outside(text) == expected


def test_other_patents_may_have_brackets():
    claims = '<claim num="1"><claim-text>1. [A valve.]</claim-text></claim>'
    assert not read_document(grant(claims=claims).encode(), "", "").claims[0].cancelled
