"""`config.data.sources`: directories, globs, names."""

import os

import pytest

from patentgpt_jax.corpus.sources import fingerprint, resolve
from patentgpt_jax.errors import InputError


@pytest.fixture
def tree(tmp_path):
    for name in ("b.xml", "a.xml", ".hidden", "deep/c.xml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


def names(sources):
    return {source.name: [file.name for file in source.files] for source in resolve(sources)}


def test_a_directory_a_file_and_globs(tree):
    assert names(f"{tree}") == {"default": ["a.xml", "b.xml", "c.xml"]}
    assert names(f"{tree}/a.xml") == {"default": ["a.xml"]}
    assert names(f"{tree}/*.xml") == {"default": ["a.xml", "b.xml"]}
    assert names(f"{tree}/**/*.xml") == {"default": ["a.xml", "b.xml", "c.xml"]}


def test_named_sources_share_no_file(tree):
    assert names(f"one={tree}/a.xml; two={tree}/*.xml;two={tree}/deep") == {
        "one": ["a.xml"],
        "two": ["b.xml", "c.xml"],
    }


def test_a_file_belongs_to_the_first_source_that_names_it_by_whatever_path(tree, monkeypatch):
    monkeypatch.chdir(tree)
    (tree / "link.xml").symlink_to("b.xml")
    assert names(f"one=a.xml;two={tree}/*.xml;two=b.xml") == {"one": ["a.xml"], "two": ["b.xml"]}
    assert names(f"{tree}/deep;deep/../deep/c.xml") == {"default": ["c.xml"]}


@pytest.mark.parametrize("bad", ["{}/no", "{}/*.txt", "x={}/*.txt", "", " ; "])
def test_bad_sources_name_the_flag_and_the_pattern(tree, bad):
    pattern = bad.format(tree)
    with pytest.raises(InputError) as caught:
        resolve(f"{pattern}")
    message = str(caught.value)
    assert "config.data.sources" in message and "expected a directory" in message and "\n" not in message
    assert pattern.removeprefix("x=") in message


def test_the_fingerprint_changes_with_size_and_time(tree):
    before = fingerprint(resolve(str(tree)))
    assert before == fingerprint(resolve(str(tree)))
    os.utime(tree / "a.xml", ns=(1, 1))
    assert fingerprint(resolve(str(tree))) != before
