"""A file or directory is whole or absent, whatever fails on the way."""

from pathlib import Path

import pytest

from patentgpt_jax import files


def test_text_and_json_come_back(tmp_path: Path) -> None:
    files.write_text(tmp_path / "new" / "a.txt", "阀门\n")
    assert (tmp_path / "new" / "a.txt").read_text(encoding="utf-8") == "阀门\n"
    files.write_json(tmp_path / "a.json", {"claim": "阀门", "parts": [1, None]})
    assert files.read_json(tmp_path / "a.json") == {"claim": "阀门", "parts": [1, None]}
    assert "阀门" in (tmp_path / "a.json").read_text(encoding="utf-8")


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    files.write_json(path, {"old": True})
    with pytest.raises(ValueError):
        files.write_json(path, {"new": float("nan")})
    assert files.read_json(path) == {"old": True}
    assert list(tmp_path.iterdir()) == [path]


def test_a_replacement_that_fails_leaves_no_temporary_file(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    with pytest.raises(OSError):
        files.write_bytes(taken, b"a directory stands there")
    assert list(tmp_path.iterdir()) == [taken]


def test_a_directory_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    with files.whole_directory(path) as temporary:
        (temporary / "a").write_text("1")
        assert not path.exists()
    assert [each.name for each in path.iterdir()] == ["a"]


def test_a_directory_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    path = tmp_path / "tokens"
    with files.whole_directory(path) as temporary:
        (temporary / "old").touch()
    with pytest.raises(KeyboardInterrupt), files.whole_directory(path) as temporary:
        (temporary / "new").touch()
        raise KeyboardInterrupt
    assert [each.name for each in path.iterdir()] == ["old"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_directory_replaces_what_stood_there(tmp_path: Path) -> None:
    for name in ("old", "new"):
        with files.whole_directory(tmp_path / "tokens") as temporary:
            (temporary / name).touch()
    assert [each.name for each in (tmp_path / "tokens").iterdir()] == ["new"]
