"""What headings announce."""

import pytest

from patentgpt_jax.corpus.readers.sections import heading_kind, leading_heading


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
