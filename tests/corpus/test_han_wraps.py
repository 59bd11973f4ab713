"""Lines of Chinese patents that the printed page wrapped, joined as a reader would."""

import pytest
from patents import chinese

from patentgpt_jax.corpus import read

CLAIM = "<claim num='1'><claim-text>1.一种阀门。</claim-text></claim>"


def description(tmp_path, paragraph):
    path = tmp_path / "cn.xml"
    document = chinese(f"<mode-for-invention><p>{paragraph}</p></mode-for-invention>", CLAIM)
    path.write_text(document, encoding="utf-8")
    (record,) = read(path)
    return record.sections[0].text


@pytest.mark.parametrize(
    ("wrapped", "joined"),
    [
        ("由Si-  \t<br/>MOSFET构成", "由Si-MOSFET构成"),
        ("电压Vdc\n<br/>-sub被设定", "电压Vdc-sub被设定"),
        ("压力为0.1-<br/>0.3MPa", "压力为0.1-0.3MPa"),
        ("温度为160<br/>℃，含量5<br/>%", "温度为160℃，含量5%"),
        ("共计65\n<br/>00公斤", "共计6500公斤"),
        ("长度为2<br/>4 mm", "长度为24 mm"),
        (
            "申请号为07/888,\t \n<br/>597，即US5,352,18 <br/>2，公布",
            "申请号为07/888,597，即US5,352,182，公布",
        ),
        ("约10<sup>-\n<br/>3</sup>克", "约10^{-3}克"),
        ("溶于H<sub>2<br/></sub>O中", "溶于H_2O中"),
        ("二极管(SiC Schottky barrier \n<br/>diode)", "二极管(SiC Schottky barrier diode)"),
        ("数据 10 20 30<br/>40 50", "数据 10 20 30 40 50"),
        ("1-釜  2-槽  3-池 \n<br/>4-机  5-泵", "1-釜 2-槽 3-池 4-机 5-泵"),
        ("1-釜  2-冷\n<br/>凝器", "1-釜 2-冷凝器"),
    ],
)
def test_a_wrap_leaves_no_space_where_none_was_printed(tmp_path, wrapped, joined):
    assert description(tmp_path, wrapped) == joined


def test_reference_signs_are_no_paragraph_numbers(tmp_path):
    assert description(tmp_path, "〔101〕上盖；〔102〕下盖。[0001]阀门。[002]阀座。") == (
        "〔101〕上盖；〔102〕下盖。\n\n阀门。\n\n阀座。"
    )


@pytest.mark.parametrize("number", ["权利要求2、", "請求項2：", "2.2.", "2、 2、", "２．"])
def test_own_numbers_in_any_spelling(tmp_path, number):
    path = tmp_path / "cn.xml"
    claims = CLAIM + f"<claim num='2'><claim-text>{number}如权利要求1所述的阀门。</claim-text></claim>"
    path.write_text(chinese("<p>本发明涉及阀门。</p>", claims), encoding="utf-8")
    (record,) = read(path)
    assert [claim.text for claim in record.claims] == ["一种阀门。", "如权利要求1所述的阀门。"]


def test_a_number_with_decimals_is_not_repeated(tmp_path):
    path = tmp_path / "cn.xml"
    claims = CLAIM + "<claim num='2'><claim-text>2.2.5mm的阀门。</claim-text></claim>"
    path.write_text(chinese("<p>本发明涉及阀门。</p>", claims), encoding="utf-8")
    (record,) = read(path)
    assert record.claims[1].text == "2.2.5mm的阀门。"


def test_classifications_printed_in_one_element(tmp_path):
    path = tmp_path / "cn.xml"
    printed = (
        "<classification-ipcr><main-classification>A01B 1/00(2006.01)I</main-classification>"
        "<further-classification>A01B 3/00(2006.01)I</further-classification></classification-ipcr>"
    )
    document = chinese("<p>本发明涉及阀门。</p>", CLAIM)
    end = "</bibliographic-data>"
    path.write_text(document.replace(end, printed + end), encoding="utf-8")
    (record,) = read(path)
    assert record.classifications == ("F16K 1/00", "A01B 1/00", "A01B 3/00")
