"""Chinese patents as JSON, as services over the data of the CNIPA give them.

There is no one standard. Known are the answers of Baiten's open platform (`des_1` technical field,
`des_2` background, `des_3` summary, `des_4` drawings, `des_5` embodiments, `des_f` all of it; `pn`,
`an`, `ti`, `ab`; claims as `patent_claims_list`), tables with the Chinese names of the CNIPA's own
pages (申请号, 公开（公告）号, 权利要求书), and the same in pinyin or English. `NAMES` lists the names
that are accepted for each field; capitals, spaces, underscores and brackets in them do not matter.
Objects within objects (`data`, `document.field_values`) are read as if they were one. Left out:
addresses, agents, inventors where there are applicants, legal status, links and images.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import htmltext, values
from patentgpt_jax.corpus.readers.claimtext import split_claims
from patentgpt_jax.corpus.readers.language import detect_language
from patentgpt_jax.corpus.readers.plaintext import text as plain_text
from patentgpt_jax.corpus.readers.sections import SectionBuilder
from patentgpt_jax.corpus.readers.textsections import add_lines, text_sections
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import (
    Record,
    Section,
    Translation,
    application_number,
    family_key,
    publication_number,
)

NAMES = {
    "publication_number": "公开公告号 公开号 申请公布号 公布号 公告号 授权公告号 文献号 publicationnumber"
    " publicationno pubnumber pubnum pubno patentnumber patentno pn gongkaigonggaohao gongkaihao"
    " gonggaohao shouquangonggaohao",
    "kind": "文献种类 文献类型代码 公开类型代码 kindcode kind",
    "application_number": "申请号 专利申请号 专利号 applicationnumber applicationno appnumber appnum appno"
    " apno an shenqinghao zhuanlihao",
    "publication_date": "公开公告日 公开日 公开日期 申请公布日 公布日 公告日 授权公告日 publicationdate"
    " pubdate pbdt pd gongkairi gonggaori gongkaigonggaori",
    "filing_date": "申请日 申请日期 applicationdate appdate filingdate apdt ad shenqingri",
    "priority": "优先权 优先权号 优先权信息 priority priorities priorityclaims pr youxianquan",
    "title": "专利名称 产品名称 发明名称 实用新型名称 名称 标题 题名 title inventiontitle patentname ti"
    " mingcheng zhuanlimingcheng famingmingcheng biaoti",
    "abstract": "摘要 摘要文本 申请摘要 说明书摘要 abstract abstractch abstractcn abstractcontent abs ab"
    " summarytext zhaiyao",
    "claims": "权利要求书 权利要求 权利要求内容 全部权利要求 claims claimslist claimcontent patentclaimslist"
    " patentclaimses claim claimtext clms clm powerrequirements quanliyaoqiushu quanliyaoqiu",
    "main_claim": "主权项 主权利要求 首项权利要求 主权项内容 独立权利要求 mainclaim firstclaim zhuquanxiang",
    "description": "说明书 说明书全文 全文 desf description specification spec instructions"
    " instructioncontent fulltext 简要说明 shuomingshu",
    "technical_field": "技术领域 所属技术领域 des1 technicalfield fieldoftheinvention jishulingyu",
    "background": "背景技术 des2 backgroundart backgroundtechnology background beijingjishu",
    "summary": "发明内容 实用新型内容 des3 summaryofinvention disclosure inventioncontent summary"
    " famingneirong",
    "drawings": "附图说明 des4 descriptionofdrawings drawingdescription drawings futushuoming",
    "detailed_description": "具体实施方式 具体实施例 实施方式 des5 detaileddescription modeforinvention"
    " embodiments embodiment jutishishifangshi",
    "classifications": "主分类号 ipc主分类号 国际主分类号 分类号 ipc分类号 国际分类号 ic1 mainipc ipcmain"
    " ic2 ipc ipcs cpc主分类号 cpc分类号 cpc mainclassification classification zhufenleihao fenleihao",
    "applicants": "申请人 申请专利权人 申请人专利权人 专利权人 权利人 当前权利人 applicants applicant"
    " applicantname assignees assignee pa shenqingren",
    "citations": "引证专利 引用专利 对比文件 citedpatents citations",
    "type": "专利类型 类型 patenttype type pat zhuanlileixing",
    "english_title": "标题英文 标题翻译 英文标题 英文名称 英文发明名称 titleen entitle englishtitle",
    "english_abstract": "摘要英文 摘要翻译 英文摘要 abstracten enabstract englishabstract",
}
"""By field, the names that its column may have, best first, as `_plain` spells them."""

_FIELDS = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())}
_PARTS = ("technical_field", "background", "summary", "drawings", "detailed_description")
_NUMBERS = frozenset({"publication_number", "application_number"})
_TEXTS = frozenset({"abstract", "claims", "main_claim", "description", *_PARTS})
_HAN = re.compile("[\u4e00-\u9fff]")
_MOST_NESTED = 4


def _plain(name: str) -> str:
    return values.plain_name(name).removeprefix("中文").removesuffix("中文")  # beside the same in English


def matches(keys: frozenset[str]) -> bool:
    """Whether these are names of Chinese patents' fields: Chinese ones, or those of Baiten's platform."""
    names = {_plain(key) for key in keys}
    if any(re.fullmatch("des[1-5f]", name) for name in names) or names & {
        "patentclaimses",
        "patentclaimslist",
    }:
        return True
    fields = {_FIELDS[name][0] for name in names if name in _FIELDS}
    if not fields & _NUMBERS or not fields & (_TEXTS | {"title"}):
        return False
    chinese = {
        name for name in names if name in _FIELDS and (_HAN.search(name) or name.endswith(("hao", "shu")))
    }
    return bool(chinese or names & _CHINESE_SERVICES) or {"pn", "an", "ti"} <= names


_CHINESE_SERVICES = frozenset({"patentname", "abstractcontent", "claimcontent", "instructioncontent", "lprs"})
"""Names in English letters that tables of other patents do not have."""


def record(row: Mapping[str, Any], path: str, source: str) -> Record:
    """The record of one patent.

    Raises:
      Malformed: it has neither a publication number nor an application number.
    """
    fields = _fields(row)
    office, document, kind = _number(fields.get("publication_number"))
    kind = values.text(fields.get("kind")).upper() or kind
    application = _application(fields.get("application_number"))
    if not document and not application:
        raise Malformed("a Chinese patent without a publication or application number")
    number = publication_number(office, document, kind) if document else application
    filed = values.date(fields.get("filing_date"))
    title, abstract = _line(fields.get("title")), _text(fields.get("abstract"))
    sections, claims = _sections(fields), build_claims(_claims(fields))
    sample = "".join([title, abstract, *(each.text for each in claims)])[:20_000]
    return Record(
        publication_number=number,
        kind=kind,
        application_number=application,
        office=office,
        language=detect_language(sample or "".join(each.text for each in sections)[:20_000]),
        document_type=_document_type(kind, values.text(fields.get("type"))),
        publication_date=values.date(fields.get("publication_date")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed), *_priorities(fields)]) or f"{number}@",
        title=title,
        abstract=abstract,
        sections=sections,
        claims=claims,
        classifications=bib.unique(values.symbols(fields.get("classifications"))),
        citations=bib.unique(_citations(fields.get("citations"))),
        applicants=bib.unique(values.entries(fields.get("applicants"))),
        translations=tuple(_translations(fields)),
        source=source,
        path=path,
    )


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values by field: of several columns for one field the best-named, of classifications all."""
    best: dict[str, tuple[int, Any]] = {}
    symbols: list[Any] = []
    for name, value in _flat(row, _MOST_NESTED):
        field, rank = _FIELDS.get(_plain(name), ("", 0))
        if field == "classifications":
            symbols.append((rank, value))
        elif field and (field not in best or rank < best[field][0]) and _is_fit(field, value):
            best[field] = (rank, value)
    fields = {field: value for field, (_, value) in best.items()}
    return fields | {"classifications": [value for _, value in sorted(symbols, key=lambda each: each[0])]}


def _is_fit(field: str, value: Any) -> bool:
    """Whether `value` is what `field` asks for: a column for a number may say that there is none yet."""
    if field == "publication_number":
        return bool(_number(value)[1])
    return field != "application_number" or bool(_application(value))


def _flat(row: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """The (name, value) pairs of `row` and of the objects in it that are no values of a field."""
    for name, value in row.items():
        if values.is_nothing(value):
            continue
        inner = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(inner, Mapping) and _is_wrapper(str(name), inner):
            if depth:
                yield from _flat(inner, depth - 1)
        else:
            yield str(name), value


def _is_wrapper(name: str, value: Mapping[str, Any]) -> bool:
    """Whether `value` holds fields, as `data` does, and is not itself the value of one."""
    field = _FIELDS.get(_plain(name), ("",))[0]
    holds_fields = any(_plain(str(each)) in _FIELDS for each in value)
    return not field or (field == "description" and holds_fields)


_NUMBER = re.compile(r"(?:([A-Z]{2})[-\s]?)?([A-Z]?[0-9][0-9\s]{3,16})[-\s.]?([A-Z][0-9]?)?")


def _number(value: Any) -> tuple[str, str, str]:
    """`CN106844774A` as ("CN", "106844774", "A"); the office is China's where none is named."""
    match = _NUMBER.fullmatch(values.text(value).upper()[:40])
    return (match[1] or "CN", match[2], match[3] or "") if match else ("CN", "", "")


def _application(value: Any) -> str:
    """`CN201710117081.7`, `ZL 201710117081.7` and `2017101170817` as one, without the check digit."""
    match = re.fullmatch(r"(?:([A-Z]{2})\s?)?([0-9]{6,14}\s?\.?\s?[0-9X]?)", values.text(value).upper()[:40])
    if not match:
        return ""
    office = "CN" if match[1] in (None, "ZL") else match[1]
    return application_number(office, bib.without_check_digit(office, "".join(match[2].split())))


def _document_type(kind: str, named: str) -> str:
    if "实用新型" in named:
        return "utility_model"
    return "design" if "外观" in named else bib.document_type("CN", kind)


_PRIORITY_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-./年]?[0-9]{1,2}[-./月]?[0-9]{1,2}日?(?![0-9/.])")
_PRIORITY_NUMBER = re.compile(r"\b([A-Z]{2})\s?([0-9][0-9/,.-]{4,20}[0-9])")


def _priorities(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """`2016.03.01 US 62/301,234` as the number and the date, several of these between semicolons."""
    for each in values.entries(fields.get("priority")):
        number, date = _PRIORITY_NUMBER.search(each.upper()), _PRIORITY_DATE.search(each)
        if number:
            yield application_number(number[1], number[2]), values.date(date[0]) if date else ""


def _citations(value: Any) -> Iterator[str]:
    for each in values.entries(value):
        for part in re.split(r"[,，、]", each):
            office, document, kind = _number(part.strip())
            if document:
                yield publication_number(office, document, kind)


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


_LINE_BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)


def _text(value: Any) -> str:
    """Paragraphs and `<br>` on lines; line ends within them are where a page wrapped."""
    content = values.text(values.decoded(value))
    if htmltext.looks_like_html(content):
        return plain_text(htmltext.parse(_LINE_BREAK.sub("<p></p>", content)), hard_wrapped=True)
    return values.lines(content)


def _translations(fields: Mapping[str, Any]) -> Iterator[Translation]:
    title, abstract = _line(fields.get("english_title")), _text(fields.get("english_abstract"))
    if title or abstract:
        yield Translation("en", title, abstract)


_ENOUGH = 0.9


def _sections(fields: Mapping[str, Any]) -> tuple[Section, ...]:
    """The description in its parts, or whole, where the parts lack more than a tenth of that."""
    parts = {kind: _text(fields.get(kind)) for kind in _PARTS}
    whole = _text(fields.get("description"))
    if sum(map(len, parts.values())) < _ENOUGH * len(whole):
        return text_sections(whole)
    builder = SectionBuilder()
    for kind, content in parts.items():
        builder.open_region(kind)
        add_lines(content, builder)
    return builder.finish()


def _claims(fields: Mapping[str, Any]) -> list[RawClaim]:
    given = values.decoded(fields.get("claims"))
    if isinstance(given, Mapping) and all(str(name).strip().isdecimal() for name in given):
        given = [{"num": number, "text": content} for number, content in given.items()]
    items = values.items(given) or values.items(fields.get("main_claim"))
    if len(items) == 1 and not isinstance(items[0], Mapping):
        return split_claims(_text(items[0]))
    return list(_listed_claims(items, _MOST_NESTED))


def _listed_claims(items: list[Any], depth: int) -> Iterator[RawClaim]:
    """Claims of a list of texts or of objects, in which dependent claims may be lists again."""
    for item in items:
        if not isinstance(item, Mapping):
            content = _text(item)
            yield from [RawClaim("", content)] if content else []
            continue
        named = {values.plain_name(str(name)): value for name, value in item.items()}
        content = _text(_first(named, "claim", "text", "content", "claimtext", "权利要求", "内容"))
        if content:
            parent = values.text(_first(named, "claimsparentnum", "parentnum", "parent"))
            parents = tuple(int(number) for number in re.findall(r"\d{1,4}", parent) if int(number))
            yield RawClaim(
                values.text(_first(named, "claimsnum", "claimnum", "num", "number", "序号")),
                content,
                parents,
            )
        inner = _first(named, "patentclaimses", "children", "claims")
        if depth and isinstance(inner, list):
            yield from _listed_claims(inner, depth - 1)


def _first(named: Mapping[str, Any], *names: str) -> Any:
    return next((named[name] for name in names if not values.is_nothing(named.get(name))), None)
