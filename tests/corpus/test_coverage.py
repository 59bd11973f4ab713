"""The loss report: what it counts, and that the readers lose nothing of documents written for the tests."""

import itertools
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patents import chinese, grant

from experiments.benchmarks import coverage, source_text
from experiments.benchmarks.alignment import align
from experiments.benchmarks.coverage import compare, cover
from patentgpt_jax.corpus.readers import read_document
from patentgpt_jax.corpus.record import Claim, Record, Section


def test_the_command_ends_with_its_metrics(grants, tmp_path, monkeypatch, capsys):
    broken = tmp_path / "broken.xml"
    broken.write_text(grant() + grant("07473187")[:-40])
    monkeypatch.setattr(sys, "argv", ["coverage", str(grants), str(broken), "--lowest=1"])
    coverage.main()
    lines = capsys.readouterr().out.splitlines()
    metrics = json.loads(lines[-1])["metrics"]
    assert (metrics["documents"], metrics["documents_expected"], metrics["failures"]) == (4, 5, 1)
    assert (metrics["claims"], metrics["claims_expected"], metrics["kept_least_utility"]) == (13, 13, 1)
    assert metrics["redbook_kept"] == metrics["kept_claims"] == 1 and metrics["redbook_added"] == 0
    assert any(line.startswith("broken.xml, document 2: not read: not well-formed") for line in lines)


UNUSUAL = """<p>See <patcit>US 123 of Smith</patcit>, <nplcit>Jones <i>et al</i> 1999</nplcit> and
<patcit><document-id>JP <country>JP</country><doc-number>5</doc-number></document-id><text>B</text></patcit>,
<bio-deposit>ATCC 7 <depositary>X</depositary></bio-deposit>, <addressbook>Kyoto</addressbook>.</p>
<p><tables><table>Loose <title>Title</title><row><entry>1</entry>2<entry>3</entry></row></table></tables>
<tables>Words <img file="x"/> only</tables>
<tables><table><tgroup>a<row><entry/><entry>b</entry></row>c</tgroup>d</table></tables></p>stray
<disclosure><tech-problem><heading>Problem</heading><p>Leaks.</p></tech-problem></disclosure>
<p>&ldquo;&agr;&rdquo; &nosuch; <dl><dt>A</dt><dd>first</dd></dl><maths><math><mi>x</mi></math></maths></p>"""


def covered(path):
    file = cover(path)
    assert len(file.documents) == file.expected and not file.failures
    return [(each.total.kept_share, each.total.added_share, each.claims) for each in file.documents]


def test_every_character_of_the_fixture_reaches_the_record(grants):
    assert covered(grants) == [(1, 0, 4), (1, 0, 4), (1, 0, 1)]


def test_text_in_unusual_places_reaches_the_record(tmp_path):
    path = tmp_path / "unusual.xml"
    path.write_text(grant(description=UNUSUAL))
    (document,) = cover(path).documents
    assert (document.total.kept_share, document.total.added_share) == (1, 0)
    assert (document.entities, document.entities_dropped) == (4, 0)


def test_cancelled_claims_are_counted_one_by_one(tmp_path):
    path = tmp_path / "cancelled.xml"
    claims = "<claim num='01-03'><claim-text>1-3. (canceled)</claim-text></claim>"
    claims += "<claim num='4'><claim-text>4. A valve.</claim-text></claim>"
    path.write_text(grant(claims=claims))
    assert covered(path) == [(1, 0, 4)]


def test_a_chinese_document(tmp_path):
    path = tmp_path / "cn.xml"
    claim = "<claim num='1'><claim-text>1、一种阀门，<br/>其特征在于红色。</claim-text></claim>"
    path.write_text(chinese("<p>技术领域</p><p>本发明涉及\n  <br/>阀门。</p>", claim), encoding="utf-8")
    (document,) = cover(path).documents
    for section in ("description", "claims"):
        assert document.shares[section].kept_share == 1
    assert (document.claims, document.claims_expected) == (1, 1)


SOURCE = source_text.SourceDocument(
    "redbook",
    {
        ("title", "en"): ["Valve"],
        ("description", "en"): ["A seal.", "It is H2O tight.", "It costs “ten”."],
        ("claims", "en"): ["A valve."],
    },
    1,
)
SOURCE.entities["“"] += 1


def record(description: str) -> Record:
    return Record(
        "US1B2",
        language="en",
        title="Valve",
        sections=(Section("summary", "", description),),
        claims=(Claim(1, "A valve."),),
    )


@pytest.mark.parametrize(
    ("description", "kept", "added", "dropped"),
    [
        ("A seal.\n\nIt is H_2O tight.\n\n[figure]It costs “ten”.", 1, 0, 0),
        ("A seal.\n\nIt costs “ten”.", 1 - 12 / 38, 0, 0),
        ("A seal.\n\nA seal.\n\nIt is H_2O tight.\n\nIt costs “ten”.", 1, 5 / 43, 0),
        ("A seal.\n\nA seal.\n\nIt costs ten.", 1 - 12 / 38, 5 / 31, 1),
    ],
)
def test_a_doubled_paragraph_does_not_hide_a_lost_one(description, kept, added, dropped):
    found = compare(SOURCE, record(description))
    assert found.total.kept_share == pytest.approx(kept)
    assert found.total.added_share == pytest.approx(added)
    assert found.entities_dropped == dropped
    assert ["H2O tight" in each for each in found.missing] == [True] * (kept < 1)


def test_claims_in_several_languages_are_compared_with_their_own(tmp_path):
    document = b"""<?xml version="1.0" encoding="UTF-8"?><ep-patent-document><SDOBI><B540><B541>de</B541>
<B542>Ventil &uuml;</B542><B541>en</B541><B542>Valve</B542></B540></SDOBI>
<description lang="en"><heading><First & only</heading><p>It leaks.</p></description>
<claims lang="en"><claim num="1"><claim-text>1. A valve.</claim-text></claim></claims>
<claims lang="de"><claim num=""><claim-text>Ventil.</claim-text></claim></claims></ep-patent-document>"""
    (found,) = source_text.documents(document)
    assert found.texts == {
        ("title", "de"): ["Ventil ü"],
        ("title", "en"): ["Valve"],
        ("description", "en"): ["<First & onlyIt leaks."],
        ("claims", "en"): ["A valve."],
        ("claims", "de"): ["Ventil."],
    }
    assert (found.format, found.claim_elements, found.entities) == ("epo", 2, {"ü": 1})


def test_further_sets_of_claims_in_a_language_are_counted(tmp_path):
    path = tmp_path / "sets.xml"
    path.write_text("""<?xml version="1.0"?><ep-patent-document lang="en"><SDOBI><B100><B110>7</B110></B100>
<B500><B540><B541>en</B541><B542>Valve</B542></B540></B500></SDOBI>
<description lang="en"><p>A long description of it.</p></description>
<claims lang="en"><claim num="1"><claim-text>A valve for Germany.</claim-text></claim></claims>
<claims lang="en"><claim num="1"><claim-text>A valve for France.</claim-text></claim></claims>
<amended-claims lang="en"><claim num="1"><claim-text>A tap.</claim-text></claim></amended-claims>
</ep-patent-document>""")
    (found,) = cover(path).documents
    assert (found.claims, found.claims_expected, found.missing, found.added) == (3, 3, [], [])


def test_deleted_claims_of_a_reissue_are_counted():
    claims = '<claim num="1"><claim-text><?delete-start ?>1. A valve.<?delete-end ?></claim-text></claim>'
    document = grant(kind="E1", type="reissue", claims=claims).encode()
    (source,) = source_text.documents(document)
    found = compare(source, read_document(document, "", ""))
    assert (found.shares["claims"].kept_share, found.missing) == (1, [])


def test_older_us_formats():
    application = b"""<patent-application-publication><subdoc-bibliographic-information><title-of-invention>
Valve</title-of-invention></subdoc-bibliographic-information><subdoc-description><section><paragraph>
<number>&lsqb;0001&rsqb;</number>A seal<math-cwu><number>1</number></math-cwu></paragraph></section>
</subdoc-description><subdoc-claims><heading>What is claimed is:</heading><claim><claim-text>
<highlight>1</highlight>. A valve</claim-text></claim></subdoc-claims></patent-application-publication>"""
    patent = b"""<PATDOC><SDOBI><B540><STEXT><PDAT>Valve</PDAT></STEXT></B540></SDOBI><SDODE><BRFSUM><BTEXT>
<PARA><PTEXT><PDAT>A seal</PDAT></PTEXT></PARA></BTEXT></BRFSUM></SDODE><SDOCL><H><STEXT><PDAT>I claim</PDAT>
</STEXT></H><CL><CLM><PARA><PTEXT><PDAT>1. A valve</PDAT></PTEXT></PARA></CLM></CL></SDOCL></PATDOC>"""
    for document in (application, patent):
        (found,) = source_text.documents(document)
        texts = {section: [each.strip() for each in texts] for (section, _), texts in found.texts.items()}
        assert texts == {"title": ["Valve"], "description": ["A seal"], "claims": ["A valve"]}


def test_sgml_has_elements_without_an_end():
    document = b"""<!DOCTYPE PATDOC PUBLIC "-//USPTO//DTD ST.32" [<!ENTITY F.TIF SYSTEM "F.TIF" NDATA TIF>]>
<PATDOC DTD=2.4><SDOBI><B540><STEXT><PDAT>Valve</PDAT></STEXT></B540></SDOBI><SDODE><DETDESC><BTEXT><PARA>
<PTEXT><PDAT>A&agr;</PDAT><CUSTOM-CHARACTER FILE="x" ALT=y><PDAT>B</PDAT></PTEXT></PARA></BTEXT></DETDESC>
</SDODE>
<SDOCL><CL><CLM ID=CLM-1><PARA><PTEXT><PDAT>1. A seal</PDAT></PTEXT></PARA></CLM></CL></SDOCL></PATDOC>"""
    found = [each.texts["description", ""] for each in source_text.documents(document * 2)]
    assert found == [["\nAαB\n"]] * 2


def test_named_entities_have_a_table_of_their_own():
    names = (
        "ldquo",
        "agr",
        "Dgr",
        "PHgr",
        "sfgr",
        "eeacgr",
        "idiagr",
        "OHacgr",
        "b.alpha",
        "rlarr2",
        "nosuch",
    )
    assert "".join(map(source_text.entity_text, names)) == "“αΔΦςήΐΏα⇄&nosuch;"


def test_a_greenbook_document():
    document = b"""PATN
WKU  039373754
TTL  Valve and
      seal
ABST
PAL  A valve ##STR1## of .O slashed. 5 mm.
BSUM
PAC  BACKGROUND
PAR  H.sub.2 at .alpha.
      bar.
CLMS
STM  What I claim is:
NUM  1.
PAR  1. A valve
      of steel.
NUM  2.
PAR  .[.2. A seal..].
PATN
TTL  Gate
"""
    first, second = source_text.documents(document)
    assert {
        section: [" ".join(each.split()) for each in texts] for (section, _), texts in first.texts.items()
    } == {
        "title": ["Valve and seal"],
        "abstract": ["A valve of 5 mm."],
        "description": ["BACKGROUND H 2 at α bar."],
        "claims": ["A valve of steel.", "A seal.]"],
    }
    assert (first.claim_elements, second.texts) == (2, {("title", ""): [" Gate"]})


@given(st.lists(st.text("abc", min_size=1, max_size=400), min_size=1, max_size=6), st.data())
def test_alignment_finds_what_was_cut_out_and_put_in(pieces, data):
    lost = data.draw(st.integers(0, len(pieces) - 1))
    first = "".join(pieces)
    second = "".join(pieces[:lost] + pieces[lost + 1 :]) + "z" * 30
    matches = align(first, second)
    for a, b, length in matches:
        assert first[a : a + length] == second[b : b + length]
    for (a, b, length), later in itertools.pairwise(matches):
        assert a + length <= later.first and b + length <= later.second
    assert sum(each.length for each in matches) <= len(first)
    assert align(first, first) == [(0, 0, len(first))]


def test_a_long_text_with_a_loss_in_the_middle():
    words = [f"word{index}" for index in range(20_000)]
    first, second = "".join(words), "".join(words[:9000] + words[9500:])
    assert sum(each.length for each in align(first, second)) == len(second)
