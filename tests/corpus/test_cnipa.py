"""Chinese patents as JSON: Baiten's platform, Chinese names of columns, pinyin and English ones."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.readers import cnipa
from patentgpt_jax.corpus.readers.xmltext import Malformed

PARTS = {
    "des_1": "<p>技术领域</p><p>[0001] 本发明涉及阀门。</p>",
    "des_2": "<p>旧阀门漏水。</p>",
    "des_3": "<p>一种新阀门。</p>",
    "des_4": "<p>图1是视图。</p>",
    "des_5": "<p>很多细节，H<sub>2</sub>O。</p>",
}
BAITEN = {
    "id": "CN201710117081.7",
    "an": "CN201710117081.7",
    "ad": "2017.03.01",
    "pn": "CN106844774A",
    "pd": "20170613",
    "ti": "一种阀门",
    "ab": "<p>本发明公开了一种阀门。</p>",
    "pa": "苏州公司;南京大学",
    "ic1": "F16K1/00",
    "ic2": "F16K1/00;A61M5/32",
    "patent_claims_list": [
        {"claims_num": "1", "claims_parentNum": "0", "claim": "<p>1.一种阀门，其特征在于，带有环。</p>"},
        {
            "claims_num": "2",
            "claims_parentNum": "1",
            "claim": "<p>2.如上述的阀门，其特征在于，带有密封。</p>",
        },
    ],
    **PARTS,
}
CHINESE = {
    "申请号": "CN201220454416.7",
    "公开（公告）号": "CN202812345U",
    "申请日": "2012年9月7日",
    "公开（公告）日": "2013-03-20",
    "专利名称": "一种阀门",
    "专利类型": "实用新型",
    "摘要": "本实用新型公开了一种阀门。",
    "权利要求书": "1.一种阀门，其特征在于，带有环。\n2.根据权利要求1所述的阀门，其特征在于，带有密封。",
    "说明书": "一种阀门\n技术领域\n[0001] 阀门。\n背景技术\n旧的。\n发明内容\n新的。\n"
    "附图说明\n图1。\n具体实施方式\n很多。",
    "IPC主分类号": "F16K1/00",
    "申请（专利权）人": "苏州公司",
    "优先权": "2011.10.01 US 62/301,234",
}


def read(row):
    return cnipa.record(row, "cn.json", "cn")


def sections(record):
    return [(section.kind, section.heading, section.text) for section in record.sections]


def test_baiten():
    record = read(BAITEN)
    assert (record.publication_number, record.kind, record.office) == ("CN106844774A", "A", "CN")
    assert (record.application_number, record.filing_date) == ("CN201710117081", "2017-03-01")
    assert (record.publication_date, record.language) == ("2017-06-13", "zh")
    assert (record.title, record.abstract) == ("一种阀门", "本发明公开了一种阀门。")
    assert record.classifications == ("F16K 1/00", "A61M 5/32")
    assert record.applicants == ("苏州公司", "南京大学")
    assert (record.earliest_priority, record.document_type) == ("CN201710117081@2017-03-01", "utility")
    assert sections(record) == [
        ("technical_field", "技术领域", "本发明涉及阀门。"),
        ("background", "", "旧阀门漏水。"),
        ("summary", "", "一种新阀门。"),
        ("drawings", "", "图1是视图。"),
        ("detailed_description", "", "很多细节，H_2O。"),
    ]
    assert [(each.number, each.depends_on, each.text) for each in record.claims] == [
        (1, (), "一种阀门，其特征在于，带有环。"),
        (2, (1,), "如上述的阀门，其特征在于，带有密封。"),
    ]


def test_chinese_names():
    record = read(CHINESE)
    assert (record.publication_number, record.document_type) == ("CN202812345U", "utility_model")
    assert (record.application_number, record.filing_date) == ("CN201220454416", "2012-09-07")
    assert record.earliest_priority == "US62301234@2011-10-01"
    assert [each.depends_on for each in record.claims] == [(), (1,)]
    assert [(each.kind, each.text) for each in record.sections] == [
        ("other", "一种阀门"), ("technical_field", "阀门。"), ("background", "旧的。"), ("summary", "新的。"),
        ("drawings", "图1。"), ("detailed_description", "很多。"),
    ]  # fmt: skip


def test_objects_in_objects_are_one():
    biblio = {key: value for key, value in BAITEN.items() if not key.startswith("des")}
    wrapped = {"code": 200, "data": {"document": [{"field_values": biblio}], "spec": PARTS}}
    assert read(wrapped) == read(BAITEN)


def test_dependent_claims_may_be_nested():
    first, second = BAITEN["patent_claims_list"]
    nested = {**BAITEN, "patent_claims_list": [{**first, "patentClaimses": [second]}]}
    assert read(nested) == read(BAITEN)


def test_the_whole_description_replaces_parts_that_lack_much_of_it():
    whole = "技术领域\n阀门。\n具体实施方式\n" + "很多细节。" * 50
    assert [each.kind for each in read({**BAITEN, "des_f": whole}).sections] == [
        "technical_field",
        "detailed_description",
    ]
    assert read({**BAITEN, "des_f": "".join(PARTS.values())}) == read(BAITEN)


def test_pinyin_names_and_a_main_claim():
    row = {
        "shenqinghao": "ZL 201710117081.7",
        "mingcheng": "一种阀门",
        "zhaiyao": "阀门。",
        "zhuquanxiang": "1.一种阀门。",
    }
    assert cnipa.matches(frozenset(row))
    record = read(row)
    assert (record.publication_number, record.application_number) == ("CN201710117081",) * 2
    assert [each.text for each in record.claims] == ["一种阀门。"]


def test_line_ends_in_html_are_wraps_and_breaks_are_lines():
    record = read({**BAITEN, "ab": "<p>一种阀\n 门，<br/>带\r\n有 ring\nseal。</p>"})
    assert record.abstract == "一种阀门，\n带有 ring seal。"


def test_english_beside_it_is_a_translation():
    (english,) = read({**CHINESE, "英文标题": "A valve", "英文摘要": "It shuts."}).translations
    assert (english.language, english.title, english.abstract) == ("en", "A valve", "It shuts.")


def test_columns():
    assert cnipa.matches(frozenset(BAITEN))
    assert cnipa.matches(frozenset(CHINESE))
    assert cnipa.matches(frozenset({"des_1", "des_5"}))
    assert cnipa.matches(frozenset({"an", "pn", "ti"}))
    assert not cnipa.matches(frozenset({"publication_number", "title", "abstract"}))
    assert not cnipa.matches(frozenset({"标题", "内容"}))


@pytest.mark.parametrize("row", [{}, {"ti": "一种阀门"}, {"pn": "?", "an": ""}, {"申请号": "无"}])
def test_without_a_number_it_is_malformed(row):
    with pytest.raises(Malformed):
        read(row)


values = st.recursive(
    st.none() | st.integers() | st.floats() | st.text("1.一<p>权利要求 ", max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["claim", "ti", "des_1"]), inner)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from([*BAITEN, *CHINESE]), values))
def test_any_values_give_a_record_or_are_malformed(row):
    with contextlib.suppress(Malformed):
        read(row)
    assert read({**row, "pn": "CN1234567A", "an": "CN201710117081.7"}).publication_number


@pytest.mark.parametrize(
    "row",
    [
        {
            "公开（公告）号": "CN106000001A",
            "标题 (中文)": "阀门",
            "权利要求 (中文)": "1.阀门。2.如权利要求1所述的阀门。",
        },
        {
            "公开号": "CN106000001A",
            "名称": "阀门",
            "权利要求书": {"1": "阀门。", "2": "如权利要求1所述的阀门。"},
        },
        {
            "patentNumber": "CN106000001A",
            "patentName": "阀门",
            "claimContent": "1.阀门。\n2.如权利要求1所述的阀门。",
        },
    ],
)
def test_names_and_claims_of_other_services(row):
    assert cnipa.matches(frozenset(row))
    record = read(row)
    assert (record.publication_number, record.title) == ("CN106000001A", "阀门")
    assert [claim.text for claim in record.claims] == ["阀门。", "如权利要求1所述的阀门。"]


def test_a_design():
    record = read(
        {"授权公告号": "CN306000001S", "产品名称": "阀门", "简要说明": "本外观设计产品的名称：阀门。"}
    )
    assert (record.document_type, record.title) == ("design", "阀门")
    assert sections(record) == [("other", "", "本外观设计产品的名称：阀门。")]
