"""`config.corpus.columns`: the form of a map, and errors that name what was found and expected."""

import pytest

from patentgpt_jax.corpus.columns import FIELDS, ColumnMap, columns_of, parse_columns
from patentgpt_jax.corpus.readers.generic import ALIASES
from patentgpt_jax.errors import InputError


def test_maps_by_source():
    maps = parse_columns(
        "mine = title:headline, text:intro + body,id:doc:id,language:='en'; papers=bigpatent;"
    )
    assert maps == {
        "mine": ColumnMap(
            columns={"title": ("headline",), "text": ("intro", "body"), "id": ("doc:id",)},
            constants={"language": "en"},
        ),
        "papers": ColumnMap(named="bigpatent"),
    }


def test_a_map_without_a_source_is_of_the_default_source():
    assert parse_columns("text:body,office:=US") == {
        "default": ColumnMap(columns={"text": ("body",)}, constants={"office": "US"})
    }
    assert parse_columns("") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mine=bigpatents", "did you mean 'bigpatent'?"),
        ("mine=titel:a,text:b", "did you mean 'title'?"),
        ("mine=text:a;mine=text:b", "'mine' is mapped twice"),
        ("mine=text:a,text:b", "join columns with '+'"),
        ("mine=title:a", "expected one of text, description, abstract, claims"),
        ("mine=text:a,b", "expected 'source=field:column"),
        ("mine=text:", "expected 'source=field:column"),
        ("mine=text:a,document_type:=patent", "document_type:='patent'"),
    ],
)
def test_errors_are_one_line(text, told):
    with pytest.raises(InputError) as caught:
        parse_columns(text)
    message = str(caught.value)
    assert message.startswith("config.corpus.columns") and told in message and "\n" not in message


def test_every_field_has_usual_names():
    assert set(ALIASES) == set(FIELDS)


def test_the_part_of_one_source_is_a_map_by_itself():
    text = "title:headline,text:body; papers=bigpatent ;law=text:full+notes,language:=de"
    for source in ("default", "papers", "law"):
        assert parse_columns(columns_of(text, source)) == {source: parse_columns(text)[source]}
    assert columns_of(text, "books") == ""
