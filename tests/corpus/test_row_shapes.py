"""Rows in the shapes that published sets of papers, law, exams, books and news have, without a map."""

import json

import pytest

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.columns import parse_columns
from patentgpt_jax.corpus.readers import exams, generic, headed, lifting


def only(tmp_path, row):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    (record,) = read(path)
    return record


def sections(record):
    return [(section.heading, section.text) for section in record.sections]


def test_a_paper_keeps_the_headings_of_its_paragraphs(tmp_path):
    record = only(
        tmp_path,
        {
            "paper_id": "7",
            "metadata": {"title": "On valves", "year": 2019},
            "abstract": [{"text": "We study valves.", "section": "Abstract"}],
            "body_text": [
                {"section": "Introduction", "text": "Valves leak.", "cite_spans": []},
                {"section": "Introduction", "text": "They do."},
                {"section": "Methods", "text": "We turn them."},
                {"section": "", "text": "End."},
            ],
        },
    )
    assert (record.publication_number, record.title, record.abstract) == (
        "7",
        "On valves",
        "We study valves.",
    )
    assert record.publication_date == "2019"
    assert sections(record) == [
        ("Introduction", "Valves leak.\n\nThey do."),
        ("Methods", "We turn them."),
        ("", "End."),
    ]


@pytest.mark.parametrize("within", [lambda body: body, lambda body: {"status": "ok", "data": body}])
def test_a_judgment_of_the_caselaw_access_project(tmp_path, within):
    opinions = [{"type": "majority", "text": "We hold."}, {"type": "dissent", "text": "I do not."}]
    record = only(
        tmp_path,
        {
            "id": 12,
            "name": "Gate v. Door",
            "decision_date": "1999-01-10",
            "court": {"name": "Supreme Court"},
            "casebody": within({"head_matter": "GATE, appellant.", "opinions": opinions}),
        },
    )
    assert (record.title, record.publication_date) == ("Gate v. Door", "1999-01-10")
    assert record.abstract == "GATE, appellant."
    assert sections(record) == [("", "We hold.\n\nI do not.")]


def test_the_chapters_of_a_book(tmp_path):
    chapters = [{"title": "One", "text": "It was."}, {"title": "Two", "paragraphs": ["It is.", "Still."]}]
    record = only(tmp_path, {"title": "Gates", "author": "A", "chapters": chapters})
    assert sections(record) == [("One", "It was."), ("Two", "It is.\n\nStill.")]


def test_headings_as_names(tmp_path):
    assert headed.parts({"Introduction": "a", "Methods": ["b", "c"]}) == [
        ("Introduction", "a"),
        ("Methods", "b\n\nc"),
    ]
    assert headed.parts(["a", "b"]) == [("", "a\n\nb")] and headed.parts(None) == []
    assert headed.parts([{"section": "A", "text": ""}, {"other": "b"}]) == [
        ("A", ""),
        ("", "b"),
    ]
    nested = [{"title": "One", "sections": [{"title": "A", "text": "a"}, {"text": "b"}]}]
    assert headed.parts(nested) == [("One", "a\n\nb")]


@pytest.mark.parametrize(
    "row",
    [
        {"question": "Which leaks?", "options": ["A. Gate", "B. Valve"], "answer": "B"},
        {"question": "Which leaks?", "choices": ["Gate", "Valve"], "answer": 1},
        {"question": "Which leaks?", "A": "Gate", "B": "Valve", "answer": "B"},
        {"Question": "Which leaks?", "Option A": "Gate", "Option B": "Valve", "Correct Answer": "B"},
        {"question": "Which leaks?", "opa": "Gate", "opb": "Valve", "cop": 1},
        {
            "question": "Which leaks?",
            "choices": {"text": ["Gate", "Valve"], "label": ["A", "B"]},
            "answerKey": "B",
        },
        {"statement": "Which leaks?", "option_list": {"A": "Gate", "B": "Valve"}, "answer": ["B"]},
    ],
)
def test_questions(tmp_path, row):
    assert sections(only(tmp_path, row)) == [("", "Which leaks?\n\nA. Gate\nB. Valve\n\nAnswer: B")]


def test_a_question_about_a_text_follows_it(tmp_path):
    record = only(
        tmp_path, {"passage": "Gates.", "question": "What?", "answer": "A gate.", "rationale": "So."}
    )
    assert sections(record) == [("", "Gates.\n\nWhat?\n\nA gate.\n\nSo.")]


def test_a_chinese_question_and_what_is_none():
    row = {"题目": "哪个漏？", "选项": ["门", "阀"], "答案": "B"}
    assert exams.text(row) == "哪个漏？\n\nA. 门\nB. 阀\n\n答案：B"
    assert exams.text({"question": "What?"}) == exams.text({"answer": "B", "text": "t"}) == ""


def test_what_a_row_says_itself_comes_before_what_stands_within():
    row = {"id": 1, "_source": {"id": 2, "title": "T", "data": {"text": "t"}}, "court": {"name": "C"}}
    found = lifting.lifted(row)
    assert (found["id"], found["title"], found["text"]) == (1, "T", "t")
    assert "name" not in found and lifting.lifted({"a": 1}) == {"a": 1}


def test_patents_in_several_languages(tmp_path):
    def both(english, chinese):
        return [{"lang": "EN", "text": english}, {"lang": "CN", "text": chinese}]

    record = only(
        tmp_path,
        {
            "patent_number": "TW200845700A",
            "apno": "TW096116462",
            "apdt": 20070509,
            "pbdt": 20081116,
            "ipc": "H04M1/21,G06F9/445",
            "title": both("Valve", "阀门"),
            "abstract": both("A valve.", "一种阀门。"),
            "claims": both("1. A valve.\n2. The valve of claim 1.", "1.一种阀门。2.如权利要求1所述的阀门。"),
        },
    )
    assert (record.publication_number, record.application_number) == ("TW200845700A", "TW096116462")
    assert (record.language, record.title, record.abstract) == ("zh", "阀门", "一种阀门。")
    assert [claim.depends_on for claim in record.claims] == [(), (1,)]
    assert record.classifications == ("H04M 1/21", "G06F 9/445")
    assert record.earliest_priority == "TW096116462@2007-05-09"
    (english,) = record.translations
    assert (english.language, english.title, len(english.claims)) == ("en", "Valve", 2)


def test_html_in_values(tmp_path):
    record = only(
        tmp_path,
        {
            "patent_no": "CN106000001A",
            "application_no": "201710000001.7",
            "abstract": "<p>一种阀门，H<sub>2</sub>O。</p>",
            "claims": "<div class='claim'>1.一种阀门。</div><div class='claim'>2.如权利要求1所述。</div>",
            "description": "<p>技术领域</p><p>[0001] 本发明涉及阀门。</p><p>背景技术</p><p>[0002] 已有。</p>",
        },
    )
    assert (record.application_number, record.abstract) == ("CN201710000001", "一种阀门，H_2O。")
    assert [claim.text for claim in record.claims] == ["一种阀门。", "如权利要求1所述。"]
    assert [(each.kind, each.text) for each in record.sections] == [
        ("technical_field", "本发明涉及阀门。"),
        ("background", "已有。"),
    ]


def test_a_description_in_parts(tmp_path):
    parts = [{"heading": "BACKGROUND", "text": "Gates leak."}, {"heading": "SUMMARY", "text": "A gate."}]
    record = only(tmp_path, {"publication_number": "US1234567B1", "description": parts})
    assert [each.kind for each in record.sections] == ["background", "summary"]


def test_a_map_into_objects(tmp_path):
    columns = parse_columns("mine=text:body.main.en,title:names.full")["mine"]
    row = {"body": {"main": {"en": "A gate."}}, "names": {"full": "Gate"}}
    record = generic.record(row, "f", "mine", columns)
    assert (record.title, sections(record)) == ("Gate", [("", "A gate.")])


def test_claims_within_an_object_of_one_language_are_not_lost(tmp_path):
    titles = [{"text": "一种阀门", "lang": "zh"}, {"text": "Valve", "lang": "en"}]
    claims = [{"claim_text": ["1.一种阀门。"]}, {"claim_text": ["2.如权利要求1所述。"]}]
    record = only(
        tmp_path,
        {
            "jurisdiction": "CN",
            "doc_number": "106000001",
            "kind": "A",
            "biblio": {"invention_title": titles},
            "abstract": [{"text": "A valve.", "lang": "en"}],
            "claims": [{"claims": claims, "lang": "zh"}],
            "description": {"text": "技术领域\n本发明涉及阀门。", "lang": "zh"},
        },
    )  # fmt: skip
    assert (record.publication_number, record.title) == ("CN106000001A", "一种阀门")
    assert [claim.text for claim in record.claims] == ["一种阀门。", "如权利要求1所述。"]
    assert [(each.title, each.abstract) for each in record.translations] == [("Valve", "A valve.")]


@pytest.mark.parametrize(
    "claims",
    [
        {"1": "A valve.", "2": "The valve of claim 1."},
        [{"num": 1, "claim": "A valve."}, {"num": 2, "claim": "The valve of claim 1."}],
        [["A valve."], ["The valve of claim 1."]],
        "['1. A valve.', '2. The valve of claim 1.']",
        "<claim num='1'>1. A valve.</claim><claim num='2'>2. The valve of claim 1.</claim>",
    ],
)
def test_claims_in_any_shape(tmp_path, claims):
    record = only(tmp_path, {"publication_number": "EP1234567A1", "claims": claims})
    assert [(claim.number, claim.text) for claim in record.claims] == [
        (1, "A valve."),
        (2, "The valve of claim 1."),
    ]


def test_a_paper_with_a_column_for_each_section(tmp_path):
    record = only(tmp_path, {"Title": "T", "Conclusion": "C.", "Methods": "M.", "Introduction": "I.", "n": 1})
    assert sections(record) == [("Introduction", "I."), ("Methods", "M."), ("Conclusion", "C.")]


@pytest.mark.parametrize("date", ["2020年3月4日", "2020-03-04 10:00:00", 20200304, "March 4, 2020"])
def test_dates(tmp_path, date):
    assert only(tmp_path, {"裁判文书": "本院认为。", "判决日期": date}).publication_date == "2020-03-04"


def test_a_page_as_html(tmp_path):
    row = {"plain_text": "", "html": "<html><body><p>We hold.</p><p>So.</p></body></html>"}
    assert sections(only(tmp_path, row)) == [("", "We hold.\nSo.")]
