"""Conversations become text in which each turn stands under the name of who speaks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus import read
from patentgpt_jax.corpus.readers import chat

TALK = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "What is a claim?"},
    {"role": "assistant", "content": "A sentence that says\nwhat is protected."},
]
SHAREGPT = {"system": "system", "user": "human", "assistant": "gpt"}
TOLD = "System: Be brief.\n\nUser: What is a claim?\n\nAssistant: A sentence that says\nwhat is protected."


@pytest.mark.parametrize(
    "row",
    [
        {"messages": TALK},
        {"id": 7, "messages": TALK, "source": "forum"},
        {"messages": [each | {"content": [{"type": "text", "text": each["content"]}]} for each in TALK]},
        {"messages": json.dumps(TALK)},
        {"conversations": [{"from": SHAREGPT[each["role"]], "value": each["content"]} for each in TALK]},
    ],
)
def test_conversations_in_the_shapes_that_published_sets_have(tmp_path, row) -> None:
    path = tmp_path / "chat.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"id": "8"}) + "\n", encoding="utf-8")
    first, second = read(path)
    assert [section.text for section in first.sections] == [TOLD]
    assert (first.document_type, first.language, first.claims) == ("text", "en", ())
    assert second.publication_number == "8"


def test_roles_are_named_in_the_language_of_the_conversation(tmp_path) -> None:
    path = tmp_path / "chat.json"
    turns = [{"role": "user", "content": "什么是权利要求？"}, {"role": "assistant", "content": "保护范围。"}]
    path.write_text(json.dumps([{"messages": turns}], ensure_ascii=False), encoding="utf-8")
    (record,) = read(path)
    assert record.language == "zh"
    assert record.sections[0].text == "用户：什么是权利要求？\n\n助手：保护范围。"


def test_a_turn_without_content_is_left_out_and_another_role_keeps_its_name() -> None:
    turns = [
        {"role": "assistant", "content": None},
        {"role": "examiner", "content": "Objection."},
        {"role": "tool", "content": 7},
    ]
    assert chat.text({"Messages": turns}) == "Examiner: Objection.\n\nTool: 7"


@pytest.mark.parametrize(
    "row",
    [
        {"messages": "hello"},
        {"messages": ["hello"]},
        {"messages": []},
        {"messages": [{"content": "no role"}]},
        {"text": "hello"},
    ],
)
def test_other_rows_are_no_conversation(row) -> None:
    assert chat.text(row) == ""


@given(st.lists(st.tuples(st.sampled_from(["user", "assistant", "Judge"]), st.text(min_size=1))))
def test_no_word_of_a_conversation_is_lost(turns) -> None:
    told = chat.text({"messages": [{"role": role, "content": content} for role, content in turns]})
    for _, content in turns:
        stripped = content.replace("\r\n", "\n").replace("\r", "\n").strip()
        if stripped and stripped.lower() not in ("nan", "none", "null", "n/a", "<na>", "\\n"):
            assert stripped in told
