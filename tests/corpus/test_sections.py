"""What headings announce, and how sections are built of them."""

import pytest

from patentgpt_jax.corpus.readers.sections import SectionBuilder, heading_kind, leading_heading


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("CROSS-REFERENCE TO RELATED APPLICATIONS", "cross_reference"),
        ("Claim of priority", "cross_reference"),
        ("STATEMENT REGARDING FEDERALLY SPONSORED RESEARCH", "government_interest"),
        ("1. Field of the Invention", "technical_field"),
        ("TECHNICAL FIELD:", "technical_field"),
        ("BACKGROUND AND SUMMARY", "background"),
        ("(b) Description of Related Art", "background"),
        ("BRIEF DESCRIPTION OF THE INVENTION", "summary"),
        ("OBJECTS AND SUMMARY OF THE INVENTION", "summary"),
        ("DISCLOSURE OF INVENTION", "summary"),
        ("BRIEF DESCRIPTION OF THE SEVERAL VIEWS OF THE DRAWINGS", "drawings"),
        ("DETAILED DESCRIPTION OF THE DRAWINGS", "detailed_description"),
        ("BEST MODE FOR CARRYING OUT THE INVENTION", "detailed_description"),
        ("DESCRIPTION OF THE PREFERRED EMBODIMENTS", "detailed_description"),
        ("Prior-Art Technique and Problems thereof", "background"),
        ("Advantageous Effects", "summary"),
        ("General description of the invention", "summary"),
        ("LIST OF FIGURES", "drawings"),
        ("DESCRIPTION OF THE PHOTOGRAPHS", "drawings"),
        ("MODE(S) FOR CARRYING OUT THE INVENTION", "detailed_description"),
        ("BOTANICAL DESCRIPTION OF THE PLANT", "detailed_description"),
        ("Experimental section", "detailed_description"),
        ("Field effect transistors", ""),
        ("Known valves", ""),
        ("所属技术领域", "technical_field"),
        ("技术领域：", "technical_field"),
        ("实用新型内容", "summary"),
        ("附图的简要说明", "drawings"),
        ("具体实施方式", "detailed_description"),
        ("本发明的技术领域很广", ""),
        ("消息的优先级(priority)", ""),
    ],
)
def test_heading_kind(heading, kind):
    assert heading_kind(heading) == kind


def test_a_heading_at_the_start_of_a_chinese_paragraph():
    assert leading_heading("技术领域：阀门") == ("技术领域", "阀门")
    assert leading_heading("技术领域本发明涉及阀门") == ("技术领域", "本发明涉及阀门")
    assert leading_heading("技术领域 阀门") == ("技术领域", "阀门")
    assert leading_heading("背景技术中的阀门") == ("", "背景技术中的阀门")
    assert leading_heading("实施例 1 的阀门") == ("", "实施例 1 的阀门")


def test_a_chinese_paragraph_that_is_a_heading():
    assert leading_heading("1. 背景技术：") == ("1. 背景技术：", "")
    assert leading_heading("使用(summary)报告") == ("", "使用(summary)报告")
    assert leading_heading("SUMMARY") == ("", "SUMMARY")


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Technisches Gebiet", "technical_field"),
        ("GEBIET DER ERFINDUNG", "technical_field"),
        ("Stand der Technik", "background"),
        ("Aufgabe der Erfindung", "summary"),
        ("Kurze Beschreibung der Erfindung", "summary"),
        ("Beschreibung der Zeichnungen", "drawings"),
        ("Kurzbeschreibung der Figuren", "drawings"),
        ("Ausführliche Beschreibung der Zeichnungen", "detailed_description"),
        ("Beschreibung eines Ausführungsbeispiels", "detailed_description"),
        ("Beispiel 1", "detailed_description"),
        ("Lösungsmittel", ""),
        ("Domaine technique", "technical_field"),
        ("DOMAINE DE L'INVENTION", "technical_field"),
        ("Etat de la technique", "background"),
        ("Arrière-plan technologique", "background"),
        ("Exposé de l’invention", "summary"),
        ("RESUME DE L'INVENTION", "summary"),
        ("Brève description des dessins", "drawings"),
        ("Description détaillée des dessins", "detailed_description"),
        ("Description d'un mode de réalisation", "detailed_description"),
        ("(b) Field of the Invention", "technical_field"),
        ("[Technical Field]", "technical_field"),
        ("【技术领域】", "technical_field"),
        ("一、背景技术", "background"),
        ("（二）发明内容", "summary"),
        ("技 术 领 域", "technical_field"),
        ("【發明所屬之技術領域】", "technical_field"),
        ("先前技術", "background"),
        ("圖式簡單說明", "drawings"),
        ("實施方式", "detailed_description"),
        ("内容", ""),
    ],
)
def test_headings_of_other_languages_and_forms(heading, kind):
    assert heading_kind(heading) == kind


def test_more_headings_at_the_start_of_a_chinese_paragraph():
    assert leading_heading("【背景技术】阀门漏水。") == ("背景技术", "阀门漏水。")
    assert leading_heading("二、背 景 技 术：阀门漏水。") == ("二、背 景 技 术", "阀门漏水。")
    assert leading_heading("背景技术随着社会发展，") == ("背景技术", "随着社会发展，")
    assert leading_heading("现有技术目前不能解决。") == ("", "现有技术目前不能解决。")


def test_paragraphs_that_announce_a_section_are_headings_where_headings_decide():
    builder = SectionBuilder()
    builder.open_region("")
    for content in ("Field of the Invention", "summary;", "Gates.", "", "FIG. 1"):
        builder.add(content, is_heading=content == "FIG. 1")
    builder.open_region("drawings")
    builder.add("Background", is_heading=False)
    assert [(each.kind, each.heading, each.text) for each in builder.finish()] == [
        ("technical_field", "Field of the Invention", "summary;\n\nGates.\n\nFIG. 1"),
        ("drawings", "", "Background"),
    ]
