"""`config.data.sources`: directories, globs, names."""

from pathlib import Path

import pytest

from patentgpt_jax.corpus.sources import resolve
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


def test_links_are_followed_once_and_those_to_nothing_are_named(tree, tmp_path_factory, caplog):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "d.xml").write_text("d")
    (tree / "linked").symlink_to(elsewhere)
    (tree / "round").symlink_to(tree)
    (elsewhere / "back").symlink_to(tree)
    (tree / "itself").symlink_to("itself")
    (tree / "gone.xml").symlink_to("nowhere.xml")
    assert names(str(tree)) == {"default": ["a.xml", "b.xml", "c.xml", "d.xml"]}
    assert "gone.xml: a link to nothing" in caplog.text and "itself: a link to nothing" in caplog.text


def test_a_directory_that_cannot_be_listed_is_not_passed_over(tree, monkeypatch):
    def refuse(path, real=Path.iterdir):
        if path.name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(InputError, match=r"deep: cannot be read: Permission denied"):
        resolve(str(tree))
