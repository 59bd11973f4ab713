"""Rows of any table: papers, judgments, books, news, and patents in columns of nobody's standard.

A column map says which column feeds which field; without one, usual names of columns are known
(`ALIASES`). A row with a publication number and an office is a patent, whose description is cut into
sections at its headings. Any other row is a text: one section. Columns that feed no field are left
out of the record.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from patentgpt_jax.corpus.claims import RawClaim, build_claims
from patentgpt_jax.corpus.columns import SECTION_FIELDS, TEXT_FIELDS, ColumnMap
from patentgpt_jax.corpus.readers import bibliography as bib
from patentgpt_jax.corpus.readers import chat, exams, google, headed, htmltext, localized, values
from patentgpt_jax.corpus.readers.claimtext import split_claims
from patentgpt_jax.corpus.readers.language import beginning_language, language_code
from patentgpt_jax.corpus.readers.plaintext import text as plain_text
from patentgpt_jax.corpus.readers.sections import SectionBuilder
from patentgpt_jax.corpus.readers.textsections import paragraph_sections
from patentgpt_jax.corpus.readers.xmltext import Malformed
from patentgpt_jax.corpus.record import DOCUMENT_TYPES, Claim, Record, Section, Translation, family_key
from patentgpt_jax.corpus.record import publication_number as normal_publication

# By field, the usual names of columns, best first; capitals, spaces and signs in them do not matter.
ALIASES = {
    "id": "id, doc_id, document_id, uid, uuid, guid, paper_id, article_id, case_id, doi, pmid, arxiv_id, "
    "isbn, corpus_id, 编号, 案号",
    "title": "title, headline, name, document_title, invention_title, patent_title, case_name, "
    "article_title, 标题, 发明名称, 题名, 案件名称",
    "text": "text, content, body, full_text, article, main_text, raw_text, document, body_text, paragraphs, "
    "maintext, opinion, opinions, plain_text, passage, article_text, full_content, sections, chapters, "
    "fact, facts, html_with_citations, html, 正文, 内容, 全文, 裁判文书, 判决书",
    "description": "description, specification, detailed_description_text, description_text, desc, 说明书",
    "abstract": "abstract, summary_text, abstract_text, patent_abstract, short_description, "
    "head_matter, 摘要",
    "claims": "claims, claim, claims_text, claim_text, independent_claims, 权利要求, 权利要求书",
    "technical_field": "technical_field, 技术领域",
    "cross_reference": "cross_reference, related_applications",
    "government_interest": "government_interest",
    "background": "background, background_art, 背景技术",
    "summary": "summary, summary_of_invention, brief_summary, 发明内容",
    "drawings": "drawings, brief_description_of_drawings, drawing_description, 附图说明",
    "detailed_description": "detailed_description, embodiments, 具体实施方式",
    "publication_number": "publication_number, publication_no, publication_id, pub_number, pub_no, "
    "patent_number, patent_no, patent_id, doc_number, number, pn, 公开号, 公告号, 公开公告号",
    "kind": "kind, kind_code, 文献类型",
    "office": "office, country, country_code, authority, publication_country, jurisdiction",
    "application_number": "application_number, application_no, app_number, application_id, apno, 申请号",
    "family_id": "family_id, docdb_family_id, simple_family_id",
    "language": "language, lang, language_code",
    "document_type": "document_type, patent_type",
    "publication_date": "publication_date, published_date, pub_date, date_published, date, published, "
    "published_at, grant_date, issue_date, patent_date, date_publish, publish_date, publish_time, pbdt, "
    "decision_date, year, 公开日, 公告日, 公开公告日, 日期, 发布日期, 裁判日期, 判决日期",
    "filing_date": "filing_date, application_date, date_filed, filed, apply_date, apdt, 申请日",
    "classifications": "classifications, ipc, cpc, ipcr, ipc_codes, cpc_codes, ipc_code, cpc_code, 分类号",
    "citations": "citations, cited_patents, backward_citations",
    "applicants": "applicants, applicant, assignees, assignee, 申请人, 专利权人",
}


_BY_NAME = {  # (field, rank)
    values.plain_name(name): (field, rank)
    for field, names in ALIASES.items()
    for rank, name in enumerate(names.split(", "))
}
# Columns that are the sections of a paper, in their order.
_PAPER = (
    *("introduction", "relatedwork", "method", "methods", "methodology", "materialsandmethods"),
    *("experiments", "results", "resultsanddiscussion", "discussion", "conclusion", "conclusions"),
)
KNOWN = (
    frozenset(name.strip() for names in ALIASES.values() for name in names.split(", "))
    | exams.KNOWN
    | chat.KNOWN
)
"""Usual names of columns, in lower case, by which a table is known from other text."""


def record(row: Mapping[str, Any], path: str, source: str, columns: ColumnMap | None = None) -> Record:
    """The record of one row, by the map `columns` or by the usual names of columns.

    Raises:
      Malformed: no column holds text, or the row has none in it.
    """
    given = _mapped(row, columns) if columns else _recognised(row)
    fields = {field: values.decoded(value) for field, value in given.items()}
    number, office, kind = _publication(fields)
    language = language_code(values.line(fields.get("language")))
    fields, others = localized.split(fields, _LOCALIZED, office, language)
    title, abstract = values.line(fields.get("title")), _clean(fields.get("abstract"))
    document_type = _document_type(fields, number, office, kind)
    sections = _sections(fields, in_parts=document_type != "text")
    claims = _claims(fields.get("claims"))
    texts = [abstract, *(each.text for each in sections), *(each.text for each in claims)]
    if not any(texts):
        raise Malformed("a row without text")
    application = bib.printed_application(office, values.line(fields.get("application_number")))
    filed = values.date(fields.get("filing_date"))
    return Record(
        publication_number=number or values.line(fields.get("id")) or values.text_id(*texts),
        kind=kind,
        application_number=application,
        family_id=values.line(fields.get("family_id")),
        office=office,
        language=language or _language(title, texts),
        document_type=document_type,
        publication_date=values.date(fields.get("publication_date")),
        filing_date=filed,
        earliest_priority=family_key([(application, filed)]) if application and filed else "",
        title=title,
        abstract=abstract,
        sections=sections,
        claims=claims,
        classifications=_classifications(fields.get("classifications")),
        citations=bib.unique(values.entries(fields.get("citations"))),
        applicants=bib.unique(values.entries(fields.get("applicants"))),
        translations=tuple(_translation(language, each) for language, each in others.items()),
        source=source,
        path=path,
    )


_LOCALIZED = ("title", "abstract", "description", "claims")


def _translation(language: str, fields: Mapping[str, Any]) -> Translation:
    return Translation(
        language,
        values.line(fields.get("title")),
        _clean(fields.get("abstract")),
        _sections({"description": fields.get("description")}, in_parts=True),
        _claims(fields.get("claims")),
    )


def _classifications(value: Any) -> tuple[str, ...]:
    return bib.unique(values.symbols(value)) or bib.unique(values.entries(value))


def _mapped(row: Mapping[str, Any], columns: ColumnMap) -> dict[str, Any]:
    """The values by field, as the map says: of several columns, their texts one after another."""
    wanted = [name for field in TEXT_FIELDS for name in columns.columns.get(field, ())]
    if not any(_column(row, name) is not None or name in row for name in wanted):
        raise NoText(f"config.corpus.columns names {_listed(wanted)}, but the columns are {_listed(row)}")
    fields: dict[str, Any] = dict(columns.constants)
    for field, names in columns.columns.items():
        found = [value for name in names if (value := _column(row, name)) is not None]
        fields[field] = found[0] if len(names) == 1 and found else values.text(found)
    return fields


def _column(row: Mapping[str, Any], name: str) -> Any:
    """The value of a column, or of one within the objects that a name such as `meta.title` goes through."""
    if name in row or "." not in name:
        return row.get(name)
    first, _, rest = name.partition(".")
    inner = values.decoded(row.get(first))
    return _column(inner, rest) if isinstance(inner, Mapping) else None


def _recognised(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values by field: of several columns for one field, the best-named one that is not empty."""
    named = [(*_BY_NAME.get(values.plain_name(name), ("", 0)), value) for name, value in row.items()]
    question, paper = exams.text(row) or chat.text(row), _paper(row)
    if not question and not paper and not any(field in TEXT_FIELDS for field, _, _ in named):
        raise NoText(
            f"no column of text is known among {_listed(row)}; name it in config.corpus.columns, "
            f"as in 'source=text:COLUMN'"
        )
    found: dict[str, Any] = {}
    for field, _, value in sorted(named, key=lambda each: each[1]):
        if field and field not in found and values.text(value):
            found[field] = value
    if paper:
        given = [{"section": heading, "text": text} for heading, text in headed.parts(found.get("text"))]
        found["text"] = [*given, *paper]
    if question:  # or a conversation: about a text, or alone
        found["text"] = "\n\n".join(filter(None, (values.text(found.get("text")), question)))
    return found


def _paper(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The sections of a paper that has a column for each."""
    found = [
        (values.plain_name(name), str(name), text)
        for name, value in row.items()
        if (text := values.text(value))
    ]
    known = sorted((each for each in found if each[0] in _PAPER), key=lambda each: _PAPER.index(each[0]))
    return [{"section": name, "text": text} for _, name, text in known]


class NoText(Malformed):
    """The columns hold no text that is known: so it is with every row that has the same ones."""


def _listed(names: Iterable[str]) -> str:
    shown = [repr(name[:40]) for name in names]
    return ", ".join(shown[:20]) + (", ..." if len(shown) > 20 else "")


_NUMBER = re.compile(r"([A-Z]{2})[-_ ]?([A-Z]{0,2}[\d/,. ]{0,20}\d)[-_ ]?([A-Z]\d?)?")
_LONGEST_NUMBER = 30
_NO_OFFICES = frozenset({"RE", "PP", "AI"})  # reissue, plant, additional improvement: prefixes of US numbers


def _publication(fields: Mapping[str, Any]) -> tuple[str, str, str]:
    """(number in normal form, office, kind); all empty for what is not a patent."""
    office, kind = (values.line(fields.get(name)).upper() for name in ("office", "kind"))
    # A number without letters may be that of a law, beside the country where it is in force.
    patent = bool(kind or {"claims", "description", "abstract"} & fields.keys())
    return publication(fields.get("publication_number"), office, kind, only_whole=not patent)


def publication(number: Any, office: str, kind: str, only_whole: bool = False) -> tuple[str, str, str]:
    """(number in normal form, office, kind) of a number that may hold all three; empty if it is none.

    With `only_whole` it must hold the office.
    """
    plain = values.line(number).upper()
    parts = _NUMBER.fullmatch(plain)
    if parts and parts[1] not in _NO_OFFICES and office in ("", parts[1]):
        office, plain, kind = parts[1], parts[2], kind or parts[3] or ""
    elif only_whole:
        return "", "", ""
    if not re.fullmatch("[A-Z]{2}", office) or not re.search(r"\d", plain) or len(plain) > _LONGEST_NUMBER:
        return "", "", ""
    kind = kind if re.fullmatch(r"[A-Z]\d{0,2}", kind) else ""
    return normal_publication(office, plain, kind), office, kind


def _document_type(fields: Mapping[str, Any], number: str, office: str, kind: str) -> str:
    named = values.line(fields.get("document_type")).lower().replace(" ", "_")
    if named in DOCUMENT_TYPES:
        return named
    return bib.document_type(office, kind, number) if number else "text"


def _language(title: str, texts: list[str]) -> str:
    return beginning_language(next(each for each in texts if each)) or beginning_language(title)


def _sections(fields: Mapping[str, Any], in_parts: bool) -> tuple[Section, ...]:
    sections: list[Section] = []
    for name in ("description", "text"):
        parts = headed.parts(fields.get(name))
        if in_parts:
            sections.extend(_described(parts))
        else:
            sections.extend(Section("other", heading, _plain_text(text)) for heading, text in parts)
    for kind in SECTION_FIELDS:
        sections.extend(_single(kind, _clean(fields.get(kind))))
    return tuple(sections)


def _described(parts: list[tuple[str, str]]) -> tuple[Section, ...]:
    """The sections of a patent's description, whose parts may have headings already."""
    if len(parts) == 1 and htmltext.looks_like_html(parts[0][1]):
        return google.sections_of(parts[0][1])
    if not any(heading for heading, _ in parts):
        return paragraph_sections("\n\n".join(text for _, text in parts))
    builder = SectionBuilder()
    for heading, text in parts:
        builder.heading(heading)
        builder.paragraph(_plain_text(text))
    return builder.finish()


def _clean(value: Any) -> str:
    return _plain_text(values.text(values.decoded(value)))


_TAGS = re.compile(r"</(?:p|div|span|b|i|em|sub|sup|li|ul|a|h\d)\s?>|<br\s?/?>", re.IGNORECASE)


def _plain_text(content: str) -> str:
    """`content` without the tags of HTML, if it has those that end or break something."""
    return plain_text(htmltext.parse(content)) if _TAGS.search(content) else content


def _single(kind: str, content: str) -> list[Section]:
    return [Section(kind, "", content)] if content else []


def _claims(value: Any) -> tuple[Claim, ...]:
    value = values.decoded(value)
    whole = values.text(value) if isinstance(value, str) else ""
    return google.claims_of(whole) if htmltext.looks_like_html(whole) else build_claims(_raw_claims(value))


_CLAIM_NUMBERS = ("number", "num", "claim_number", "claim_num", "claim_sequence")


def _raw_claims(value: Any) -> Iterator[RawClaim]:
    if isinstance(value, Mapping) and all(str(name).strip().isdecimal() for name in value):
        value = [{"number": number, "text": text} for number, text in value.items()]
    if isinstance(value, list | tuple) and len(value) > 1:
        for each in value:
            named = each if isinstance(each, Mapping) else {}
            content = _clean(named.get("claim") or each)
            number = next((named[name] for name in _CLAIM_NUMBERS if name in named), "")
            if content:
                yield RawClaim(values.line(number), content)
    else:
        yield from split_claims(values.text(value))
