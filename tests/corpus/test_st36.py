"""Chinese patents in both layouts of their description."""

import pytest
from patents import chinese

from patentgpt_jax.corpus import read

CLAIMS = """
<claim num="1"><claim-text>
<claim-text>1、一种阀门，其特征在于：包括阀座     <br />和密封圈。  <br /></claim-text></claim-text></claim>
<claim num="2"><claim-text>2.根据权利要求1所述的阀门，其特征在于，密封圈为2.5 mm。</claim-text></claim>
<claim num="3"><claim-text>3．根据权利要求1或2所述的阀门。</claim-text></claim>
<claim num="4"><claim-text>4.如权利要求1～3任一项所述的阀门。</claim-text></claim>
<claim num=""><claim-text>5.按照前述权利要求中任一项所述的阀门。</claim-text></claim>
"""


def one(tmp_path, document):
    path = tmp_path / "cn.xml"
    path.write_text(document, encoding="utf-8")
    (record,) = read(path)
    return record


def sections(record):
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_identity_in_the_language_of_the_text(tmp_path):
    record = one(tmp_path, chinese("<p>本发明涉及阀门。</p>", CLAIMS))
    assert (record.publication_number, record.application_number) == ("CN101234567A", "CN200980100001")
    assert (record.language, record.title, record.abstract) == ("zh", "一种阀门", "本发明公开一种阀门。")
    assert (record.earliest_priority, record.family_id) == ("JP2008070831@2008-03-19", "71687662")
    assert (record.classifications, record.applicants) == (("F16K 1/00",), ("某某公司",))
    assert record.document_type == "utility"


def test_a_utility_model(tmp_path):
    record = one(tmp_path, chinese("<p>本实用新型涉及阀门。</p>", CLAIMS, number="201693419", kind="U"))
    assert (record.publication_number, record.document_type) == ("CN201693419U", "utility_model")


def test_sections_as_elements(tmp_path):
    record = one(
        tmp_path,
        chinese(
            "<technical-field><p num='1'>本发明涉及\n   <br />阀门。</p></technical-field>"
            "<background-art><p>已有阀门。</p></background-art><disclosure><p>提供阀门。</p></disclosure>"
            "<description-of-drawings><p>图1是阀门的图。</p></description-of-drawings>"
            "<mode-for-invention><p>[0007] 阀门1由SiC或者GaN <br/>系材料构成。</p></mode-for-invention>",
            CLAIMS,
        ),
    )
    assert sections(record) == [
        ("technical_field", "", "本发明涉及阀门。"),
        ("background", "", "已有阀门。"),
        ("summary", "", "提供阀门。"),
        ("drawings", "", "图1是阀门的图。"),
        ("detailed_description", "", "阀门1由SiC或者GaN系材料构成。"),
    ]


def test_sections_as_text(tmp_path):
    record = one(
        tmp_path,
        chinese(
            "<p num='0001'>所属技术领域   \t\n\t</p><p>本发明涉及阀门。</p>"
            "<p>背景技术：<br/>已有阀门。</p>"
            "<p>[0003] 发明内容</p><p>提供阀门。</p>"
            "<p>附图说明：图1是阀门的图。</p>"
            "<p>具体实施方式</p><p>实施例1的阀门。</p>",
            CLAIMS,
        ),
    )
    assert sections(record) == [
        ("technical_field", "所属技术领域", "本发明涉及阀门。"),
        ("background", "背景技术", "已有阀门。"),
        ("summary", "发明内容", "提供阀门。"),
        ("drawings", "附图说明", "图1是阀门的图。"),
        ("detailed_description", "具体实施方式", "实施例1的阀门。"),
    ]


def test_no_printed_line_is_a_heading_by_itself(tmp_path):
    record = one(
        tmp_path,
        chinese(
            "<p>技术领域     \t  \n\t</p><p>本发明涉及消息。</p>"
            "<p>每个消息带有优先级(priority)字段，<br/>其值由服务器设置。</p>"
            "<p>背景技术<br/>中的阀门由铁制成。</p>"
            "<p>背景技术： \n</p><p>实施例 1 <br/>的阀门漏水。</p>",
            CLAIMS,
        ),
    )
    assert sections(record) == [
        (
            "technical_field",
            "技术领域",
            "本发明涉及消息。\n\n每个消息带有优先级(priority)字段，其值由服务器设置。\n\n背景技术中的阀门由铁制成。",
        ),
        ("background", "背景技术", "实施例 1的阀门漏水。"),
    ]


def test_no_printed_line_of_a_section_element_is_cut_off(tmp_path):
    text = "<p>具体实施方式 \n</p><p>使用(summary)报告中的<br/>数据。</p><p>现有技术<br/>的数据。</p>"
    record = one(tmp_path, chinese(f"<mode-for-invention>{text}</mode-for-invention>", CLAIMS))
    assert sections(record) == [
        ("detailed_description", "具体实施方式", "使用(summary)报告中的数据。\n\n现有技术的数据。")
    ]


def test_claims_and_their_wording(tmp_path):
    claims = one(tmp_path, chinese("<p>阀门。</p>", CLAIMS)).claims
    assert claims[0].text == "一种阀门，其特征在于：包括阀座和密封圈。"
    assert claims[1].text == "根据权利要求1所述的阀门，其特征在于，密封圈为2.5 mm。"
    assert [(claim.number, claim.depends_on) for claim in claims] == [
        (1, ()),
        (2, (1,)),
        (3, (1, 2)),
        (4, (1, 2, 3)),
        (5, (1, 2, 3, 4)),
    ]


def test_english_lines_are_joined_by_a_space(tmp_path):
    document = chinese("<p>A long<br/>valve\nstem.</p>", "").replace('lang="chi"', 'lang="eng"')
    (section,) = one(tmp_path, document).sections
    assert section.text == "A long valve stem."


def test_a_missing_language_is_detected_from_the_script(tmp_path):
    document = chinese("<p>本发明涉及阀门。</p>", CLAIMS).replace('lang="chi"', "")
    assert one(tmp_path, document).language == "zh"


def test_the_encoding_that_older_files_declare(tmp_path):
    path = tmp_path / "gb.xml"
    document = chinese("<p>本发明涉及阀门。</p>", CLAIMS).replace('"utf-8"', '"GB2312"')
    path.write_bytes(document.encode("gb18030"))
    (record,) = read(path)
    assert record.title == "一种阀门"


def test_sections_within_a_section(tmp_path):
    inner = "<tech-problem><p>阀门漏水。</p></tech-problem><p>提供阀门。</p>"
    record = one(tmp_path, chinese(f"<disclosure>{inner}</disclosure><p>其他。</p>", CLAIMS))
    assert [(each.kind, each.text) for each in record.sections] == [
        ("summary", "阀门漏水。"),
        ("summary", "提供阀门。"),
        ("other", "其他。"),
    ]


def test_a_whole_description_in_one_paragraph(tmp_path):
    record = one(
        tmp_path,
        chinese(
            "<p>技术领域<br/>本发明涉及一种阀门，特别是<br/>一种球阀。<br/>背景技术<br/>已有的阀门漏水，参见背景技术<br/>中的说明。"
            "<br/>【发明内容】提供阀门。附图说明：图1是视图。 <br/>具体实施方式：如图1所示。</p>",
            CLAIMS,
        ),
    )
    assert sections(record) == [
        ("technical_field", "技术领域", "本发明涉及一种阀门，特别是一种球阀。"),
        ("background", "背景技术", "已有的阀门漏水，参见背景技术中的说明。"),
        ("summary", "发明内容", "提供阀门。"),
        ("drawings", "附图说明", "图1是视图。"),
        ("detailed_description", "具体实施方式", "如图1所示。"),
    ]


def test_numbered_paragraphs_in_one(tmp_path):
    text = "<p>[0001] 技术领域 [0002] 本发明涉及阀门。[0003]背景技术：[0004] 参见段落[0012]的阀门。</p>"
    assert sections(one(tmp_path, chinese(text, CLAIMS))) == [
        ("technical_field", "技术领域", "本发明涉及阀门。"),
        ("background", "背景技术", "参见段落[0012]的阀门。"),
    ]


def test_what_is_in_another_language_is_a_translation(tmp_path):
    document = chinese("<p>阀门。</p>", CLAIMS).replace(
        "<claims",
        '<claims lang="eng"><claim num="1"><claim-text>1. A valve.</claim-text></claim></claims><claims',
        1,
    )
    record = one(tmp_path, document)
    assert (record.language, record.title, len(record.claims)) == ("zh", "一种阀门", 5)
    (english,) = record.translations
    assert (english.language, english.title) == ("en", "Valve")
    assert english.abstract == "The patent refers to the field of 'valves'."
    assert [claim.text for claim in english.claims] == ["A valve."]


def test_the_offices_own_language_comes_first(tmp_path):
    machine = '<claims lang="eng"><claim num="1"><claim-text>1. A valve.</claim-text></claim></claims>'
    document = chinese("<p>阀门。</p>", CLAIMS)
    without = document[: document.index("<claims")] + machine + "</lexisnexis-patent-document>"
    record = one(tmp_path, without)
    assert (record.language, record.claims) == ("zh", ())
    assert [(each.language, len(each.claims)) for each in record.translations] == [("en", 1)]


def test_of_several_texts_in_one_language_the_original_is_kept(tmp_path):
    copies = '<abstract lang="chi" format="docdb"><p>另一文本。</p></abstract><abstract lang="eng"'
    record = one(tmp_path, chinese("<p>阀门。</p>", CLAIMS).replace('<abstract lang="eng"', copies, 1))
    assert record.abstract == "本发明公开一种阀门。"


def test_a_tag_that_lies_about_the_script(tmp_path):
    document = chinese("<p>本发明涉及阀门。</p>", CLAIMS).replace('lang="chi"', 'lang="eng"')
    record = one(tmp_path, document)
    assert (record.language, record.title, len(record.claims)) == ("zh", "一种阀门", 5)


WHOLE_SET = (
    "1.一种阀门，其中：\n1.1 孔为2.5 mm。2.根据权利要求1所述的阀门。 <br/>3、如权利要求1或2所述的阀门。"
)


@pytest.mark.parametrize(
    "markup",
    [
        WHOLE_SET,
        f"<claim num='1'><claim-text>{WHOLE_SET}</claim-text></claim>",
        (3 * "<claim-text>{}。</claim-text>").format(*WHOLE_SET.split("。")),
        (3 * "<claim num='1'><claim-text>{}。</claim-text></claim>").format(*WHOLE_SET.split("。")),
    ],
)
def test_claims_that_are_not_one_numbered_element_each(tmp_path, markup):
    claims = one(tmp_path, chinese("<p>阀门。</p>", markup)).claims
    assert [(claim.number, claim.depends_on) for claim in claims] == [(1, ()), (2, (1,)), (3, (1, 2))]
    assert claims[1].text == "根据权利要求1所述的阀门。"


def test_steps_in_a_claim_are_no_claims(tmp_path):
    steps = "<claim-text>1.加热；</claim-text><claim-text>2.冷却。</claim-text>"
    markup = f"<claim num='1'><claim-text>1.一种方法：{steps}</claim-text></claim>"
    (claim,) = one(tmp_path, chinese("<p>阀门。</p>", markup)).claims
    assert claim.text == "一种方法：\n1.加热；\n2.冷却。"


CN_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<cn-patent-document lang="ZH" country="CN"><cn-bibliographic-data>
<cn-publication-reference><document-id><country>CN</country><doc-number>201693419</doc-number><kind>U</kind>
<date>20110105</date></document-id></cn-publication-reference>
<application-reference appl-type="20"><document-id><country>CN</country>
<doc-number>201020100001.6</doc-number>
<date>20100118</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><text>F16K1/00(2006.01)I</text></classification-ipcr></classifications-ipcr>
<invention-title>一种阀门</invention-title><abstract><p id="a1" num="0001">一种阀门。</p></abstract>
<cn-parties><cn-applicants><cn-applicant sequence="1"><addressbook><name>某某公司</name></addressbook>
</cn-applicant>
</cn-applicants></cn-parties></cn-bibliographic-data>
<application-body lang="CN" country="CN"><description><invention-title>一种阀门</invention-title>
<technical-field><p id="p1" num="001">技术领域</p><p id="p2" num="002">涉及阀门。</p></technical-field>
<mode-for-invention><p id="p3" num="003">阀门1。</p></mode-for-invention></description>
<claims><claim id="cl1" num="001"><claim-text>1.一种阀门。<!-- SIPO <DP n="2"> --></claim-text></claim>
</claims>
</application-body></cn-patent-document>"""


def test_the_chinese_office_of_old(tmp_path):
    record = one(tmp_path, CN_DOCUMENT)
    assert (record.publication_number, record.application_number) == ("CN201693419U", "CN201020100001")
    assert (record.publication_date, record.document_type, record.language) == (
        "2011-01-05",
        "utility_model",
        "zh",
    )
    assert (record.title, record.abstract, record.applicants) == ("一种阀门", "一种阀门。", ("某某公司",))
    assert record.classifications == ("F16K 1/00",)
    assert sections(record) == [
        ("technical_field", "技术领域", "涉及阀门。"),
        ("detailed_description", "", "阀门1。"),
    ]
    assert [claim.text for claim in record.claims] == ["一种阀门。"]
