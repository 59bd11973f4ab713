"""The US red book: identity, sections, plain text, claims."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patents import RELATED, grant

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.readers.xmltext import Malformed

MIXED = (
    *("b", "i", "sub", "sup", "ul", "li", "dl", "dd", "pre", "patcit", "nplcit", "document-id", "address"),
    *("tables", "table", "tgroup", "thead", "row", "entry", "title", "heading", "claim-text", "figref", "p"),
    *("summary", "disclosure", "tech-problem", "unknown"),
)


def one(tmp_path, document):
    path = tmp_path / "one.xml"
    path.write_text(document, encoding="utf-8")
    (record,) = read(path, source="us")
    return record


def sections(record):
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_identity(tmp_path):
    record = one(tmp_path, grant(related=RELATED))
    assert (record.publication_number, record.kind, record.office) == ("US7473185B2", "B2", "US")
    assert (record.application_number, record.language, record.document_type) == (
        "US11071234",
        "en",
        "utility",
    )
    assert (record.publication_date, record.filing_date) == ("2009-01-06", "2005-03-02")
    assert record.earliest_priority == "US60283456@2001-04-12"
    assert record.classifications == ("A61M 5/32",)
    assert record.citations == ("US20020174596A1", "JP8335702A")
    assert record.applicants == ("Acme & Co.",)
    assert (record.source, record.path) == ("us", str(tmp_path / "one.xml"))


def test_applicants_are_assignees_or_else_applicants_or_else_inventors(tmp_path):
    document = re.sub("<assignees>.*</assignees>", "", grant())
    assert one(tmp_path, document).applicants == ("Jane Doe",)
    inventors = (
        "<inventors><inventor><addressbook><last-name>Roe</last-name></addressbook></inventor></inventors>"
    )
    document = re.sub("<applicants>.*?</applicants>", inventors, document, flags=re.DOTALL)
    assert one(tmp_path, document).applicants == ("Roe",)


def test_a_document_without_ancestors_is_its_own_family(tmp_path):
    assert one(tmp_path, grant()).earliest_priority == "US11071234@2005-03-02"


def test_a_foreign_priority_is_the_family(tmp_path):
    claim = (
        "<priority-claims><priority-claim sequence='01' kind='national'><country>JP</country>"
        "<doc-number>2002-156293</doc-number><date>20020529</date></priority-claim></priority-claims>"
    )
    assert one(tmp_path, grant(priority=claim)).earliest_priority == "JP2002156293@2002-05-29"


@pytest.mark.parametrize(
    ("country", "number", "expected"),
    [
        ("DE", "10 2022 123 456.7", "DE102022123456"),
        ("DE", "P 27 24 675.5", "DE2724675"),
        ("GB", "2201234.5", "GB2201234"),
        ("SE", "9803.5", "SE98035"),
        ("IT", "MI98A001234", "ITMI98A001234"),
    ],
)
def test_check_digits_of_priorities(tmp_path, country, number, expected):
    claim = (
        f"<priority-claims><priority-claim sequence='01' kind='national'><country>{country}</country>"
        f"<doc-number>{number}</doc-number><date>20020529</date></priority-claim></priority-claims>"
    )
    assert one(tmp_path, grant(priority=claim)).earliest_priority == f"{expected}@2002-05-29"


def test_sections_follow_instructions_and_headings(tmp_path):
    record = one(tmp_path, grant())
    assert sections(record) == [
        ("cross_reference", "RELATED APPLICATIONS", "This is a continuation of an earlier case."),
        ("technical_field", "1. Field of the Invention", "Valves that hold H_2 at 10^{−3} bar."),
        ("background", "BACKGROUND OF THE INVENTION", "Known valves\n\nThey leak, as FIG. 9 shows."),
        ("summary", "SUMMARY OF THE INVENTION", "The seal is\nA=πr^2\nwide."),
        ("drawings", "BRIEF DESCRIPTION OF THE DRAWINGS", "FIG. 1 is a view."),
        (
            "detailed_description",
            "DETAILED DESCRIPTION",
            "A ring of\n[chemistry]\nwherein R is H:\nfirst;\nsecond.\n\nSUMMARY OF TESTS\n\n"
            "Run\tLeak _{max}\n1\n2\t0.5\nand\n[mathematics]\n.",
        ),
    ]


def test_a_brief_summary_without_headings_is_a_summary(tmp_path):
    text = '<?BRFSUM end="lead"?><p>It is cheap.</p><?BRFSUM end="tail"?>'
    assert sections(one(tmp_path, grant(description=text))) == [("summary", "", "It is cheap.")]


def test_a_brief_summary_is_background_until_its_first_heading(tmp_path):
    text = '<?BRFSUM end="lead"?><p>Old.</p><heading>SUMMARY</heading><p>New.</p><?BRFSUM end="tail"?>'
    assert sections(one(tmp_path, grant(description=text))) == [
        ("background", "", "Old."),
        ("summary", "SUMMARY", "New."),
    ]


def test_applications_name_their_sections_otherwise(tmp_path):
    text = (
        '<?cross-reference-to-related-applications end="lead"?><p>A.</p>'
        '<?cross-reference-to-related-applications end="tail"?>'
        '<?summary-of-invention end="lead"?><heading>TECHNICAL FIELD</heading><p>B.</p>'
        '<heading>BACKGROUND</heading><p>C.</p><?summary-of-invention end="tail"?>'
        '<?detailed-description end="lead"?><p>D.</p><?detailed-description end="tail"?>'
    )
    document = grant(number="20090012345", kind="A1", description=text).replace("-grant", "-application")
    record = one(tmp_path, document)
    assert record.publication_number == "US20090012345A1"
    kinds = ["cross_reference", "technical_field", "background", "detailed_description"]
    assert [section.kind for section in record.sections] == kinds


def test_elements_that_name_their_section_may_nest(tmp_path):
    text = (
        "<background-art><p>Old.</p></background-art>"
        "<disclosure><tech-problem><heading>Problem</heading><p>It leaks.</p></tech-problem>"
        "<tech-solution><p>A seal.</p></tech-solution><p>Round.</p></disclosure>"
    )
    assert sections(one(tmp_path, grant(description=text))) == [
        ("background", "", "Old."),
        ("summary", "Problem", "It leaks."),
        ("summary", "", "A seal."),
        ("summary", "", "Round."),
    ]


def test_elements_nested_too_deep_are_refused(tmp_path):
    path, failures = tmp_path / "deep.xml", []
    path.write_text(grant(description="<p>" + "<b>" * 100_000 + "x" + "</b>" * 100_000 + "</p>"))
    assert list(read(path, on_failure=failures.append)) == []
    assert [failure.reason for failure in failures] == ["its elements are nested too deep"]


@pytest.mark.parametrize(
    ("kind", "application_type", "expected"),
    [
        ("B2", "utility", "utility"),
        ("S1", "design", "design"),
        ("P3", "plant", "plant"),
        ("E1", "reissue", "reissue"),
        ("H1", "SIR", "sir"),
        ("", "Plant", "plant"),
        ("A1", "new kind", "utility"),
        ("A1", "", "utility"),
    ],
)
def test_document_types(tmp_path, kind, application_type, expected):
    assert one(tmp_path, grant(kind=kind, type=application_type)).document_type == expected


def test_what_stands_beside_the_description_is_left_out(tmp_path):
    beside = (
        "<us-sequence-list-doc><p>A lengthy listing.</p><sequence-list/></us-sequence-list-doc>"
        "<us-megatable-doc><p>A lengthy table.</p></us-megatable-doc>"
        "<us-chemistry idref='C1' cdx-file='c.CDX'/><us-math idrefs='M1'><img file='m.TIF'/></us-math>"
        "<us-claim-statement>"
    )
    record = one(tmp_path, grant().replace("<us-claim-statement>", beside, 1))
    assert record == one(tmp_path, grant())


def test_stray_text_in_a_description_is_kept(tmp_path):
    record = one(tmp_path, grant(description="loose <p>tight</p>"))
    assert sections(record) == [("other", "", "loose\n\ntight")]


def test_claims(tmp_path):
    claims = one(tmp_path, grant()).claims
    assert [(claim.number, claim.depends_on) for claim in claims] == [
        (1, ()),
        (2, (1,)),
        (3, (1,)),
        (4, (1, 2, 3)),
    ]
    assert claims[0].text == (
        "A valve comprising:\na seat of 10; and\na seal,\nthe seal being soft;\nwherein both are round."
    )
    assert claims[1].text == "The valve of claim 1, wherein the seal is red."


def test_a_title_and_an_abstract_keep_their_markup_as_text(tmp_path):
    record = one(tmp_path, grant(title="CO<sub>2</sub> <i>in situ</i>", abstract="Uses CO<sub>2</sub>."))
    assert (record.title, record.abstract) == ("CO_2 in situ", "Uses CO_2.")


DOCUMENT = grant(related=RELATED).encode()
TAGS = (
    b"<p>",
    b"</p>",
    b"<claim-text>",
    b"<sub>",
    b"<row>",
    b"</tgroup>",
    b"<?BRFSUM end='lead'?>",
    b"&agr;",
    b"\xff",
)


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(DOCUMENT)), st.integers(0, 40), st.sampled_from(TAGS) | st.binary(max_size=8)
        ),
        max_size=4,
    )
)
def test_a_damaged_document_is_read_or_refused(damages):
    data = DOCUMENT
    for place, lost, put in damages:
        data = data[:place] + put + data[place + lost :]
    with contextlib.suppress(Malformed):
        read_document(data, "", "")


@given(
    st.recursive(
        st.text("a &;", max_size=9),
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            st.sampled_from(MIXED),
            st.lists(inner, max_size=4),
        ),
    )
)
def test_any_nesting_of_elements_keeps_its_text(content):
    letters = re.sub(r"<[^>]*>|[^a]", "", content)
    document = grant(description=f"<p>{content}</p>".replace("&", "&amp;"))
    record = read_document(document.encode(), "", "")
    assert record is not None
    kept = "".join(part for section in record.sections for part in (section.heading, section.text))
    assert kept.replace("[table]", "").count("a") == len(letters)


def test_older_classifications(tmp_path):
    ipc = "<classification-ipc><edition>7</edition>{}</classification-ipc><invention-title"
    parts = "".join(
        f"<further-classification>{each}</further-classification>"
        for each in ("A45F  504", "A43B 1314", "G06F015/16")
    )
    record = one(tmp_path, grant().replace("<invention-title", ipc.format(parts)))
    assert record.classifications == ("A61M 5/32", "A45F 5/04", "A43B 13/14", "G06F 15/16")
