"""Chinese patents in both layouts of their description."""

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
    assert record.earliest_priority == "JP2008070831@2008-03-19"
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
